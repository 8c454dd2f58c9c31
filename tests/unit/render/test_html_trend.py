from __future__ import annotations

from dataclasses import replace
from typing import Any

from support import reports
from support.whole_reports import run

from scanner.model import Change, Report, Run, Severity, Verdict
from scanner.render.html_trend import Durations, trend_view

DAY = 86_400


def trended(*history: Run, report: Report | None = None) -> dict[str, Any]:
    """The trend up to an empty report."""
    trend: dict[str, Any] = trend_view(replace(report or reports.empty(), history=history), {})["trend"]
    return trend


def test_without_earlier_runs_there_is_no_trend() -> None:
    assert trend_view(reports.small(), {}) == {"trend": None}


def test_a_run_stands_where_its_time_is_and_as_high_as_its_share() -> None:
    runs = (run("2026-01-01T06:00:00Z", 0), run("2026-01-30T18:00:00Z", 50), run("2026-03-01T05:59:59Z", 100))
    (chart,) = trended(*runs)["charts"].rows
    assert chart["line"] == "34.0,122.0 159.0,67.0 284.0,12.0"
    assert [label for *_, label in chart["dots"]] == ["2026-01-01: 0%", "2026-01-30: 50%", "2026-03-01: 100%"]
    assert (chart["from"], chart["to"]) == (("2026-01-01", "0%"), ("2026-03-01", "100%"))


def test_shares_lie_upon_one_another_and_fill_the_chart() -> None:
    tiers = {"standard": {Verdict.PASS: 1, Verdict.UNKNOWN: 1, Verdict.FAIL: 2, Verdict.NOT_APPLICABLE: 96}}
    runs = [run(f"2026-0{month}-01T06:00:00Z", 0, tiers=tiers) for month in (1, 3)]
    (chart,) = trended(*runs)["charts"].rows
    assert [name for name, _ in chart["areas"]] == ["pass", "unknown", "fail"]
    assert dict(chart["areas"])["fail"] == "34.0,12.0 284.0,12.0 284.0,67.0 34.0,67.0"


def test_a_tier_is_drawn_for_the_runs_that_have_it_if_they_are_more_than_one() -> None:
    gold = {"gold": {Verdict.PASS: 1}}
    runs = (run("2026-01-01T06:00:00Z", 1), run("2026-01-02T06:00:00Z", 2, tiers=gold), run("2026-01-03T06:00:00Z", 3))
    trend = trended(*runs)
    assert [(chart["tier"], len(chart["dots"])) for chart in trend["charts"].rows] == [("standard", 2)]
    assert trend["tiers"] == ["standard", "gold"]


def test_a_tier_to_which_no_check_applied_is_not_drawn() -> None:
    tiers = {"basic": {Verdict.NOT_APPLICABLE: 5}}
    runs = [run(f"2026-0{month}-01T06:00:00Z", 0, tiers=tiers) for month in (1, 2)]
    assert trended(*runs)["charts"].rows == []


def test_what_does_not_compare_is_marked() -> None:
    runs = (
        run("2026-01-01T06:00:00Z", 10),
        run("2026-01-02T06:00:00Z", 20, complete=False),
        run("2026-01-03T06:00:00Z", 30, accounts=("999999999999",)),
    )
    trend = trended(*runs)
    assert [row["like"] for row in trend["rows"].rows] == [True, False, False, True]
    assert trend["unlike"] == 2


def test_of_many_runs_the_latest_are_drawn() -> None:
    trend = trended(*(run(f"2025-01-01T{hour:02}:{minute:02}:00Z", 10) for hour in range(2) for minute in range(40)))
    assert (trend["runs"], len(trend["rows"].rows)) == (81, 60)
    assert trend["rows"].note == " (first 60 of 81; `safehold history` shows all)"


def test_runs_of_one_moment_are_drawn() -> None:
    (chart,) = trended(run("2026-03-01T06:00:00Z", 50), run("2026-03-01T06:00:00Z", 50))["charts"].rows
    assert chart["line"] == "284.0,67.0 284.0,67.0"


def test_a_first_run_has_no_changes() -> None:
    runs = (run("2026-01-01T06:00:00Z", 10), run("2026-01-02T06:00:00Z", 10, changes={Change.NEW: 3}))
    _, second, first = trended(*runs)["rows"].rows
    assert (first["new"], first["fixed"], second["new"]) == (None, None, 3)


def test_the_time_to_fix_is_over_all_runs_and_this_one() -> None:
    durations = Durations()
    durations.add(9 * DAY)
    history = (
        run("2026-01-01T06:00:00Z", 10, fixed_seconds={Severity.HIGH: (DAY, 2 * DAY), Severity.LOW: ()}),
        run("2026-01-02T06:00:00Z", 10, fixed_seconds={Severity.LOW: (DAY,)}),
    )
    rows = trend_view(replace(reports.empty(), history=history), {Severity.HIGH: durations})["trend"]["times"]
    times = {row["name"]: (row["mean"], row["longest"], row["fixed"], row["width"]) for row in rows}
    assert times[Severity.HIGH] == ("4 d", "9 d", 3, "100.00%")
    assert times[Severity.LOW] == ("1 d", "1 d", 1, "25.00%")
    assert times[Severity.INFO] == ("\u2013", "\u2013", 0, "0.00%")
    assert durations.count == 1
