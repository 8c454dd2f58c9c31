"""AWS Backup's jobs, as AWS answers them and as facts have them."""

from __future__ import annotations

from scanner.aws.caller import Raw
from scanner.collectors.base import UNTAGGED, Draft, Unit
from scanner.collectors.shapes import instant, moment
from scanner.model import Fact, Json

JOB, COPY_JOB = "backup.job", "backup.copy_job"


def backup_job(unit: Unit, job: Raw) -> Fact:
    """An entry of ListBackupJobs. A job has no ARN; its id is made like one."""
    draft = Draft(unit, JOB, unit.arn("backup", f"backup-job:{job['BackupJobId']}"), job["BackupJobId"])
    draft.config |= {
        **_shared(job),
        "recovery_point_arn": job.get("RecoveryPointArn"),
        "vault_arn": job.get("BackupVaultArn"),
        "vault_name": job.get("BackupVaultName"),
    }
    return draft.fact(UNTAGGED)


def copy_job(unit: Unit, job: Raw) -> Fact:
    """An entry of ListCopyJobs. recovery_point_arn is of the copy."""
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
