from typing import Any

import pytest
from rich.console import Console
from support.facts import gap, unit

from scanner.cli import progress as module
from scanner.cli.progress import progress


def collected(display: Any) -> None:
    display.started(2)
    display.called("s3", "ListBuckets")
    display.unit_done(unit("s3.bucket", collector="s3", calls={"s3:ListBuckets": 1}))
    display.unit_done(unit("dynamodb.table", gaps=(gap("dynamodb.table"),)))


def test_plain_lines_where_there_is_no_terminal(capsys: Any) -> None:
    with progress(quiet=False) as display:
        collected(display)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "[1/2] 111122223333 eu-central-1 s3: 1 calls\n"
        "[2/2] 111122223333 eu-central-1 dynamodb: 0 calls, 1 could not be read\n"
    )


def test_a_bar_on_a_terminal_that_goes_when_it_is_done(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(module, "Console", lambda *, stderr: Console(stderr=stderr, force_terminal=True))
    with progress(quiet=False) as display:
        collected(display)
        display.called("s3", "GetBucketVersioning")
    out, err = capsys.readouterr()
    assert out == ""
    assert "2 calls" in err
    assert "2/2" in err
    assert "eu-central-1 dynamodb" in err


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_says_nothing(monkeypatch: Any, capsys: Any, terminal: Any) -> None:
    monkeypatch.setattr(module, "Console", lambda *, stderr: Console(stderr=stderr, force_terminal=terminal))
    with progress(quiet=True) as display:
        collected(display)
    assert capsys.readouterr() == ("", "")
