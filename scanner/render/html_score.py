"""The score of the HTML report: what share of the checks that apply is proven, by tier, application and severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.model import Report, Severity, Verdict
from scanner.render.html_data import UNKNOWN_TIER
from scanner.render.html_listing import listing

_TIERS = ("enterprise", "enhanced", "standard", "basic")
_MOST_APPLICATIONS = 50

JUDGED = (Verdict.PASS, Verdict.WAIVED, Verdict.UNKNOWN, Verdict.FAIL)
"""The verdicts that a score counts, in the order in which they are drawn."""

Counts = Mapping[Verdict, int]


def score_view(report: Report) -> dict[str, Any]:
    """The variables of summary.html.j2."""
    summary = report.summary
    severities = _severities(report)
    return {
        "resources": sum(summary.resources.values()),
        "verdicts": {verdict: summary.verdicts.get(verdict, 0) for verdict in Verdict},
        "score": scored("", summary.verdicts),
        "tiers": listing([scored(name, summary.tiers[name]) for name in sorted(summary.tiers, key=tier_order)]),
        "scored_applications": listing(_applications(summary.applications), _MOST_APPLICATIONS),
        "severities": severities,
        "severity_scale": max(row["fail"] + row["unknown"] + row["waived"] for row in severities) or 1,
        "kinds": listing(sorted(summary.resources.items())),
    }


def scored(name: str, counts: Counts) -> dict[str, Any]:
    """A score: its counts, and the share that is proven. Unknown and waived checks count in the whole, never as proven.

    judged: how many checks applied. share: proven of them, from 0 to 1; None where none applied.
    """
    judged = sum(counts.get(verdict, 0) for verdict in JUDGED)
    proven = counts.get(Verdict.PASS, 0)
    return {
        "name": name,
        **{verdict.value: counts.get(verdict, 0) for verdict in Verdict},
        "judged": judged,
        "share": proven / judged if judged else None,
        "percent": percent(proven, judged),
    }


def percent(part: int, whole: int) -> str:
    """A share in words, rounded down, so that 100% means all: "0%", "<1%", "48%"; a dash of nothing."""
    if not whole:
        return "\u2013"
    share = 100 * part // whole
    return "<1%" if part and not share else f"{share}%"


def tier_order(name: str) -> tuple[int, str]:
    """Sorts tiers: the shipped ones, the most demanding first; then the owner's; then what has none."""
    return (_TIERS.index(name) if name in _TIERS else len(_TIERS) + (name == UNKNOWN_TIER), name)


def _applications(applications: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """Those first with the most failures, then unknowns; what no check applied to is left out."""
    scores = [scored(name, counts) for name, counts in applications.items()]
    judged = [score for score in scores if score["judged"]]
    return sorted(judged, key=lambda score: (-score["fail"], -score["unknown"], score["name"]))


def _severities(report: Report) -> list[dict[str, Any]]:
    """Failures, unknowns and waived failures by severity."""
    rows: dict[Severity, dict[str, Any]] = {
        severity: {
            "name": severity,
            "fail": report.summary.failures.get(severity, 0),
            "unknown": report.summary.unknowns.get(severity, 0),
            "waived": 0,
        }
        for severity in Severity
    }
    for found, count in report.summary.findings.items():
        if found.verdict is Verdict.WAIVED:
            rows[found.severity]["waived"] += count
    return list(rows.values())
