"""Counts assessments as they pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from scanner.model import Assessment, Decision, FindingClass, Severity, Summary, Verdict

UNKNOWN_TIER = "unknown"
"""How a tier that nobody knows is counted."""

_FOUND = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED)


class Tally:
    """Counts what it is told of."""

    def __init__(self, severity: Callable[[Decision], Severity]) -> None:
        """severity: of a decision."""
        self._severity = severity
        self._resources: Counter[str] = Counter()
        self._tiers: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
        self._applications: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
        self._findings: Counter[FindingClass] = Counter()

    def add(self, assessment: Assessment) -> None:
        """Counts one."""
        profile = assessment.profile
        self._resources[assessment.fact.kind] += 1
        name = profile.tier or UNKNOWN_TIER
        tier, application = self._tiers[name], self._applications[profile.application or ""]
        for made in assessment.decisions:
            tier[made.verdict] += 1
            application[made.verdict] += 1
            if made.verdict in _FOUND:
                worse = made.past is not None and made.past.worse
                self._findings[FindingClass(name, made.verdict, self._severity(made), worse)] += 1

    def summary(self) -> Summary:
        """The counts, zeros too, in an order that does not depend on what came first."""
        tiers = _ordered(self._tiers)
        return Summary(
            resources={kind: self._resources[kind] for kind in sorted(self._resources)},
            verdicts={verdict: sum(counts[verdict] for counts in tiers.values()) for verdict in Verdict},
            failures=self._by_severity(Verdict.FAIL),
            unknowns=self._by_severity(Verdict.UNKNOWN),
            tiers=tiers,
            applications=_ordered(self._applications),
            findings=dict(sorted(self._findings.items())),
        )

    def _by_severity(self, verdict: Verdict) -> dict[Severity, int]:
        found = Counter[Severity]()
        for each, count in self._findings.items():
            if each.verdict is verdict:
                found[each.severity] += count
        return {severity: found[severity] for severity in Severity}


def _ordered(counts: Mapping[str, Counter[Verdict]]) -> dict[str, dict[Verdict, int]]:
    return {name: {verdict: counts[name][verdict] for verdict in Verdict} for name in sorted(counts)}
