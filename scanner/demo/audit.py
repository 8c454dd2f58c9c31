"""What AWS would tell of restores and their tests, of frameworks and holds, and of other things that moto lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from scanner.demo import estate, services
from scanner.demo.history import ROLE, made_up, resource_type, restored_from
from scanner.demo.kinds import ACCOUNT, MAIN, Framework, Hold, Restore, RestoreTesting, table_arn, vault_arn
from scanner.demo.layer import Answer
from scanner.demo.service_kinds import Id, topic_arn

_SUMMARY = ("ExportArn", "ExportStatus", "ExportType")
"""What a listing says of an export."""


def audit(now: datetime, made: Mapping[Id, str]) -> Iterator[Answer]:
    """Every answer, as of `now`. made: what AWS calls resources whose names it makes up."""
    told = _Audit(now)
    lists: Mapping[str, tuple[str, list[dict[str, Any]]]] = {
        "ListRestoreJobs": ("RestoreJobs", [told.restore_job(restore) for restore in services.RESTORES]),
        "ListRestoreTestingPlans": ("RestoreTestingPlans", [told.testing(each) for each in services.RESTORE_TESTING]),
        "ListFrameworks": ("Frameworks", [told.framework(each) for each in services.FRAMEWORKS]),
        "ListLegalHolds": ("LegalHolds", [told.hold(hold) for hold in services.HOLDS]),
    }
    for region in estate.REGIONS:
        for operation, (name, rows) in lists.items():
            yield Answer("backup", operation, region, {}, {name: rows if region == MAIN else []})
        yield Answer("backup", "DescribeGlobalSettings", region, {}, told.global_settings())
    for testing in services.RESTORE_TESTING:
        yield from told.testing_answers(testing)
    for framework in services.FRAMEWORKS:
        yield told.framework_answer(framework)
    for hold in services.HOLDS:
        yield told.hold_answer(hold)
    yield from _notifications()
    yield from _elsewhere(now, made)


class _Audit:
    """What is told of each row, as of a moment."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def global_settings(self) -> dict[str, Any]:
        """The account is a member of an organization that allows copies to other accounts."""
        flags = {"isCrossAccountBackupEnabled": "true", "isMpaEnabled": "false"}
        return {"GlobalSettings": flags, "LastUpdateTime": self._ago(700)}

    def restore_job(self, restore: Restore) -> dict[str, Any]:
        """A restore job, of a recovery point that was a day old when it ran."""
        vault = vault_arn(restore.vault, MAIN)
        created = self._ago(restore.age_days)
        job: dict[str, Any] = {
            "AccountId": ACCOUNT,
            "RestoreJobId": made_up("restore", restore.of, restore.age_days),
            "RecoveryPointArn": restored_from(restore),
            "RecoveryPointCreationDate": self._ago(restore.age_days + 1),
            "BackupVaultArn": vault,
            "SourceResourceArn": restore.of,
            "ResourceType": resource_type(restore.of),
            "IamRoleArn": ROLE,
            "CreationDate": created,
            "CompletionDate": created + timedelta(minutes=restore.minutes),
            "BackupSizeInBytes": 2**30,
        }
        if restore.failed:
            return job | {"Status": "FAILED", "StatusMessage": restore.failed}
        job |= {"Status": "COMPLETED", "PercentDone": "100.00%", "CreatedResourceArn": f"{restore.of}-restored"}
        if restore.tested_by:
            job |= {
                "CreatedBy": {"RestoreTestingPlanArn": _testing_arn(restore.tested_by)},
                "ValidationStatus": "SUCCESSFUL",
                "DeletionStatus": "SUCCESSFUL",
            }
        return job

    def testing(self, testing: RestoreTesting) -> dict[str, Any]:
        """A restore testing plan as it is listed."""
        return {
            "RestoreTestingPlanName": testing.name,
            "RestoreTestingPlanArn": _testing_arn(testing.name),
            "ScheduleExpression": testing.schedule,
            "ScheduleExpressionTimezone": "Etc/UTC",
            "StartWindowHours": 24,
            "CreationTime": self._ago(300),
            "LastUpdateTime": self._ago(200),
            "LastExecutionTime": self._ago(min(each.age_days for each in services.RESTORES if each.tested_by)),
        }

    def testing_answers(self, testing: RestoreTesting) -> Iterator[Answer]:
        """The rest of a restore testing plan, and its selection."""
        by_plan = {"RestoreTestingPlanName": testing.name}
        by_selection = {**by_plan, "RestoreTestingSelectionName": "everything"}
        chosen = {
            "Algorithm": "LATEST_WITHIN_WINDOW",
            "IncludeVaults": [*testing.vaults],
            "RecoveryPointTypes": ["SNAPSHOT"],
            "SelectionWindowDays": testing.window_days,
        }
        plan = {"RestoreTestingPlan": self.testing(testing) | {"RecoveryPointSelection": chosen}}
        listed = {
            **by_selection,
            "CreationTime": self._ago(300),
            "IamRoleArn": ROLE,
            "ProtectedResourceType": testing.resource_type,
            "ValidationWindowHours": 4,
        }
        selections = {"RestoreTestingSelections": [listed]}
        selection = {"RestoreTestingSelection": listed | {"ProtectedResourceArns": [*testing.resources]}}
        yield Answer("backup", "GetRestoreTestingPlan", MAIN, by_plan, plan)
        yield Answer("backup", "ListRestoreTestingSelections", MAIN, by_plan, selections)
        yield Answer("backup", "GetRestoreTestingSelection", MAIN, by_selection, selection)

    def framework(self, framework: Framework) -> dict[str, Any]:
        """A framework as it is listed."""
        return {
            "FrameworkName": framework.name,
            "FrameworkArn": f"arn:aws:backup:{MAIN}:{ACCOUNT}:framework:{framework.name}",
            "NumberOfControls": len(framework.controls),
            "CreationTime": self._ago(250),
            "DeploymentStatus": "COMPLETED",
        }

    def framework_answer(self, framework: Framework) -> Answer:
        """The rest of a framework."""
        controls = [
            {
                "ControlName": name,
                "ControlInputParameters": [
                    {"ParameterName": key, "ParameterValue": value} for key, value in parameters.items()
                ],
            }
            for name, parameters in framework.controls.items()
        ]
        told = self.framework(framework)
        del told["NumberOfControls"]
        named = {"FrameworkName": framework.name}
        whole = told | {"FrameworkStatus": "ACTIVE", "FrameworkControls": controls}
        return Answer("backup", "DescribeFramework", MAIN, named, whole)

    def hold(self, hold: Hold) -> dict[str, Any]:
        """A legal hold as it is listed."""
        hold_id = made_up("hold", hold.title)
        return {
            "LegalHoldId": hold_id,
            "LegalHoldArn": f"arn:aws:backup:{MAIN}:{ACCOUNT}:legal-hold:{hold_id}",
            "Title": hold.title,
            "Status": "ACTIVE",
            "CreationDate": self._ago(hold.age_days),
        }

    def hold_answer(self, hold: Hold) -> Answer:
        """The rest of a legal hold."""
        told = self.hold(hold)
        whole = told | {
            "RetainRecordUntil": self._ago(-hold.keep_days),
            "RecoveryPointSelection": {"VaultNames": [hold.vault]},
        }
        return Answer("backup", "GetLegalHold", MAIN, {"LegalHoldId": told["LegalHoldId"]}, whole)

    def _ago(self, days: int) -> datetime:
        return self._now - timedelta(days=days, hours=3)


