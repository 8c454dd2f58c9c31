"""What is in a vault, which plans fill it and what its lock means to them, and who hears of its jobs."""

from typing import Any

import pytest
from support.estates import AWAY, HOME, joined
from support.facts import (
    ACCOUNT,
    BUCKET_ARN,
    COPY_VAULT_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    PLAN_ARN,
    TABLE_ARN,
    VAULT_ARN,
    bucket,
    event_rule,
    gap,
    plan,
    plan_rule,
    recovery_point,
    selection,
    table,
    topic,
    vault,
)

from scanner.model import Fact, Gap, GapReason, Json

SILENT = vault(notifications={"configured": False, "topic_arn": None, "events": []})


def linked(name: str, fact: Fact, *others: Fact, **options: Any) -> tuple[Any, list[Gap]]:
    return joined(name, fact, [fact, *others], **options)


def point(number: int, **overrides: Any) -> Fact:
    return recovery_point(id=f"{recovery_point().id}-{number}", **overrides)


def test_recovery_points_are_summed_up() -> None:
    points = (
        point(1),
        point(2, status="EXPIRED", encrypted=False, last_restored_at="2026-02-20T09:00:00Z"),
        point(3, resource_arn=BUCKET_ARN, expires_at=None, created_at="2026-03-02T05:10:00Z", last_restored_at=None),
        point(4, vault_arn=COPY_VAULT_ARN),
    )
    found, gaps = linked("contents", vault(), *points, table(), bucket())
    assert gaps == []
    assert found == {
        "count": 3,
        "usable": 2,
        "resources": 2,
        "never_expires": 1,
        "unencrypted": 1,
        "newest_at": "2026-03-02T05:10:00Z",
        "newest_restored_at": "2026-02-20T09:00:00Z",
        "orphans": [],
        "doubtful": [],
    }


def test_an_empty_vault_is_empty_and_a_vault_that_was_not_listed_is_not() -> None:
    found, gaps = linked("contents", vault())
    assert (found["count"], found["newest_at"], found["newest_restored_at"], gaps) == (0, None, None, [])
    denied = Gap("backup.recovery_point", "backup:List", GapReason.ACCESS_DENIED, "no")
    _, gaps = linked("contents", vault(), failed={("backup.recovery_point", *HOME): denied})
    assert [gap.reason for gap in gaps] == [GapReason.ACCESS_DENIED]
    _, gaps = linked("contents", vault(), point(1, gaps=(gap("/config/expires_at"),)), table())
    assert len(gaps) == 1


FOR_EVER: dict[str, Json] = {"expires_at": None}
UNJUDGED = "arn:aws:fsx:eu-central-1:111122223333:file-system/fs-1"


@pytest.mark.parametrize(
    ("arn", "changes", "orphan"),
    [
        (TABLE_ARN, {}, True),
        (BUCKET_ARN, {}, True),
        (BUCKET_ARN, {"source_vault_arn": COPY_VAULT_ARN}, False),
        (TABLE_ARN, {"source_vault_arn": COPY_VAULT_ARN}, True),
        (TABLE_ARN.replace(ACCOUNT, "999988887777"), {}, False),
        (UNJUDGED, {}, False),
        ("no ARN", {}, False),
    ],
)
def test_what_is_gone_is_told_from_what_may_be(arn: str, changes: dict[str, Json], *, orphan: bool) -> None:
    found, _ = linked("contents", vault(), point(1, resource_arn=arn, **FOR_EVER, **changes))
    rows = [{"resource_arn": arn, "count": 1}]
    assert (found["orphans"], found["doubtful"]) == ((rows, []) if orphan else ([], rows))


def test_what_exists_or_expires_is_no_orphan() -> None:
    for points in ((point(1, **FOR_EVER), table()), (point(1),)):
        found, _ = linked("contents", vault(), *points)
        assert (found["orphans"], found["doubtful"]) == ([], [])


def test_what_could_not_be_listed_is_doubtful() -> None:
    denied = Gap("dynamodb.table", "dynamodb:ListTables", GapReason.ACCESS_DENIED, "no")
    found, _ = linked("contents", vault(), point(1, **FOR_EVER), failed={("dynamodb.table", *HOME): denied})
    assert (found["orphans"], len(found["doubtful"])) == ([], 1)


