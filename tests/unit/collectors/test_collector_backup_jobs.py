from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.collected import AT, BACKUP_ARN, THEN, backup, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, pages

from scanner.collectors.backup import PROTECTED, SETTINGS
from scanner.collectors.backup_jobs import COPY_JOB, JOB, RESTORE_JOB

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


RESTORED: dict[str, Any] = {"RestoreJobId": "R-1", "Status": "RUNNING", "CreationDate": THEN}


def test_a_restore_job_of_which_aws_tells_everything() -> None:
    plan = f"{BACKUP_ARN}:restore-testing-plan:quarterly-1"
    more = {
        "AccountId": ACCOUNT,
        "RecoveryPointArn": f"{BACKUP_ARN}:recovery-point:0001",
        "RecoveryPointCreationDate": THEN - timedelta(days=1),
        "BackupVaultArn": f"{BACKUP_ARN}:backup-vault:main",
        "ResourceType": "DynamoDB",
        "SourceResourceArn": TABLE,
        "CreatedResourceArn": f"{TABLE}-test",
        "Status": "COMPLETED",
        "StatusMessage": "done",
        "CompletionDate": THEN + timedelta(minutes=45, milliseconds=400),
        "ExpectedCompletionTimeMinutes": 60,
        "BackupSizeInBytes": 9,
        "ValidationStatus": "FAILED",
        "ValidationStatusMessage": "rows are missing",
        "DeletionStatus": "SUCCESSFUL",
        "DeletionStatusMessage": "gone",
        "CreatedBy": {"RestoreTestingPlanArn": plan},
        "IsParent": False,
        "ParentJobId": "R-0",
        "IamRoleArn": "arn:aws:iam::1:role/b",
        "PercentDone": "100%",
    }
    fact = backup(ListRestoreJobs={"RestoreJobs": [RESTORED | more]}).one(RESTORE_JOB)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (f"{BACKUP_ARN}:restore-job:R-1", "R-1", {}, ())
    assert fact.config == {
        "recovery_point_arn": f"{BACKUP_ARN}:recovery-point:0001",
        "recovery_point_created_at": "2026-02-28T04:05:06Z",
        "vault_arn": f"{BACKUP_ARN}:backup-vault:main",
        "resource_type": "DynamoDB",
        "source_resource_arn": TABLE,
        "created_resource_arn": f"{TABLE}-test",
        "status": "COMPLETED",
        "status_message": "done",
        "created_at": AT,
        "completed_at": "2026-03-01T04:50:06Z",
        "duration_seconds": 2700,
        "expected_completion_minutes": 60,
        "backup_size_bytes": 9,
        "validation": {"status": "FAILED", "message": "rows are missing"},
        "deletion": {"status": "SUCCESSFUL", "message": "gone"},
        "testing_plan_arn": plan,
        "is_parent": False,
        "parent_job_id": "R-0",
    }


def test_a_restore_job_of_which_aws_tells_least() -> None:
    fact = backup(ListRestoreJobs={"RestoreJobs": [RESTORED]}).one(RESTORE_JOB)
    told = {"status": "RUNNING", "created_at": AT, "validation": fact.config["validation"]}
    assert fact.config == dict.fromkeys(fact.config) | told | {"deletion": {"status": None, "message": None}}
    assert fact.config["validation"] == {"status": None, "message": None}


def test_restore_jobs_are_asked_for_however_old_and_page_by_page() -> None:
    numbered = [[RESTORED | {"RestoreJobId": f"R-{number}"}] for number in range(3)]
    ran = backup(ListRestoreJobs=list(pages("RestoreJobs", "NextToken", *numbered)))
    assert [fact.name for fact in ran.all(RESTORE_JOB)] == ["R-0", "R-1", "R-2"]
    assert ran.parameters("backup:ListRestoreJobs")[0] == {"MaxResults": 1000}


@pytest.mark.parametrize(
    ("job", "why"),
    [
        (without(RESTORED, "Status"), "no 'Status'"),
        (without(RESTORED, "RestoreJobId"), "no 'RestoreJobId'"),
        (RESTORED | {"CompletionDate": THEN - timedelta(seconds=1)}, "a job that ended before it was created"),
    ],
)
def test_a_restore_job_that_makes_no_sense_leaves_the_listing_incomplete(job: dict[str, Any], why: str) -> None:
    ran = backup(ListRestoreJobs={"RestoreJobs": [job, RESTORED | {"RestoreJobId": "R-2"}]})
    assert [fact.name for fact in ran.all(RESTORE_JOB)] == ["R-2"]
    assert ran.gaps(RESTORE_JOB) == [("backup:ListRestoreJobs", "error", f"malformed answer: {why}")]


def test_restore_jobs_that_are_denied_are_a_gap_of_their_kind() -> None:
    ran = backup(ListRestoreJobs=DENIED)
    assert ran.gaps(RESTORE_JOB) == [("backup:ListRestoreJobs", "access_denied", "AccessDenied: not for you")]
    assert ran.gaps(JOB) == []


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
