from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.collected import AT, BACKUP_ARN, THEN, backup, without
from support.stubbed_aws import DENIED, Answer, Ran, Refusal, pages

from scanner.collectors.backup import BACKUP
from scanner.collectors.backup_audit import FRAMEWORK, LEGAL_HOLD, REPORT_PLAN

pytestmark = pytest.mark.usefixtures("aws_environment")

GONE = Refusal("ResourceNotFoundException")
FAILURES = [(DENIED, "access_denied"), (Refusal("ThrottlingException"), "throttled"), ({}, "error")]

FRAMED: dict[str, Any] = {"FrameworkName": "company", "FrameworkArn": f"{BACKUP_ARN}:framework:company-7d2e"}
CONTROLS: dict[str, Any] = {"FrameworkStatus": "ACTIVE", "FrameworkControls": []}
REPORTED: dict[str, Any] = {
    "ReportPlanArn": f"{BACKUP_ARN}:report-plan:daily-9b1c",
    "ReportPlanName": "daily",
    "ReportSetting": {"ReportTemplate": "BACKUP_JOB_REPORT"},
    "ReportDeliveryChannel": {"S3BucketName": "reports"},
}
HELD: dict[str, Any] = {
    "LegalHoldArn": f"{BACKUP_ARN}:legal-hold:h-1",
    "LegalHoldId": "h-1",
    "Title": "case 4711",
    "Status": "ACTIVE",
    "CreationDate": THEN,
}
CHOSEN: dict[str, Any] = {"RecoveryPointSelection": {}}


def audited(**changes: Any) -> Ran:
    answers: dict[str, Any] = {
        "ListFrameworks": {"Frameworks": [FRAMED]},
        "DescribeFramework": CONTROLS,
        "ListReportPlans": {"ReportPlans": [REPORTED]},
        "ListLegalHolds": {"LegalHolds": [HELD]},
        "GetLegalHold": CHOSEN,
    }
    return backup(**(answers | changes))


def tagged(arn: str) -> dict[str, Any]:
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": [{"Key": "k", "Value": "v"}]}]}


def test_a_framework_of_which_aws_tells_everything() -> None:
    control = {
        "ControlName": "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK",
        "ControlInputParameters": [{"ParameterName": "requiredRetentionDays", "ParameterValue": "35"}],
        "ControlScope": {
            "ComplianceResourceIds": ["r-2", "r-1"],
            "ComplianceResourceTypes": ["S3", "DynamoDB"],
            "Tags": {"tier": "enterprise"},
        },
    }
    listed = FRAMED | {"NumberOfControls": 2, "CreationTime": THEN, "DeploymentStatus": "COMPLETED"}
    fact = audited(
        ListFrameworks={"Frameworks": [listed]},
        DescribeFramework=CONTROLS | {"FrameworkControls": [control, {"ControlName": "BACKUP_PLAN_CHECK"}]},
        tags=tagged(FRAMED["FrameworkArn"]),
    ).one(FRAMEWORK)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (FRAMED["FrameworkArn"], "company", {"k": "v"}, ())
    assert fact.config == {
        "deployment_status": "COMPLETED",
        "created_at": AT,
        "control_count": 2,
        "status": "ACTIVE",
        "controls": [
            {
                "name": "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK",
                "parameters": [{"name": "requiredRetentionDays", "value": "35"}],
                "scope": {
                    "resource_ids": ["r-1", "r-2"],
                    "resource_types": ["DynamoDB", "S3"],
                    "tags": {"tier": "enterprise"},
                },
            },
            {
                "name": "BACKUP_PLAN_CHECK",
                "parameters": [],
                "scope": {"resource_ids": [], "resource_types": [], "tags": {}},
            },
        ],
    }


