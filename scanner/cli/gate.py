"""From a report to an exit code. The format of a report never changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanner.model import Report, Severity

CLEAN, NOTHING_TO_JUDGE, FINDINGS, UNKNOWNS = 0, 3, 10, 11


@dataclass(frozen=True, slots=True)
class Gate:
    """An exit code, and the one line that says why."""

    code: int
    reason: str


def gate(report: Report, fail_on: Severity | None) -> Gate:
    """Decide how a run ends.

    fail_on: the least severity that counts; None: none does. An incomplete scan is never clean, whatever
    the threshold: what was not looked at may hold anything. Findings outrank unknowns, since they are certain.
    """
    failures = _count(report.summary.failures, fail_on)
    unknowns = _count(report.summary.unknowns, fail_on)
    threshold = "" if fail_on is None else f" at or above {fail_on}"
    if failures:
        return Gate(FINDINGS, f"{_number(failures, 'finding')}{threshold}")
    if not report.coverage.complete:
        missing = sum(len(unit.gaps) for unit in report.coverage.units)
        return Gate(UNKNOWNS, f"the scan is incomplete: {_number(missing, 'listing')} could not be read")
    if not report.summary.resources:
        return Gate(NOTHING_TO_JUDGE, "nothing to judge: no resource of a kind that any rule is about was found")
    if unknowns:
        return Gate(UNKNOWNS, f"{_number(unknowns, 'unknown')}{threshold}: what was needed to judge could not be read")
    return Gate(CLEAN, f"no finding{threshold}")


def _count(by_severity: Mapping[Severity, int], fail_on: Severity | None) -> int:
    return sum(n for severity, n in by_severity.items() if fail_on is not None and severity.at_least(fail_on))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
