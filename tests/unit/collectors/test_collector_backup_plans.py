from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, BACKUP_ARN, PLANS, SELECTIONS, THEN, VAULTS, backup, vault
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal

from scanner.collectors.backup_plans import PLAN, SELECTION
from scanner.collectors.backup_vaults import VAULT

pytestmark = pytest.mark.usefixtures("aws_environment")

TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"
GONE = Refusal("ResourceNotFoundException")


PLANNED = {
    "BackupPlanArn": f"{BACKUP_ARN}:backup-plan:p-1",
    "BackupPlanId": "p-1",
    "BackupPlanName": "daily",
    "VersionId": "v-1",
    "CreationDate": THEN,
    "LastExecutionDate": THEN,
}
RULE = {"RuleName": "r", "TargetBackupVaultName": "main"}
BARE_RULE: dict[str, Any] = {
    "name": "r",
    "vault_name": "main",
    "continuous": False,
    "recovery_point_tags": {},
    "copies": [],
    **dict.fromkeys(("id", "schedule", "timezone", "start_window_minutes", "completion_window_minutes")),
    **dict.fromkeys(("delete_after_days", "move_to_cold_after_days")),
}


def planned(*rules: dict[str, Any], **changes: Any) -> Ran:
    answers = {
        "ListBackupPlans": {PLANS: [PLANNED]},
        "GetBackupPlan": {"BackupPlan": {"BackupPlanName": "daily", "Rules": list(rules)}},
        "ListBackupSelections": {SELECTIONS: []},
    }
    return backup(**(answers | changes))


def test_a_plan_with_rules() -> None:
    whole = RULE | {
        "RuleId": "id",
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 120,
        "Lifecycle": {"DeleteAfterDays": 365, "MoveToColdStorageAfterDays": 30},
        "EnableContinuousBackup": True,
        "RecoveryPointTags": {"Application": "shop"},
        "CopyActions": [
            {"DestinationBackupVaultArn": "arn:aws:backup:us-east-1:444455556666:backup-vault:dr"},
            {"DestinationBackupVaultArn": "arn:x", "Lifecycle": {"DeleteAfterDays": 90}},
        ],
    }
    fact = planned(whole, RULE).one(PLAN)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (PLANNED["BackupPlanArn"], "daily", {}, ())
    assert fact.config == {
        "plan_id": "p-1",
        "version_id": "v-1",
        "created_at": AT,
        "last_execution_at": AT,
        "rules": [
            {
                "id": "id",
                "name": "r",
                "vault_name": "main",
                "schedule": "cron(0 5 ? * * *)",
                "timezone": "Europe/Berlin",
                "start_window_minutes": 60,
                "completion_window_minutes": 120,
                "delete_after_days": 365,
                "move_to_cold_after_days": 30,
                "continuous": True,
                "recovery_point_tags": {"Application": "shop"},
                "copies": [
                    {
                        "vault_arn": "arn:aws:backup:us-east-1:444455556666:backup-vault:dr",
                        "delete_after_days": None,
                        "move_to_cold_after_days": None,
                    },
                    {"vault_arn": "arn:x", "delete_after_days": 90, "move_to_cold_after_days": None},
                ],
            },
            BARE_RULE,
        ],
    }


def test_minus_one_day_is_for_ever() -> None:
    forever = RULE | {"Lifecycle": {"DeleteAfterDays": -1, "MoveToColdStorageAfterDays": -1}}
    assert planned(forever).one(PLAN).config["rules"] == [BARE_RULE]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        ({}, "error"),
        ({"BackupPlan": {"BackupPlanName": "daily", "Rules": [{"RuleName": "r"}]}}, "error"),
        (
            {
                "BackupPlan": {
                    "BackupPlanName": "daily",
                    "Rules": [RULE | {"Lifecycle": {"DeleteAfterEvent": "DELETE_AFTER_COPY"}}],
                }
            },
            "error",
        ),
    ],
)
def test_rules_that_cannot_be_read_are_a_gap(answer: Answer, reason: str) -> None:
    fact = planned(checked=False, GetBackupPlan=answer).one(PLAN)
    assert fact.config["rules"] is None
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        ("/config/rules", "backup:GetBackupPlan", reason)
    ]


