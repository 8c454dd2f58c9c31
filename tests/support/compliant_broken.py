"""What goes wrong in the compliant estate, one thing at a time, and the rules that have to fail of it, by hand."""
# ruff: noqa: E501 - a table: one row is one case

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from support.compliant_account import AWAY_KEY
from support.fact_parts import KEY_ARN, merged
from support.facts import lifecycle_rule, plan_rule, replication_rule

from scanner.model import Fact


class Broken(NamedTuple):
    """name: of the facts, or how their ARNs end; change: of their config, None where they are gone."""

    what: str
    kind: str
    name: str
    change: dict[str, Any] | None
    fails: set[str]

    def applied(self, facts: Iterable[Fact]) -> list[Fact]:
        found = list(facts)
        hit = [
            each for each in found if each.kind == self.kind and (each.name == self.name or each.id.endswith(self.name))
        ]
        assert hit, f"{self.what}: there is no {self.kind} {self.name}"
        changed = (
            []
            if self.change is None
            else [replace(each, config=merged(dict(each.config), self.change)) for each in hit]
        )
        return [*(each for each in found if each not in hit), *changed]


_OFF = {"enabled": False, "window_days": None, "earliest_restorable_at": None, "latest_restorable_at": None}
_CONTENT = "orders-content-eu-central-1"
_EVERYTHING = {"destination_bucket_arn": f"arn:aws:s3:::{_CONTENT}-replica", "replica_key_id": AWAY_KEY}
_NEVER: dict[str, Any] = {"configured": False, "role_arn": None, "rules": []}
_UNDECIDED = {"exists": False, "denied_to_everyone": [], "denied_conditionally": [], "allowed": []}
_DOOMED = {"state": "PendingDeletion", "enabled": False, "deletion_at": "2026-03-08T12:00:00Z"}
_ONE_DAY = {"configured": True, "rules": [lifecycle_rule(noncurrent_days=1)]}
_GONE_IN_A_DAY = {"configured": True, "rules": [lifecycle_rule(expiration_days=1)]}


def _rules(**changes: Any) -> dict[str, Any]:
    return {"rules": [plan_rule(name="daily", recovery_point_tags={"Application": "orders"}, **changes)]}


def _replicated(**changes: Any) -> dict[str, Any]:
    return {"replication": {"rules": [replication_rule(**_EVERYTHING, **changes)]}}


OF_TABLES: Final = (
    Broken("PITR off", "dynamodb.table", "orders", {"pitr": _OFF}, {"DDB-001", "DDB-007", "REC-001", "REC-002", "REC-003", "APP-029", "APP-032"}),
    Broken("a short window", "dynamodb.table", "orders", {"pitr": {"window_days": 7}}, {"DDB-002"}),
    Broken("a young window", "dynamodb.table", "orders", {"pitr": {"earliest_restorable_at": "2026-02-25T12:00:00Z"}}, {"DDB-003", "REC-003"}),
    Broken("PITR lags", "dynamodb.table", "orders", {"pitr": {"latest_restorable_at": "2026-03-01T09:55:00Z"}}, {"DDB-004", "REC-001"}),
    Broken("may be deleted", "dynamodb.table", "orders", {"deletion_protection": False}, {"DDB-015"}),
    Broken("export failed", "dynamodb.export", "9a8b7c6d", {"status": "FAILED"}, {"DDB-011"}),
    Broken("no export", "dynamodb.export", "9a8b7c6d", None, {"DDB-011"}),
    Broken("exports to a bucket without versions", "s3.bucket", "orders-exports", {"versioning": {"status": "Suspended"}}, {"DDB-012", "S3-001"}),
)  # fmt: skip

