"""One compliant fact per kind, and a way to change the one field that a test is about.

    table()                                      a table that meets every tier
    table(pitr={"enabled": False})               the same with PITR off: an object is merged into the default's
    table(pitr=None, gaps=(gap("/config/pitr"),))    PITR unreadable: null and a gap go together
    bucket(name="b", tags=None)                  `name` gives the ARN too, unless `id` does
    plan(rules=[plan_rule(continuous=True)])     a list replaces the default's list

Keyword arguments are fields of the fact (`name`, `id`, `account`, `region`, `tags`, `gaps`) or of its config.
All moments lie around AS_OF. Objects with free keys (`opt_in`, `management` …) are replaced, not merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from support.assessments import NOTHING
from support.audit_facts import config_recorder, config_rule, key, trail
from support.backup_audit_facts import (
    framework,
    global_settings,
    legal_hold,
    report_plan,
    restore_job,
    restore_testing_plan,
    restore_testing_selection,
)
from support.backup_facts import (
    backup_job,
    copy_job,
    plan,
    plan_rule,
    protected_resource,
    recovery_point,
    region_settings,
    selection,
    vault,
)
from support.database_facts import db_cluster, db_instance, file_system, snapshot, volume
from support.evidence_facts import evidence_record, export_location
from support.fact_parts import (
    ACCOUNT,
    AS_OF,
    BUCKET_ARN,
    COPY_VAULT_ARN,
    KEY_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    PLAN_ARN,
    PLAN_ID,
    POINT_ARN,
    REGION,
    ROLE_ARN,
    RULE_ID,
    TABLE_ARN,
    VAULT_ARN,
    make_fact,
)
from support.formkiq_facts import installation, site
from support.messaging_facts import alarm, event_rule, log_group, queue, topic
from support.s3_facts import bucket, lifecycle_rule, replication_metrics, replication_rule, usage
from support.search_facts import collection, domain, search_snapshot, snapshot_repository
from support.stack_facts import parameter, stack, user_pool
from support.table_facts import global_table, replica, table, table_backup, table_export

from scanner.model import AccountScope, CoverageUnit, Fact, Gap, GapReason, Scope
from scanner.recovery import SCENARIOS

__all__ = [
    "ACCOUNT",
    "AS_OF",
    "BUCKET_ARN",
    "BUILDERS",
    "COPY_VAULT_ARN",
    "KEY_ARN",
    "OTHER_ACCOUNT",
    "OTHER_REGION",
    "PLAN_ARN",
    "PLAN_ID",
    "POINT_ARN",
    "REGION",
    "ROLE_ARN",
    "RULE_ID",
    "TABLE_ARN",
    "VAULT_ARN",
    "account_fact",
    "alarm",
    "application_fact",
    "backup_job",
    "bucket",
    "collection",
    "copy_job",
    "db_instance",
    "domain",
    "event_rule",
    "evidence_record",
    "export_location",
    "file_system",
    "framework",
    "gap",
    "installation",
    "key",
    "lifecycle_rule",
    "log_group",
    "plan",
    "plan_rule",
    "protected_resource",
    "queue",
    "recovery_point",
    "region_settings",
    "replica",
    "replication_metrics",
    "replication_rule",
    "report_plan",
    "restore_job",
    "restore_testing_plan",
    "restore_testing_selection",
    "scope",
    "scope_of",
    "selection",
    "site",
    "stack",
    "table",
    "table_backup",
    "table_export",
    "topic",
    "unit",
    "usage",
    "vault",
    "volume",
]


def gap(path: str, reason: GapReason = GapReason.ACCESS_DENIED, operation: str = "", detail: str = "denied") -> Gap:
    return Gap(path=path, operation=operation, reason=reason, detail=detail)


def scope(
    *, accounts: tuple[str, ...] = (ACCOUNT,), regions: tuple[str, ...] = (REGION,), collectors: tuple[str, ...] = ()
) -> Scope:
    return scope_of(accounts, regions, collectors or ("account", "backup", "dynamodb", "s3"))


def scope_of(accounts: Iterable[str], regions: Iterable[str], collectors: Iterable[str]) -> Scope:
    """The scope of a scan that looks at the same Regions of every account."""
    everywhere = tuple(regions)
    return Scope(tuple(AccountScope(account, everywhere) for account in accounts), tuple(collectors))


def unit(  # noqa: PLR0913 - one keyword for each field of the unit
    *kinds: str,
    account: str = ACCOUNT,
    region: str = REGION,
    collector: str = "dynamodb",
    gaps: tuple[Gap, ...] = (),
    vanished: int = 0,
    calls: Mapping[str, int] | None = None,
) -> CoverageUnit:
    return CoverageUnit(account, region, collector, kinds, gaps, vanished, calls or {})


def account_fact(**overrides: Any) -> Fact:
    account = overrides.get("account", ACCOUNT)
    config = {
        "partition": "aws",
        "enabled_regions": [REGION, OTHER_REGION],
        "not_enabled_regions": ["af-south-1", "me-central-1"],
    }
    overrides = {"region": "global", **overrides}
    return make_fact("account", f"arn:aws:iam::{account}:root", account, config, overrides)


def application_fact(**overrides: Any) -> Fact:
    """An application of one table, as `scanner.applications` makes it of that table's recovery matrix."""
    back = {"required": 1, "recoverable": 1, "not_recoverable": 0, "unknown": 0}
    config = {
        "name": "orders",
        "arns": [TABLE_ARN],
        "arns_truncated": False,
        "part_count": 1,
        "critical_count": 1,
        "accounts": [ACCOUNT],
        "regions": [REGION],
        "kinds": ["dynamodb.table"],
        "data_types": ["document_metadata"],
        "sites": [],
        "tiers": ["enhanced"],
        "restored": [],
        "scenarios": {
            **dict.fromkeys(SCENARIOS, NOTHING),
            "delete": {**back, "worst_rpo_seconds": 300, "worst_rto_seconds": None, "missing": []},
        },
        "common_point": {
            "status": "recoverable",
            "earliest_at": "2026-02-24T12:00:00Z",
            "latest_at": "2026-03-31T11:55:00Z",
            "limiting": [TABLE_ARN],
            "because": "all 1 parts can be brought back to any moment of a common window",
        },
    }
    return make_fact("estate.application", f"urn:safehold:application:{ACCOUNT}:orders", "orders", config, overrides)


