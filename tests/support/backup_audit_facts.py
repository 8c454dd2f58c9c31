"""The facts of AWS Backup's restores, restore testing, audits and global settings; see support.facts."""

from __future__ import annotations

from typing import Any

from support.fact_parts import (
    ACCOUNT,
    POINT_ARN,
    REGION,
    ROLE_ARN,
    TABLE_ARN,
    VAULT_ARN,
    make_fact,
)

from scanner.model import Fact

_BACKUP = f"arn:aws:backup:{REGION}:{ACCOUNT}"
TESTING_PLAN_ARN = f"{_BACKUP}:restore-testing-plan:quarterly-1f0c"
FRAMEWORK_ARN = f"{_BACKUP}:framework:company-7d2e"


def restore_job(**overrides: Any) -> Fact:
    job = "A1B2C3D4-0003"
    config = {
        "recovery_point_arn": POINT_ARN,
        "recovery_point_created_at": "2026-02-15T05:10:00Z",
        "vault_arn": VAULT_ARN,
        "resource_type": "DynamoDB",
        "source_resource_arn": TABLE_ARN,
        "created_resource_arn": f"{TABLE_ARN}-restore-test",
        "status": "COMPLETED",
        "status_message": None,
        "created_at": "2026-02-15T09:00:00Z",
        "completed_at": "2026-02-15T09:45:00Z",
        "duration_seconds": 2700,
        "expected_completion_minutes": 60,
        "backup_size_bytes": 9876543,
        "validation": {"status": "SUCCESSFUL", "message": None},
        "deletion": {"status": "SUCCESSFUL", "message": None},
        "testing_plan_arn": TESTING_PLAN_ARN,
        "is_parent": False,
        "parent_job_id": None,
    }
    return make_fact("backup.restore_job", f"{_BACKUP}:restore-job:{job}", job, config, overrides)


def restore_testing_plan(**overrides: Any) -> Fact:
    config = {
        "schedule": "cron(0 9 15 2,5,8,11 ? *)",
        "timezone": "Etc/UTC",
        "start_window_hours": 24,
        "created_at": "2025-01-10T08:00:00Z",
        "updated_at": None,
        "last_execution_at": "2026-02-15T09:00:00Z",
        "recovery_points": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "window_days": 30,
            "types": ["CONTINUOUS", "SNAPSHOT"],
            "include_vaults": ["*"],
            "exclude_vaults": [],
        },
    }
    return make_fact("backup.restore_testing_plan", TESTING_PLAN_ARN, "quarterly", config, overrides)


def restore_testing_selection(**overrides: Any) -> Fact:
    config = {
        "plan_arn": TESTING_PLAN_ARN,
        "plan_name": "quarterly",
        "resource_type": "DynamoDB",
        "role_arn": ROLE_ARN,
        "validation_window_hours": 8,
        "created_at": "2025-01-10T08:00:00Z",
        "resource_arns": ["*"],
        "conditions": {"string_equals": [], "string_not_equals": []},
        "overridden_metadata": ["encryptionType"],
    }
    arn = f"{TESTING_PLAN_ARN}/selection/tables"
    return make_fact("backup.restore_testing_selection", arn, "tables", config, overrides)


def framework(**overrides: Any) -> Fact:
    config = {
        "deployment_status": "COMPLETED",
        "created_at": "2025-01-10T08:00:00Z",
        "control_count": 1,
        "status": "ACTIVE",
        "controls": [
            {
                "name": "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK",
                "parameters": [{"name": "requiredRetentionDays", "value": "90"}],
                "scope": {"resource_ids": [], "resource_types": [], "tags": {}},
            }
        ],
    }
    return make_fact("backup.framework", FRAMEWORK_ARN, "company", config, overrides)


def report_plan(**overrides: Any) -> Fact:
    config = {
        "template": "CONTROL_COMPLIANCE_REPORT",
        "framework_arns": [FRAMEWORK_ARN],
        "accounts": [],
        "organization_units": [],
        "regions": [],
        "bucket": "backup-reports",
        "prefix": None,
        "formats": ["CSV"],
        "deployment_status": "COMPLETED",
        "created_at": "2025-01-10T08:00:00Z",
        "last_attempted_at": "2026-03-01T06:00:00Z",
        "last_succeeded_at": "2026-03-01T06:00:00Z",
    }
    return make_fact("backup.report_plan", f"{_BACKUP}:report-plan:daily-9b1c", "daily", config, overrides)


def legal_hold(**overrides: Any) -> Fact:
    hold = "5e1a7c3d-2b44-4f0e-9d61-0c8f7a6b5e4d"
    config = {
        "legal_hold_id": hold,
        "status": "ACTIVE",
        "created_at": "2025-06-01T08:00:00Z",
        "cancelled_at": None,
        "record_kept_until": None,
        "recovery_points": {
            "vault_names": ["main"],
            "resources": ["*"],
            "created_from": "2025-01-01T00:00:00Z",
            "created_to": "2025-06-01T00:00:00Z",
        },
    }
    return make_fact("backup.legal_hold", f"{_BACKUP}:legal-hold:{hold}", "case 4711", config, overrides)


def global_settings(**overrides: Any) -> Fact:
    account = overrides.get("account", ACCOUNT)
    config = {
        "in_organization": True,
        "cross_account_backup": True,
        "multi_party_approval": False,
        "delegated_administrator": False,
        "updated_at": "2025-01-10T08:00:00Z",
    }
    overrides = {"region": "global", **overrides}
    return make_fact("backup.global_settings", f"arn:aws:backup::{account}:global-settings", account, config, overrides)
