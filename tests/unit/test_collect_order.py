"""In which order units run: each lane as many as it may, and no collector more than its share."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scanner.collect
from scanner.collect import _run
from scanner.journal import Done
from scanner.lanes import UNITS_AT_ONCE
from scanner.model import CoverageUnit
from scanner.units import Task

COLLECTORS = ("slow", "a", "b", "c")


class FakeLane:
    """Takes units, of which none ends by itself."""

    def __init__(self) -> None:
        self.running: dict[Task, Future[Done]] = {}
        self.submitted: list[Task] = []
        self.most = 0

    def submit(self, task: Task) -> Future[Done]:
        self.submitted.append(task)
        self.running[task] = Future()
        self.most = max(self.most, len(self.running))
        return self.running[task]

    def stop(self) -> None:
        """Is not called here."""

    def close(self) -> None:
        """Is not called here."""


class Floor:
    """Where units end: each time that somebody waits for one, those that are chosen among all that run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lanes: int = 1) -> None:
        self.lanes = [FakeLane() for _ in range(lanes)]
        self.ends: Callable[[list[Task]], list[Task]] = lambda running: running[:1]
        monkeypatch.setattr(scanner.collect, "wait", self._wait)

    def run(self, tasks: Iterable[Task]) -> list[Done]:
        return list(_run(tasks, list(self.lanes)))

    def _wait(self, futures: Iterable[Future[Done]], return_when: str) -> tuple[list[Future[Done]], None]:
        assert return_when == "FIRST_COMPLETED"
        running = {task: lane for lane in self.lanes for task in lane.running}
        ended = []
        for task in self.ends(list(running)):
            ended.append(running[task].running.pop(task))
            ended[-1].set_result(Done(CoverageUnit(task.account, task.region, task.collector, ())))
        assert ended
        assert set(ended) <= set(futures)
        return ended, None


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    return Floor(monkeypatch)


def tasks(regions: int, accounts: int = 1) -> list[Task]:
    return [
        Task(f"{account:012}", f"region-{region:02}", collector)
        for account in range(accounts)
        for collector in COLLECTORS
        for region in range(regions)
    ]


def test_a_service_that_is_slow_takes_its_share_of_the_places_and_no_more(floor: Floor) -> None:
    seen: list[Counter[str]] = []

    def fast_ones(running: list[Task]) -> list[Task]:
        seen.append(Counter(task.collector for task in running))
        return [task for task in running if task.collector != "slow"] or running[:1]

    floor.ends = fast_ones
    assert len(floor.run(tasks(40))) == 4 * 40
    order = [task.collector for task in floor.lanes[0].submitted]
    last_of_the_others = max(number for number, name in enumerate(order) if name != "slow")
    assert order[:last_of_the_others].count("slow") == UNITS_AT_ONCE // len(COLLECTORS)
    assert max(count["slow"] for count in seen) == UNITS_AT_ONCE  # once the others are done


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 12), st.integers(1, 3), st.integers(1, 3), st.integers())
def test_every_unit_runs_once_and_no_lane_has_more_than_it_may(
    monkeypatch: pytest.MonkeyPatch, regions: int, accounts: int, lanes: int, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    floor, wanted = Floor(monkeypatch, lanes), tasks(regions, accounts)
    floor.ends = lambda running: dice.sample(running, dice.randint(1, len(running)))
    ended = floor.run(wanted)
    assert sorted(each.key for each in ended) == sorted(task.key for task in wanted)
    assert sorted(task for lane in floor.lanes for task in lane.submitted) == sorted(wanted)
    assert all(lane.most <= UNITS_AT_ONCE for lane in floor.lanes)


def test_lanes_share_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    floor = Floor(monkeypatch, 2)
    floor.run(tasks(4))
    assert [lane.most for lane in floor.lanes] == [8, 8]


def test_accounts_are_finished_one_after_the_other(floor: Floor) -> None:
    floor.run(tasks(40, accounts=4))
    order = [task.account for task in floor.lanes[0].submitted]
    last_of_the_first = len(order) - order[::-1].index("000000000000") - 1
    assert order.index("000000000003") > last_of_the_first


def test_a_unit_that_fails_ends_the_run(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(futures: Iterable[Future[Done]], return_when: str) -> tuple[list[Future[Done]], str]:
        first = next(iter(futures))
        first.set_exception(ZeroDivisionError("of ours"))
        return [first], return_when

    monkeypatch.setattr(scanner.collect, "wait", failed)
    with pytest.raises(ZeroDivisionError, match="of ours"):
        floor.run(tasks(4))
