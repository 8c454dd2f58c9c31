"""The newest full backups from before the last update of the stack that owns a table."""

from typing import Any

import pytest
from support.estates import HOME, joined
from support.facts import POINT_ARN, TABLE_ARN, gap, recovery_point, stack, table, table_backup

from scanner.model import Fact, Gap

UPDATED_AT = "2026-02-01T10:00:00Z"


def before(*facts: Fact, failed: Any = None) -> tuple[Any, list[Gap]]:
    return joined("before_update", table(), [table(), *facts], places=(HOME,), failed=failed)


def backup(created_at: str, number: int = 1, **overrides: Any) -> Fact:
    return table_backup(id=f"{TABLE_ARN}/backup/{number}", created_at=created_at, **overrides)


def point(created_at: str, number: int = 1, **overrides: Any) -> Fact:
    return recovery_point(id=f"{POINT_ARN}{number}", resource_arn=TABLE_ARN, created_at=created_at, **overrides)


def test_the_newest_of_each_kind_from_before_is_told() -> None:
    found, gaps = before(
        stack(),
        backup("2026-01-30T03:00:00Z", 1),
        backup("2026-01-31T03:00:00Z", 2),
        backup(UPDATED_AT, 3),
        point("2026-02-01T09:59:59Z", 1),
        point("2026-02-01T10:00:01Z", 2),
    )
    assert found == [
        {"kind": "backup.recovery_point", "made_at": "2026-02-01T09:59:59Z"},
        {"kind": "dynamodb.backup", "made_at": "2026-01-31T03:00:00Z"},
    ]
    assert gaps == []


@pytest.mark.parametrize(
    "useless",
    [
        backup("2026-01-31T03:00:00Z", type="SYSTEM"),
        backup("2026-01-31T03:00:00Z", status="CREATING"),
        backup("2026-01-31T03:00:00Z", table_arn=f"{TABLE_ARN}-old"),
        point("2026-01-31T03:00:00Z", status="PARTIAL"),
    ],
    ids=["of a deleted table", "not ready", "of another table", "not whole"],
)
def test_what_cannot_bring_the_table_back_is_left_aside(useless: Fact) -> None:
    assert before(stack(), useless) == ([], [])


def test_recovery_points_of_anything_else_are_not_kept() -> None:
    assert before(stack(), recovery_point(created_at="2026-01-31T03:00:00Z", resource_arn="arn:aws:s3:::a")) == ([], [])


@pytest.mark.parametrize("owner", [(), (stack(updated_at=None),)], ids=["no stack", "never updated"])
def test_without_an_update_there_is_nothing_before_it(owner: tuple[Fact, ...]) -> None:
    denied = {("dynamodb.backup", *HOME): gap("dynamodb.backup")}
    assert before(*owner, backup("2026-01-31T03:00:00Z"), failed=denied) == ([], [])


@pytest.mark.parametrize("kind", ["dynamodb.backup", "backup.recovery_point"])
def test_what_may_be_more_is_a_gap(kind: str) -> None:
    found, gaps = before(stack(), failed={(kind, *HOME): gap(kind)})
    assert (found, [each.path for each in gaps]) == ([], ["/links/before_update"])
