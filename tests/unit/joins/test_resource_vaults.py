"""The vaults with recovery points of a resource, and what happens to those under whose key."""

from typing import Any

from support.database_facts import volume
from support.estates import AWAY, joined
from support.facts import (
    COPY_VAULT_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    VAULT_ARN,
    bucket,
    gap,
    recovery_point,
    region_settings,
    table,
    vault,
)

from scanner.model import Fact, Gap

COPIES = vault(name="copies", account=OTHER_ACCOUNT, region=OTHER_REGION)


def found(fact: Fact, *facts: Fact, **options: Any) -> tuple[Any, list[Gap]]:
    return joined("vaults", fact, [fact, *facts], **options)


def point(fact: Fact, **overrides: Any) -> Fact:
    return recovery_point(resource_arn=fact.id, **overrides)


def copied(fact: Fact) -> Fact:
    return point(fact, account=OTHER_ACCOUNT, region=OTHER_REGION, vault_name="copies", vault_arn=COPIES.id)


def test_a_vault_is_told_with_its_key_and_its_lock() -> None:
    vaults, gaps = found(table(), vault(), point(table()), region_settings(management={"DynamoDB": True}))
    assert gaps == []
    (told,) = vaults
    assert told == {
        "arn": VAULT_ARN,
        "account": vault().account,
        "region": vault().region,
        "type": "BACKUP_VAULT",
        "key_arn": vault().config["encryption_key"]["arn"],
        "key_manager": "CUSTOMER",
        "key_state": "Enabled",
        "key_deletion_at": None,
        "key_account": vault().account,
        "encrypts": True,
        "lock_mode": "compliance",
        "locks_at": "2024-06-01T08:00:00Z",
        "min_retention_days": 90,
        "denies_deletion": True,
    }


def test_a_lock_without_a_date_is_in_governance_mode() -> None:
    lock = {"locked": True, "locks_at": None, "min_retention_days": None, "max_retention_days": None}
    (told,), _ = found(table(), vault(lock=lock), point(table()))
    assert (told["lock_mode"], told["locks_at"]) == ("governance", None)
    (told,), _ = found(table(), vault(lock=lock | {"locked": False}), point(table()))
    assert (told["lock_mode"], told["locks_at"]) == (None, None)


def test_an_air_gapped_vault_is_locked_since_it_was_created() -> None:
    lock = {"locked": True, "locks_at": None, "min_retention_days": 7, "max_retention_days": 90}
    kind = {"type": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", "encryption_key_type": "AWS_OWNED_KMS_KEY"}
    (told,), _ = found(table(), vault(lock=lock, encryption_key=None, policy=None, **kind), point(table()))
    assert (told["lock_mode"], told["locks_at"]) == ("compliance", "2024-05-01T08:00:00Z")
    assert (told["key_manager"], told["key_arn"], told["key_account"]) == ("AWS", None, None)
    assert told["denies_deletion"] is None


def test_whose_key_encrypts_depends_on_the_service_and_on_the_place() -> None:
    settings = region_settings(management={"DynamoDB": False})
    (home, copy), _ = found(table(), vault(), COPIES, point(table()), copied(table()), settings)
    assert (home["arn"], home["encrypts"]) == (VAULT_ARN, False)
    assert (copy["arn"], copy["encrypts"]) == (COPY_VAULT_ARN, True)
    (told,), _ = found(table(), vault(), point(table()))
    assert told["encrypts"] is None
    (told,), _ = found(bucket(), vault(), point(bucket()))
    assert told["encrypts"] is True
    (told,), _ = found(volume(), vault(), point(volume()))
    assert told["encrypts"] is False


def test_a_vault_that_is_not_in_the_snapshot_is_a_gap() -> None:
    vaults, gaps = found(table(), point(table()), region_settings())
    assert vaults == []
    assert [each.detail for each in gaps] == [f"the vault {VAULT_ARN} is not in this snapshot"]


def test_a_listing_of_vaults_that_failed_is_a_gap() -> None:
    failed = {("backup.vault", *AWAY): gap("backup.vault")}
    _, gaps = found(table(), COPIES, copied(table()), region_settings(), failed=failed)
    assert gaps
