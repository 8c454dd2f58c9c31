"""The compliant facts of S3; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import (
    ACCOUNT,
    BUCKET_ARN,
    KEY_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    ROLE_ARN,
    make_fact,
    merged,
)

from scanner.model import Fact, Json


def bucket(**overrides: Any) -> Fact:
    name = overrides.get("name", "orders-content")
    config = {
        "created_at": "2024-05-01T08:00:00Z",
        "versioning": {"status": "Enabled", "mfa_delete": False},
        "lifecycle": {"configured": True, "rules": [lifecycle_rule()]},
        "object_lock": {"enabled": True, "mode": "COMPLIANCE", "default_retention_days": 90},
        "replication": {"configured": True, "role_arn": ROLE_ARN, "rules": [replication_rule()]},
        "encryption": {"algorithm": "aws:kms", "key_id": KEY_ARN, "bucket_key": True},
        "public_access_block": {
            "block_public_acls": True,
            "ignore_public_acls": True,
            "block_public_policy": True,
            "restrict_public_buckets": True,
        },
        "policy": {
            "exists": True,
            "denied_to_everyone": ["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion"],
            "denied_conditionally": [],
            "allowed": [],
        },
        "inventory_configurations": [inventory_configuration()],
        "metrics_configurations": [],
        "tiering_configurations": [],
    }
    tags = {"safehold:tier": "enterprise", "safehold:data-type": "document_content"}
    return make_fact("s3.bucket", f"arn:aws:s3:::{name}", name, config, overrides, tags=tags)


def lifecycle_rule(**overrides: Any) -> dict[str, Json]:
    rule = {
        "id": "old-versions",
        "enabled": True,
        "filter": {"prefix": "", "tags": {}, "size_greater_than_bytes": None, "size_less_than_bytes": None},
        "expiration_days": None,
        "expiration_date": None,
        "expired_object_delete_marker": False,
        "noncurrent_days": 400,
        "newer_noncurrent_versions": None,
        "abort_incomplete_multipart_days": 7,
        "transitions": [],
        "noncurrent_transitions": [],
    }
    return merged(rule, overrides)


def replication_rule(**overrides: Any) -> dict[str, Json]:
    rule = {
        "id": "everything",
        "priority": 1,
        "enabled": True,
        "filter": {"prefix": "", "tags": {}},
        "destination_bucket_arn": "arn:aws:s3:::orders-content-replica",
        "destination_account": OTHER_ACCOUNT,
        "storage_class": None,
        "replica_key_id": f"arn:aws:kms:{OTHER_REGION}:{OTHER_ACCOUNT}:key/5d0c2f9e-0a63-4c68-9a55-0c9e1f7b2d44",
        "kms_objects": True,
        "delete_markers": True,
        "existing_objects": None,
        "replica_modifications": None,
        "time_control_minutes": 15,
        "metrics": True,
    }
    return merged(rule, overrides)


def inventory_configuration(**overrides: Any) -> dict[str, Json]:
    configuration = {
        "id": "daily",
        "enabled": True,
        "prefix": "",
        "frequency": "Daily",
        "included_versions": "All",
        "optional_fields": ["ReplicationStatus", "Size"],
        "destination_bucket_arn": "arn:aws:s3:::orders-inventory",
        "destination_account": ACCOUNT,
        "destination_prefix": None,
        "format": "Parquet",
        "encryption": "SSE-S3",
        "key_id": None,
    }
    return merged(configuration, overrides)


def usage(**overrides: Any) -> Fact:
    name = overrides.get("name", "orders-content")
    config = {
        "bucket_arn": f"arn:aws:s3:::{name}",
        "measured_at": "2026-02-28T00:00:00Z",
        "object_count": 98765,
        "storage": [{"type": "StandardStorage", "size_bytes": 123_456_789}],
    }
    return make_fact("s3.usage", f"arn:aws:s3:{REGION}:{ACCOUNT}:usage/{name}", name, config, overrides)


def replication_metrics(**overrides: Any) -> Fact:
    source, destination, rule = "orders-content", "orders-content-replica", "everything"
    config = {
        "source_bucket_arn": BUCKET_ARN,
        "destination_bucket_arn": f"arn:aws:s3:::{destination}",
        "rule_id": rule,
        "observed_from": "2026-02-22T12:00:00Z",
        "observed_until": "2026-03-01T12:00:00Z",
        "period_seconds": 3600,
        "operations_pending": series(4, 2, 0),
        "bytes_pending": series(4096, 2048, 0),
        "latency_seconds": series(9, 8, 7),
        "operations_failed": series(0, 0, 0),
    }
    arn = f"arn:aws:s3:{OTHER_REGION}:{ACCOUNT}:replication-metrics/{source}/{destination}/{rule}"
    overrides = {"region": OTHER_REGION, **overrides}
    return make_fact("s3.replication_metrics", arn, f"{source}/{rule}", config, overrides)


def series(first: int, second: int, third: int) -> dict[str, Json]:
    """The last three hours before AS_OF."""
    hours = (("09", first), ("10", second), ("11", third))
    return {
        "exists": True,
        "points": [{"at": f"2026-03-01T{hour}:00:00Z", "value": value} for hour, value in hours],
        "latest_at": "2026-03-01T11:00:00Z",
        "latest_value": third,
        "slope_per_hour": (third - first) / 2,
    }