OF_BUCKETS: Final = (
    Broken("versioning suspended", "s3.bucket", _CONTENT, {"versioning": {"status": "Suspended"}}, {"S3-001", "S3-002", "REC-001"}),
    Broken("versions for a day", "s3.bucket", _CONTENT, {"lifecycle": _ONE_DAY}, {"S3-002", "SITE-001"}),
    Broken("objects for a day", "s3.bucket", _CONTENT, {"lifecycle": _GONE_IN_A_DAY}, {"S3-003", "SITE-001"}),
    Broken("no lifecycle", "s3.bucket", _CONTENT, {"lifecycle": {"configured": False, "rules": []}}, {"S3-004"}),
    Broken("a lock that can be lifted", "s3.bucket", _CONTENT, {"object_lock": {"mode": "GOVERNANCE"}}, {"S3-006"}),
    Broken("a lock for a day", "s3.bucket", _CONTENT, {"object_lock": {"default_retention_days": 1}}, {"S3-006"}),
    Broken("no lock", "s3.bucket", _CONTENT, {"object_lock": {"enabled": False, "mode": None, "default_retention_days": None}}, {"S3-006"}),
    Broken("no replication", "s3.bucket", _CONTENT, {"replication": _NEVER}, {"S3-007", "S3-034"}),
    Broken("a part is replicated", "s3.bucket", _CONTENT, _replicated(filter={"prefix": "invoices/"}), {"S3-007", "S3-034"}),
    Broken("replication is off", "s3.bucket", _CONTENT, _replicated(enabled=False), {"S3-007", "S3-034"}),
    Broken("replication leaves out KMS", "s3.bucket", _CONTENT, _replicated(kms_objects=False), {"S3-008"}),
    Broken("the replica keeps no versions", "s3.bucket", f"{_CONTENT}-replica", {"versioning": {"status": "Suspended"}}, {"S3-001", "S3-010"}),
    Broken("the replica keeps versions for a day", "s3.bucket", f"{_CONTENT}-replica", {"lifecycle": _ONE_DAY}, {"S3-002", "S3-011"}),
    Broken("the trail keeps a day", "s3.bucket", "orders-trail", {"lifecycle": _GONE_IN_A_DAY}, {"TRL-003", "S3-003"}),
    Broken("anybody may purge", "s3.bucket", _CONTENT, {"policy": _UNDECIDED, "object_lock": {"enabled": False, "mode": None, "default_retention_days": None}}, {"S3-005"}),
    Broken("replication failed", "s3.replication_metrics", "everything", {"operations_failed": {"points": [{"at": "2026-03-01T11:00:00Z", "value": 3}], "latest_value": 3}}, {"S3-032"}),
)  # fmt: skip

