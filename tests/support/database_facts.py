"""The compliant facts of databases, file systems and disks; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, KEY_ARN, OTHER_REGION, REGION, make_fact

from scanner.model import Fact, Json

_SNAPSHOTS: Json = {
    "manual": 2,
    "automated": 14,
    "aws_backup": 0,
    "newest_at": "2026-03-01T02:10:00Z",
    "newest_manual_at": "2026-02-20T03:00:00Z",
}


def _database(**more: Json) -> dict[str, Json]:
    return {
        "engine_version": "16.4",
        "status": "available",
        "created_at": "2024-05-01T08:00:00Z",
        "allocated_gib": 100,
        "multi_az": True,
        "deletion_protection": True,
        "encrypted": True,
        "key_id": KEY_ARN,
        "backup_retention_days": 14,
        "backup_window": "02:00-02:30",
        "earliest_restorable_at": "2026-02-15T02:10:00Z",
        "latest_restorable_at": "2026-03-01T11:55:00Z",
        "aws_backup_recovery_point_arn": None,
        "replica_of_arn": None,
        "replica_arns": [],
        "snapshots": _SNAPSHOTS,
        **more,
    }


def db_instance(**overrides: Any) -> Fact:
    name = overrides.get("name", "ledger")
    replica = f"arn:aws:rds:{OTHER_REGION}:{ACCOUNT}:auto-backup:ab-1a2b3c"
    config = _database(engine="postgres", cluster_arn=None, backup_replicas=[{"arn": replica, "region": OTHER_REGION}])
    return make_fact("rds.instance", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{name}", name, config, overrides)


def db_cluster(**overrides: Any) -> Fact:
    name = overrides.get("name", "ledger")
    config = _database(
        engine="aurora-postgresql",
        members=[{"name": "ledger-1", "writer": True}, {"name": "ledger-2", "writer": False}],
        backtrack_window_seconds=None,
        earliest_backtrack_at=None,
        global_cluster=None,
    )
    return make_fact("rds.cluster", f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:{name}", name, config, overrides)


def file_system(**overrides: Any) -> Fact:
    config = {
        "file_system_id": "fs-1a2b3c4d",
        "state": "available",
        "created_at": "2024-05-01T08:00:00Z",
        "size_bytes": 9876543,
        "encrypted": True,
        "key_id": KEY_ARN,
        "availability_zone": None,
        "overwrite_protection": "ENABLED",
        "backup_policy": {"enabled": True},
        "lifecycle": {"to_infrequent_access_days": 30, "to_archive_days": None, "back_on_access": True},
        "replication": {"destinations": [], "source_arn": None},
    }
    arn = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/fs-1a2b3c4d"
    return make_fact("efs.file_system", arn, "search-index", config, overrides)


def volume(**overrides: Any) -> Fact:
    config = {
        "volume_id": "vol-1a2b3c4d",
        "state": "in-use",
        "type": "gp3",
        "size_gib": 100,
        "created_at": "2024-05-01T08:00:00Z",
        "availability_zone": f"{REGION}a",
        "encrypted": True,
        "key_arn": KEY_ARN,
        "made_of_snapshot_id": None,
        "attachments": [
            {"instance_id": "i-1a2b3c4d", "resource_arn": None, "state": "attached", "delete_on_termination": False}
        ],
    }
    return make_fact("ec2.volume", f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1a2b3c4d", "data", config, overrides)


def snapshot(**overrides: Any) -> Fact:
    config = {
        "snapshot_id": "snap-1a2b3c4d",
        "volume_arn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1a2b3c4d",
        "state": "completed",
        "storage_tier": "standard",
        "started_at": "2026-03-01T02:00:00Z",
        "completed_at": "2026-03-01T02:20:00Z",
        "volume_size_gib": 100,
        "size_bytes": 9876543,
        "encrypted": True,
        "key_arn": KEY_ARN,
        "lock": {
            "state": "compliance",
            "duration_days": 30,
            "locked_at": "2026-03-01T02:20:00Z",
            "cooling_off_until": None,
            "expires_at": "2026-03-31T02:20:00Z",
        },
    }
    return make_fact("ec2.snapshot", f"arn:aws:ec2:{REGION}::snapshot/snap-1a2b3c4d", "nightly", config, overrides)
