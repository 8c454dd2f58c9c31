from __future__ import annotations

import json
from typing import Any

import pytest
from support.collected import AT, THEN, VAULTS, backup, vault, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, Remembered, pages, run

from scanner.collectors.kms import KEY, KMS
from scanner.collectors.options import Options

pytestmark = pytest.mark.usefixtures("aws_environment")

SYMMETRIC = {"KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS", "KeyState": "Enabled"}
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
EVERYTHING = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}


def arn(key_id: str, region: str = REGION) -> str:
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/{key_id}"


def listed(*key_ids: str) -> list[dict[str, str]]:
    return [{"KeyId": key_id, "KeyArn": arn(key_id)} for key_id in key_ids]


def metadata(key_id: str = "k", **changes: Any) -> dict[str, Any]:
    return {"KeyMetadata": {"KeyId": key_id, "KeyManager": "CUSTOMER", **SYMMETRIC} | changes}


def kms(*key_ids: str, **changes: Any) -> Ran:
    """The customer's keys, of which AWS tells least, but for the changes; their keys are operations, and "tags"."""
    options = changes.pop("options", Options())
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    answers: dict[str, Any] = {
        "ListKeys": {"Keys": listed(*key_ids)},
        "ListAliases": {"Aliases": []},
        "DescribeKey": lambda asked: metadata(asked["KeyId"].rpartition("/")[2]),
        "GetKeyPolicy": {"Policy": json.dumps({"Statement": EVERYTHING})},
        "GetKeyRotationStatus": {"KeyRotationEnabled": False},
    }
    asked = {f"kms:{name}": answer for name, answer in (answers | changes).items()}
    return run(KMS, asked | {"resourcegroupstaggingapi:GetResources": tags}, options=options)


def described(**changes: Any) -> dict[str, Any]:
    return dict(kms("k", DescribeKey=metadata(**changes)).one(KEY).config)


def test_a_key_of_which_aws_tells_everything() -> None:
    told = metadata(
        "mrk-1",
        Arn=arn("mrk-1"),
        Enabled=True,
        CreationDate=THEN,
        DeletionDate=THEN,
        PendingDeletionWindowInDays=7,
        KeyUsage="ENCRYPT_DECRYPT",
        CustomKeyStoreId="cks-1",
        ValidTo=THEN,
        MultiRegion=True,
        MultiRegionConfiguration={
            "MultiRegionKeyType": "PRIMARY",
            "PrimaryKey": {"Arn": arn("mrk-1"), "Region": REGION},
            "ReplicaKeys": [{"Arn": arn("mrk-1", "us-east-1"), "Region": "us-east-1"}],
        },
    )
    aliases = [
        {"AliasName": "alias/orders", "TargetKeyId": "mrk-1"},
        {"AliasName": "alias/aws/s3"},
        {"AliasName": "alias/docs", "TargetKeyId": "mrk-1"},
        {"AliasName": "alias/other", "TargetKeyId": "k"},
    ]
    deny = {"Effect": "Deny", "Principal": "*", "Action": "kms:ScheduleKeyDeletion", "Resource": "*"}
    ran = kms(
        "mrk-1",
        DescribeKey=told,
        ListAliases={"Aliases": aliases},
        GetKeyPolicy={"Policy": json.dumps({"Statement": [EVERYTHING, deny]})},
        GetKeyRotationStatus={"KeyRotationEnabled": True, "RotationPeriodInDays": 180, "NextRotationDate": THEN},
        tags={"ResourceTagMappingList": [{"ResourceARN": arn("mrk-1"), "Tags": [{"Key": "k", "Value": "v"}]}]},
    )
    fact = ran.one(KEY)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (arn("mrk-1"), "mrk-1", {"k": "v"}, ())
    allowed = ("kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")
    assert fact.config == {
        "manager": "CUSTOMER",
        "state": "Enabled",
        "enabled": True,
        "created_at": AT,
        "deletion_at": AT,
        "pending_window_days": 7,
        "usage": "ENCRYPT_DECRYPT",
        "spec": "SYMMETRIC_DEFAULT",
        "origin": "AWS_KMS",
        "custom_key_store_id": "cks-1",
        "material_expires_at": AT,
        "multi_region": True,
        "multi_region_type": "PRIMARY",
        "primary": {"arn": arn("mrk-1"), "region": REGION},
        "replicas": [{"arn": arn("mrk-1", "us-east-1"), "region": "us-east-1"}],
        "aliases": ["alias/docs", "alias/orders"],
        "rotation": {"enabled": True, "period_days": 180, "next_at": AT},
        "policy": {
            "exists": True,
            "denied_to_everyone": ["kms:ScheduleKeyDeletion"],
            "denied_conditionally": [],
            "allowed": [{"action": action, "principals": [ROOT], "conditional": False} for action in allowed],
        },
    }
    assert ran.coverage.gaps == ()
    assert ran.parameters("kms:GetKeyPolicy") == [{"KeyId": arn("mrk-1"), "PolicyName": "default"}]


