"""An estate in moto's server whose objects can be lost: buckets with every protection that moto knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3

from scanner.demo.layer import Answer

HERE, THERE = "eu-west-1", "eu-central-1"
BUCKETS = ("plain", "versioned", "suspended", "locked", "governed", "replicated")
LOCKS = {"locked": "COMPLIANCE", "governed": "GOVERNANCE"}


def s3(region: str = HERE) -> Any:
    return boto3.client("s3", region_name=region)


def nothing_else() -> Iterator[Answer]:
    """What moto does not know of, as an account in which there is none of it answers."""
    for region in (HERE, THERE):
        for operation, name in {
            "ListBackupJobs": "BackupJobs",
            "ListCopyJobs": "CopyJobs",
            "ListRestoreJobs": "RestoreJobs",
            "ListProtectedResources": "Results",
            "ListRestoreTestingPlans": "RestoreTestingPlans",
            "ListFrameworks": "Frameworks",
            "ListLegalHolds": "LegalHolds",
        }.items():
            yield Answer("backup", operation, region, {}, {name: []})
        settings = {"ResourceTypeOptInPreference": {"DynamoDB": True, "S3": True}}
        yield Answer("backup", "DescribeRegionSettings", region, {}, settings)
        yield Answer("dynamodb", "ListExports", region, {}, {"ExportSummaries": []})
        yield Answer("dynamodb", "ListGlobalTables", region, {}, {"GlobalTables": []})


def build_buckets() -> None:
    for name, region in (*((name, HERE) for name in BUCKETS), ("copies", THERE)):
        s3(region).create_bucket(
            Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": region},
            ObjectLockEnabledForBucket=name in LOCKS,
        )
        s3(region).put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
        )
        if name != "plain":
            s3(region).put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3().put_bucket_versioning(Bucket="suspended", VersioningConfiguration={"Status": "Suspended"})
    for name, mode in LOCKS.items():
        s3().put_object_lock_configuration(
            Bucket=name,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": mode, "Days": 365}},
            },
        )
    rule = {
        "ID": "all",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Destination": {"Bucket": "arn:aws:s3:::copies"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
    }
    s3().put_bucket_replication(
        Bucket="replicated",
        ReplicationConfiguration={"Role": "arn:aws:iam::123456789012:role/replicate", "Rules": [rule]},
    )
