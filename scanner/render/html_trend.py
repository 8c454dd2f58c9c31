"""The trend over earlier runs, for the HTML report: the points of its charts, and the numbers behind them.

A chart is drawn in the units of its viewBox: WIDTH by HEIGHT, of which the plot leaves room for the scale at its left
and the dates below. A run's place across is its time; the last point is this report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scanner.model import Change, Report, Severity, Verdict
from scanner.render.html_listing import listing
from scanner.render.html_moments import day, since_epoch
from scanner.render.html_score import JUDGED, Counts, scored, tier_order
from scanner.render.matrix import spoken

WIDTH, HEIGHT = 320, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 284, 12, 122

_MOST_RUNS = 60
"""Runs in a chart, the latest: more would stand closer than a dot is wide."""

_MOST_CHARTS = 8


@dataclass(frozen=True, slots=True)
class _Run:
    """A run, of the history or this one. like: whether it may be compared: complete, and over the same accounts."""

    taken_at: str
    like: bool
    tiers: Mapping[str, Counts]
    failures: Mapping[Severity, int]
    changes: Mapping[Change, int]


@dataclass(slots=True)
class Durations:
    """Adds up lengths of time, in seconds."""

    count: int = 0
    total: float = 0
    longest: float = 0

    def add(self, seconds: float) -> None:
        """Count one more."""
        self.count += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)

    @property
    def mean(self) -> float:
        """0 of none."""
        return self.total / self.count if self.count else 0


def trend_view(report: Report, fixed_now: Mapping[Severity, Durations]) -> dict[str, Any]:
    """The variables of trend.html.j2. fixed_now: how long was known what this scan found fixed."""
    if not report.history:
        return {"trend": None}
    runs = _runs(report)[-_MOST_RUNS:]
    places = _places(runs)
    tiers = sorted({name for run in runs for name in run.tiers}, key=tier_order)
    charts = [_chart(name, runs, places) for name in tiers]
    rows = [_row(run, tiers[:_MOST_CHARTS]) for run in reversed(runs)]
    return {
        "trend": {
            "runs": len(report.history) + 1,
            "from": day(runs[0].taken_at),
            "to": day(runs[-1].taken_at),
            "width": WIDTH,
            "height": HEIGHT,
            "charts": listing([chart for chart in charts if len(chart["dots"]) > 1], _MOST_CHARTS),
            "tiers": tiers[:_MOST_CHARTS],
            "rows": listing(rows, _MOST_RUNS, len(report.history) + 1, rest="`safehold history` shows all"),
            "unlike": sum(not run.like for run in runs),
            "times": _times(report, fixed_now),
        }
    }


def _runs(report: Report) -> list[_Run]:
    accounts = set(report.scope.accounts)
    earlier = [
        _Run(run.taken_at, run.complete and set(run.accounts) == accounts, run.tiers, run.failures, run.changes)
        for run in report.history
    ]
    changes = report.comparison.counts if report.comparison else {}
    now = _Run(report.taken_at, report.coverage.complete, report.summary.tiers, report.summary.failures, changes)
    return [*earlier, now]


def _places(runs: Sequence[_Run]) -> list[float]:
    """Where each run stands across the plot, by its time."""
    times = [since_epoch(run.taken_at) or 0 for run in runs]
    first, span = min(times), max(times) - min(times)
    return [_LEFT + (_RIGHT - _LEFT) * ((time - first) / span if span else 1) for time in times]


def _chart(tier: str, runs: Sequence[_Run], places: Sequence[float]) -> dict[str, Any]:
    """The shares of a tier over the runs, as areas that lie upon one another, and a line along what is proven."""
    scores = [(x, run, scored(tier, run.tiers.get(tier, {}))) for x, run in zip(places, runs, strict=True)]
    points = [(x, run, score) for x, run, score in scores if score["judged"]]
    areas, below = [], [0.0] * len(points)
    for verdict in JUDGED:
        above = [low + score[verdict.value] / score["judged"] for low, (_, _, score) in zip(below, points, strict=True)]
        places_up = _path((x, high) for (x, _, _), high in zip(points, above, strict=True))
        places_back = _path(reversed([(x, low) for (x, _, _), low in zip(points, below, strict=True)]))
        if above != below:
            areas.append((verdict.value, f"{places_up} {places_back}"))
        below = above
    return {
        "tier": tier,
        "areas": areas,
        "line": _path((x, score["share"]) for x, _, score in points),
        "dots": [
            (f"{x:.1f}", f"{_height(score['share']):.1f}", run.like, f"{day(run.taken_at)}: {score['percent']}")
            for x, run, score in points
        ],
        "from": (day(points[0][1].taken_at), points[0][2]["percent"]) if points else ("", ""),
        "to": (day(points[-1][1].taken_at), points[-1][2]["percent"]) if points else ("", ""),
    }


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{_height(share):.1f}" for x, share in points)


def _height(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share


def _row(run: _Run, tiers: Sequence[str]) -> dict[str, Any]:
    shares = [scored(name, run.tiers.get(name, {}))["percent"] for name in tiers]
    return {
        "date": day(run.taken_at),
        "like": run.like,
        "shares": shares,
        "fail": sum(run.failures.values()),
        "unknown": sum(counts.get(Verdict.UNKNOWN, 0) for counts in run.tiers.values()),
        "new": run.changes.get(Change.NEW) if run.changes else None,
        "fixed": run.changes.get(Change.FIXED) if run.changes else None,
    }


def _times(report: Report, fixed_now: Mapping[Severity, Durations]) -> list[dict[str, Any]]:
    """How long it took to fix what was fixed, by severity, over all runs."""
    durations = {severity: replace(fixed_now.get(severity, Durations())) for severity in Severity}
    for run in report.history:
        for severity, fixed in run.fixed_seconds.items():
            for seconds in fixed:
                durations[severity].add(seconds)
    slowest = max(each.mean for each in durations.values()) or 1
    return [
        {
            "name": severity,
            "open": report.summary.failures.get(severity, 0),
            "fixed": each.count,
            "mean": spoken(_rough(each.mean)) if each.count else "\u2013",
            "longest": spoken(_rough(each.longest)) if each.count else "\u2013",
            "width": f"{100 * each.mean / slowest:.2f}%",
        }
        for severity, each in durations.items()
    ]


def _rough(seconds: float) -> int:
    """To the minute: a scan does not know to the second when something was mended."""
    return round(seconds / 60) * 60
