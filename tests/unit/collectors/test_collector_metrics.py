from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.cloudwatch_answers import result
from support.stubbed_aws import ACCOUNT, BEGAN, DENIED, REGION, Answers, Inline, Remembered, StubbedSession

from scanner.aws.caller import Caller
from scanner.aws.failures import Failure
from scanner.collectors.base import Unit
from scanner.collectors.metrics import Points, Query, Span, listed, slope_per_hour, span, values

pytestmark = pytest.mark.usefixtures("aws_environment")

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVER = Span(NOON - DAY, NOON, 3600)
ONE = datetime(2026, 3, 31, 1, tzinfo=UTC)
TWO = ONE + HOUR
AT_ONE, AT_TWO = int(ONE.timestamp()), int(TWO.timestamp())


class Asked:
    """A unit that CloudWatch answers, and what it was asked."""

    def __init__(self, answers: Answers, *, checked: bool = True) -> None:
        self._session = StubbedSession(answers, checked=checked)
        self.unit = Unit(
            account=ACCOUNT,
            partition="aws",
            region=REGION,
            began=BEGAN,
            caller=Caller(self._session, REGION, lambda _service, _operation: None),
            pool=Inline(),
            once=Remembered(),
        )

    @property
    def parameters(self) -> list[dict[str, Any]]:
        assert self._session.mistakes == []
        return [parameters for _, _, parameters in self._session.asked]


def read(*answers: Any, count: int = 1, checked: bool = True) -> list[Points | Failure]:
    asked = Asked({"cloudwatch:GetMetricData": list(answers)}, checked=checked)
    told = list(values(asked.unit, queries(count), OVER))
    assert len(asked.parameters) == len(answers)
    return told


def queries(count: int) -> Iterator[Query]:
    return (Query("AWS/S3", "BucketSizeBytes", (("BucketName", f"b{number}"),), "Average") for number in range(count))


def page(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"MetricDataResults": list(results), **more}


def why(told: Points | Failure) -> tuple[str, str]:
    assert isinstance(told, Failure)
    return told.reason, told.detail


def test_values_of_one_page() -> None:
    asked = Asked({"cloudwatch:GetMetricData": page(result("m1", {}), result("m0", {TWO: 2.5, ONE: 1}))})
    assert list(values(asked.unit, queries(2), OVER)) == [{AT_TWO: 2.5, AT_ONE: 1}, {}]
    metric = {"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes"}
    assert asked.parameters == [
        {
            "MetricDataQueries": [
                {
                    "Id": f"m{number}",
                    "MetricStat": {
                        "Metric": metric | {"Dimensions": [{"Name": "BucketName", "Value": f"b{number}"}]},
                        "Period": 3600,
                        "Stat": "Average",
                    },
                }
                for number in range(2)
            ],
            "StartTime": NOON - DAY,
            "EndTime": NOON,
        }
    ]


@pytest.mark.parametrize(("count", "calls"), [(0, []), (1, [1]), (500, [500]), (501, [500, 1]), (1000, [500, 500])])
def test_five_hundred_metrics_a_call(count: int, calls: list[int]) -> None:
    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        return page(*(result(each["Id"], {ONE: int(each["Id"][1:])}) for each in parameters["MetricDataQueries"]))

    asked = Asked({"cloudwatch:GetMetricData": answer})
    told = list(values(asked.unit, queries(count), OVER))
    assert told == [{AT_ONE: number % 500} for number in range(count)]
    assert [len(each["MetricDataQueries"]) for each in asked.parameters] == calls


def test_queries_are_taken_as_they_are_needed() -> None:
    taken = []

    def endless() -> Iterator[Query]:
        for query in queries(10_000):
            taken.append(query)
            yield query

    asked = Asked({"cloudwatch:GetMetricData": DENIED})
    next(values(asked.unit, endless(), OVER))
    assert len(taken) == 500


