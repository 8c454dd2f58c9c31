"""What CloudWatch answers of some metrics: by name and dimensions, the values at moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Series = Mapping[datetime, float]
Metric = tuple[str, tuple[tuple[str, str], ...]]
"""Name and dimensions."""

Metrics = dict[Metric, Series]


def listing(metrics: Metrics) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """ListMetrics, of those that have the dimension asked for."""

    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        (wanted,) = parameters["Dimensions"]
        return {
            "Metrics": [
                _metric(parameters["Namespace"], name, dimensions)
                for name, dimensions in metrics
                if wanted["Name"] in dict(dimensions)
            ]
        }

    return answer


def data(metrics: Metrics) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """GetMetricData, on one page, newest first; like CloudWatch, it leaves out moments that have no value."""

    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        return {"MetricDataResults": [_result(query, parameters) for query in parameters["MetricDataQueries"]]}

    def _result(query: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
        metric = query["MetricStat"]["Metric"]
        dimensions = tuple((each["Name"], each["Value"]) for each in metric["Dimensions"])
        points = metrics.get((metric["MetricName"], dimensions), {})
        inside = sorted((at for at in points if parameters["StartTime"] <= at < parameters["EndTime"]), reverse=True)
        return result(query["Id"], {at: points[at] for at in inside})

    return answer


def result(name: str, points: Series, status: str = "Complete", **more: Any) -> dict[str, Any]:
    """One result of GetMetricData."""
    return {"Id": name, "StatusCode": status, "Timestamps": list(points), "Values": list(points.values()), **more}


def _metric(namespace: str, name: str, dimensions: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    named = [{"Name": key, "Value": value} for key, value in dimensions]
    return {"Namespace": namespace, "MetricName": name, "Dimensions": named}
