"""The one walk over the assessments that the HTML report makes: what the report's summary does not hold."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from scanner.model import Assessment, Finding, GapReason, Report, Verdict
from scanner.render.common import ACTIONABLE, finding

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
    """rules: decisions by rule and verdict. unread: gaps on resources. worst: the worst findings, worst first."""

    rules: dict[str, Counter[Verdict]]
    unread: dict[UnreadKey, Unread]
    worst: list[Finding]


def survey(report: Report, each: Callable[[Assessment], None]) -> Survey:
    """Walk over the report's assessments once, and hand each to `each`."""
    rules: dict[str, Counter[Verdict]] = {rule_id: Counter() for rule_id in report.rules}
    unread: dict[UnreadKey, Unread] = {}

    def findings() -> Iterator[Finding]:
        for assessment in report.assess():
            each(assessment)
            fact = assessment.fact
            for gap in fact.gaps:
                key = (fact.kind, gap.path, gap.operation, gap.reason)
                unread.setdefault(key, Unread(gap.detail)).add(fact.name)
            for decision in assessment.decisions:
                rules[decision.rule_id][decision.verdict] += 1
                if decision.verdict in ACTIONABLE:
                    yield finding(report, assessment, decision)

    worst = heapq.nsmallest(STATIC_FINDINGS, findings(), key=lambda found: found.sort_key)
    return Survey(rules=rules, unread=unread, worst=worst)
