"""What RDS tells of backups in listings of their own, by the id of the database that AWS keeps for good."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Section, Unit
from scanner.collectors.listings import Lookup, Rows
from scanner.collectors.shapes import moment, text
from scanner.model import Json


def listing(name: str, items: str) -> Listing:
    """A listing of RDS, which takes 20 to 100 records a page.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
    """
    return Listing(Operation("rds", name), items, ("MaxRecords", 100), "Marker", "Marker")


LIST_WINDOWS = listing("DescribeDBInstanceAutomatedBackups", "DBInstanceAutomatedBackups")
LIST_INSTANCE_SNAPSHOTS = listing("DescribeDBSnapshots", "DBSnapshots")
LIST_CLUSTER_SNAPSHOTS = listing("DescribeDBClusterSnapshots", "DBClusterSnapshots")
LIST_GLOBAL_CLUSTERS = listing("DescribeGlobalClusters", "GlobalClusters")

_KINDS_OF_SNAPSHOT = {"manual": "manual", "automated": "automated", "awsbackup": "aws_backup"}


def windows(unit: Unit) -> Lookup:
    """How far back each instance can be restored, by its DbiResourceId."""
    return Lookup(unit, LIST_WINDOWS, _note_window)


def _note_window(rows: Rows, backup: Raw) -> None:
    rows[text(backup["DbiResourceId"])] = {"earliest": backup.get("RestoreWindow", {}).get("EarliestTime")}


def _window(told: Raw) -> dict[str, Json]:
    return {"earliest_restorable_at": moment(told.get("earliest"))}


WINDOW = Section(LIST_WINDOWS.operation, ("earliest_restorable_at",), _window)


def instance_snapshots(unit: Unit) -> Lookup:
    """The snapshots of each instance, by its DbiResourceId."""
    return Lookup(unit, LIST_INSTANCE_SNAPSHOTS, partial(_note_snapshot, "DbiResourceId"))


def cluster_snapshots(unit: Unit) -> Lookup:
    """The snapshots of each cluster, by its DbClusterResourceId."""
    return Lookup(unit, LIST_CLUSTER_SNAPSHOTS, partial(_note_snapshot, "DbClusterResourceId"))


def _note_snapshot(by: str, rows: Rows, snapshot: Raw) -> None:
    """Only what can be restored counts. A copy is as old as what it was copied from, where AWS tells."""
    kind = snapshot["SnapshotType"]
    if kind not in _KINDS_OF_SNAPSHOT:
        raise ValueError(f"unknown SnapshotType {kind!r}")
    if text(snapshot["Status"]) != "available":
        return
    row = rows.setdefault(text(snapshot[by]), {"counts": dict.fromkeys(_KINDS_OF_SNAPSHOT, 0), "newest": {}})
    row["counts"][kind] += 1
    taken: datetime = snapshot.get("OriginalSnapshotCreateTime") or snapshot["SnapshotCreateTime"]
    row["newest"][kind] = max(taken, row["newest"].get(kind, taken))


def _snapshots(told: Raw) -> dict[str, Json]:
    counts: dict[str, int] = told.get("counts", {})
    newest: dict[str, datetime] = told.get("newest", {})
    return {
        "snapshots": {
            **{ours: counts.get(theirs, 0) for theirs, ours in _KINDS_OF_SNAPSHOT.items()},
            "newest_at": moment(max(newest.values(), default=None)),
            "newest_manual_at": moment(newest.get("manual")),
        }
    }


INSTANCE_SNAPSHOTS = Section(LIST_INSTANCE_SNAPSHOTS.operation, ("snapshots",), _snapshots)
CLUSTER_SNAPSHOTS = Section(LIST_CLUSTER_SNAPSHOTS.operation, ("snapshots",), _snapshots)


def global_clusters(unit: Unit) -> Lookup:
    """The global cluster that each cluster belongs to, by the cluster's ARN."""
    return Lookup(unit, LIST_GLOBAL_CLUSTERS, _note_global_cluster)


def _note_global_cluster(rows: Rows, cluster: Raw) -> None:
    members: list[dict[str, Any]] = [
        {
            "cluster_arn": member["DBClusterArn"],
            "writer": member["IsWriter"],
            "synchronization": member.get("SynchronizationStatus"),
        }
        for member in cluster.get("GlobalClusterMembers", [])
    ]
    for member in members:
        rows[text(member["cluster_arn"])] = {"arn": cluster["GlobalClusterArn"], "members": members}


def _global_cluster(told: Raw) -> dict[str, Json]:
    return {"global_cluster": told or None}


GLOBAL_CLUSTER = Section(LIST_GLOBAL_CLUSTERS.operation, ("global_cluster",), _global_cluster)