def test_a_key_of_which_aws_tells_least() -> None:
    told = {"KeyMetadata": {"KeyId": "k", "KeyManager": "CUSTOMER", "KeyState": "PendingImport"}}
    fact = kms("k", DescribeKey=told).one(KEY)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (arn("k"), "k", {}, ())
    assert {name: value for name, value in fact.config.items() if name != "policy"} == {
        "manager": "CUSTOMER",
        "state": "PendingImport",
        **dict.fromkeys(("enabled", "created_at", "deletion_at", "pending_window_days", "usage", "spec", "origin")),
        **dict.fromkeys(("custom_key_store_id", "material_expires_at")),
        **dict.fromkeys(("multi_region", "multi_region_type", "primary", "rotation")),
        "replicas": [],
        "aliases": [],
    }


def test_a_key_of_aws_itself_is_asked_about_nothing_more() -> None:
    ran = kms("k", DescribeKey=metadata(KeyManager="AWS", MultiRegion=False))
    fact = ran.one(KEY)
    assert (fact.config["policy"], fact.config["rotation"], fact.config["multi_region"]) == (None, None, False)
    assert fact.gaps == ()
    assert ran.parameters("kms:GetKeyPolicy") == ran.parameters("kms:GetKeyRotationStatus") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"KeyState": "Disabled"},
        {"KeyState": "PendingDeletion"},
        {"KeySpec": "RSA_2048"},
        {"KeySpec": "HMAC_256"},
        {"Origin": "EXTERNAL"},
        {"Origin": "AWS_CLOUDHSM"},
    ],
)
def test_rotation_is_asked_about_only_where_there_can_be_one(changes: dict[str, str]) -> None:
    ran = kms("k", DescribeKey=metadata(**changes))
    assert (ran.one(KEY).config["rotation"], ran.one(KEY).gaps) == (None, ())
    assert ran.parameters("kms:GetKeyRotationStatus") == []


def test_a_key_that_is_not_supported_does_not_rotate() -> None:
    fact = kms("k", GetKeyRotationStatus=Refusal("UnsupportedOperationException")).one(KEY)
    assert (fact.config["rotation"], fact.gaps) == (None, ())


def test_a_key_that_may_not_be_described_is_kept_with_its_gaps() -> None:
    ran = kms("k", DescribeKey=DENIED, ListAliases={"Aliases": [{"AliasName": "alias/a", "TargetKeyId": "k"}]})
    fact = ran.one(KEY)
    gaps = {gap.path: (gap.operation, gap.reason, gap.detail) for gap in fact.gaps}
    assert set(gaps.values()) == {("kms:DescribeKey", "access_denied", "AccessDenied: not for you")}
    told = {"aliases", "policy", "rotation"}
    assert set(gaps) == {f"/config/{name}" for name in fact.config.keys() - told}
    assert all(fact.config[name] is None for name in fact.config.keys() - told)
    assert fact.config["aliases"] == ["alias/a"]
    assert fact.config["rotation"] == {"enabled": False, "period_days": None, "next_at": None}


def test_related_keys_that_are_not_told_are_a_gap_of_their_own() -> None:
    fact = kms("k", DescribeKey=metadata(MultiRegion=True)).one(KEY)
    assert (fact.config["manager"], fact.config["replicas"]) == ("CUSTOMER", None)
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [
        (f"/config/{name}", "error") for name in ("multi_region", "multi_region_type", "primary", "replicas")
    ]


@pytest.mark.parametrize(
    ("operation", "answer", "path", "reason"),
    [
        ("GetKeyPolicy", DENIED, "/config/policy", "access_denied"),
        ("GetKeyPolicy", {"Policy": "{"}, "/config/policy", "error"),
        ("GetKeyPolicy", {}, "/config/policy", "error"),
        ("GetKeyRotationStatus", Refusal("ThrottlingException"), "/config/rotation", "throttled"),
        ("GetKeyRotationStatus", Refusal("KMSInvalidStateException"), "/config/rotation", "error"),
        ("GetKeyRotationStatus", {}, "/config/rotation", "error"),
        ("ListAliases", DENIED, "/config/aliases", "access_denied"),
        ("ListAliases", {"Aliases": [{"TargetKeyId": "k"}]}, "/config/aliases", "error"),
    ],
)
def test_what_cannot_be_read_is_a_gap(operation: str, answer: Answer, path: str, reason: str) -> None:
    ran = kms("k", **{operation: answer})
    fact = ran.one(KEY)
    assert fact.config[path.removeprefix("/config/")] is None
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [(path, f"kms:{operation}", reason)]
    assert ran.coverage.gaps == ()


