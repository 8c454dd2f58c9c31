from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest
from support.collected import BARE_TABLE, TABLES, THEN, dynamodb
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Refusal, pages

from scanner.collectors.dynamodb import BACKUP, DYNAMODB, EXPORT, TABLE

pytestmark = pytest.mark.usefixtures("aws_environment")

GONE = Refusal("ResourceNotFoundException")


def described(**changes: Any) -> dict[str, Any]:
    return dict(dynamodb(DescribeTable={"Table": BARE_TABLE["Table"] | changes}).one(TABLE).config)


def test_a_table_of_which_aws_tells_everything() -> None:
    table = {
        "TableName": "orders",
        "TableStatus": "ACTIVE",
        "CreationDateTime": THEN.astimezone(timezone(timedelta(hours=-7))),
        "ItemCount": 7,
        "TableSizeBytes": 4096,
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "TableClassSummary": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
        "DeletionProtectionEnabled": True,
        "GlobalTableVersion": "2019.11.21",
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:aws:kms:::key/k"},
        "Replicas": [
            {
                "RegionName": "us-east-1",
                "ReplicaArn": "arn:aws:dynamodb:us-east-1:444455556666:table/orders",
                "ReplicaStatus": "ACTIVE",
                "KMSMasterKeyId": "arn:aws:kms:::key/r",
                "ReplicaTableClassSummary": {"TableClass": "STANDARD"},
            },
            {"RegionName": "us-east-2"},
        ],
        "GlobalTableWitnesses": [{"RegionName": "us-west-2", "WitnessStatus": "ACTIVE"}],
        "MultiRegionConsistency": "STRONG",
        "RestoreSummary": {
            "SourceBackupArn": f"{TABLES}/old/backup/01",
            "SourceTableArn": f"{TABLES}/old",
            "RestoreDateTime": THEN,
            "RestoreInProgress": False,
        },
    }
    pitr = {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {
                "PointInTimeRecoveryStatus": "ENABLED",
                "RecoveryPeriodInDays": 21,
                "EarliestRestorableDateTime": THEN,
                "LatestRestorableDateTime": THEN + timedelta(days=21),
            },
        }
    }
    ran = dynamodb(
        DescribeTable={"Table": table},
        DescribeContinuousBackups=pitr,
        DescribeTimeToLive={"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}},
        tags={
            "ResourceTagMappingList": [
                {"ResourceARN": f"{TABLES}/orders", "Tags": [{"Key": "safehold:tier", "Value": "enterprise"}]}
            ]
        },
    )
    fact = ran.one(TABLE)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{TABLES}/orders", "orders", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps) == ({"safehold:tier": "enterprise"}, ())
    assert fact.config == {
        "status": "ACTIVE",
        "created_at": "2026-03-01T04:05:06Z",
        "item_count": 7,
        "size_bytes": 4096,
        "billing_mode": "PAY_PER_REQUEST",
        "table_class": "STANDARD_INFREQUENT_ACCESS",
        "deletion_protection": True,
        "global_table_version": "2019.11.21",
        "stream": {"enabled": True, "view_type": "NEW_AND_OLD_IMAGES"},
        "encryption": {"type": "KMS", "key_arn": "arn:aws:kms:::key/k"},
        "replicas": [
            {
                "region": "us-east-1",
                "arn": "arn:aws:dynamodb:us-east-1:444455556666:table/orders",
                "status": "ACTIVE",
                "key_arn": "arn:aws:kms:::key/r",
                "table_class": "STANDARD",
            },
            {"region": "us-east-2", **dict.fromkeys(("arn", "status", "key_arn", "table_class"))},
        ],
        "witnesses": [{"region": "us-west-2", "status": "ACTIVE"}],
        "consistency": "STRONG",
        "restore": {
            "source_backup_arn": f"{TABLES}/old/backup/01",
            "source_table_arn": f"{TABLES}/old",
            "restored_to": "2026-03-01T04:05:06Z",
            "in_progress": False,
        },
        "pitr": {
            "enabled": True,
            "window_days": 21,
            "earliest_restorable_at": "2026-03-01T04:05:06Z",
            "latest_restorable_at": "2026-03-22T04:05:06Z",
        },
        "ttl": {"enabled": True, "attribute": "expires"},
    }
    assert ran.coverage.gaps == ()


def test_a_table_of_which_aws_tells_least() -> None:
    fact = dynamodb().one(TABLE)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "status": "ACTIVE",
        **dict.fromkeys(("created_at", "item_count", "size_bytes", "billing_mode", "table_class")),
        **dict.fromkeys(("deletion_protection", "global_table_version", "restore", "consistency")),
        "witnesses": [],
        "stream": {"enabled": False, "view_type": None},
        "encryption": {"type": "AWS_OWNED", "key_arn": None},
        "replicas": [],
        "pitr": {
            "enabled": False,
            "window_days": None,
            "earliest_restorable_at": None,
            "latest_restorable_at": None,
        },
        "ttl": {"enabled": False, "attribute": None},
    }


