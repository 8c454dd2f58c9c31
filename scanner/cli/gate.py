"""From a report to an exit code. The format of a report never changes it."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.facts import TOLD
from scanner.model import FindingClass, Report, Severity, Verdict
from scanner.settings import Config, Level, Thresholds

CLEAN, NOTHING_TO_JUDGE, FINDINGS, UNKNOWNS = 0, 3, 10, 11

_DEFAULT: Level = Severity.HIGH


@dataclass(frozen=True, slots=True)
class Gate:
    """An exit code, and the one line that says why."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Gates:
    """What fails a run: the thresholds of a tier.

    asked: on the command line, which go before everything; config: safehold.yaml, where what a tier says goes first.
    """

    asked: Thresholds
    config: Config

    def of(self, tier: str) -> Thresholds:
        """The thresholds of a tier, all said.

        Whoever asks for new findings, and says nothing of the others, wants to hear of the new ones only. Unknowns
        count from where findings do, unless something else is said.
        """
        own = self.config.tier_gates.get(tier, Thresholds())
        found, unknown, new = (
            getattr(self.asked, name) or getattr(own, name) or getattr(self.config.gate, name)
            for name in ("fail_on", "fail_on_unknown", "fail_on_new")
        )
        if self.asked.fail_on_new and not self.asked.fail_on:
            found = "never"
        found = found or ("never" if new else _DEFAULT)
        return Thresholds(found, unknown or found, new or "never")


def gate(report: Report, gates: Gates) -> Gate:
    """Decide how a run ends.

    An incomplete scan is never clean, whatever the thresholds: what was not looked at may hold anything. Findings
    outrank unknowns, since they are certain. Without an earlier scan, every finding is new.
    """
    counted = _Counted(report, gates)
    if counted.number(Verdict.FAIL):
        return Gate(FINDINGS, counted.told(Verdict.FAIL, "finding"))
    if not report.coverage.complete:
        missing = sum(len(unit.gaps) for unit in report.coverage.units)
        return Gate(UNKNOWNS, f"the scan is incomplete: {_number(missing, 'listing')} could not be read")
    if not report.summary.resources.keys() - TOLD:
        return Gate(NOTHING_TO_JUDGE, "nothing to judge: no resource of a kind that any rule is about was found")
    if counted.number(Verdict.UNKNOWN):
        told = counted.told(Verdict.UNKNOWN, "unknown")
        return Gate(UNKNOWNS, f"{told}: what was needed to judge could not be read")
    return Gate(CLEAN, f"no {counted.kind}finding{counted.threshold}")


class _Counted:
    """Counts the findings that are beyond the thresholds of their tiers.

    kind: "new " if only new ones count. threshold: in words, if there is one for all tiers.
    """

    def __init__(self, report: Report, gates: Gates) -> None:
        self._compared = report.comparison is not None
        self._beyond = {
            each: count
            for each, count in report.summary.findings.items()
            if _counts(each, gates.of(each.tier), compared=self._compared)
        }
        self.kind, self.threshold = _words({gates.of(tier) for tier in report.summary.tiers} or {gates.of("")})

    def number(self, verdict: Verdict) -> int:
        return sum(count for each, count in self._beyond.items() if each.verdict is verdict)

    def told(self, verdict: Verdict, noun: str) -> str:
        """How many there are, beyond what, and how many of them are new."""
        text = f"{_number(self.number(verdict), f'{self.kind}{noun}')}{self.threshold}"
        if not self._compared:
            return f"{text} (no earlier scan was given, so all are new)" if self.kind else text
        new = sum(count for each, count in self._beyond.items() if each.verdict is verdict and each.worse)
        return text if self.kind else f"{text}, {new} of them new"


def _counts(each: FindingClass, thresholds: Thresholds, *, compared: bool) -> bool:
    old = thresholds.fail_on if each.verdict is Verdict.FAIL else thresholds.fail_on_unknown
    new = thresholds.fail_on_new if each.worse or not compared else "never"
    return _reaches(each.severity, old) or _reaches(each.severity, new)


def _reaches(severity: Severity, level: Level | None) -> bool:
    return isinstance(level, Severity) and severity.at_least(level)


def _words(said: set[Thresholds]) -> tuple[str, str]:
    if len(said) > 1:
        return "", " beyond the thresholds of their tiers"
    (only,) = said
    if isinstance(only.fail_on, Severity):
        return "", f" at or above {only.fail_on}"
    return ("new ", f" at or above {only.fail_on_new}") if isinstance(only.fail_on_new, Severity) else ("", "")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
