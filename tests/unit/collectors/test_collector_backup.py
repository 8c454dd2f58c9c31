from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.collected import AT, BACKUP_ARN, PLANS, THEN, VAULTS, backup, vault, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal

from scanner.collectors.backup_plans import PLAN, SELECTION
from scanner.collectors.backup_restore import TESTING_PLAN, TESTING_SELECTION
from scanner.collectors.backup_vaults import RECOVERY_POINT, VAULT

pytestmark = pytest.mark.usefixtures("aws_environment")

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"
GONE = Refusal("ResourceNotFoundException")


def point(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "RecoveryPointArn": f"{BACKUP_ARN}:recovery-point:{number:04}",
        "BackupVaultName": "main",
        "BackupVaultArn": f"{BACKUP_ARN}:backup-vault:main",
        "ResourceArn": TABLE,
        "ResourceType": "DynamoDB",
        "Status": "COMPLETED",
        "CreationDate": THEN,
    } | changes


def points(*answers: Answer) -> Ran:
    return backup(ListBackupVaults={VAULTS: [vault()]}, ListRecoveryPointsByBackupVault=answers)


def test_a_recovery_point_of_which_aws_tells_least() -> None:
    fact = points({"RecoveryPoints": [point()]}).one(RECOVERY_POINT)
    assert (fact.id, fact.name, fact.tags) == (f"{BACKUP_ARN}:recovery-point:0001", "0001", None)
    assert [(gap.path, gap.reason, gap.detail) for gap in fact.gaps] == [
        ("/tags", "not_collected", "not read by this version")
    ]
    assert fact.config == {
        "vault_name": "main",
        "vault_arn": f"{BACKUP_ARN}:backup-vault:main",
        "resource_arn": TABLE,
        "resource_type": "DynamoDB",
        "status": "COMPLETED",
        "created_at": AT,
        **dict.fromkeys(("completed_at", "expires_at", "moves_to_cold_at", "storage_class", "size_bytes")),
        **dict.fromkeys(("key_arn", "plan_arn", "rule_id", "source_vault_arn", "vault_type", "status_message")),
        **dict.fromkeys(("last_restored_at", "index_status", "encryption_key_type", "is_parent", "parent_arn")),
        "encrypted": False,
        "continuous": False,
    }


def test_a_recovery_point_of_which_aws_tells_everything() -> None:
    told = point(
        RecoveryPointArn=f"{BACKUP_ARN}:recovery-point:continuous:docs-1",
        ResourceName="docs",
        CompletionDate=THEN,
        CalculatedLifecycle={"DeleteAt": THEN + timedelta(days=35), "MoveToColdStorageAt": THEN},
        Lifecycle={"DeleteAfterDays": 35},
        BackupSizeInBytes=9,
        IsEncrypted=True,
        EncryptionKeyArn=KEY,
        CreatedBy={"BackupPlanArn": f"{BACKUP_ARN}:backup-plan:p", "BackupRuleId": "r"},
        SourceBackupVaultArn=f"{BACKUP_ARN}:backup-vault:first",
        StatusMessage="all is well",
        VaultType="LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
        LastRestoreTime=THEN,
        IndexStatus="ACTIVE",
        EncryptionKeyType="CUSTOMER_MANAGED_KMS_KEY",
        IsParent=False,
        ParentRecoveryPointArn=f"{BACKUP_ARN}:recovery-point:stack",
    )
    fact = points({"RecoveryPoints": [told]}).one(RECOVERY_POINT)
    assert fact.name == "docs"
    assert {gap.path for gap in fact.gaps} == {"/tags"}
    told_too = {
        "completed_at": AT,
        "expires_at": "2026-04-05T04:05:06Z",
        "moves_to_cold_at": AT,
        "size_bytes": 9,
        "encrypted": True,
        "key_arn": KEY,
        "plan_arn": f"{BACKUP_ARN}:backup-plan:p",
        "rule_id": "r",
        "source_vault_arn": f"{BACKUP_ARN}:backup-vault:first",
        "continuous": True,
        "status_message": "all is well",
        "vault_type": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
        "last_restored_at": AT,
        "index_status": "ACTIVE",
        "encryption_key_type": "CUSTOMER_MANAGED_KMS_KEY",
        "is_parent": False,
        "parent_arn": f"{BACKUP_ARN}:recovery-point:stack",
    }
    assert {name: fact.config[name] for name in told_too} == told_too


