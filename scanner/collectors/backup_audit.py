"""What AWS Backup says about itself to auditors: frameworks, report plans, legal holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.backup_parts import GONE, PAGE
from scanner.collectors.base import GET_RESOURCES, Draft, Section, Tags, Unit
from scanner.collectors.shapes import instant, moment
from scanner.model import Fact, Json

FRAMEWORK, REPORT_PLAN, LEGAL_HOLD = "backup.framework", "backup.report_plan", "backup.legal_hold"

LIST_FRAMEWORKS = Listing(Operation("backup", "ListFrameworks"), "Frameworks", PAGE)
LIST_REPORT_PLANS = Listing(Operation("backup", "ListReportPlans"), "ReportPlans", PAGE)
LIST_LEGAL_HOLDS = Listing(Operation("backup", "ListLegalHolds"), "LegalHolds", PAGE)


def _controls(answer: Raw) -> dict[str, Json]:
    return {
        "status": answer["FrameworkStatus"],
        "controls": [
            {
                "name": control["ControlName"],
                "parameters": [
                    {"name": parameter["ParameterName"], "value": parameter.get("ParameterValue")}
                    for parameter in control.get("ControlInputParameters", [])
                ],
                "scope": _scope(control.get("ControlScope", {})),
            }
            for control in answer["FrameworkControls"]
        ],
    }


def _scope(scope: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "resource_ids": sorted(scope.get("ComplianceResourceIds", [])),
        "resource_types": sorted(scope.get("ComplianceResourceTypes", [])),
        "tags": scope.get("Tags", {}),
    }


def _held(answer: Raw) -> dict[str, Json]:
    chosen = answer["RecoveryPointSelection"]
    dates = chosen.get("DateRange")
    return {
        "record_kept_until": moment(answer.get("RetainRecordUntil")),
        "recovery_points": {
            "vault_names": sorted(chosen.get("VaultNames", [])),
            "resources": sorted(chosen.get("ResourceIdentifiers", [])),
            "created_from": dates and instant(dates["FromDate"]),
            "created_to": dates and instant(dates["ToDate"]),
        },
    }


DESCRIBE_FRAMEWORK = Section(Operation("backup", "DescribeFramework"), ("status", "controls"), _controls)
GET_LEGAL_HOLD = Section(Operation("backup", "GetLegalHold"), ("record_kept_until", "recovery_points"), _held)


def _describe_framework(unit: Unit, tags: Tags, framework: Raw) -> Fact:
    name = framework["FrameworkName"]
    draft = Draft(unit, FRAMEWORK, framework["FrameworkArn"], name, GONE)
    draft.config |= {
        "deployment_status": framework.get("DeploymentStatus"),
        "created_at": moment(framework.get("CreationTime")),
        "control_count": framework.get("NumberOfControls"),
    }
    draft.read(DESCRIBE_FRAMEWORK, FrameworkName=name)
    return draft.fact(tags.of(draft.arn))


def _report_plan(unit: Unit, tags: Tags, plan: Raw) -> Fact:
    draft = Draft(unit, REPORT_PLAN, plan["ReportPlanArn"], plan["ReportPlanName"])
    setting, channel = plan["ReportSetting"], plan["ReportDeliveryChannel"]
    draft.config |= {
        "template": setting["ReportTemplate"],
        "framework_arns": sorted(setting.get("FrameworkArns", [])),
        "accounts": sorted(setting.get("Accounts", [])),
        "organization_units": sorted(setting.get("OrganizationUnits", [])),
        "regions": sorted(setting.get("Regions", [])),
        "bucket": channel["S3BucketName"],
        "prefix": channel.get("S3KeyPrefix"),
        "formats": sorted(channel.get("Formats", ["CSV"])),
        "deployment_status": plan.get("DeploymentStatus"),
        "created_at": moment(plan.get("CreationTime")),
        "last_attempted_at": moment(plan.get("LastAttemptedExecutionTime")),
        "last_succeeded_at": moment(plan.get("LastSuccessfulExecutionTime")),
    }
    return draft.fact(tags.of(draft.arn))


def _describe_legal_hold(unit: Unit, tags: Tags, hold: Raw) -> Fact:
    draft = Draft(unit, LEGAL_HOLD, hold["LegalHoldArn"], hold["Title"], GONE)
    draft.config |= {
        "legal_hold_id": hold["LegalHoldId"],
        "status": hold["Status"],
        "created_at": instant(hold["CreationDate"]),
        "cancelled_at": moment(hold.get("CancellationDate")),
    }
    draft.read(GET_LEGAL_HOLD, LegalHoldId=hold["LegalHoldId"])
    return draft.fact(tags.of(draft.arn))


def audit(unit: Unit) -> Iterator[Fact]:
    """The facts of every framework, report plan and legal hold of the Region."""
    frameworks = unit.listed(LIST_FRAMEWORKS, FRAMEWORK)
    describe_framework = partial(_describe_framework, unit, unit.tags("backup:framework"))
    yield from unit.described(FRAMEWORK, LIST_FRAMEWORKS.operation, frameworks, describe_framework)
    plans = unit.listed(LIST_REPORT_PLANS, REPORT_PLAN)
    report_plan = partial(_report_plan, unit, unit.tags("backup:report-plan"))
    yield from unit.read(REPORT_PLAN, LIST_REPORT_PLANS.operation, plans, report_plan)
    holds = unit.listed(LIST_LEGAL_HOLDS, LEGAL_HOLD)
    describe_hold = partial(_describe_legal_hold, unit, unit.tags("backup:legal-hold"))
    yield from unit.described(LEGAL_HOLD, LIST_LEGAL_HOLDS.operation, holds, describe_hold)


OPERATIONS = (
    LIST_FRAMEWORKS.operation,
    DESCRIBE_FRAMEWORK.operation,
    LIST_REPORT_PLANS.operation,
    LIST_LEGAL_HOLDS.operation,
    GET_LEGAL_HOLD.operation,
    GET_RESOURCES,
)
"""What `audit` may call."""
