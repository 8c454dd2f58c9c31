"""What AWS Backup would tell of the estate: selections, settings, policies, jobs, recovery points and copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from scanner.demo import estate, services
from scanner.demo.kinds import ACCOUNT, MAIN, Backups, Copy, Plan, Restore, Selection, vault_arn
from scanner.demo.layer import Answer

_LISTED_DAYS = 30
"""How long AWS Backup lists a job: ListBackupJobs and ListCopyJobs."""

ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole"
_GIB = 2**30


@dataclass(frozen=True, slots=True)
class PlanIds:
    """What AWS Backup called a plan and its rule."""

    plan_id: str
    plan_arn: str
    rule_id: str


def answers(now: datetime, plans: Mapping[str, PlanIds], keys: Mapping[tuple[str, str], str]) -> list[Answer]:
    """Every answer, as of `now`. keys: the ARN of each key, by alias and Region."""
    told = _History(now, plans, keys)
    for backups in estate.BACKUPS:
        told.tell(backups)
    return [*_selections(now, plans), *_settings(), *_policies(), *told.answers()]


def _selections(now: datetime, plans: Mapping[str, PlanIds]) -> Iterator[Answer]:
    for plan in estate.PLANS:
        plan_id = plans[plan.name].plan_id
        selection_id = made_up("selection", plan.name)
        about = {"SelectionId": selection_id, "BackupPlanId": plan_id, "CreationDate": now - timedelta(days=300)}
        listed = about | {"SelectionName": plan.selection.name, "IamRoleArn": ROLE}
        yield Answer(
            "backup",
            "ListBackupSelections",
            MAIN,
            {"BackupPlanId": plan_id},
            {"BackupSelectionsList": [listed]},
        )
        yield Answer(
            "backup",
            "GetBackupSelection",
            MAIN,
            {"BackupPlanId": plan_id, "SelectionId": selection_id},
            about | {"BackupSelection": _selection(plan.selection)},
        )


def _selection(selection: Selection) -> dict[str, Any]:
    return {
        "SelectionName": selection.name,
        "IamRoleArn": ROLE,
        "Resources": [*selection.resources],
        "NotResources": [*selection.not_resources],
        "ListOfTags": [
            {"ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value}
            for key, value in selection.tags.items()
        ],
        "Conditions": {
            operator: [{"ConditionKey": key, "ConditionValue": value} for key, value in wanted.items()]
            for operator, wanted in selection.conditions.items()
        },
    }


def _settings() -> Iterator[Answer]:
    for region in estate.REGIONS:
        settings = {
            "ResourceTypeOptInPreference": estate.OPT_IN[region],
            "ResourceTypeManagementPreference": {"DynamoDB": True, "EFS": True},
        }
        yield Answer("backup", "DescribeRegionSettings", region, {}, settings)


def _policies() -> Iterator[Answer]:
    for vault in estate.VAULTS:
        named = {"BackupVaultName": vault.name}
        arn = vault_arn(vault.name, vault.region)
        if vault.policy:
            policy = named | {"BackupVaultArn": arn, "Policy": vault.policy.on("*")}
            yield Answer("backup", "GetBackupVaultAccessPolicy", vault.region, named, policy)
        else:
            error = "ResourceNotFoundException"
            yield Answer("backup", "GetBackupVaultAccessPolicy", vault.region, named, error=error)


class _History:
    """Jobs, recovery points and copies, gathered from the rows of estate.BACKUPS."""

    def __init__(self, now: datetime, plans: Mapping[str, PlanIds], keys: Mapping[tuple[str, str], str]) -> None:
        self._now = now
        self._ids = plans
        self._plans = {plan.name: plan for plan in estate.PLANS}
        self._vault_keys = {vault_arn(v.name, v.region): keys[v.key, v.region] for v in estate.VAULTS}
        self._jobs: list[dict[str, Any]] = []
        self._copy_jobs: list[dict[str, Any]] = []
        self._protected: dict[str, dict[str, Any]] = {}
        self._points: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def answers(self) -> Iterator[Answer]:
        """What is to be told of all of it. Jobs run where the resources are."""
        for region in estate.REGIONS:
            here = region == MAIN
            jobs = {"BackupJobs": self._jobs if here else []}
            yield Answer("backup", "ListBackupJobs", region, {}, jobs)
            yield Answer("backup", "ListCopyJobs", region, {}, {"CopyJobs": self._copy_jobs if here else []})
            protected = [*self._protected.values()] if here else []
            yield Answer("backup", "ListProtectedResources", region, {}, {"Results": protected})
        for vault in estate.VAULTS:
            points = {"RecoveryPoints": self._points[vault_arn(vault.name, vault.region)]}
            named = {"BackupVaultName": vault.name}
            yield Answer("backup", "ListRecoveryPointsByBackupVault", vault.region, named, points)

    def tell(self, backups: Backups) -> None:
        """Add the backups of one resource."""
        plan = self._plans[backups.plan] if backups.plan else None
        vault = vault_arn(plan.vault if plan else backups.vault, MAIN)
        keep_days = plan.keep_days if plan else backups.keep_days
        created_by = {"CreatedBy": self._created_by(plan)} if plan else {}
        about = {"ResourceArn": backups.of, "ResourceType": resource_type(backups.of), "IamRoleArn": ROLE} | created_by
        for age in backups.failed:
            self._job(about, vault, age, "FAILED", StatusMessage="Access denied by the role's permissions boundary")
        for age in backups.completed:
            point = self._point(about, vault, age, keep_days)
            self._job(about, vault, age, "COMPLETED", RecoveryPointArn=point, BackupSizeInBytes=_GIB)
            for copy in plan.copies if plan else ():
                self._copy(about, vault, copy, age, failed=age in backups.copies_failed)
        last = min(backups.completed)
        self._protected[backups.of] = {
            "ResourceArn": backups.of,
            "ResourceType": resource_type(backups.of),
            "LastBackupTime": self._ago(last),
            "LastBackupVaultArn": vault,
            "LastRecoveryPointArn": point_arn(backups.of, vault, last),
        }

    def _created_by(self, plan: Plan) -> dict[str, str]:
        ids = self._ids[plan.name]
        return {
            "BackupPlanId": ids.plan_id,
            "BackupPlanArn": ids.plan_arn,
            "BackupPlanName": plan.name,
            "BackupRuleId": ids.rule_id,
        }

    def _job(self, about: Mapping[str, Any], vault: str, age: int, state: str, **more: Any) -> None:  # noqa: ANN401 - members of a job
        if age >= _LISTED_DAYS:
            return
        job = {
            "AccountId": ACCOUNT,
            "BackupJobId": made_up("job", about["ResourceArn"], vault, age),
            "BackupVaultName": _name(vault),
            "BackupVaultArn": vault,
            "CreationDate": self._ago(age),
            "CompletionDate": self._ago(age, hours=1),
            "State": state,
        }
        self._jobs.append(job | dict(about) | more)

    def _point(self, about: Mapping[str, Any], vault: str, age: int, keep_days: int, **more: Any) -> str:  # noqa: ANN401 - members of a recovery point
        """Add a recovery point if it has not been deleted since; returns its ARN."""
        arn = point_arn(about["ResourceArn"], vault, age)
        if age < keep_days and vault in self._vault_keys:
            point = {
                "RecoveryPointArn": arn,
                "BackupVaultName": _name(vault),
                "BackupVaultArn": vault,
                "Status": "COMPLETED",
                "CreationDate": self._ago(age),
                "CompletionDate": self._ago(age, hours=1),
                "BackupSizeInBytes": _GIB,
                "Lifecycle": {"DeleteAfterDays": keep_days},
                "CalculatedLifecycle": {"DeleteAt": self._ago(age - keep_days)},
                "EncryptionKeyArn": self._vault_keys[vault],
                "IsEncrypted": True,
            }
            for restore in services.RESTORES:
                if restored_from(restore) == arn and not restore.failed:
                    point["LastRestoreTime"] = self._ago(restore.age_days)
            self._points[vault].append(point | dict(about) | more)
        return arn

    def _copy(self, about: Mapping[str, Any], vault: str, copy: Copy, age: int, *, failed: bool) -> None:
        resource = about["ResourceArn"]
        job = {
            "AccountId": ACCOUNT,
            "CopyJobId": made_up("copy", resource, copy.vault_arn, age),
            "SourceBackupVaultArn": vault,
            "SourceRecoveryPointArn": point_arn(resource, vault, age),
            "DestinationBackupVaultArn": copy.vault_arn,
            "CreationDate": self._ago(age, hours=1),
            "CompletionDate": self._ago(age, hours=2),
        }
        if failed:
            job |= {"State": "FAILED", "StatusMessage": "The destination vault's key is pending deletion"}
        else:
            point = self._point(about, copy.vault_arn, age, copy.keep_days, SourceBackupVaultArn=vault)
            job |= {"State": "COMPLETED", "DestinationRecoveryPointArn": point}
        if age < _LISTED_DAYS:
            self._copy_jobs.append(job | dict(about))

    def _ago(self, days: int, *, hours: int = 0) -> datetime:
        """A job's day, counted back from now; nothing runs on the hour that a demo is run."""
        return self._now - timedelta(days=days, hours=6 - hours)


def resource_type(arn: str) -> str:
    """What AWS Backup calls the type of a resource."""
    return "DynamoDB" if ":dynamodb:" in arn else "S3"


def _name(vault: str) -> str:
    return vault.rpartition(":")[2]


def point_arn(resource: str, vault: str, age: int) -> str:
    """The ARN of the recovery point that a vault has of a resource, so many days old."""
    region, account = vault.split(":")[3:5]
    return f"arn:aws:backup:{region}:{account}:recovery-point:{made_up('point', resource, vault, age)}"


def restored_from(restore: Restore) -> str:
    """The ARN of the recovery point that was restored: it was a day old."""
    return point_arn(restore.of, vault_arn(restore.vault, MAIN), restore.age_days + 1)


def made_up(*what: object) -> str:
    """An id, the same whenever it is asked for."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, what))))
