"""How complete the scan was, for the HTML report: by account, what could not be read, and what that leaves unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scanner.model import Coverage, CoverageUnit, GapReason, Report, Verdict
from scanner.render.common import redact, titled
from scanner.render.html_listing import listing
from scanner.render.html_survey import SAMPLE, Survey

_MOST_BLIND_RULES = 15


def completeness_view(report: Report, survey: Survey) -> dict[str, Any]:
    """The variables of completeness.html.j2."""
    return {
        "coverage": _coverage(report.coverage, survey),
        "accounts": listing(_accounts(report)),
        "listings": listing(_listings(report.coverage)),
        "unread": listing(_unread(survey)),
        "blind": listing(_blind(report, survey), _MOST_BLIND_RULES),
        "closed": [titled(account) for account in sorted(report.scope.estate) if not account.told],
    }


@dataclass(slots=True)
class _Account:
    account: str
    name: str = ""
    not_enabled: tuple[str, ...] = ()
    regions: set[str] = field(default_factory=set)
    collectors: set[str] = field(default_factory=set)
    units: int = 0
    complete: int = 0
    calls: int = 0
    vanished: int = 0
    gaps: int = 0

    def add(self, unit: CoverageUnit) -> None:
        self.regions.add(unit.region)
        self.collectors.add(unit.collector)
        self.units += 1
        self.complete += not unit.gaps
        self.calls += sum(unit.calls.values())
        self.vanished += unit.vanished
        self.gaps += len(unit.gaps)


def _coverage(coverage: Coverage, survey: Survey) -> dict[str, Any]:
    calls: defaultdict[str, int] = defaultdict(int)
    denied: defaultdict[str, int] = defaultdict(int)
    for unit in coverage.units:
        for operation, count in unit.calls.items():
            calls[operation] += count
        for gap in unit.gaps:
            denied[gap.operation] += gap.reason is GapReason.ACCESS_DENIED
    for (_, _, operation, reason), unread in survey.unread.items():
        denied[operation] += unread.resources if reason is GapReason.ACCESS_DENIED else 0
    return {
        "complete": coverage.complete,
        "units": len(coverage.units),
        "incomplete": sum(bool(unit.gaps) for unit in coverage.units),
        "calls": sum(calls.values()),
        "denied": sum(denied.values()),
        "denied_operations": sum(bool(count) for count in denied.values()),
        "vanished": sum(unit.vanished for unit in coverage.units),
        "operations": listing([(name, calls[name], denied.get(name, 0)) for name in sorted(calls)]),
    }


def _accounts(report: Report) -> list[_Account]:
    """Gather the units by account: those with the most gaps first, so that a cut list shows what matters."""
    accounts = {each.id: _Account(each.id, each.name, each.not_enabled) for each in report.scope.estate}
    for unit in report.coverage.units:
        accounts.setdefault(unit.account, _Account(unit.account)).add(unit)
    return sorted(accounts.values(), key=lambda row: (-row.gaps, row.account))


def _gap(what: str, operation: str, reason: GapReason, where: str, detail: str) -> dict[str, str]:
    return {"what": what, "operation": operation, "reason": reason, "where": where, "detail": redact(detail)}


def _listings(coverage: Coverage) -> list[dict[str, str]]:
    """Gather the listings that failed by what failed and why, the most widespread first."""
    places: defaultdict[tuple[str, str, GapReason], list[str]] = defaultdict(list)
    details: dict[tuple[str, str, GapReason], str] = {}
    for unit in coverage.units:
        for gap in unit.gaps:
            key = (gap.path, gap.operation, gap.reason)
            places[key].append(f"{unit.account} {unit.region}")
            details.setdefault(key, gap.detail)
    ordered = sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_gap(*key, _some(where, len(where)), details[key]) for key, where in ordered]


def _unread(survey: Survey) -> list[dict[str, str]]:
    """Gather what could not be read of resources, the most widespread first."""
    ordered = sorted(survey.unread.items(), key=lambda item: (-item[1].resources, item[0]))
    return [
        _gap(f"{kind} {path}".rstrip(), operation, reason, _some(group.examples, group.resources), group.detail)
        for (kind, path, operation, reason), group in ordered
    ]


def _some(names: Sequence[str], total: int) -> str:
    """Name a few of many: "a, b and 7 more"."""
    named = names[:SAMPLE]
    return ", ".join(named) + (f" and {total - len(named):,} more" if total > len(named) else "")


def _blind(report: Report, survey: Survey) -> list[dict[str, Any]]:
    """The rules that could not be answered, those first that stayed unanswered for most resources."""
    counted = ((counts[Verdict.UNKNOWN], report.rules[rule_id]) for rule_id, counts in survey.rules.items())
    blind = sorted(((count, rule) for count, rule in counted if count), key=lambda each: (-each[0], each[1].id))
    return [{"id": rule.id, "title": rule.title, "unknown": count} for count, rule in blind]
