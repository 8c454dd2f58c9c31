from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.collected import AT, THEN, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.rds import CLUSTER, INSTANCE, RDS

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:rds:{REGION}:{ACCOUNT}"
AWAY = f"arn:aws:rds:us-east-1:{ACCOUNT}"
LATER = THEN + timedelta(days=1)
LATER_AT = "2026-03-02T04:05:06Z"
NO_SNAPSHOTS = {"manual": 0, "automated": 0, "aws_backup": 0, "newest_at": None, "newest_manual_at": None}
OTHERS = {
    "DescribeDBInstanceAutomatedBackups": "DBInstanceAutomatedBackups",
    "DescribeDBSnapshots": "DBSnapshots",
    "DescribeDBClusterSnapshots": "DBClusterSnapshots",
    "DescribeGlobalClusters": "GlobalClusters",
}
"""Listings of what belongs to databases, and what they list."""


def instance(name: str = "orders", **changes: Any) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"{ARN}:db:{name}",
        "DbiResourceId": f"db-{name}",
        "Engine": "postgres",
        "MasterUsername": "the-master",
        "Endpoint": {"Address": "the-endpoint", "Port": 5432},
    } | changes


def cluster(name: str = "ledger", **changes: Any) -> dict[str, Any]:
    return {
        "DBClusterIdentifier": name,
        "DBClusterArn": f"{ARN}:cluster:{name}",
        "DbClusterResourceId": f"cluster-{name}",
        "Engine": "aurora-postgresql",
        "MasterUsername": "the-master",
        "Endpoint": "the-endpoint",
    } | changes


def snapshot(of: str = "db-orders", **changes: Any) -> dict[str, Any]:
    owner = {"DbClusterResourceId" if of.startswith("cluster-") else "DbiResourceId": of}
    return owner | {"SnapshotType": "manual", "Status": "available", "SnapshotCreateTime": THEN} | changes


def rds(*databases: dict[str, Any], **changes: Any) -> Ran:
    """The instances and clusters, and nothing else, but for the changes; their keys are operations."""
    checked = changes.pop("checked", True)
    answers: dict[str, Any] = {
        "DescribeDBInstances": {"DBInstances": [each for each in databases if "DBInstanceArn" in each]},
        "DescribeDBClusters": {"DBClusters": [each for each in databases if "DBClusterArn" in each]},
        **{operation: {items: []} for operation, items in OTHERS.items()},
    }
    return run(RDS, {f"rds:{name}": answer for name, answer in (answers | changes).items()}, checked=checked)


def test_an_instance_of_which_aws_tells_everything() -> None:
    told = instance(
        DBInstanceStatus="available",
        EngineVersion="16.4",
        InstanceCreateTime=THEN,
        AllocatedStorage=100,
        MultiAZ=True,
        DeletionProtection=True,
        StorageEncrypted=True,
        KmsKeyId="arn:aws:kms:::key/k",
        BackupRetentionPeriod=14,
        PreferredBackupWindow="02:00-02:30",
        LatestRestorableTime=LATER,
        AwsBackupRecoveryPointArn="arn:aws:backup:::recovery-point:continuous:x",
        ReadReplicaSourceDBInstanceIdentifier=f"{AWAY}:db:source",
        ReadReplicaDBInstanceIdentifiers=["replica", f"{AWAY}:db:far"],
        ReadReplicaDBClusterIdentifiers=["aurora"],
        DBInstanceAutomatedBackupsReplications=[{"DBInstanceAutomatedBackupsArn": f"{AWAY}:auto-backup:ab-1"}],
        TagList=[{"Key": "tier", "Value": "standard"}],
    )
    backups = [
        {"DbiResourceId": "db-deleted", "Status": "retained", "RestoreWindow": {"EarliestTime": LATER}},
        {"DbiResourceId": "db-orders", "RestoreWindow": {"EarliestTime": THEN, "LatestTime": LATER}},
    ]
    snapshots = [
        snapshot(SnapshotType="automated", SnapshotCreateTime=LATER),
        snapshot(SnapshotType="automated", SnapshotCreateTime=THEN),
        snapshot(SnapshotType="awsbackup"),
        snapshot(SnapshotCreateTime=LATER, OriginalSnapshotCreateTime=THEN),
        snapshot("db-deleted", SnapshotCreateTime=LATER + timedelta(days=9)),
    ]
    ran = rds(
        told,
        DescribeDBInstanceAutomatedBackups={"DBInstanceAutomatedBackups": backups},
        DescribeDBSnapshots={"DBSnapshots": snapshots},
    )
    fact = ran.one(INSTANCE)
    assert (fact.id, fact.name) == (f"{ARN}:db:orders", "orders")
    assert (fact.tags, fact.gaps) == ({"tier": "standard"}, ())
    assert fact.config == {
        "engine": "postgres",
        "engine_version": "16.4",
        "status": "available",
        "created_at": AT,
        "allocated_gib": 100,
        "multi_az": True,
        "deletion_protection": True,
        "encrypted": True,
        "key_id": "arn:aws:kms:::key/k",
        "backup_retention_days": 14,
        "backup_window": "02:00-02:30",
        "earliest_restorable_at": AT,
        "latest_restorable_at": LATER_AT,
        "aws_backup_recovery_point_arn": "arn:aws:backup:::recovery-point:continuous:x",
        "cluster_arn": None,
        "replica_of_arn": f"{AWAY}:db:source",
        "replica_arns": [f"{ARN}:db:replica", f"{AWAY}:db:far", f"{ARN}:cluster:aurora"],
        "backup_replicas": [{"arn": f"{AWAY}:auto-backup:ab-1", "region": "us-east-1"}],
        "snapshots": {
            "manual": 1,
            "automated": 2,
            "aws_backup": 1,
            "newest_at": LATER_AT,
            "newest_manual_at": AT,
        },
    }
    assert ran.coverage.gaps == ()


