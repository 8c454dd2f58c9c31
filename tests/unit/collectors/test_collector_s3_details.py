from __future__ import annotations

import json
from typing import Any

import pytest
from support.collected import UNSET, s3
from support.stubbed_aws import ACCOUNT, DENIED, Refusal

from scanner.collectors.s3 import BUCKET

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = "arn:aws:s3:::docs"
INVENTORIES = "ListBucketInventoryConfigurations"
METRICS = "ListBucketMetricsConfigurations"
TIERINGS = "ListBucketIntelligentTieringConfigurations"


def config(**changes: Any) -> dict[str, Any]:
    fact = s3(**changes).one(BUCKET)
    assert fact.gaps == ()
    return dict(fact.config)


def test_encryption() -> None:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:::key/k"}
    rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    made = config(GetBucketEncryption={"ServerSideEncryptionConfiguration": {"Rules": rules}})
    assert made["encryption"] == {"algorithm": "aws:kms", "key_id": "arn:aws:kms:::key/k", "bucket_key": True}


def test_public_access_block() -> None:
    block = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True}
    made = config(GetPublicAccessBlock={"PublicAccessBlockConfiguration": block})
    assert made["public_access_block"] == {
        "block_public_acls": True,
        "ignore_public_acls": True,
        "block_public_policy": True,
        "restrict_public_buckets": False,
    }


