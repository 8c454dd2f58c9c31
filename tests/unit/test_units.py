"""What units of an account share, and how long an account stays open."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from support.aws_environment import aws_environment
from support.facts import gap
from support.scans import NOW, Watched, good, made
from support.stubbed_aws import ACCOUNT, Inline, StubbedSession

from scanner.aws.caller import OverdueError
from scanner.aws.failures import Failure
from scanner.aws.operations import DESCRIBE_REGIONS
from scanner.aws.session import Session
from scanner.aws.traffic import ScanStoppedError
from scanner.collectors.base import Unit
from scanner.errors import SafeholdError
from scanner.manifest import GLOBAL
from scanner.model import GapReason
from scanner.units import Task, Work, Worker, _Once

__all__ = ["aws_environment"]

pytestmark = pytest.mark.usefixtures("aws_environment")

SHUT = Failure(DESCRIBE_REGIONS, GapReason.ACCESS_DENIED, "AccessDenied", "AccessDenied: no")


class TestOnce:
    def test_it_is_computed_once_and_so_is_its_failure(self) -> None:
        once, together, computed = _Once({}), Barrier(4), list[str]()

        def compute(key: str) -> float:
            computed.append(key)
            return 1 / len(key)

        def asked(key: str) -> object:
            together.wait(60)
            try:
                return once(key, lambda: compute(key))
            except ZeroDivisionError as error:
                return str(error)

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(asked, ["key"] * 4)) == {1 / 3}
            assert set(pool.map(asked, [""] * 4)) == {"division by zero"}
        assert computed == ["key", ""]

    def test_what_is_known_is_not_computed(self) -> None:
        known: tuple[str, Counter[str]] = ("answer", Counter({"ec2:DescribeRegions": 1}))
        assert _Once({"key": known})("key", lambda: ("other", Counter[str]())) == known

    def test_who_has_time_left_computes_what_another_had_no_time_for(self) -> None:
        once, began, go_on = _Once({}), Event(), Event()

        def late() -> str:
            began.set()
            go_on.wait(60)
            raise OverdueError

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(once, "key", late)
            assert began.wait(60)
            second = pool.submit(once, "key", lambda: "in time")
            go_on.set()
            with pytest.raises(OverdueError):
                first.result(60)
            assert second.result(60) == "in time"
        assert once("key", lambda: "again") == "in time"


class House:
    """Accounts to enter. entered, closed: in order."""

    def __init__(self) -> None:
        self.entered: list[str] = []
        self.closed: list[str] = []

    def enter(self, account: str) -> Session | Failure:
        self.entered.append(account)
        if account.startswith("9"):
            return SHUT
        session = StubbedSession({}, account=account)
        session.close = lambda: self.closed.append(account)  # type: ignore[method-assign]
        return session


def worker(house: House, folder: Path, collector: Any = None, stop: Event | None = None) -> Worker:
    return Worker(
        Work("aws", ACCOUNT, NOW, folder, limit_seconds=60),
        {"it": collector or made("it", lambda _unit: iter(()), per_region=False)},
        enter=house.enter,
        pool=Inline(),
        progress=Watched(),
        seeds={},
        stop=stop or Event(),
    )


def tasks(*accounts: int) -> list[Task]:
    return [Task(f"{account:012}", GLOBAL, "it") for account in accounts]


def test_the_last_accounts_without_work_stay_open_and_the_others_are_closed(tmp_path: Path) -> None:
    house = House()
    it = worker(house, tmp_path)
    for task in tasks(1, 1, 2, 3, 1, 4, 5, 4, 2):
        it.run(task)
    names = [str(int(account)) for account in house.entered]
    assert names == ["1", "2", "3", "1", "4", "5", "2"]
    assert [str(int(account)) for account in house.closed] == ["1", "2", "3", "1", "5"]
    it.close()
    assert sorted(house.closed[5:]) == [task.account for task in tasks(2, 4)]


def test_an_account_with_work_stays_open(tmp_path: Path) -> None:
    house, began, end = House(), Event(), Event()

    def wait(unit: Unit) -> Any:
        if unit.account.endswith("1"):
            began.set()
            end.wait(60)
        return iter(())

    it = worker(house, tmp_path, made("it", wait, per_region=False))
    with ThreadPoolExecutor(1) as pool:
        running: Future[Any] = pool.submit(it.run, *tasks(1))
        assert began.wait(60)
        for task in tasks(2, 3, 4, 5):
            it.run(task)
        assert tasks(1)[0].account not in house.closed
        end.set()
        running.result(60)
    it.run(tasks(1)[0])
    assert house.entered.count(tasks(1)[0].account) == 1


def test_an_account_is_entered_once_by_all_its_units(tmp_path: Path) -> None:
    house = House()
    it = worker(house, tmp_path)
    together = Barrier(8)

    def run(task: Task) -> None:
        together.wait(60)
        it.run(task)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, tasks(*[1] * 8)))
    assert len(house.entered) == 1


def test_one_that_cannot_be_entered_is_a_gap_on_every_kind(tmp_path: Path) -> None:
    house = House()
    collector = made("it", good, "account", "s3.bucket", per_region=False)
    done = worker(house, tmp_path, collector).run(tasks(999999999999)[0])
    assert done.unit.gaps == tuple(
        gap(kind, GapReason.ACCESS_DENIED, "ec2:DescribeRegions", "account 999999999999: AccessDenied: no")
        for kind in collector.kinds
    )
    assert (done.parts, done.unit.calls) == ((), {})


@pytest.mark.parametrize("error", [SafeholdError("full"), ScanStoppedError()])
def test_what_concerns_the_whole_scan_is_no_gap(tmp_path: Path, error: Exception) -> None:
    def fails(unit: Unit) -> Any:
        yield from good(unit)
        raise error

    with pytest.raises(type(error)):
        worker(House(), tmp_path, made("it", fails)).run(Task(ACCOUNT, "eu-west-1", "it"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_whatever_a_stopped_unit_trips_over_is_no_gap(tmp_path: Path) -> None:
    stop = Event()

    def fails(_unit: Unit) -> Any:
        stop.set()
        raise RuntimeError("cannot schedule new futures after shutdown")

    with pytest.raises(ScanStoppedError):
        worker(House(), tmp_path, made("it", fails), stop).run(Task(ACCOUNT, "eu-west-1", "it"))
