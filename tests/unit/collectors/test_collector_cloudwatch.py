from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.cloudwatch import ALARM, CLOUDWATCH
from scanner.facts import encode

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
THEN = datetime(2026, 3, 1, 4, 5, 6, 789, UTC)
EMPTY: dict[str, Any] = {"MetricAlarms": [], "CompositeAlarms": [], "LogAlarms": []}
BARE: dict[str, Any] = {
    **dict.fromkeys(("state", "state_changed_at", "actions_enabled", "namespace", "metric_name", "composite_rule")),
    **dict.fromkeys(("statistic", "comparison", "threshold", "evaluation_periods", "period_seconds")),
    "treat_missing_data": None,
    **{name: [] for name in ("alarm_action_arns", "ok_action_arns", "dimensions", "metrics", "log_groups")},
}


def alarm(name: str = "backlog", **fields: Any) -> dict[str, Any]:
    """An entry of any of the lists of DescribeAlarms."""
    return {"AlarmName": name, "AlarmArn": f"{ARN}:{name}"} | fields


def cloudwatch(tags: Any = None, *, checked: bool = True, **by_type: Answer | list[Answer]) -> Ran:
    """By type of alarm ("MetricAlarm"), what AWS answers about it: nothing, where none is given."""
    turns = {kind: iter(answer) for kind, answer in by_type.items() if isinstance(answer, list)}

    def answered(asked: dict[str, Any]) -> Answer:
        (kind,) = asked["AlarmTypes"]
        given = next(turns[kind]) if kind in turns else by_type.get(kind, EMPTY)
        assert not isinstance(given, list)
        return given

    answers: dict[str, Any] = {
        "cloudwatch:DescribeAlarms": answered,
        "resourcegroupstaggingapi:GetResources": tags or {"ResourceTagMappingList": []},
    }
    return run(CLOUDWATCH, answers, checked=checked)


def metric(**fields: Any) -> Any:
    """The configuration of a metric alarm with these fields."""
    return cloudwatch(MetricAlarm=EMPTY | {"MetricAlarms": [alarm(**fields)]}).one(ALARM).config


def test_a_metric_alarm_of_which_aws_tells_everything() -> None:
    entry = alarm(
        AlarmDescription="hush",
        StateValue="OK",
        StateReason="hush",
        StateReasonData="hush",
        StateUpdatedTimestamp=datetime(2026, 3, 9, tzinfo=UTC),
        StateTransitionedTimestamp=THEN,
        ActionsEnabled=True,
        AlarmActions=[TOPIC],
        OKActions=[f"{TOPIC}-ok"],
        InsufficientDataActions=[],
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": "dead"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=2,
        Threshold=1.5,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="breaching",
    )
    tags = {"ResourceTagMappingList": [{"ResourceARN": f"{ARN}:backlog", "Tags": [{"Key": "k", "Value": "v"}]}]}
    ran = cloudwatch(tags, MetricAlarm=EMPTY | {"MetricAlarms": [entry]})
    fact = ran.one(ALARM)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{ARN}:backlog", "backlog", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps, ran.coverage.gaps) == ({"k": "v"}, (), ())
    assert fact.config == BARE | {
        "type": "MetricAlarm",
        "state": "OK",
        "state_changed_at": "2026-03-01T04:05:06Z",
        "actions_enabled": True,
        "alarm_action_arns": [TOPIC],
        "ok_action_arns": [f"{TOPIC}-ok"],
        "namespace": "AWS/SQS",
        "metric_name": "ApproximateNumberOfMessagesVisible",
        "dimensions": [{"name": "QueueName", "value": "dead"}],
        "statistic": "Sum",
        "period_seconds": 60,
        "evaluation_periods": 2,
        "threshold": 1.5,
        "comparison": "GreaterThanOrEqualToThreshold",
        "treat_missing_data": "breaching",
    }
    assert b"hush" not in encode(fact)


def test_an_alarm_of_which_aws_tells_least() -> None:
    ran = cloudwatch(MetricAlarm=EMPTY | {"MetricAlarms": [alarm()]})
    assert (ran.one(ALARM).tags, ran.one(ALARM).gaps) == ({}, ())
    assert ran.one(ALARM).config == BARE | {"type": "MetricAlarm"}


def test_an_alarm_on_an_expression_tells_the_metrics_that_it_reads() -> None:
    stat = {
        "Metric": {"Namespace": "AWS/S3", "MetricName": "4xxErrors", "Dimensions": [{"Name": "b", "Value": "docs"}]},
        "Period": 60,
        "Stat": "Sum",
    }
    other = {"Metric": {}, "Period": 60, "Stat": "Sum"}
    queries = [
        {"Id": "m1", "MetricStat": stat},
        {"Id": "m2", "MetricStat": other},
        {"Id": "e", "Expression": "m1 / m2", "Label": "hush"},
    ]
    config = metric(Metrics=queries)
    assert config["metrics"] == [
        {"namespace": "AWS/S3", "metric_name": "4xxErrors", "dimensions": [{"name": "b", "value": "docs"}]},
        {"namespace": None, "metric_name": None, "dimensions": []},
    ]
    assert (config["namespace"], config["metric_name"]) == (None, None)


