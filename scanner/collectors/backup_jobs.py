"""AWS Backup's backup, copy and restore jobs. A job has no ARN; its id is made like one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.backup_parts import PAGE
from scanner.collectors.base import UNTAGGED, Draft, Unit
from scanner.collectors.shapes import instant, moment
from scanner.model import Fact, Json

JOB, COPY_JOB, RESTORE_JOB = "backup.job", "backup.copy_job", "backup.restore_job"

_JOB_DAYS = 30
"""AWS Backup itself keeps the record of a job that long:
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html"""

LIST_JOBS = Listing(Operation("backup", "ListBackupJobs"), "BackupJobs", PAGE)
LIST_COPY_JOBS = Listing(Operation("backup", "ListCopyJobs"), "CopyJobs", PAGE)
LIST_RESTORE_JOBS = Listing(Operation("backup", "ListRestoreJobs"), "RestoreJobs", PAGE)


def _backup_job(unit: Unit, job: Raw) -> Fact:
    draft = Draft(unit, JOB, unit.arn("backup", f"backup-job:{job['BackupJobId']}"), job["BackupJobId"])
    draft.config |= {
        **_shared(job),
        "recovery_point_arn": job.get("RecoveryPointArn"),
        "vault_arn": job.get("BackupVaultArn"),
        "vault_name": job.get("BackupVaultName"),
    }
    return draft.fact(UNTAGGED)


def _copy_job(unit: Unit, job: Raw) -> Fact:
    """recovery_point_arn is of the copy."""
    destination = job["DestinationBackupVaultArn"]
    _arn, _partition, _service, region, account, _vault = destination.split(":", 5)
    draft = Draft(unit, COPY_JOB, unit.arn("backup", f"copy-job:{job['CopyJobId']}"), job["CopyJobId"])
    draft.config |= {
        **_shared(job),
        "recovery_point_arn": job.get("DestinationRecoveryPointArn"),
        "source_vault_arn": job.get("SourceBackupVaultArn"),
        "destination_vault_arn": destination,
        "destination_account": account,
        "destination_region": region,
    }
    return draft.fact(UNTAGGED)


def _shared(job: Raw) -> dict[str, Json]:
    created_by = job.get("CreatedBy", {})
    return {
        "resource_arn": job["ResourceArn"],
        "resource_type": job.get("ResourceType"),
        "state": job["State"],
        "created_at": instant(job["CreationDate"]),
        "completed_at": moment(job.get("CompletionDate")),
        "plan_arn": created_by.get("BackupPlanArn"),
        "rule_id": created_by.get("BackupRuleId"),
        "message": job.get("StatusMessage"),
    }


def _restore_job(unit: Unit, job: Raw) -> Fact:
    draft = Draft(unit, RESTORE_JOB, unit.arn("backup", f"restore-job:{job['RestoreJobId']}"), job["RestoreJobId"])
    draft.config |= {
        "recovery_point_arn": job.get("RecoveryPointArn"),
        "recovery_point_created_at": moment(job.get("RecoveryPointCreationDate")),
        "vault_arn": job.get("BackupVaultArn"),
        "resource_type": job.get("ResourceType"),
        "source_resource_arn": job.get("SourceResourceArn"),
        "created_resource_arn": job.get("CreatedResourceArn"),
        "status": job["Status"],
        "status_message": job.get("StatusMessage"),
        "created_at": instant(job["CreationDate"]),
        "completed_at": moment(job.get("CompletionDate")),
        "duration_seconds": _duration_seconds(job["CreationDate"], job.get("CompletionDate")),
        "expected_completion_minutes": job.get("ExpectedCompletionTimeMinutes"),
        "backup_size_bytes": job.get("BackupSizeInBytes"),
        "validation": {"status": job.get("ValidationStatus"), "message": job.get("ValidationStatusMessage")},
        "deletion": {"status": job.get("DeletionStatus"), "message": job.get("DeletionStatusMessage")},
        "testing_plan_arn": job.get("CreatedBy", {}).get("RestoreTestingPlanArn"),
        "is_parent": job.get("IsParent"),
        "parent_job_id": job.get("ParentJobId"),
    }
    return draft.fact(UNTAGGED)


def _duration_seconds(created: datetime, completed: datetime | None) -> int | None:
    """From the job's creation, waiting included, to its end; None while it is under way.

    Raises:
        ValueError: it ended before it was created.
    """
    if completed is None:
        return None
    seconds = (completed - created) / timedelta(seconds=1)
    if seconds < 0:
        raise ValueError("a job that ended before it was created")
    return round(seconds)


def jobs(unit: Unit) -> Iterator[Fact]:
    """The facts of every job of the Region that AWS Backup still has a record of."""
    since = datetime.fromisoformat(unit.began) - timedelta(days=_JOB_DAYS)
    backups = unit.listed(LIST_JOBS, JOB, ByCreatedAfter=since)
    yield from unit.read(JOB, LIST_JOBS.operation, backups, partial(_backup_job, unit))
    copies = unit.listed(LIST_COPY_JOBS, COPY_JOB, ByCreatedAfter=since)
    yield from unit.read(COPY_JOB, LIST_COPY_JOBS.operation, copies, partial(_copy_job, unit))
    # Restore tests are quarterly and few: whatever AWS still has of them, however old, is evidence.
    restores = unit.listed(LIST_RESTORE_JOBS, RESTORE_JOB)
    yield from unit.read(RESTORE_JOB, LIST_RESTORE_JOBS.operation, restores, partial(_restore_job, unit))


OPERATIONS = (LIST_JOBS.operation, LIST_COPY_JOBS.operation, LIST_RESTORE_JOBS.operation)
"""What `jobs` may call."""
