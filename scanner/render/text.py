"""The summary for a terminal: what was looked at, what was not, how it fared, and the worst findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import BinaryIO

import orjson
from tabulate import tabulate

from scanner.facts import DERIVED
from scanner.model import Assessment, CellStatus, Detail, Finding, Gap, Json, Report, Severity, Verdict
from scanner.render.columns import chop, clip, fold
from scanner.render.common import advice, ci_safe, message, not_enabled, redact, titled, visible, worst
from scanner.render.matrix import common_point

_WIDTH = 97
"""Columns of a line; `ci_safe` may add three."""
_LABEL = 11
_WORST = 10
_LISTED = 12
"""How many accounts, Regions, gaps or tiers are named before the rest is only counted."""
_FIELD = 400
"""How many characters of one value are shown."""
_DETAILS = 3
_PASTED = 60
"""How long a name may be for a command to hold it."""

_Lines = Iterator[str]


def render(report: Report, out: BinaryIO) -> None:
    """Write the summary: UTF-8, no colour, at most 100 columns, nothing that a terminal or a CI system obeys."""
    noted = _Noted()
    shown = worst(replace(report, assess=lambda: noted.noting(report.assess())), _WORST)
    lines = chain(
        _head(report), _coverage(report, noted.unread), _results(report), _recovery(noted), _findings(report, shown)
    )
    out.writelines(f"{ci_safe(line.rstrip())}\n".encode() for line in lines)


class _Noted:
    """What is noted while the assessments pass: resources for which an operation gave no answer, and applications."""

    def __init__(self) -> None:
        self.unread: Counter[tuple[str, str]] = Counter()
        self.applications: list[Assessment] = []
        self.more = 0

    def noting(self, assessments: Iterable[Assessment]) -> Iterator[Assessment]:
        for assessment in assessments:
            if assessment.fact.kind not in DERIVED:
                self.unread.update({_cause(gap) for gap in assessment.fact.gaps})
            elif len(self.applications) < _LISTED:
                self.applications.append(assessment)
            else:
                self.more += 1
            yield assessment


def _cause(gap: Gap) -> tuple[str, str]:
    return (_safe(gap.operation or gap.path), gap.reason.replace("_", " "))


def _head(report: Report) -> _Lines:
    yield _verdict(report)
    yield ""
    judged = f", judged as of {report.as_of}" if report.as_of != report.taken_at else ""
    yield from _labelled("Safehold", f"{report.tool_version} with {report.engine} and {len(report.rules)} rules")
    yield from _labelled("Taken at", f"{report.taken_at}{judged}")


def _verdict(report: Report) -> str:
    summary = report.summary
    failures, unknowns = summary.verdicts.get(Verdict.FAIL, 0), summary.verdicts.get(Verdict.UNKNOWN, 0)
    resources = _counted(sum(summary.resources.values()), "resource")
    if failures:
        return f"NOT COMPLIANT: {_counted(failures, 'failure')} and {_counted(unknowns, 'unknown')} in {resources}"
    if unknowns:
        return f"UNKNOWN: nothing failed, but {_counted(unknowns, 'question')} about {resources} found no answer"
    if not report.coverage.complete:
        return f"INCOMPLETE: nothing failed in {resources}, but not everything could be listed"
    passes = summary.verdicts.get(Verdict.PASS, 0)
    if not passes:
        return f"NOTHING JUDGED: no rule applied to anything in {resources}"
    return f"COMPLIANT: {resources} passed all {_counted(passes, 'check')}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _coverage(report: Report, unread: Mapping[tuple[str, str], int]) -> _Lines:
    yield from _heading("What was looked at")
    for label, values in (
        ("Accounts", [titled(account) for account in sorted(report.scope.estate)]),
        ("Regions", report.scope.regions),
        ("Collectors", report.scope.collectors),
    ):
        yield from _labelled(label, f"{len(values):,}: {_listing(values)}" if values else "none")
    label = "Left out"
    for region, accounts in islice(not_enabled(report.scope).items(), _LISTED):
        yield from _labelled(label, f"{region}, which is not enabled in {_listing(accounts)}")
        label = ""
    kinds = [f"{number:,} {kind}" for kind, number in sorted(report.summary.resources.items())]
    yield from _labelled("Resources", _listing(kinds) if kinds else "none")
    missed = list(_missed(report, unread))
    if missed:
        yield from _heading("What could NOT be assessed")
        for text in missed[:_LISTED]:
            yield from _indented(text, "- ", "  ")
        if len(missed) > _LISTED:
            yield f"- and {len(missed) - _LISTED:,} more"


def _missed(report: Report, unread: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for unit in report.coverage.units:
        for gap in unit.gaps:
            cause = " ".join(_cause(gap))
            detail = f" ({clip(_safe(gap.detail), _FIELD)})" if gap.detail else ""
            yield f"{_safe(gap.path)} in {_safe(unit.account)} {_safe(unit.region)}: {cause}{detail}"
    for (operation, reason), number in sorted(unread.items(), key=lambda item: (-item[1], item[0])):
        yield f"{operation}: {reason} for {_counted(number, 'resource')}"
    vanished = sum(unit.vanished for unit in report.coverage.units)
    if vanished:
        yield f"{_counted(vanished, 'resource')} vanished while the scan ran"


def _results(report: Report) -> _Lines:
    summary = report.summary
    yield from _heading("Results")
    both = (summary.failures, summary.unknowns)
    rows = [_row(severity.value, (counts.get(severity, 0) for counts in both)) for severity in Severity]
    rows.append(_row("all", (sum(counts.values()) for counts in both)))
    yield from _table(["Severity", "Failed", "Unknown"], rows)
    yield ""
    columns = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.NOT_APPLICABLE)
    tiers = list(summary.tiers.items())
    rows = [
        _row(next(chop(_safe(tier), 40)), (counts.get(verdict, 0) for verdict in columns))
        for tier, counts in tiers[:_LISTED]
    ]
    rows.append(_row("all", (summary.verdicts.get(verdict, 0) for verdict in columns)))
    yield from _table(["Tier", "Failed", "Unknown", "Passed", "Not applicable"], rows)
    if len(tiers) > _LISTED:
        yield f"and {len(tiers) - _LISTED:,} more tiers"


def _row(name: str, numbers: Iterable[int]) -> list[str]:
    return [name, *(f"{number:,}" for number in numbers)]


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> _Lines:
    alignment = ("left", *("right" for _ in headers[1:]))
    yield from tabulate(rows, headers, disable_numparse=True, colalign=alignment).splitlines()


def _recovery(noted: _Noted) -> _Lines:
    """What comes back of each application, after whatever its tiers say that it survives."""
    if not noted.applications:
        return
    yield from _heading("Could we get it back?")
    for each in noted.applications:
        parts = _counted(each.fact.config["critical_count"], "critical part")
        title = f"{each.fact.name}: {parts}, tier {each.profile.tier or 'unknown'}"
        yield from _indented(clip(_safe(title), _FIELD), "- ", "  ")
        yield from _labelled("Together", common_point(each.fact))
        for label, status in (("Lost", CellStatus.NOT_RECOVERABLE), ("Not known", CellStatus.UNKNOWN)):
            asked = {name: cells for name, cells in each.fact.config["scenarios"].items() if cells["required"]}
            counts = [
                f"{cells[status]:,} in {name.replace('_', ' ')}" for name, cells in asked.items() if cells[status]
            ]
            if counts:
                yield from _labelled(label, ", ".join(counts))
    if noted.more:
        yield f"and {_counted(noted.more, 'more application')}"


def _findings(report: Report, shown: Sequence[Finding]) -> _Lines:
    total = sum(report.summary.verdicts.get(verdict, 0) for verdict in (Verdict.FAIL, Verdict.UNKNOWN))
    if not shown:
        return
    yield from _heading(f"The worst {len(shown)} of {_counted(total, 'finding')}")
    for number, finding in enumerate(shown, 1):
        if number > 1:
            yield ""
        yield from _finding(number, finding)
    if total > len(shown):
        yield ""
        yield f"and {total - len(shown):,} more: the full report has every finding"


def _finding(number: int, finding: Finding) -> _Lines:
    rule, fact, profile = finding.rule, finding.fact, finding.profile
    word = "FAIL" if finding.decision.verdict is Verdict.FAIL else "UNKNOWN"
    title = clip(_safe(rule.title), _FIELD)
    yield from _indented(f"{finding.severity.upper()} {word} {rule.id} {title}", f"{number}. ".rjust(4), " " * 4)
    yield from _labelled("Resource", fact.name or "(without a name)", whole=True)
    yield from _labelled("", fact.id, whole=True)
    yield from _labelled("Where", f"{fact.account} {fact.region}")
    belongs = " / ".join(part for part in (profile.application, profile.site) if part)
    yield from _labelled("Tier", profile.tier or "unknown")
    yield from _labelled("Holds", f"{profile.data_type}{f' of {belongs}' if belongs else ''}")
    if finding.decision.details:
        label = "Found"
        for detail in finding.decision.details[:_DETAILS]:
            yield from _labelled(label, detail.message or rule.title)
            yield from _labelled("", _compared(detail))
            label = ""
        if len(finding.decision.details) > _DETAILS:
            yield from _labelled("", f"and {len(finding.decision.details) - _DETAILS:,} more")
    else:
        yield from _labelled("Found", message(finding))
    yield from _advice(finding)


def _compared(detail: Detail) -> str:
    return f"expected {_value(detail.expected)}, found {_value(detail.actual)} at {detail.at or 'the resource'}"


def _value(value: Json) -> str:
    return clip(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode(), _FIELD // 4)


_COMMAND = re.compile(r"`(aws [^`]+)`")
_OPTION = re.compile(r" (?=--)")


def _advice(finding: Finding) -> _Lines:
    """Say what to do; a command gets lines of its own that a shell reads as one."""
    label = "To do"
    for index, part in enumerate(_COMMAND.split(advice(finding, longest=_PASTED))):
        if index % 2:
            lines = list(fold(map(_safe, _OPTION.split(part)), _WIDTH - _LABEL - 10))
            for position, line in enumerate(lines):
                end = "" if position == len(lines) - 1 else " \\"
                yield f"{' ' * (4 + _LABEL)}{'    ' if position else '$ '}{line}{end}"
        elif re.search(r"\w", part):
            yield from _labelled(label, part.strip())
        label = ""


def _heading(text: str) -> _Lines:
    yield ""
    yield text
    yield "=" * len(text)


def _labelled(label: str, text: str, *, whole: bool = False) -> _Lines:
    yield from _indented(clip(_safe(text), _FIELD), f"    {label:<{_LABEL}}", " " * (4 + _LABEL), whole=whole)


def _indented(text: str, first: str, rest: str, *, whole: bool = False) -> _Lines:
    """Break `text` into lines, at spaces or, to keep it whole, wherever a line is full."""
    room = _WIDTH - len(first)
    for line in chop(text, room) if whole else fold(text.split(" "), room):
        yield first + line
        first = rest


def _listing(values: Sequence[str]) -> str:
    names = ", ".join(clip(_safe(value), _FIELD // 8) for value in values[:_LISTED])
    return names if len(values) <= _LISTED else f"{names} and {len(values) - _LISTED:,} more"


def _safe(text: str) -> str:
    """Make a value from outside fit for a line: before the line is broken, so that no break hides a command."""
    return ci_safe(visible(redact(text)))