def test_policy() -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObjectVersion", "Resource": f"{ARN}/*"}
    made = config(GetBucketPolicy={"Policy": json.dumps({"Statement": [statement]})})
    assert made["policy"] == UNSET["policy"] | {"exists": True, "denied_to_everyone": ["s3:DeleteObjectVersion"]}


@pytest.mark.parametrize(
    ("principal", "other_account"),
    [
        ({"AWS": ACCOUNT}, False),
        ({"AWS": [f"arn:aws:iam::{ACCOUNT}:role/App", "arn:aws:iam::444455556666:root"]}, True),
        ({"Service": "s3.amazonaws.com"}, None),
    ],
)
def test_who_may_purge_by_the_policy(principal: Any, *, other_account: bool | None) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "s3:PutLifecycleConfiguration", "Resource": ARN}
    (allowed,) = config(GetBucketPolicy={"Policy": json.dumps({"Statement": statement})})["policy"]["allowed"]
    assert (allowed["action"], allowed["other_account"]) == ("s3:PutLifecycleConfiguration", other_account)


def inventory(**changes: Any) -> dict[str, Any]:
    bare = {
        "Id": "all",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"},
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::lists", "Format": "CSV"}},
    }
    return bare | changes


BARE_INVENTORY: dict[str, Any] = {
    "id": "all",
    "enabled": True,
    "prefix": "",
    "frequency": "Daily",
    "included_versions": "All",
    "optional_fields": [],
    "destination_bucket_arn": "arn:aws:s3:::lists",
    "destination_account": None,
    "destination_prefix": None,
    "format": "CSV",
    "encryption": None,
    "key_id": None,
}


def test_an_inventory_of_which_aws_tells_least() -> None:
    answer = {"IsTruncated": False, "InventoryConfigurationList": [inventory()]}
    assert config(**{INVENTORIES: answer})["inventory_configurations"] == [BARE_INVENTORY]


@pytest.mark.parametrize(
    ("encryption", "told"),
    [
        ({"SSES3": {}}, ("SSE-S3", None)),
        ({"SSEKMS": {"KeyId": "arn:aws:kms:::key/k"}}, ("SSE-KMS", "arn:aws:kms:::key/k")),
        ({}, (None, None)),
    ],
)
def test_an_inventory_of_which_aws_tells_everything(
    encryption: dict[str, Any], told: tuple[str | None, str | None]
) -> None:
    destination = {
        "AccountId": "444455556666",
        "Bucket": "arn:aws:s3:::lists",
        "Format": "Parquet",
        "Prefix": "daily/",
        "Encryption": encryption,
    }
    raw = inventory(
        IsEnabled=False,
        IncludedObjectVersions="Current",
        Schedule={"Frequency": "Weekly"},
        Filter={"Prefix": "docs/"},
        OptionalFields=["Size", "ReplicationStatus"],
        Destination={"S3BucketDestination": destination},
    )
    made = config(**{INVENTORIES: {"IsTruncated": False, "InventoryConfigurationList": [raw]}})
    assert made["inventory_configurations"] == [
        {
            "id": "all",
            "enabled": False,
            "prefix": "docs/",
            "frequency": "Weekly",
            "included_versions": "Current",
            "optional_fields": ["ReplicationStatus", "Size"],
            "destination_bucket_arn": "arn:aws:s3:::lists",
            "destination_account": "444455556666",
            "destination_prefix": "daily/",
            "format": "Parquet",
            "encryption": told[0],
            "key_id": told[1],
        }
    ]


POINT = "arn:aws:s3:eu-west-1:111122223333:accesspoint/reports"
TAG = {"Key": "k", "Value": "v"}


@pytest.mark.parametrize(
    ("filtered", "told"),
    [
        ({}, {}),
        ({"Filter": {"Prefix": "a/"}}, {"prefix": "a/"}),
        ({"Filter": {"Tag": TAG}}, {"tags": {"k": "v"}}),
        ({"Filter": {"AccessPointArn": POINT}}, {"access_point_arn": POINT}),
        (
            {"Filter": {"And": {"Prefix": "a/", "Tags": [TAG], "AccessPointArn": POINT}}},
            {"prefix": "a/", "tags": {"k": "v"}, "access_point_arn": POINT},
        ),
    ],
)
def test_request_metrics(filtered: dict[str, Any], told: dict[str, Any]) -> None:
    answer = {"IsTruncated": False, "MetricsConfigurationList": [{"Id": "all"} | filtered]}
    everything: dict[str, Any] = {"prefix": "", "tags": {}, "access_point_arn": None}
    assert config(**{METRICS: answer})["metrics_configurations"] == [{"id": "all", "filter": everything | told}]


def test_archive_tiers() -> None:
    tiers = [{"AccessTier": "ARCHIVE_ACCESS", "Days": 90}, {"AccessTier": "DEEP_ARCHIVE_ACCESS", "Days": 180}]
    off = {"Id": "off", "Status": "Disabled", "Filter": {"And": {"Prefix": "a/", "Tags": [TAG]}}, "Tierings": tiers[:1]}
    answer = {
        "IsTruncated": False,
        "IntelligentTieringConfigurationList": [{"Id": "cold", "Status": "Enabled", "Tierings": tiers}, off],
    }
    assert config(**{TIERINGS: answer})["tiering_configurations"] == [
        {
            "id": "cold",
            "enabled": True,
            "filter": {"prefix": "", "tags": {}},
            "archive_tiers": [
                {"tier": "ARCHIVE_ACCESS", "days": 90},
                {"tier": "DEEP_ARCHIVE_ACCESS", "days": 180},
            ],
        },
        {
            "id": "off",
            "enabled": False,
            "filter": {"prefix": "a/", "tags": {"k": "v"}},
            "archive_tiers": [{"tier": "ARCHIVE_ACCESS", "days": 90}],
        },
    ]


def page(number: int, token: str | None) -> dict[str, Any]:
    following = {"IsTruncated": True, "NextContinuationToken": token} if token else {"IsTruncated": False}
    return {"InventoryConfigurationList": [inventory(Id=f"{number}")], **following}


def test_configurations_of_three_pages() -> None:
    ran = s3(**{INVENTORIES: [page(3, "one"), page(1, "two"), page(2, None)]})
    assert [each["id"] for each in ran.one(BUCKET).config["inventory_configurations"]] == ["1", "2", "3"]
    assert [asked.get("ContinuationToken") for asked in ran.parameters(f"s3:{INVENTORIES}")] == [None, "one", "two"]


@pytest.mark.parametrize(
    ("answers", "reason", "detail"),
    [
        ([page(1, "one"), DENIED], "access_denied", "partial, after 1 pages: AccessDenied: not for you"),
        (
            [page(1, "one"), page(2, "one")],
            "error",
            "partial, after 1 pages: malformed answer: the token of the next page came before",
        ),
        ([{"IsTruncated": True}], "error", "malformed answer: no 'NextContinuationToken'"),
        # An emulator that does not know the operation may answer nothing at all: that is not "none configured".
        ([{}], "error", "malformed answer: no 'IsTruncated'"),
        ([page(1, "one"), {}], "error", "partial, after 1 pages: malformed answer: no 'IsTruncated'"),
        ([{"IsTruncated": False, "InventoryConfigurationList": None}], "error", None),
        ([{"IsTruncated": False, "InventoryConfigurationList": [{"Id": "1"}]}], "error", None),
        ([{"IsTruncated": False, "InventoryConfigurationList": "text"}], "error", None),
    ],
)
def test_half_a_list_of_configurations_is_a_gap(answers: list[Any], reason: str, detail: str | None) -> None:
    fact = s3(checked=False, **{INVENTORIES: answers}).one(BUCKET)
    assert fact.config == UNSET | {"inventory_configurations": None}
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason) == ("/config/inventory_configurations", f"s3:{INVENTORIES}", reason)
    assert gap.detail == detail or (detail is None and gap.detail.startswith("malformed answer: "))


@pytest.mark.parametrize(
    ("operation", "answer", "section"),
    [
        ("GetBucketEncryption", {"ServerSideEncryptionConfiguration": {"Rules": []}}, "encryption"),
        ("GetPublicAccessBlock", {}, "public_access_block"),
        ("GetBucketPolicy", {"Policy": "{"}, "policy"),
        ("GetBucketPolicy", {}, "policy"),
        (METRICS, {"IsTruncated": False, "MetricsConfigurationList": [{}]}, "metrics_configurations"),
        (
            TIERINGS,
            {"IsTruncated": False, "IntelligentTieringConfigurationList": [{"Id": "x", "Status": "Half"}]},
            "tiering_configurations",
        ),
    ],
)
def test_an_answer_that_is_not_whole_is_a_gap(operation: str, answer: dict[str, Any], section: str) -> None:
    fact = s3(checked=False, **{operation: answer}).one(BUCKET)
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason) == (f"/config/{section}", f"s3:{operation}", "error")
    assert gap.detail.startswith("malformed answer: ")
    assert fact.config[section] is None


@pytest.mark.parametrize("operation", [INVENTORIES, METRICS, TIERINGS])
def test_a_bucket_that_vanished_meanwhile_is_dropped_and_counted(operation: str) -> None:
    ran = s3(**{operation: Refusal("NoSuchBucket", status=404)})
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())
