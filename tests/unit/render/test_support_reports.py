"""The reports that other tests rest on keep the promises that a real report makes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support import reports

from scanner.facts import misfit
from scanner.model import Report


@pytest.mark.parametrize(
    "make", [reports.small, reports.empty, reports.hostile, lambda: reports.large(20)], ids=["s", "e", "h", "l"]
)
def test_assessments_come_in_order_and_each_pass_is_fresh(make: Callable[[], Report]) -> None:
    report = make()
    places = [(each.fact.account, each.fact.region, each.fact.kind, each.fact.id) for each in report.assess()]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    assert list(report.assess()) == list(report.assess())
    for assessment in report.assess():
        ids = [decision.rule_id for decision in assessment.decisions]
        assert ids == sorted(ids)
        assert set(ids) <= set(report.rules)


def test_a_table_is_shaped_as_a_collected_one() -> None:
    assert misfit(reports.table("orders")) == ""