OF_BACKUPS: Final = (
    Broken("nothing selected", "backup.selection", "selection/daily", None, {"BKP-001", "BKP-003", "BKP-004", "BKP-006", "BKP-025", "REC-006", "REC-007", "REC-008"}),
    Broken("the plan keeps a month", "backup.plan", "daily", _rules(delete_after_days=30), {"BKP-003"}),
    Broken("the plan is weekly", "backup.plan", "daily", _rules(schedule="cron(0 5 ? * SUN *)"), {"BKP-004", "REC-006", "REC-007", "REC-008"}),
    Broken("the plan copies nothing", "backup.plan", "daily", _rules(copies=[]), {"BKP-006", "REC-006", "REC-007", "REC-008"}),
    Broken("the plan has no rules", "backup.plan", "daily", {"rules": []}, {"BKP-025"}),
    Broken("the vault is gone", "backup.vault", "main", None, {"BKP-026"}),
    Broken("the vault of the copies is gone", "backup.vault", "copies", None, {"BKP-026"}),
    Broken("the newest copy is gone", "backup.recovery_point", "DynamoDB-0-copy", None, {"REC-006", "REC-007", "REC-008", "APP-032"}),
    Broken("the copies expired", "backup.recovery_point", "-copy", {"status": "EXPIRED"}, {"REC-006", "REC-007", "REC-008", "APP-031"}),
    Broken("backup jobs failed", "backup.job", "-DynamoDB", {"state": "FAILED", "completed_at": None}, {"BKP-005"}),
    Broken("no backup job", "backup.job", "-S3", None, {"BKP-005"}),
    Broken("the copy failed", "backup.copy_job", "-DynamoDB", {"state": "FAILED"}, {"BKP-006"}),
    Broken("the restore failed", "backup.restore_job", "-S3", {"status": "FAILED", "validation": {"status": None}}, {"BKP-014"}),
    Broken("the restore was not right", "backup.restore_job", "-DynamoDB", {"validation": {"status": "FAILED"}}, {"BKP-014"}),
    Broken("nothing was restored", "backup.restore_job", "-DynamoDB", None, {"BKP-014"}),
    Broken("no lock on the vault", "backup.vault", "main", {"lock": {"locked": False, "locks_at": None, "min_retention_days": None}}, {"BKP-009"}),
    Broken("a lock that can be lifted", "backup.vault", "copies", {"lock": {"locks_at": None}}, {"BKP-009"}),
    Broken("the vault lets recovery points go", "backup.vault", "main", {"policy": _UNDECIDED}, {"BKP-008"}),
    Broken("reports stopped", "backup.report_plan", "daily", {"last_succeeded_at": "2026-01-01T06:00:00Z"}, {"BKP-028"}),
    Broken("no report", "backup.report_plan", "daily", None, {"BKP-028"}),
    Broken("restore testing tests nothing", "backup.restore_testing_plan", "quarterly", {"last_execution_at": "2025-02-15T09:00:00Z"}, {"BKP-029"}),
    Broken("recovery points not encrypted", "backup.recovery_point", "DynamoDB-0", {"encrypted": False, "key_arn": None}, {"BKP-021"}),
)  # fmt: skip

OF_THE_REST: Final = (
    Broken("the key is to be deleted", "kms.key", KEY_ARN, _DOOMED, {"KMS-001", "KMS-002", "REC-001", "REC-002", "REC-003"}),
    Broken("the key of the copies is to be deleted", "kms.key", AWAY_KEY, _DOOMED, {"KMS-001", "KMS-002"}),
    Broken("the vault's key is to be deleted", "backup.vault", "copies", {"encryption_key": {"state": "PendingDeletion", "deletion_at": "2026-03-08T12:00:00Z"}}, {"BKP-007", "REC-006", "REC-007", "REC-008"}),
    Broken("the key may be deleted", "kms.key", KEY_ARN, {"policy": _UNDECIDED}, {"BKP-018"}),
    Broken("the trail stopped", "cloudtrail.trail", "estate", {"logging": {"on": False, "stopped_at": "2026-02-01T00:00:00Z"}}, {"TRL-001", "ACC-001", "S3-030"}),
    Broken("the trail lies behind", "cloudtrail.trail", "estate", {"logging": {"latest_delivery_at": "2026-02-20T00:00:00Z", "latest_digest_at": "2026-02-20T00:00:00Z"}}, {"TRL-001"}),
    Broken("the trail is not validated", "cloudtrail.trail", "estate", {"validation": False}, {"TRL-002"}),
    Broken("the trail sees one Region", "cloudtrail.trail", "estate", {"multi_region": False}, {"ACC-001"}),
    Broken("no trail", "cloudtrail.trail", "copies", None, {"ACC-001"}),
    Broken("the recorder stopped", "config.recorder", "default", {"recording": False}, {"ACC-002"}),
    Broken("no rule of Config", "config.rule", "buckets-versioned", None, {"ACC-002"}),
    Broken("no alarm on dead letters", "cloudwatch.alarm", "orders-dead-letters", None, {"ACC-004"}),
    Broken("an alarm that does nothing", "cloudwatch.alarm", "orders-replication-behind", {"actions_enabled": False}, {"ACC-004"}),
    Broken("nobody subscribed", "sns.topic", "backup-alerts", {"subscriptions_confirmed": 0, "protocols": []}, {"SNS-001", "BKP-019"}),
    Broken("no topic", "sns.topic", "backup-alerts", None, {"BKP-019"}),
    Broken("no dead-letter queue", "sqs.queue", "orders-dead", None, {"SQS-001"}),
    Broken("dead letters for a minute", "sqs.queue", "orders-dead", {"retention_seconds": 60}, {"SQS-002"}),
    Broken("logs for a day", "logs.log_group", "/aws/lambda/orders", {"retention_days": 1}, {"LOG-001"}),
    Broken("the stack drifted", "cloudformation.stack", "shop", {"drift": {"status": "DRIFTED"}}, {"CFN-005"}),
    Broken("the stack may be deleted", "cloudformation.stack", "shop", {"termination_protection": False}, {"CFN-004"}),
    Broken("no export of the stack", "export.location", "shop", {"object_count": 0, "newest_key": None, "newest_at": None, "newest_bytes": None}, {"EXP-001"}),
    Broken("the pool may be deleted", "cognito.user_pool", "customers", {"deletion_protection": False}, {"COG-003"}),
    Broken("no second factor", "cognito.user_pool", "customers", {"mfa": "OFF", "mfa_methods": []}, {"COG-004"}),
    Broken("nothing restores the volume", "backup.selection", "selection/often", None, {"REC-001", "REC-002", "REC-003"}),
)  # fmt: skip