COMMON: dict[str, Any] = {
    **dict.fromkeys(("engine_version", "status", "created_at", "allocated_gib", "multi_az", "deletion_protection")),
    **dict.fromkeys(("encrypted", "key_id", "backup_retention_days", "backup_window")),
    **dict.fromkeys(("earliest_restorable_at", "latest_restorable_at", "aws_backup_recovery_point_arn")),
    "replica_of_arn": None,
    "replica_arns": [],
    "snapshots": NO_SNAPSHOTS,
}


def test_an_instance_of_which_aws_tells_least() -> None:
    fact = rds(instance()).one(INSTANCE)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {**COMMON, "engine": "postgres", "cluster_arn": None, "backup_replicas": []}


def test_a_cluster_of_which_aws_tells_everything() -> None:
    told = cluster(
        Status="available",
        EngineVersion="16.4",
        ClusterCreateTime=THEN,
        AllocatedStorage=1,
        MultiAZ=True,
        DeletionProtection=False,
        StorageEncrypted=False,
        BackupRetentionPeriod=7,
        PreferredBackupWindow="02:00-02:30",
        EarliestRestorableTime=THEN,
        LatestRestorableTime=LATER,
        DBClusterMembers=[{"DBInstanceIdentifier": "one", "IsClusterWriter": True}],
        ReplicationSourceIdentifier=f"{AWAY}:cluster:source",
        ReadReplicaIdentifiers=[f"{AWAY}:cluster:far"],
        BacktrackWindow=86400,
        EarliestBacktrackTime=THEN,
        TagList=[{"Key": "tier", "Value": "standard"}],
    )
    world = {
        "GlobalClusterArn": f"arn:aws:rds::{ACCOUNT}:global-cluster:world",
        "GlobalClusterMembers": [
            {"DBClusterArn": f"{ARN}:cluster:ledger", "IsWriter": True},
            {"DBClusterArn": f"{AWAY}:cluster:copy", "IsWriter": False, "SynchronizationStatus": "connected"},
        ],
    }
    ran = rds(
        told,
        DescribeDBClusterSnapshots={"DBClusterSnapshots": [snapshot("cluster-ledger")]},
        DescribeGlobalClusters={"GlobalClusters": [world]},
    )
    fact = ran.one(CLUSTER)
    assert (fact.id, fact.name) == (f"{ARN}:cluster:ledger", "ledger")
    assert (fact.tags, fact.gaps) == ({"tier": "standard"}, ())
    assert fact.config == {
        "engine": "aurora-postgresql",
        "engine_version": "16.4",
        "status": "available",
        "created_at": AT,
        "allocated_gib": 1,
        "multi_az": True,
        "deletion_protection": False,
        "encrypted": False,
        "key_id": None,
        "backup_retention_days": 7,
        "backup_window": "02:00-02:30",
        "earliest_restorable_at": AT,
        "latest_restorable_at": LATER_AT,
        "aws_backup_recovery_point_arn": None,
        "members": [{"name": "one", "writer": True}],
        "replica_of_arn": f"{AWAY}:cluster:source",
        "replica_arns": [f"{AWAY}:cluster:far"],
        "backtrack_window_seconds": 86400,
        "earliest_backtrack_at": AT,
        "global_cluster": {
            "arn": f"arn:aws:rds::{ACCOUNT}:global-cluster:world",
            "members": [
                {"cluster_arn": f"{ARN}:cluster:ledger", "writer": True, "synchronization": None},
                {"cluster_arn": f"{AWAY}:cluster:copy", "writer": False, "synchronization": "connected"},
            ],
        },
        "snapshots": NO_SNAPSHOTS | {"manual": 1, "newest_at": AT, "newest_manual_at": AT},
    }
    assert ran.coverage.gaps == ()


