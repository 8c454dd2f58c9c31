"""What is told of a scan: what changed since the one before, in numbers and by the worst few.

Nothing in it is secret, and nothing in it comes from a tag's value: not the application, the site or the tier, and not
what was expected or found. Names are shown inert, and cut.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import orjson

from scanner.model import Change, Comparison, Finding, Json, Report, Verdict
from scanner.render import common

WORST = 10
"""Findings that are told one by one."""

_LONGEST = 300
"""Characters of a name or title. Ten findings of four such texts, four bytes a character, stay below the 256 KiB that
SNS and EventBridge take."""

_ACCOUNTS = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A finding. change: "new" or "worse"; "" where nothing was compared."""

    severity: str
    verdict: str
    change: str
    rule: str
    title: str
    kind: str
    name: str
    id: str
    account: str
    region: str

    @property
    def headline(self) -> str:
        """It in one line, without its resource."""
        change = f" ({self.change})" if self.change else ""
        return f"{self.severity.upper()} {self.verdict.upper()} {self.rule} {self.title}{change}"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told.

    accounts: the first few of `account_count`. baseline: the earlier scan; None: nothing was compared, and `changes` is
    empty. changes: how many are new, worse, fixed, and unseen (could not be looked for). worst: of what is new or
    worse, or of everything where nothing was compared. more: how many of those it leaves out. unread: listings that
    failed.
    """

    tool_version: str
    taken_at: str
    as_of: str
    snapshot_sha256: str
    accounts: tuple[str, ...]
    account_count: int
    baseline: str | None
    changes: Mapping[str, int]
    failures: int
    unknowns: int
    unread: int
    exit_code: int
    exit_reason: str
    worst: tuple[Item, ...]
    more: int

    @property
    def subject(self) -> str:
        """A line of ASCII, far below 100 characters."""
        if self.baseline is None:
            told = f"{_number(self.failures, 'failure')}, {_number(self.unknowns, 'unknown')}, nothing to compare with"
        else:
            told = ", ".join(f"{count} {change}" for change, count in self.changes.items())
        return f"Safehold: {told}{', incomplete' if self.unread else ''}"

    @property
    def summary(self) -> list[str]:
        """What there is to say before the findings, a line each."""
        scanned = f"account {self.accounts[0]}" if self.account_count == 1 else f"{self.account_count} accounts"
        if self.baseline is None:
            lines = ["Nothing could be compared: no earlier scan was given."]
        else:
            counts = ", ".join(f"{count} {change}" for change, count in self.changes.items())
            lines = [f"Since {self.baseline}: {counts}."]
            if self.changes["unseen"]:
                lines.append("Unseen are findings that could not be looked for this time; that is not fixed.")
        return [
            f"Safehold {self.tool_version} scanned {scanned} at {self.taken_at}.",
            *lines,
            f"In all: {_number(self.failures, 'failure')}, {_number(self.unknowns, 'unknown')}.",
            *([f"The scan is incomplete: {_number(self.unread, 'listing')} could not be read."] if self.unread else []),
            f"It ended with exit {self.exit_code}: {self.exit_reason}",
        ]

    @property
    def heading(self) -> str:
        """What stands above the findings."""
        return "The worst:" if self.baseline is None else "The worst of what is new or worse:"

    def document(self) -> dict[str, Json]:
        """It as JSON, with an id: the same for the same notice, so that one that comes twice can be told."""
        body = {"version": 1, **asdict(self)}
        return {"id": hashlib.sha256(orjson.dumps(body)).hexdigest(), **body}


def compose(report: Report, exit_code: int, exit_reason: str) -> Notice | None:
    """What to tell of a report; None where nothing changed and nothing is wrong.

    Wrong is, even if nothing changed, a scan that could not look everywhere or found nothing to judge. Without an
    earlier scan it is every failure and unknown. Reads the report once.
    """
    comparison = report.comparison
    summary = report.summary
    changes: dict[str, int] = {}
    if comparison:
        counted = {"new": 0, "worse": 0}
        worst = heapq.nsmallest(WORST, _counting(report, counted), key=lambda found: found.sort_key)
        ended = {change.value: comparison.counts.get(change, 0) for change in (Change.FIXED, Change.UNSEEN)}
        changes, found = counted | ended, sum(counted.values())
    else:
        found = sum(summary.verdicts.get(verdict, 0) for verdict in common.ACTIONABLE)
        worst = common.worst(report, WORST)
    if report.coverage.complete and summary.resources and not found and not any(changes.values()):
        return None
    accounts = report.scope.accounts
    return Notice(
        tool_version=report.tool_version,
        taken_at=report.taken_at,
        as_of=report.as_of,
        snapshot_sha256=report.snapshot_sha256,
        accounts=tuple(map(_shown, accounts[:_ACCOUNTS])),
        account_count=len(accounts),
        baseline=_shown(comparison.baseline) if comparison else None,
        changes=changes,
        failures=summary.verdicts.get(Verdict.FAIL, 0),
        unknowns=summary.verdicts.get(Verdict.UNKNOWN, 0),
        unread=sum(len(unit.gaps) for unit in report.coverage.units),
        exit_code=exit_code,
        exit_reason=_shown(exit_reason),
        worst=tuple(_item(finding, comparison) for finding in worst),
        more=found - len(worst),
    )


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _counting(report: Report, counted: dict[str, int]) -> Iterator[Finding]:
    """What is new or worse, and counted as that."""
    for finding in common.findings(report, common.ACTIONABLE):
        if change := _change(finding):
            counted[change] += 1
            yield finding


def _change(finding: Finding) -> str:
    past = finding.decision.past
    if past is None or not past.worse:
        return ""
    return "new" if past.change is Change.NEW else "worse"


def _item(finding: Finding, comparison: Comparison | None) -> Item:
    fact = finding.fact
    return Item(
        severity=finding.severity.value,
        verdict=finding.decision.verdict.value,
        change=_change(finding) if comparison else "",
        rule=_shown(finding.rule.id),
        title=_shown(finding.rule.title),
        kind=_shown(fact.kind),
        name=_shown(fact.name),
        id=_shown(fact.id),
        account=_shown(fact.account),
        region=_shown(fact.region),
    )


def _shown(text: str) -> str:
    """The text on one line, without what looks like a secret, and not too long."""
    line = common.visible(common.redact(text))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
