from __future__ import annotations

from typing import Any

import pytest
from support.collected import THEN, dynamodb
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages

from scanner.collectors.dynamodb import DYNAMODB
from scanner.collectors.dynamodb_global import GLOBAL_TABLE

pytestmark = pytest.mark.usefixtures("aws_environment")

LISTED = {"GlobalTableName": "orders", "ReplicationGroup": [{"RegionName": "us-east-1"}, {"RegionName": REGION}]}
DESCRIBED = {"GlobalTableName": "orders", "GlobalTableStatus": "ACTIVE", "CreationDateTime": THEN}


def ran(answer: Answer = {"GlobalTableDescription": DESCRIBED}, **changes: Any) -> Ran:  # noqa: B006 - only read
    return dynamodb(**{"ListGlobalTables": {"GlobalTables": [LISTED]}, "DescribeGlobalTable": answer} | changes)


def test_a_global_table_of_the_old_version() -> None:
    fact = ran().one(GLOBAL_TABLE)
    assert (fact.id, fact.name) == (f"arn:aws:dynamodb::{ACCOUNT}:global-table/orders", "orders")
    assert (fact.region, fact.tags, fact.gaps) == (REGION, {}, ())
    assert fact.config == {
        "version": "2017.11.29",
        "replica_regions": [REGION, "us-east-1"],
        "status": "ACTIVE",
        "created_at": "2026-03-01T04:05:06Z",
    }
    assert ran().parameters("dynamodb:ListGlobalTables") == [{"Limit": 100, "RegionName": REGION}]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("ThrottlingException"), "throttled"),
        ({"GlobalTableDescription": {}}, "error"),
    ],
)
def test_one_that_cannot_be_described_keeps_what_the_listing_says(answer: Answer, reason: str) -> None:
    fact = ran(answer).one(GLOBAL_TABLE)
    assert fact.config["replica_regions"] == [REGION, "us-east-1"]
    assert (fact.config["status"], fact.config["created_at"]) == (None, None)
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        (f"/config/{name}", "dynamodb:DescribeGlobalTable", reason) for name in ("status", "created_at")
    ]


def test_one_that_vanished() -> None:
    done = ran(Refusal("GlobalTableNotFoundException"))
    assert (done.all(GLOBAL_TABLE), done.coverage.vanished, done.coverage.gaps) == ([], 1, ())


def test_a_listing_of_three_pages_one_that_is_denied_and_one_that_is_not_whole() -> None:
    names = [[LISTED | {"GlobalTableName": name}] for name in ("one", "two", "six")]
    listing = list(pages("GlobalTables", "LastEvaluatedGlobalTableName", *names))
    assert [fact.name for fact in ran(ListGlobalTables=listing).all(GLOBAL_TABLE)] == ["one", "two", "six"]
    denied = [("dynamodb:ListGlobalTables", "access_denied", "AccessDenied: not for you")]
    assert ran(ListGlobalTables=DENIED).gaps(GLOBAL_TABLE) == denied
    bare = ran(ListGlobalTables={"GlobalTables": [{"GlobalTableName": "orders"}]})
    ((operation, reason, detail),) = bare.gaps(GLOBAL_TABLE)
    assert (operation, reason) == ("dynamodb:ListGlobalTables", "error")
    assert detail == "malformed answer: no 'ReplicationGroup'"


def test_where_the_old_version_never_was_nobody_is_asked_for_it() -> None:
    done = ran(region="eu-north-1")
    assert (done.all(GLOBAL_TABLE), done.parameters("dynamodb:ListGlobalTables")) == ([], [])
    assert done.coverage.gaps == ()


def test_one_global_table_makes_the_calls_that_it_says() -> None:
    with_one, without = (
        sum(done.coverage.calls.values()) for done in (ran(), ran(ListGlobalTables={"GlobalTables": []}))
    )
    assert with_one - without == DYNAMODB.calls_each[GLOBAL_TABLE]
