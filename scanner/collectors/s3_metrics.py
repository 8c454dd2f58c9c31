"""S3's daily storage metrics and its replication metrics, from CloudWatch.

Metrics, dimensions and statistics: https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from scanner.aws.failures import Failure
from scanner.collectors.base import UNTAGGED, Collector, Draft, Unit
from scanner.collectors.metrics import (
    GET_METRIC_DATA,
    LIST_METRICS,
    Points,
    Query,
    Span,
    listed,
    slope_per_hour,
    span,
    values,
)
from scanner.collectors.shapes import instant
from scanner.model import Fact, Json

USAGE, REPLICATION = "s3.usage", "s3.replication_metrics"

_NAMESPACE = "AWS/S3"

_STORAGE_SPAN = timedelta(days=4), timedelta(days=1)
"""A day's storage metrics come once and late: in a day or two, and AWS does not promise even that."""

_REPLICATION_SPAN = timedelta(days=7), timedelta(hours=1)

_ALL_TYPES = "AllStorageTypes"

_SERIES = {
    "OperationsPendingReplication": ("operations_pending", "Maximum"),
    "BytesPendingReplication": ("bytes_pending", "Maximum"),
    "ReplicationLatency": ("latency_seconds", "Maximum"),
    "OperationsFailedReplication": ("operations_failed", "Sum"),
}
"""Metric to field and statistic. The first three are published in the destination's Region, the last in the source's:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html"""

_NOT_LISTED: Json = {"exists": False, "points": [], "latest_at": None, "latest_value": None, "slope_per_hour": None}

_Rule = tuple[str, str, str]
"""Source bucket, destination bucket and id of a replication rule."""


