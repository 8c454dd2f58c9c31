"""The buckets and tables of the made-up estate."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bench.answered import Refusal
from bench.asked import Parameters
from bench.estate import BORN, TAKEN, Answer, Answers, Bucket, Place, bucket, no, page, table, table_name, tags

_RULES: dict[str, dict[str, Any]] = {
    "noncurrent": {"NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 3}},
    "archive": {"Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}, {"Days": 120, "StorageClass": "GLACIER"}]},
    "incomplete": {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
}
_FILTERS: dict[str, dict[str, Any]] = {
    "noncurrent": {"Prefix": ""},
    "archive": {"And": {"Prefix": "archive/", "Tags": [{"Key": "temperature", "Value": "cold"}]}},
    "incomplete": {"Prefix": "uploads/"},
}


def _buckets(place: Place, given: Parameters) -> Answer:
    """A bucket's Region is told only to those who ask for pages or for a Region."""
    estate = place.estate
    regions = [region for region in estate.regions if given.get("BucketRegion", region) == region]
    tells = bool({"MaxBuckets", "BucketRegion"} & given.keys())

    def entry(index: int) -> dict[str, Any]:
        region = regions[index // estate.buckets]
        name = Place(estate, place.account, region).bucket(index % estate.buckets)
        return {"Name": name, "CreationDate": BORN} | ({"BucketRegion": region} if tells else {})

    count = estate.buckets * len(regions)
    entries, token = page(given, count, entry, ("MaxBuckets", "ContinuationToken", 10_000 if tells else count))
    return {"Buckets": entries, "Owner": {"ID": "0" * 64}} | ({"ContinuationToken": token} if token else {})


def _of_bucket(answer: Callable[[Place, Parameters, Bucket], Answer]) -> Answers:
    """Answers about one bucket, if it is there."""

    def answered(place: Place, given: Parameters) -> Answer:
        name = str(given["Bucket"])
        number = name.rpartition("-")[2]
        if not number.isdigit() or int(number) >= place.estate.buckets:
            return no("NoSuchBucket")
        return answer(place, given, bucket(place.estate.seed, int(number)))

    return answered


def _location(place: Place, given: Parameters, _one: Bucket) -> Answer:
    name = str(given["Bucket"])
    return {"LocationConstraint": next(region for region in place.estate.regions if f"-{region}-" in name)}


def _versioning(_place: Place, _given: Parameters, one: Bucket) -> Answer:
    return {"Status": one.versioning} if one.versioning else {}


def _lifecycle(_place: Place, _given: Parameters, one: Bucket) -> Answer:
    rules = [{"ID": name, "Filter": _FILTERS[name], "Status": "Enabled", **_RULES[name]} for name in one.rules]
    return {"Rules": rules} if rules else no("NoSuchLifecycleConfiguration")


def _lock(_place: Place, _given: Parameters, one: Bucket) -> Answer:
    if not one.locked:
        return no("ObjectLockConfigurationNotFoundError")
    retention = {"Mode": "COMPLIANCE", "Days": 90}
    return {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}}


def _replication(place: Place, _given: Parameters, one: Bucket) -> Answer:
    if not one.replicated:
        return no("ReplicationConfigurationNotFoundError")
    minutes = {"Minutes": 15}
    rule = {
        "ID": "elsewhere",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "Status": "Enabled",
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {
            "Bucket": "arn:aws:s3:::replicas",
            "ReplicationTime": {"Status": "Enabled", "Time": minutes},
            "Metrics": {"Status": "Enabled", "EventThreshold": minutes},
        },
    }
    role = f"arn:aws:iam::{place.account}:role/replication"
    return {"ReplicationConfiguration": {"Role": role, "Rules": [rule]}}


def _encryption(place: Place, _given: Parameters, one: Bucket) -> Answer:
    default = {"SSEAlgorithm": "AES256"}
    if one.encrypted:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": place.arn("kms", "key/documents")}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": one.encrypted}
    return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}


def _public_access(_place: Place, _given: Parameters, _one: Bucket) -> Answer:
    flags = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return {"PublicAccessBlockConfiguration": dict.fromkeys(flags, True)}


