from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event, Lock, Semaphore
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, BEGAN, REGION, Inline, Remembered, StubbedSession

from scanner.aws.caller import Caller
from scanner.aws.failures import malformed
from scanner.aws.operations import Operation
from scanner.collectors.base import Draft, Unit
from scanner.collectors.shapes import either, enabled, moment, tag_map
from scanner.model import Fact

pytestmark = pytest.mark.usefixtures("aws_environment")

LIST = Operation("s3", "ListBuckets")


def unit(pool: Executor) -> Unit:
    caller = Caller(StubbedSession({}), REGION, lambda _service, _operation: None)
    return Unit(
        account=ACCOUNT, partition="aws", region=REGION, began=BEGAN, caller=caller, pool=pool, once=Remembered()
    )


def test_many_at_a_time_and_in_order() -> None:
    together = Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        assert list(unit(pool).each(range(8), lambda number: (together.wait(5), number)[1])) == list(range(8))


def test_items_are_taken_as_they_are_needed() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = unit(Inline()).each(items(), lambda number: number)
    assert [next(results) for _ in range(10)] == list(range(10))
    assert len(taken) < 100


def test_the_others_overtake_one_that_has_to_wait_but_not_without_bounds() -> None:
    others, ahead, lock = Event(), 255, Lock()
    done: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            assert others.is_set() or number <= ahead + 1
            yield number

    def work(number: int) -> int:
        if number == 0:
            assert others.wait(60)
            return number
        with lock:
            done.append(number)
            if len(done) == ahead:
                others.set()
        return number

    with ThreadPoolExecutor(32) as pool:
        assert list(unit(pool).each(items(), work)) == list(range(1000))


def test_one_unit_has_no_more_under_way_than_its_share() -> None:
    places, crowded = Semaphore(24), []

    def work(number: int) -> int:
        if not places.acquire(blocking=False):
            crowded.append(number)
            return number
        if number % 7 == 0:
            Event().wait(0.001)
        places.release()
        return number

    with ThreadPoolExecutor(64) as pool:
        assert list(unit(pool).each(range(500), work)) == list(range(500))
    assert crowded == []


def test_what_was_not_begun_is_not_begun_once_one_failed() -> None:
    release, begun = Event(), []

    def work(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise RuntimeError("a mistake of ours")
        release.wait(5)

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(RuntimeError, match="a mistake of ours"):
            list(unit(pool).each(range(64), work))
        release.set()
    assert len(begun) < 5


def test_a_gap_that_comes_again_is_one_gap() -> None:
    it = unit(Inline())
    for _ in range(3):
        it.incomplete(malformed(LIST, "no 'Name'").gap("s3.bucket"))
    it.incomplete(malformed(LIST, "no 'Name'").gap("s3.bucket", "another"))
    assert len(it.gaps) == 2


def test_what_is_not_this_units_affair_makes_no_fact() -> None:
    it = unit(Inline())

    def describe(number: int) -> Fact | None:
        return Draft(it, "s3.bucket", f"arn:{number}", str(number)).fact(({}, ())) if number % 2 else None

    assert [fact.name for fact in it.described("s3.bucket", LIST, range(6), describe)] == ["1", "3", "5"]
    assert it.vanished == 0


@pytest.mark.parametrize(("arn", "name"), [(5, "docs"), ("arn:1", None), (["arn:1"], "docs")])
def test_a_fact_whose_id_or_name_is_no_text_leaves_the_kind_incomplete(arn: Any, name: Any) -> None:
    it = unit(Inline())
    made = it.read("s3.bucket", LIST, [None], lambda _: Draft(it, "s3.bucket", arn, name).fact(({}, ())))
    assert (list(made), [(gap.path, gap.operation) for gap in it.gaps]) == ([], [("s3.bucket", str(LIST))])


@pytest.mark.parametrize("tag", [{"Key": 5, "Value": ""}, {"Key": "a", "Value": None}])
def test_tags_are_texts(tag: Any) -> None:
    with pytest.raises(TypeError, match="is no text"):
        tag_map([{"Key": "a", "Value": "b"}, tag])


def test_moments_are_whole_seconds_of_utc() -> None:
    assert moment(None) is None
    assert moment(datetime(2026, 1, 2, 3, 4, 5, 999_999, UTC)) == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("section", "expected"), [(None, None), ({"Status": "Enabled"}, True), ({"Status": "Disabled"}, False)]
)
def test_enabled(section: dict[str, Any] | None, *, expected: bool | None) -> None:
    assert enabled(section) is expected


def test_a_value_that_is_neither_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown value 'Half'"):
        either("Half", ("On",), ("Off",))
