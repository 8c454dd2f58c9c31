"""What a text for a terminal tells of the earlier scan, and of waivers."""

from __future__ import annotations

from itertools import islice

from scanner.model import Change, Report, WaiverUse
from scanner.render.columns import clip
from scanner.render.text_lines import FIELD, LISTED, Lines, counted, heading, indented, labelled, safe


def told_changes(report: Report) -> Lines:
    """Tell what changed since the earlier scan: how much is new or fixed, and what could not be looked for."""
    comparison = report.comparison
    if comparison is None:
        return
    yield from heading("What changed")
    yield from labelled("Since", comparison.baseline)
    counts = comparison.counts
    known = ", ".join(f"{counts.get(change, 0):,} {change}" for change in Change if change is not Change.UNSEEN)
    yield from labelled("Findings", known)
    fixed = (each for each in comparison.ended() if each.change is Change.FIXED)
    for each in islice(fixed, LISTED):
        text = f"fixed: {each.finding.rule_id} {each.finding.name or each.finding.id}: {each.because}"
        yield from indented(clip(safe(text), FIELD), "- ", "  ")
    more = counts.get(Change.FIXED, 0) - LISTED
    if more > 0:
        yield f"- and {more:,} more fixed"
    unseen = counts.get(Change.UNSEEN, 0)
    if unseen:
        text = f"{counted(unseen, 'earlier finding')} could NOT be looked for, so nobody knows whether they are fixed"
        yield from indented(text, "- ", "  ")


def told_waivers(report: Report) -> Lines:
    """Tell the waivers: what is accepted until when, what has expired, and what may be taken out."""
    if not report.waivers:
        return
    yield from heading("Waivers")
    for use in sorted(report.waivers, key=_urgency)[:LISTED]:
        waiver = use.waiver
        yield from indented(
            clip(safe(f"{waiver.id}: {_state(use, complete=report.coverage.complete)}"), FIELD), "- ", "  "
        )
        if not use.unused:
            yield from labelled("Approved", f"{waiver.approver}, {waiver.ticket}: {waiver.reason}")
    if len(report.waivers) > LISTED:
        yield f"and {counted(len(report.waivers) - LISTED, 'more waiver')}"


def _urgency(use: WaiverUse) -> tuple[bool, bool, str]:
    """What calls for action comes first."""
    return (not ((use.expired or use.early) and use.findings), not use.unused, use.waiver.expires_on)


def _state(use: WaiverUse, *, complete: bool) -> str:
    found, until = counted(use.findings, "failure"), use.waiver.expires_on
    if use.unused and not complete:
        return "unused, but the scan is incomplete: what it is for may not have been looked at"
    if use.unused:
        return f"unused: nothing fails that it is for; take it out of {use.waiver.place}"
    if use.early:
        return f"NOT YET in force, approved on {use.waiver.approved_on}: {found} count until then"
    if use.expired:
        return f"EXPIRED after {until}: {found} count again"
    unknown = f"; {counted(use.unknowns, 'unknown')} cannot be waived" if use.unknowns else ""
    return f"{found} waived until {until}{unknown}"
