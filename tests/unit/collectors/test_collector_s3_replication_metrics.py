from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from support.cloudwatch_answers import Metrics, Series, result
from support.collected import s3_metrics
from support.stubbed_aws import ACCOUNT, BEGAN, REGION

from scanner.collectors.s3_metrics import REPLICATION
from scanner.model import Fact

pytestmark = pytest.mark.usefixtures("aws_environment")

TODAY = datetime.fromisoformat(BEGAN).replace(hour=0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GET = "cloudwatch:GetMetricData"
RULE = (("SourceBucket", "docs"), ("DestinationBucket", "docs-copy"), ("RuleId", "all"))
LATENCY: Metrics = {("ReplicationLatency", RULE): {TODAY: 10.0}}
NOTHING = {"exists": False, "points": [], "latest_at": None, "latest_value": None, "slope_per_hour": None}


def replicated(metrics: Metrics, **changes: Any) -> Fact:
    return s3_metrics(metrics, **changes).one(REPLICATION)


def test_a_rule_with_every_metric() -> None:
    def hours(*values: float) -> Series:
        return {TODAY + number * HOUR: value for number, value in enumerate(values)}

    metrics: Metrics = {
        ("OperationsPendingReplication", RULE): hours(0, 2, 4),
        ("BytesPendingReplication", RULE): hours(2048, 1024, 0),
        ("ReplicationLatency", RULE): hours(7, 6.5001, 7.4),
        ("OperationsFailedReplication", RULE): {TODAY: 3.0, TODAY + 2 * HOUR: 1.0},
    }
    at = [f"2026-03-31T0{hour}:00:00Z" for hour in range(3)]

    def told(values: list[int], slope: float) -> dict[str, Any]:
        points = [{"at": moment, "value": value} for moment, value in zip(at, values, strict=True)]
        return {
            "exists": True,
            "points": points,
            "latest_at": at[-1],
            "latest_value": values[-1],
            "slope_per_hour": slope,
        }

    ran = s3_metrics(metrics)
    assert ran.coverage.gaps == ()
    assert ran.facts == [
        Fact(
            kind=REPLICATION,
            id=f"arn:aws:s3:{REGION}:{ACCOUNT}:replication-metrics/docs/docs-copy/all",
            account=ACCOUNT,
            region=REGION,
            name="docs/all",
            tags={},
            config={
                "source_bucket_arn": "arn:aws:s3:::docs",
                "destination_bucket_arn": "arn:aws:s3:::docs-copy",
                "rule_id": "all",
                "observed_from": "2026-03-24T12:00:00Z",
                "observed_until": "2026-03-31T12:00:00Z",
                "period_seconds": 3600,
                "operations_pending": told([0, 2, 4], 2.0),
                "bytes_pending": told([2048, 1024, 0], -1024.0),
                "latency_seconds": told([7, 7, 7], 0.0),
                "operations_failed": {
                    "exists": True,
                    "points": [{"at": at[0], "value": 3}, {"at": at[2], "value": 1}],
                    "latest_at": at[2],
                    "latest_value": 1,
                    "slope_per_hour": None,
                },
            },
        )
    ]
    (asked,) = ran.parameters(GET)
    assert (asked["StartTime"], asked["EndTime"]) == (TODAY + 12 * HOUR - 7 * DAY, TODAY + 12 * HOUR)
    assert {
        each["MetricStat"]["Metric"]["MetricName"]: (each["MetricStat"]["Stat"], each["MetricStat"]["Period"])
        for each in asked["MetricDataQueries"]
    } == {
        "OperationsPendingReplication": ("Maximum", 3600),
        "BytesPendingReplication": ("Maximum", 3600),
        "ReplicationLatency": ("Maximum", 3600),
        "OperationsFailedReplication": ("Sum", 3600),
    }


def test_a_metric_that_is_not_published_in_the_region_is_told_from_one_that_is_silent() -> None:
    fact = replicated({("ReplicationLatency", RULE): {TODAY - 8 * DAY: 1.0}})
    assert fact.config["latency_seconds"] == NOTHING | {"exists": True}
    for field in ("operations_pending", "bytes_pending", "operations_failed"):
        assert fact.config[field] == NOTHING
    assert fact.gaps == ()


def test_only_full_hours_before_the_scan_count() -> None:
    every = {TODAY + number * HOUR: float(number) for number in range(-24 * 8, 24)}
    points = replicated({("ReplicationLatency", RULE): every}).config["latency_seconds"]["points"]
    assert len(points) == 7 * 24
    assert (points[0]["at"], points[-1]["at"]) == ("2026-03-24T12:00:00Z", "2026-03-31T11:00:00Z")


def test_rules_one_after_the_other() -> None:
    other = (("SourceBucket", "docs"), ("DestinationBucket", "docs-copy"), ("RuleId", "some"))
    metrics: Metrics = {
        ("ReplicationLatency", other): {TODAY: 2.0},
        ("BytesPendingReplication", RULE): {TODAY: 3.0},
        ("ReplicationLatency", RULE): {TODAY: 1.0},
    }
    facts = s3_metrics(metrics).facts
    assert [fact.name for fact in facts] == ["docs/all", "docs/some"]
    assert [fact.config["latency_seconds"]["latest_value"] for fact in facts] == [1, 2]
    assert [fact.config["bytes_pending"]["latest_value"] for fact in facts] == [3, None]


def test_a_series_that_is_not_complete_is_a_gap() -> None:
    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        (query,) = parameters["MetricDataQueries"]
        return {"MetricDataResults": [result(query["Id"], {TODAY: 1.0}, "PartialData")]}

    fact = replicated(LATENCY, GetMetricData=answer)
    assert fact.config["latency_seconds"] is None
    assert fact.config["bytes_pending"] == NOTHING
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason) == ("/config/latency_seconds", GET, "error")
