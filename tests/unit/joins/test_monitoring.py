"""What watches over an account, Region by Region: which alarms, rules of EventBridge and of AWS Config count."""

from typing import Any

import pytest
from support.audit_facts import config_recorder, config_rule
from support.estates import joined
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    account_fact,
    bucket,
    gap,
    plan,
    plan_rule,
    replication_rule,
    table,
    vault,
)
from support.messaging_facts import alarm, event_rule, queue

from scanner.model import Fact, Gap

HERE = ((ACCOUNT, REGION),)
SUBJECT = account_fact(enabled_regions=[REGION])
DEAD = "orders-dead"


def found(*facts: Fact, subject: Fact = SUBJECT, places: Any = HERE, **failed: Gap) -> tuple[Any, list[Gap]]:
    listings = {(kind.replace("__", "."), ACCOUNT, REGION): gap for kind, gap in failed.items()}
    return joined("monitoring", subject, [subject, *facts], places=places, failed=listings)


def region(*facts: Fact, **failed: Gap) -> Any:
    told, gaps = found(*facts, subject=SUBJECT, places=HERE, **failed)
    assert gaps == []
    (only,) = told["regions"]
    return only


def metric(namespace: str, name: str, **dimensions: str) -> dict[str, Any]:
    rows = [{"name": each, "value": value} for each, value in dimensions.items()]
    return {"namespace": namespace, "metric_name": name, "dimensions": rows}


def on_queue(name: str = DEAD, **more: Any) -> Fact:
    return alarm(**metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=name) | {"name": "dead"} | more)


def test_a_region_with_everything() -> None:
    told = region(
        table(),
        bucket(),
        config_recorder(),
        config_rule(),
        config_rule(name="versions", identifier="S3_BUCKET_VERSIONING_ENABLED", id="arn:aws:config:::b"),
        plan(),
        vault(),
        event_rule(),
        alarm(),
        queue(),
        on_queue(),
        alarm(**metric("AWS/S3", "OperationsFailedReplication", SourceBucket="orders-content"), name="replication"),
    )
    assert told == {
        "region": REGION,
        "tables": 1,
        "buckets": 1,
        "recording": True,
        "tables_checked": ["tables-have-pitr"],
        "buckets_checked": ["versions"],
        "config_unread": [],
        "plan_vaults": sorted({rule["vault_name"] for rule in plan().config["rules"]}),
        "plan_vaults_notifying": [vault().name] if vault().config["notifications"]["events"] else [],
        "event_rules": ["backups-failed"],
        "event_rules_unclear": [],
        "backup_alarms": ["backup-jobs-failed"],
        "backup_unread": [],
        "dead_letter_queues": [DEAD],
        "dead_letter_queues_alarmed": [DEAD],
        "replicated_buckets": ["orders-content"],
        "replicated_buckets_alarmed": ["orders-content"],
        "alarms_unread": [],
    }


def test_regions_that_were_not_looked_at_are_told() -> None:
    told, gaps = found(subject=account_fact())
    assert gaps == []
    assert told["unseen"] == [OTHER_REGION]
    told, gaps = found(subject=account_fact(enabled_regions=None, gaps=(gap("/config/enabled_regions"),)))
    assert told["unseen"] == []
    assert [each.reason for each in gaps] == ["access_denied"]


@pytest.mark.parametrize(
    ("changes", "checked"),
    [
        ({}, True),
        ({"state": "EVALUATING"}, True),
        ({"state": "DELETING"}, False),
        ({"identifier": "DYNAMODB_RESOURCES_PROTECTED_BY_BACKUP_PLAN"}, True),
        ({"identifier": "DYNAMODB_AUTOSCALING_ENABLED"}, False),
        ({"owner": "CUSTOM_LAMBDA"}, False),
        ({"scope": {"resource_id": "orders"}}, False),
        ({"scope": None, "gaps": (gap("/config/scope"),)}, True),
    ],
)
def test_rules_of_aws_config(changes: dict[str, Any], checked: bool) -> None:  # noqa: FBT001 - a column of a table
    told = region(table(), config_recorder(), config_rule(**changes))
    assert (told["tables_checked"] == ["tables-have-pitr"]) is checked