def test_a_vault_is_filled_by_rules_and_copies() -> None:
    told = {"plan_arn": PLAN_ARN, "plan_name": "daily", "rule_name": "daily", "created_at": "2024-05-01T08:00:00Z"}
    assert linked("filled_by", vault(), plan()) == ([told | {"copy": False}], [])
    copies = vault(id=COPY_VAULT_ARN, name="copies", account=OTHER_ACCOUNT, region=OTHER_REGION)
    assert linked("filled_by", copies, plan()) == ([told | {"copy": True}], [])
    assert linked("filled_by", vault(id=f"{VAULT_ARN}-2", name="main-2"), plan()) == ([], [])
    unread = plan(rules=None, gaps=(gap("/config/rules"),))
    assert len(linked("filled_by", vault(), unread)[1]) == 1


def test_a_plan_is_told_of_the_vaults_that_it_writes_to() -> None:
    limits = {"min_retention_days": 90, "max_retention_days": None}
    known = {"vault_arn": VAULT_ARN, "exists": True, **limits}
    nothing = {"vault_arn": COPY_VAULT_ARN, "min_retention_days": None, "max_retention_days": None}
    assert linked("targets", plan(), vault()) == ([known, nothing | {"exists": False}], [])
    assert linked("targets", plan(), vault(), places=(HOME,)) == ([known, nothing | {"exists": None}], [])
    odd = plan(
        rules=[plan_rule(copies=[{"vault_arn": "odd", "delete_after_days": 1, "move_to_cold_after_days": None}])]
    )
    assert linked("targets", odd, vault())[0][1]["exists"] is None
    assert linked("targets", plan(rules=None, gaps=(gap("/config/rules"),)))[1]


def test_a_plan_is_told_of_its_selections() -> None:
    other = selection(id=f"{PLAN_ARN}-2/selection/1", plan_arn=f"{PLAN_ARN}-2")
    assert linked("selections", plan(), selection(), other) == ([selection().name], [])
    denied = Gap("backup.selection", "backup:List", GapReason.ACCESS_DENIED, "no")
    assert linked("selections", plan(), failed={("backup.selection", *HOME): denied})[1]


def test_the_topic_of_a_vault_is_told_with_who_hears_it() -> None:
    found, gaps = linked("alerts", vault(), topic(), places=(HOME,))
    assert (found, gaps) == ({"topic": {"arn": topic().id, "confirmed": 2, "fifo": False}, "rules": []}, [])
    found, gaps = linked("alerts", vault(), places=(HOME,))
    assert (found["topic"]["confirmed"], gaps) == (0, [])
    denied = Gap("sns.topic", "sns:ListTopics", GapReason.ACCESS_DENIED, "no")
    assert linked("alerts", vault(), failed={("sns.topic", *HOME): denied})[1]
    assert linked("alerts", SILENT, topic()) == ({"topic": None, "rules": []}, [])


def rule(**overrides: Any) -> Fact:
    pattern = {"sources": ["aws.backup"], "detail_types": None, "other_fields": [], "sha256": "0" * 64}
    target = {"arn": topic().id, "type": "sns", "dead_letter_arn": None}
    return event_rule(**{"event_pattern": pattern, "targets": [target], "schedule_expression": None} | overrides)


def test_a_rule_of_eventbridge_hears_of_a_vault_too() -> None:
    heard = {"name": rule().name, "detail_types": None, "narrowed": False, "delivered": True}
    assert linked("alerts", SILENT, rule(), topic()) == ({"topic": None, "rules": [heard]}, [])
    assert linked("alerts", SILENT, rule()) == ({"topic": None, "rules": [heard | {"delivered": False}]}, [])
    queue = {"arn": "arn:aws:sqs:eu-central-1:111122223333:q", "type": "sqs", "dead_letter_arn": None}
    assert linked("alerts", SILENT, rule(targets=[queue]))[0]["rules"] == [heard]
    unknown = {"arn": f"arn:aws:sns:{AWAY[1]}:{AWAY[0]}:away", "type": "sns", "dead_letter_arn": None}
    assert linked("alerts", SILENT, rule(targets=[unknown]), places=(HOME,))[1]


@pytest.mark.parametrize(
    "overrides",
    [
        {"enabled": False},
        {"bus_name": "other"},
        {"schedule_expression": "rate(1 day)"},
        {"event_pattern": {"sources": ["aws.s3"], "detail_types": None, "other_fields": [], "sha256": "0" * 64}},
        {"event_pattern": None, "schedule_expression": "rate(1 day)"},
    ],
)
def test_a_rule_for_something_else_does_not(overrides: dict[str, Any]) -> None:
    assert linked("alerts", SILENT, rule(**overrides), topic())[0]["rules"] == []
