"""AWS Backup's vaults, their keys, policies and notifications, and the recovery points in them.

Air-gapped and restore access vaults are listed with the others. A vault that another account shares is not: AWS lists
such vaults only by themselves, when asked, and what they hold is among that account's facts.
https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.collectors.backup_parts import GONE, PAGE, entry
from scanner.collectors.base import GET_RESOURCES, NOT_READ, Draft, Section, Tags, Unit, misread
from scanner.collectors.policy import NO_POLICY, RECOVERY_POINT_ACTIONS, VAULT_ACTIONS, Target, policy_facts
from scanner.collectors.shapes import MALFORMED, instant, moment
from scanner.model import Fact, Json

VAULT, RECOVERY_POINT = "backup.vault", "backup.recovery_point"

_ORDINARY = "BACKUP_VAULT"

LIST_VAULTS = Listing(Operation("backup", "ListBackupVaults"), "BackupVaultList", PAGE)
LIST_RECOVERY_POINTS = Listing(Operation("backup", "ListRecoveryPointsByBackupVault"), "RecoveryPoints", PAGE)
DESCRIBE_KEY = Operation("kms", "DescribeKey")
GET_POLICY = Operation("backup", "GetBackupVaultAccessPolicy")


def _policy(arn: str, answer: Raw) -> dict[str, Json]:
    """The ARN of a recovery point does not tell its vault, so only a statement about everything covers them."""
    targets = (Target(VAULT_ACTIONS, arn), Target(RECOVERY_POINT_ACTIONS, "", below=True))
    return {"policy": policy_facts(answer["Policy"], targets)}


def _notifications(answer: Raw) -> dict[str, Json]:
    told = {"configured": True, "topic_arn": answer["SNSTopicArn"], "events": sorted(answer["BackupVaultEvents"])}
    return {"notifications": told}


def _sharing(answer: Raw) -> dict[str, Json]:
    answer["BackupVaultArn"]  # always there: without it the answer is not whole
    return {
        "approval_team_arn": answer.get("MpaApprovalTeamArn"),
        "source_vault_arn": answer.get("SourceBackupVaultArn"),
    }


# A vault without a policy or without notifications is answered like one that is not there:
# https://github.com/pulumi/pulumi-aws/issues/2571
GET_NOTIFICATIONS = Section(
    Operation("backup", "GetBackupVaultNotifications"),
    ("notifications",),
    _notifications,
    GONE,
    {"notifications": {"configured": False, "topic_arn": None, "events": []}},
    detail=True,
)
DESCRIBE_VAULT = Section(
    Operation("backup", "DescribeBackupVault"), ("approval_team_arn", "source_vault_arn"), _sharing, detail=True
)


def _describe_vault(unit: Unit, tags: Tags, vault: Raw) -> Fact:
    arn, name = vault["BackupVaultArn"], vault["BackupVaultName"]
    draft = Draft(unit, VAULT, arn, name, GONE)
    draft.config |= {
        "type": vault.get("VaultType"),
        "state": vault.get("VaultState"),
        "created_at": moment(vault.get("CreationDate")),
        "recovery_point_count": vault.get("NumberOfRecoveryPoints"),
        "encryption_key_type": vault.get("EncryptionKeyType"),
        "lock": {
            "locked": vault.get("Locked", False),
            "min_retention_days": vault.get("MinRetentionDays"),
            "max_retention_days": vault.get("MaxRetentionDays"),
            "locks_at": moment(vault.get("LockDate")),
        },
    }
    section = Section(GET_POLICY, ("policy",), partial(_policy, arn), GONE, {"policy": NO_POLICY})
    draft.read(section, BackupVaultName=name)
    draft.read(GET_NOTIFICATIONS, BackupVaultName=name)
    if draft.config["type"] == _ORDINARY:  # has no approval team, and is no view of another vault
        draft.config |= dict.fromkeys(DESCRIBE_VAULT.fields)
    else:
        draft.read(DESCRIBE_VAULT, BackupVaultName=name)
    _add_key(unit, draft, vault.get("EncryptionKeyArn"))
    return draft.fact(tags.of(draft.arn))


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
        "vault_type": point.get("VaultType"),
        "resource_arn": point["ResourceArn"],
        "resource_type": point["ResourceType"],
        "status": point["Status"],
        "status_message": point.get("StatusMessage"),
        "created_at": instant(point["CreationDate"]),
        "completed_at": moment(point.get("CompletionDate")),
        "expires_at": moment(calculated.get("DeleteAt")),
        "moves_to_cold_at": moment(calculated.get("MoveToColdStorageAt")),
        "last_restored_at": moment(point.get("LastRestoreTime")),
        "storage_class": None,
        "index_status": point.get("IndexStatus"),
        "size_bytes": point.get("BackupSizeInBytes"),
        "encrypted": point.get("IsEncrypted", False),
        "key_arn": point.get("EncryptionKeyArn"),
        "encryption_key_type": point.get("EncryptionKeyType"),
        "plan_arn": created_by.get("BackupPlanArn"),
        "rule_id": created_by.get("BackupRuleId"),
        "source_vault_arn": point.get("SourceBackupVaultArn"),
        "is_parent": point.get("IsParent"),
        "parent_arn": point.get("ParentRecoveryPointArn"),
        # https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
        "continuous": ":recovery-point:continuous:" in arn,
    }
    if calculated.get("DeleteAt") is None and _is_deleted(point.get("Lifecycle", {})):
        draft.miss(("expires_at",), malformed(LIST_RECOVERY_POINTS.operation, "a lifecycle without its DeleteAt"))
    return draft.fact(NOT_READ)


def _is_deleted(lifecycle: Raw) -> bool:
    """Whether a recovery point goes by itself one day: -1 days is never, and an event may come any time."""
    return lifecycle.get("DeleteAfterDays", -1) >= 0 or "DeleteAfterEvent" in lifecycle


def vaults_and_recovery_points(unit: Unit) -> Iterator[Fact]:
    """The facts of every vault of the Region, and of all that is in them, one page at a time."""
    vaults = list(map(entry, unit.listed(LIST_VAULTS, VAULT, RECOVERY_POINT)))
    describe = partial(_describe_vault, unit, unit.tags("backup:backup-vault"))
    yield from unit.described(VAULT, LIST_VAULTS.operation, vaults, describe)
    for name in (vault.get("BackupVaultName") for vault in vaults):
        points = unit.listed(LIST_RECOVERY_POINTS, RECOVERY_POINT, about=str(name), gone=GONE, BackupVaultName=name)
        yield from unit.read(RECOVERY_POINT, LIST_RECOVERY_POINTS.operation, points, partial(_recovery_point, unit))


OPERATIONS = (
    LIST_VAULTS.operation,
    LIST_RECOVERY_POINTS.operation,
    GET_POLICY,
    GET_NOTIFICATIONS.operation,
    DESCRIBE_VAULT.operation,
    DESCRIBE_KEY,
    GET_RESOURCES,
)
"""What `vaults_and_recovery_points` may call."""
