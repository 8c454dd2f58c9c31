from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from scanner.aws.pace import Pace
from scanner.aws.session import ScanStoppedError, Session

RATE = 10
SPACING = 1 / 9.5


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self.stop = Event()
        monkeypatch.setattr("scanner.aws.pace.monotonic", lambda: self.now)
        monkeypatch.setattr(self.stop, "wait", self.waits.append)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_nobody_waits_before_aws_says_that_it_is_too_much(clock: Clock) -> None:
    paced = Pace(RATE, clock.stop)
    for _ in range(100):
        paced.wait()
    assert clock.waits == []


def test_calls_that_come_together_are_spaced_once_one_was_throttled(clock: Clock) -> None:
    paced = Pace(RATE, clock.stop)
    for _ in range(3):
        paced.throttled()
    for _ in range(4):
        paced.wait()
    assert clock.waits == pytest.approx([SPACING * turn for turn in (1, 2, 3, 4)])


def test_calls_that_come_late_do_not_wait_and_save_up_nothing(clock: Clock) -> None:
    paced = Pace(RATE, clock.stop)
    paced.throttled()
    clock.now += 60
    paced.wait()
    paced.wait()
    assert clock.waits == pytest.approx([0, SPACING])


OPERATION = "dynamodb.DescribeContinuousBackups"
THROTTLED = {"Error": {"Code": "ThrottlingException"}}


@pytest.fixture
def client(clock: Clock, aws_environment: pytest.MonkeyPatch) -> Any:
    assert aws_environment
    return Session(None, "eu-west-1", clock.stop).client("dynamodb", "eu-west-1")


def emit(client: Any, event: str, **about: object) -> None:
    client.meta.events.emit(event, **about)


@pytest.mark.parametrize(
    ("operation", "answer", "paced"),
    [
        (OPERATION, THROTTLED, True),
        (OPERATION, {"Error": {"Code": "InternalServerError"}}, False),
        (OPERATION, {}, False),
        (OPERATION, None, False),
        ("dynamodb.DescribeTable", THROTTLED, False),
    ],
)
def test_an_operation_with_a_documented_rate_is_paced_once_it_is_throttled(
    operation: str, answer: Any, *, paced: bool, client: Any, clock: Clock
) -> None:
    emit(client, f"response-received.{operation}", parsed_response=answer)
    emit(client, f"before-send.{operation}", request=None)
    emit(client, "before-send.dynamodb.ListTables", request=None)
    assert len(clock.waits) == paced


def test_every_attempt_ends_at_once_when_the_scan_is_stopped(client: Any, clock: Clock) -> None:
    clock.stop.set()
    with pytest.raises(ScanStoppedError):
        emit(client, f"before-send.{OPERATION}", request=None)
