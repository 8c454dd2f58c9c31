"""What alarms, rules of EventBridge and rules of AWS Config watch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import orjson

from scanner.model import Fact, Json

_DEFAULT_BUS: Final = "default"
"""Events of AWS's services arrive there only."""
_BACKUP_EVENTS: Final = "aws.backup"
_JOB_EVENT: Final = "Backup Job State Change"
"""https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html"""

_CHECKED: Final = {
    "tables": re.compile(r"DYNAMODB_.*(PITR|BACKUP|RECOVERY_POINT|RESTORE_TIME|AIR_GAPPED)"),
    "buckets": re.compile(
        r"S3_.*(VERSION|BACKUP|RECOVERY_POINT|RESTORE_TIME|REPLICATION|DEFAULT_LOCK|MFA_DELETE|AIR_GAPPED)"
    ),
}
"""Managed rules that check how data is protected:
https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html"""

_TYPES: Final = {"tables": "AWS::DynamoDB::Table", "buckets": "AWS::S3::Bucket"}

_WATCHED: Final = {
    "AWS/Backup": re.compile(r"NumberOfBackupJobs.*"),
    "AWS/SQS": re.compile(r"Approximate(NumberOfMessagesVisible|AgeOfOldestMessage)"),
    "AWS/S3": re.compile(r"ReplicationLatency|(Operations|Bytes)PendingReplication|OperationsFailedReplication"),
}
"""Metrics by namespace. Of a dead-letter queue NumberOfMessagesSent does not count what was moved there:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"""


def recorder(fact: Fact) -> dict[str, Json]:
    """Which of the types it records now."""
    config = fact.config
    named, excluded = config["resource_types"] or (), config["excluded_resource_types"]
    by_exclusion = config["strategy"] == "EXCLUSION_BY_RESOURCE_TYPES" and excluded is not None
    recorded = [
        what
        for what, sort in _TYPES.items()
        if config["all_supported"] or sort in named or (by_exclusion and sort not in excluded)
    ]
    return {"on": config["recording"] is True, "recorded": recorded if config["recording"] else []}


def config_rule(fact: Fact) -> dict[str, Json]:
    """What a managed rule of AWS checks, if it checks more than one resource."""
    config = fact.config
    active = config["owner"] == "AWS" and config["state"] in {"ACTIVE", "EVALUATING"}
    single = (config["scope"] or {}).get("resource_id") is not None
    checked = [
        what for what, known in _CHECKED.items() if active and not single and known.match(config["identifier"] or "")
    ]
    return {"checks": checked}


def event_rule(fact: Fact) -> dict[str, Json]:
    """Whether it tells somebody of backup jobs: True, False, or None where its pattern does not tell."""
    config = fact.config
    told: bool | None = False
    if config["enabled"] and config["targets"] and config["bus_name"] == _DEFAULT_BUS and not config["managed_by"]:
        told = _matches(config["event_pattern"])
    return {"tells": told}


def _matches(pattern: Json) -> bool | None:
    """Whether a pattern matches state changes of backup jobs, or a part of them."""
    if pattern is None:
        return False
    source, detail_type = pattern["sources"], pattern["detail_types"]
    if source is None and detail_type is None:
        return None  # another field, $or among them, may say anything
    told = [
        True if values is None else _takes(values, value)
        for values, value in ((source, _BACKUP_EVENTS), (detail_type, _JOB_EVENT))
    ]
    return False if False in told else None if None in told or "$or" in pattern["other_fields"] else True


def _takes(values: Iterable[str], value: str) -> bool | None:
    """Whether one of a pattern's values matches; None if one of them is a matcher that is not understood."""
    told = [_one(each, value) for each in values]
    return True if True in told else None if None in told else False


def _one(matcher: str, value: str) -> bool | None:
    if not matcher.startswith("{"):
        return matcher == value
    parsed = orjson.loads(matcher)
    prefix = parsed.get("prefix") if parsed.keys() == {"prefix"} else None
    return value.startswith(prefix) if isinstance(prefix, str) else None


def alarm(fact: Fact) -> dict[str, Json] | None:
    """An alarm on what is watched, or on other alarms; None: on something else."""
    config = fact.config
    own = {name: config[name] for name in ("namespace", "metric_name", "dimensions")}
    metrics = [
        {"namespace": each["namespace"], "dimensions": {row["name"]: row["value"] for row in each["dimensions"]}}
        for each in (own, *config["metrics"])
        if each["namespace"] in _WATCHED and _WATCHED[each["namespace"]].fullmatch(each["metric_name"] or "")
    ]
    if not metrics and not config["composite_rule"]:
        return None
    acts = config["actions_enabled"] is True and bool(config["alarm_action_arns"])
    return {"arn": fact.id, "acts": acts, "rule": config["composite_rule"], "metrics": metrics}


def acting(alarms: list[Json]) -> list[Json]:
    """Those of a Region's alarms that act, or that an alarm which acts looks at."""
    rules = [each["rule"] for each in alarms if each["acts"] and each["rule"]]
    return [each for each in alarms if each["acts"] or any(_names(rule, each) for rule in rules)]


def watches(alarm: Json, namespace: str, dimension: str = "", value: str = "") -> bool:
    """Whether an alarm looks at a metric of the namespace, and of what the dimension names."""
    return any(
        metric["namespace"] == namespace and (not dimension or metric["dimensions"].get(dimension) == value)
        for metric in alarm["metrics"]
    )


def _names(rule: str, alarm: Json) -> bool:
    """As in ALARM("name"): https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html."""
    either = "|".join(re.escape(alarm[name]) for name in ("name", "arn"))
    return re.search(rf"""\(\s*["']?({either})["']?\s*\)""", rule) is not None
