"""What AWS Backup Audit Manager reports of a Region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes, here
from scanner.model import Fact, Gap, Profile

_FRAMEWORK: Final = "backup.framework"
_PLAN: Final = "backup.plan"
_REPORT: Final = "backup.report_plan"


def _framework(fact: Fact) -> Iterator[Note]:
    controls = fact.config["controls"]
    names = None if controls is None else sorted({control["name"] for control in controls})
    told = {name: fact.config[name] for name in ("deployment_status", "status")}
    yield here(fact), {"name": fact.name, **told, "controls": names}


def _plan(fact: Fact) -> Iterator[Note]:
    yield here(fact), True


def _report(fact: Fact) -> Iterator[Note]:
    """A report plan under each Region that it covers: its own where it names none, and where it names all."""
    config = fact.config
    told = ("template", "deployment_status", "created_at", "last_attempted_at", "last_succeeded_at")
    for region in config["regions"] or (fact.region,):
        yield region, {"name": fact.name, "region": fact.region, **{name: config[name] for name in told}}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """Of the Region's own account: its report plans may lie in any Region."""
    own = {"account": fact.account, "region": fact.region}
    frameworks = notes.notes("audit", here(fact), kind=_FRAMEWORK, **own)
    plans = notes.notes("audit", here(fact), kind=_PLAN, **own)
    reports = [
        report
        for covered in (fact.region, "*")
        for report in notes.notes("audit", covered, kind=_REPORT, account=fact.account)
    ]
    gaps: list[Gap] = notes.missing(_FRAMEWORK, fact.account, fact.region, here(fact))
    for kind in (_PLAN, _REPORT):
        gaps += notes.missing(kind, fact.account, fact.region, "")
    return {"plans": len(plans), "frameworks": frameworks, "reports": reports}, gaps


AUDIT: Final = Join(
    name="audit",
    kinds=frozenset({"backup.region_settings"}),
    keeps={_FRAMEWORK: _framework, _PLAN: _plan, _REPORT: _report},
    find=_find,
)
