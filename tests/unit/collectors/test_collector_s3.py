from __future__ import annotations

from collections import Counter
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


@pytest.mark.parametrize(
    ("operation", "answer", "section"),
    [
        ("GetBucketVersioning", {"Status": "Enabled", "MFADelete": "Perhaps"}, "versioning"),
        ("GetBucketLifecycleConfiguration", {}, "lifecycle"),
        ("GetBucketLifecycleConfiguration", {"Rules": [{"Status": "Paused"}]}, "lifecycle"),
        ("GetBucketLifecycleConfiguration", {"Rules": [{}]}, "lifecycle"),
        ("GetObjectLockConfiguration", {}, "object_lock"),
        ("GetObjectLockConfiguration", {"ObjectLockConfiguration": {}}, "object_lock"),
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


CORE = Counter(
    {
        "s3:ListBuckets": 1,
        "s3:GetBucketVersioning": 1,
        "s3:GetBucketLifecycleConfiguration": 1,
        "resourcegroupstaggingapi:GetResources": 1,
    }
)
WHERE_VERSIONED = Counter({"s3:GetObjectLockConfiguration": 1, "s3:GetBucketReplication": 1})


@pytest.mark.parametrize(("versioning", "more"), [({}, Counter()), (VERSIONED, WHERE_VERSIONED)])
def test_the_core_facts_take_two_calls_a_bucket_and_four_where_it_is_versioned(
    versioning: Answer, more: Counter[str]
) -> None:
    ran = s3(GetBucketVersioning=versioning, details=False)
    assert Counter(ran.coverage.calls) == CORE + more
    fact = ran.one(BUCKET)
    details = fact.config.keys() - {"created_at", "versioning", "lifecycle", "object_lock", "replication"}
    assert {(gap.path, gap.reason, gap.detail) for gap in fact.gaps} == {
        (f"/config/{name}", "not_collected", "left out by --detail core") for name in details
    }
    assert {name for name, value in fact.config.items() if value is None} == details


def test_the_calls_are_as_many_as_the_collector_says() -> None:
    assert sum(s3(ListBuckets={"Buckets": []}).coverage.calls.values()) == S3.idle_calls
    ran = s3(
        ListBuckets={"Buckets": [bucket(region=None)]},
        GetBucketLocation={"LocationConstraint": REGION},
        GetBucketVersioning=VERSIONED,
    )
    listings = Counter({"s3:ListBuckets": 1, "resourcegroupstaggingapi:GetResources": 1})
    assert (Counter(ran.coverage.calls) - listings).total() == S3.calls_each[BUCKET]


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


@pytest.mark.parametrize("told", [{"BucketRegion": 1}, {"BucketRegion": ""}])
def test_a_region_that_is_no_text_is_not_another_one(told: dict[str, Any]) -> None:
    listed = {"Buckets": [bucket() | told]}
    ran = s3(checked=False, ListBuckets=listed, GetBucketLocation={"LocationConstraint": 1})
    assert (ran.facts, [gap[1] for gap in ran.gaps(BUCKET)]) == ([], ["error"])


def test_a_bucket_without_a_name_leaves_the_listing_incomplete() -> None:
    ran = s3(ListBuckets={"Buckets": [{"CreationDate": THEN}, bucket()]})
    assert [fact.name for fact in ran.facts] == ["docs"]
    assert ran.gaps(BUCKET) == [("s3:ListBuckets", "error", "malformed answer: no 'Name'")]


def test_a_listing_that_is_denied() -> None:
    ran = s3(ListBuckets=DENIED)
    assert ran.facts == []
    assert ran.gaps(BUCKET) == [("s3:ListBuckets", "access_denied", "AccessDenied: not for you")]