def test_a_report_plan_of_which_aws_tells_everything() -> None:
    listed = REPORTED | {
        "ReportSetting": {
            "ReportTemplate": "CONTROL_COMPLIANCE_REPORT",
            "FrameworkArns": ["arn:b", "arn:a"],
            "NumberOfFrameworks": 2,
            "Accounts": ["ROOT"],
            "OrganizationUnits": ["ou-1"],
            "Regions": ["us-east-1", "*"],
        },
        "ReportDeliveryChannel": {"S3BucketName": "reports", "S3KeyPrefix": "backup", "Formats": ["JSON", "CSV"]},
        "DeploymentStatus": "COMPLETED",
        "CreationTime": THEN,
        "LastAttemptedExecutionTime": THEN + timedelta(days=1),
        "LastSuccessfulExecutionTime": THEN,
    }
    fact = audited(ListReportPlans={"ReportPlans": [listed]}, tags=tagged(REPORTED["ReportPlanArn"])).one(REPORT_PLAN)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (REPORTED["ReportPlanArn"], "daily", {"k": "v"}, ())
    assert fact.config == {
        "template": "CONTROL_COMPLIANCE_REPORT",
        "framework_arns": ["arn:a", "arn:b"],
        "accounts": ["ROOT"],
        "organization_units": ["ou-1"],
        "regions": ["*", "us-east-1"],
        "bucket": "reports",
        "prefix": "backup",
        "formats": ["CSV", "JSON"],
        "deployment_status": "COMPLETED",
        "created_at": AT,
        "last_attempted_at": "2026-03-02T04:05:06Z",
        "last_succeeded_at": AT,
    }


def test_a_legal_hold_of_which_aws_tells_everything() -> None:
    detailed = HELD | {
        "Description": "who did what",
        "RetainRecordUntil": THEN + timedelta(days=1),
        "RecoveryPointSelection": {
            "VaultNames": ["main", "archive"],
            "ResourceIdentifiers": ["*"],
            "DateRange": {"FromDate": THEN, "ToDate": THEN + timedelta(days=1)},
        },
    }
    listed = HELD | {"Status": "CANCELED", "CancellationDate": THEN}
    tags = tagged(HELD["LegalHoldArn"])
    fact = audited(ListLegalHolds={"LegalHolds": [listed]}, GetLegalHold=detailed, tags=tags).one(LEGAL_HOLD)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (HELD["LegalHoldArn"], "case 4711", {"k": "v"}, ())
    assert fact.config == {
        "legal_hold_id": "h-1",
        "status": "CANCELED",
        "created_at": AT,
        "cancelled_at": AT,
        "record_kept_until": "2026-03-02T04:05:06Z",
        "recovery_points": {
            "vault_names": ["archive", "main"],
            "resources": ["*"],
            "created_from": AT,
            "created_to": "2026-03-02T04:05:06Z",
        },
    }


def test_those_of_which_aws_tells_least() -> None:
    ran = audited()
    assert {fact.kind: (fact.tags, fact.gaps) for fact in ran.facts if fact.kind in (FRAMEWORK, REPORT_PLAN)} == {
        FRAMEWORK: ({}, ()),
        REPORT_PLAN: ({}, ()),
    }
    framework = ran.one(FRAMEWORK).config
    assert framework == dict.fromkeys(framework) | {"status": "ACTIVE", "controls": []}
    report = ran.one(REPORT_PLAN).config
    assert report == {
        "template": "BACKUP_JOB_REPORT",
        "bucket": "reports",
        "formats": ["CSV"],
        **{name: [] for name in ("framework_arns", "accounts", "organization_units", "regions")},
        **dict.fromkeys(("prefix", "deployment_status", "created_at", "last_attempted_at", "last_succeeded_at")),
    }
    hold = ran.one(LEGAL_HOLD).config
    assert (hold["cancelled_at"], hold["record_kept_until"]) == (None, None)
    assert hold["recovery_points"] == {"vault_names": [], "resources": [], "created_from": None, "created_to": None}
    assert {asked["ResourceTypeFilters"][0] for asked in ran.parameters("resourcegroupstaggingapi:GetResources")} == {
        "backup:framework",
        "backup:report-plan",
        "backup:legal-hold",
    }


