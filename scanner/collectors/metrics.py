"""CloudWatch's metrics: which there are, their values over a span of time, and how a series goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed, one_line
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Unit, misread
from scanner.collectors.shapes import MALFORMED, text
from scanner.model import GapReason

LIST_METRICS = Listing(Operation("cloudwatch", "ListMetrics"), "Metrics", None)
"""Metrics with a value of the last two weeks, 500 a page."""

GET_METRIC_DATA = Operation("cloudwatch", "GetMetricData")
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html; each metric asked about is
billed."""

_BATCH = 500
"""Metrics a call. Of each, 200 points still come on one page (100,800 points)."""

_TOO_LARGE = 2.0**63
"""Beyond it JSON's readers differ. CloudWatch itself takes up to 2^360."""

Points = Mapping[int, float]
"""Seconds since 1970 to value. CloudWatch leaves out a period that has none: it is not zero."""


@dataclass(frozen=True, slots=True)
class Query:
    """One metric, and the statistic asked of it ("Average", "Maximum", "Sum")."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str


@dataclass(frozen=True, slots=True)
class Span:
    """Moments of UTC from start (with it) to end (without it), and the seconds that one point stands for."""

    start: datetime
    end: datetime
    period_seconds: int


def span(began: str, back: timedelta, period: timedelta) -> Span:
    """What lies behind a scan that began then, up to the hour, from the beginning of a period."""
    end = _floor(datetime.fromisoformat(began), timedelta(hours=1))
    return Span(_floor(end - back, period), end, int(period.total_seconds()))


def listed(unit: Unit, kind: str, namespace: str, dimension: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and dimensions of every metric of the namespace that has the dimension, in no order.

    If the listing fails, or an entry cannot be read, the kind is incomplete.
    """
    for entry in unit.listed(LIST_METRICS, kind, Namespace=namespace, Dimensions=[{"Name": dimension}]):
        try:
            dimensions = {text(each["Name"]): text(each["Value"]) for each in entry["Dimensions"]}
            told = text(entry["MetricName"]), dimensions
        except MALFORMED as error:
            unit.incomplete(misread(LIST_METRICS.operation, error).gap(kind))
        else:
            yield told


def values(unit: Unit, queries: Iterable[Query], over: Span) -> Iterator[Points | Failure]:
    """The points of each query, in order, or why they are not all there; 500 queries are held at a time."""
    left = iter(queries)
    while batch := tuple(islice(left, _BATCH)):
        yield from _batch(unit, batch, over)


def slope_per_hour(points: Sequence[tuple[int, int]]) -> float | None:
    """How a series rises, by least squares: its unit per hour, of (seconds, value). None with fewer than 3 points.

    Whole numbers are summed without rounding, so that a shift of all moments changes nothing.
    """
    count = len(points)
    if count < 3:  # noqa: PLR2004 - any two points lie on a line: they show no trend
        return None
    at, of = sum(seconds for seconds, _ in points), sum(value for _, value in points)
    both = sum(seconds * value for seconds, value in points)
    squares = sum(seconds * seconds for seconds, _ in points)
    return 3600 * (count * both - at * of) / (count * squares - at * at)


def _floor(moment: datetime, step: timedelta) -> datetime:
    seconds, whole = int(moment.timestamp()), int(step.total_seconds())
    return datetime.fromtimestamp(seconds - seconds % whole, UTC)


def _batch(unit: Unit, batch: Sequence[Query], over: Span) -> list[Points | Failure]:
    ids = [f"m{number}" for number in range(len(batch))]
    points: dict[str, dict[int, float]] = {each: {} for each in ids}
    # Until AWS says of a metric that its data are complete, they are not.
    missing: dict[str, Failure | None] = dict.fromkeys(ids, malformed(GET_METRIC_DATA, "no result for a metric"))
    asked = [_asked(each, query, over.period_seconds) for each, query in zip(ids, batch, strict=True)]
    for answer in _pages(unit, asked, over):
        if isinstance(answer, Failure):
            missing = {each: why and answer for each, why in missing.items()}
            break
        try:
            for result in answer["MetricDataResults"]:
                points[result["Id"]] |= _points(result)
                missing[result["Id"]] = _incomplete(result)
        except MALFORMED as error:
            missing = dict.fromkeys(ids, misread(GET_METRIC_DATA, error))
            break
    return [missing[each] or points[each] for each in ids]


def _asked(name: str, query: Query, period: int) -> Raw:
    dimensions = [{"Name": key, "Value": value} for key, value in query.dimensions]
    metric = {"Namespace": query.namespace, "MetricName": query.name, "Dimensions": dimensions}
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": period, "Stat": query.statistic}}


def _pages(unit: Unit, asked: Sequence[Raw], over: Span) -> Iterator[Raw | Failure]:
    parameters: dict[str, Any] = {"MetricDataQueries": asked, "StartTime": over.start, "EndTime": over.end}
    seen: list[str] = []
    while True:
        token = {"NextToken": seen[-1]} if seen else {}
        answer = unit.call(GET_METRIC_DATA, **parameters, **token)
        if isinstance(answer, Failure):
            yield answer.after(len(seen))
            return
        yield answer
        following = answer.get("NextToken")
        if not following:
            return
        if following in seen:
            yield malformed(GET_METRIC_DATA, "the token of the next page came before").after(len(seen) + 1)
            return
        seen.append(following)


def _points(result: Raw) -> dict[int, float]:
    return {
        int(at.timestamp()): _value(value) for at, value in zip(result["Timestamps"], result["Values"], strict=True)
    }


def _value(value: float) -> float:
    if not abs(value) < _TOO_LARGE:
        raise ValueError(f"a value of {value}")
    return value


def _incomplete(result: Raw) -> Failure | None:
    """Why a metric's data are not complete; another page may still complete what is partial.

    Raises:
        ValueError: AWS has a status that this version does not know.
    """
    status = result["StatusCode"]
    if status == "Complete":
        return None
    if status not in {"PartialData", "InternalError", "Forbidden"}:
        raise ValueError(f"unknown value {status!r}")
    told = "; ".join(f"{each.get('Code')}: {each.get('Value')}" for each in result.get("Messages", []))
    reason = GapReason.ACCESS_DENIED if status == "Forbidden" else GapReason.ERROR
    return Failure(GET_METRIC_DATA, reason, status, one_line(f"{status}: {told}" if told else status))
