"""AWS Backup's restore testing: plans that restore recovery points on a schedule, and what each of them restores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.backup_parts import GONE, PAGE, entry
from scanner.collectors.base import GET_RESOURCES, UNTAGGED, Draft, Section, Tags, Unit
from scanner.collectors.shapes import instant, moment, text
from scanner.model import Fact, Json

TESTING_PLAN, TESTING_SELECTION = "backup.restore_testing_plan", "backup.restore_testing_selection"

LIST_TESTING_PLANS = Listing(Operation("backup", "ListRestoreTestingPlans"), "RestoreTestingPlans", PAGE)
LIST_TESTING_SELECTIONS = Listing(Operation("backup", "ListRestoreTestingSelections"), "RestoreTestingSelections", PAGE)


def _recovery_points(answer: Raw) -> dict[str, Json]:
    chosen = answer["RestoreTestingPlan"]["RecoveryPointSelection"]
    return {
        "recovery_points": {
            "algorithm": chosen.get("Algorithm"),
            "window_days": chosen.get("SelectionWindowDays"),
            "types": sorted(chosen.get("RecoveryPointTypes", [])),
            "include_vaults": sorted(chosen.get("IncludeVaults", [])),
            "exclude_vaults": sorted(chosen.get("ExcludeVaults", [])),
        }
    }


def _resources(answer: Raw) -> dict[str, Json]:
    """What is restored, and which of its settings otherwise than they were: of those the names only."""
    selection = answer["RestoreTestingSelection"]
    selection["RestoreTestingSelectionName"]  # always there: without it the answer is not whole
    conditions = selection.get("ProtectedResourceConditions", {})
    return {
        "resource_arns": sorted(selection.get("ProtectedResourceArns", [])),
        "conditions": {
            "string_equals": _pairs(conditions.get("StringEquals", [])),
            "string_not_equals": _pairs(conditions.get("StringNotEquals", [])),
        },
        "overridden_metadata": sorted(selection.get("RestoreMetadataOverrides", {})),
    }


def _pairs(conditions: Iterable[Mapping[str, str]]) -> list[dict[str, Json]]:
    return [{"key": condition["Key"], "value": condition["Value"]} for condition in conditions]


GET_TESTING_PLAN = Section(Operation("backup", "GetRestoreTestingPlan"), ("recovery_points",), _recovery_points)
GET_TESTING_SELECTION = Section(
    Operation("backup", "GetRestoreTestingSelection"),
    ("resource_arns", "conditions", "overridden_metadata"),
    _resources,
)


def _describe_plan(unit: Unit, tags: Tags, plan: Raw) -> Fact:
    name = plan["RestoreTestingPlanName"]
    draft = Draft(unit, TESTING_PLAN, plan["RestoreTestingPlanArn"], name, GONE)
    draft.config |= {
        "schedule": plan["ScheduleExpression"],
        "timezone": plan.get("ScheduleExpressionTimezone"),
        "start_window_hours": plan.get("StartWindowHours"),
        "created_at": instant(plan["CreationTime"]),
        "updated_at": moment(plan.get("LastUpdateTime")),
        "last_execution_at": moment(plan.get("LastExecutionTime")),
    }
    draft.read(GET_TESTING_PLAN, RestoreTestingPlanName=name)
    return draft.fact(tags.of(draft.arn))


def _selections(unit: Unit, plans: Iterable[Raw]) -> Iterator[tuple[Raw, Any]]:
    for plan in plans:
        name = plan.get("RestoreTestingPlanName")
        listed = unit.listed(
            LIST_TESTING_SELECTIONS, TESTING_SELECTION, about=str(name), gone=GONE, RestoreTestingPlanName=name
        )
        for selection in listed:
            yield plan, selection


def _describe_selection(unit: Unit, planned: tuple[Raw, Raw]) -> Fact:
    plan, selection = planned
    plan_arn, plan_name = text(plan["RestoreTestingPlanArn"]), plan["RestoreTestingPlanName"]
    name = selection["RestoreTestingSelectionName"]
    draft = Draft(unit, TESTING_SELECTION, f"{plan_arn}/selection/{name}", name, GONE)
    draft.config |= {
        "plan_arn": plan_arn,
        "plan_name": plan_name,
        "resource_type": selection["ProtectedResourceType"],
        "role_arn": selection["IamRoleArn"],
        "validation_window_hours": selection.get("ValidationWindowHours"),
        "created_at": instant(selection["CreationTime"]),
    }
    draft.read(GET_TESTING_SELECTION, RestoreTestingPlanName=plan_name, RestoreTestingSelectionName=name)
    return draft.fact(UNTAGGED)


def restore_testing(unit: Unit) -> Iterator[Fact]:
    """The facts of every restore testing plan of the Region, and of its selections."""
    plans = list(map(entry, unit.listed(LIST_TESTING_PLANS, TESTING_PLAN, TESTING_SELECTION)))
    describe_plan = partial(_describe_plan, unit, unit.tags("backup:restore-testing-plan"))
    yield from unit.described(TESTING_PLAN, LIST_TESTING_PLANS.operation, plans, describe_plan)
    yield from unit.described(
        TESTING_SELECTION,
        LIST_TESTING_SELECTIONS.operation,
        _selections(unit, plans),
        partial(_describe_selection, unit),
    )


OPERATIONS = (
    LIST_TESTING_PLANS.operation,
    LIST_TESTING_SELECTIONS.operation,
    GET_TESTING_PLAN.operation,
    GET_TESTING_SELECTION.operation,
    GET_RESOURCES,
)
"""What `restore_testing` may call."""
