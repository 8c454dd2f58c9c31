"""One compliant fact per kind, and a way to change the one field that a test is about.

    table()                                      a table that meets every tier
    table(pitr={"enabled": False})               the same with PITR off: an object is merged into the default's
    table(pitr=None, gaps=(gap("/config/pitr"),))    PITR unreadable: null and a gap go together
    bucket(name="b", tags=None)                  `name` gives the ARN too, unless `id` does
    plan(rules=[plan_rule(continuous=True)])     a list replaces the default's list

Keyword arguments are fields of the fact (`name`, `id`, `account`, `region`, `tags`, `gaps`) or of its config.
All moments lie around AS_OF. Objects with free keys (`opt_in`, `management`, `resources`) are replaced, not merged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from support.backup_facts import (
    backup_job,
    copy_job,
    plan,
    plan_rule,
    protected_resource,
    recovery_point,
    region_settings,
    selection,
    vault,
)
from support.fact_parts import (
    ACCOUNT,
    AS_OF,
    BUCKET_ARN,
    COPY_VAULT_ARN,
    KEY_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    PLAN_ARN,
    PLAN_ID,
    POINT_ARN,
    REGION,
    ROLE_ARN,
    RULE_ID,
    TABLE_ARN,
    VAULT_ARN,
    make_fact,
    merged,
)

from scanner.model import CoverageUnit, Fact, Gap, GapReason, Json, Scope

__all__ = [
    "ACCOUNT",
    "AS_OF",
    "BUCKET_ARN",
    "BUILDERS",
    "COPY_VAULT_ARN",
    "KEY_ARN",
    "OTHER_ACCOUNT",
    "OTHER_REGION",
    "PLAN_ARN",
    "PLAN_ID",
    "POINT_ARN",
    "REGION",
    "ROLE_ARN",
    "RULE_ID",
    "TABLE_ARN",
    "VAULT_ARN",
    "account_fact",
    "backup_job",
    "bucket",
    "copy_job",
    "gap",
    "installation",
    "lifecycle_rule",
    "plan",
    "plan_rule",
    "protected_resource",
    "recovery_point",
    "region_settings",
    "replication_rule",
    "scope",
    "selection",
    "table",
    "table_backup",
    "table_export",
    "unit",
    "vault",
]


def gap(path: str, reason: GapReason = GapReason.ACCESS_DENIED, operation: str = "", detail: str = "denied") -> Gap:
    return Gap(path=path, operation=operation, reason=reason, detail=detail)


def scope(
    *, accounts: tuple[str, ...] = (ACCOUNT,), regions: tuple[str, ...] = (REGION,), collectors: tuple[str, ...] = ()
) -> Scope:
    return Scope(accounts=accounts, regions=regions, collectors=collectors or ("account", "backup", "dynamodb", "s3"))


def unit(  # noqa: PLR0913 - one keyword for each field of the unit
    *kinds: str,
    account: str = ACCOUNT,
    region: str = REGION,
    collector: str = "dynamodb",
    gaps: tuple[Gap, ...] = (),
    vanished: int = 0,
    calls: Mapping[str, int] | None = None,
) -> CoverageUnit:
    return CoverageUnit(account, region, collector, kinds, gaps, vanished, calls or {})


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
        "global_table_version": None,
        "restore": None,
    }
    tags = {"safehold:tier": "enterprise", "safehold:data-type": "document_metadata"}
    return make_fact(
        "dynamodb.table", f"arn:aws:dynamodb:{region}:{account}:table/{name}", name, config, overrides, tags=tags
    )


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


def installation(**overrides: Any) -> Fact:
    env = overrides.get("environment", "prod")
    region, account = overrides.get("region", REGION), overrides.get("account", ACCOUNT)
    config = {
        "environment": env,
        "version": "1.19.0",
        "edition": "core",
        "resources": {
            "dynamodb/DocumentsTableName": f"formkiq-core-{env}-documents",
            "dynamodb/DocumentSyncsTableName": f"formkiq-core-{env}-documentsyncs",
            "dynamodb/CacheTableName": f"formkiq-core-{env}-cache",
            "s3/DocumentsS3Bucket": f"formkiq-core-{env}-documents-{account}",
            "s3/DocumentsStageS3Bucket": f"formkiq-core-{env}-staging-{account}",
            "s3/OcrBucket": f"formkiq-core-{env}-ocr-{account}",
            "s3/Console": f"formkiq-{env}-web-ui-{account}",
        },
    }
    arn = f"arn:aws:ssm:{region}:{account}:parameter/formkiq/{env}"
    return make_fact("formkiq.installation", arn, env, config, overrides)


def account_fact(**overrides: Any) -> Fact:
    account = overrides.get("account", ACCOUNT)
    config = {"partition": "aws", "enabled_regions": [REGION, OTHER_REGION]}
    overrides = {"region": "global", **overrides}
    return make_fact("account", f"arn:aws:iam::{account}:root", account, config, overrides)


BUILDERS: Mapping[str, Callable[..., Fact]] = {
    "account": account_fact,
    "backup.copy_job": copy_job,
    "backup.job": backup_job,
    "backup.plan": plan,
    "backup.protected_resource": protected_resource,
    "backup.recovery_point": recovery_point,
    "backup.region_settings": region_settings,
    "backup.selection": selection,
    "backup.vault": vault,
    "dynamodb.backup": table_backup,
    "dynamodb.export": table_export,
    "dynamodb.table": table,
    "formkiq.installation": installation,
    "s3.bucket": bucket,
}
"""The builder of each kind."""
