"""The key of a resource, found by whatever the resource calls it; and what each key encrypts."""

from typing import Any

import pytest
from support.estates import HOME, joined
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    bucket,
    collection,
    db_instance,
    domain,
    file_system,
    gap,
    key,
    log_group,
    recovery_point,
    table,
    vault,
    volume,
)

from scanner.model import Fact, Gap, GapReason, Json

KEY_ARN = key().id
KEY_ID = KEY_ARN.rpartition("/")[2]
FOUND = {
    "arn": KEY_ARN,
    "account": ACCOUNT,
    "region": REGION,
    "manager": "CUSTOMER",
    "state": "Enabled",
    "deletion_at": None,
    "multi_region": False,
    "multi_region_type": None,
    "deletion_denied": True,
}


def of(fact: Fact, *keys: Fact, **options: Any) -> tuple[Any, list[Gap]]:
    return joined("key", fact, [fact, *keys], **options)


def kms(key_id: str | None, algorithm: str = "aws:kms") -> dict[str, Json]:
    return {"algorithm": algorithm, "key_id": key_id, "bucket_key": True}


@pytest.mark.parametrize(
    "fact",
    [
        table(encryption={"type": "KMS", "key_arn": KEY_ARN}),
        bucket(encryption=kms(KEY_ARN)),
        bucket(encryption=kms(KEY_ID)),
        bucket(encryption=kms("alias/orders", "aws:kms:dsse")),
        bucket(encryption=kms(f"{KEY_ARN.rpartition(':')[0]}:alias/orders")),
        collection(key_arn=KEY_ARN),
        db_instance(key_id=KEY_ARN),
        domain(encryption_at_rest={"enabled": True, "key_id": KEY_ID}),
        file_system(key_id=KEY_ARN),
        log_group(kms_key_id=KEY_ARN),
        vault(),
        volume(key_arn=KEY_ARN),
    ],
)
def test_a_key_is_found_by_whatever_it_is_called(fact: Fact) -> None:
    assert of(fact, key()) == (FOUND, [])


@pytest.mark.parametrize(
    "fact",
    [
        table(encryption={"type": "AWS_OWNED", "key_arn": None}),
        bucket(encryption=kms(KEY_ARN, "AES256")),
        log_group(kms_key_id=None),
        vault(encryption_key=None),
    ],
)
def test_what_no_key_of_kms_encrypts_has_none(fact: Fact) -> None:
    assert of(fact, key()) == (None, [])


def test_kms_without_a_key_is_that_of_aws_for_s3() -> None:
    managed = key(aliases=["alias/aws/s3"], manager="AWS", policy=None)
    found, gaps = of(bucket(encryption=kms(None)), managed)
    assert (found["manager"], found["deletion_denied"], gaps) == ("AWS", None, [])


def test_an_alias_is_of_its_own_account_and_region() -> None:
    for there in ({"account": OTHER_ACCOUNT}, {"region": OTHER_REGION}):
        found, (absent,) = of(bucket(encryption=kms("alias/orders")), key(**there))
        assert (found["arn"], found["state"]) == (f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders", None)
        assert absent.reason is GapReason.NOT_COLLECTED


def test_a_key_of_an_account_that_was_not_scanned_is_told_with_a_gap() -> None:
    arn = f"arn:aws:kms:{REGION}:999988887777:key/1"
    found, gaps = of(bucket(encryption=kms(arn)), key())
    assert (found["arn"], found["account"], found["region"], found["manager"]) == (arn, "999988887777", REGION, None)
    assert [gap.reason for gap in gaps] == [GapReason.NOT_COLLECTED]


def test_keys_that_could_not_be_listed_are_a_gap() -> None:
    denied = Gap("kms.key", "kms:ListKeys", GapReason.ACCESS_DENIED, "no")
    _, gaps = of(vault(), failed={("kms.key", *HOME): denied})
    assert [gap.reason for gap in gaps] == [GapReason.ACCESS_DENIED]


def test_what_could_not_be_read_of_the_key_or_the_resource_is_a_gap() -> None:
    for part in ("/config/state", "/config"):
        assert of(vault(), key(gaps=(gap(part),)))[1]
    assert of(vault(), key(gaps=(gap("/config/rotation"),))) == (FOUND, [])
    assert of(bucket(encryption=None, gaps=(gap("/config/encryption"),)), key())[1]
    assert of(log_group(kms_key_id=None, gaps=(gap("/config/kms_key_id"),)), key())[1]


def test_a_policy_that_was_not_read_is_no_gap_and_denies_nothing() -> None:
    found, gaps = of(vault(), key(policy=None, gaps=(gap("/config/policy"),)))
    assert (found["deletion_denied"], gaps) == (None, [])
    lesser = {"denied_to_everyone": ["kms:ScheduleKeyDeletion"]}
    assert of(vault(), key(policy=lesser))[0]["deletion_denied"] is False


@pytest.mark.parametrize(("origin", "denied"), [("AWS_KMS", True), ("EXTERNAL", False), (None, False)])
def test_imported_material_can_be_deleted_without_the_key(origin: str | None, *, denied: bool) -> None:
    policy = {"denied_to_everyone": ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]}
    assert of(vault(), key(policy=policy, origin=origin))[0]["deletion_denied"] is denied


def encrypted(fact: Fact, *others: Fact, **options: Any) -> Any:
    found, gaps = joined("encrypts", fact, [fact, *others], **options)
    assert gaps == []
    return found


def test_what_a_key_encrypts_is_told_by_kind() -> None:
    others = (bucket(encryption=kms("alias/orders")), vault(), vault(name="second"), recovery_point())
    found = encrypted(key(), *others, places=(HOME,))
    assert [(row["kind"], row["count"]) for row in found["resources"]] == [
        ("backup.recovery_point", 1),
        ("backup.vault", 2),
        ("s3.bucket", 1),
    ]
    assert found["resources"][2]["examples"] == [bucket().id]
    assert found["complete"] is True


def test_another_regions_key_of_the_same_name_encrypts_nothing_here() -> None:
    there = key(id=KEY_ARN.replace(REGION, OTHER_REGION), region=OTHER_REGION)
    found = encrypted(there, bucket(encryption=kms("alias/orders")), places=(HOME, (ACCOUNT, OTHER_REGION)))
    assert found == {"resources": [], "complete": True}


def test_what_could_not_be_listed_may_be_encrypted_with_it() -> None:
    denied = Gap("s3.bucket", "s3:ListBuckets", GapReason.ACCESS_DENIED, "no")
    assert encrypted(key(), failed={("s3.bucket", *HOME): denied})["complete"] is False
