"""The table that a table was restored from, as it is now."""

from typing import Any

import pytest
from support.estates import HOME, joined
from support.facts import REGION, TABLE_ARN, gap, table

from scanner.model import Fact, Gap, Json

OLD_ARN = f"{TABLE_ARN}-old"
GONE = {"known": False, "ttl": None, "stream": None, "pitr_enabled": None, "tags": None}


def restored(source: str | None) -> Fact:
    moment = "2026-02-20T03:00:00Z"
    restore: Json = {"source_backup_arn": None, "restored_to": moment, "in_progress": False, "source_table_arn": source}
    return table(restore=restore)


def source_of(fact: Fact, *facts: Fact, failed: Any = None) -> tuple[Any, list[Gap]]:
    return joined("restore_source", fact, [fact, *facts], places=(HOME,), failed=failed)


def test_the_source_is_told() -> None:
    old = table(name="orders-old", ttl={"enabled": True, "attribute": "expires"}, tags={"backup": "daily"})
    assert source_of(restored(OLD_ARN), old) == (
        {
            "arn": OLD_ARN,
            "known": True,
            "ttl": {"enabled": True, "attribute": "expires"},
            "stream": {"enabled": True, "view_type": "NEW_AND_OLD_IMAGES"},
            "pitr_enabled": True,
            "tags": {"backup": "daily"},
        },
        [],
    )


def test_a_source_without_tags_has_none() -> None:
    found, gaps = source_of(restored(OLD_ARN), table(name="orders-old", tags={}))
    assert (found["tags"], gaps) == ({}, [])


@pytest.mark.parametrize("part", ["ttl", "stream", "pitr", "tags"])
def test_what_could_not_be_read_of_it_is_a_gap(part: str) -> None:
    found, gaps = source_of(restored(OLD_ARN), table(name="orders-old", **{part: None}))
    assert found["known"]
    assert len(gaps) == 1
    assert part in gaps[0].detail
    assert OLD_ARN in gaps[0].detail


def test_a_table_that_no_restore_made_has_none() -> None:
    assert source_of(table()) == (None, [])


@pytest.mark.parametrize("arn", [None, OLD_ARN, TABLE_ARN], ids=["not said", "deleted", "its own name"])
def test_a_source_that_is_gone_is_not_known(arn: str | None) -> None:
    assert source_of(restored(arn)) == ({"arn": arn, **GONE}, [])


def test_where_tables_could_not_be_listed_it_may_still_be_there() -> None:
    denied = gap("dynamodb.table", operation="dynamodb:ListTables")
    found, gaps = source_of(restored(OLD_ARN), failed={("dynamodb.table", *HOME): denied})
    assert (found, [each.operation for each in gaps]) == ({"arn": OLD_ARN, **GONE}, ["dynamodb:ListTables"])
    elsewhere = OLD_ARN.replace(REGION, "us-east-1")
    found, gaps = source_of(restored(elsewhere))
    assert found == {"arn": elsewhere, **GONE}
    assert "us-east-1" in gaps[0].detail