@pytest.mark.parametrize(
    ("changes", "recorded"),
    [
        ({}, True),
        ({"recording": False}, False),
        ({"all_supported": False, "resource_types": ["AWS::DynamoDB::Table"]}, True),
        ({"all_supported": False, "resource_types": ["AWS::S3::Bucket"]}, False),
        ({"all_supported": False, "strategy": "EXCLUSION_BY_RESOURCE_TYPES"}, True),
        (
            {
                "all_supported": False,
                "strategy": "EXCLUSION_BY_RESOURCE_TYPES",
                "excluded_resource_types": ["AWS::DynamoDB::Table"],
            },
            False,
        ),
    ],
)
def test_recorders_of_aws_config(changes: dict[str, Any], recorded: bool) -> None:  # noqa: FBT001 - a column of a table
    assert bool(region(config_recorder(**changes), config_rule())["tables_checked"]) is recorded


def pattern(sources: Any, detail_types: Any, *other: str) -> dict[str, Any]:
    return {"sources": sources, "detail_types": detail_types, "other_fields": list(other), "sha256": "2" * 64}


JOB = ["Backup Job State Change"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"event_pattern": pattern(["aws.backup"], None)}, True),
        ({"event_pattern": pattern(None, JOB)}, True),
        ({"event_pattern": pattern(["aws.backup"], JOB, "detail")}, True),
        ({"event_pattern": pattern(['{"prefix":"aws."}'], JOB)}, True),
        ({"event_pattern": pattern(['{"prefix":"my."}'], JOB)}, False),
        ({"event_pattern": pattern(["aws.backup"], ["Copy Job State Change"])}, False),
        ({"event_pattern": pattern(["aws.ec2"], None)}, False),
        ({"event_pattern": pattern(None, None, "account")}, None),
        ({"event_pattern": pattern(["aws.backup"], None, "$or")}, None),
        ({"event_pattern": pattern(['{"anything-but":["aws.ec2"]}'], JOB)}, None),
        ({"event_pattern": None, "schedule_expression": "rate(1 day)"}, False),
        ({"enabled": False}, False),
        ({"targets": []}, False),
        ({"bus_name": "own"}, False),
        ({"managed_by": "backup.amazonaws.com"}, False),
    ],
)
def test_rules_of_eventbridge(changes: dict[str, Any], told: bool | None) -> None:  # noqa: FBT001 - likewise
    seen = region(event_rule(**changes))
    assert (bool(seen["event_rules"]), bool(seen["event_rules_unclear"])) == (told is True, told is None)


@pytest.mark.parametrize(
    ("events", "notifies"),
    [
        (["BACKUP_JOB_FAILED"], True),
        (["BACKUP_JOB_COMPLETED", "RESTORE_JOB_STARTED"], True),
        (["BACKUP_JOB_STARTED"], False),
        (["COPY_JOB_FAILED"], False),
    ],
)
def test_vaults_that_notify(events: list[str], notifies: bool) -> None:  # noqa: FBT001 - a column of a table
    told = region(plan(rules=[plan_rule(vault_name=vault().name)]), vault(notifications={"events": events}))
    assert told["plan_vaults"] == [vault().name]
    assert (told["plan_vaults_notifying"] == [vault().name]) is notifies


def test_alarms_count_when_they_act() -> None:
    assert region(queue(), on_queue())["dead_letter_queues_alarmed"] == [DEAD]
    idle: tuple[dict[str, Any], ...] = ({"actions_enabled": False}, {"alarm_action_arns": []})
    for changes in idle:
        assert region(queue(), on_queue(**changes))["dead_letter_queues_alarmed"] == []


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ('ALARM("dead") OR ALARM("other")', True),
        ("ALARM(dead)", True),
        (f"ALARM({on_queue().id})", True),
        ('ALARM("dead-too")', False),
    ],
)
def test_an_alarm_counts_when_a_composite_one_that_acts_names_it(rule: str, named: bool) -> None:  # noqa: FBT001 - likewise
    silent = on_queue(actions_enabled=False)
    whole: dict[str, Any] = {"type": "CompositeAlarm", "namespace": None, "metric_name": None, "dimensions": []}
    composite = alarm(name="all", composite_rule=rule, **whole)
    assert bool(region(queue(), silent, composite)["dead_letter_queues_alarmed"]) is named
    idle = alarm(name="all", composite_rule=rule, alarm_action_arns=[], **whole)
    assert region(queue(), silent, idle)["dead_letter_queues_alarmed"] == []


