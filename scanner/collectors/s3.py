"""S3: buckets and their configuration. Object Lock and replication are asked for only where they can exist."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit
from scanner.collectors.s3_details import DETAILS, read_details
from scanner.collectors.s3_rules import lifecycle_rule, replication_rule
from scanner.collectors.shapes import either, moment, text
from scanner.model import Fact, Json

BUCKET = "s3.bucket"

LIST_BUCKETS = Listing(
    Operation("s3", "ListBuckets", "s3:ListAllMyBuckets"),
    "Buckets",
    ("MaxBuckets", 1000),
    "ContinuationToken",
    "ContinuationToken",
)
GET_LOCATION = Operation("s3", "GetBucketLocation")

_UNLOCKED: Json = {"enabled": False, "mode": None, "default_retention_days": None}
_NOT_REPLICATED: Json = {"configured": False, "role_arn": None, "rules": []}


def _versioning(answer: Raw) -> dict[str, Json]:
    """A bucket that was never versioned has no Status."""
    mfa = answer.get("MFADelete", "Disabled")
    return {
        "versioning": {
            "status": answer.get("Status", "Disabled"),
            "mfa_delete": either(mfa, ("Enabled",), ("Disabled",)),
        }
    }


def _lifecycle(answer: Raw) -> dict[str, Json]:
    return {"lifecycle": {"configured": True, "rules": [lifecycle_rule(rule) for rule in answer["Rules"]]}}


def _object_lock(answer: Raw) -> dict[str, Json]:
    lock = answer["ObjectLockConfiguration"]
    retention = lock.get("Rule", {}).get("DefaultRetention", {})
    # AWS gives Days or Years, never both; an emulator may add the other as 0.
    days = (retention.get("Days") or 0) + 365 * (retention.get("Years") or 0)
    return {
        "object_lock": {
            "enabled": either(lock["ObjectLockEnabled"], ("Enabled",), ("Disabled",)),
            "mode": retention.get("Mode"),
            "default_retention_days": days or None,
        }
    }


def _replication(answer: Raw) -> dict[str, Json]:
    replication = answer["ReplicationConfiguration"]
    return {
        "replication": {
            "configured": True,
            "role_arn": replication.get("Role"),
            "rules": [replication_rule(rule) for rule in replication["Rules"]],
        }
    }


GET_VERSIONING = Section(Operation("s3", "GetBucketVersioning"), ("versioning",), _versioning)
GET_LIFECYCLE = Section(
    Operation("s3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("lifecycle",),
    _lifecycle,
    ("NoSuchLifecycleConfiguration",),
    {"lifecycle": {"configured": False, "rules": []}},
)
GET_OBJECT_LOCK = Section(
    Operation("s3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
    ("object_lock",),
    _object_lock,
    ("ObjectLockConfigurationNotFoundError",),
    {"object_lock": _UNLOCKED},
)
GET_REPLICATION = Section(
    Operation("s3", "GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("replication",),
    _replication,
    ("ReplicationConfigurationNotFoundError",),
    {"replication": _NOT_REPLICATED},
)


def _describe(unit: Unit, tags: Tags, bucket: Raw) -> Fact | None:
    """The bucket's fact; None if it is in another Region, which an endpoint may list all the same."""
    name = bucket["Name"]
    region = text(bucket.get("BucketRegion", "")) or unit.once(f"location of {name}", partial(_location, unit, name))
    if isinstance(region, Failure):
        unit.incomplete(region.gap(BUCKET, name))
    if region != unit.region:
        return None
    arn = f"arn:{unit.partition}:s3:::{name}"
    draft = Draft(unit, BUCKET, arn, name, ("NoSuchBucket",))
    draft.config["created_at"] = moment(bucket.get("CreationDate"))
    draft.read(GET_VERSIONING, Bucket=name)
    draft.read(GET_LIFECYCLE, Bucket=name)
    versioning = draft.config["versioning"]
    if versioning is not None and versioning["status"] == "Disabled":
        draft.config |= {"object_lock": _UNLOCKED, "replication": _NOT_REPLICATED}
    else:
        draft.read(GET_OBJECT_LOCK, Bucket=name)
        draft.read(GET_REPLICATION, Bucket=name)
    read_details(unit, draft, name)
    return draft.fact(tags.of(arn))


def _location(unit: Unit, name: str) -> str | Failure | None:
    """A bucket's Region, where ListBuckets does not tell it; None when the bucket is gone."""
    answer = unit.call(GET_LOCATION, Bucket=name)
    if not isinstance(answer, Failure):
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: null is us-east-1.
        location = text(answer.get("LocationConstraint") or "us-east-1")
        return "eu-west-1" if location == "EU" else location
    if answer.code == "NoSuchBucket":
        unit.lost()
        return None
    return answer


def _collect(unit: Unit) -> Iterator[Fact]:
    tags = unit.tags("s3")
    buckets = unit.listed(LIST_BUCKETS, BUCKET, BucketRegion=unit.region)
    return unit.described(BUCKET, LIST_BUCKETS.operation, buckets, partial(_describe, unit, tags))


S3 = Collector(
    name="s3",
    kinds=(BUCKET,),
    operations=(
        LIST_BUCKETS.operation,
        GET_LOCATION,
        *(section.operation for section in (GET_VERSIONING, GET_LIFECYCLE, GET_OBJECT_LOCK, GET_REPLICATION)),
        *DETAILS,
        GET_RESOURCES,
    ),
    collect=_collect,
    calls_each={BUCKET: 11},
)
