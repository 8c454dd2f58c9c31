"""The one walk over the assessments that the HTML report makes: what the report's summary does not hold."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from scanner.facts import DERIVED
from scanner.model import Assessment, CellStatus, Finding, GapReason, Report, Verdict
from scanner.render.common import ACTIONABLE, finding

MATRICES = 200
"""Resources whose recovery matrix is shown."""

_MOST_APPLICATIONS = 1000

STATIC_FINDINGS = 50
"""Findings in the markup itself, for readers without JavaScript."""

SAMPLE = 3
"""How many of many are named as examples."""


@dataclass(slots=True)
class Unread:
    """A kind of detail that could not be read: of how many resources, and of which, for example."""

    detail: str
    resources: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one more resource."""
        self.resources += 1
        if len(self.examples) < SAMPLE:
            self.examples.append(name)


UnreadKey = tuple[str, str, str, GapReason]
"""Kind of the resource, JSON pointer, AWS operation, reason."""


@dataclass(frozen=True, slots=True)
class Survey:
    """rules: decisions by rule and verdict. unread: gaps on resources. worst: the worst findings, worst first.

    matrices: the resources whose recovery matrix is worst, worst first, and how many there are.
    """

    rules: dict[str, Counter[Verdict]]
    unread: dict[UnreadKey, Unread]
    worst: list[Finding]
    matrices: tuple[list[Assessment], int]
    applications: list[Assessment]


def survey(report: Report, each: Callable[[Assessment], None]) -> Survey:
    """Walk over the report's assessments once, and hand each to `each`."""
    rules: dict[str, Counter[Verdict]] = {rule_id: Counter() for rule_id in report.rules}
    unread: dict[UnreadKey, Unread] = {}
    ranked, applications = _Ranked(), list[Assessment]()

    def findings() -> Iterator[Finding]:
        for assessment in report.assess():
            each(assessment)
            fact = assessment.fact
            if assessment.recovery:
                ranked.add(assessment)
            elif fact.kind in DERIVED and len(applications) < _MOST_APPLICATIONS:
                applications.append(assessment)
            for gap in fact.gaps:
                key = (fact.kind, gap.path, gap.operation, gap.reason)
                unread.setdefault(key, Unread(gap.detail)).add(fact.name)
            for decision in assessment.decisions:
                rules[decision.rule_id][decision.verdict] += 1
                if decision.verdict in ACTIONABLE:
                    yield finding(report, assessment, decision)

    worst = heapq.nsmallest(STATIC_FINDINGS, findings(), key=lambda found: found.sort_key)
    return Survey(rules, unread, worst, (ranked.worst(), ranked.total), applications)


class _Ranked:
    """Keeps the resources whose matrix is worst."""

    def __init__(self) -> None:
        self.total = 0
        self._kept: list[tuple[tuple[int, int, int], int, Assessment]] = []

    def add(self, each: Assessment) -> None:
        """Of equals, the first are kept."""
        self.total += 1
        heapq.heappush(self._kept, (_badness(each), -self.total, each))
        if len(self._kept) > MATRICES:
            heapq.heappop(self._kept)

    def worst(self) -> list[Assessment]:
        """The kept ones, worst first."""
        return [each for _, _, each in sorted(self._kept, key=lambda kept: (kept[0], kept[1]), reverse=True)]


def _badness(each: Assessment) -> tuple[int, int, int]:
    """How many scenarios that the tier asks about are lost, unknown; and how many are lost at all."""
    cells = each.recovery.cells if each.recovery else ()
    lost = [cell for cell in cells if cell.status is CellStatus.NOT_RECOVERABLE]
    unknown = [cell for cell in cells if cell.status is CellStatus.UNKNOWN]
    return (sum(cell.required for cell in lost), sum(cell.required for cell in unknown), len(lost))
