"""The compliant facts of OpenSearch; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, BUCKET_ARN, KEY_ARN, REGION, ROLE_ARN, make_fact

from scanner.model import Fact, Json

_DOMAIN_ARN = f"arn:aws:es:{REGION}:{ACCOUNT}:domain/orders-search"
_REPOSITORY = "nightly"

_SNAPSHOTS: dict[str, Json] = {
    "count": 30,
    "succeeded": 30,
    "partial": 0,
    "failed": 0,
    "in_progress": 0,
    "newest_success_at": "2026-03-01T01:00:00Z",
    "oldest_success_at": "2026-01-31T01:00:00Z",
}


def domain(**overrides: Any) -> Fact:
    config = {
        "engine": "OpenSearch",
        "engine_version": "OpenSearch_2.19",
        "created": True,
        "deleted": False,
        "processing": False,
        "upgrade_processing": False,
        "processing_status": "Active",
        "endpoint": f"vpc-orders-search-1a2b3c.{REGION}.es.amazonaws.com",
        "cluster": {
            "instance_type": "r6g.large.search",
            "instance_count": 3,
            "dedicated_master": {"enabled": True, "type": "m6g.large.search", "count": 3},
            "warm": {"enabled": False, "type": None, "count": None},
            "cold_storage": False,
            "zone_awareness": {"enabled": True, "availability_zones": 3},
            "multi_az_with_standby": False,
        },
        "ebs": {"enabled": True, "volume_type": "gp3", "volume_size_bytes": 107374182400},
        "encryption_at_rest": {"enabled": True, "key_id": KEY_ARN},
        "node_to_node_encryption": True,
        "vpc": {
            "vpc_id": "vpc-1a2b3c4d",
            "subnet_ids": ["subnet-1a2b3c4d", "subnet-5e6f7a8b", "subnet-9c0d1e2f"],
            "availability_zones": [f"{REGION}a", f"{REGION}b", f"{REGION}c"],
            "security_group_ids": ["sg-1a2b3c4d"],
        },
        "automated_snapshot_start_hour": 0,
        "automated_snapshot_pause": {"enabled": False, "state": "Disabled", "starts_at": None, "ends_at": None},
        "manual_snapshots": {"repositories": 1, **_SNAPSHOTS},
    }
    tags = {"safehold:tier": "enterprise", "safehold:data-type": "search_index"}
    return make_fact("opensearch.domain", _DOMAIN_ARN, "orders-search", config, overrides, tags=tags)


def snapshot_repository(**overrides: Any) -> Fact:
    config = {
        "domain_arn": _DOMAIN_ARN,
        "type": "s3",
        "automated": False,
        "bucket": f"{BUCKET_ARN.rpartition(':')[2]}-snapshots",
        "base_path": "orders-search",
        "region": REGION,
        "role_arn": ROLE_ARN,
        "readonly": False,
        "snapshots": dict(_SNAPSHOTS),
    }
    arn = f"{_DOMAIN_ARN}/snapshot-repository/{_REPOSITORY}"
    return make_fact("opensearch.snapshot_repository", arn, _REPOSITORY, config, overrides)


def search_snapshot(**overrides: Any) -> Fact:
    name, repository = overrides.get("name", "2026-03-01"), f"{_DOMAIN_ARN}/snapshot-repository/{_REPOSITORY}"
    config = {
        "domain_arn": _DOMAIN_ARN,
        "repository_arn": repository,
        "repository": _REPOSITORY,
        "state": "SUCCESS",
        "started_at": "2026-03-01T01:00:00Z",
        "ended_at": "2026-03-01T01:04:00Z",
        "duration_seconds": 240,
        "index_count": 2,
        "indices": ["customers", "orders"],
        "indices_truncated": False,
        "shards": {"total": 10, "successful": 10, "failed": 0},
    }
    return make_fact("opensearch.snapshot", f"{repository}/snapshot/{name}", name, config, overrides)


def collection(**overrides: Any) -> Fact:
    config = {
        "status": "ACTIVE",
        "type": "SEARCH",
        "created_at": "2024-05-01T08:00:00Z",
        "key_arn": KEY_ARN,
        "standby_replicas": True,
        "deletion_protection": True,
    }
    arn = f"arn:aws:aoss:{REGION}:{ACCOUNT}:collection/1a2b3c4d5e6f7a8b9c0d"
    return make_fact("opensearch.collection", arn, "orders-search", config, overrides)
