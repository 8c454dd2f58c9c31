from __future__ import annotations

import json

import pytest
from support.collected import AT, BACKUP_ARN, THEN, VAULTS, backup, vault
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Refusal

from scanner.collectors.backup import BACKUP
from scanner.collectors.backup_vaults import VAULT

pytestmark = pytest.mark.usefixtures("aws_environment")

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
ARN = f"{BACKUP_ARN}:backup-vault:main"
GONE = Refusal("ResourceNotFoundException")


def test_a_vault_of_which_aws_tells_least() -> None:
    fact = backup(ListBackupVaults={VAULTS: [vault()]}).one(VAULT)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (f"{BACKUP_ARN}:backup-vault:main", "main", {}, ())
    assert fact.config == {
        **dict.fromkeys(("type", "state", "created_at", "recovery_point_count", "encryption_key")),
        **dict.fromkeys(("encryption_key_type", "approval_team_arn", "source_vault_arn")),
        "notifications": {"configured": False, "topic_arn": None, "events": []},
        "lock": {"locked": False, "min_retention_days": None, "max_retention_days": None, "locks_at": None},
        "policy": {"exists": False, "denied_to_everyone": [], "denied_conditionally": [], "allowed": []},
    }


def test_a_vault_of_which_aws_tells_everything() -> None:
    told = vault(
        VaultType="BACKUP_VAULT",
        VaultState="AVAILABLE",
        CreationDate=THEN,
        NumberOfRecoveryPoints=3,
        Locked=True,
        MinRetentionDays=7,
        MaxRetentionDays=365,
        LockDate=THEN,
        EncryptionKeyArn=KEY,
        EncryptionKeyType="CUSTOMER_MANAGED_KMS_KEY",
    )
    key = {"KeyId": "k", "Arn": KEY, "KeyManager": "CUSTOMER", "KeyState": "PendingDeletion", "DeletionDate": THEN}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "backup:Delete*", "Resource": "*"}
    tag = {"ResourceARN": f"{BACKUP_ARN}:backup-vault:main", "Tags": [{"Key": "k", "Value": "v"}]}
    fact = backup(
        ListBackupVaults={VAULTS: [told]},
        GetBackupVaultAccessPolicy={"Policy": json.dumps({"Statement": deny})},
        GetBackupVaultNotifications={
            "SNSTopicArn": TOPIC,
            "BackupVaultEvents": ["COPY_JOB_FAILED", "BACKUP_JOB_FAILED"],
        },
        key={"KeyMetadata": key | {"MultiRegion": True}},
        tags={"ResourceTagMappingList": [tag]},
    ).one(VAULT)
    assert (fact.tags, fact.gaps) == ({"k": "v"}, ())
    assert fact.config == {
        "type": "BACKUP_VAULT",
        "state": "AVAILABLE",
        "created_at": AT,
        "recovery_point_count": 3,
        "encryption_key_type": "CUSTOMER_MANAGED_KMS_KEY",
        "encryption_key": {
            "arn": KEY,
            "manager": "CUSTOMER",
            "state": "PendingDeletion",
            "deletion_at": AT,
            "multi_region": True,
        },
        "lock": {"locked": True, "min_retention_days": 7, "max_retention_days": 365, "locks_at": AT},
        "policy": {
            "exists": True,
            "denied_to_everyone": [
                "backup:DeleteBackupVault",
                "backup:DeleteBackupVaultAccessPolicy",
                "backup:DeleteBackupVaultLockConfiguration",
                "backup:DeleteRecoveryPoint",
            ],
            "denied_conditionally": [],
            "allowed": [],
        },
        "notifications": {
            "configured": True,
            "topic_arn": TOPIC,
            "events": ["BACKUP_JOB_FAILED", "COPY_JOB_FAILED"],
        },
        "approval_team_arn": None,
        "source_vault_arn": None,
    }


@pytest.mark.parametrize("kind", ["LOGICALLY_AIR_GAPPED_BACKUP_VAULT", "RESTORE_ACCESS_BACKUP_VAULT"])
def test_an_air_gapped_vault_and_a_view_of_one_say_who_opens_them(kind: str) -> None:
    team = f"arn:aws:mpa:{REGION}:{ACCOUNT}:approval-team/t-1"
    source = f"arn:aws:backup:{REGION}:444455556666:backup-vault:gapped"
    described = {"BackupVaultArn": ARN, "MpaApprovalTeamArn": team, "SourceBackupVaultArn": source}
    told = vault(VaultType=kind, VaultState="AVAILABLE", Locked=True, EncryptionKeyType="AWS_OWNED_KMS_KEY")
    ran = backup(ListBackupVaults={VAULTS: [told]}, DescribeBackupVault=described)
    config = ran.one(VAULT).config
    assert (config["type"], config["state"], config["encryption_key"]) == (kind, "AVAILABLE", None)
    assert (config["encryption_key_type"], config["lock"]["locked"]) == ("AWS_OWNED_KMS_KEY", True)
    assert (config["approval_team_arn"], config["source_vault_arn"]) == (team, source)
    assert ran.parameters("backup:DescribeBackupVault") == [{"BackupVaultName": "main"}]


