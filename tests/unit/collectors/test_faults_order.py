"""The same estate gives the same facts: whenever it is asked, and in whatever order it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.faults import CASES, Case, collected, each_case, each_collector, undisturbed
from support.wired_estate import Question, Undisturbed

from scanner.aws.caller import Raw

_AS_KEPT = "as they were put there: AWS answers them in one order"

ORDERED = {
    "s3-s3:GetBucketLifecycleConfiguration": _AS_KEPT,
    "backup-backup:DescribeFramework": _AS_KEPT,
    "cloudtrail-cloudtrail:GetEventSelectors": _AS_KEPT,
    "config-config:DescribeDeliveryChannels": "a Region has one",
    "efs-efs:DescribeLifecycleConfiguration": "each entry tells another transition",
}
"""Answers whose lists have an order that shows, by case."""

ORDERS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "backwards": lambda listed: listed[::-1],
    "turned": lambda listed: [*listed[1:], *listed[:1]],
}


@each_collector
def test_asked_again_it_says_the_same(name: str) -> None:
    assert collected(name).said == undisturbed(name).said


def test_every_exception_is_of_a_case() -> None:
    assert ORDERED.keys() <= {str(case) for case in CASES}


@pytest.mark.parametrize("order", ORDERS)
@each_case
def test_the_order_of_a_listing_does_not_show(case: Case, order: str) -> None:
    def answer(_question: Question, whole: Undisturbed) -> Raw:
        return {name: ORDERS[order](value) if isinstance(value, list) else value for name, value in whole().items()}

    assert (case.run(answer).said == case.whole.said) is (str(case) not in ORDERED)
