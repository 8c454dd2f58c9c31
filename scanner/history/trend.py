"""What a history shows: how each run fared, how long failures took to be fixed, and what is open for longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from statistics import fmean

from scanner.history import History
from scanner.history.entry import heads
from scanner.model import PastFinding, Run, Severity, Verdict

OLDEST = 10
"""How many open findings are told."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """How long failures of a severity took to be fixed. seconds: on average, from when a scan first found them."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A history. runs: the last ones, the oldest first. total: how many there are. fixes: in these runs, by severity.

    oldest: the failures and unknowns that are open, and known for longest. unfinished: files of runs that never ended.
    """

    name: str
    runs: tuple[Run, ...]
    total: int
    fixes: dict[Severity, Fixes]
    oldest: tuple[PastFinding, ...]
    unfinished: tuple[str, ...]

    @property
    def tiers(self) -> list[str]:
        """The tiers of any of the runs, in order."""
        return sorted({tier for run in self.runs for tier in run.tiers})

    def of(self, tier: str, verdict: Verdict) -> list[int]:
        """How often a tier's rules came to a verdict, run by run."""
        return [run.tiers.get(tier, {}).get(verdict, 0) for run in self.runs]

    @property
    def comparable(self) -> bool:
        """Whether all runs looked at the same accounts."""
        return len({run.accounts for run in self.runs}) <= 1


def trend(history: History, last: int) -> Trend:
    """The trend over the last runs of a history.

    Raises:
        UsageError: the history cannot be read, or something in it is malformed.
    """
    entries = history.entries()
    shown = entries[-last:]
    open_findings = (
        found for found in history.open_findings(heads(entries)) if found.verdict in {Verdict.FAIL, Verdict.UNKNOWN}
    )
    return Trend(
        name=history.name,
        runs=tuple(entry.run for entry in shown),
        total=len(entries),
        fixes=_fixes([entry.run for entry in shown]),
        oldest=tuple(nsmallest(OLDEST, open_findings, key=_age)),
        unfinished=tuple(history.unfinished(entries)),
    )


def _age(found: PastFinding) -> tuple[str, int, str, str, str, str]:
    return (found.first_seen, found.severity.rank, found.rule_id, found.account, found.region, found.id)


def _fixes(runs: Sequence[Run]) -> dict[Severity, Fixes]:
    found = {
        severity: [seconds for run in runs for seconds in run.fixed_seconds.get(severity, ())] for severity in Severity
    }
    return {severity: Fixes(len(taken), fmean(taken)) for severity, taken in found.items() if taken}