def test_values_of_three_pages() -> None:
    told = read(
        page(result("m0", {ONE: 1}, "PartialData"), result("m1", {}), NextToken="one"),
        page(result("m0", {}, "InternalError"), NextToken="two"),
        page(result("m0", {TWO: 2}), result("m2", {ONE: 3})),
        count=3,
    )
    assert told == [{AT_ONE: 1, AT_TWO: 2}, {}, {AT_ONE: 3}]


@pytest.mark.parametrize(
    ("status", "reason"), [("PartialData", "error"), ("InternalError", "error"), ("Forbidden", "access_denied")]
)
def test_what_is_not_complete_is_a_failure_of_that_metric_only(status: str, reason: str) -> None:
    messages = [{"Code": "Why", "Value": "because"}, {"Code": "And", "Value": "so"}]
    whole, first, second = read(
        page(result("m0", {ONE: 1}), result("m1", {ONE: 1}, status, Messages=messages), result("m2", {}, status)),
        count=3,
    )
    assert whole == {AT_ONE: 1}
    assert why(first) == (reason, f"{status}: Why: because; And: so")
    assert why(second) == (reason, status)


def test_a_metric_without_a_result_is_a_failure() -> None:
    too_many = [{"Code": "MaxMetricsExceeded", "Value": "Maximum number of allowed metrics exceeded"}]
    whole, missing = read(page(result("m0", {}), Messages=too_many), count=2)
    assert whole == {}
    assert why(missing) == ("error", "malformed answer: no result for a metric")


def test_a_page_that_fails_leaves_what_is_complete() -> None:
    first, second, third = read(
        page(result("m0", {ONE: 1}), result("m1", {ONE: 1}, "PartialData"), NextToken="one"), DENIED, count=3
    )
    assert first == {AT_ONE: 1}
    assert why(second) == why(third) == ("access_denied", "partial, after 1 pages: AccessDenied: not for you")


def test_a_token_that_comes_again_ends_the_pages() -> None:
    again = page(result("m0", {ONE: 1}, "PartialData"), NextToken="one")
    (told,) = read(again, again)
    assert why(told) == ("error", "partial, after 2 pages: malformed answer: the token of the next page came before")


def test_a_call_that_is_denied_fails_all_of_it() -> None:
    assert [why(told) for told in read(DENIED, count=2)] == [("access_denied", "AccessDenied: not for you")] * 2


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"MetricDataResults": None},
        page({"StatusCode": "Complete"}),
        page(result("m7", {})),
        page(result("m0", {}, "Finished")),
        page({"Id": "m0", "StatusCode": "Complete", "Timestamps": [ONE], "Values": []}),
        page({"Id": "m0", "StatusCode": "Complete", "Timestamps": ["noon"], "Values": [1]}),
        page({"Id": "m0", "StatusCode": "Complete", "Timestamps": [ONE], "Values": ["many"]}),
        page(result("m0", {ONE: float("nan")})),
        page(result("m0", {ONE: float("inf")})),
        page(result("m0", {ONE: 2.0**63})),
        page(result("m0", {}), result("m0", {ONE: -(2.0**63)})),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_failure(answer: dict[str, Any]) -> None:
    (told,) = read(answer, checked=False)
    reason, detail = why(told)
    assert reason == "error"
    assert detail.startswith("malformed answer: ")


def test_metrics_are_listed_page_by_page() -> None:
    metric = {"Namespace": "AWS/S3", "MetricName": "N", "Dimensions": [{"Name": "BucketName", "Value": "b"}]}
    answers: list[dict[str, Any]] = [
        {"Metrics": [metric, metric], "NextToken": "one"},
        {"Metrics": [], "NextToken": "two"},
        {"Metrics": [metric]},
    ]
    asked = Asked({"cloudwatch:ListMetrics": answers})
    assert list(listed(asked.unit, "s3.usage", "AWS/S3", "BucketName")) == [("N", {"BucketName": "b"})] * 3
    question = {"Namespace": "AWS/S3", "Dimensions": [{"Name": "BucketName"}]}
    assert asked.parameters == [question, question | {"NextToken": "one"}, question | {"NextToken": "two"}]
    assert asked.unit.gaps == ()


