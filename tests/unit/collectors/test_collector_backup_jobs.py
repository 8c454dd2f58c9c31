from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.collected import AT, BACKUP_ARN, THEN, backup, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, pages

from scanner.collectors.backup import PROTECTED, SETTINGS
from scanner.collectors.backup_jobs import COPY_JOB, JOB

pytestmark = pytest.mark.usefixtures("aws_environment")

TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"


JOBBED = {
    "BackupJobId": "J-1",
    "ResourceArn": TABLE,
    "State": "FAILED",
    "CreationDate": THEN,
}


def test_a_backup_job() -> None:
    more = {
        "ResourceType": "DynamoDB",
        "CompletionDate": THEN,
        "RecoveryPointArn": f"{BACKUP_ARN}:recovery-point:0001",
        "CreatedBy": {"BackupPlanArn": f"{BACKUP_ARN}:backup-plan:p", "BackupRuleId": "r"},
        "StatusMessage": "no room",
        "BackupVaultArn": f"{BACKUP_ARN}:backup-vault:main",
        "BackupVaultName": "main",
    }
    ran = backup(ListBackupJobs={"BackupJobs": [JOBBED | more, JOBBED | {"BackupJobId": "J-2"}]})
    whole, bare = ran.all(JOB)
    assert (whole.id, whole.name, whole.tags, whole.gaps) == (f"{BACKUP_ARN}:backup-job:J-1", "J-1", {}, ())
    assert whole.config == {
        "resource_arn": TABLE,
        "resource_type": "DynamoDB",
        "state": "FAILED",
        "created_at": AT,
        "completed_at": AT,
        "recovery_point_arn": f"{BACKUP_ARN}:recovery-point:0001",
        "plan_arn": f"{BACKUP_ARN}:backup-plan:p",
        "rule_id": "r",
        "message": "no room",
        "vault_arn": f"{BACKUP_ARN}:backup-vault:main",
        "vault_name": "main",
    }
    told = ("resource_arn", "state", "created_at")
    assert bare.config == dict.fromkeys(whole.config) | {name: whole.config[name] for name in told}


def test_a_copy_job() -> None:
    job = without(JOBBED, "BackupJobId") | {
        "CopyJobId": "C-1",
        "SourceBackupVaultArn": f"{BACKUP_ARN}:backup-vault:main",
        "DestinationBackupVaultArn": "arn:aws:backup:us-east-1:444455556666:backup-vault:dr",
        "DestinationRecoveryPointArn": "arn:aws:backup:us-east-1:444455556666:recovery-point:9",
        "SourceRecoveryPointArn": f"{BACKUP_ARN}:recovery-point:0001",
    }
    fact = backup(ListCopyJobs={"CopyJobs": [job]}).one(COPY_JOB)
    assert fact.id == f"{BACKUP_ARN}:copy-job:C-1"
    told = {
        "recovery_point_arn": "arn:aws:backup:us-east-1:444455556666:recovery-point:9",
        "source_vault_arn": f"{BACKUP_ARN}:backup-vault:main",
        "destination_vault_arn": "arn:aws:backup:us-east-1:444455556666:backup-vault:dr",
        "destination_account": "444455556666",
        "destination_region": "us-east-1",
    }
    assert {name: fact.config[name] for name in told} == told


def test_jobs_of_the_last_thirty_days_of_the_scan() -> None:
    ran = backup()
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert ran.parameters("backup:ListBackupJobs") == [{"MaxResults": 1000, "ByCreatedAfter": since}]
    assert ran.parameters("backup:ListCopyJobs") == [{"MaxResults": 1000, "ByCreatedAfter": since}]


def test_jobs_of_three_pages_and_listings_that_fail() -> None:
    numbered = [[JOBBED | {"BackupJobId": f"J-{number}"}] for number in range(3)]
    ran = backup(ListBackupJobs=list(pages("BackupJobs", "NextToken", *numbered)), ListCopyJobs=DENIED)
    assert [fact.name for fact in ran.all(JOB)] == ["J-0", "J-1", "J-2"]
    assert ran.gaps(COPY_JOB) == [("backup:ListCopyJobs", "access_denied", "AccessDenied: not for you")]
    assert ran.gaps(JOB) == []


def test_a_copy_to_something_that_is_no_vault_leaves_the_listing_incomplete() -> None:
    job = without(JOBBED, "BackupJobId") | {"CopyJobId": "C-1", "DestinationBackupVaultArn": "nowhere"}
    ran = backup(ListCopyJobs={"CopyJobs": [job]})
    assert ran.all(COPY_JOB) == []
    ((_, reason, _),) = ran.gaps(COPY_JOB)
    assert reason == "error"


def test_what_was_ever_backed_up() -> None:
    more = {"ResourceName": "orders", "LastBackupTime": THEN, "LastBackupVaultArn": f"{BACKUP_ARN}:backup-vault:main"}
    bare = {"ResourceArn": f"{TABLE}2", "ResourceType": "DynamoDB"}
    results = [bare | {"ResourceArn": TABLE} | more, bare]
    first, second = backup(ListProtectedResources={"Results": results}).all(PROTECTED)
    assert (first.id, first.name, first.tags) == (TABLE, "orders", {})
    assert first.config == {
        "resource_arn": TABLE,
        "resource_type": "DynamoDB",
        "last_backup_at": AT,
        "last_vault_arn": f"{BACKUP_ARN}:backup-vault:main",
    }
    assert (second.name, second.config["last_backup_at"]) == ("table/orders2", None)


def test_settings() -> None:
    preferences = {"DynamoDB": True, "S3": False}
    answer = {"ResourceTypeOptInPreference": preferences, "ResourceTypeManagementPreference": {"DynamoDB": True}}
    fact = backup(DescribeRegionSettings=answer).one(SETTINGS)
    assert (fact.id, fact.name, fact.tags) == (f"{BACKUP_ARN}:region-settings", REGION, {})
    assert fact.config == {"opt_in": preferences, "management": {"DynamoDB": True}}


@pytest.mark.parametrize(("answer", "reason"), [(DENIED, "access_denied"), ({}, "error")])
def test_settings_that_cannot_be_read_leave_no_fact(answer: Answer, reason: str) -> None:
    ran = backup(DescribeRegionSettings=answer)
    assert ran.all(SETTINGS) == []
    assert [gap[:2] for gap in ran.gaps(SETTINGS)] == [("backup:DescribeRegionSettings", reason)]
