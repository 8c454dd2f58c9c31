from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from support.cloudwatch_answers import Metric, Metrics, data, listing, result
from support.collected import s3_metrics
from support.stubbed_aws import ACCOUNT, BEGAN, DENIED, REGION, Refusal

from scanner.collectors.s3_metrics import REPLICATION, S3_METRICS, USAGE
from scanner.model import Fact

pytestmark = pytest.mark.usefixtures("aws_environment")

TODAY = datetime.fromisoformat(BEGAN).replace(hour=0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ALL = "AllStorageTypes"
LIST, GET = "cloudwatch:ListMetrics", "cloudwatch:GetMetricData"


def size(bucket: str, stored: str = "StandardStorage") -> Metric:
    return "BucketSizeBytes", (("BucketName", bucket), ("StorageType", stored))


def count(bucket: str) -> Metric:
    return "NumberOfObjects", (("BucketName", bucket), ("StorageType", ALL))


DOCS: Metrics = {
    size("docs", "StandardStorage"): {TODAY - DAY: 1024.0, TODAY - 2 * DAY: 1000.0},
    size("docs", "GlacierStorage"): {TODAY - DAY: 0.0},
    count("docs"): {TODAY - DAY: 16.6, TODAY - 3 * DAY: 16.0},
}

RULE = (("SourceBucket", "docs"), ("DestinationBucket", "docs-copy"), ("RuleId", "all"))
LATENCY: Metrics = {("ReplicationLatency", RULE): {TODAY: 10.0}}


def test_the_newest_day_of_a_bucket() -> None:
    ran = s3_metrics(DOCS)
    assert ran.coverage.gaps == ()
    assert ran.facts == [
        Fact(
            kind=USAGE,
            id=f"arn:aws:s3:{REGION}:{ACCOUNT}:usage/docs",
            account=ACCOUNT,
            region=REGION,
            name="docs",
            tags={},
            config={
                "bucket_arn": "arn:aws:s3:::docs",
                "measured_at": "2026-03-30T00:00:00Z",
                "object_count": 17,
                "storage": [
                    {"type": "GlacierStorage", "size_bytes": 0},
                    {"type": "StandardStorage", "size_bytes": 1024},
                ],
            },
        )
    ]


def test_what_is_asked() -> None:
    ran = s3_metrics(DOCS)
    assert ran.parameters(LIST) == [
        {"Namespace": "AWS/S3", "Dimensions": [{"Name": "StorageType"}]},
        {"Namespace": "AWS/S3", "Dimensions": [{"Name": "RuleId"}]},
    ]
    (asked,) = ran.parameters(GET)
    assert (asked["StartTime"], asked["EndTime"]) == (TODAY - 4 * DAY, TODAY + 12 * HOUR)
    assert [
        (each["MetricStat"]["Metric"]["MetricName"], each["MetricStat"]["Stat"], each["MetricStat"]["Period"])
        for each in asked["MetricDataQueries"]
    ] == [
        ("NumberOfObjects", "Average", 86_400),
        ("BucketSizeBytes", "Average", 86_400),
        ("BucketSizeBytes", "Average", 86_400),
    ]


def test_a_type_without_a_value_of_that_day_is_not_empty() -> None:
    emptied: Metrics = {
        size("docs", "StandardIAStorage"): {TODAY - 2 * DAY: 512.0},
        count("docs"): {TODAY - 2 * DAY: 16.0},
    }
    fact = s3_metrics(DOCS | emptied).one(USAGE)
    assert fact.config["measured_at"] == "2026-03-30T00:00:00Z"
    assert fact.config["object_count"] is None
    assert {"type": "StandardIAStorage", "size_bytes": None} in fact.config["storage"]
    assert fact.gaps == ()


def test_buckets_that_are_measured_no_more_make_no_fact() -> None:
    gone: Metrics = {size("gone"): {TODAY - 5 * DAY: 1.0}, count("gone"): {}, size("ahead"): {TODAY + 12 * HOUR: 1.0}}
    assert [fact.name for fact in s3_metrics(DOCS | gone).facts] == ["docs"]


def test_metrics_of_which_nothing_is_known_are_left_alone() -> None:
    named = (("BucketName", "docs"), ("StorageType", "StandardStorage"))
    strange: Metrics = {
        ("BucketCost", named): {TODAY: 1.0},
        ("NumberOfObjects", named): {TODAY: 1.0},
        ("BucketSizeBytes", (("BucketName", "docs"), ("StorageType", ALL))): {TODAY: 1.0},
        ("BucketSizeBytes", (*named, ("Owner", "me"))): {TODAY: 1.0},
        ("BucketSizeBytes", (("StorageType", "StandardStorage"),)): {TODAY: 1.0},
        ("AllRequests", (("BucketName", "docs"), ("RuleId", "r"))): {TODAY: 1.0},
        ("ReplicationLatency", (("SourceBucket", "docs"), ("RuleId", "r"))): {TODAY: 1.0},
        ("ReplicationCost", RULE): {TODAY: 1.0},
    }
    ran = s3_metrics(strange)
    assert (ran.facts, ran.coverage.gaps, ran.parameters(GET)) == ([], (), [])


def test_a_directory_bucket_is_none_of_the_others() -> None:
    (fact,) = s3_metrics({size("fast--euw1-az1--x-s3", "ExpressOneZoneStorage"): {TODAY: 5.0}}).facts
    assert fact.config["bucket_arn"] == f"arn:aws:s3express:{REGION}:{ACCOUNT}:bucket/fast--euw1-az1--x-s3"


def partly(**failing: str) -> Any:
    """GetMetricData, of which some fail: id of the query to status."""

    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        told = data(DOCS)(parameters)["MetricDataResults"]
        statuses = [each | {"StatusCode": failing.get(each["Id"], "Complete")} for each in told]
        return {"MetricDataResults": statuses}

    return answer


def test_what_of_a_bucket_is_not_complete_is_a_gap() -> None:
    fact = s3_metrics(DOCS, GetMetricData=partly(m1="PartialData", m2="Forbidden")).one(USAGE)
    assert fact.config == {
        "bucket_arn": "arn:aws:s3:::docs",
        "measured_at": "2026-03-30T00:00:00Z",
        "object_count": 17,
        "storage": None,
    }
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason, gap.detail) == ("/config/storage", GET, "error", "PartialData")
    fact = s3_metrics(DOCS, GetMetricData=partly(m0="Forbidden")).one(USAGE)
    assert fact.config["object_count"] is None
    assert [each["size_bytes"] for each in fact.config["storage"]] == [0, 1024]
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/object_count", "access_denied")]


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [(DENIED, "access_denied"), (Refusal("Throttling"), "throttled"), (Refusal("InternalServiceFault"), "error")],
)
def test_values_that_cannot_be_read_are_gaps(refusal: Refusal, reason: str) -> None:
    fact = s3_metrics(DOCS, GetMetricData=refusal).one(USAGE)
    assert fact.config == {
        "bucket_arn": "arn:aws:s3:::docs",
        "measured_at": None,
        "object_count": None,
        "storage": None,
    }
    assert sorted((gap.path, gap.reason) for gap in fact.gaps) == [
        ("/config/measured_at", reason),
        ("/config/object_count", reason),
        ("/config/storage", reason),
    ]