def test_a_plan_that_vanished_takes_its_selections_along() -> None:
    ran = planned(GetBackupPlan=GONE, ListBackupSelections=GONE)
    assert (ran.all(PLAN), ran.coverage.vanished, ran.coverage.gaps) == ([], 2, ())
    later = planned(ListBackupSelections=GONE)
    assert (len(later.all(PLAN)), later.coverage.vanished, later.coverage.gaps) == (1, 1, ())


SELECTED = {
    "SelectionId": "s-1",
    "SelectionName": "tagged",
    "BackupPlanId": "p-1",
    "IamRoleArn": "arn:aws:iam::1:role/b",
}
LEAST = {"SelectionName": "tagged", "IamRoleArn": "arn:aws:iam::1:role/b"}
NOTHING: dict[str, Any] = {
    "resources": [],
    "not_resources": [],
    "tag_conditions": [],
    "conditions": {"string_equals": [], "string_like": [], "string_not_equals": [], "string_not_like": []},
}


def selected(answer: Answer, **changes: Any) -> Ran:
    return planned(checked=False, ListBackupSelections={SELECTIONS: [SELECTED]}, GetBackupSelection=answer, **changes)


def test_a_selection_that_names_nothing() -> None:
    fact = selected({"BackupSelection": LEAST}).one(SELECTION)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (
        f"{BACKUP_ARN}:backup-plan:p-1/selection/s-1",
        "tagged",
        {},
        (),
    )
    assert fact.config == {
        "plan_arn": f"{BACKUP_ARN}:backup-plan:p-1",
        "plan_id": "p-1",
        "role_arn": "arn:aws:iam::1:role/b",
        "assignment": NOTHING,
    }


def test_a_selection_that_names_everything() -> None:
    pair = {"ConditionKey": "aws:ResourceTag/k", "ConditionValue": "v"}
    assigned = {
        "Resources": ["*"],
        "NotResources": [TABLE],
        "ListOfTags": [pair | {"ConditionType": "STRINGEQUALS"}],
        "Conditions": {name: [pair] for name in ("StringEquals", "StringLike", "StringNotEquals", "StringNotLike")},
    }
    fact = selected({"BackupSelection": LEAST | assigned}).one(SELECTION)
    ours = {"key": "aws:ResourceTag/k", "value": "v"}
    assert fact.config["assignment"] == {
        "resources": ["*"],
        "not_resources": [TABLE],
        "tag_conditions": [ours],
        "conditions": {operator: [ours] for operator in NOTHING["conditions"]},
    }


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        ({}, "error"),
        ({"BackupSelection": {}}, "error"),
        ({"BackupSelection": {"SelectionName": "tagged", "Resources": ["*"]}}, "error"),
        ({"BackupSelection": LEAST | {"ListOfTags": [{"ConditionType": "STRINGLIKE"}]}}, "error"),
        ({"BackupSelection": LEAST | {"Conditions": {"StringLike": [{"ConditionKey": "k"}]}}}, "error"),
    ],
)
def test_an_assignment_that_cannot_be_read_is_a_gap(answer: Answer, reason: str) -> None:
    fact = selected(answer).one(SELECTION)
    assert fact.config["assignment"] is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/assignment", reason)]


def test_a_selection_that_vanished() -> None:
    ran = selected(GONE)
    assert (ran.all(SELECTION), ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_a_plan_whose_selections_are_denied_is_named() -> None:
    ran = planned(ListBackupSelections=DENIED)
    assert ran.gaps(SELECTION) == [("backup:ListBackupSelections", "access_denied", "daily: AccessDenied: not for you")]


def test_tags_of_vaults_and_plans_are_asked_for_by_type() -> None:
    ran = planned(RULE, tags=DENIED, ListBackupVaults={VAULTS: [vault()]})
    assert [asked["ResourceTypeFilters"] for asked in ran.parameters("resourcegroupstaggingapi:GetResources")] == [
        ["backup:backup-vault"],
        ["backup:backup-plan"],
    ]
    for fact in (ran.one(VAULT), ran.one(PLAN)):
        assert fact.tags is None
        assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/tags", "access_denied")]
