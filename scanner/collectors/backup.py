"""AWS Backup: vaults and their recovery points, plans and their selections, jobs, what it ever backed up, settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.collectors.backup_jobs import COPY_JOB, JOB, backup_job, copy_job
from scanner.collectors.backup_plans import PLAN, SELECTION, assignment, plan_rules
from scanner.collectors.base import GET_RESOURCES, NOT_READ, UNTAGGED, Collector, Draft, Section, Tags, Unit, misread
from scanner.collectors.policy import NO_POLICY, RECOVERY_POINT_ACTIONS, VAULT_ACTIONS, Target, policy_facts
from scanner.collectors.shapes import MALFORMED, instant, moment
from scanner.model import Fact, Json

VAULT, RECOVERY_POINT = "backup.vault", "backup.recovery_point"
PROTECTED, SETTINGS = "backup.protected_resource", "backup.region_settings"

_GONE = ("ResourceNotFoundException",)
_PAGE = ("MaxResults", 1000)
_JOB_DAYS = 30
"""AWS Backup itself keeps the record of a job that long:
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html"""

LIST_VAULTS = Listing(Operation("backup", "ListBackupVaults"), "BackupVaultList", _PAGE)
LIST_RECOVERY_POINTS = Listing(Operation("backup", "ListRecoveryPointsByBackupVault"), "RecoveryPoints", _PAGE)
LIST_PLANS = Listing(Operation("backup", "ListBackupPlans"), "BackupPlansList", _PAGE)
LIST_SELECTIONS = Listing(Operation("backup", "ListBackupSelections"), "BackupSelectionsList", _PAGE)
LIST_JOBS = Listing(Operation("backup", "ListBackupJobs"), "BackupJobs", _PAGE)
LIST_COPY_JOBS = Listing(Operation("backup", "ListCopyJobs"), "CopyJobs", _PAGE)
LIST_PROTECTED = Listing(Operation("backup", "ListProtectedResources"), "Results", _PAGE)
DESCRIBE_SETTINGS = Operation("backup", "DescribeRegionSettings")
DESCRIBE_KEY = Operation("kms", "DescribeKey")
GET_POLICY = Operation("backup", "GetBackupVaultAccessPolicy")


def _policy(arn: str, answer: Raw) -> dict[str, Json]:
    """The ARN of a recovery point does not tell its vault, so only a statement about everything covers them."""
    targets = (Target(VAULT_ACTIONS, arn), Target(RECOVERY_POINT_ACTIONS, "", below=True))
    return {"policy": policy_facts(answer["Policy"], targets)}


GET_PLAN = Section(Operation("backup", "GetBackupPlan"), ("rules",), plan_rules)
GET_SELECTION = Section(Operation("backup", "GetBackupSelection"), ("assignment",), assignment)


def _describe_vault(unit: Unit, tags: Tags, vault: Raw) -> Fact:
    arn, name = vault["BackupVaultArn"], vault["BackupVaultName"]
    draft = Draft(unit, VAULT, arn, name)
    draft.config |= {
        "type": vault.get("VaultType"),
        "state": vault.get("VaultState"),
        "created_at": moment(vault.get("CreationDate")),
        "recovery_point_count": vault.get("NumberOfRecoveryPoints"),
        "lock": {
            "locked": vault.get("Locked", False),
            "min_retention_days": vault.get("MinRetentionDays"),
            "max_retention_days": vault.get("MaxRetentionDays"),
            "locks_at": moment(vault.get("LockDate")),
        },
    }
    # A vault without a policy is answered like one that is not there.
    section = Section(GET_POLICY, ("policy",), partial(_policy, arn), _GONE, {"policy": NO_POLICY})
    draft.read(section, BackupVaultName=name)
    _add_key(unit, draft, vault.get("EncryptionKeyArn"))
    return draft.fact(tags.of(arn))


def _add_key(unit: Unit, draft: Draft, arn: str | None) -> None:
    """Adds the vault's key; none is AWS's own key, which an air-gapped vault may have."""
    if arn is None:
        draft.config["encryption_key"] = None
        return
    answer = unit.once(f"key {arn}", partial(unit.call, DESCRIBE_KEY, KeyId=arn))
    if not isinstance(answer, Failure):
        try:
            draft.config["encryption_key"] = _key(arn, answer["KeyMetadata"])
        except MALFORMED as error:
            answer = misread(DESCRIBE_KEY, error)
    if isinstance(answer, Failure):
        unknown = ("manager", "state", "deletion_at", "multi_region")
        draft.config["encryption_key"] = {"arn": arn, **dict.fromkeys(unknown)}
        draft.gaps += [answer.gap(f"/config/encryption_key/{field}") for field in unknown]


def _key(arn: str, key: Raw) -> dict[str, Json]:
    return {
        "arn": arn,
        "manager": key["KeyManager"],
        "state": key["KeyState"],
        "deletion_at": moment(key.get("DeletionDate")),
        "multi_region": key.get("MultiRegion"),
    }


def _recovery_point(unit: Unit, point: Raw) -> Fact:
    arn = point["RecoveryPointArn"]
    calculated, created_by = point.get("CalculatedLifecycle", {}), point.get("CreatedBy", {})
    draft = Draft(unit, RECOVERY_POINT, arn, point.get("ResourceName") or arn.rpartition(":")[2])
    draft.config |= {
        "vault_name": point["BackupVaultName"],
        "vault_arn": point["BackupVaultArn"],
        "resource_arn": point["ResourceArn"],
        "resource_type": point["ResourceType"],
        "status": point["Status"],
        "created_at": instant(point["CreationDate"]),
        "completed_at": moment(point.get("CompletionDate")),
        "expires_at": moment(calculated.get("DeleteAt")),
        "moves_to_cold_at": moment(calculated.get("MoveToColdStorageAt")),
        "storage_class": None,
        "size_bytes": point.get("BackupSizeInBytes"),
        "encrypted": point.get("IsEncrypted", False),
        "key_arn": point.get("EncryptionKeyArn"),
        "plan_arn": created_by.get("BackupPlanArn"),
        "rule_id": created_by.get("BackupRuleId"),
        "source_vault_arn": point.get("SourceBackupVaultArn"),
        # https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
        "continuous": ":recovery-point:continuous:" in arn,
    }
    if calculated.get("DeleteAt") is None and _is_deleted(point.get("Lifecycle", {})):
        draft.miss(("expires_at",), malformed(LIST_RECOVERY_POINTS.operation, "a lifecycle without its DeleteAt"))
    return draft.fact(NOT_READ)


def _is_deleted(lifecycle: Raw) -> bool:
    """Whether a recovery point goes by itself one day: -1 days is never, and an event may come any time."""
    return lifecycle.get("DeleteAfterDays", -1) >= 0 or "DeleteAfterEvent" in lifecycle


def _describe_plan(unit: Unit, tags: Tags, plan: Raw) -> Fact:
    draft = Draft(unit, PLAN, plan["BackupPlanArn"], plan["BackupPlanName"], _GONE)
    draft.config |= {
        "plan_id": plan["BackupPlanId"],
        "version_id": plan.get("VersionId"),
        "created_at": moment(plan.get("CreationDate")),
        "last_execution_at": moment(plan.get("LastExecutionDate")),
    }
    draft.read(GET_PLAN, BackupPlanId=plan["BackupPlanId"])
    return draft.fact(tags.of(draft.arn))


def _selections(unit: Unit, plans: Iterable[Raw]) -> Iterator[tuple[Raw, Any]]:
    for plan in plans:
        about, plan_id = plan.get("BackupPlanName", ""), plan.get("BackupPlanId")
        for selection in unit.listed(LIST_SELECTIONS, SELECTION, about=about, gone=_GONE, BackupPlanId=plan_id):
            yield plan, selection


def _describe_selection(unit: Unit, planned: tuple[Raw, Raw]) -> Fact:
    plan, selection = planned
    plan_id, selection_id = plan["BackupPlanId"], selection["SelectionId"]
    draft = Draft(
        unit, SELECTION, f"{plan['BackupPlanArn']}/selection/{selection_id}", selection["SelectionName"], _GONE
    )
    draft.config |= {"plan_arn": plan["BackupPlanArn"], "plan_id": plan_id, "role_arn": selection.get("IamRoleArn")}
    draft.read(GET_SELECTION, BackupPlanId=plan_id, SelectionId=selection_id)
    return draft.fact(UNTAGGED)


def _protected(unit: Unit, resource: Raw) -> Fact:
    arn = resource["ResourceArn"]
    draft = Draft(unit, PROTECTED, arn, resource.get("ResourceName") or arn.rpartition(":")[2])
    draft.config |= {
        "resource_arn": arn,
        "resource_type": resource["ResourceType"],
        "last_backup_at": moment(resource.get("LastBackupTime")),
        "last_vault_arn": resource.get("LastBackupVaultArn"),
    }
    return draft.fact(UNTAGGED)


def _settings(unit: Unit, answer: Raw) -> Fact:
    draft = Draft(unit, SETTINGS, unit.arn("backup", "region-settings"), unit.region)
    draft.config |= {
        "opt_in": answer["ResourceTypeOptInPreference"],
        "management": answer.get("ResourceTypeManagementPreference", {}),
    }
    return draft.fact(UNTAGGED)


def _collect(unit: Unit) -> Iterator[Fact]:
    # Nobody has more than some hundred vaults and plans in a Region; of what they hold, one page at a time.
    vaults = list(unit.listed(LIST_VAULTS, VAULT, RECOVERY_POINT))
    describe_vault = partial(_describe_vault, unit, unit.tags("backup:backup-vault"))
    yield from unit.described(VAULT, LIST_VAULTS.operation, vaults, describe_vault)
    for name in (vault.get("BackupVaultName") for vault in vaults):
        points = unit.listed(LIST_RECOVERY_POINTS, RECOVERY_POINT, about=str(name), gone=_GONE, BackupVaultName=name)
        yield from unit.read(RECOVERY_POINT, LIST_RECOVERY_POINTS.operation, points, partial(_recovery_point, unit))

    plans = list(unit.listed(LIST_PLANS, PLAN, SELECTION))
    describe_plan = partial(_describe_plan, unit, unit.tags("backup:backup-plan"))
    yield from unit.described(PLAN, LIST_PLANS.operation, plans, describe_plan)
    selections = _selections(unit, plans)
    yield from unit.described(SELECTION, LIST_SELECTIONS.operation, selections, partial(_describe_selection, unit))

    since = datetime.fromisoformat(unit.began) - timedelta(days=_JOB_DAYS)
    jobs = unit.listed(LIST_JOBS, JOB, ByCreatedAfter=since)
    yield from unit.read(JOB, LIST_JOBS.operation, jobs, partial(backup_job, unit))
    copies = unit.listed(LIST_COPY_JOBS, COPY_JOB, ByCreatedAfter=since)
    yield from unit.read(COPY_JOB, LIST_COPY_JOBS.operation, copies, partial(copy_job, unit))
    protected = unit.listed(LIST_PROTECTED, PROTECTED)
    yield from unit.read(PROTECTED, LIST_PROTECTED.operation, protected, partial(_protected, unit))

    settings = unit.call(DESCRIBE_SETTINGS)
    if isinstance(settings, Failure):
        unit.incomplete(settings.gap(SETTINGS))
    else:
        yield from unit.read(SETTINGS, DESCRIBE_SETTINGS, (settings,), partial(_settings, unit))


_LISTINGS = (
    LIST_VAULTS,
    LIST_RECOVERY_POINTS,
    LIST_PLANS,
    LIST_SELECTIONS,
    LIST_JOBS,
    LIST_COPY_JOBS,
    LIST_PROTECTED,
)

BACKUP = Collector(
    name="backup",
    kinds=(VAULT, RECOVERY_POINT, PLAN, SELECTION, JOB, COPY_JOB, PROTECTED, SETTINGS),
    operations=(
        *(listing.operation for listing in _LISTINGS),
        *(section.operation for section in (GET_PLAN, GET_SELECTION)),
        GET_POLICY,
        DESCRIBE_SETTINGS,
        DESCRIBE_KEY,
        GET_RESOURCES,
    ),
    collect=_collect,
    idle_calls=6,
    calls_each={VAULT: 3, PLAN: 2, SELECTION: 1},
)
