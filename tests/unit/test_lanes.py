"""Other processes: what they do comes back, and whatever ends them, nobody waits for ever."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from threading import Event

import pytest
from support.lanes import puppets
from support.scans import Watched

from scanner.errors import SafeholdError, UsageError
from scanner.lanes import LocalLane, ProcessLane
from scanner.units import Task

HERE = os.getpid()
LOST = "a process of the scan was ended from outside .out of memory.*go on with --resume, and with --processes 1"


def task(what: str) -> Task:
    return Task("111122223333", "eu-west-1", what)


@pytest.fixture
def progress() -> Watched:
    return Watched()


@pytest.fixture
def lane(progress: Watched) -> Iterator[ProcessLane]:
    lane = ProcessLane(puppets, progress)
    yield lane
    lane.stop()
    lane.close()


def test_units_run_there_and_their_results_and_calls_come_back(lane: ProcessLane, progress: Watched) -> None:
    done = [future.result(60) for future in [lane.submit(task(f"unit {number}")) for number in range(40)]]
    assert [each.unit.collector for each in done] == [f"unit {number}" for number in range(40)]
    (there,) = {each.unit.calls["pid"] for each in done}
    assert there != HERE
    lane.close()
    assert progress.calls == ["s3:ListBuckets"] * 120
    assert progress.throttles == ["dynamodb:ListTables"] * 40
    assert (progress.done, progress.units) == ([], 0)


def test_an_error_for_people_comes_back_as_it_is_and_the_lane_goes_on(lane: ProcessLane) -> None:
    with pytest.raises(UsageError, match=r"^no room$"):
        lane.submit(task("full")).result(60)
    assert lane.submit(task("unit")).result(60)


def test_an_error_that_cannot_be_sent_comes_back_by_its_name(lane: ProcessLane) -> None:
    with pytest.raises(RuntimeError, match=r"^Unpicklable: it is odd$"):
        lane.submit(task("odd")).result(60)
    lane.close()


def test_a_process_that_is_killed_ends_its_units_with_what_to_do(lane: ProcessLane) -> None:
    running = [lane.submit(task(what)) for what in ("wait", "die", "wait")]
    for future in running:
        with pytest.raises(SafeholdError, match=LOST):
            future.result(60)
    with pytest.raises(SafeholdError, match=LOST):
        lane.submit(task("unit")).result(60)


def test_stopping_waits_for_nothing(lane: ProcessLane) -> None:
    running = lane.submit(task("wait"))
    lane.stop()
    with pytest.raises(SafeholdError):
        running.result(60)


def test_ctrl_c_is_the_affair_of_the_process_that_began(lane: ProcessLane) -> None:
    there = lane.submit(task("unit")).result(60).unit.calls["pid"]
    os.kill(there, signal.SIGINT)
    assert lane.submit(task("unit")).result(60).unit.calls["pid"] == there
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_it_ends_with_the_process_that_began_however_that_ends() -> None:
    code = (
        "import sys; from support.lanes import puppets; from support.scans import Watched;"
        "from scanner.lanes import ProcessLane; from scanner.units import Task;"
        "lane = ProcessLane(puppets, Watched()); lane.submit(Task('1', 'r', 'wait'));"
        "print(lane.submit(Task('1', 'r', 'unit')).result().unit.calls['pid'], flush=True); sys.stdin.read()"
    )
    path = os.pathsep.join(sys.path)
    command = [sys.executable, "-c", code]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=os.environ | {"PYTHONPATH": path}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as began:
        assert began.stdout is not None
        other = os.pidfd_open(int(began.stdout.readline()))
        began.kill()
    ended, _, _ = select.select([other], [], [], 60)
    os.close(other)
    assert ended


def test_the_lane_of_this_process_ends_its_units_when_it_is_closed() -> None:
    lane: LocalLane = puppets(Watched(), Event())
    running: list[Future[object]] = [lane.submit(task("unit")) for _ in range(40)]  # type: ignore[misc]
    lane.close()
    assert all(future.done() for future in running)
    with pytest.raises(RuntimeError, match="after shutdown"):
        lane.submit(task("unit"))


def test_the_lane_of_this_process_begins_nothing_any_more_when_it_is_stopped() -> None:
    lane = puppets(Watched(), Event())
    running = [lane.submit(task("unit")) for _ in range(400)]
    lane.stop()
    assert all(future.done() or future.cancelled() or future.running() for future in running)
    lane.close()