def _policy(_place: Place, given: Parameters, one: Bucket) -> Answer:
    if not one.policy:
        return no("NoSuchBucketPolicy")
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObjectVersion",
        "Resource": f"arn:aws:s3:::{given['Bucket']}/*",
    }
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def _tagging(_place: Place, _given: Parameters, one: Bucket) -> Answer:
    return {"TagSet": tags(one.tier, "document_content")} if one.tier else no("NoSuchTagSet")


def _tables(place: Place, given: Parameters) -> Answer:
    """The token is the name of the last table."""
    count = place.estate.tables
    after = given.get("ExclusiveStartTableName")
    start = int(after.rpartition("-")[2]) + 1 if after else 0
    end = min(start + int(given.get("Limit", 100)), count)
    names = [table_name(number) for number in range(start, end)]
    return {"TableNames": names} | ({"LastEvaluatedTableName": names[-1]} if end < count else {})


def _number(place: Place, given: Parameters) -> int | None:
    number = str(given.get("TableName") or given["ResourceArn"]).rpartition("-")[2]
    return int(number) if number.isdigit() and int(number) < place.estate.tables else None


_NO_TABLE = Refusal("ResourceNotFoundException", "Requested resource not found")


def _table(place: Place, given: Parameters) -> Answer:
    number = _number(place, given)
    if number is None:
        return _NO_TABLE
    one = table(place.estate.seed, number)
    described = {
        "TableName": table_name(number),
        "TableArn": place.arn("dynamodb", f"table/{table_name(number)}"),
        "TableId": f"00000000-0000-0000-0000-{number:012}",
        "TableStatus": "ACTIVE",
        "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}],
        "CreationDateTime": BORN,
        "ItemCount": 1000 + number,
        "TableSizeBytes": 100 * (1000 + number),
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST", "LastUpdateToPayPerRequestDateTime": BORN},
        "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        "DeletionProtectionEnabled": one.protected,
    }
    if one.encrypted:
        key = place.arn("kms", "key/tables")
        described["SSEDescription"] = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}
    return {"Table": described}


def _pitr(place: Place, given: Parameters) -> Answer:
    number = _number(place, given)
    if number is None:
        return Refusal("TableNotFoundException", "Table not found")
    days = table(place.estate.seed, number).pitr_days
    described: dict[str, Any] = {"PointInTimeRecoveryStatus": "DISABLED"}
    if days:
        described = {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": days,
            "EarliestRestorableDateTime": BORN,
            "LatestRestorableDateTime": TAKEN,
        }
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": described,
        }
    }


def _ttl(place: Place, given: Parameters) -> Answer:
    number = _number(place, given)
    if number is None:
        return _NO_TABLE
    on = table(place.estate.seed, number).expires
    described = {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"} if on else {"TimeToLiveStatus": "DISABLED"}
    return {"TimeToLiveDescription": described}


def _table_tags(place: Place, given: Parameters) -> Answer:
    number = _number(place, given)
    if number is None:
        return _NO_TABLE
    return {"Tags": tags(table(place.estate.seed, number).tier, "document_metadata")}


DATA: dict[str, Answers] = {
    "s3:ListBuckets": _buckets,
    "s3:GetBucketLocation": _of_bucket(_location),
    "s3:GetBucketVersioning": _of_bucket(_versioning),
    "s3:GetBucketLifecycleConfiguration": _of_bucket(_lifecycle),
    "s3:GetObjectLockConfiguration": _of_bucket(_lock),
    "s3:GetBucketReplication": _of_bucket(_replication),
    "s3:GetBucketEncryption": _of_bucket(_encryption),
    "s3:GetPublicAccessBlock": _of_bucket(_public_access),
    "s3:GetBucketPolicy": _of_bucket(_policy),
    "s3:GetBucketTagging": _of_bucket(_tagging),
    "dynamodb:ListTables": _tables,
    "dynamodb:DescribeTable": _table,
    "dynamodb:DescribeContinuousBackups": _pitr,
    "dynamodb:DescribeTimeToLive": _ttl,
    "dynamodb:ListTagsOfResource": _table_tags,
}