def test_an_ordinary_vault_needs_no_describing() -> None:
    ran = backup(ListBackupVaults={VAULTS: [vault(VaultType="BACKUP_VAULT")]})
    assert ran.one(VAULT).config["approval_team_arn"] is None
    assert (ran.one(VAULT).gaps, ran.parameters("backup:DescribeBackupVault")) == ((), [])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(DENIED, "access_denied"), (Refusal("ThrottlingException"), "throttled"), ({}, "error")],
)
def test_what_cannot_be_read_of_a_vault_is_a_gap(answer: Answer, reason: str) -> None:
    answers = dict.fromkeys(("GetBackupVaultNotifications", "DescribeBackupVault"), answer)
    fact = backup(ListBackupVaults={VAULTS: [vault()]}, **answers).one(VAULT)
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        ("/config/notifications", "backup:GetBackupVaultNotifications", reason),
        ("/config/approval_team_arn", "backup:DescribeBackupVault", reason),
        ("/config/source_vault_arn", "backup:DescribeBackupVault", reason),
    ]
    assert all(fact.config[gap.path.removeprefix("/config/")] is None for gap in fact.gaps)


def test_the_core_facts_of_a_vault_leave_out_its_notifications_and_who_opens_it() -> None:
    ran = backup(ListBackupVaults={VAULTS: [vault()]}, details=False)
    assert [(gap.path, gap.reason) for gap in ran.one(VAULT).gaps] == [
        ("/config/notifications", "not_collected"),
        ("/config/approval_team_arn", "not_collected"),
        ("/config/source_vault_arn", "not_collected"),
    ]
    assert "backup:GetBackupVaultNotifications" not in ran.coverage.calls


def test_a_vault_that_vanished() -> None:
    ran = backup(ListBackupVaults={VAULTS: [vault()]}, DescribeBackupVault=GONE, ListRecoveryPointsByBackupVault=GONE)
    assert (ran.all(VAULT), ran.coverage.vanished, ran.coverage.gaps) == ([], 2, ())


def test_a_unit_that_finds_nothing_and_one_vault_make_the_calls_that_they_say() -> None:
    idle = backup()
    assert sum(idle.coverage.calls.values()) == BACKUP.idle_calls
    assert idle.coverage.gaps == ()
    one = backup(ListBackupVaults={VAULTS: [vault(EncryptionKeyArn=KEY)]})
    tags = one.coverage.calls["resourcegroupstaggingapi:GetResources"]
    assert sum(one.coverage.calls.values()) == BACKUP.idle_calls + BACKUP.calls_each[VAULT] + tags
    assert tags == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("NotFoundException"), "not_found"),
        ({"KeyMetadata": {"KeyId": "k"}}, "error"),
    ],
)
def test_a_key_that_cannot_be_read_leaves_its_arn_and_gaps(answer: Answer, reason: str) -> None:
    fact = backup(ListBackupVaults={VAULTS: [vault(EncryptionKeyArn=KEY)]}, key=answer).one(VAULT)
    unknown = ("deletion_at", "manager", "multi_region", "state")
    assert fact.config["encryption_key"] == {"arn": KEY, **dict.fromkeys(unknown)}
    assert sorted((gap.path, gap.operation, gap.reason) for gap in fact.gaps) == [
        (f"/config/encryption_key/{name}", "kms:DescribeKey", reason) for name in unknown
    ]


def test_a_key_of_many_vaults_is_asked_about_once() -> None:
    vaults = [vault(name, EncryptionKeyArn=KEY) for name in ("a", "b")] + [vault("c", EncryptionKeyArn=f"{KEY}2")]
    ran = backup(ListBackupVaults={VAULTS: vaults})
    assert ran.parameters("kms:DescribeKey") == [{"KeyId": KEY}, {"KeyId": f"{KEY}2"}]


@pytest.mark.parametrize(("answer", "reason"), [(DENIED, "access_denied"), ({"Policy": "{"}, "error"), ({}, "error")])
def test_a_policy_that_cannot_be_read_is_a_gap(answer: Answer, reason: str) -> None:
    fact = backup(ListBackupVaults={VAULTS: [vault()]}, GetBackupVaultAccessPolicy=answer).one(VAULT)
    assert fact.config["policy"] is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/policy", reason)]
