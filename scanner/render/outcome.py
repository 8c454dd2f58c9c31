"""The outcome of a scan in one line, the same in every format for people."""

from __future__ import annotations

from scanner.model import Report, Verdict
from scanner.render.text_lines import counted


def verdict_line(report: Report) -> str:
    """Say how it went, as in "NOT COMPLIANT: 3 failures and 1 unknown in 12 resources"."""
    summary = report.summary
    failures, unknowns = summary.verdicts.get(Verdict.FAIL, 0), summary.verdicts.get(Verdict.UNKNOWN, 0)
    resources = counted(sum(summary.resources.values()), "resource")
    waived = summary.verdicts.get(Verdict.WAIVED, 0)
    accepted = f"; {counted(waived, 'failure')} waived" if waived else ""
    if failures:
        return (
            f"NOT COMPLIANT: {counted(failures, 'failure')} and {counted(unknowns, 'unknown')} in {resources}{accepted}"
        )
    if unknowns:
        return (
            f"UNKNOWN: nothing failed, but {counted(unknowns, 'question')} about {resources} found no answer{accepted}"
        )
    if not report.coverage.complete:
        return f"INCOMPLETE: nothing failed in {resources}, but not everything could be listed{accepted}"
    passes = summary.verdicts.get(Verdict.PASS, 0)
    if not (passes or waived):
        return f"NOTHING JUDGED: no rule applied to anything in {resources}"
    if waived:
        return f"COMPLIANT BUT FOR WAIVERS: {resources} passed {counted(passes, 'check')}{accepted}"
    return f"COMPLIANT: {resources} passed all {counted(passes, 'check')}"
