from __future__ import annotations

from typing import Any

import pytest
from support.collected import THEN, UNSET, s3

from scanner.collectors.s3 import BUCKET

pytestmark = pytest.mark.usefixtures("aws_environment")

VERSIONED = {"Status": "Enabled"}


def config(**changes: Any) -> dict[str, Any]:
    fact = s3(**changes).one(BUCKET)
    assert fact.gaps == ()
    return dict(fact.config)


NO_RULE: dict[str, Any] = {
    "id": "",
    "enabled": True,
    "filter": {"prefix": "", "tags": {}, "size_greater_than_bytes": None, "size_less_than_bytes": None},
    **dict.fromkeys(("expiration_days", "expiration_date", "noncurrent_days", "newer_noncurrent_versions")),
    "expired_object_delete_marker": False,
    "abort_incomplete_multipart_days": None,
    "transitions": [],
    "noncurrent_transitions": [],
}


def lifecycle(rule: dict[str, Any]) -> dict[str, Any]:
    (made,) = config(GetBucketLifecycleConfiguration={"Rules": [{"Status": "Enabled"} | rule]})["lifecycle"]["rules"]
    return dict(made)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ({"ID": "off", "Status": "Disabled", "Filter": {}}, {"id": "off", "enabled": False}),
        ({"Filter": {}, "Expiration": {"Days": 30}}, {"expiration_days": 30}),
        ({"Filter": {}, "Expiration": {"Date": THEN}}, {"expiration_date": "2026-03-01T04:05:06Z"}),
        ({"Filter": {}, "Expiration": {"ExpiredObjectDeleteMarker": True}}, {"expired_object_delete_marker": True}),
        (
            {"Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 35, "NewerNoncurrentVersions": 3}},
            {"noncurrent_days": 35, "newer_noncurrent_versions": 3},
        ),
        (
            {"Filter": {}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
            {"abort_incomplete_multipart_days": 7},
        ),
        (
            {
                "Filter": {},
                "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}, {"Date": THEN, "StorageClass": "GLACIER_IR"}],
                "NoncurrentVersionTransitions": [
                    {"NoncurrentDays": 1, "NewerNoncurrentVersions": 2, "StorageClass": "DEEP_ARCHIVE"}
                ],
            },
            {
                "transitions": [
                    {"days": 30, "date": None, "storage_class": "GLACIER"},
                    {"days": None, "date": "2026-03-01T04:05:06Z", "storage_class": "GLACIER_IR"},
                ],
                "noncurrent_transitions": [
                    {"noncurrent_days": 1, "newer_noncurrent_versions": 2, "storage_class": "DEEP_ARCHIVE"}
                ],
            },
        ),
    ],
)
def test_lifecycle_rules(rule: dict[str, Any], changes: dict[str, Any]) -> None:
    assert lifecycle(rule) == NO_RULE | changes


@pytest.mark.parametrize(
    ("rule", "matched"),
    [
        ({"Prefix": "old/"}, {"prefix": "old/"}),
        ({"Filter": {"Prefix": "tmp/"}}, {"prefix": "tmp/"}),
        ({"Filter": {"Tag": {"Key": "k", "Value": "v"}}}, {"tags": {"k": "v"}}),
        ({"Filter": {"ObjectSizeGreaterThan": 0}}, {"size_greater_than_bytes": 0}),
        ({"Filter": {"ObjectSizeLessThan": 9}}, {"size_less_than_bytes": 9}),
        (
            {
                "Filter": {
                    "And": {
                        "Prefix": "a/",
                        "Tags": [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": ""}],
                        "ObjectSizeGreaterThan": 1,
                        "ObjectSizeLessThan": 2,
                    }
                }
            },
            {
                "prefix": "a/",
                "tags": {"k": "v", "l": ""},
                "size_greater_than_bytes": 1,
                "size_less_than_bytes": 2,
            },
        ),
    ],
)
def test_lifecycle_filters_however_aws_wraps_them(rule: dict[str, Any], matched: dict[str, Any]) -> None:
    assert lifecycle(rule)["filter"] == NO_RULE["filter"] | matched


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        ({"ObjectLockEnabled": "Enabled"}, {"enabled": True}),
        (
            {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}},
            {"enabled": True, "mode": "COMPLIANCE", "default_retention_days": 30},
        ),
        (
            {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 7}}},
            {"enabled": True, "mode": "GOVERNANCE", "default_retention_days": 2555},
        ),
        (
            {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30, "Years": 0}},
            },
            {"enabled": True, "mode": "COMPLIANCE", "default_retention_days": 30},
        ),
    ],
)
def test_object_lock(lock: dict[str, Any], expected: dict[str, Any]) -> None:
    made = config(GetBucketVersioning=VERSIONED, GetObjectLockConfiguration={"ObjectLockConfiguration": lock})
    assert made["object_lock"] == UNSET["object_lock"] | expected


def replicated(rule: dict[str, Any]) -> dict[str, Any]:
    whole = {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::copy"}} | rule
    answer = {"ReplicationConfiguration": {"Role": "arn:aws:iam::1:role/r", "Rules": [whole]}}
    made = config(GetBucketVersioning=VERSIONED, GetBucketReplication=answer)["replication"]
    assert (made["configured"], made["role_arn"]) == (True, "arn:aws:iam::1:role/r")
    (only,) = made["rules"]
    return dict(only)


BARE_REPLICATION: dict[str, Any] = {
    "id": "",
    "enabled": True,
    "filter": {"prefix": "", "tags": {}},
    "destination_bucket_arn": "arn:aws:s3:::copy",
    "metrics": False,
    **dict.fromkeys(("priority", "destination_account", "storage_class", "replica_key_id", "kms_objects")),
    **dict.fromkeys(("delete_markers", "existing_objects", "replica_modifications", "time_control_minutes")),
}


def test_a_replication_rule_of_which_aws_tells_least() -> None:
    assert replicated({"Prefix": ""}) == BARE_REPLICATION


def test_a_replication_rule_of_which_aws_tells_everything() -> None:
    rule = {
        "ID": "all",
        "Priority": 2,
        "Filter": {"And": {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}]}},
        "SourceSelectionCriteria": {
            "SseKmsEncryptedObjects": {"Status": "Enabled"},
            "ReplicaModifications": {"Status": "Disabled"},
        },
        "ExistingObjectReplication": {"Status": "Enabled"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {
            "Bucket": "arn:aws:s3:::copy",
            "Account": "444455556666",
            "StorageClass": "STANDARD_IA",
            "EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:::key/r"},
            "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
            "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
        },
    }
    assert replicated(rule) == {
        "id": "all",
        "priority": 2,
        "enabled": True,
        "filter": {"prefix": "a/", "tags": {"k": "v"}},
        "destination_bucket_arn": "arn:aws:s3:::copy",
        "destination_account": "444455556666",
        "storage_class": "STANDARD_IA",
        "replica_key_id": "arn:aws:kms:::key/r",
        "kms_objects": True,
        "delete_markers": False,
        "existing_objects": True,
        "replica_modifications": False,
        "time_control_minutes": 15,
        "metrics": True,
    }


def test_time_control_that_is_off_promises_no_time() -> None:
    off = {"Bucket": "arn:aws:s3:::copy", "ReplicationTime": {"Status": "Disabled", "Time": {"Minutes": 15}}}
    assert replicated({"Destination": off}) == BARE_REPLICATION
