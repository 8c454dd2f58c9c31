"""What the templates of the HTML report show, as plain values. Every list that can grow is cut, and says so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scanner.model import Coverage, CoverageUnit, Detail, Finding, GapReason, Report, Rule, Severity, Verdict
from scanner.render.common import message, redact, remedy, titled
from scanner.render.frameworks import Framework, named
from scanner.render.html_data import UNKNOWN_TIER, control_texts, segments, value_text
from scanner.render.html_listing import listing
from scanner.render.html_recovery import recovery_view
from scanner.render.html_survey import SAMPLE, Survey

_CONTENTS = (
    ("completeness", "Completeness"),
    ("summary", "Summary"),
    ("recovery", "Recovery"),
    ("findings", "Findings"),
    ("controls", "Controls"),
    ("waivers", "Waivers"),
    ("rules", "Rules"),
)
_TIERS = ("enterprise", "enhanced", "standard", "basic")
_MOST_FRAMEWORKS = 30
_MOST_DETAILS = 5


def view(report: Report, survey: Survey) -> dict[str, Any]:
    """Return the variables of report.html.j2, all but those that it inlines."""
    summary = report.summary
    found = [(severity, summary.failures.get(severity, 0), summary.unknowns.get(severity, 0)) for severity in Severity]
    return {
        "report": report,
        "contents": _CONTENTS,
        "estate": estate(report.scope.accounts, report.scope.regions),
        "as_of": moment(report.as_of),
        "taken_at": moment(report.taken_at),
        "coverage": _coverage(report.coverage),
        "named_accounts": [titled(account) for account in sorted(report.scope.estate)],
        "accounts": listing(_accounts(report)),
        "listings": listing(_listings(report.coverage)),
        "unread": listing(_unread(survey)),
        "resources": sum(summary.resources.values()),
        "verdicts": {verdict: summary.verdicts.get(verdict, 0) for verdict in Verdict},
        "severities": [{"name": severity, "fail": fail, "unknown": unknown} for severity, fail, unknown in found],
        "severity_scale": max(fail + unknown for _, fail, unknown in found) or 1,
        "tiers": listing(_tiers(summary.tiers)),
        "kinds": listing(sorted(summary.resources.items())),
        "total": sum(summary.failures.values()) + sum(summary.unknowns.values()),
        **recovery_view(report, survey),
        "worst": [_row(found) for found in survey.worst],
        "frameworks": listing(_frameworks(report.rules, survey), _MOST_FRAMEWORKS),
        "rules": [_rule(rule, survey) for rule in report.rules.values()],
    }


def estate(accounts: Sequence[str], regions: Sequence[str]) -> str:
    """Name the estate in a few words: "account 111122223333 in eu-west-1", "3 accounts in 2 Regions"."""
    where = f"account {accounts[0]}" if len(accounts) == 1 else f"{len(accounts):,} accounts"
    return f"{where} in {regions[0] if len(regions) == 1 else f'{len(regions):,} Regions'}"


def moment(time: str) -> str:
    """Write an RFC 3339 time for people: "2026-03-01 12:00:00 UTC"."""
    return time.replace("T", " ").replace("Z", " UTC")


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


def _coverage(coverage: Coverage) -> dict[str, Any]:
    calls: defaultdict[str, int] = defaultdict(int)
    for unit in coverage.units:
        for operation, count in unit.calls.items():
            calls[operation] += count
    return {
        "complete": coverage.complete and bool(coverage.units),
        "units": len(coverage.units),
        "incomplete": sum(bool(unit.gaps) for unit in coverage.units),
        "calls": sum(calls.values()),
        "vanished": sum(unit.vanished for unit in coverage.units),
        "operations": listing(sorted(calls.items())),
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


def _tiers(tiers: Mapping[str, Mapping[Verdict, int]]) -> list[dict[str, Any]]:
    """Order the tiers: the shipped ones, the most demanding first; then the owner's; then what has none."""

    def place(name: str) -> tuple[int, str]:
        return (_TIERS.index(name) if name in _TIERS else len(_TIERS) + (name == UNKNOWN_TIER), name)

    return [
        {"name": name, **{verdict.value: tiers[name].get(verdict, 0) for verdict in Verdict}}
        for name in sorted(tiers, key=place)
    ]


def _row(found: Finding) -> dict[str, Any]:
    because = found.profile.because
    return {
        "rule": found.rule,
        "severity": found.severity,
        "verdict": found.decision.verdict,
        "message": message(found),
        "details": listing([_detail(detail) for detail in found.decision.details], _MOST_DETAILS),
        "remedy": segments(remedy(found.rule, found.fact)),
        "because": because.get("tier", ""),
        "fact": found.fact,
        "tier": found.profile.tier or UNKNOWN_TIER,
    }


def _detail(detail: Detail) -> dict[str, str]:
    return {"at": detail.at, "expected": value_text(detail.expected), "actual": value_text(detail.actual)}


def _counts(rules: Iterable[str], survey: Survey) -> dict[str, int]:
    return {verdict.value: sum(survey.rules[rule_id][verdict] for rule_id in rules) for verdict in Verdict}


def _rule(rule: Rule, survey: Survey) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "description": segments(rule.description),
        "kinds": rule.kinds,
        "remediation": segments(rule.remediation),
        "controls": control_texts(rule),
        "covers": rule.covers,
        **_counts([rule.id], survey),
    }


def _frameworks(rules: Mapping[str, Rule], survey: Survey) -> list[dict[str, Any]]:
    """Turn the rules' controls around: for each framework its controls, and what the rules of each found."""
    touched: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for rule in rules.values():
        for framework, controls in rule.controls.items():
            for control in controls:
                touched[framework][control].append(rule.id)
    frameworks = sorted(((named(name), controls) for name, controls in touched.items()), key=lambda item: item[0].title)
    return [_framework(framework, controls, survey) for framework, controls in frameworks]


def _framework(framework: Framework, touched: Mapping[str, list[str]], survey: Survey) -> dict[str, Any]:
    controls = [_control(framework, control, touched[control], survey) for control in sorted(touched, key=_natural)]
    found = Counter(control["verdict"] for control in controls)
    return {"title": framework.title, "controls": listing(controls), "found": found}


def _control(framework: Framework, control: str, rules: list[str], survey: Survey) -> dict[str, Any]:
    counts = _counts(rules, survey)
    found = next(
        (verdict for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS) if counts[verdict]), "not_tested"
    )
    title = framework.controls.get(control, "")
    return {"id": control, "title": title, "verdict": found, "rules": rules, **counts}


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Sort "CP-9" before "CP-10"."""
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"(\d+)", text)]