OF_EVIDENCE: Final = {
    "objectives": {"APP-001"},
    "retention": {"APP-002"},
    "residency": {"APP-003"},
    "ownership": {"APP-004"},
    "test_cadence": {"APP-005"},
    "legal_hold": {"APP-006"},
    "purge": {"APP-007"},
    "region_cutover": {"APP-008"},
    "identity_provider": {"APP-009", "REC-001", "REC-010"},
    "incident_evidence": {"APP-010"},
    "queued_actions": {"APP-011"},
    "table_restore": {"APP-012"},
    "object_restore": {"APP-013", "S3-033"},
    "soft_delete_restore": {"APP-014"},
    "full_drill": {"APP-016"},
    "region_drill": {"APP-017"},
    "production_readiness": {"APP-020"},
    "recovery_checks": {"APP-021"},
    "runbook": {"APP-022"},
    "integrations": {"APP-023"},
    "critical_sites": {"APP-024"},
    "site_repair": {"APP-025"},
    "site_export": {"APP-026"},
    "acme-restored": {"APP-027"},
    "stack_export": {"CFN-001", "CFN-003"},
    "identity_export": {"COG-001", "COG-002"},
}
"""The rules that a record of evidence stands for."""

TOGETHER: Final = (
    ("dynamodb.table", "PITR off"),
    ("dynamodb.table", "may be deleted"),
    ("dynamodb.export", "export failed"),
    ("s3.bucket", "versioning suspended"),
    ("s3.bucket", "no lock"),
    ("s3.bucket", "replication leaves out KMS"),
    ("backup.plan", "the plan is weekly"),
    ("backup.job", "backup jobs failed"),
    ("backup.restore_job", "the restore was not right"),
    ("backup.vault", "no lock on the vault"),
    ("backup.vault", "the vault lets recovery points go"),
    ("backup.vault", "the vault's key is to be deleted"),
    ("cloudtrail.trail", "the trail stopped"),
    ("config.recorder", "the recorder stopped"),
    ("cloudwatch.alarm", "an alarm that does nothing"),
    ("sns.topic", "nobody subscribed"),
    ("cloudformation.stack", "the stack drifted"),
)
"""What goes wrong at once, by kind."""

MENDED_BY_TAKING_AWAY: Final = {
    "backup.selection orders: BKP-002": "opt-in matters only to what is not selected by its ARN",
    "ec2.volume data: APP-032": "it was the part that can lose most",
    "s3.bucket orders-content-eu-central-1: ACC-004": "no bucket is left whose replication an alarm could watch",
    "s3.bucket orders-content-eu-central-1: APP-029": "the table that is left has nothing to fit together with",
    "dynamodb.table orders: APP-029": "the bucket that is left has nothing to fit together with",
}
"""What does pass once something is taken away, and why."""
