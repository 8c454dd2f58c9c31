"""Reports that were compared with an earlier scan, and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from support import reports

from scanner.model import Assessment, Change, Comparison, Past, Report
from scanner.notify.notice import Notice, compose
from scanner.render.common import FOUND

SINCE = "2026-02-01T06:00:00Z"
BASELINE = "safehold-report/findings.json, taken at 2026-02-01T06:00:00Z"


def compared(
    report: Report, pasts: Mapping[tuple[str, str], Past], fixed: int = 0, unseen: int = 0, baseline: str = BASELINE
) -> Report:
    """The report, compared with an earlier scan.

    pasts: by rule and name of the resource, what is known of a finding that is not as it was. fixed, unseen: how many
    of the earlier scan's findings are that.
    """
    same = Past(Change.UNCHANGED, SINCE, worse=False)

    def with_past(assessment: Assessment) -> Assessment:
        decisions = (
            replace(made, past=pasts.get((made.rule_id, assessment.fact.name), same)) if made.verdict in FOUND else made
            for made in assessment.decisions
        )
        return replace(assessment, decisions=tuple(decisions))

    counts = {Change.FIXED: fixed, Change.UNSEEN: unseen}
    return replace(
        report,
        assess=lambda: map(with_past, report.assess()),
        comparison=Comparison(baseline, counts, lambda: iter(())),
    )


NEW = Past(Change.NEW, "2026-03-01T06:00:00Z", worse=True)
WORSE = Past(Change.CHANGED, SINCE, worse=True)
BETTER = Past(Change.CHANGED, SINCE, worse=False)


def small() -> Report:
    """Of the small estate, one finding is new, one worse, one changed for the better; 2 are fixed and 1 is unseen."""
    documents = "formkiq-core-prod-documents"
    pasts = {("DDB-001", documents): NEW, ("DDB-002", "orders"): WORSE, ("BKP-001", documents): BETTER}
    return compared(reports.small(), pasts, fixed=2, unseen=1)


def notice(report: Report | None = None) -> Notice:
    """What is told of a report, by default of the small one."""
    told = compose(report or small(), 10, "1 finding at or above high")
    assert told
    return told


def hostile(values: tuple[str, ...] = reports.HOSTILE) -> Notice:
    """What is told of an estate in which every text is one of `values`, compared with a scan of that name."""
    report = reports.hostile(values)
    everything = {
        (made.rule_id, assessment.fact.name): NEW for assessment in report.assess() for made in assessment.decisions
    }
    return notice(compared(report, everything, baseline=values[0]))
