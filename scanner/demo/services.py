"""What the other teams of the demo's account have around their data, and how their backups are watched and tried."""

from __future__ import annotations

from scanner.demo.formkiq import PROD
from scanner.demo.kinds import (
    ACCOUNT,
    MAIN,
    Framework,
    Hold,
    Report,
    Restore,
    RestoreTesting,
    bucket_arn,
    table_arn,
    team,
    vault_arn,
)
from scanner.demo.service_kinds import (
    Alarm,
    Check,
    Database,
    EventRule,
    FileSystem,
    LogGroup,
    Queue,
    Replicated,
    Topic,
    Trail,
    Volume,
)

_PLATFORM = {"Application": "platform"}

ALERTS = "platform-alerts"
EMAIL = "on-call@platform.example.com"
"""Whoever is told of what goes wrong; no snapshot may hold it."""

QUEUES = (
    Queue("shop-orders-dead", team("shop", "enhanced", "processing"), keep_days=14),
    Queue("shop-orders", team("shop", "enhanced", "processing"), dead_letters=("shop-orders-dead", 5)),
)

TOPICS = (Topic(ALERTS, _PLATFORM, subscribers=(("email", EMAIL),)),)

ALARMS = (
    Alarm(
        "ledger-replication-failed",
        "AWS/S3",
        "OperationsFailedReplication",
        {
            "SourceBucket": f"ledger-archive-{ACCOUNT}",
            "DestinationBucket": f"ledger-replica-{ACCOUNT}",
            "RuleId": "everything",
        },
        topic=ALERTS,
    ),
)

LOG_GROUPS = (LogGroup("/aws/lambda/shop-orders", team("shop", "enhanced", "logs"), keep_days=30),)

FILE_SYSTEMS = (FileSystem("hr-home", team("hr", "enhanced", "document_content"), backed_up=True),)

DATABASES = (
    Database(
        "crm",
        "postgres",
        "16.4",
        team("crm", "standard", "document_metadata"),
        backup_days=14,
        age_days=500,
        protected=True,
        snapshots=("crm-before-upgrade",),
    ),
    Database(
        "shop-catalog",
        "aurora-postgresql",
        "16.4",
        team("shop", "enhanced", "document_metadata"),
        backup_days=1,
        age_days=120,
        cluster=True,
    ),
)

VOLUMES = (
    Volume("legal-scanner", team("legal", "enhanced", "document_content"), gib=200, locked=("compliance", 365)),
    Volume("build-cache", {}, gib=50),
)

SEARCH_DOMAIN = ("formkiq-prod-search", PROD)
"""Name and tags of an OpenSearch domain, of FormKiQ's separate commercial stack."""

SEARCH_COLLECTION = "legal-search"
"""An OpenSearch Serverless collection."""

TRAIL = Trail(
    "audit",
    bucket=f"app-logs-{ACCOUNT}",
    prefix="audit",
    objects_of=(f"formkiq-core-prod-documents-{ACCOUNT}", f"ledger-archive-{ACCOUNT}"),
)

RECORDER_BUCKET = f"app-logs-{ACCOUNT}"

CHECKS = (
    Check("tables-have-pitr", "DYNAMODB_PITR_ENABLED", noncompliant=4),
    Check("buckets-are-versioned", "S3_BUCKET_VERSIONING_ENABLED", noncompliant=0),
)

EVENT_RULES = (EventRule("backup-failures", "aws.backup", "Backup Job State Change", ("ABORTED", "FAILED"), ALERTS),)

USAGE = {
    f"formkiq-core-prod-documents-{ACCOUNT}": (184_000, 92 * 2**30),
    f"ledger-archive-{ACCOUNT}": (2_400_000, 610 * 2**30),
    f"ledger-replica-{ACCOUNT}": (2_399_600, 609 * 2**30),
    f"media-originals-{ACCOUNT}": (51_000, 4_096 * 2**30),
}
"""Buckets with daily metrics: objects and bytes."""

REPLICATED = (
    Replicated(
        f"ledger-archive-{ACCOUNT}",
        f"ledger-replica-{ACCOUNT}",
        pending=12,
        pending_bytes=3_000_000,
        latency_seconds=40,
    ),
)

EXPORTS_BUCKET = f"platform-exports-{ACCOUNT}"

EXPORTS = {
    f"stacks/{ACCOUNT}/{MAIN}/formkiq-prod/template.json": 1,
    f"stacks/{ACCOUNT}/{MAIN}/formkiq-dev/template.json": 30,
    f"pools/{ACCOUNT}/{MAIN}/formkiq-dev-dev/pool.json": 1,
}
"""Key and age in days of each export: development's stack was updated since its own, and production's pool has none."""

RESTORE_TESTING = (
    RestoreTesting(
        "ledger_quarterly",
        "cron(0 6 1 1,4,7,10 ? *)",
        vaults=(vault_arn("ledger", MAIN),),
        window_days=30,
        resource_type="DynamoDB",
        resources=(table_arn("ledger-entries"),),
    ),
)

RESTORES = (
    Restore(table_arn("ledger-entries"), "ledger", age_days=12, minutes=55, tested_by="ledger_quarterly"),
    Restore(bucket_arn(f"contracts-{ACCOUNT}"), "Default", age_days=40, minutes=190),
    Restore(table_arn("orders"), "orders", age_days=20, minutes=5, failed="The role may not create tables"),
)

FRAMEWORKS = (
    Framework(
        "backup_baseline",
        {
            "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN": {},
            "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK": {"requiredRetentionDays": "35"},
        },
    ),
)

REPORTS = (Report("restore_jobs", "RESTORE_JOB_REPORT", bucket=f"app-logs-{ACCOUNT}"),)

HOLDS = (Hold("Audit of the ledger", vault="ledger", age_days=100, keep_days=2000),)

NOTIFIED = {
    "ledger": (ALERTS, ("BACKUP_JOB_FAILED", "COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED")),
    "formkiq-prod": ("FormKiQ-DLQ-prod-Alert", ("BACKUP_JOB_FAILED",)),
}
"""Vaults that tell a topic of what happens; FormKiQ's tells one that nobody hears."""

POOL_AGE_DAYS = 200
"""Since then nobody has changed a user pool."""
