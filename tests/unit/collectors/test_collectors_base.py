from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, BEGAN, REGION, Inline, Remembered, StubbedSession

from scanner.aws.caller import Caller
from scanner.aws.failures import malformed
from scanner.aws.operations import Operation
from scanner.collectors.base import Draft, Unit
from scanner.collectors.shapes import either, enabled, moment
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
