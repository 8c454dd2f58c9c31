"""The collectors, run over the least that AWS can answer: a test says what else it does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from support.cloudwatch_answers import Metrics, data, listing
from support.stubbed_aws import ACCOUNT, REGION, Ran, Refusal, run

from scanner.collectors.backup import BACKUP
from scanner.collectors.dynamodb import DYNAMODB
from scanner.collectors.options import Options
from scanner.collectors.s3 import S3
from scanner.collectors.s3_metrics import S3_METRICS

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
    """One table, "orders", and nothing else, but for the changes; their keys are operations of DynamoDB, "tags" and
    "region".
    """
    checked = changes.pop("checked", True)
    region = changes.pop("region", REGION)
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    answers: dict[str, Any] = {
        "ListTables": {"TableNames": ["orders"]},
        "DescribeTable": BARE_TABLE,
        "DescribeContinuousBackups": _PITR_OFF,
        "DescribeTimeToLive": {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
        "ListBackups": {"BackupSummaries": []},
        "ListExports": {"ExportSummaries": []},
        "ListGlobalTables": {"GlobalTables": []},
    }
    asked = {f"dynamodb:{name}": answer for name, answer in (answers | changes).items()}
    return run(DYNAMODB, asked | {"resourcegroupstaggingapi:GetResources": tags}, checked=checked, region=region)


def bucket(name: str = "docs", region: str | None = REGION) -> dict[str, Any]:
    """An entry of ListBuckets. region: None where the endpoint does not tell it."""
    return {"Name": name, "CreationDate": THEN} | ({"BucketRegion": region} if region else {})


def s3(**changes: Any) -> Ran:
    """One bucket, "docs", of which nothing is configured, but for the changes; their keys are operations of S3, "tags"
    and "details".
    """
    checked = changes.pop("checked", True)
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    options = Options(details=changes.pop("details", True))
    answers: dict[str, Any] = {
        "ListBuckets": {"Buckets": [bucket()]},
        "GetBucketVersioning": {},
        "GetBucketLifecycleConfiguration": Refusal("NoSuchLifecycleConfiguration", status=404),
        "GetBucketEncryption": Refusal("ServerSideEncryptionConfigurationNotFoundError", status=404),
        "GetPublicAccessBlock": Refusal("NoSuchPublicAccessBlockConfiguration", status=404),
        "GetBucketPolicy": Refusal("NoSuchBucketPolicy", status=404),
        "GetObjectLockConfiguration": Refusal("ObjectLockConfigurationNotFoundError", status=404),
        "GetBucketReplication": Refusal("ReplicationConfigurationNotFoundError", status=404),
        "ListBucketInventoryConfigurations": {"IsTruncated": False},
        "ListBucketMetricsConfigurations": {"IsTruncated": False},
        "ListBucketIntelligentTieringConfigurations": {"IsTruncated": False},
    }
    asked = {f"s3:{name}": answer for name, answer in (answers | changes).items()}
    return run(S3, asked | {"resourcegroupstaggingapi:GetResources": tags}, checked=checked, options=options)


def s3_metrics(metrics: Metrics, **changes: Any) -> Ran:
    """CloudWatch with these metrics, but for the changes; their keys are operations of CloudWatch."""
    checked = changes.pop("checked", True)
    answers = {"ListMetrics": listing(metrics), "GetMetricData": data(metrics)} | changes
    return run(S3_METRICS, {f"cloudwatch:{name}": answer for name, answer in answers.items()}, checked=checked)


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
    "inventory_configurations": [],
    "metrics_configurations": [],
    "tiering_configurations": [],
}
"""The configuration of a bucket of which nothing is configured."""

BACKUP_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}"
VAULTS, PLANS, SELECTIONS = ("BackupVaultList", "BackupPlansList", "BackupSelectionsList")


def backup(**changes: Any) -> Ran:
    """Nothing at all, but for the changes; their keys are operations of AWS Backup, "key", "tags" and "details"."""
    checked = changes.pop("checked", True)
    options = Options(details=changes.pop("details", True))
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
        "GetBackupVaultNotifications": Refusal("ResourceNotFoundException"),
        "DescribeBackupVault": {"BackupVaultArn": f"{BACKUP_ARN}:backup-vault:main"},
        "ListRestoreJobs": {"RestoreJobs": []},
        "ListRestoreTestingPlans": {"RestoreTestingPlans": []},
        "ListFrameworks": {"Frameworks": []},
        "ListReportPlans": {"ReportPlans": []},
        "ListLegalHolds": {"LegalHolds": []},
    }
    asked = {f"backup:{name}": answer for name, answer in (answers | changes).items()}
    asked |= {"kms:DescribeKey": key, "resourcegroupstaggingapi:GetResources": tags}
    return run(BACKUP, asked, checked=checked, options=options)


def vault(name: str = "main", **changes: Any) -> dict[str, Any]:
    """An entry of ListBackupVaults."""
    return {"BackupVaultName": name, "BackupVaultArn": f"{BACKUP_ARN}:backup-vault:{name}"} | changes


def without(entry: dict[str, Any], name: str) -> dict[str, Any]:
    """The entry, less a field."""
    return {other: value for other, value in entry.items() if other != name}