def test_an_alarm_on_an_expression_watches_the_metrics_that_it_reads() -> None:
    reads = [metric("AWS/SQS", "ApproximateAgeOfOldestMessage", QueueName=DEAD)]
    assert region(queue(), alarm(namespace=None, metric_name=None, metrics=reads))["dead_letter_queues_alarmed"] == [
        DEAD
    ]
    sent = [metric("AWS/SQS", "NumberOfMessagesSent", QueueName=DEAD)]
    assert region(queue(), alarm(namespace=None, metric_name=None, metrics=sent))["dead_letter_queues_alarmed"] == []


def test_a_dead_letter_queue_elsewhere_is_not_this_regions() -> None:
    for arn in (f"arn:aws:sqs:{OTHER_REGION}:{ACCOUNT}:dead", f"arn:aws:sqs:{REGION}:{OTHER_ACCOUNT}:dead"):
        assert region(queue(redrive={"dead_letter_queue_arn": arn}))["dead_letter_queues"] == []
    assert region(queue(redrive={"configured": False, "dead_letter_queue_arn": None}))["dead_letter_queues"] == []


def test_an_alarm_on_replication_may_stand_in_the_region_of_the_destination() -> None:
    away = alarm(
        **metric("AWS/S3", "ReplicationLatency", SourceBucket="orders-content"),
        region=OTHER_REGION,
        name="lag",
        id=f"arn:aws:cloudwatch:{OTHER_REGION}:{ACCOUNT}:alarm:lag",
    )
    told, _ = found(bucket(), away, subject=account_fact(), places=((ACCOUNT, REGION), (ACCOUNT, OTHER_REGION)))
    by_name = {each["region"]: each for each in told["regions"]}
    assert by_name[REGION]["replicated_buckets_alarmed"] == ["orders-content"]
    assert by_name[OTHER_REGION]["replicated_buckets"] == []


def test_a_rule_that_is_off_replicates_nothing() -> None:
    assert region(bucket(replication={"rules": [replication_rule(enabled=False)]}))["replicated_buckets"] == []


@pytest.mark.parametrize(
    ("unread", "topics"),
    [
        (bucket(replication=None, gaps=(gap("/config/replication"),)), {"alarms"}),
        (bucket(versioning=None, gaps=(gap("/config/versioning"),)), set()),
        (vault(notifications=None, gaps=(gap("/config/notifications"),)), {"backup"}),
        (vault(policy=None, gaps=(gap("/config/policy"),)), set()),
        (event_rule(targets=None, gaps=(gap("/config/targets"),)), {"backup"}),
        (config_rule(compliance=None, gaps=(gap("/config/compliance"),)), set()),
        (config_rule(identifier=None, gaps=(gap("/config/identifier"),)), {"config"}),
        (config_recorder(recording=None, gaps=(gap("/config/recording"),)), {"config"}),
        (queue(redrive=None, gaps=(gap("/config/redrive"),)), {"alarms"}),
    ],
)
def test_what_could_not_be_read_leaves_open_what_rests_on_it(unread: Fact, topics: set[str]) -> None:
    told = region(unread)
    assert {topic for topic in ("config", "backup", "alarms") if told[f"{topic}_unread"]} == topics
    whole = f"{unread.kind} {unread.name} could not be read whole"
    assert all(whole in told[f"{topic}_unread"] for topic in topics)


@pytest.mark.parametrize(
    ("kind", "topics"),
    [
        ("s3__bucket", {"config", "alarms"}),
        ("dynamodb__table", {"config"}),
        ("cloudwatch__alarm", {"backup", "alarms"}),
        ("backup__plan", {"backup"}),
    ],
)
def test_a_listing_that_failed_leaves_open_what_rests_on_it(kind: str, topics: set[str]) -> None:
    told = region(**{kind: gap(kind.replace("__", "."))})
    assert {topic for topic in ("config", "backup", "alarms") if told[f"{topic}_unread"]} == topics
