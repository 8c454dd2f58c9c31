"""A difference of two scans for a terminal: what is worse first, nothing that a terminal or a CI system obeys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest

from scanner.model import Change, Verdict
from scanner.past.difference import Difference
from scanner.past.scan import PastScan
from scanner.render.columns import clip
from scanner.render.text_lines import FIELD, Lines, heading, indented, labelled, safe

SHOWN = 20
"""How many findings of each change are listed before the rest is only counted."""
_HELD = 1000

_HEADINGS = {
    Change.NEW: "New",
    Change.CHANGED: "Changed",
    Change.FIXED: "Fixed",
    Change.UNSEEN: "Could NOT be looked for: nobody knows whether they are fixed",
}


def lines(old: PastScan, new: PastScan, found: Iterable[Difference]) -> Lines:
    """The lines, without their ends. Holds no more differences than it shows, and a thousand."""
    counts: Counter[Change] = Counter()
    held: dict[Change, list[Difference]] = {change: [] for change in _HEADINGS}
    for each in found:
        counts[each.change] += 1
        if each.change in held:
            kept = held[each.change]
            kept.append(each)
            if len(kept) > _HELD:
                held[each.change] = nsmallest(SHOWN, kept, key=_order)
    yield _summary(counts)
    yield ""
    yield from labelled("Old", old.told)
    yield from labelled("New", new.told if new.looked.complete else f"{new.told}; INCOMPLETE")
    for change, title in _HEADINGS.items():
        if counts[change]:
            yield from heading(f"{title} ({counts[change]:,})")
            for each in nsmallest(SHOWN, held[change], key=_order):
                yield from _told(each)
            if counts[change] > SHOWN:
                yield f"and {counts[change] - SHOWN:,} more"


def _summary(counts: Counter[Change]) -> str:
    told = ", ".join(f"{counts[change]:,} {change}" for change in Change)
    return f"{'DIFFERENT' if counts.total() > counts[Change.UNCHANGED] else 'NO DIFFERENCE'}: {told}"


def _order(each: Difference) -> tuple[bool, bool, int, bool, str, str, str, str]:
    """Worst first, then by place, so that the order is total."""
    found = each.finding
    waived, unknown = found.verdict is Verdict.WAIVED, found.verdict is Verdict.UNKNOWN
    by_place = (found.rule_id, found.account, found.region, found.id)
    return (not each.worse, waived, found.severity.rank, unknown, *by_place)


def _told(each: Difference) -> Lines:
    found = each.finding
    title = f"{found.severity.upper()} {found.verdict.upper()} {found.rule_id} {found.name or '(without a name)'}"
    yield from indented(clip(safe(title), FIELD), "- ", "  ")
    yield from labelled("Resource", found.id, whole=True)
    yield from labelled("Where", f"{found.account} {found.region}, tier {found.tier or 'unknown'}")
    yield from labelled("First seen", each.first_seen)
    if each.altered:
        yield from labelled("Changed", "; ".join(_change(name, *pair) for name, pair in each.altered.items()))
    if each.because:
        yield from labelled("Because", each.because)


def _change(name: str, before: str, now: str) -> str:
    return "it fails in another way" if name == "said" else f"{name}: {before}, now {now}"
