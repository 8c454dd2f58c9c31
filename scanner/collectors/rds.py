"""RDS: instances and clusters (DocumentDB's and Neptune's too), how far back each goes, and how many snapshots it has.

Only databases that are there: snapshots and retained backups of deleted ones are no facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Operation
from scanner.collectors.base import Collector, Draft, Section, Unit
from scanner.collectors.listings import Lookup
from scanner.collectors.rds_backups import (
    CLUSTER_SNAPSHOTS,
    GLOBAL_CLUSTER,
    INSTANCE_SNAPSHOTS,
    WINDOW,
    cluster_snapshots,
    global_clusters,
    instance_snapshots,
    listing,
    windows,
)
from scanner.collectors.shapes import either, moment, tag_map, text
from scanner.model import Fact, Json

INSTANCE, CLUSTER = "rds.instance", "rds.cluster"

LIST_INSTANCES = listing("DescribeDBInstances", "DBInstances")
LIST_CLUSTERS = listing("DescribeDBClusters", "DBClusters")


def _told(database: Raw) -> dict[str, Json]:
    """What AWS calls the same of an instance and of a cluster."""
    return {
        "engine": database["Engine"],
        "engine_version": database.get("EngineVersion"),
        "allocated_gib": database.get("AllocatedStorage"),
        "multi_az": database.get("MultiAZ"),
        "deletion_protection": database.get("DeletionProtection"),
        "key_id": database.get("KmsKeyId"),
        "backup_retention_days": database.get("BackupRetentionPeriod"),
        "backup_window": database.get("PreferredBackupWindow"),
        "latest_restorable_at": moment(database.get("LatestRestorableTime")),
        "aws_backup_recovery_point_arn": database.get("AwsBackupRecoveryPointArn"),
    }


def _encryption(database: Raw) -> dict[str, Json]:
    """With a key that AWS itself owns StorageEncrypted is false, and only the type tells that there is one.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
    """
    by = database.get("StorageEncryptionType")
    if by is None:
        return {"encrypted": database.get("StorageEncrypted")}
    return {"encrypted": either(by, ("sse-kms", "sse-rds"), ("none",))}


def _encrypted(operation: Operation) -> Section:
    return Section(operation, ("encrypted",), _encryption)


def _arn(unit: Unit, sort: str, name: str | None) -> str | None:
    """AWS gives the name of what is in the same Region, and the ARN of what is not."""
    return name if name is None or name.startswith("arn:") else unit.arn("rds", f"{sort}:{name}")


def _describe_instance(unit: Unit, reach: Lookup, snapshots: Lookup, instance: Raw) -> Fact:
    draft = Draft(unit, INSTANCE, instance["DBInstanceArn"], instance["DBInstanceIdentifier"])
    resource_id = text(instance["DbiResourceId"])
    source = _arn(unit, "db", instance.get("ReadReplicaSourceDBInstanceIdentifier"))
    replicas = instance.get("ReadReplicaDBInstanceIdentifiers", [])
    replica_clusters = instance.get("ReadReplicaDBClusterIdentifiers", [])
    replications = instance.get("DBInstanceAutomatedBackupsReplications", [])
    draft.config |= {
        **_told(instance),
        "status": instance.get("DBInstanceStatus"),
        "created_at": moment(instance.get("InstanceCreateTime")),
        "cluster_arn": _arn(unit, "cluster", instance.get("DBClusterIdentifier")),
        "replica_of_arn": source or _arn(unit, "cluster", instance.get("ReadReplicaSourceDBClusterIdentifier")),
        "replica_arns": [
            *(_arn(unit, "db", name) for name in replicas),
            *(_arn(unit, "cluster", name) for name in replica_clusters),
        ],
        "backup_replicas": [_backup_replica(each["DBInstanceAutomatedBackupsArn"]) for each in replications],
    }
    draft.take(_encrypted(LIST_INSTANCES.operation), instance)
    draft.take(WINDOW, reach.of(resource_id))
    draft.take(INSTANCE_SNAPSHOTS, snapshots.of(resource_id))
    return draft.fact((tag_map(instance.get("TagList", [])), ()))


def _backup_replica(arn: str) -> dict[str, Json]:
    return {"arn": arn, "region": arn.split(":")[3]}


def _describe_cluster(unit: Unit, snapshots: Lookup, everywhere: Lookup, cluster: Raw) -> Fact:
    """DescribeDBClusters tells both ends of the window, so that nothing more is asked about automated backups.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.MultiAZDBCluster.html
    """
    draft = Draft(unit, CLUSTER, cluster["DBClusterArn"], cluster["DBClusterIdentifier"])
    draft.config |= {
        **_told(cluster),
        "status": cluster.get("Status"),
        "created_at": moment(cluster.get("ClusterCreateTime")),
        "earliest_restorable_at": moment(cluster.get("EarliestRestorableTime")),
        "members": [
            {"name": member["DBInstanceIdentifier"], "writer": member["IsClusterWriter"]}
            for member in cluster.get("DBClusterMembers", [])
        ],
        "replica_of_arn": _arn(unit, "cluster", cluster.get("ReplicationSourceIdentifier")),
        "replica_arns": [_arn(unit, "cluster", name) for name in cluster.get("ReadReplicaIdentifiers", [])],
        "backtrack_window_seconds": cluster.get("BacktrackWindow") or None,
        "earliest_backtrack_at": moment(cluster.get("EarliestBacktrackTime")),
    }
    draft.take(_encrypted(LIST_CLUSTERS.operation), cluster)
    draft.take(CLUSTER_SNAPSHOTS, snapshots.of(text(cluster["DbClusterResourceId"])))
    draft.take(GLOBAL_CLUSTER, everywhere.of(draft.arn))
    return draft.fact((tag_map(cluster.get("TagList", [])), ()))


def _collect(unit: Unit) -> Iterator[Fact]:
    describe_instance = partial(_describe_instance, unit, windows(unit), instance_snapshots(unit))
    yield from unit.read(INSTANCE, LIST_INSTANCES.operation, unit.listed(LIST_INSTANCES, INSTANCE), describe_instance)
    describe_cluster = partial(_describe_cluster, unit, cluster_snapshots(unit), global_clusters(unit))
    yield from unit.read(CLUSTER, LIST_CLUSTERS.operation, unit.listed(LIST_CLUSTERS, CLUSTER), describe_cluster)


RDS = Collector(
    name="rds",
    kinds=(INSTANCE, CLUSTER),
    operations=(
        LIST_INSTANCES.operation,
        LIST_CLUSTERS.operation,
        *(section.operation for section in (WINDOW, INSTANCE_SNAPSHOTS, CLUSTER_SNAPSHOTS, GLOBAL_CLUSTER)),
    ),
    collect=_collect,
    idle_calls=2,
)
