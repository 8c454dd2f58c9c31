from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.events import EVENTS, RULE
from scanner.facts import encode

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:events:{REGION}:{ACCOUNT}"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
DEAD = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"
BUSES = {"EventBuses": [{"Name": "default", "Arn": f"{ARN}:event-bus/default"}]}
GONE = Refusal("ResourceNotFoundException")


def rule(name: str = "failed", **changes: Any) -> dict[str, Any]:
    """An entry of ListRules."""
    return {"Name": name, "Arn": f"{ARN}:rule/{name}", "State": "ENABLED", "EventBusName": "default"} | changes


def events(*rules: dict[str, Any], targets: Any = None, tags: Any = None, checked: bool = True, **changes: Any) -> Ran:
    """The default bus with rules, or what the changes, by operations of EventBridge, say; of each rule, the targets."""
    answers = {
        "events:ListEventBuses": changes.get("ListEventBuses", BUSES),
        "events:ListRules": changes.get("ListRules", {"Rules": list(rules)}),
        "events:ListTargetsByRule": {"Targets": [{"Id": "1", "Arn": TOPIC}]} if targets is None else targets,
        "resourcegroupstaggingapi:GetResources": tags or {"ResourceTagMappingList": []},
    }
    return run(EVENTS, answers, checked=checked)


def pattern(value: Any) -> Any:
    """What becomes of an event pattern."""
    return events(rule(EventPattern=json.dumps(value))).one(RULE).config["event_pattern"]


def test_a_rule_of_which_aws_tells_everything() -> None:
    text = json.dumps(
        {"source": ["aws.backup"], "detail-type": ["Backup Job State Change"], "detail": {"state": ["x"]}}
    )
    entry = rule(
        EventPattern=text,
        State="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        ScheduleExpression="rate(1 day)",
        ManagedBy="backup.amazonaws.com",
        Description="hush",
        RoleArn="arn:aws:iam::111122223333:role/r",
    )
    targets = {
        "Targets": [
            {
                "Id": "1",
                "Arn": TOPIC,
                "Input": '{"password": "hush"}',
                "InputTransformer": {"InputTemplate": "hush"},
                "HttpParameters": {"HeaderParameters": {"X-Key": "hush"}},
                "DeadLetterConfig": {"Arn": DEAD},
            },
            {"Id": "2", "Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"},
        ]
    }
    tags = {"ResourceTagMappingList": [{"ResourceARN": f"{ARN}:rule/failed", "Tags": [{"Key": "k", "Value": "v"}]}]}
    ran = events(entry, targets=targets, tags=tags)
    fact = ran.one(RULE)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{ARN}:rule/failed", "failed", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps, ran.coverage.gaps) == ({"k": "v"}, (), ())
    assert fact.config == {
        "bus_name": "default",
        "enabled": True,
        "schedule_expression": "rate(1 day)",
        "managed_by": "backup.amazonaws.com",
        "event_pattern": {
            "sources": ["aws.backup"],
            "detail_types": ["Backup Job State Change"],
            "other_fields": ["detail"],
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        },
        "targets": [
            {"arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", "type": "lambda", "dead_letter_arn": None},
            {"arn": TOPIC, "type": "sns", "dead_letter_arn": DEAD},
        ],
    }
    assert b"hush" not in encode(fact)


def test_a_rule_of_which_aws_tells_least() -> None:
    # Without targets, AWS answers an empty list all the same, which its own model of the answer does not allow.
    fact = events(rule(State="DISABLED"), targets={"Targets": []}, checked=False).one(RULE)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "bus_name": "default",
        "enabled": False,
        "schedule_expression": None,
        "managed_by": None,
        "event_pattern": None,
        "targets": [],
    }


def test_matchers_stand_as_their_json() -> None:
    found = pattern({"source": ["aws.s3", {"prefix": "aws."}], "detail-type": [{"anything-but": ["aws.backup"]}, None]})
    assert found["sources"] == ["aws.s3", '{"prefix":"aws."}']
    assert found["detail_types"] == ['{"anything-but":["aws.backup"]}', "null"]
    assert found["other_fields"] == []


def test_a_pattern_that_does_not_look_at_the_source() -> None:
    found = pattern({"resources": ["x"], "$or": [{"source": ["aws.backup"]}, {"detail-type": ["y"]}]})
    assert (found["sources"], found["detail_types"]) == (None, None)
    assert found["other_fields"] == ["$or", "resources"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"source": "aws.backup"}', '{"source": null}', '{"detail-type": {}}']
)
def test_a_pattern_that_cannot_be_read_is_a_gap(text: str) -> None:
    fact = events(rule(EventPattern=text)).one(RULE)
    assert fact.config["event_pattern"] is None
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        ("/config/event_pattern", "events:ListRules", "error")
    ]


@pytest.mark.parametrize("changes", [{"State": "RESTING"}, {"State": None}])
def test_a_state_that_is_not_known_is_a_gap(changes: dict[str, Any]) -> None:
    fact = events(rule(**changes), checked=False).one(RULE)
    assert fact.config["enabled"] is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/enabled", "error")]