def test_a_key_that_vanished_is_dropped_and_counted() -> None:
    ran = kms("k", DescribeKey=Refusal("NotFoundException"))
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


@pytest.mark.parametrize("operation", ["GetKeyPolicy", "GetKeyRotationStatus"])
def test_a_key_that_was_described_has_not_vanished(operation: str) -> None:
    ran = kms("k", **{operation: Refusal("NotFoundException")})
    assert [(gap.operation, gap.reason) for gap in ran.one(KEY).gaps] == [(f"kms:{operation}", "not_found")]
    assert ran.coverage.vanished == 0


def test_keys_and_aliases_of_three_pages_each() -> None:
    ids = [f"key-{number:04}" for number in range(6)]
    aliases = [{"AliasName": f"alias/{key_id}", "TargetKeyId": key_id} for key_id in ids]
    ran = kms(
        ListKeys=list(pages("Keys", "NextMarker", *(listed(*ids[i : i + 2]) for i in (0, 2, 4)))),
        ListAliases=list(pages("Aliases", "NextMarker", *(aliases[i : i + 2] for i in (0, 2, 4)))),
    )
    assert [(fact.name, fact.config["aliases"]) for fact in ran.all(KEY)] == [
        (key_id, [f"alias/{key_id}"]) for key_id in ids
    ]
    assert [set(asked) for asked in ran.parameters("kms:ListKeys")] == [{"Limit"}, *[{"Limit", "Marker"}] * 2]
    assert [set(asked) for asked in ran.parameters("kms:ListAliases")] == [{"Limit"}, *[{"Limit", "Marker"}] * 2]


def test_keys_that_cannot_be_listed_leave_the_kind_incomplete() -> None:
    ran = kms(ListKeys=DENIED)
    assert ran.gaps(KEY) == [("kms:ListKeys", "access_denied", "AccessDenied: not for you")]
    ran = kms(ListKeys={"Keys": [without(entry, "KeyArn") for entry in listed("a")] + listed("b")})
    assert [fact.name for fact in ran.all(KEY)] == ["b"]
    assert ran.gaps(KEY) == [("kms:ListKeys", "error", "malformed answer: no 'KeyArn'")]


def test_the_core_facts_leave_rotation_and_policy_out() -> None:
    ran = kms("k", options=Options(details=False))
    assert [(gap.path, gap.reason) for gap in ran.one(KEY).gaps] == [
        ("/config/policy", "not_collected"),
        ("/config/rotation", "not_collected"),
    ]
    assert ran.parameters("kms:GetKeyPolicy") == ran.parameters("kms:GetKeyRotationStatus") == []


def test_a_key_that_another_collector_described_is_not_asked_about_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Remembered()
    monkeypatch.setattr("support.stubbed_aws.Remembered", lambda: shared)
    first = backup(ListBackupVaults={VAULTS: [vault(EncryptionKeyArn=arn("k"))]}, key=metadata(Enabled=True))
    assert first.parameters("kms:DescribeKey") == [{"KeyId": arn("k")}]
    second = kms("k", "other")
    assert second.parameters("kms:DescribeKey") == [{"KeyId": arn("other")}]
    assert [fact.config["enabled"] for fact in second.all(KEY)] == [True, None]


def test_calls_are_as_many_as_declared() -> None:
    idle = kms()
    assert (sum(idle.coverage.calls.values()), idle.coverage.gaps) == (KMS.idle_calls, ())
    ran = kms("a", "b", "c")
    shared = sum(ran.coverage.calls[name] for name in ("kms:ListAliases", "resourcegroupstaggingapi:GetResources"))
    assert sum(ran.coverage.calls.values()) == KMS.idle_calls + shared + 3 * KMS.calls_each[KEY]
    assert shared == 2
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == [
        {"ResourcesPerPage": 100, "ResourceTypeFilters": ["kms:key"]}
    ]


def test_what_a_refusal_of_another_account_hides_is_not_denied_to_everyone() -> None:
    deny = EVERYTHING | {"Effect": "Deny", "NotPrincipal": {"AWS": ROOT}}
    statement = without(deny, "Principal")
    policy = kms("k", GetKeyPolicy={"Policy": json.dumps({"Statement": statement})}).one(KEY).config["policy"]
    assert policy["denied_to_everyone"] == []
    assert "kms:DisableKey" in policy["denied_conditionally"]


def test_a_replica_tells_its_primary() -> None:
    related = {
        "MultiRegionKeyType": "REPLICA",
        "PrimaryKey": {"Arn": arn("mrk-1", "us-east-1"), "Region": "us-east-1"},
        "ReplicaKeys": [{"Arn": arn("mrk-1"), "Region": REGION}],
    }
    config = described(MultiRegion=True, MultiRegionConfiguration=related)
    assert (config["multi_region_type"], config["primary"]["region"]) == ("REPLICA", "us-east-1")
