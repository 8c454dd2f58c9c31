"""Puts into the emulator what lies in buckets and tables, and what CloudWatch has measured of buckets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from scanner.demo import estate, formkiq, services
from scanner.demo.aws import Aws
from scanner.demo.kinds import MAIN
from scanner.demo.service_kinds import Replicated

_MEASURED_HOURS = 48
"""How far back the emulator tells of replication: enough for a trend."""


def put_contents(aws: Aws) -> None:
    """Documents, settings of sites, and exports."""
    documents = formkiq.PARAMETERS["prod"]["s3/DocumentsS3Bucket"]
    for key in formkiq.DOCUMENTS:
        aws.ask("s3", MAIN, "put_object", Bucket=documents, Key=key, Body=b"a document")
    for key in services.EXPORTS:
        aws.ask("s3", MAIN, "put_object", Bucket=services.EXPORTS_BUCKET, Key=key, Body=b"{}")
    for site, settings in formkiq.SITES.items():
        item = {"PK": "configs#", "SK": site, "chatGptApiKey": formkiq.SECRET, **settings}
        aws.ask(
            "dynamodb",
            MAIN,
            "put_item",
            TableName=formkiq.PARAMETERS["prod"]["dynamodb/DocumentsTableName"],
            Item={name: {"S": text} for name, text in item.items()},
        )


def put_metrics(aws: Aws, now: datetime) -> None:
    """Daily sizes of buckets and hourly figures of replication, each in the Region where S3 publishes it."""
    regions = {bucket.name: bucket.region for bucket in estate.BUCKETS}
    told: dict[str, list[dict[str, Any]]] = {region: [] for region in estate.REGIONS}
    for name, (objects, size) in services.USAGE.items():
        told[regions[name]] += _usage(name, objects, size, now)
    for replicated in services.REPLICATED:
        told[regions[replicated.to]] += _pending(replicated, now)
        told[regions[replicated.source]] += _hourly(replicated, "OperationsFailedReplication", replicated.failed, now)
    for region, data in told.items():
        aws.ask("cloudwatch", region, "put_metric_data", Namespace="AWS/S3", MetricData=data)


def _usage(bucket: str, objects: int, size: int, now: datetime) -> list[dict[str, Any]]:
    """What was measured at the last two midnights."""
    today = now.replace(hour=0, minute=0, second=0)
    return [
        _datum(name, {"BucketName": bucket, "StorageType": stored}, value, today - timedelta(days=days))
        for name, stored, value in (
            ("NumberOfObjects", "AllStorageTypes", objects),
            ("BucketSizeBytes", "StandardStorage", size),
        )
        for days in (1, 2)
    ]


def _pending(replicated: Replicated, now: datetime) -> list[dict[str, Any]]:
    """What is published where the copies go."""
    return [
        *_hourly(replicated, "OperationsPendingReplication", replicated.pending, now),
        *_hourly(replicated, "BytesPendingReplication", replicated.pending_bytes, now),
        *_hourly(replicated, "ReplicationLatency", replicated.latency_seconds, now),
    ]


def _hourly(replicated: Replicated, name: str, value: int, now: datetime) -> list[dict[str, Any]]:
    where = {"SourceBucket": replicated.source, "DestinationBucket": replicated.to, "RuleId": "everything"}
    return [_datum(name, where, value, now - timedelta(hours=hours)) for hours in range(1, _MEASURED_HOURS)]


def _datum(name: str, dimensions: dict[str, str], value: int, at: datetime) -> dict[str, Any]:
    listed = [{"Name": key, "Value": text} for key, text in dimensions.items()]
    return {"MetricName": name, "Dimensions": listed, "Value": value, "Timestamp": at}