def _usage(unit: Unit) -> Iterator[Fact]:
    """A fact for each bucket that has a value of the last days."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, dimensions in listed(unit, USAGE, _NAMESPACE, "StorageType"):
        if dimensions.keys() == {"BucketName", "StorageType"}:
            stored = dimensions["StorageType"]
            if name == ("NumberOfObjects" if stored == _ALL_TYPES else "BucketSizeBytes"):
                found[dimensions["BucketName"]].add(stored)
    if not _is_whole(unit, USAGE):
        return
    buckets = [(bucket, sorted(types)) for bucket, types in sorted(found.items())]
    queries = (_storage_query(bucket, stored) for bucket, types in buckets for stored in types)
    told = values(unit, queries, span(unit.began, *_STORAGE_SPAN))
    for bucket, types in buckets:
        series = {stored: next(told) for stored in types}
        if any(series.values()):
            yield _usage_fact(unit, bucket, series)


def _storage_query(bucket: str, stored: str) -> Query:
    name = "NumberOfObjects" if stored == _ALL_TYPES else "BucketSizeBytes"
    return Query(_NAMESPACE, name, (("BucketName", bucket), ("StorageType", stored)), "Average")


def _usage_fact(unit: Unit, bucket: str, series: Mapping[str, Points | Failure]) -> Fact:
    """series: by storage type, in order; one has points, or failed."""
    draft = Draft(unit, USAGE, unit.arn("s3", f"usage/{bucket}"), bucket)
    known = {stored: points for stored, points in series.items() if not isinstance(points, Failure)}
    newest = max((moment for points in known.values() for moment in points), default=None)

    def size(stored: str) -> int | None:
        value = None if newest is None else known.get(stored, {}).get(newest)
        return None if value is None else round(value)

    stored_as = [stored for stored in series if stored != _ALL_TYPES]
    draft.config = {
        "bucket_arn": _bucket_arn(unit, bucket),
        "measured_at": None if newest is None else _at(newest),
        "object_count": size(_ALL_TYPES),
        "storage": [{"type": stored, "size_bytes": size(stored)} for stored in stored_as],
    }
    told_by = {
        "object_count": [_ALL_TYPES],
        "storage": stored_as,
        "measured_at": list(series) if newest is None else [],
    }
    for field, types in told_by.items():
        failed = [points for points in map(series.get, types) if isinstance(points, Failure)]
        if failed:
            draft.miss((field,), failed[0])
    return draft.fact(UNTAGGED)


def _replication(unit: Unit) -> Iterator[Fact]:
    """A fact for each replication rule with a metric of the last two weeks in the Region."""
    found: dict[_Rule, set[str]] = defaultdict(set)
    for name, dimensions in listed(unit, REPLICATION, _NAMESPACE, "RuleId"):
        if name in _SERIES and dimensions.keys() == {"SourceBucket", "DestinationBucket", "RuleId"}:
            found[dimensions["SourceBucket"], dimensions["DestinationBucket"], dimensions["RuleId"]].add(name)
    if not _is_whole(unit, REPLICATION):
        return
    over = span(unit.began, *_REPLICATION_SPAN)
    rules = [(rule, sorted(names)) for rule, names in sorted(found.items())]
    queries = (_replication_query(rule, name) for rule, names in rules for name in names)
    told = values(unit, queries, over)
    for rule, names in rules:
        yield _replication_fact(unit, rule, over, {name: next(told) for name in names})


def _replication_query(rule: _Rule, name: str) -> Query:
    dimensions = tuple(zip(("SourceBucket", "DestinationBucket", "RuleId"), rule, strict=True))
    return Query(_NAMESPACE, name, dimensions, _SERIES[name][1])


def _replication_fact(unit: Unit, rule: _Rule, over: Span, told: Mapping[str, Points | Failure]) -> Fact:
    source, destination, rule_id = rule
    arn = unit.arn("s3", f"replication-metrics/{source}/{destination}/{rule_id}")
    draft = Draft(unit, REPLICATION, arn, f"{source}/{rule_id}")
    draft.config = {
        "source_bucket_arn": _bucket_arn(unit, source),
        "destination_bucket_arn": _bucket_arn(unit, destination),
        "rule_id": rule_id,
        "observed_from": instant(over.start),
        "observed_until": instant(over.end),
        "period_seconds": over.period_seconds,
    }
    for name, (field, _statistic) in _SERIES.items():
        points = told.get(name)
        if isinstance(points, Failure):
            draft.miss((field,), points)
        else:
            draft.config[field] = _NOT_LISTED if points is None else _series(points)
    return draft.fact(UNTAGGED)


def _series(points: Points) -> dict[str, Json]:
    """A metric that is listed; it may be silent all the same."""
    whole = [(moment, round(value)) for moment, value in sorted(points.items())]
    latest_at, latest_value = whole[-1] if whole else (None, None)
    return {
        "exists": True,
        "points": [{"at": _at(moment), "value": value} for moment, value in whole],
        "latest_at": None if latest_at is None else _at(latest_at),
        "latest_value": latest_value,
        "slope_per_hour": slope_per_hour(whole),
    }


def _is_whole(unit: Unit, kind: str) -> bool:
    """Whether every metric was listed. They come in no order, so if not, any bucket may have more than was told."""
    return all(gap.path != kind for gap in unit.gaps)


def _bucket_arn(unit: Unit, name: str) -> str:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html
    return unit.arn("s3express", f"bucket/{name}") if name.endswith("--x-s3") else f"arn:{unit.partition}:s3:::{name}"


def _at(seconds: int) -> str:
    return instant(datetime.fromtimestamp(seconds, UTC))


def _collect(unit: Unit) -> Iterator[Fact]:
    yield from _usage(unit)
    yield from _replication(unit)


S3_METRICS = Collector(
    name="s3-metrics",
    kinds=(USAGE, REPLICATION),
    operations=(LIST_METRICS.operation, GET_METRIC_DATA),
    collect=_collect,
    idle_calls=2,
)
"""Beside the two listings, one call for every 500 metrics of each kind: a bucket has two or three, a rule four."""
