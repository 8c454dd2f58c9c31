"""AWS Backup in one Region: everything of the other modules named so, what it ever backed up, and its settings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors import backup_audit, backup_jobs, backup_plans, backup_restore, backup_vaults
from scanner.collectors.backup_audit import FRAMEWORK, LEGAL_HOLD, REPORT_PLAN
from scanner.collectors.backup_jobs import COPY_JOB, JOB, RESTORE_JOB
from scanner.collectors.backup_plans import PLAN, SELECTION
from scanner.collectors.backup_restore import TESTING_PLAN, TESTING_SELECTION
from scanner.collectors.backup_vaults import RECOVERY_POINT, VAULT
from scanner.collectors.base import UNTAGGED, Collector, Draft, Unit
from scanner.collectors.shapes import moment
from scanner.model import Fact

PROTECTED, SETTINGS = "backup.protected_resource", "backup.region_settings"

LIST_PROTECTED = Listing(Operation("backup", "ListProtectedResources"), "Results", ("MaxResults", 1000))
DESCRIBE_SETTINGS = Operation("backup", "DescribeRegionSettings")


def _protected(unit: Unit, resource: Raw) -> Fact:
    arn = resource["ResourceArn"]
    draft = Draft(unit, PROTECTED, arn, resource.get("ResourceName") or arn.rpartition(":")[2])
    draft.config |= {
        "resource_arn": arn,
        "resource_type": resource["ResourceType"],
        "last_backup_at": moment(resource.get("LastBackupTime")),
        "last_vault_arn": resource.get("LastBackupVaultArn"),
    }
    return draft.fact(UNTAGGED)


def _settings(unit: Unit, answer: Raw) -> Fact:
    draft = Draft(unit, SETTINGS, unit.arn("backup", "region-settings"), unit.region)
    draft.config |= {
        "opt_in": answer["ResourceTypeOptInPreference"],
        "management": answer.get("ResourceTypeManagementPreference", {}),
    }
    return draft.fact(UNTAGGED)


def _collect(unit: Unit) -> Iterator[Fact]:
    # Nobody has more than some hundred vaults and plans in a Region; of what they hold, one page at a time.
    yield from backup_vaults.vaults_and_recovery_points(unit)
    yield from backup_plans.plans_and_selections(unit)
    yield from backup_jobs.jobs(unit)
    yield from backup_restore.restore_testing(unit)
    yield from backup_audit.audit(unit)
    protected = unit.listed(LIST_PROTECTED, PROTECTED)
    yield from unit.read(PROTECTED, LIST_PROTECTED.operation, protected, partial(_protected, unit))
    settings = unit.call(DESCRIBE_SETTINGS)
    if isinstance(settings, Failure):
        unit.incomplete(settings.gap(SETTINGS))
    else:
        yield from unit.read(SETTINGS, DESCRIBE_SETTINGS, (settings,), partial(_settings, unit))


BACKUP = Collector(
    name="backup",
    kinds=(
        *(VAULT, RECOVERY_POINT, PLAN, SELECTION),
        *(JOB, COPY_JOB, RESTORE_JOB, TESTING_PLAN, TESTING_SELECTION),
        *(FRAMEWORK, REPORT_PLAN, LEGAL_HOLD, PROTECTED, SETTINGS),
    ),
    operations=tuple(
        dict.fromkeys(
            (
                *backup_vaults.OPERATIONS,
                *backup_plans.OPERATIONS,
                *backup_jobs.OPERATIONS,
                *backup_restore.OPERATIONS,
                *backup_audit.OPERATIONS,
                LIST_PROTECTED.operation,
                DESCRIBE_SETTINGS,
            )
        )
    ),
    collect=_collect,
    idle_calls=11,
    calls_each={VAULT: 5, PLAN: 2, SELECTION: 1, TESTING_PLAN: 2, TESTING_SELECTION: 1, FRAMEWORK: 1, LEGAL_HOLD: 1},
)