def test_a_percentile_is_a_statistic_too() -> None:
    assert metric(ExtendedStatistic="p99.9")["statistic"] == "p99.9"


def test_a_composite_alarm() -> None:
    entry = alarm(AlarmRule='ALARM("backlog")', StateValue="ALARM", ActionsEnabled=False, AlarmActions=[TOPIC])
    ran = cloudwatch(CompositeAlarm=EMPTY | {"CompositeAlarms": [entry]})
    assert ran.one(ALARM).config == BARE | {
        "type": "CompositeAlarm",
        "state": "ALARM",
        "actions_enabled": False,
        "alarm_action_arns": [TOPIC],
        "composite_rule": 'ALARM("backlog")',
    }


def test_a_log_alarm_tells_its_log_groups_and_not_its_query() -> None:
    query = {
        "QueryString": "fields @message | filter token = 'hush'",
        "LogGroupIdentifiers": ["/app"],
        "ScheduledQueryRoleARN": "arn:aws:iam::111122223333:role/r",
        "ScheduleConfiguration": {"ScheduleExpression": "rate(5 minutes)", "StartTimeOffset": 360},
        "AggregationExpression": "count(*)",
    }
    entry = alarm(ScheduledQueryConfiguration=query, Threshold=3.0, ComparisonOperator="GreaterThanThreshold")
    fact = cloudwatch(LogAlarm=EMPTY | {"LogAlarms": [entry]}).one(ALARM)
    assert fact.config == BARE | {
        "type": "LogAlarm",
        "log_groups": ["/app"],
        "threshold": 3.0,
        "comparison": "GreaterThanThreshold",
    }
    assert b"hush" not in encode(fact)


def test_a_region_without_alarms_may_answer_without_lists() -> None:
    ran = cloudwatch(MetricAlarm={}, CompositeAlarm={}, LogAlarm={})
    assert (ran.facts, ran.coverage.gaps) == ([], ())
    assert ran.coverage.calls == {"cloudwatch:DescribeAlarms": CLOUDWATCH.idle_calls}


def test_an_answer_about_other_types_too_makes_no_alarm_twice() -> None:
    everything = {"MetricAlarms": [alarm("m")], "CompositeAlarms": [alarm("c")], "LogAlarms": [alarm("l")]}
    ran = cloudwatch(MetricAlarm=everything, CompositeAlarm=everything, LogAlarm=everything)
    assert [(fact.name, fact.config["type"]) for fact in ran.all(ALARM)] == [
        ("m", "MetricAlarm"),
        ("c", "CompositeAlarm"),
        ("l", "LogAlarm"),
    ]


def test_alarms_of_three_pages() -> None:
    entries = [alarm(f"alarm-{number}") for number in range(5)]
    listed = pages("MetricAlarms", "NextToken", entries[:2], entries[2:4], entries[4:])
    ran = cloudwatch(MetricAlarm=list(listed))
    assert [fact.name for fact in ran.all(ALARM)] == [entry["AlarmName"] for entry in entries]
    asked = ran.parameters("cloudwatch:DescribeAlarms")
    assert asked[0] == {"AlarmTypes": ["MetricAlarm"], "MaxRecords": 100}
    assert ["NextToken" in each for each in asked] == [False, True, True, False, False]
    assert CLOUDWATCH.calls_each == {}
    assert ran.coverage.calls["resourcegroupstaggingapi:GetResources"] == 1
    tagged = ran.parameters("resourcegroupstaggingapi:GetResources")
    assert tagged[0]["ResourceTypeFilters"] == ["cloudwatch:alarm"]


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        (Refusal("Throttling", "slow"), "throttled", "Throttling: slow"),
        (EMPTY | {"CompositeAlarms": "none"}, "error", "malformed answer: no CompositeAlarms"),
    ],
)
def test_a_type_that_may_not_be_listed_is_a_gap_and_the_others_are_kept(
    answer: Answer, reason: str, detail: str
) -> None:
    ran = cloudwatch(MetricAlarm=EMPTY | {"MetricAlarms": [alarm()]}, CompositeAlarm=answer, checked=False)
    assert [fact.name for fact in ran.all(ALARM)] == ["backlog"]
    assert ran.gaps(ALARM) == [("cloudwatch:DescribeAlarms", reason, f"CompositeAlarm: {detail}")]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"AlarmName": "x"},
        alarm("x", Dimensions=[{"Name": "QueueName"}]),
        alarm("x", StateTransitionedTimestamp="yesterday"),
        alarm("x", Metrics=[{"Id": "m", "MetricStat": {}}]),
        None,
    ],
)
def test_an_alarm_that_cannot_be_read_is_a_gap_on_the_kind(entry: Any) -> None:
    ran = cloudwatch(MetricAlarm=EMPTY | {"MetricAlarms": [entry, alarm()]}, checked=False)
    assert [fact.name for fact in ran.all(ALARM)] == ["backlog"]
    assert [(operation, reason) for operation, reason, _ in ran.gaps(ALARM)] == [
        ("cloudwatch:DescribeAlarms", "error"),
    ]


def test_tags_that_may_not_be_read_are_a_gap() -> None:
    fact = cloudwatch(DENIED, MetricAlarm=EMPTY | {"MetricAlarms": [alarm()]}).one(ALARM)
    assert fact.tags is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/tags", "access_denied")]