def test_a_table_that_went_back_to_the_key_of_aws() -> None:
    disabled = {"Status": "DISABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:aws:kms:::key/k"}
    assert described(SSEDescription=disabled)["encryption"] == {"type": "AWS_OWNED", "key_arn": None}


@pytest.mark.parametrize(
    ("status", "on"), [("ENABLED", True), ("ENABLING", True), ("DISABLED", False), ("DISABLING", False)]
)
def test_ttl_while_it_changes(status: str, *, on: bool) -> None:
    answer = {"TimeToLiveDescription": {"TimeToLiveStatus": status}}
    assert dynamodb(DescribeTimeToLive=answer).one(TABLE).config["ttl"]["enabled"] is on


def test_a_table_that_may_not_be_described_is_kept_with_its_gaps() -> None:
    ran = dynamodb(DescribeTable=DENIED, DescribeTimeToLive=Refusal("ThrottlingException", "slow"))
    fact = ran.one(TABLE)
    assert fact.config["pitr"]["enabled"] is False
    assert fact.config["ttl"] is None
    gaps = {gap.path: (gap.operation, gap.reason, gap.detail) for gap in fact.gaps}
    assert gaps.pop("/config/ttl") == ("dynamodb:DescribeTimeToLive", "throttled", "ThrottlingException: slow")
    assert set(gaps) == {f"/config/{name}" for name in fact.config} - {"/config/pitr", "/config/ttl"}
    assert set(gaps.values()) == {("dynamodb:DescribeTable", "access_denied", "AccessDenied: not for you")}
    assert all(fact.config[path.removeprefix("/config/")] is None for path in gaps)
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize(
    ("operation", "answer", "path", "why"),
    [
        ("DescribeContinuousBackups", {}, "/config/pitr", "no 'ContinuousBackupsDescription'"),
        (
            "DescribeContinuousBackups",
            {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"}},
            "/config/pitr",
            "no 'PointInTimeRecoveryDescription'",
        ),
        (
            "DescribeContinuousBackups",
            {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "HALF"}}},
            "/config/pitr",
            "unknown value 'HALF'",
        ),
        (
            "DescribeTimeToLive",
            {"TimeToLiveDescription": None},
            "/config/ttl",
            "'NoneType' object is not subscriptable",
        ),
        ("DescribeTable", {"Table": {}}, "/config/status", "no 'TableStatus'"),
    ],
)
def test_an_answer_that_is_not_whole_is_a_gap(operation: str, answer: Answer, path: str, why: str) -> None:
    fact = dynamodb(checked=False, **{operation: answer}).one(TABLE)
    (gap,) = (gap for gap in fact.gaps if gap.path == path)
    assert (gap.operation, gap.reason, gap.detail) == (f"dynamodb:{operation}", "error", f"malformed answer: {why}")
    assert fact.config[path.removeprefix("/config/")] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"DescribeTable": GONE},
        {"DescribeContinuousBackups": Refusal("TableNotFoundException")},
        {"DescribeTimeToLive": GONE},
    ],
)
def test_a_table_that_vanished_is_dropped_and_counted(changes: dict[str, Any]) -> None:
    ran = dynamodb(**changes)
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_a_table_that_is_being_made_has_not_vanished() -> None:
    making = {"Table": {"TableName": "orders", "TableStatus": "CREATING"}}
    ran = dynamodb(DescribeTable=making, DescribeContinuousBackups=Refusal("TableNotFoundException", "not yet"))
    fact = ran.one(TABLE)
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/pitr", "not_found")]


