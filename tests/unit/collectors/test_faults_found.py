"""What the tests of faults would find: support.less_said sees every loss that has no gap."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.facts import gap, table
from support.faults import Outcome
from support.less_said import less, unsaid

from scanner.model import Fact, Gap

OTHER = table(name="other")


def outcome(*facts: Fact, gaps: tuple[Gap, ...] = (), vanished: int = 0) -> Outcome:
    return Outcome({(fact.kind, fact.id): fact for fact in facts}, (), gaps, vanished, ())


WHOLE = outcome(table(), OTHER)
KIND = gap("dynamodb.table")


@pytest.mark.parametrize(
    "after",
    [
        WHOLE,
        outcome(OTHER, gaps=(KIND,)),
        outcome(OTHER, vanished=1),
        outcome(table(pitr=None, gaps=(gap("/config/pitr"),)), OTHER),
        outcome(table(pitr={"window_days": None}, gaps=(gap("/config/pitr"),)), OTHER),
        outcome(table(pitr={"window_days": None}, gaps=(gap("/config/pitr/window_days"),)), OTHER),
        outcome(table(tags=None, gaps=(gap("/tags"),)), OTHER),
        outcome(table(pitr=5, gaps=(gap("", detail="does not fit the schema"),)), OTHER),
    ],
)
def test_a_loss_with_a_gap_is_none(after: Outcome) -> None:
    assert unsaid(WHOLE, after) == []


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (outcome(OTHER), "missing without a gap"),
        (outcome(OTHER, gaps=(gap("s3.bucket"),)), "missing without a gap"),
        (outcome(vanished=1), "missing without a gap"),
        (outcome(table(), OTHER, table(name="third")), "third comes out of nowhere"),
        (outcome(table(pitr=None), OTHER), "/config/pitr was"),
        (outcome(table(pitr={"enabled": False}), OTHER), "/config/pitr/enabled was True and is False without a gap"),
        (outcome(table(pitr=None, gaps=(gap("/config/ttl"),)), OTHER), "without a gap"),
        (outcome(table(pitr=None, gaps=(gap("/config/pitr/enabled"),)), OTHER), "without a gap"),
        (outcome(table(tags={}), OTHER), "/tags/safehold:data-type was 'document_metadata' and is None"),
        (outcome(table(pitr={"enabled": False}, gaps=(gap("/config/pitr"),)), OTHER), "which nobody said"),
        (outcome(replace(table(), name="else"), OTHER), "/name was 'orders' and is 'else'"),
    ],
)
def test_any_other_is_found(after: Outcome, found: str) -> None:
    assert found in "; ".join(unsaid(WHOLE, after))


@pytest.mark.parametrize("now", [None, {}, {"a": None}, {"a": [2]}, {"a": [1, 3]}, {"a": [], "b": {"c": None}}])
def test_less(now: Any) -> None:
    assert less(now, {"a": [1, 2, 3], "b": {"c": True}})


@pytest.mark.parametrize("now", [0, [], {"d": None}, {"a": [3, 1]}, {"a": [4]}, {"b": {"c": False}}, {"b": {"c": 1}}])
def test_no_less(now: Any) -> None:
    assert not less(now, {"a": [1, 2, 3], "b": {"c": True}})
