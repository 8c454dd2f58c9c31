"""The summary for a terminal: what was looked at, what was not, how it fared, and the worst findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import BinaryIO

from scanner.facts import DERIVED
from scanner.model import Assessment, CellStatus, Gap, Report, Severity, Verdict
from scanner.render.columns import chop, clip
from scanner.render.common import ci_safe, not_enabled, titled, worst
from scanner.render.matrix import common_point
from scanner.render.outcome import verdict_line
from scanner.render.text_findings import told_findings
from scanner.render.text_lines import (
    FIELD,
    LISTED,
    Lines,
    counted,
    heading,
    indented,
    labelled,
    listing,
    row,
    safe,
    table,
)
from scanner.render.text_past import told_changes, told_waivers

_WORST = 10


def render(report: Report, out: BinaryIO) -> None:
    """Write the summary: UTF-8, no colour, at most 100 columns, nothing that a terminal or a CI system obeys."""
    noted = _Noted()
    shown = worst(replace(report, assess=lambda: noted.noting(report.assess())), _WORST)
    lines = chain(
        _head(report),
        _coverage(report, noted.unread),
        _results(report),
        told_changes(report),
        told_waivers(report),
        _recovery(noted),
        told_findings(report, shown),
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
            elif len(self.applications) < LISTED:
                self.applications.append(assessment)
            else:
                self.more += 1
            yield assessment


def _cause(gap: Gap) -> tuple[str, str]:
    return (safe(gap.operation or gap.path), gap.reason.replace("_", " "))


def _head(report: Report) -> Lines:
    yield verdict_line(report)
    yield ""
    judged = f", judged as of {report.as_of}" if report.as_of != report.taken_at else ""
    yield from labelled("Safehold", f"{report.tool_version} with {report.engine} and {len(report.rules)} rules")
    yield from labelled("Taken at", f"{report.taken_at}{judged}")


def _coverage(report: Report, unread: Mapping[tuple[str, str], int]) -> Lines:
    yield from heading("What was looked at")
    for label, values in (
        ("Accounts", [titled(account) for account in sorted(report.scope.estate)]),
        ("Regions", report.scope.regions),
        ("Collectors", report.scope.collectors),
    ):
        yield from labelled(label, f"{len(values):,}: {listing(values)}" if values else "none")
    label = "Left out"
    for region, accounts in islice(not_enabled(report.scope).items(), LISTED):
        yield from labelled(label, f"{region}, which is not enabled in {listing(accounts)}")
        label = ""
    kinds = [f"{number:,} {kind}" for kind, number in sorted(report.summary.resources.items())]
    yield from labelled("Resources", listing(kinds) if kinds else "none")
    missed = list(_missed(report, unread))
    if missed:
        yield from heading("What could NOT be assessed")
        for text in missed[:LISTED]:
            yield from indented(text, "- ", "  ")
        if len(missed) > LISTED:
            yield f"- and {len(missed) - LISTED:,} more"


def _missed(report: Report, unread: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for unit in report.coverage.units:
        for gap in unit.gaps:
            cause = " ".join(_cause(gap))
            detail = f" ({clip(safe(gap.detail), FIELD)})" if gap.detail else ""
            yield f"{safe(gap.path)} in {safe(unit.account)} {safe(unit.region)}: {cause}{detail}"
    for (operation, reason), number in sorted(unread.items(), key=lambda item: (-item[1], item[0])):
        yield f"{operation}: {reason} for {counted(number, 'resource')}"
    vanished = sum(unit.vanished for unit in report.coverage.units)
    if vanished:
        yield f"{counted(vanished, 'resource')} vanished while the scan ran"


def _results(report: Report) -> Lines:
    summary = report.summary
    yield from heading("Results")
    both = (summary.failures, summary.unknowns)
    rows = [row(severity.value, (counts.get(severity, 0) for counts in both)) for severity in Severity]
    rows.append(row("all", (sum(counts.values()) for counts in both)))
    yield from table(["Severity", "Failed", "Unknown"], rows)
    yield ""
    columns = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.PASS, Verdict.NOT_APPLICABLE)
    tiers = list(summary.tiers.items())
    rows = [
        row(next(chop(safe(tier), 40))[:40], (counts.get(verdict, 0) for verdict in columns))
        for tier, counts in tiers[:LISTED]
    ]
    rows.append(row("all", (summary.verdicts.get(verdict, 0) for verdict in columns)))
    yield from table(["Tier", "Failed", "Unknown", "Waived", "Passed", "Not applicable"], rows)
    if len(tiers) > LISTED:
        yield f"and {len(tiers) - LISTED:,} more tiers"


def _recovery(noted: _Noted) -> Lines:
    """What comes back of each application, after whatever its tiers say that it survives."""
    if not noted.applications:
        return
    yield from heading("Could we get it back?")
    for each in noted.applications:
        parts = counted(each.fact.config["critical_count"], "critical part")
        title = f"{each.fact.name}: {parts}, tier {each.profile.tier or 'unknown'}"
        yield from indented(clip(safe(title), FIELD), "- ", "  ")
        yield from labelled("Together", common_point(each.fact))
        for label, status in (("Lost", CellStatus.NOT_RECOVERABLE), ("Not known", CellStatus.UNKNOWN)):
            asked = {name: cells for name, cells in each.fact.config["scenarios"].items() if cells["required"]}
            counts = [
                f"{cells[status]:,} in {name.replace('_', ' ')}" for name, cells in asked.items() if cells[status]
            ]
            if counts:
                yield from labelled(label, ", ".join(counts))
    if noted.more:
        yield f"and {counted(noted.more, 'more application')}"
