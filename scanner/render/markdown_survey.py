"""What the Markdown formats gather in one pass over the assessments, holding little more than they show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter

from scanner.facts import DERIVED
from scanner.model import Change, Comparison, Ended, Finding, Report, Verdict
from scanner.render.common import FOUND, finding
from scanner.render.html_listing import First


@dataclass(frozen=True, slots=True)
class Survey:
    """What a report holds, each list with the worst first.

    worst: failures and unknowns. grown: those of them that are new or worse than in the earlier scan. waived: accepted.
    unread: on how many resources an operation gave no answer, by (operation, reason).
    """

    worst: First[Finding]
    grown: First[Finding]
    waived: First[Finding]
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)


def survey(report: Report, count: int) -> Survey:
    """Read the report once; `count`: how many findings of each sort are shown at most."""
    seen = Survey(worst_first(count), worst_first(count), worst_first(count))
    for assessment in report.assess():
        fact = assessment.fact
        if fact.kind not in DERIVED:
            seen.unread.update({(gap.operation or gap.path, gap.reason.replace("_", " ")) for gap in fact.gaps})
        for decision in assessment.decisions:
            if decision.verdict not in FOUND:
                continue
            found = finding(report, assessment, decision)
            (seen.waived if decision.verdict is Verdict.WAIVED else seen.worst).add(found)
            if decision.past and decision.past.worse and decision.verdict is not Verdict.WAIVED:
                seen.grown.add(found)
    return seen


def worst_first(count: int) -> First[Finding]:
    """Keeps the worst `count` of many findings."""
    return First(count, attrgetter("sort_key"))


def ended(comparison: Comparison, change: Change, count: int) -> list[Ended]:
    """Return the worst `count` findings of the earlier scan that ended so, worst first."""
    found: First[Ended] = First(count, lambda each: (each.finding.severity.rank, each.finding.rule_id))
    for each in comparison.ended():
        if each.change is change:
            found.add(each)
    return found.kept()
