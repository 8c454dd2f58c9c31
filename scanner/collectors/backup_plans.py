"""AWS Backup's plans and selections, as AWS answers them and as facts have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scanner.aws.caller import Raw
from scanner.model import Json

PLAN, SELECTION = "backup.plan", "backup.selection"

_OPERATORS = {
    "string_equals": "StringEquals",
    "string_like": "StringLike",
    "string_not_equals": "StringNotEquals",
    "string_not_like": "StringNotLike",
}


def plan_rules(answer: Raw) -> dict[str, Json]:
    """The rules of GetBackupPlan."""
    return {"rules": [_rule(rule) for rule in answer["BackupPlan"]["Rules"]]}


def _rule(rule: Raw) -> dict[str, Json]:
    return {
        "id": rule.get("RuleId"),
        "name": rule["RuleName"],
        "vault_name": rule["TargetBackupVaultName"],
        "schedule": rule.get("ScheduleExpression"),
        "timezone": rule.get("ScheduleExpressionTimezone"),
        "start_window_minutes": rule.get("StartWindowMinutes"),
        "completion_window_minutes": rule.get("CompletionWindowMinutes"),
        **_lifecycle(rule.get("Lifecycle", {})),
        "continuous": rule.get("EnableContinuousBackup", False),
        "copies": [
            {"vault_arn": copy["DestinationBackupVaultArn"], **_lifecycle(copy.get("Lifecycle", {}))}
            for copy in rule.get("CopyActions", [])
        ],
    }


def _lifecycle(lifecycle: Mapping[str, Any]) -> dict[str, Json]:
    """Days, where -1 is for ever: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html.

    Raises:
        ValueError: it ends at an event, whose time nobody knows.
    """
    if "DeleteAfterEvent" in lifecycle:
        raise ValueError("a lifecycle that ends at an event, which this version does not judge")
    return {
        "delete_after_days": _days(lifecycle.get("DeleteAfterDays")),
        "move_to_cold_after_days": _days(lifecycle.get("MoveToColdStorageAfterDays")),
    }


def _days(value: int | None) -> int | None:
    return None if value is None or value < 0 else value


def assignment(answer: Raw) -> dict[str, Json]:
    """What GetBackupSelection selects. Its name and role are always there: without them the answer is not whole."""
    selection = answer["BackupSelection"]
    for required in ("SelectionName", "IamRoleArn"):
        selection[required]
    conditions = selection.get("Conditions", {})
    return {
        "assignment": {
            "resources": selection.get("Resources", []),
            "not_resources": selection.get("NotResources", []),
            "tag_conditions": [_tag_condition(condition) for condition in selection.get("ListOfTags", [])],
            "conditions": {ours: _pairs(conditions.get(theirs, [])) for ours, theirs in _OPERATORS.items()},
        }
    }


def _tag_condition(condition: Mapping[str, str]) -> dict[str, Json]:
    if condition["ConditionType"] != "STRINGEQUALS":
        raise ValueError(f"unknown ConditionType {condition['ConditionType']!r}")
    return _pairs([condition])[0]


def _pairs(conditions: Iterable[Mapping[str, str]]) -> list[dict[str, Json]]:
    return [{"key": condition["ConditionKey"], "value": condition["ConditionValue"]} for condition in conditions]