@pytest.mark.parametrize(
    ("targets", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("ThrottlingException"), "throttled"),
        ([next(pages("Targets", "NextToken", [{"Id": "1", "Arn": TOPIC}], [])), DENIED], "access_denied"),
        ({}, "error"),
        ({"Targets": [{"Id": "1"}]}, "error"),
        ({"Targets": [{"Id": "1", "Arn": "alerts"}]}, "error"),
    ],
)
def test_targets_that_are_not_all_listed_are_a_gap(targets: Any, reason: str) -> None:
    ran = events(rule(), targets=targets, checked=False)
    fact = ran.one(RULE)
    assert (fact.config["targets"], fact.config["enabled"]) == (None, True)
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        ("/config/targets", "events:ListTargetsByRule", reason)
    ]
    assert ran.coverage.gaps == ()


def test_a_rule_that_vanished_is_dropped_and_counted() -> None:
    ran = events(rule(), targets=GONE)
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_targets_of_three_pages() -> None:
    arns = [f"{TOPIC}-{number}" for number in range(3)]
    listed = pages("Targets", "NextToken", *([{"Id": "1", "Arn": arn}] for arn in arns))
    ran = events(rule(), targets=list(listed))
    assert [target["arn"] for target in ran.one(RULE).config["targets"]] == arns
    assert ran.parameters("events:ListTargetsByRule")[0] == {"Limit": 100, "Rule": "failed", "EventBusName": "default"}


def test_rules_of_every_bus_and_of_three_pages() -> None:
    custom = {"Name": "custom", "Arn": f"{ARN}:event-bus/custom"}
    entries = [rule(f"rule-{number}") for number in range(3)]
    listed = list(pages("Rules", "NextToken", *([entry] for entry in entries)))
    other = rule("other", Arn=f"{ARN}:rule/custom/other", EventBusName="custom")

    def rules(asked: dict[str, Any]) -> Answer:
        if asked["EventBusName"] == "custom":
            return {"Rules": [other]}
        return listed[int(asked.get("NextToken", "token-0").split("-")[1])]

    buses = list(pages("EventBuses", "NextToken", BUSES["EventBuses"], [], [custom]))
    ran = events(ListEventBuses=buses, ListRules=rules)
    assert [(fact.name, fact.config["bus_name"]) for fact in ran.all(RULE)] == [
        *((entry["Name"], "default") for entry in entries),
        ("other", "custom"),
    ]
    assert ran.parameters("events:ListTargetsByRule")[-1]["EventBusName"] == "custom"
    assert ran.coverage.calls["events:ListTargetsByRule"] == 4 * EVENTS.calls_each[RULE]
    assert ran.coverage.calls["resourcegroupstaggingapi:GetResources"] == 1


def test_a_region_without_rules() -> None:
    ran = events()
    assert (ran.facts, ran.coverage.gaps) == ([], ())
    assert sum(ran.coverage.calls.values()) == EVENTS.idle_calls


@pytest.mark.parametrize(
    ("listing", "reason", "detail"),
    [(DENIED, "access_denied", "AccessDenied: not for you"), ({}, "error", "malformed answer: no EventBuses")],
)
def test_buses_that_cannot_be_listed_are_a_gap_on_the_kind(listing: Answer, reason: str, detail: str) -> None:
    ran = events(ListEventBuses=listing)
    assert (ran.facts, ran.gaps(RULE)) == ([], [("events:ListEventBuses", reason, detail)])


def test_a_bus_whose_rules_are_denied_is_named_and_one_that_vanished_is_not() -> None:
    buses = {"EventBuses": [*BUSES["EventBuses"], {"Name": "old"}, {"Name": "secret"}]}
    answers = {"default": {"Rules": [rule()]}, "old": GONE, "secret": DENIED}
    ran = events(ListEventBuses=buses, ListRules=lambda asked: answers[asked["EventBusName"]])
    assert [fact.name for fact in ran.all(RULE)] == ["failed"]
    assert ran.gaps(RULE) == [("events:ListRules", "access_denied", "secret: AccessDenied: not for you")]


@pytest.mark.parametrize(("bus", "detail"), [({}, "no 'Name'"), (None, "'NoneType' object is not subscriptable")])
def test_a_bus_that_cannot_be_read_is_a_gap_on_the_kind(bus: Any, detail: str) -> None:
    ran = events(rule(), ListEventBuses={"EventBuses": [bus, *BUSES["EventBuses"]]}, checked=False)
    assert [fact.name for fact in ran.all(RULE)] == ["failed"]
    assert ran.gaps(RULE) == [("events:ListEventBuses", "error", f"malformed answer: {detail}")]


@pytest.mark.parametrize("entry", [{"Name": "x", "State": "ENABLED"}, {"Arn": "arn:x"}, None])
def test_a_rule_that_cannot_be_read_is_a_gap_on_the_kind(entry: Any) -> None:
    ran = events(entry, rule(), checked=False)
    assert [fact.name for fact in ran.all(RULE)] == ["failed"]
    assert [(operation, reason) for operation, reason, _ in ran.gaps(RULE)] == [("events:ListRules", "error")]


def test_tags_that_may_not_be_read_are_a_gap() -> None:
    ran = events(rule(), tags=DENIED)
    assert ran.one(RULE).tags is None
    assert [(gap.path, gap.reason) for gap in ran.one(RULE).gaps] == [("/tags", "access_denied")]
    assert ran.parameters("resourcegroupstaggingapi:GetResources")[0]["ResourceTypeFilters"] == ["events:rule"]
