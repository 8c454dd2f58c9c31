"""The compliant facts of AWS Backup; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import (
    ACCOUNT,
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
    TOPIC_ARN,
    VAULT_ARN,
    make_fact,
    merged,
)

from scanner.model import Fact, Json


def vault(**overrides: Any) -> Fact:
    name = overrides.get("name", "main")
    region, account = overrides.get("region", REGION), overrides.get("account", ACCOUNT)
    config = {
        "type": "BACKUP_VAULT",
        "state": "AVAILABLE",
        "created_at": "2024-05-01T08:00:00Z",
        "recovery_point_count": 40,
        "encryption_key_type": "CUSTOMER_MANAGED_KMS_KEY",
        "encryption_key": {
            "arn": KEY_ARN,
            "manager": "CUSTOMER",
            "state": "Enabled",
            "deletion_at": None,
            "multi_region": False,
        },
        "lock": {
            "locked": True,
            "locks_at": "2024-06-01T08:00:00Z",
            "min_retention_days": 90,
            "max_retention_days": None,
        },
        "policy": {
            "exists": True,
            "denied_to_everyone": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
            "denied_conditionally": [],
            "allowed": [],
        },
        "notifications": {
            "configured": True,
            "topic_arn": TOPIC_ARN,
            "events": ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"],
        },
        "approval_team_arn": None,
        "source_vault_arn": None,
    }
    return make_fact("backup.vault", f"arn:aws:backup:{region}:{account}:backup-vault:{name}", name, config, overrides)


def plan(**overrides: Any) -> Fact:
    config = {
        "plan_id": PLAN_ID,
        "version_id": "ZmY4N2I1",
        "created_at": "2024-05-01T08:00:00Z",
        "last_execution_at": "2026-03-01T05:00:00Z",
        "rules": [plan_rule()],
    }
    return make_fact("backup.plan", PLAN_ARN, "daily", config, overrides)


def plan_rule(**overrides: Any) -> dict[str, Json]:
    rule = {
        "id": RULE_ID,
        "name": "daily",
        "vault_name": "main",
        "schedule": "cron(0 5 * * ? *)",
        "timezone": "Etc/UTC",
        "start_window_minutes": 60,
        "completion_window_minutes": 660,
        "delete_after_days": 365,
        "move_to_cold_after_days": None,
        "continuous": False,
        "recovery_point_tags": {},
        "copies": [{"vault_arn": COPY_VAULT_ARN, "delete_after_days": 365, "move_to_cold_after_days": None}],
    }
    return merged(rule, overrides)


def selection(**overrides: Any) -> Fact:
    config = {
        "plan_arn": PLAN_ARN,
        "plan_id": PLAN_ID,
        "role_arn": ROLE_ARN,
        "assignment": {
            "resources": [TABLE_ARN, BUCKET_ARN],
            "not_resources": [],
            "tag_conditions": [],
            "conditions": {"string_equals": [], "string_not_equals": [], "string_like": [], "string_not_like": []},
        },
    }
    return make_fact("backup.selection", f"{PLAN_ARN}/selection/4f2c6a8e", "orders", config, overrides)


def recovery_point(**overrides: Any) -> Fact:
    config = {
        "vault_name": "main",
        "vault_arn": VAULT_ARN,
        "vault_type": "BACKUP_VAULT",
        "resource_arn": TABLE_ARN,
        "resource_type": "DynamoDB",
        "status": "COMPLETED",
        "status_message": None,
        "created_at": "2026-03-01T05:10:00Z",
        "completed_at": "2026-03-01T05:40:00Z",
        "expires_at": "2027-03-01T05:10:00Z",
        "moves_to_cold_at": None,
        "last_restored_at": "2026-02-15T09:00:00Z",
        "storage_class": "WARM",
        "index_status": None,
        "size_bytes": 9876543,
        "encrypted": True,
        "key_arn": KEY_ARN,
        "encryption_key_type": "CUSTOMER_MANAGED_KMS_KEY",
        "plan_arn": PLAN_ARN,
        "rule_id": RULE_ID,
        "source_vault_arn": None,
        "is_parent": False,
        "parent_arn": None,
        "continuous": False,
    }
    return make_fact("backup.recovery_point", POINT_ARN, "orders", config, overrides)


def protected_resource(**overrides: Any) -> Fact:
    config = {
        "resource_arn": TABLE_ARN,
        "resource_type": "DynamoDB",
        "last_backup_at": "2026-03-01T05:10:00Z",
        "last_vault_arn": VAULT_ARN,
    }
    return make_fact("backup.protected_resource", TABLE_ARN, "orders", config, overrides)


def backup_job(**overrides: Any) -> Fact:
    job = "A1B2C3D4-0001"
    config = _job() | {"state": "COMPLETED", "vault_arn": VAULT_ARN, "vault_name": "main"}
    return make_fact("backup.job", f"arn:aws:backup:{REGION}:{ACCOUNT}:job/{job}", job, config, overrides)


def copy_job(**overrides: Any) -> Fact:
    job = "A1B2C3D4-0002"
    config = _job() | {
        "state": "COMPLETED",
        "source_vault_arn": VAULT_ARN,
        "destination_vault_arn": COPY_VAULT_ARN,
        "destination_account": OTHER_ACCOUNT,
        "destination_region": OTHER_REGION,
    }
    return make_fact("backup.copy_job", f"arn:aws:backup:{REGION}:{ACCOUNT}:copy-job/{job}", job, config, overrides)


def _job() -> dict[str, Json]:
    return {
        "resource_arn": TABLE_ARN,
        "resource_type": "DynamoDB",
        "created_at": "2026-03-01T05:10:00Z",
        "completed_at": "2026-03-01T05:40:00Z",
        "recovery_point_arn": POINT_ARN,
        "plan_arn": PLAN_ARN,
        "rule_id": RULE_ID,
        "message": None,
    }


def region_settings(**overrides: Any) -> Fact:
    region, account = overrides.get("region", REGION), overrides.get("account", ACCOUNT)
    config = {"opt_in": {"DynamoDB": True, "S3": True}, "management": {"DynamoDB": True, "S3": True}}
    return make_fact(
        "backup.region_settings",
        f"arn:aws:backup:{region}:{account}:region-settings",
        region,
        config,
        overrides,
        tags={},
    )
