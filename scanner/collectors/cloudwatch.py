"""CloudWatch: alarms on metrics, on logs, and on other alarms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Tags, Unit
from scanner.collectors.shapes import moment
from scanner.model import Fact, Json

ALARM = "cloudwatch.alarm"

DESCRIBE_ALARMS = Operation("cloudwatch", "DescribeAlarms")

_PAGE = ("MaxRecords", 100)

# AWS's model of the answer promises none of its lists, so a missing one is empty.
METRIC_ALARMS = Listing(DESCRIBE_ALARMS, "MetricAlarms", _PAGE, sparse=True)
COMPOSITE_ALARMS = Listing(DESCRIBE_ALARMS, "CompositeAlarms", _PAGE, sparse=True)
LOG_ALARMS = Listing(DESCRIBE_ALARMS, "LogAlarms", _PAGE, sparse=True)

_TYPES = {"MetricAlarm": METRIC_ALARMS, "CompositeAlarm": COMPOSITE_ALARMS, "LogAlarm": LOG_ALARMS}
"""Each type is asked for by itself: composite alarms need a wider permission, and a Region may not know them all."""


def _dimensions(raw: Iterable[Mapping[str, str]]) -> list[Json]:
    return [{"name": dimension["Name"], "value": dimension["Value"]} for dimension in raw]


def _metrics(queries: Iterable[Raw]) -> list[Json]:
    """The metrics that an expression reads; the expressions themselves have none."""
    metrics = [query["MetricStat"]["Metric"] for query in queries if "MetricStat" in query]
    return [
        {
            "namespace": metric.get("Namespace"),
            "metric_name": metric.get("MetricName"),
            "dimensions": _dimensions(metric.get("Dimensions", [])),
        }
        for metric in metrics
    ]


def _alarm(unit: Unit, tags: Tags, kind: str, alarm: Raw) -> Fact:
    draft = Draft(unit, ALARM, alarm["AlarmArn"], alarm["AlarmName"])
    draft.config |= {
        "type": kind,
        "state": alarm.get("StateValue"),
        "state_changed_at": moment(alarm.get("StateTransitionedTimestamp")),
        "actions_enabled": alarm.get("ActionsEnabled"),
        "alarm_action_arns": alarm.get("AlarmActions", []),
        "ok_action_arns": alarm.get("OKActions", []),
        "namespace": alarm.get("Namespace"),
        "metric_name": alarm.get("MetricName"),
        "dimensions": _dimensions(alarm.get("Dimensions", [])),
        "metrics": _metrics(alarm.get("Metrics", [])),
        "log_groups": alarm.get("ScheduledQueryConfiguration", {}).get("LogGroupIdentifiers", []),
        "composite_rule": alarm.get("AlarmRule"),
        "statistic": alarm.get("Statistic") or alarm.get("ExtendedStatistic"),
        "comparison": alarm.get("ComparisonOperator"),
        "threshold": alarm.get("Threshold"),
        "evaluation_periods": alarm.get("EvaluationPeriods"),
        "period_seconds": alarm.get("Period"),
        "treat_missing_data": alarm.get("TreatMissingData"),
    }
    return draft.fact(tags.of(draft.arn))


def _collect(unit: Unit) -> Iterator[Fact]:
    tags = unit.tags("cloudwatch:alarm")
    for kind, listing in _TYPES.items():
        alarms = unit.listed(listing, ALARM, about=kind, AlarmTypes=[kind])
        yield from unit.read(ALARM, DESCRIBE_ALARMS, alarms, partial(_alarm, unit, tags, kind))


CLOUDWATCH = Collector(
    name="cloudwatch",
    kinds=(ALARM,),
    operations=(DESCRIBE_ALARMS, GET_RESOURCES),
    collect=_collect,
    idle_calls=len(_TYPES),
)