def test_a_silent_metric_beside_one_that_failed_is_no_gap() -> None:
    def answer(_parameters: dict[str, Any]) -> dict[str, Any]:
        return {"MetricDataResults": [result("m0", {}), result("m1", {}, "InternalError")]}

    fact = s3_metrics({count("docs"): {}, size("docs"): {}}, GetMetricData=answer).one(USAGE)
    assert (fact.config["object_count"], fact.config["storage"], fact.config["measured_at"]) == (None, None, None)
    assert {gap.path for gap in fact.gaps} == {"/config/storage", "/config/measured_at"}


def test_a_listing_that_is_denied() -> None:
    ran = s3_metrics(DOCS | LATENCY, ListMetrics=DENIED)
    assert (ran.facts, ran.parameters(GET)) == ([], [])
    for kind in (USAGE, REPLICATION):
        assert ran.gaps(kind) == [(LIST, "access_denied", "AccessDenied: not for you")]


def test_a_listing_that_breaks_off_leaves_its_kind_without_facts() -> None:
    # Metrics come in no order: what is listed of a bucket may be half of it.
    def answer(parameters: dict[str, Any]) -> Any:
        return DENIED if "NextToken" in parameters else listing(DOCS | LATENCY)(parameters) | {"NextToken": "one"}

    ran = s3_metrics(DOCS | LATENCY, ListMetrics=answer)
    assert (ran.facts, ran.parameters(GET)) == ([], [])
    for kind in (USAGE, REPLICATION):
        assert ran.gaps(kind) == [(LIST, "access_denied", "partial, after 1 pages: AccessDenied: not for you")]


def test_a_listing_that_fails_leaves_the_other_kind_alone() -> None:
    def answer(parameters: dict[str, Any]) -> Any:
        return DENIED if parameters["Dimensions"] == [{"Name": "StorageType"}] else listing(LATENCY)(parameters)

    ran = s3_metrics(DOCS | LATENCY, ListMetrics=answer)
    assert [fact.kind for fact in ran.facts] == [REPLICATION]
    assert ran.gaps(REPLICATION) == []
    assert len(ran.gaps(USAGE)) == 1


def test_an_entry_that_cannot_be_read_leaves_the_listing_incomplete() -> None:
    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        return {"Metrics": [*listing(DOCS | LATENCY)(parameters)["Metrics"], {"Namespace": "AWS/S3"}]}

    ran = s3_metrics(DOCS | LATENCY, ListMetrics=answer)
    assert ran.facts == []
    for kind in (USAGE, REPLICATION):
        assert ran.gaps(kind) == [(LIST, "error", "malformed answer: no 'Dimensions'")]


@pytest.mark.parametrize("answer", [{}, {"Metrics": None}, {"Metrics": [None]}])
def test_a_listing_that_is_malformed(answer: dict[str, Any]) -> None:
    ran = s3_metrics({}, ListMetrics=answer, checked=False)
    assert ran.facts == []
    assert len(ran.gaps(USAGE)) == len(ran.gaps(REPLICATION)) == 1


def test_the_calls_are_as_many_as_the_collector_says() -> None:
    assert sum(s3_metrics({}).coverage.calls.values()) == S3_METRICS.idle_calls
    many: Metrics = {each: {TODAY: 1.0} for number in range(251) for each in (size(f"b{number}"), count(f"b{number}"))}
    ran = s3_metrics(many)
    assert len(ran.facts) == 251
    assert ran.coverage.calls == {LIST: 2, GET: 2}
    assert S3_METRICS.calls_each == {}