def test_a_metric_that_cannot_be_read_leaves_the_kind_incomplete() -> None:
    asked = Asked({"cloudwatch:ListMetrics": {"Metrics": [{"MetricName": "N"}]}})
    assert list(listed(asked.unit, "s3.usage", "AWS/S3", "BucketName")) == []
    (gap,) = asked.unit.gaps
    assert (gap.path, gap.operation, gap.reason) == ("s3.usage", "cloudwatch:ListMetrics", "error")


@pytest.mark.parametrize(
    ("began", "back", "period", "start", "end"),
    [
        ("2026-03-31T12:00:00Z", 7 * DAY, HOUR, "2026-03-24T12:00:00", "2026-03-31T12:00:00"),
        ("2026-03-31T12:59:59Z", 7 * DAY, HOUR, "2026-03-24T12:00:00", "2026-03-31T12:00:00"),
        ("2026-03-31T12:59:59Z", 4 * DAY, DAY, "2026-03-27T00:00:00", "2026-03-31T12:00:00"),
        ("2026-03-31T00:30:00Z", 4 * DAY, DAY, "2026-03-27T00:00:00", "2026-03-31T00:00:00"),
    ],
)
def test_a_span_goes_back_from_the_last_full_hour(
    began: str, back: timedelta, period: timedelta, start: str, end: str
) -> None:
    expected = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (start, end)]
    assert span(began, back, period) == Span(expected[0], expected[1], int(period.total_seconds()))


@pytest.mark.parametrize(
    ("points", "slope"),
    [
        ([], None),
        ([(0, 1)], None),
        ([(0, 1), (3600, 5)], None),
        ([(0, 7), (3600, 7), (7200, 7)], 0.0),
        ([(0, 0), (3600, 10), (7200, 20)], 10.0),
        ([(0, 20), (3600, 10), (7200, 0)], -10.0),
        ([(0, 0), (1800, 1), (3600, 2)], 2.0),
        ([(0, 0), (3600, 0), (7200, 3)], 1.5),
        ([(0, 0), (7200, 20), (36_000, 100)], 10.0),
    ],
)
def test_slopes(points: list[tuple[int, int]], slope: float | None) -> None:
    assert slope_per_hour(points) == slope


SECONDS = st.integers(0, 2**33)
SIZES = st.integers(0, 2**63 - 1)
SERIES = st.dictionaries(SECONDS, SIZES, min_size=3, max_size=20).map(lambda points: sorted(points.items()))


@settings(deadline=None)
@given(st.sets(st.integers(0, 10_000), min_size=3, max_size=20), SIZES, st.integers(-(2**52), 2**52))
def test_the_slope_of_a_line_is_exact(hours: set[int], first: int, rise: int) -> None:
    assert slope_per_hour([(3600 * hour, first + rise * hour) for hour in sorted(hours)]) == rise


@settings(deadline=None)
@given(SERIES, st.integers(-(2**33), 2**33), st.integers(-(2**63), 2**63))
@example([(0, 0), (1, 2**63 - 1), (2**33, 0)], 1, -1)
def test_the_slope_does_not_change_when_all_moments_or_all_values_shift(
    points: list[tuple[int, int]], later: int, more: int
) -> None:
    assert slope_per_hour([(at + later, value + more) for at, value in points]) == slope_per_hour(points)


@settings(deadline=None)
@given(SERIES)
def test_the_slope_turns_with_the_values_and_forgets_their_order(points: list[tuple[int, int]]) -> None:
    slope = slope_per_hour(points)
    assert slope is not None
    assert slope_per_hour([(at, -value) for at, value in points]) == -slope
    assert slope_per_hour(points[::-1]) == slope


@settings(deadline=None)
@given(st.lists(SIZES, min_size=3, max_size=20, unique=True).map(sorted))
def test_what_only_rises_has_a_rising_slope(rising: list[int]) -> None:
    slope = slope_per_hour([(3600 * hour, value) for hour, value in enumerate(rising)])
    assert slope is not None
    assert slope > 0