def test_a_table_that_is_being_deleted_is_dropped_and_counted() -> None:
    leaving = {"Table": {"TableName": "orders", "TableStatus": "DELETING"}}
    ran = dynamodb(DescribeTable=leaving)
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())
    assert "dynamodb:DescribeContinuousBackups" not in ran.coverage.calls


def test_the_tags_that_say_which_stack_owns_a_table_are_kept() -> None:
    owner = {"aws:cloudformation:stack-name": "orders", "aws:cloudformation:logical-id": "Table"}
    listed = {"ResourceARN": f"{TABLES}/orders", "Tags": [{"Key": key, "Value": owner[key]} for key in owner]}
    assert dynamodb(tags={"ResourceTagMappingList": [listed]}).one(TABLE).tags == owner


def test_a_unit_that_finds_nothing_and_one_table_make_the_calls_that_they_say() -> None:
    idle = dynamodb(ListTables={"TableNames": []})
    assert sum(idle.coverage.calls.values()) == DYNAMODB.idle_calls
    one = dynamodb()
    tags = one.coverage.calls["resourcegroupstaggingapi:GetResources"]
    assert sum(one.coverage.calls.values()) == DYNAMODB.idle_calls + DYNAMODB.calls_each[TABLE] + tags
    assert tags == 1


def test_tables_of_three_pages_in_order() -> None:
    names = [f"table-{number:03}" for number in range(250)]
    listing = pages("TableNames", "LastEvaluatedTableName", names[:100], names[100:200], names[200:])
    ran = dynamodb(ListTables=list(listing))
    assert [fact.name for fact in ran.all(TABLE)] == names
    assert [set(asked) for asked in ran.parameters("dynamodb:ListTables")] == [
        {"Limit"},
        {"Limit", "ExclusiveStartTableName"},
        {"Limit", "ExclusiveStartTableName"},
    ]


def test_listings_that_fail_leave_their_kinds_incomplete_and_no_others() -> None:
    ran = dynamodb(ListTables=DENIED, ListExports=Refusal("UnknownOperationException"))
    assert ran.gaps(TABLE) == [("dynamodb:ListTables", "access_denied", "AccessDenied: not for you")]
    assert ran.gaps(EXPORT) == [("dynamodb:ListExports", "not_supported", "UnknownOperationException: so it is")]
    assert ran.gaps(BACKUP) == []


def test_a_failed_tag_listing_is_a_gap_on_the_tags_it_did_not_reach() -> None:
    first, _ = pages("ResourceTagMappingList", "PaginationToken", [{"ResourceARN": f"{TABLES}/orders", "Tags": []}], [])
    ran = dynamodb(ListTables={"TableNames": ["orders", "parts"]}, tags=[first, DENIED])
    orders, parts = ran.all(TABLE)
    assert (orders.tags, orders.gaps) == ({}, ())
    assert parts.tags is None
    (gap,) = parts.gaps
    assert (gap.path, gap.operation, gap.reason) == ("/tags", "resourcegroupstaggingapi:GetResources", "access_denied")
    assert gap.detail == "partial, after 1 pages: AccessDenied: not for you"


def test_a_tag_entry_that_is_malformed_is_a_gap_on_every_tag_not_found() -> None:
    ran = dynamodb(checked=False, tags={"ResourceTagMappingList": [{"ResourceARN": f"{TABLES}/orders"}]})
    assert ran.one(TABLE).tags is None


def test_tags_are_asked_for_by_type_and_by_the_hundred() -> None:
    assert dynamodb().parameters("resourcegroupstaggingapi:GetResources") == [
        {"ResourcesPerPage": 100, "ResourceTypeFilters": ["dynamodb:table"]}
    ]
