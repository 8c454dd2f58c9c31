"""What AWS Backup holds of the made-up estate: every resource with tags is backed up, to each vault in turn."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from bench.answered import Refusal
from bench.asked import Parameters
from bench.estate import BORN, TAKEN, Answer, Answers, Place, page, tagged

_NOT_FOUND = Refusal("ResourceNotFoundException", "there is none")
_PAGED = ("MaxResults", "NextToken", 1000)
_KEPT_DAYS = 35
_COPIED_EVERY = 10


@cache
def _protected(place: Place) -> list[str]:
    """The ARNs of what is backed up, buckets first."""
    return [arn for arn, _ in tagged(place)] if place.estate.vaults else []


def _type(arn: str) -> str:
    return "S3" if ":s3:" in arn else "DynamoDB"


def _listing(items: str, given: Parameters, count: int, make: Any) -> Answer:
    entries, token = page(given, count, make, _PAGED)
    return {items: entries} | ({"NextToken": token} if token else {})


def _vault(place: Place, number: int) -> dict[str, Any]:
    lock = {"MinRetentionDays": 7, "MaxRetentionDays": 400} if number == 0 else {}
    return {
        "BackupVaultName": f"vault-{number}",
        "BackupVaultArn": _vault_arn(place, number),
        "VaultType": "BACKUP_VAULT",
        "VaultState": "AVAILABLE",
        "EncryptionKeyArn": place.arn("kms", "key/backups"),
        "CreationDate": BORN,
        "NumberOfRecoveryPoints": len(_points(place, number)),
        "Locked": number == 0,
        **lock,
    }


def _vault_arn(place: Place, number: int) -> str:
    return place.arn("backup", f"backup-vault:vault-{number}")


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _vaults(place: Place, given: Parameters) -> Answer:
    return _listing("BackupVaultList", given, place.estate.vaults, lambda number: _vault(place, number))


def _described(place: Place, given: Parameters) -> Answer:
    number = _number(given["BackupVaultName"])
    return _vault(place, number) if number < place.estate.vaults else _NOT_FOUND


def _refuse(_place: Place, _given: Parameters) -> Answer:
    return _NOT_FOUND


@cache
def _points(place: Place, vault: int) -> list[tuple[int, int]]:
    """The recovery points of a vault: the number of the resource, and how many days old each is."""
    numbers = range(vault, len(_protected(place)), place.estate.vaults)
    return [(number, age) for number in numbers for age in range(place.estate.recovery_points)]


def _point_arn(place: Place, number: int, age: int) -> str:
    return place.arn("backup", f"recovery-point:{number:08x}-{age:04x}")


def _recovery_points(place: Place, given: Parameters) -> Answer:
    vault = _number(given["BackupVaultName"])
    points, plan = _points(place, vault), vault % max(1, place.estate.plans)

    def entry(index: int) -> dict[str, Any]:
        number, age = points[index]
        arn, made = _protected(place)[number], TAKEN - timedelta(days=age)
        return {
            "RecoveryPointArn": _point_arn(place, number, age),
            "BackupVaultName": f"vault-{vault}",
            "BackupVaultArn": _vault_arn(place, vault),
            "ResourceArn": arn,
            "ResourceType": _type(arn),
            "CreatedBy": {
                "BackupPlanId": f"plan-{plan}",
                "BackupPlanArn": _plan_arn(place, plan),
                "BackupRuleId": "daily",
            },
            "IamRoleArn": f"arn:aws:iam::{place.account}:role/backup",
            "Status": "COMPLETED",
            "CreationDate": made,
            "CompletionDate": made + timedelta(minutes=5),
            "BackupSizeInBytes": 1000 + number,
            "CalculatedLifecycle": {"DeleteAt": made + timedelta(days=_KEPT_DAYS)},
            "Lifecycle": {"DeleteAfterDays": _KEPT_DAYS},
            "EncryptionKeyArn": place.arn("kms", "key/backups"),
            "IsEncrypted": True,
        }

    return _listing("RecoveryPoints", given, len(points), entry)


def _plan_arn(place: Place, number: int) -> str:
    return place.arn("backup", f"backup-plan:plan-{number}")


def _plans(place: Place, given: Parameters) -> Answer:
    def entry(number: int) -> dict[str, Any]:
        return {
            "BackupPlanArn": _plan_arn(place, number),
            "BackupPlanId": f"plan-{number}",
            "BackupPlanName": f"daily-{number}",
            "VersionId": "1",
            "CreationDate": BORN,
        }

    return _listing("BackupPlansList", given, place.estate.plans, entry)


def _plan(place: Place, given: Parameters) -> Answer:
    number = _number(given["BackupPlanId"])
    rule = {
        "RuleId": "daily",
        "RuleName": "daily",
        "TargetBackupVaultName": f"vault-{number % max(1, place.estate.vaults)}",
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 180,
        "Lifecycle": {"DeleteAfterDays": _KEPT_DAYS},
        "EnableContinuousBackup": False,
        "CopyActions": [],
    }
    return {
        "BackupPlan": {"BackupPlanName": f"daily-{number}", "Rules": [rule]},
        "BackupPlanId": f"plan-{number}",
        "BackupPlanArn": _plan_arn(place, number),
        "VersionId": "1",
        "CreationDate": BORN,
    }


def _selections(place: Place, given: Parameters) -> Answer:
    def entry(_number: int) -> dict[str, Any]:
        return {
            "SelectionId": "tagged",
            "SelectionName": "tagged",
            "BackupPlanId": given["BackupPlanId"],
            "IamRoleArn": f"arn:aws:iam::{place.account}:role/backup",
            "CreationDate": BORN,
        }

    return _listing("BackupSelectionsList", given, 1, entry)


def _selection(place: Place, given: Parameters) -> Answer:
    """Each plan has a tier of its own."""
    tier = ("standard", "enhanced", "enterprise", "basic")[_number(given["BackupPlanId"]) % 4]
    by_tag = {"ConditionType": "STRINGEQUALS", "ConditionKey": "safehold:tier", "ConditionValue": tier}
    return {
        "BackupSelection": {
            "SelectionName": "tagged",
            "IamRoleArn": f"arn:aws:iam::{place.account}:role/backup",
            "Resources": [],
            "NotResources": [],
            "ListOfTags": [by_tag],
            "Conditions": {},
        },
        "SelectionId": given["SelectionId"],
        "BackupPlanId": given["BackupPlanId"],
        "CreationDate": BORN,
    }


def _jobs(place: Place, given: Parameters) -> Answer:
    """The last one of each resource, whatever time is asked about."""

    def entry(number: int) -> dict[str, Any]:
        arn, vault = _protected(place)[number], number % place.estate.vaults
        return {
            "BackupJobId": f"job-{number}",
            "AccountId": place.account,
            "BackupVaultName": f"vault-{vault}",
            "BackupVaultArn": _vault_arn(place, vault),
            "RecoveryPointArn": _point_arn(place, number, 0),
            "ResourceArn": arn,
            "ResourceType": _type(arn),
            "State": "COMPLETED",
            "CreationDate": TAKEN,
            "CompletionDate": TAKEN + timedelta(minutes=5),
        }

    return _listing("BackupJobs", given, len(_protected(place)), entry)


def _copies(place: Place, given: Parameters) -> Answer:
    """Every tenth resource is copied to another Region."""

    def entry(index: int) -> dict[str, Any]:
        number = index * _COPIED_EVERY
        arn = _protected(place)[number]
        there = f"arn:aws:backup:eu-central-1:{place.account}"
        return {
            "CopyJobId": f"copy-{number}",
            "AccountId": place.account,
            "SourceBackupVaultArn": _vault_arn(place, number % place.estate.vaults),
            "SourceRecoveryPointArn": _point_arn(place, number, 0),
            "DestinationBackupVaultArn": f"{there}:backup-vault:copies",
            "DestinationRecoveryPointArn": f"{there}:recovery-point:copy-{number}",
            "ResourceArn": arn,
            "ResourceType": _type(arn),
            "State": "COMPLETED",
            "CreationDate": TAKEN,
            "CompletionDate": TAKEN + timedelta(minutes=9),
        }

    return _listing("CopyJobs", given, len(_protected(place)) // _COPIED_EVERY, entry)


def _results(place: Place, given: Parameters) -> Answer:
    def entry(number: int) -> dict[str, Any]:
        arn = _protected(place)[number]
        vault = _vault_arn(place, number % place.estate.vaults)
        return {"ResourceArn": arn, "ResourceType": _type(arn), "LastBackupTime": TAKEN, "LastBackupVaultArn": vault}

    return _listing("Results", given, len(_protected(place)), entry)


def _settings(_place: Place, _given: Parameters) -> Answer:
    return {
        "ResourceTypeOptInPreference": {"DynamoDB": True, "S3": True, "RDS": True, "EFS": False},
        "ResourceTypeManagementPreference": {"DynamoDB": True},
    }


BACKUP: dict[str, Answers] = {
    "backup:ListBackupVaults": _vaults,
    "backup:DescribeBackupVault": _described,
    "backup:GetBackupVaultAccessPolicy": _refuse,
    "backup:GetBackupVaultNotifications": _refuse,
    "backup:ListRecoveryPointsByBackupVault": _recovery_points,
    "backup:ListBackupPlans": _plans,
    "backup:GetBackupPlan": _plan,
    "backup:ListBackupSelections": _selections,
    "backup:GetBackupSelection": _selection,
    "backup:ListBackupJobs": _jobs,
    "backup:ListCopyJobs": _copies,
    "backup:ListProtectedResources": _results,
    "backup:DescribeRegionSettings": _settings,
}
