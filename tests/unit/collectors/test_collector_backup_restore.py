from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, BACKUP_ARN, THEN, backup, without
from support.stubbed_aws import DENIED, Answer, Ran, Refusal, pages

from scanner.collectors.backup import BACKUP
from scanner.collectors.backup_restore import TESTING_PLAN, TESTING_SELECTION

pytestmark = pytest.mark.usefixtures("aws_environment")

GONE = Refusal("ResourceNotFoundException")
ARN = f"{BACKUP_ARN}:restore-testing-plan:quarterly-1f0c"
PLAN: dict[str, Any] = {
    "RestoreTestingPlanArn": ARN,
    "RestoreTestingPlanName": "quarterly",
    "ScheduleExpression": "cron(0 9 1 1,4,7,10 ? *)",
    "CreationTime": THEN,
}
DETAILED = PLAN | {"RecoveryPointSelection": {}}
SELECTION: dict[str, Any] = {
    "RestoreTestingPlanName": "quarterly",
    "RestoreTestingSelectionName": "tables",
    "ProtectedResourceType": "DynamoDB",
    "IamRoleArn": "arn:aws:iam::1:role/b",
    "CreationTime": THEN,
}


def planned(**changes: Any) -> Ran:
    answers: dict[str, Any] = {
        "ListRestoreTestingPlans": {"RestoreTestingPlans": [PLAN]},
        "GetRestoreTestingPlan": {"RestoreTestingPlan": DETAILED},
        "ListRestoreTestingSelections": {"RestoreTestingSelections": [SELECTION]},
        "GetRestoreTestingSelection": {"RestoreTestingSelection": SELECTION},
    }
    return backup(**(answers | changes))


def test_a_plan_of_which_aws_tells_everything() -> None:
    listed = PLAN | {
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "StartWindowHours": 24,
        "LastUpdateTime": THEN,
        "LastExecutionTime": THEN,
    }
    chosen = {
        "Algorithm": "LATEST_WITHIN_WINDOW",
        "SelectionWindowDays": 30,
        "RecoveryPointTypes": ["SNAPSHOT", "CONTINUOUS"],
        "IncludeVaults": ["arn:b", "arn:a"],
        "ExcludeVaults": ["arn:c"],
    }
    fact = planned(
        ListRestoreTestingPlans={"RestoreTestingPlans": [listed]},
        GetRestoreTestingPlan={"RestoreTestingPlan": listed | {"RecoveryPointSelection": chosen}},
        tags={"ResourceTagMappingList": [{"ResourceARN": ARN, "Tags": [{"Key": "k", "Value": "v"}]}]},
    ).one(TESTING_PLAN)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (ARN, "quarterly", {"k": "v"}, ())
    assert fact.config == {
        "schedule": "cron(0 9 1 1,4,7,10 ? *)",
        "timezone": "Europe/Berlin",
        "start_window_hours": 24,
        "created_at": AT,
        "updated_at": AT,
        "last_execution_at": AT,
        "recovery_points": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "window_days": 30,
            "types": ["CONTINUOUS", "SNAPSHOT"],
            "include_vaults": ["arn:a", "arn:b"],
            "exclude_vaults": ["arn:c"],
        },
    }


def test_a_plan_of_which_aws_tells_least() -> None:
    ran = planned()
    fact = ran.one(TESTING_PLAN)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "schedule": PLAN["ScheduleExpression"],
        "created_at": AT,
        **dict.fromkeys(("timezone", "start_window_hours", "updated_at", "last_execution_at")),
        "recovery_points": {
            **dict.fromkeys(("algorithm", "window_days")),
            **{name: [] for name in ("types", "include_vaults", "exclude_vaults")},
        },
    }
    assert {"ResourcesPerPage": 100, "ResourceTypeFilters": ["backup:restore-testing-plan"]} in ran.parameters(
        "resourcegroupstaggingapi:GetResources"
    )


def test_a_selection_of_which_aws_tells_everything_but_secrets() -> None:
    pair = {"Key": "tier", "Value": "enterprise"}
    detailed = SELECTION | {
        "ProtectedResourceArns": ["arn:b", "arn:a"],
        "ProtectedResourceConditions": {"StringEquals": [pair], "StringNotEquals": [pair | {"Value": "test"}]},
        "RestoreMetadataOverrides": {"targetTableName": "a-secret", "encryptionType": "Default"},
    }
    fact = planned(
        ListRestoreTestingSelections={"RestoreTestingSelections": [SELECTION | {"ValidationWindowHours": 8}]},
        GetRestoreTestingSelection={"RestoreTestingSelection": detailed},
    ).one(TESTING_SELECTION)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (f"{ARN}/selection/tables", "tables", {}, ())
    assert fact.config == {
        "plan_arn": ARN,
        "plan_name": "quarterly",
        "resource_type": "DynamoDB",
        "role_arn": "arn:aws:iam::1:role/b",
        "validation_window_hours": 8,
        "created_at": AT,
        "resource_arns": ["arn:a", "arn:b"],
        "conditions": {
            "string_equals": [{"key": "tier", "value": "enterprise"}],
            "string_not_equals": [{"key": "tier", "value": "test"}],
        },
        "overridden_metadata": ["encryptionType", "targetTableName"],
    }


