"""A trend for people, as text for a terminal, and for programs, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from scanner.history.trend import Trend
from scanner.model import Change, Json, PastFinding, Run, Verdict
from scanner.render.columns import chop, clip
from scanner.render.common import json_text
from scanner.render.text_lines import FIELD, LISTED, Lines, counted, heading, indented, labelled, row, safe, table

SCHEMA_VERSION = 1

_BARS = "▁▂▃▄▅▆▇█"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def text(trend: Trend) -> Lines:
    """The lines, without their ends."""
    runs = trend.runs
    if not runs:
        yield f"{safe(trend.name)}: no run yet; --history on a scan adds one"
    else:
        shown = "" if trend.total == len(runs) else f", the last {len(runs):,} of which are shown"
        yield from indented(safe(f"{trend.name}: {counted(trend.total, 'run')}{shown}"), "", "  ")
        yield from _runs(trend)
        yield from _tiers(trend)
        yield from _fixes(trend)
        yield from _oldest(trend)
    if trend.unfinished:
        yield ""
        files = counted(len(trend.unfinished), "file")
        told = f"Ignored: {files} of runs that were cut off, or are still being written: {trend.unfinished[0]}"
        yield from indented(clip(safe(told), FIELD), "", "  ")


def _runs(trend: Trend) -> Lines:
    yield from heading("Runs")
    columns = ("Taken at", "Accounts", "Failed", "Unknown", "Waived", "New", "Fixed", "Unseen")
    yield from table(columns, [_run(run) for run in trend.runs])
    if not all(run.complete for run in trend.runs):
        yield from indented("* incomplete: what could not be listed is neither found nor fixed", "", "  ")
    if not trend.comparable:
        yield from indented("Not all runs looked at the same accounts: their numbers do not compare.", "", "  ")


def _run(run: Run) -> list[str]:
    found = [
        sum(counts.get(verdict, 0) for counts in run.tiers.values())
        for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED)
    ]
    changes = (Change.NEW, Change.FIXED, Change.UNSEEN)
    changed = [f"{run.changes.get(change, 0):,}" if run.changes else "" for change in changes]
    return [*row(f"{run.taken_at}{'' if run.complete else ' *'}", (len(run.accounts), *found)), *changed]


def _tiers(trend: Trend) -> Lines:
    yield from heading("Failures by tier")
    rows = []
    for tier in trend.tiers[:LISTED]:
        failed = trend.of(tier, Verdict.FAIL)
        rows.append([*row(next(chop(safe(tier), 40)), (failed[0], failed[-1])), spark(failed)])
    yield from table(["Tier", "First", "Last", "Trend"], rows)
    if len(trend.tiers) > LISTED:
        yield f"and {counted(len(trend.tiers) - LISTED, 'more tier')}"


def spark(numbers: Sequence[int]) -> str:
    """Draw numbers as bars, the last thirty at most; the highest bar is the greatest number, the lowest none."""
    numbers = numbers[-30:]
    most = max(numbers, default=0) or 1
    return "".join(_BARS[-(-number * (len(_BARS) - 1) // most)] for number in numbers)


def _fixes(trend: Trend) -> Lines:
    yield from heading("Mean time to fix")
    if trend.fixes:
        rows = [[severity.value, f"{each.count:,}", lasted(each.seconds)] for severity, each in trend.fixes.items()]
        yield from table(["Severity", "Fixed", "Mean"], rows)
    else:
        yield "no failure was fixed yet"


def lasted(seconds: float) -> str:
    """Write a time in the unit that people would use: "4.5 days"."""
    for length, unit in ((_DAY, "days"), (_HOUR, "hours")):
        if seconds >= length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds / _MINUTE:,.0f} minutes"


def _oldest(trend: Trend) -> Lines:
    yield from heading("Open for longest")
    if not trend.oldest:
        yield "nothing is open"
    for found in trend.oldest:
        title = f"{found.first_seen} {found.severity.upper()} {found.verdict.upper()} {found.rule_id} {found.name}"
        yield from indented(clip(safe(title), FIELD), "- ", "  ")
        yield from labelled("Resource", found.id, whole=True)
        yield from labelled("Where", f"{found.account} {found.region}, tier {found.tier or 'unknown'}")


def as_json(trend: Trend) -> Iterator[str]:
    """The lines of a JSON document."""
    document: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "history": trend.name,
        "total": trend.total,
        "runs": [_plain(asdict(run)) for run in trend.runs],
        "time_to_fix": {severity: asdict(fixes) for severity, fixes in trend.fixes.items()},
        "oldest": [_open(found) for found in trend.oldest],
        "unfinished": trend.unfinished,
    }
    yield json_text(_plain(document)).rstrip("\n")


def _open(found: PastFinding) -> dict[str, Json]:
    return {name: value for name, value in asdict(found).items() if name != "said"}


def _plain(value: Json) -> Json:
    """With texts as keys, where a model has members of an enumeration."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
