"""AWS Backup's plans and their selections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.backup_parts import GONE, PAGE, entry
from scanner.collectors.base import GET_RESOURCES, UNTAGGED, Draft, Section, Tags, Unit
from scanner.collectors.shapes import moment, text
from scanner.model import Fact, Json

PLAN, SELECTION = "backup.plan", "backup.selection"

LIST_PLANS = Listing(Operation("backup", "ListBackupPlans"), "BackupPlansList", PAGE)
LIST_SELECTIONS = Listing(Operation("backup", "ListBackupSelections"), "BackupSelectionsList", PAGE)

_OPERATORS = {
    "string_equals": "StringEquals",
    "string_like": "StringLike",
    "string_not_equals": "StringNotEquals",
    "string_not_like": "StringNotLike",
}


def _plan_rules(answer: Raw) -> dict[str, Json]:
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
        "recovery_point_tags": rule.get("RecoveryPointTags", {}),
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


def _assignment(answer: Raw) -> dict[str, Json]:
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


GET_PLAN = Section(Operation("backup", "GetBackupPlan"), ("rules",), _plan_rules)
GET_SELECTION = Section(Operation("backup", "GetBackupSelection"), ("assignment",), _assignment)


def _describe_plan(unit: Unit, tags: Tags, plan: Raw) -> Fact:
    draft = Draft(unit, PLAN, plan["BackupPlanArn"], plan["BackupPlanName"], GONE)
    draft.config |= {
        "plan_id": plan["BackupPlanId"],
        "version_id": plan.get("VersionId"),
        "created_at": moment(plan.get("CreationDate")),
        "last_execution_at": moment(plan.get("LastExecutionDate")),
    }
    draft.read(GET_PLAN, BackupPlanId=plan["BackupPlanId"])
    return draft.fact(tags.of(draft.arn))


def _selections(unit: Unit, plans: Iterable[Raw]) -> Iterator[tuple[Raw, Any]]:
    for plan in plans:
        about, plan_id = plan.get("BackupPlanName", ""), plan.get("BackupPlanId")
        for selection in unit.listed(LIST_SELECTIONS, SELECTION, about=about, gone=GONE, BackupPlanId=plan_id):
            yield plan, selection


def _describe_selection(unit: Unit, planned: tuple[Raw, Raw]) -> Fact:
    plan, selection = planned
    plan_id, selection_id = plan["BackupPlanId"], text(selection["SelectionId"])
    draft = Draft(
        unit, SELECTION, f"{text(plan['BackupPlanArn'])}/selection/{selection_id}", selection["SelectionName"], GONE
    )
    draft.config |= {"plan_arn": plan["BackupPlanArn"], "plan_id": plan_id, "role_arn": selection.get("IamRoleArn")}
    draft.read(GET_SELECTION, BackupPlanId=plan_id, SelectionId=selection_id)
    return draft.fact(UNTAGGED)


def plans_and_selections(unit: Unit) -> Iterator[Fact]:
    """The facts of every plan of the Region, and of what each selects."""
    plans = list(map(entry, unit.listed(LIST_PLANS, PLAN, SELECTION)))
    describe_plan = partial(_describe_plan, unit, unit.tags("backup:backup-plan"))
    yield from unit.described(PLAN, LIST_PLANS.operation, plans, describe_plan)
    selections = _selections(unit, plans)
    yield from unit.described(SELECTION, LIST_SELECTIONS.operation, selections, partial(_describe_selection, unit))


OPERATIONS = (
    LIST_PLANS.operation,
    LIST_SELECTIONS.operation,
    GET_PLAN.operation,
    GET_SELECTION.operation,
    GET_RESOURCES,
)
"""What `plans_and_selections` may call."""
