"""What goes over the wire of a process: how much at once, and what becomes of it when the scan is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event, Semaphore
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.config import Config
from support.scripted_http import Reply, scripted_http

import scanner.aws.session
from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.aws.session import Session
from scanner.aws.traffic import IN_FLIGHT, ScanStoppedError, Traffic

pytestmark = pytest.mark.usefixtures("aws_environment")

TABLES, VAULTS = Operation("dynamodb", "ListTables"), Operation("backup", "ListBackupVaults")
GOOD: Reply = (200, "application/x-amz-json-1.0", b'{"TableNames": []}')
REFUSED: Reply = (400, "application/x-amz-json-1.0", b'{"__type": "ThrottlingException", "message": "slow down"}')
DENIED: Reply = (400, "application/x-amz-json-1.0", b'{"__type": "AccessDeniedException", "message": "no"}')
UNREADABLE: Reply = (200, "application/json", b'{"BackupVaultList": [{"CreationDate": "yesterday"}]}')


class Wire:
    """A server that answers as it is told, and one session that asks it."""

    def __init__(self, url: str, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("AWS_ENDPOINT_URL", url)
        self.stop = Event()
        self.refused: list[tuple[str, str]] = []
        self.traffic = Traffic(self.stop, lambda service, operation: self.refused.append((service, operation)))
        self.session = Session.open(None, ["eu-west-1"], self.traffic)

    def ask(self, operation: Operation = TABLES) -> Raw | Failure:
        return Caller(self.session, "eu-west-1").call(operation)

    @property
    def free(self) -> int:
        return self.traffic._places._value


@pytest.fixture
def wire(aws_environment: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Serves answers in turn, the last for ever; each may be a function."""
    servers, wires = [], []
    aws_environment.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))

    def serve(*replies: Reply | Callable[[], Reply | None] | None, attempts: int = 8) -> Wire:
        config = Config(retries={"mode": "standard", "total_max_attempts": attempts}, read_timeout=1)
        aws_environment.setattr(scanner.aws.session, "_CONFIG", scanner.aws.session._CONFIG.merge(config))
        turns = count()

        def reply(_method: str, _path: str) -> Reply | None:
            answer = replies[min(next(turns), len(replies) - 1)]
            return answer() if callable(answer) else answer

        server = scripted_http(reply)
        servers.append(server)
        wires.append(Wire(server.__enter__(), aws_environment))
        return wires[-1]

    yield serve
    for wire, server in zip(wires, servers, strict=True):
        wire.session.close()
        server.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("operation", "reply", "code"),
    [
        (TABLES, GOOD, None),
        (TABLES, DENIED, "AccessDeniedException"),
        (TABLES, REFUSED, "ThrottlingException"),
        (TABLES, None, "ConnectionClosedError"),
        (VAULTS, UNREADABLE, "ValueError"),
    ],
)
def test_a_request_gives_back_its_place_however_it_ends(
    wire: Any, operation: Operation, reply: Reply | None, code: str | None
) -> None:
    asked = wire(reply, attempts=2)
    for _ in range(3):
        answer = asked.ask(operation)
        assert (answer.code if isinstance(answer, Failure) else None) == code
        assert asked.free == IN_FLIGHT


def test_a_request_that_is_not_answered_in_time_gives_back_its_place(wire: Any) -> None:
    let_go = Event()

    def stall() -> None:
        let_go.wait(60)

    asked = wire(stall, attempts=1)
    answer = asked.ask()
    let_go.set()
    assert isinstance(answer, Failure)
    assert (answer.code, asked.free) == ("ReadTimeoutError", IN_FLIGHT)


def test_every_refusal_is_told_and_retried_though_the_call_is_one(wire: Any) -> None:
    asked = wire(REFUSED, REFUSED, GOOD)
    caller = Caller(asked.session, "eu-west-1")
    assert not isinstance(caller.call(TABLES), Failure)
    assert asked.refused == [("dynamodb", "ListTables")] * 2
    assert caller.calls == {"dynamodb:ListTables": 1}


def test_what_is_refused_for_ever_is_a_failure_that_says_so(wire: Any) -> None:
    asked = wire(REFUSED)
    answer = asked.ask()
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.detail) == ("throttled", "ThrottlingException: slow down")
    assert len(asked.refused) == 8


class Held:
    """A pace at which one's turn comes when the test says so."""

    def __init__(self) -> None:
        self.came, self.turn = Event(), Event()

    def wait(self) -> None:
        self.came.set()
        self.turn.wait(60)

    def answered(self, *, throttled: bool) -> None:
        pass


def test_who_waits_for_a_turn_keeps_nobody_from_the_wire(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.aws.traffic.IN_FLIGHT", 1)
    asked, held = wire(GOOD), Held()
    asked.traffic._paces["", "eu-west-1", str(VAULTS)] = held
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked.ask, VAULTS)
        assert held.came.wait(60)
        assert not isinstance(asked.ask(TABLES), Failure)
        assert not waiting.done()
        held.turn.set()
    assert waiting.done()


def test_who_waits_to_try_again_keeps_nobody_from_the_wire(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.aws.traffic.IN_FLIGHT", 1)
    asked, held = wire(REFUSED, GOOD), Held()
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: held.wait()))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked.ask, TABLES)
        assert held.came.wait(60)
        assert not isinstance(asked.ask(TABLES), Failure)
        held.turn.set()
    assert not isinstance(waiting.result(), Failure)


def test_a_stopped_scan_sends_nothing_and_nobody_waits_for_a_place(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.aws.traffic.IN_FLIGHT", 1)
    arrived, let_go = Event(), Event()

    def stall() -> Reply:
        arrived.set()
        let_go.wait(60)
        return GOOD

    asked = wire(stall)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(asked.ask)
        assert arrived.wait(60)
        second = pool.submit(asked.ask)
        asked.stop.set()
        with pytest.raises(ScanStoppedError):
            second.result(60)
        assert not first.done()
        let_go.set()
        assert not isinstance(first.result(60), Failure)
    with pytest.raises(ScanStoppedError):
        asked.ask()
    assert asked.free == 1


def test_an_attempt_after_the_scan_was_stopped_is_not_made(wire: Any) -> None:
    requests = []

    def refuse() -> Reply:
        requests.append(1)
        asked.stop.set()
        return REFUSED

    asked = wire(refuse)
    with pytest.raises(ScanStoppedError):
        asked.ask()
    assert (requests, asked.free) == ([1], IN_FLIGHT)


def test_each_account_region_and_operation_has_its_own_pace(wire: Any) -> None:
    traffic = wire(GOOD).traffic
    paces = {
        id(traffic._pace(account, region, "dynamodb", f"before-send.dynamodb.{operation}"))
        for account in ("1", "2")
        for region in ("eu-west-1", "eu-west-2")
        for operation in ("ListTables", "ListBackups", "ListTables")
    }
    assert len(paces) == 8


def test_no_more_requests_than_there_are_places_are_under_way(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.aws.traffic.IN_FLIGHT", 3)
    places, crowded = Semaphore(3), []

    def reply() -> Reply:
        if not places.acquire(blocking=False):
            crowded.append(1)
            return GOOD
        let_others.wait(0.01)
        places.release()
        return GOOD

    let_others = Event()

    asked = wire(reply)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: asked.ask(), range(60)))
    assert (crowded, asked.free) == ([], 3)
