"""The collectors, run over the least that AWS can answer: a test says what else it does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from support.stubbed_aws import ACCOUNT, REGION, Ran, Refusal, run

from scanner.collectors.backup import BACKUP
from scanner.collectors.dynamodb import DYNAMODB
from scanner.collectors.s3 import S3

THEN = datetime(2026, 3, 1, 4, 5, 6, 789, UTC)
AT = "2026-03-01T04:05:06Z"

TABLES = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table"
BARE_TABLE = {"Table": {"TableName": "orders", "TableStatus": "ACTIVE"}}
_PITR_OFF = {
    "ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }
}


def dynamodb(**changes: Any) -> Ran:
    """One table, "orders", and nothing else, but for the changes; their keys are operations of DynamoDB, and "tags"."""
    checked = changes.pop("checked", True)
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    answers: dict[str, Any] = {
        "ListTables": {"TableNames": ["orders"]},
        "DescribeTable": BARE_TABLE,
        "DescribeContinuousBackups": _PITR_OFF,
        "DescribeTimeToLive": {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
        "ListBackups": {"BackupSummaries": []},
        "ListExports": {"ExportSummaries": []},
    }
    asked = {f"dynamodb:{name}": answer for name, answer in (answers | changes).items()}
    return run(DYNAMODB, asked | {"resourcegroupstaggingapi:GetResources": tags}, checked=checked)


def bucket(name: str = "docs", region: str | None = REGION) -> dict[str, Any]:
    """An entry of ListBuckets. region: None where the endpoint does not tell it."""
    return {"Name": name, "CreationDate": THEN} | ({"BucketRegion": region} if region else {})


def s3(**changes: Any) -> Ran:
    """One bucket, "docs", of which nothing is configured, but for the changes; their keys are operations of S3."""
    checked = changes.pop("checked", True)
    answers: dict[str, Any] = {
        "ListBuckets": {"Buckets": [bucket()]},
        "GetBucketVersioning": {},
        "GetBucketLifecycleConfiguration": Refusal("NoSuchLifecycleConfiguration", status=404),
        "GetBucketEncryption": Refusal("ServerSideEncryptionConfigurationNotFoundError", status=404),
        "GetPublicAccessBlock": Refusal("NoSuchPublicAccessBlockConfiguration", status=404),
        "GetBucketPolicy": Refusal("NoSuchBucketPolicy", status=404),
        "GetObjectLockConfiguration": Refusal("ObjectLockConfigurationNotFoundError", status=404),
        "GetBucketReplication": Refusal("ReplicationConfigurationNotFoundError", status=404),
    }
    asked = {f"s3:{name}": answer for name, answer in (answers | changes).items()}
    return run(S3, asked | {"resourcegroupstaggingapi:GetResources": {"ResourceTagMappingList": []}}, checked=checked)


UNSET: dict[str, Any] = {
    "created_at": AT,
    "versioning": {"status": "Disabled", "mfa_delete": False},
    "lifecycle": {"configured": False, "rules": []},
    "object_lock": {"enabled": False, "mode": None, "default_retention_days": None},
    "replication": {"configured": False, "role_arn": None, "rules": []},
    "encryption": {"algorithm": None, "key_id": None, "bucket_key": False},
    "public_access_block": {
        "block_public_acls": False,
        "ignore_public_acls": False,
        "block_public_policy": False,
        "restrict_public_buckets": False,
    },
    "policy": {"exists": False, "denied_to_everyone": [], "denied_conditionally": [], "allowed": []},
}
"""The configuration of a bucket of which nothing is configured."""

BACKUP_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}"
VAULTS, PLANS, SELECTIONS = ("BackupVaultList", "BackupPlansList", "BackupSelectionsList")


def backup(**changes: Any) -> Ran:
    """Nothing at all, but for the changes; their keys are operations of AWS Backup, "key" and "tags"."""
    checked = changes.pop("checked", True)
    key = changes.pop("key", Refusal("AccessDeniedException"))
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    answers: dict[str, Any] = {
        "ListBackupVaults": {VAULTS: []},
        "ListBackupPlans": {PLANS: []},
        "ListBackupJobs": {"BackupJobs": []},
        "ListCopyJobs": {"CopyJobs": []},
        "ListProtectedResources": {"Results": []},
        "DescribeRegionSettings": {"ResourceTypeOptInPreference": {}},
        "ListRecoveryPointsByBackupVault": {"RecoveryPoints": []},
        "GetBackupVaultAccessPolicy": Refusal("ResourceNotFoundException"),
    }
    asked = {f"backup:{name}": answer for name, answer in (answers | changes).items()}
    return run(BACKUP, asked | {"kms:DescribeKey": key, "resourcegroupstaggingapi:GetResources": tags}, checked=checked)


def vault(name: str = "main", **changes: Any) -> dict[str, Any]:
    """An entry of ListBackupVaults."""
    return {"BackupVaultName": name, "BackupVaultArn": f"{BACKUP_ARN}:backup-vault:{name}"} | changes


def without(entry: dict[str, Any], name: str) -> dict[str, Any]:
    """The entry, less a field."""
    return {other: value for other, value in entry.items() if other != name}
