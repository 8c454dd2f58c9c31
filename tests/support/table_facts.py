"""The compliant facts of DynamoDB; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, KEY_ARN, OTHER_REGION, REGION, TABLE_ARN, make_fact

from scanner.model import Fact, Json


def table(**overrides: Any) -> Fact:
    name = overrides.get("name", "orders")
    region, account = overrides.get("region", REGION), overrides.get("account", ACCOUNT)
    config = {
        "status": "ACTIVE",
        "created_at": "2024-05-01T08:00:00Z",
        "table_class": "STANDARD",
        "billing_mode": "PAY_PER_REQUEST",
        "item_count": 12345,
        "size_bytes": 9876543,
        "deletion_protection": True,
        "stream": {"enabled": True, "view_type": "NEW_AND_OLD_IMAGES"},
        "ttl": {"enabled": False, "attribute": None},
        "encryption": {"type": "KMS", "key_arn": KEY_ARN},
        "pitr": {
            "enabled": True,
            "window_days": 35,
            "earliest_restorable_at": "2026-01-25T12:00:00Z",
            "latest_restorable_at": "2026-03-01T11:55:00Z",
        },
        "replicas": [],
        "witnesses": [],
        "consistency": None,
        "global_table_version": None,
        "restore": None,
    }
    tags = {"safehold:tier": "enterprise", "safehold:data-type": "document_metadata"}
    return make_fact(
        "dynamodb.table", f"arn:aws:dynamodb:{region}:{account}:table/{name}", name, config, overrides, tags=tags
    )


def table_backup(**overrides: Any) -> Fact:
    config = {
        "table_arn": TABLE_ARN,
        "table_name": "orders",
        "type": "USER",
        "status": "AVAILABLE",
        "created_at": "2026-02-20T03:00:00Z",
        "expires_at": None,
        "size_bytes": 9876543,
    }
    return make_fact("dynamodb.backup", f"{TABLE_ARN}/backup/01771556400000-5c6d7e8f", "monthly", config, overrides)


def table_export(**overrides: Any) -> Fact:
    export = "01771556400000-9a8b7c6d"
    config = {
        "table_arn": TABLE_ARN,
        "type": "FULL_EXPORT",
        "status": "COMPLETED",
        "export_time": "2026-02-20T03:00:00Z",
        "completed_at": "2026-02-20T03:30:00Z",
        "bucket": "orders-exports",
        "bucket_owner": ACCOUNT,
        "prefix": "orders/",
        "sse_algorithm": "KMS",
        "sse_key_id": KEY_ARN,
        "format": "DYNAMODB_JSON",
        "failure_code": None,
    }
    return make_fact("dynamodb.export", f"{TABLE_ARN}/export/{export}", export, config, overrides)


def replica(region: str = "us-east-1") -> dict[str, Json]:
    """An entry of a table's replicas."""
    return {"region": region, "arn": None, "status": "ACTIVE", "key_arn": None, "table_class": None}


def global_table(**overrides: Any) -> Fact:
    config = {
        "version": "2017.11.29",
        "replica_regions": [REGION, OTHER_REGION],
        "status": "ACTIVE",
        "created_at": "2019-05-01T08:00:00Z",
    }
    arn = f"arn:aws:dynamodb::{ACCOUNT}:global-table/orders"
    return make_fact("dynamodb.global_table", arn, "orders", config, overrides)
