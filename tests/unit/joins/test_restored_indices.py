"""Restored indices of a domain, as its newest snapshots tell: the names, and whether the originals are there too."""

from typing import Any

import pytest
from support.estates import AWAY, joined
from support.facts import gap
from support.search_facts import collection, domain, search_snapshot

from scanner.model import Fact, Gap, GapReason, Json


def taken(*indices: str, name: str = "one", repository: str = "nightly", **overrides: Any) -> Fact:
    arn = f"{domain().id}/snapshot-repository/{repository}/snapshot/{name}"
    return search_snapshot(id=arn, name=name, repository=repository, indices=list(indices), **overrides)


def found_in(*snapshots: Fact) -> tuple[Json, list[Gap]]:
    return joined("restored_indices", domain(), snapshots)


def test_an_index_is_told_with_the_snapshot_that_names_it() -> None:
    found, gaps = found_in(taken("orders_restored", "people", "people_restored"))
    assert gaps == []
    where = {
        "repository": "nightly",
        "snapshot": "one",
        "started_at": "2026-03-01T01:00:00Z",
    }
    assert found == [
        {"index": "orders_restored", "original_present": False, **where},
        {"index": "people_restored", "original_present": True, **where},
    ]


def test_only_the_newest_snapshot_of_each_repository_counts() -> None:
    found, _ = found_in(
        taken("a_restored", name="old", started_at="2026-02-01T01:00:00Z"),
        taken("b_restored", name="new", started_at="2026-03-01T01:00:00Z"),
        taken("c_restored", name="older", started_at="2026-02-02T01:00:00Z"),
        taken(
            "d_restored",
            name="old",
            repository="weekly",
            started_at="2026-02-01T01:00:00Z",
        ),
    )
    assert [(row["index"], row["repository"]) for row in found] == [
        ("b_restored", "nightly"),
        ("d_restored", "weekly"),
    ]


@pytest.mark.parametrize(
    "part",
    [
        {"state": "PARTIAL"},
        {"state": "FAILED"},
        {"started_at": None},
        {"domain_arn": "another"},
    ],
)
def test_a_snapshot_that_is_not_whole_or_not_of_the_domain_tells_nothing(
    part: Json,
) -> None:
    assert found_in(taken("a_restored", **part)) == ([], [])


def test_indices_that_are_not_named_may_be_restored_ones() -> None:
    found, gaps = found_in(taken("a", indices_truncated=True))
    assert found == []
    assert [each.detail for each in gaps] == ["the snapshot nightly/one holds more indices than are named"]
    old = taken("a", name="old", indices_truncated=True, started_at="2026-02-01T01:00:00Z")
    assert found_in(old, taken("a", name="new")) == ([], [])


def test_snapshots_that_nobody_read_may_name_some() -> None:
    place = ("opensearch.snapshot", domain().account, domain().region)
    failed = {place: Gap("", "opensearch-domain:GetSnapshots", GapReason.ACCESS_DENIED, "no")}
    assert len(joined("restored_indices", domain(), [], failed=failed)[1]) == 1
    assert len(joined("restored_indices", domain(), [], places=[AWAY])[1]) == 1
    assert len(found_in(taken("a", gaps=(gap("/config/indices"),)))[1]) == 1


def test_other_kinds_have_no_such_link() -> None:
    assert joined("restored_indices", collection(), [])[0] is None