@pytest.mark.parametrize(("answer", "reason"), FAILURES)
def test_what_cannot_be_read_is_a_gap(answer: Answer, reason: str) -> None:
    ran = audited(DescribeFramework=answer, GetLegalHold=answer)
    framework, hold = ran.one(FRAMEWORK), ran.one(LEGAL_HOLD)
    assert [(gap.path, gap.operation, gap.reason) for gap in framework.gaps] == [
        (f"/config/{name}", "backup:DescribeFramework", reason) for name in ("status", "controls")
    ]
    assert [(gap.path, gap.operation, gap.reason) for gap in hold.gaps] == [
        (f"/config/{name}", "backup:GetLegalHold", reason) for name in ("record_kept_until", "recovery_points")
    ]
    assert (framework.config["controls"], hold.config["recovery_points"]) == (None, None)


def test_a_control_without_its_name_is_no_control() -> None:
    answer = CONTROLS | {"FrameworkControls": [{"ControlInputParameters": []}]}
    (_, gap) = audited(checked=False, DescribeFramework=answer).one(FRAMEWORK).gaps
    assert (gap.path, gap.detail) == ("/config/controls", "malformed answer: no 'ControlName'")


@pytest.mark.parametrize(
    ("operation", "kind"),
    [("ListFrameworks", FRAMEWORK), ("ListReportPlans", REPORT_PLAN), ("ListLegalHolds", LEGAL_HOLD)],
)
def test_a_listing_that_is_denied_leaves_its_kind_incomplete_and_no_other(operation: str, kind: str) -> None:
    ran = audited(**{operation: DENIED})
    assert [gap.path for gap in ran.coverage.gaps] == [kind]
    assert ran.gaps(kind) == [(f"backup:{operation}", "access_denied", "AccessDenied: not for you")]
    assert ran.all(kind) == []


@pytest.mark.parametrize(
    ("operation", "items", "kind", "entry", "missing"),
    [
        ("ListFrameworks", "Frameworks", FRAMEWORK, FRAMED, "FrameworkName"),
        ("ListFrameworks", "Frameworks", FRAMEWORK, FRAMED, "FrameworkArn"),
        ("ListReportPlans", "ReportPlans", REPORT_PLAN, REPORTED, "ReportSetting"),
        ("ListReportPlans", "ReportPlans", REPORT_PLAN, REPORTED, "ReportDeliveryChannel"),
        ("ListLegalHolds", "LegalHolds", LEGAL_HOLD, HELD, "LegalHoldId"),
        ("ListLegalHolds", "LegalHolds", LEGAL_HOLD, HELD, "Status"),
    ],
)
def test_pages_are_all_read_and_one_entry_that_is_not_whole_leaves_the_listing_incomplete(
    operation: str, items: str, kind: str, entry: dict[str, Any], missing: str
) -> None:
    arn = next(name for name in entry if name.endswith("Arn"))
    listed = [[entry], [without(entry, missing)], [entry | {arn: f"{entry[arn]}-2"}]]
    ran = audited(**{operation: list(pages(items, "NextToken", *listed))})
    assert [fact.id for fact in ran.all(kind)] == [entry[arn], f"{entry[arn]}-2"]
    assert ran.gaps(kind) == [(f"backup:{operation}", "error", f"malformed answer: no '{missing}'")]
    assert {asked["MaxResults"] for asked in ran.parameters(f"backup:{operation}")} == {1000}


def test_those_that_vanished() -> None:
    ran = audited(DescribeFramework=GONE, GetLegalHold=GONE)
    assert (ran.all(FRAMEWORK), ran.all(LEGAL_HOLD)) == ([], [])
    assert (ran.coverage.vanished, ran.coverage.gaps) == (2, ())


def test_each_makes_the_calls_that_it_says() -> None:
    calls = audited().coverage.calls
    each = sum(BACKUP.calls_each.get(kind, 0) for kind in (FRAMEWORK, REPORT_PLAN, LEGAL_HOLD))
    assert sum(calls.values()) == BACKUP.idle_calls + each + calls["resourcegroupstaggingapi:GetResources"]
