"""`--notify` on the command line: after the reports, never silently, and with no secret in what is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import notices
from support.hooked import OK, hooked
from urllib3.util import Retry

from scanner.cli import main as entrance
from scanner.cli.gate import Gate
from scanner.cli.notifying import notified
from scanner.errors import NotificationError
from scanner.notify.base import Sending, Target
from scanner.notify.notice import Notice

ENDED = Gate(10, "5 findings at or above high")


class Told:
    """A target that takes what it is told, or fails."""

    def __init__(self, name: str, error: BaseException | None = None) -> None:
        self.told = name
        self.permission = None
        self.got: list[tuple[Notice, str | None]] = []
        self._error = error

    def send(self, notice: Notice, sending: Sending) -> None:
        self.got.append((notice, sending.profile))
        if self._error:
            raise self._error


def test_every_target_is_told_once_and_the_exit_code_stays(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = Told("one"), Told("other")
    targets: list[Target] = [one, other, one]
    assert notified(ENDED, notices.notice(), targets, "audit") is ENDED
    assert one.got == other.got == [(notices.notice(), "audit")]
    assert capsys.readouterr().err == "safehold: notified one\nsafehold: notified other\n"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NotificationError("it answered 502, 5 times"), "it answered 502, 5 times"),
        (NotificationError("a\x1b[31m"), r"a\x1b[31m"),
        (KeyboardInterrupt(), "stopped"),
        (RuntimeError("https://hooks.example.com/s3cr3t"), "internal error: RuntimeError"),
    ],
)
def test_one_that_fails_is_told_and_the_others_are_notified(
    capsys: pytest.CaptureFixture[str], error: BaseException, why: str
) -> None:
    last = Told("last")
    gate = notified(ENDED, notices.notice(), [Told("first", error), last], None)
    assert gate == Gate(1, "first: not notified; the scan itself: exit 10: 5 findings at or above high")
    assert len(last.got) == 1
    assert capsys.readouterr().err == f"safehold: error: first: {why}\nsafehold: notified last\n"


def test_nothing_to_tell_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    target = Told("one")
    assert notified(ENDED, None, [target], None) is ENDED
    assert target.got == []
    assert capsys.readouterr().err == "safehold: nothing changed and nothing is wrong: nobody was notified\n"
    assert notified(ENDED, None, [], None) is ENDED
    assert capsys.readouterr().err == ""


def test_an_evaluation_tells_after_all_else_is_done(
    safehold: Any, snapshot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Retry, "get_backoff_time", lambda _retry: 0)
    with hooked(OK) as hook:
        monkeypatch.setenv("HOOK", hook.url)
        targets = ("--notify", "env:HOOK", "--notify", "http://127.0.0.1:9/s3cr3t")
        result = safehold("evaluate", snapshot, "--fail-on", "medium", "--history", "history", *targets)
    (got,) = hook.bodies
    assert "13 new" in got["text"]
    assert "It ended with exit 10: " in got["text"]
    added, notified_one, failed, last = result.stderr.splitlines()[-4:]
    assert added.startswith("History: history: run ")
    assert notified_one.startswith("safehold: notified the webhook at 127.0.0.1:")
    assert failed == "safehold: error: the webhook at 127.0.0.1:9: no answer (EndpointConnectionError), 5 times"
    assert last.startswith("safehold: exit 1: the webhook at 127.0.0.1:9: not notified; the scan itself: exit 10: ")
    assert result.exit_code == 1
    assert "s3cr3t" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "target", ["s3cr3t", "http://hooks.example.com/s3cr3t", "https://s3cr3t@hooks.example.com/", "env:https://x/s3cr3t"]
)
def test_no_complaint_repeats_a_target(safehold: Any, snapshot: Any, target: str) -> None:
    result = safehold("evaluate", snapshot, "--notify", target)
    assert result.exit_code == 2
    assert "Invalid value for '--notify'" in result.stderr
    assert "s3cr3t" not in result.stdout + result.stderr


def test_a_variable_that_is_not_set_is_named(safehold: Any, snapshot: Any) -> None:
    result = safehold("evaluate", snapshot, "--notify", "env:NO_SUCH_HOOK")
    assert result.exit_code == 2
    assert "env:NO_SUCH_HOOK: this variable is not set" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--notify", "https://hooks.example.com/s3cr3t"],
        ["--notify=https://x/s3cr3t"],
        ["--notify", "https://x/?a=b&c='s3cr3t'", "--notify", "http://localhost/s3cr3t"],
    ],
)
def test_how_to_go_on_does_not_repeat_the_address(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setattr("sys.argv", ["safehold", "scan", *words, "--opa-url", "http://localhost:8181", "-o", "out"])
    told = entrance._kept(type("Stopped", (BaseException,), {"done": 1, "units": 2})())
    assert "s3cr3t" not in told
    assert told.endswith("--opa-url http://localhost:8181 -o out --resume")


def test_the_permissions_are_for_exactly_these_targets(safehold: Any) -> None:
    topic, bus = "arn:aws:sns:eu-west-1:111122223333:a", "arn:aws:events:eu-west-1:111122223333:event-bus/b"
    targets = [f"sns:{topic}", f"events:{bus}", "events:c", f"sns:{topic}", "https://hooks.example.com/x"]
    options = [word for target in targets for word in ("--notify", target)]
    policy = json.loads(safehold("iam-policy", "--collectors", "sqs", *options).stdout)
    without = json.loads(safehold("iam-policy", "--collectors", "sqs").stdout)
    assert policy["Statement"][len(without["Statement"]) :] == [
        {
            "Sid": "NotifyEventsPutEvents",
            "Effect": "Allow",
            "Action": ["events:PutEvents"],
            "Resource": [bus, "arn:*:events:*:*:event-bus/c"],
        },
        {"Sid": "NotifySnsPublish", "Effect": "Allow", "Action": ["sns:Publish"], "Resource": [topic]},
    ]


def test_the_role_that_is_entered_notifies_nobody(safehold: Any) -> None:
    result = safehold("iam-policy", "--format", "stackset", "--notify", "events:c")
    assert result.exit_code == 2
    assert "--notify is for whoever starts the scan" in result.stderr