def test_a_cluster_of_which_aws_tells_least() -> None:
    fact = rds(cluster(BacktrackWindow=0)).one(CLUSTER)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        **COMMON,
        "engine": "aurora-postgresql",
        "members": [],
        **dict.fromkeys(("backtrack_window_seconds", "earliest_backtrack_at", "global_cluster")),
    }


def test_an_instance_of_a_cluster_names_it() -> None:
    config = rds(instance(DBClusterIdentifier="ledger")).one(INSTANCE).config
    assert config["cluster_arn"] == f"{ARN}:cluster:ledger"
    config = rds(instance(ReadReplicaSourceDBClusterIdentifier="ledger")).one(INSTANCE).config
    assert config["replica_of_arn"] == f"{ARN}:cluster:ledger"


@pytest.mark.parametrize(
    ("told", "encrypted"),
    [
        ({"StorageEncrypted": True}, True),
        ({"StorageEncrypted": False}, False),
        ({"StorageEncrypted": False, "StorageEncryptionType": "none"}, False),
        ({"StorageEncrypted": False, "StorageEncryptionType": "sse-rds"}, True),
        ({"StorageEncrypted": True, "StorageEncryptionType": "sse-kms"}, True),
    ],
)
def test_encryption_with_a_key_that_aws_owns_counts(told: dict[str, Any], *, encrypted: bool) -> None:
    ran = rds(instance(**told), cluster(**told))
    assert [fact.config["encrypted"] for fact in ran.facts] == [encrypted, encrypted]


def test_an_unknown_encryption_is_a_gap() -> None:
    ran = rds(instance(StorageEncryptionType="sse-new"), cluster(StorageEncryptionType="sse-new"))
    assert [[(gap.path, gap.operation, gap.detail) for gap in fact.gaps] for fact in ran.facts] == [
        [("/config/encrypted", f"rds:{operation}", "malformed answer: unknown value 'sse-new'")]
        for operation in ("DescribeDBInstances", "DescribeDBClusters")
    ]


def test_only_snapshots_that_can_be_restored_count() -> None:
    snapshots = [snapshot(Status=status, SnapshotCreateTime=LATER) for status in ("creating", "failed", "deleting")]
    ran = rds(instance(), DescribeDBSnapshots={"DBSnapshots": [*snapshots, snapshot()]})
    told = NO_SNAPSHOTS | {"manual": 1, "newest_at": AT, "newest_manual_at": AT}
    assert ran.one(INSTANCE).config["snapshots"] == told


def test_a_backup_that_has_not_begun_reaches_nowhere() -> None:
    backup = {"DbiResourceId": "db-orders", "Status": "creating"}
    fact = rds(instance(), DescribeDBInstanceAutomatedBackups={"DBInstanceAutomatedBackups": [backup]}).one(INSTANCE)
    assert (fact.config["earliest_restorable_at"], fact.gaps) == (None, ())