@pytest.mark.parametrize(
    ("lifecycle", "known"),
    [
        ({}, True),
        ({"DeleteAfterDays": -1, "MoveToColdStorageAfterDays": -1}, True),
        ({"DeleteAfterDays": 35}, False),
        ({"DeleteAfterEvent": "DELETE_AFTER_COPY"}, False),
    ],
)
def test_no_date_of_deletion_is_never_only_when_the_lifecycle_says_so(
    lifecycle: dict[str, Any], *, known: bool
) -> None:
    fact = points({"RecoveryPoints": [point(Lifecycle=lifecycle)]}).one(RECOVERY_POINT)
    assert fact.config["expires_at"] is None
    assert ("/config/expires_at" not in {gap.path for gap in fact.gaps}) == known


def test_recovery_points_of_three_pages_in_each_vault() -> None:
    def answer(asked: dict[str, Any]) -> Answer:
        first = {"prod": 100, "test": 200}[asked["BackupVaultName"]]
        page = int(asked.get("NextToken", 0))
        told = {"RecoveryPoints": [point(first + page)]}
        return told if page == 2 else told | {"NextToken": str(page + 1)}

    vaults = {VAULTS: [vault("prod"), vault("test")]}
    ran = backup(ListBackupVaults=vaults, ListRecoveryPointsByBackupVault=answer)
    assert [fact.id[-4:] for fact in ran.all(RECOVERY_POINT)] == ["0100", "0101", "0102", "0200", "0201", "0202"]
    assert {asked["MaxResults"] for asked in ran.parameters("backup:ListRecoveryPointsByBackupVault")} == {1000}


def test_a_vault_whose_recovery_points_are_denied_is_named() -> None:
    def answer(asked: dict[str, Any]) -> Answer:
        return DENIED if asked["BackupVaultName"] == "prod" else {"RecoveryPoints": [point()]}

    vaults = {VAULTS: [vault("prod"), vault("main")]}
    ran = backup(ListBackupVaults=vaults, ListRecoveryPointsByBackupVault=answer)
    assert len(ran.all(RECOVERY_POINT)) == 1
    assert ran.gaps(RECOVERY_POINT) == [
        ("backup:ListRecoveryPointsByBackupVault", "access_denied", "prod: AccessDenied: not for you")
    ]
    assert ran.gaps(VAULT) == []


def test_a_vault_that_is_gone_has_no_recovery_points() -> None:
    assert points(GONE).coverage.gaps == ()


@pytest.mark.parametrize("missing", ["RecoveryPointArn", "ResourceArn", "Status", "CreationDate"])
def test_a_recovery_point_that_is_not_whole_leaves_the_listing_incomplete(missing: str) -> None:
    ran = points({"RecoveryPoints": [without(point(1), missing), point(2)]})
    assert len(ran.all(RECOVERY_POINT)) == 1
    assert ran.gaps(RECOVERY_POINT) == [
        ("backup:ListRecoveryPointsByBackupVault", "error", f"malformed answer: no '{missing}'")
    ]


def test_no_vaults_means_no_recovery_points_are_known_either() -> None:
    ran = backup(ListBackupVaults=DENIED, ListBackupPlans=Refusal("ThrottlingException"))
    denied = [("backup:ListBackupVaults", "access_denied", "AccessDenied: not for you")]
    throttled = [("backup:ListBackupPlans", "throttled", "ThrottlingException: so it is")]
    assert (ran.gaps(VAULT), ran.gaps(RECOVERY_POINT)) == (denied, denied)
    assert (ran.gaps(PLAN), ran.gaps(SELECTION)) == (throttled, throttled)
    assert len(ran.coverage.gaps) == 4


def test_a_vault_without_a_name_leaves_both_listings_incomplete() -> None:
    ran = backup(ListBackupVaults={VAULTS: [{"BackupVaultArn": BACKUP_ARN}]})
    assert ran.gaps(VAULT) == [("backup:ListBackupVaults", "error", "malformed answer: no 'BackupVaultName'")]
    (gap,) = ran.gaps(RECOVERY_POINT)
    assert "ParamValidationError" in gap[2]


@pytest.mark.parametrize(
    ("operation", "items", "kinds"),
    [
        ("ListBackupVaults", VAULTS, (VAULT, RECOVERY_POINT)),
        ("ListBackupPlans", PLANS, (PLAN, SELECTION)),
        ("ListRestoreTestingPlans", "RestoreTestingPlans", (TESTING_PLAN, TESTING_SELECTION)),
    ],
)
def test_what_is_no_entry_leaves_what_it_would_hold_incomplete_too(
    operation: str, items: str, kinds: tuple[str, ...]
) -> None:
    ran = backup(checked=False, **{operation: {items: [None]}})
    assert {(gap.path, gap.reason) for gap in ran.coverage.gaps} == {(kind, "error") for kind in kinds}
