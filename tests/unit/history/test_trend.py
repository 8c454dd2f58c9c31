"""What `safehold history` tells: over time, by tier, how long fixes took, and what is open for longest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.assessments import ARCHIVE, PRODUCTION
from support.past_scans import Estate, moment, scanned

from scanner.cli.main import main
from scanner.history import History
from scanner.history.trend_told import lasted, spark
from scanner.model import Severity

TABLES = [(PRODUCTION, f"table-{number}") for number in range(5)]


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    """Four tables fail, and are fixed one after the other; then another account is scanned that cannot be listed."""
    monkeypatch.chdir(tmp_path)
    history = History.open("kept")
    for day in range(4):
        estate = Estate({each: "fail" if number > day else "pass" for number, each in enumerate(TABLES)}, (PRODUCTION,))
        scanned(tmp_path, history, estate, moment(day))
    denied = Estate({}, (PRODUCTION, ARCHIVE), frozenset({PRODUCTION}), Severity.LOW)
    scanned(tmp_path, history, denied, moment(4))
    return history


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["history", *arguments])


@pytest.mark.usefixtures("history")
def test_the_text() -> None:
    told = ran("kept")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == (
        """\
kept: 5 runs

Runs
====
Taken at                  Accounts    Failed    Unknown    Waived    New    Fixed    Unseen
----------------------  ----------  --------  ---------  --------  -----  -------  --------
2026-01-01T06:00:00Z             1         4          0         0
2026-01-02T06:00:00Z             1         3          0         0      0        1         0
2026-01-03T06:00:00Z             1         2          0         0      0        1         0
2026-01-04T06:00:00Z             1         1          0         0      0        1         0
2026-01-05T06:00:00Z *           2         0          0         0      0        0         1
* incomplete: what could not be listed is neither found nor fixed
Not all runs looked at the same accounts: their numbers do not compare.

Failures by tier
================
Tier        First    Last    Trend
--------  -------  ------  -------
standard        4       0    █▇▅▃▁

Mean time to fix
================
Severity      Fixed      Mean
----------  -------  --------
critical          3  2.0 days

Open for longest
================
- 2026-01-01T06:00:00Z CRITICAL FAIL DDB-001 table-4
    Resource   arn:aws:dynamodb:eu-west-1:111122223333:table/table-4
    Where      111122223333 eu-west-1, tier standard
"""
    )


@pytest.mark.usefixtures("history")
def test_the_last_runs_only() -> None:
    text = ran("kept", "--last", "2").stdout
    assert text.startswith("kept: 5 runs, the last 2 of which are shown\n")
    assert text.count("2026-01-0") == 3
    assert "critical          1  3.0 days" in text


def test_the_json(history: History) -> None:
    document = json.loads(ran("kept", "--format", "json").stdout)
    assert document["total"] == len(document["runs"]) == 5
    assert document["runs"][0]["tiers"]["standard"]["fail"] == 4
    assert document["runs"][4]["complete"] is False
    assert document["time_to_fix"] == {"critical": {"count": 3, "seconds": 2 * 86400}}
    assert [(each["name"], each["first_seen"]) for each in document["oldest"]] == [("table-4", moment(0))]
    assert document["unfinished"] == []
    assert document["history"] == history.name == "kept"


def test_what_was_cut_off_is_told(history: History) -> None:
    for entry in history.entries():
        Path("kept", entry.key).unlink()
    told = ran("kept")
    assert told.stdout.startswith("kept: no run yet")
    assert "Ignored: 5 files of runs that were cut off, or are still being written: kept/runs/2026" in " ".join(
        told.stdout.split()
    )


def test_where_there_is_no_history_is_said(tmp_path: Path) -> None:
    told = ran(str(tmp_path))
    assert told.exit_code == 2
    assert "holds no history; --history on a scan begins one" in told.stderr


@pytest.mark.parametrize(
    ("numbers", "drawn"), [([], ""), ([0], "▁"), ([0, 0], "▁▁"), ([3, 1, 0, 2], "█▄▁▆"), ([1, 1000], "▂█")]
)
def test_a_bar_is_lowest_only_where_there_is_nothing(numbers: list[int], drawn: str) -> None:
    assert spark(numbers) == drawn


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 minutes"), (600, "10 minutes"), (5400, "1.5 hours"), (8_640_000, "100.0 days")]
)
def test_a_time_is_told_in_the_unit_that_people_would_use(seconds: float, told: str) -> None:
    assert lasted(seconds) == told
