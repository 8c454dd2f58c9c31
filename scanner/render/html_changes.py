"""What changed since the last scan, for the HTML report: what is new or fixed, and what could not be looked for."""

from __future__ import annotations

from typing import Any

from scanner.model import Change, Ended, Finding, Report
from scanner.render.common import message, redact
from scanner.render.html_data import UNKNOWN_TIER
from scanner.render.html_listing import First, Listing, listing
from scanner.render.html_moments import day
from scanner.render.html_survey import CHANGED_FINDINGS, Survey

_CHANGES = (
    (Change.NEW, "New", "not there in the earlier scan", "fail"),
    (Change.CHANGED, "Changed", "there before, for another reason", ""),
    (Change.UNCHANGED, "Unchanged", "there before, as it is now", ""),
    (Change.FIXED, "Fixed", "looked for, and found no more", "pass"),
    (Change.UNSEEN, "Could not be looked for", "neither fixed nor found: not seen", "unknown"),
)


def changes_view(report: Report, survey: Survey) -> dict[str, Any]:
    """The variables of changes.html.j2, but for the trend."""
    if report.comparison is None:
        return {"comparison": None}
    counts = report.comparison.counts
    return {
        "comparison": {
            "first": not any(counts.get(change, 0) for change in Change if change is not Change.NEW),
            "baseline": redact(report.comparison.baseline),
            "counts": [(name, label, note, kind, counts.get(name, 0)) for name, label, note, kind in _CHANGES],
            "worse": _listed(survey.worse, [_found(report, each) for each in survey.worse.kept()]),
            "fixed": _listed(survey.fixed, [_ended(report, each) for each in survey.fixed.kept()]),
            "unseen": _listed(survey.unseen, [_ended(report, each) for each in survey.unseen.kept()]),
        }
    }


def _listed(kept: First[Any], rows: list[dict[str, Any]]) -> Listing:
    return listing(rows, CHANGED_FINDINGS, kept.total)


def _found(report: Report, found: Finding) -> dict[str, Any]:
    past = found.decision.past
    return {
        "severity": found.severity,
        "verdict": found.decision.verdict,
        "rule": found.rule.id,
        "known": found.rule.id in report.rules,
        "title": found.rule.title,
        "why": message(found),
        "name": found.fact.name,
        "kind": found.fact.kind,
        "place": f"{found.fact.account} {found.fact.region}",
        "tier": found.profile.tier or UNKNOWN_TIER,
        "since": day(past.first_seen) if past else "",
        "change": "New" if past and past.change is Change.NEW else "Worse",
    }


def _ended(report: Report, ended: Ended) -> dict[str, Any]:
    was = ended.finding
    rule = report.rules.get(was.rule_id)
    return {
        "severity": was.severity,
        "verdict": was.verdict,
        "rule": was.rule_id,
        "known": rule is not None,
        "title": rule.title if rule else "",
        "why": redact(ended.because),
        "name": was.name,
        "kind": was.kind,
        "place": f"{was.account} {was.region}",
        "tier": was.tier or UNKNOWN_TIER,
        "since": day(was.first_seen),
        "change": "",
    }
