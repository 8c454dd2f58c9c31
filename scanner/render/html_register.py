"""The registers of the HTML report: evidence and restore jobs with their expiry, and waivers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from scanner.model import Fact, Json, Report, WaiverUse
from scanner.render.common import redact
from scanner.render.html_listing import First, Listing, listing
from scanner.render.html_moments import day, expiry
from scanner.render.html_survey import EVIDENCE, RESTORES, SAMPLE, Survey
from scanner.render.matrix import spoken

_SCOPES = ("applications", "sites", "tiers", "resources")
_DONE = {"passed": "pass", "COMPLETED": "pass", "failed": "fail", "FAILED": "fail", "ABORTED": "fail"}
_ORDER = ("expired", "early", "soon", "good", "unused")


def register_view(report: Report, survey: Survey) -> dict[str, Any]:
    """The variables of evidence.html.j2 and waivers.html.j2."""
    waivers = sorted((_waiver(report, survey, use) for use in report.waivers), key=_expired_first)
    return {
        "evidence": _kept(survey.evidence, EVIDENCE, [_record(report, fact) for fact in survey.evidence.kept()]),
        "restores": _kept(survey.restores, RESTORES, [_restore(fact) for fact in survey.restores.kept()]),
        "waivers": listing(waivers, rest="the waivers files have all"),
        "waivers_by_state": Counter(row["state"] for row in waivers),
    }


def _kept(facts: First[Fact], most: int, rows: list[dict[str, Any]]) -> Listing:
    return listing(rows, most, facts.total, rest="the snapshot has all")


def _record(report: Report, fact: Fact) -> dict[str, Any]:
    """A record as a row. A fact may break its schema, so that nothing is taken for granted of what it holds."""
    config = fact.config
    state, words = expiry(config.get("expires_at"), report.as_of)
    artefact = config.get("artefact")
    return {
        "name": fact.name,
        "type": _text(config.get("type")),
        "topic": _text(config.get("topic")),
        "environment": _text(config.get("environment")),
        "dated": day(config.get("dated_at")),
        "scope": _scope(config.get("scope")),
        "said": redact(_text(config.get("method")) or _text(config.get("statement"))),
        "result": _text(config.get("result")),
        "kind": _DONE.get(_text(config.get("result")), "unknown"),
        "rto": _lasting(config.get("measured_rto_seconds")),
        "rpo": _lasting(config.get("measured_rpo_seconds")),
        "approved_by": _joined(config.get("approved_by")),
        "owner": _text(config.get("owner")),
        "file": _text(config.get("file")),
        "sha256": _text(artefact.get("sha256")) if isinstance(artefact, dict) else "",
        "verified": artefact.get("verified") if isinstance(artefact, dict) else None,
        "expires": day(config.get("expires_at")),
        "state": state,
        "words": words,
    }


def _restore(fact: Fact) -> dict[str, Any]:
    config = fact.config
    validation = config.get("validation")
    return {
        "name": fact.name,
        "account": fact.account,
        "region": fact.region,
        "source": _text(config.get("source_resource_arn")),
        "type": _text(config.get("resource_type")),
        "started": day(config.get("created_at")),
        "point": day(config.get("recovery_point_created_at")),
        "status": _text(config.get("status")),
        "kind": _DONE.get(_text(config.get("status")), "unknown"),
        "took": _lasting(config.get("duration_seconds")),
        "validation": _text(validation.get("status")) if isinstance(validation, dict) else "",
        "planned": bool(config.get("testing_plan_arn")),
    }


def _waiver(report: Report, survey: Survey, use: WaiverUse) -> dict[str, Any]:
    waiver = use.waiver
    state, words = expiry(waiver.expires_on, report.as_of, whole_day=True)
    if use.expired:
        state = "expired"
    elif not use.findings:
        state = "unused"
    elif use.early:
        state, words = "early", f"not before {waiver.approved_on}"
    names = survey.waived.get(waiver.id, [])
    return {
        "id": waiver.id,
        "rules": [(rule, rule in report.rules) for rule in waiver.rules],
        "scope": waiver.scope,
        "reason": redact(waiver.reason),
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "expires": waiver.expires_on,
        "words": words,
        "state": state,
        "findings": use.findings,
        "examples": names,
        "more": max(0, use.findings - len(names)) if len(names) == SAMPLE else 0,
        "place": waiver.place,
    }


def _expired_first(row: dict[str, Any]) -> tuple[int, str, str]:
    return (_ORDER.index(row["state"]), row["expires"], row["id"])


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _joined(values: Json) -> str:
    return ", ".join(map(_text, values)) if isinstance(values, list | tuple) else ""


def _scope(scope: Json) -> str:
    """What a record holds for, in words."""
    if not isinstance(scope, dict):
        return ""
    named = ((kind, _joined(scope.get(kind))) for kind in _SCOPES)
    return "; ".join(f"{kind}: {names}" for kind, names in named if names) or "the whole estate"


def _lasting(seconds: Json) -> str:
    return spoken(seconds) if isinstance(seconds, int) and seconds >= 0 else ""
