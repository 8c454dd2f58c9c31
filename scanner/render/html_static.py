"""The findings that stand in the markup of the HTML report itself, for readers without JavaScript."""

from __future__ import annotations

from typing import Any

from scanner.model import Detail, Finding, Report, Verdict
from scanner.render.common import advice, message, redact
from scanner.render.html_data import UNKNOWN_TIER, segments, value_text
from scanner.render.html_listing import listing
from scanner.render.html_moments import moment

_MOST_DETAILS = 5


def static_row(report: Report, found: Finding) -> dict[str, Any]:
    """A finding as a row of findings.html.j2."""
    because, past, fact = found.profile.because, found.decision.past, found.fact
    return {
        "rule": found.rule,
        "severity": found.severity,
        "verdict": found.decision.verdict,
        "message": message(found),
        "details": listing([_detail(detail) for detail in found.decision.details], _MOST_DETAILS),
        "remedy": segments(advice(found)),
        "because": because.get("tier", ""),
        "fact": fact,
        "part": report.parts.get((fact.account, fact.region, fact.kind)),
        "tier": found.profile.tier or UNKNOWN_TIER,
        "waiver": _waiver(found),
        "past": f"{moment(past.first_seen)}; {past.change} since the earlier scan" if past else "",
    }


def _waiver(found: Finding) -> str:
    """Who accepted it, why and until when, in one sentence; "" for what nobody did."""
    waiver = found.waiver
    if not waiver:
        return ""
    holds = "until" if found.decision.verdict is Verdict.WAIVED else "expired: it held until"
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    return redact(f"{waiver.id}, {holds} {waiver.expires_on}: {waiver.reason} (approved by {waiver.approver}{ticket})")


def _detail(detail: Detail) -> dict[str, str]:
    return {"at": detail.at, "expected": value_text(detail.expected), "actual": value_text(detail.actual)}