def _notifications() -> Iterator[Answer]:
    for vault in estate.VAULTS:
        named = {"BackupVaultName": vault.name}
        if vault.name in services.NOTIFIED:
            topic, events = services.NOTIFIED[vault.name]
            told = named | {
                "BackupVaultArn": vault_arn(vault.name, vault.region),
                "SNSTopicArn": topic_arn(topic),
                "BackupVaultEvents": [*events],
            }
            yield Answer("backup", "GetBackupVaultNotifications", vault.region, named, told)
        else:
            error = "ResourceNotFoundException"
            yield Answer("backup", "GetBackupVaultNotifications", vault.region, named, error=error)


def _elsewhere(now: datetime, made: Mapping[Id, str]) -> Iterator[Answer]:
    """What other services than AWS Backup would tell: compliance with rules, and locks of snapshots."""
    compliance = [_compliance(check.name, check.noncompliant) for check in services.CHECKS]
    locks = [
        {
            "SnapshotId": made[Id("AWS::EC2::Snapshot", volume.name)],
            "OwnerId": ACCOUNT,
            "LockState": mode,
            "LockDuration": days,
            "LockCreatedOn": now,
            "LockDurationStartTime": now,
            "LockExpiresOn": now + timedelta(days=days),
        }
        for volume in services.VOLUMES
        if volume.locked
        for mode, days in (volume.locked,)
    ]
    export = _export(now)
    yield Answer("dynamodb", "DescribeExport", MAIN, {}, {"ExportDescription": export})
    for region in estate.REGIONS:
        here = region == MAIN
        rules = {"ComplianceByConfigRules": compliance if here else []}
        yield Answer("config", "DescribeComplianceByConfigRule", region, {}, rules)
        yield Answer("ec2", "DescribeLockedSnapshots", region, {}, {"Snapshots": locks if here else []})
        yield Answer("efs", "DescribeReplicationConfigurations", region, {}, {"Replications": []})
        exports = [{name: export[name] for name in _SUMMARY}] if here else []
        yield Answer("dynamodb", "ListExports", region, {}, {"ExportSummaries": exports})
        yield Answer("dynamodb", "ListGlobalTables", region, {}, {"GlobalTables": []})


def _export(now: datetime) -> dict[str, Any]:
    """The ledger's weekly export, into the bucket that nobody can purge."""
    table, exported = table_arn("ledger-entries"), now - timedelta(days=5)
    return {
        "ExportArn": f"{table}/export/01793000000000-1f2e3d4c",
        "ExportStatus": "COMPLETED",
        "ExportType": "FULL_EXPORT",
        "TableArn": table,
        "ExportTime": exported,
        "StartTime": exported,
        "EndTime": exported + timedelta(minutes=20),
        "S3Bucket": f"ledger-archive-{ACCOUNT}",
        "S3BucketOwner": ACCOUNT,
        "S3Prefix": "exports",
        "S3SseAlgorithm": "AES256",
        "ExportFormat": "DYNAMODB_JSON",
    }


def _compliance(name: str, noncompliant: int) -> dict[str, Any]:
    told: dict[str, Any] = {"ComplianceType": "NON_COMPLIANT" if noncompliant else "COMPLIANT"}
    if noncompliant:
        told["ComplianceContributorCount"] = {"CappedCount": noncompliant, "CapExceeded": False}
    return {"ConfigRuleName": name, "Compliance": told}


def _testing_arn(name: str) -> str:
    return f"arn:aws:backup:{MAIN}:{ACCOUNT}:restore-testing-plan:{name}"
