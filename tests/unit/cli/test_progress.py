"""What a person, a log or another program hears of a scan on stderr."""

import io
import json
from typing import Any

import pytest
from rich.progress import Progress
from support.facts import gap, unit

from scanner.cli import progress as module
from scanner.cli.progress import _Counts, progress

FIRST = unit("s3.bucket", collector="s3", calls={"s3:ListBuckets": 1, "s3:GetBucketVersioning": 3})
SECOND = unit("dynamodb.table", gaps=(gap("dynamodb.table"),))


class Clock:
    """Time that passes when a test says so."""

    def __init__(self, monkeypatch: Any) -> None:
        self.now = 100.0
        monkeypatch.setattr(_Counts.__init__, "__defaults__", (lambda: self.now,))


@pytest.fixture
def clock(monkeypatch: Any) -> Clock:
    return Clock(monkeypatch)


def collected(display: Any, clock: Clock | None = None) -> None:
    display.started(2, 0)
    display.called("s3", "ListBuckets")
    if clock:
        clock.now += 7
    display.unit_done(FIRST)
    display.called("dynamodb", "ListTables")
    display.throttled("dynamodb", "ListTables")
    display.unit_done(SECOND)


def test_plain_lines_where_there_is_no_terminal(capsys: Any, clock: Clock) -> None:
    with progress(quiet=False, log_format="text") as display:
        collected(display, clock)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "[1/2] 111122223333 eu-central-1 s3: 4 calls; about 7 s left\n"
        "[2/2] 111122223333 eu-central-1 dynamodb: 0 calls, 1 could not be read; 1 throttled so far\n"
    )


def test_what_is_kept_is_told_and_counts_for_no_speed(capsys: Any, clock: Clock) -> None:
    with progress(quiet=False, log_format="text") as display:
        display.started(10, 7)
        clock.now += 120
        display.unit_done(FIRST)
    assert capsys.readouterr().err == (
        "[7/10] kept from before\n[8/10] 111122223333 eu-central-1 s3: 4 calls; about 4 min left\n"
    )


def test_json_for_programs(capsys: Any, clock: Clock) -> None:
    with progress(quiet=False, log_format="json") as display:
        collected(display, clock)
    out, err = capsys.readouterr()
    assert out == ""
    started, first, second = map(json.loads, err.splitlines())
    assert started == {"event": "started", "units": 2, "kept": 0}
    assert first == {
        "event": "unit",
        "account": "111122223333",
        "region": "eu-central-1",
        "collector": "s3",
        "gaps": 0,
        "unit_calls": 4,
        "done": 1,
        "units": 2,
        "calls": 1,
        "throttled": 0,
        "left_seconds": 7,
    }
    assert (second["collector"], second["gaps"], second["throttled"]) == ("dynamodb", 1, 1)
    assert (second["done"], second["calls"], second["left_seconds"]) == (2, 2, None)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: Any) -> Terminal:
    terminal = Terminal()
    for name, value in {"TERM": "xterm", "COLUMNS": "160"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stderr", terminal)
    return terminal


def test_one_line_that_changes_on_a_terminal_and_goes_when_it_is_done(clock: Clock, monkeypatch: Any) -> None:
    terminal = on_a_terminal(monkeypatch)
    bars: list[Progress] = []
    made = module._bar

    def remembered() -> Progress:
        bars.append(made())
        return bars[-1]

    monkeypatch.setattr(module, "_bar", remembered)
    with progress(quiet=False, log_format="text") as display:
        display.started(3, 1)
        clock.now += 90
        collected_fields = []
        for covered in (FIRST, SECOND):
            display.called("s3", "ListBuckets")
            display.throttled("s3", "ListBuckets")
            display.unit_done(covered)
            (task,) = bars[0].tasks
            collected_fields.append((task.completed, task.total, task.description, dict(task.fields)))
    assert collected_fields == [
        (2, 3, "111122223333 eu-central-1 s3", {"counts": "units, 1 calls, 1 throttled", "left": "about 2 min left"}),
        (3, 3, "111122223333 eu-central-1 dynamodb", {"counts": "units, 2 calls, 2 throttled", "left": ""}),
    ]
    assert "111122223333 eu-central-1" in terminal.getvalue()
    assert terminal.getvalue().rstrip().endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_what_aws_calls_things_is_no_markup(monkeypatch: Any) -> None:
    terminal = on_a_terminal(monkeypatch)
    with progress(quiet=False, log_format="text") as display:
        display.started(1, 0)
        display.unit_done(unit(collector="[red]s3[/red]"))
    assert "[red]s3[/red]" in terminal.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_quiet_says_nothing(capsys: Any, log_format: str) -> None:
    with progress(quiet=True, log_format=log_format) as display:
        collected(display)
    assert capsys.readouterr() == ("", "")