BUILDERS: Mapping[str, Callable[..., Fact]] = {
    "account": account_fact,
    "backup.copy_job": copy_job,
    "backup.framework": framework,
    "backup.global_settings": global_settings,
    "backup.job": backup_job,
    "backup.legal_hold": legal_hold,
    "backup.plan": plan,
    "backup.protected_resource": protected_resource,
    "backup.recovery_point": recovery_point,
    "backup.region_settings": region_settings,
    "backup.report_plan": report_plan,
    "backup.restore_job": restore_job,
    "backup.restore_testing_plan": restore_testing_plan,
    "backup.restore_testing_selection": restore_testing_selection,
    "backup.selection": selection,
    "backup.vault": vault,
    "cloudformation.stack": stack,
    "cloudtrail.trail": trail,
    "cloudwatch.alarm": alarm,
    "cognito.user_pool": user_pool,
    "config.recorder": config_recorder,
    "config.rule": config_rule,
    "dynamodb.backup": table_backup,
    "dynamodb.export": table_export,
    "dynamodb.global_table": global_table,
    "dynamodb.table": table,
    "ec2.snapshot": snapshot,
    "ec2.volume": volume,
    "efs.file_system": file_system,
    "estate.application": application_fact,
    "events.rule": event_rule,
    "evidence.record": evidence_record,
    "export.location": export_location,
    "formkiq.installation": installation,
    "formkiq.site": site,
    "kms.key": key,
    "logs.log_group": log_group,
    "opensearch.collection": collection,
    "opensearch.domain": domain,
    "opensearch.snapshot": search_snapshot,
    "opensearch.snapshot_repository": snapshot_repository,
    "rds.cluster": db_cluster,
    "rds.instance": db_instance,
    "s3.bucket": bucket,
    "s3.replication_metrics": replication_metrics,
    "s3.usage": usage,
    "sns.topic": topic,
    "sqs.queue": queue,
    "ssm.parameter": parameter,
}
"""The builder of each kind."""