@pytest.mark.parametrize(
    ("operation", "answer", "field", "reason", "detail"),
    [
        ("DescribeDBSnapshots", DENIED, "snapshots", "access_denied", "not for you"),
        (
            "DescribeDBSnapshots",
            [{"DBSnapshots": [snapshot()], "Marker": "x"}, Refusal("ThrottlingException")],
            "snapshots",
            "throttled",
            "partial, after 1 pages",
        ),
        (
            "DescribeDBSnapshots",
            {"DBSnapshots": [snapshot("db-other", SnapshotType="new")]},
            "snapshots",
            "error",
            "unknown SnapshotType 'new'",
        ),
        (
            "DescribeDBSnapshots",
            {"DBSnapshots": [without(snapshot(), "SnapshotCreateTime")]},
            "snapshots",
            "error",
            "no 'SnapshotCreateTime'",
        ),
        ("DescribeDBInstanceAutomatedBackups", DENIED, "earliest_restorable_at", "access_denied", "not for you"),
        (
            "DescribeDBInstanceAutomatedBackups",
            {"DBInstanceAutomatedBackups": [{}]},
            "earliest_restorable_at",
            "error",
            "no 'DbiResourceId'",
        ),
        ("DescribeDBClusterSnapshots", DENIED, "snapshots", "access_denied", "not for you"),
        ("DescribeGlobalClusters", DENIED, "global_cluster", "access_denied", "not for you"),
        (
            "DescribeGlobalClusters",
            {"GlobalClusters": [{"GlobalClusterMembers": [{}]}]},
            "global_cluster",
            "error",
            "no 'DBClusterArn'",
        ),
    ],
)
def test_a_listing_that_is_not_whole_is_a_gap_on_what_it_tells(
    operation: str, answer: Answer | list[Answer], field: str, reason: str, detail: str
) -> None:
    kind = CLUSTER if "Cluster" in operation else INSTANCE
    ran = rds(instance(), cluster(), **{operation: answer})
    (gap,) = ran.one(kind).gaps
    assert (gap.path, gap.operation, gap.reason) == (f"/config/{field}", f"rds:{operation}", reason)
    assert detail in gap.detail
    assert ran.one(kind).config[field] is None
    assert [fact.gaps for fact in ran.facts if fact.kind != kind] == [()]
    assert ran.coverage.gaps == ()


def test_databases_and_snapshots_of_three_pages_each() -> None:
    names = [f"db{number}" for number in range(6)]
    ran = rds(
        DescribeDBInstances=list(
            pages("DBInstances", "Marker", *([instance(name) for name in names[i : i + 2]] for i in (0, 2, 4)))
        ),
        DescribeDBSnapshots=list(
            pages("DBSnapshots", "Marker", *([snapshot(f"db-{name}") for name in names] for _ in range(3)))
        ),
    )
    assert [(fact.name, fact.config["snapshots"]["manual"]) for fact in ran.all(INSTANCE)] == [
        (name, 3) for name in names
    ]
    for operation in ("DescribeDBInstances", "DescribeDBSnapshots"):
        assert [set(asked) for asked in ran.parameters(f"rds:{operation}")] == [
            {"MaxRecords"},
            {"MaxRecords", "Marker"},
            {"MaxRecords", "Marker"},
        ]


@pytest.mark.parametrize(
    ("operation", "kind", "missing"),
    [("DescribeDBInstances", INSTANCE, "DbiResourceId"), ("DescribeDBClusters", CLUSTER, "DbClusterResourceId")],
)
def test_databases_that_cannot_be_listed_leave_their_kind_incomplete(operation: str, kind: str, missing: str) -> None:
    ran = rds(**{operation: DENIED})
    assert ran.gaps(kind) == [(f"rds:{operation}", "access_denied", "AccessDenied: not for you")]
    assert len(ran.coverage.gaps) == 1
    ran = rds(without(instance(), missing), without(cluster(), missing))
    assert ran.gaps(kind) == [(f"rds:{operation}", "error", f"malformed answer: no '{missing}'")]
    assert (ran.all(kind), len(ran.facts)) == ([], 1)


def test_nobodys_name_and_no_endpoint_is_kept() -> None:
    facts = rds(instance(), cluster()).facts
    assert "the-master" not in str(facts)
    assert "the-endpoint" not in str(facts)


def test_calls_are_as_many_as_declared() -> None:
    idle = rds()
    assert (sum(idle.coverage.calls.values()), idle.coverage.gaps) == (RDS.idle_calls, ())
    ran = rds(*(instance(name) for name in "abc"), *(cluster(name) for name in "abc"))
    assert len(ran.facts) == 6
    assert ran.coverage.calls == dict.fromkeys(sorted(map(str, RDS.operations)), 1)
    assert RDS.calls_each == {}
