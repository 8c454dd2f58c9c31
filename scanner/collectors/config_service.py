"""AWS Config: the recorder of the Region, and the rules with how their resources fare."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit
from scanner.collectors.listings import Lookup, Rows, entries
from scanner.collectors.shapes import moment, text
from scanner.model import Fact, Json

RECORDER, RULE = "config.recorder", "config.rule"

DESCRIBE_RECORDERS = Operation("config", "DescribeConfigurationRecorders")
"""Answers without pages the one recorder that a customer can have in a Region; those that belong to AWS's services are
left out. https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorders.html"""

LIST_RULES = Listing(Operation("config", "DescribeConfigRules"), "ConfigRules", None)
LIST_COMPLIANCE = Listing(Operation("config", "DescribeComplianceByConfigRule"), "ComplianceByConfigRules", None)

_HOURS = {"One_Hour": 1, "Three_Hours": 3, "Six_Hours": 6, "Twelve_Hours": 12, "TwentyFour_Hours": 24}


def _hours(named: str | None) -> int | None:
    if named is None:
        return None
    if named not in _HOURS:
        raise ValueError(f"unknown frequency {named!r}")
    return _HOURS[named]


def _recorded(recorder: Raw) -> dict[str, Json]:
    """What is recorded. Recorders older than recording strategies and modes have none."""
    group, mode = recorder["recordingGroup"], recorder.get("recordingMode", {})
    return {
        "role_arn": recorder.get("roleARN"),
        "strategy": group.get("recordingStrategy", {}).get("useOnly"),
        "all_supported": group.get("allSupported"),
        "include_global": group.get("includeGlobalResourceTypes"),
        "resource_types": group.get("resourceTypes", []),
        "excluded_resource_types": group.get("exclusionByResourceTypes", {}).get("resourceTypes", []),
        "frequency": mode.get("recordingFrequency"),
        "frequency_overrides": [
            {"frequency": override["recordingFrequency"], "resource_types": override["resourceTypes"]}
            for override in mode.get("recordingModeOverrides", [])
        ],
    }


def _status(name: str, answer: Raw) -> dict[str, Json]:
    """The recorder's own status among those told."""
    status = next((each for each in answer["ConfigurationRecordersStatus"] if each["name"] == name), None)
    if status is None:
        raise ValueError("the recorder is not among those told")
    return {
        "recording": status["recording"],
        "last_status": status.get("lastStatus"),
        "last_status_at": moment(status.get("lastStatusChangeTime")),
        "last_error": status.get("lastErrorCode") or None,
        "started_at": moment(status.get("lastStartTime")),
        "stopped_at": moment(status.get("lastStopTime")),
    }


def _delivery(answer: Raw) -> dict[str, Json]:
    """Where to the recorder delivers; a Region has one channel at most, and without it nothing is delivered."""
    channels = answer["DeliveryChannels"]
    if not channels:
        return {"delivery": None}
    channel = channels[0]
    frequency = channel.get("configSnapshotDeliveryProperties", {}).get("deliveryFrequency")
    return {
        "delivery": {
            "bucket": channel["s3BucketName"],
            "prefix": channel.get("s3KeyPrefix"),
            "key_arn": channel.get("s3KmsKeyArn"),
            "topic_arn": channel.get("snsTopicARN"),
            "snapshot_every_hours": _hours(frequency),
        }
    }


_RECORDED = Section(
    DESCRIBE_RECORDERS,
    (
        "role_arn",
        "strategy",
        "all_supported",
        "include_global",
        "resource_types",
        "excluded_resource_types",
        "frequency",
        "frequency_overrides",
    ),
    _recorded,
)
DESCRIBE_STATUS = Operation("config", "DescribeConfigurationRecorderStatus")
_STATUS_FIELDS = ("recording", "last_status", "last_status_at", "last_error", "started_at", "stopped_at")
DESCRIBE_CHANNELS = Section(Operation("config", "DescribeDeliveryChannels"), ("delivery",), _delivery)


def _describe_recorder(unit: Unit, tags: Tags, recorder: Raw) -> Fact:
    name = recorder["name"]
    arn = recorder.get("arn") or unit.arn("config", f"configuration-recorder/{name}")
    draft = Draft(unit, RECORDER, arn, name, ("NoSuchConfigurationRecorderException",))
    draft.take(_RECORDED, recorder)
    draft.read(Section(DESCRIBE_STATUS, _STATUS_FIELDS, partial(_status, name)))
    draft.read(DESCRIBE_CHANNELS)
    return draft.fact(tags.of(arn))


def _note_compliance(rows: Rows, entry: Raw) -> None:
    rows[text(entry["ConfigRuleName"])] = entry["Compliance"]


def _compliance(told: Raw) -> dict[str, Json]:
    if not told:
        return {"compliance": None}
    count = told.get("ComplianceContributorCount", {})
    return {
        "compliance": {
            "status": told["ComplianceType"],
            "noncompliant_count": count.get("CappedCount"),
            "count_capped": count.get("CapExceeded", False),
        }
    }


def _rule(rule: Raw) -> dict[str, Json]:
    source, scope = rule["Source"], rule.get("Scope", {})
    return {
        "owner": source["Owner"],
        "identifier": source.get("SourceIdentifier"),
        "state": rule.get("ConfigRuleState"),
        "created_by": rule.get("CreatedBy"),
        "scope": {
            "resource_types": scope.get("ComplianceResourceTypes", []),
            "resource_id": scope.get("ComplianceResourceId"),
            "tag_key": scope.get("TagKey"),
            "tag_value": scope.get("TagValue"),
        },
        "modes": [each["Mode"] for each in rule.get("EvaluationModes", [])],
        "evaluated_every_hours": _hours(rule.get("MaximumExecutionFrequency")),
    }


_RULE = Section(
    LIST_RULES.operation,
    ("owner", "identifier", "state", "created_by", "scope", "modes", "evaluated_every_hours"),
    _rule,
)
_COMPLIANCE = Section(LIST_COMPLIANCE.operation, ("compliance",), _compliance)


def _describe_rule(unit: Unit, tags: Tags, compliance: Lookup, rule: Raw) -> Fact:
    name = rule["ConfigRuleName"]
    draft = Draft(unit, RULE, rule["ConfigRuleArn"], name)
    draft.take(_RULE, rule)
    draft.take(_COMPLIANCE, compliance.of(name))
    return draft.fact(tags.of(draft.arn))


def _collect(unit: Unit) -> Iterator[Fact]:
    tags = unit.tags("config")
    recorders = entries(unit, DESCRIBE_RECORDERS, "ConfigurationRecorders", RECORDER)
    yield from unit.described(RECORDER, DESCRIBE_RECORDERS, recorders, partial(_describe_recorder, unit, tags))
    rules = unit.listed(LIST_RULES, RULE)
    describe_rule = partial(_describe_rule, unit, tags, Lookup(unit, LIST_COMPLIANCE, _note_compliance))
    yield from unit.read(RULE, LIST_RULES.operation, rules, describe_rule)


CONFIG = Collector(
    name="config",
    kinds=(RECORDER, RULE),
    operations=(
        DESCRIBE_RECORDERS,
        DESCRIBE_STATUS,
        DESCRIBE_CHANNELS.operation,
        LIST_RULES.operation,
        LIST_COMPLIANCE.operation,
        GET_RESOURCES,
    ),
    collect=_collect,
    idle_calls=2,
    calls_each={RECORDER: 2},
)
