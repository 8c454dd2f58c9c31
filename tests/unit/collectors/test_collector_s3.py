from __future__ import annotations

import json
from typing import Any

import pytest
from support.collected import THEN, UNSET, bucket, s3
from support.stubbed_aws import DENIED, REGION, Answer, Refusal, pages, run

from scanner.collectors.s3 import BUCKET, S3

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = "arn:aws:s3:::docs"
GONE = Refusal("NoSuchBucket", status=404)
VERSIONED = {"Status": "Enabled"}


def config(**changes: Any) -> dict[str, Any]:
    fact = s3(**changes).one(BUCKET)
    assert fact.gaps == ()
    return dict(fact.config)


def test_a_bucket_of_which_nothing_is_configured() -> None:
    ran = s3()
    fact = ran.one(BUCKET)
    assert (fact.id, fact.name, fact.region, fact.tags, fact.gaps) == (ARN, "docs", REGION, {}, ())
    assert fact.config == UNSET
    assert (ran.coverage.gaps, ran.coverage.vanished) == ((), 0)


@pytest.mark.parametrize(
    ("versioning", "asked"), [({}, False), (VERSIONED, True), ({"Status": "Suspended"}, True), (DENIED, True)]
)
def test_object_lock_and_replication_are_asked_for_where_they_can_exist(versioning: Answer, *, asked: bool) -> None:
    ran = s3(GetBucketVersioning=versioning)
    for operation in ("s3:GetObjectLockConfiguration", "s3:GetBucketReplication"):
        assert len(ran.parameters(operation)) == asked
    fact = ran.one(BUCKET)
    assert fact.config["object_lock"] == UNSET["object_lock"]
    assert fact.config["replication"] == UNSET["replication"]


def test_versioning() -> None:
    assert config(GetBucketVersioning=VERSIONED | {"MFADelete": "Enabled"})["versioning"] == {
        "status": "Enabled",
        "mfa_delete": True,
    }
    assert config(GetBucketVersioning={"Status": "Suspended", "MFADelete": "Disabled"})["versioning"] == {
        "status": "Suspended",
        "mfa_delete": False,
    }


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
    assert made["policy"]["denied_to_everyone"] == ["s3:DeleteObjectVersion"]


@pytest.mark.parametrize(
    ("operation", "answer", "section"),
    [
        ("GetBucketVersioning", {"Status": "Enabled", "MFADelete": "Perhaps"}, "versioning"),
        ("GetBucketLifecycleConfiguration", {}, "lifecycle"),
        ("GetBucketLifecycleConfiguration", {"Rules": [{"Status": "Paused"}]}, "lifecycle"),
        ("GetBucketLifecycleConfiguration", {"Rules": [{}]}, "lifecycle"),
        ("GetBucketEncryption", {"ServerSideEncryptionConfiguration": {"Rules": []}}, "encryption"),
        ("GetPublicAccessBlock", {}, "public_access_block"),
        ("GetBucketPolicy", {"Policy": "{"}, "policy"),
        ("GetBucketPolicy", {}, "policy"),
        ("GetObjectLockConfiguration", {}, "object_lock"),
        ("GetBucketReplication", {"ReplicationConfiguration": {"Rules": [{"Status": "Enabled"}]}}, "replication"),
    ],
)
def test_an_answer_that_is_not_whole_is_a_gap(operation: str, answer: dict[str, Any], section: str) -> None:
    changes = {"GetBucketVersioning": VERSIONED, operation: answer}
    fact = s3(checked=False, **changes).one(BUCKET)
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason) == (f"/config/{section}", f"s3:{operation}", "error")
    assert gap.detail.startswith("malformed answer: ")
    assert fact.config[section] is None


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("SlowDown", status=503), "throttled"),
        (Refusal("NotImplemented", status=501), "not_supported"),
        (Refusal("InternalError", status=500), "error"),
    ],
)
def test_every_section_that_cannot_be_read_is_a_gap(refusal: Refusal, reason: str) -> None:
    about_one = {operation.name for operation in S3.operations if operation.service == "s3"} - {"ListBuckets"}
    fact = s3(**dict.fromkeys(about_one, refusal)).one(BUCKET)
    assert {(gap.path, gap.reason) for gap in fact.gaps} == {
        (f"/config/{name}", reason) for name in fact.config if name != "created_at"
    }
    assert {name for name, value in fact.config.items() if value is not None} == {"created_at"}


@pytest.mark.parametrize("operation", ["GetBucketVersioning", "GetBucketPolicy", "GetBucketReplication"])
def test_a_bucket_that_vanished_is_dropped_and_counted(operation: str) -> None:
    ran = s3(**({"GetBucketVersioning": VERSIONED} | {operation: GONE}))
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_buckets_of_three_pages_and_of_the_region_only() -> None:
    listing = pages(
        "Buckets", "ContinuationToken", [bucket("a"), bucket("b")], [bucket("c", "us-east-1")], [bucket("d")]
    )
    ran = s3(ListBuckets=list(listing))
    assert [fact.name for fact in ran.facts] == ["a", "b", "d"]
    first, second, third = ran.parameters("s3:ListBuckets")
    assert first == {"MaxBuckets": 1000, "BucketRegion": REGION}
    assert {"ContinuationToken"} == set(second) - set(first) == set(third) - set(first)
    assert ran.parameters("s3:GetBucketLocation") == []


@pytest.mark.parametrize(
    ("location", "here"),
    [({"LocationConstraint": REGION}, True), ({"LocationConstraint": "EU"}, True), ({}, False), (GONE, False)],
)
def test_where_a_bucket_is_when_the_listing_does_not_tell(location: Answer, *, here: bool) -> None:
    ran = s3(ListBuckets={"Buckets": [bucket(region=None)]}, GetBucketLocation=location)
    assert len(ran.facts) == here
    assert ran.coverage.vanished == (location is GONE)
    assert ran.coverage.gaps == ()
    assert ran.parameters("s3:GetBucketLocation") == [{"Bucket": "docs"}]


def test_a_bucket_without_location_is_in_us_east_1() -> None:
    answers: dict[str, Any] = {
        "s3:ListBuckets": {"Buckets": [bucket(region=None)]},
        "s3:GetBucketLocation": {},
        "resourcegroupstaggingapi:GetResources": {"ResourceTagMappingList": []},
    }
    denied = {str(operation): DENIED for operation in S3.operations if str(operation) not in answers}
    assert run(S3, answers | denied, region="us-east-1").one(BUCKET).region == "us-east-1"


def test_a_bucket_that_may_be_here_leaves_the_listing_incomplete() -> None:
    ran = s3(ListBuckets={"Buckets": [bucket(region=None), bucket("e")]}, GetBucketLocation=DENIED)
    assert [fact.name for fact in ran.facts] == ["e"]
    assert ran.gaps(BUCKET) == [("s3:GetBucketLocation", "access_denied", "docs: AccessDenied: not for you")]


def test_a_bucket_without_a_name_leaves_the_listing_incomplete() -> None:
    ran = s3(ListBuckets={"Buckets": [{"CreationDate": THEN}, bucket()]})
    assert [fact.name for fact in ran.facts] == ["docs"]
    assert ran.gaps(BUCKET) == [("s3:ListBuckets", "error", "malformed answer: no 'Name'")]


def test_a_listing_that_is_denied() -> None:
    ran = s3(ListBuckets=DENIED)
    assert ran.facts == []
    assert ran.gaps(BUCKET) == [("s3:ListBuckets", "access_denied", "AccessDenied: not for you")]
