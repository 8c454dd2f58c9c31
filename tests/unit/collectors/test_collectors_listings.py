from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from types import SimpleNamespace
from typing import Any, cast

from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Unit
from scanner.collectors.listings import Lookup, Rows, Shared, shared
from scanner.model import GapReason

LISTING = Listing(Operation("kms", "ListAliases"), "Aliases", None)
SLOW = Failure(LISTING.operation, GapReason.THROTTLED, "Throttling", "slow down")


def note(rows: Rows, entry: dict[str, Any]) -> None:
    rows[entry["key"]] = entry


def test_many_threads_that_ask_wait_for_one_listing() -> None:
    asked = []

    def pages(listing: Listing, _failed: object) -> Iterator[list[dict[str, str]]]:
        asked.append(str(listing.operation))
        sleep(0.05)
        yield [{"key": str(number)} for number in range(8)]

    lookup = Lookup(cast("Unit", SimpleNamespace(pages=pages)), LISTING, note)
    assert asked == []
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lookup.of, map(str, range(10))))
    assert told == [*({"key": str(number)} for number in range(8)), {}, {}]
    assert asked == ["kms:ListAliases"]


def test_what_is_shared_is_listed_once_for_each_region_and_parameter() -> None:
    asked = []
    kept: dict[str, Any] = {}

    def pages(_listing: Listing, failed: Callable[[Failure], None], **parameters: str) -> Iterator[list[Any]]:
        asked.append(parameters)
        yield [{"key": 1, "more": "x"}, None]
        yield [{"key": 2}]
        failed(SLOW)

    def once(key: str, compute: Callable[[], Any]) -> Any:
        return kept[key] if key in kept else kept.setdefault(key, compute())

    def told(region: str, **parameters: str) -> Shared[int]:
        unit = cast("Unit", SimpleNamespace(pages=pages, once=once, region=region))
        return shared(unit, LISTING, lambda entry: int(entry["key"]), **parameters)

    first = told("eu-west-1", KeyId="a")
    assert first.known == (1, 2)
    assert first.failure is not None
    assert first.failure.detail.startswith("malformed answer")  # the first of both
    assert told("eu-west-1", KeyId="a") is first
    assert len(asked) == 1
    told("eu-west-1", KeyId="b")
    told("eu-west-2", KeyId="a")
    assert asked == [{"KeyId": "a"}, {"KeyId": "b"}, {"KeyId": "a"}]
