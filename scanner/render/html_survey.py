"""The one walk over the assessments that the HTML report makes: what the report's summary does not hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.facts import DERIVED
from scanner.model import Assessment, Change, Ended, Fact, Finding, GapReason, Report, Severity, Verdict
from scanner.render.common import FOUND, finding
from scanner.render.html_data import UNKNOWN_TIER
from scanner.render.html_listing import First
from scanner.render.html_moments import since_epoch
from scanner.render.html_trend import Durations
from scanner.render.matrix import squares

MATRICES = 80
"""Resources whose recovery matrix is shown: each takes 75 elements, and a page stays quick up to 30,000."""

STATIC_FINDINGS = 50
"""Findings in the markup itself, for readers without JavaScript."""

CHANGED_FINDINGS = 25
"""New, fixed and unseen findings, of each, that the section on changes names."""

EVIDENCE, RESTORES = 100, 30
"""Pieces of evidence, and restore jobs."""

SAMPLE = 3
"""How many of many are named as examples."""

_MOST_APPLICATIONS = 1000


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

Heat = dict[str, dict[str, Counter[str]]]
"""By tier and scenario, of the squares that the tier asks for: how many of each kind (pass, fail, unknown)."""


class Survey:
    """rules: decisions by rule and verdict. unread: gaps on resources. worst: the worst findings, worst first.

    matrices: the resources whose recovery matrix is worst. heat: all of them, counted. worse: the worst findings that
    are new or became worse. fixed, unseen: the worst of what an earlier scan had. fix_times: how long failures were
    known that are fixed now. waived: for each waiver, examples of the resources that it is for. evidence: what
    expired, or will expire first. restores: the latest restore jobs.
    """

    def __init__(self, report: Report, each: Callable[[Assessment], None]) -> None:
        """Walk over the report's assessments once, and hand each to `each`."""
        self.rules: dict[str, Counter[Verdict]] = {rule_id: Counter() for rule_id in report.rules}
        self.unread: dict[UnreadKey, Unread] = {}
        self.worst = First[Finding](STATIC_FINDINGS, lambda found: found.sort_key)
        self.worse = First[Finding](CHANGED_FINDINGS, lambda found: found.sort_key)
        self.matrices = First[Assessment](MATRICES, lambda assessment: _badness(self._kinds(assessment)))
        self.heat: Heat = defaultdict(lambda: defaultdict(Counter))
        self.applications: list[Assessment] = []
        self.waived: defaultdict[str, list[str]] = defaultdict(list)
        self.evidence = First[Fact](EVIDENCE, lambda fact: _first_to_expire(fact, since_epoch(report.as_of) or 0))
        self.restores = First[Fact](RESTORES, lambda fact: -(since_epoch(fact.config.get("created_at")) or 0))
        self.fixed, self.unseen = (First[Ended](CHANGED_FINDINGS, _by_severity) for _ in range(2))
        self.fix_times: defaultdict[Severity, Durations] = defaultdict(Durations)
        self._report = report
        for assessment in report.assess():
            each(assessment)
            self._see(assessment)
        for ended in report.comparison.ended() if report.comparison else ():
            self._see_ended(ended)

    def _see(self, assessment: Assessment) -> None:
        fact = assessment.fact
        if assessment.recovery:
            self._see_matrix(assessment)
        elif fact.kind in DERIVED and len(self.applications) < _MOST_APPLICATIONS:
            self.applications.append(assessment)
        elif fact.kind == "evidence.record":
            self.evidence.add(fact)
        elif fact.kind == "backup.restore_job":
            self.restores.add(fact)
        for gap in fact.gaps:
            key = (fact.kind, gap.path, gap.operation, gap.reason)
            self.unread.setdefault(key, Unread(gap.detail)).add(fact.name)
        for decision in assessment.decisions:
            self.rules[decision.rule_id][decision.verdict] += 1
            if decision.verdict in FOUND:
                self._see_finding(finding(self._report, assessment, decision))

    def _see_finding(self, found: Finding) -> None:
        self.worst.add(found)
        if found.decision.past and found.decision.past.worse:
            self.worse.add(found)
        if found.waiver and len(examples := self.waived[found.waiver.id]) < SAMPLE and found.fact.name not in examples:
            examples.append(found.fact.name)

    def _see_ended(self, ended: Ended) -> None:
        if ended.change is not Change.FIXED:
            self.unseen.add(ended)
            return
        self.fixed.add(ended)
        now, then = since_epoch(self._report.taken_at), since_epoch(ended.finding.first_seen)
        if ended.finding.verdict is Verdict.FAIL and now is not None and then is not None:
            self.fix_times[ended.finding.severity].add(now - then)

    def _see_matrix(self, assessment: Assessment) -> None:
        self.matrices.add(assessment)
        tier = assessment.profile.tier or UNKNOWN_TIER
        for scenario, kind, asked in self._kinds(assessment):
            if asked:
                self.heat[tier][scenario][kind] += 1

    def _kinds(self, assessment: Assessment) -> list[tuple[str, str, bool]]:
        found = squares(self._report, assessment)
        return [(name, square.kind, square.cell.required) for name, square in found.items()]


def _badness(kinds: list[tuple[str, str, bool]]) -> tuple[int, int, int]:
    """Sorts first what fails in most scenarios that the tier asks about; then what is unknown, then what is lost."""
    asked = Counter(kind for _, kind, required in kinds if required)
    return (-asked["fail"], -asked["unknown"], -sum(kind == "fail" for _, kind, _ in kinds))


def _by_severity(ended: Ended) -> tuple[int, str, str, str, str]:
    was = ended.finding
    return (was.severity.rank, was.rule_id, was.account, was.region, was.id)


def _first_to_expire(fact: Fact, now: float) -> tuple[int, float]:
    """What expired lately, then what expires next, then what names no end, the newest first."""
    expires = since_epoch(fact.config.get("expires_at"))
    if expires is None:
        return (2, -(since_epoch(fact.config.get("dated_at")) or 0))
    return (1, expires) if expires > now else (0, -expires)