def test_a_selection_of_which_aws_tells_least() -> None:
    fact = planned().one(TESTING_SELECTION)
    assert fact.gaps == ()
    assert fact.config["validation_window_hours"] is None
    assert (fact.config["resource_arns"], fact.config["overridden_metadata"]) == ([], [])
    assert fact.config["conditions"] == {"string_equals": [], "string_not_equals": []}


@pytest.mark.parametrize(
    ("answer", "reason"), [(DENIED, "access_denied"), (Refusal("ThrottlingException"), "throttled"), ({}, "error")]
)
def test_what_cannot_be_read_is_a_gap(answer: Answer, reason: str) -> None:
    ran = planned(checked=False, GetRestoreTestingPlan=answer, GetRestoreTestingSelection=answer)
    plan, selection = ran.one(TESTING_PLAN), ran.one(TESTING_SELECTION)
    assert [(gap.path, gap.operation, gap.reason) for gap in plan.gaps] == [
        ("/config/recovery_points", "backup:GetRestoreTestingPlan", reason)
    ]
    assert [(gap.path, gap.operation, gap.reason) for gap in selection.gaps] == [
        (f"/config/{name}", "backup:GetRestoreTestingSelection", reason)
        for name in ("resource_arns", "conditions", "overridden_metadata")
    ]
    assert (plan.config["recovery_points"], selection.config["resource_arns"]) == (None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"GetRestoreTestingPlan": {"RestoreTestingPlan": PLAN}},
        {"GetRestoreTestingSelection": {"RestoreTestingSelection": without(SELECTION, "RestoreTestingSelectionName")}},
    ],
)
def test_an_answer_that_is_not_whole_is_a_gap(changes: dict[str, Any]) -> None:
    ran = planned(checked=False, **changes)
    assert {gap.reason for fact in ran.facts for gap in fact.gaps if gap.operation} == {"error"}


def test_listings_that_fail_leave_their_kinds_incomplete() -> None:
    ran = planned(ListRestoreTestingPlans=DENIED)
    denied = [("backup:ListRestoreTestingPlans", "access_denied", "AccessDenied: not for you")]
    assert (ran.gaps(TESTING_PLAN), ran.gaps(TESTING_SELECTION)) == (denied, denied)
    ran = planned(ListRestoreTestingSelections=DENIED)
    assert ran.gaps(TESTING_PLAN) == []
    assert ran.gaps(TESTING_SELECTION) == [
        ("backup:ListRestoreTestingSelections", "access_denied", "quarterly: AccessDenied: not for you")
    ]


def test_a_plan_that_vanished_takes_its_selections_along() -> None:
    ran = planned(GetRestoreTestingPlan=GONE, ListRestoreTestingSelections=GONE)
    assert (ran.all(TESTING_PLAN), ran.coverage.vanished, ran.coverage.gaps) == ([], 2, ())


def test_a_selection_that_vanished() -> None:
    ran = planned(GetRestoreTestingSelection=GONE)
    assert (ran.all(TESTING_SELECTION), ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


@pytest.mark.parametrize("missing", ["RestoreTestingPlanArn", "RestoreTestingPlanName", "CreationTime"])
def test_a_plan_that_is_not_whole_leaves_the_listing_incomplete(missing: str) -> None:
    ran = planned(checked=False, ListRestoreTestingPlans={"RestoreTestingPlans": [without(PLAN, missing), PLAN]})
    assert len(ran.all(TESTING_PLAN)) == 1
    assert ("backup:ListRestoreTestingPlans", "error", f"malformed answer: no '{missing}'") in ran.gaps(TESTING_PLAN)


def test_plans_of_three_pages_each_with_selections_of_two() -> None:
    named = [[PLAN | {"RestoreTestingPlanArn": f"{ARN}{n}", "RestoreTestingPlanName": f"p{n}"}] for n in range(3)]

    def selections(asked: dict[str, Any]) -> Answer:
        plan, page = asked["RestoreTestingPlanName"], int(asked.get("NextToken", 0))
        told = SELECTION | {"RestoreTestingPlanName": plan, "RestoreTestingSelectionName": f"s{page}"}
        return {"RestoreTestingSelections": [told]} | ({} if page else {"NextToken": "1"})

    ran = planned(
        ListRestoreTestingPlans=list(pages("RestoreTestingPlans", "NextToken", *named)),
        ListRestoreTestingSelections=selections,
    )
    assert [fact.name for fact in ran.all(TESTING_PLAN)] == ["p0", "p1", "p2"]
    assert [fact.id for fact in ran.all(TESTING_SELECTION)] == [
        f"{ARN}{n}/selection/s{page}" for n in range(3) for page in range(2)
    ]


def test_a_plan_and_a_selection_make_the_calls_that_they_say() -> None:
    calls = planned().coverage.calls
    each = BACKUP.calls_each[TESTING_PLAN] + BACKUP.calls_each[TESTING_SELECTION]
    assert sum(calls.values()) == BACKUP.idle_calls + each + calls["resourcegroupstaggingapi:GetResources"]
