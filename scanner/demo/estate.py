"""The demo's estate: what stands where, who it belongs to, and what has been backed up.

A FormKiQ installation in production, a smaller one for development, and other teams' applications beside
them in one account, from very well to hardly protected at all. Here are their tables, buckets, keys, vaults and plans;
what stands around them is in `formkiq` and `services`. All is created through boto3 (`build`); what the emulator knows
nothing of is answered from here (`history`, `audit`), and what it gets wrong is put right in it (`amends`).
"""

from __future__ import annotations

from pathlib import Path

from scanner.demo.formkiq import DEV, HMAC_KEY, PROD
from scanner.demo.kinds import (
    ACCOUNT,
    DR,
    MAIN,
    PARTNER,
    Backups,
    Bucket,
    Copy,
    Deny,
    Key,
    Plan,
    Replication,
    Selection,
    Table,
    Vault,
    bucket_arn,
    expire,
    forget,
    table_arn,
    team,
    vault_arn,
)
from scanner.demo.services import EXPORTS_BUCKET

REGIONS = (MAIN, DR)

CONFIG = Path(__file__).with_name("safehold.yaml")
"""The settings that the estate's owners would scan it with."""


TABLES = (
    # FormKiQ, as its templates make them: point-in-time recovery on the critical two, none on the cache.
    Table("formkiq-core-prod-documents", PROD, stream=True, ttl="TimeToLive", indexes=2, age_days=400),
    Table("formkiq-core-prod-documentsyncs", PROD, stream=True, ttl="TimeToLive", indexes=1, age_days=400),
    Table("formkiq-core-prod-cache", PROD, pitr_days=None, ttl="TimeToLive", age_days=400),
    Table("formkiq-core-dev-documents", DEV, stream=True, ttl="TimeToLive", indexes=2),
    Table("formkiq-core-dev-documentsyncs", DEV, pitr_days=None, stream=True, ttl="TimeToLive", indexes=1, age_days=90),
    Table("formkiq-core-dev-cache", DEV, pitr_days=None, ttl="TimeToLive", age_days=90),
    # The ledger has everything, an on-demand backup too.
    Table(
        "ledger-entries",
        team("ledger", "enterprise", "document_metadata"),
        deletion_protection=True,
        backed_up=True,
        age_days=900,
    ),
    # Somebody turned point-in-time recovery off and on again six days ago.
    Table("orders", team("shop", "enhanced", "document_metadata"), pitr_since_days=6, age_days=700),
    Table("customers", team("crm", "standard", "document_metadata"), age_days=700),
    # AWS Backup instead of point-in-time recovery, not beside it.
    Table("billing-invoices", team("billing", "enhanced", "document_metadata"), pitr_days=None, age_days=700),
    Table("billing-usage", team("billing", "enhanced", "document_metadata"), backed_up=True, age_days=700),
    Table("hr-people", team("hr", "enhanced", "identity") | {"team": "hr"}, pitr_days=7, age_days=700),
    # What somebody left behind who tried a restore: it got nothing back that a restore leaves out.
    Table("customers-restored", {}, pitr_days=None, age_days=9, restored_from="customers"),
    # Nobody said what this is.
    Table("session-store", {}, age_days=30),
)

_NO_PURGE = Deny(("s3:DeleteObjectVersion",))

BUCKETS = (
    Bucket(f"formkiq-core-prod-documents-{ACCOUNT}", PROD),
    Bucket(f"formkiq-core-prod-staging-{ACCOUNT}", PROD, versioning=None, lifecycle=(expire(1, prefix="tempfiles/"),)),
    Bucket(f"formkiq-core-prod-ocr-{ACCOUNT}", PROD, lifecycle=(expire(1, prefix="tempfiles/"),)),
    Bucket(f"formkiq-prod-web-ui-{ACCOUNT}", PROD),
    Bucket(f"formkiq-core-dev-documents-{ACCOUNT}", DEV, versioning="Suspended"),
    Bucket(f"formkiq-core-dev-staging-{ACCOUNT}", DEV, versioning=None, lifecycle=(expire(1, prefix="tempfiles/"),)),
    Bucket(
        f"ledger-archive-{ACCOUNT}",
        team("ledger", "enterprise", "document_content"),
        lifecycle=(forget(3650),),
        lock=("COMPLIANCE", 365),
        policy=_NO_PURGE,
        replication=Replication(to=f"ledger-replica-{ACCOUNT}", within_15_minutes=True),
    ),
    Bucket(
        f"ledger-replica-{ACCOUNT}",
        team("ledger", "enterprise", "backup_records"),
        region=DR,
        lifecycle=(forget(3650),),
        lock=("COMPLIANCE", 365),
        policy=_NO_PURGE,
    ),
    # What it holds, its name says (safehold.yaml). Debugging logs are gone within a week.
    Bucket(
        f"app-logs-{ACCOUNT}",
        {"Application": "platform"},
        lifecycle=(expire(400), forget(90, prefix="audit/"), forget(7, prefix="debug/")),
    ),
    # Encrypted with a key, but the rule does not say that such objects are replicated, and nothing can arrive.
    Bucket(
        f"media-originals-{ACCOUNT}",
        team("media", "enhanced", "document_content"),
        lifecycle=(forget(200),),
        lock=("GOVERNANCE", 30),
        policy=_NO_PURGE,
        encrypted_with="media",
        replication=Replication(to=f"media-replica-{ACCOUNT}"),
    ),
    Bucket(
        f"media-replica-{ACCOUNT}",
        team("media", "standard", "backup_records"),
        region=DR,
        versioning="Suspended",
        lifecycle=(forget(200),),
    ),
    # Expires what it should keep; the bucket that it replicates to is gone.
    Bucket(
        f"contracts-{ACCOUNT}",
        team("legal", "enhanced", "document_content"),
        lifecycle=(expire(90), forget(60)),
        policy=Deny(("s3:DeleteObjectVersion",), unless_role="purger"),
        replication=Replication(to=f"contracts-replica-{ACCOUNT}"),
    ),
    Bucket(f"legacy-uploads-{ACCOUNT}", {}, versioning=None, encrypted_with=None),
    Bucket(EXPORTS_BUCKET, team("platform", "standard", "configuration"), lifecycle=(forget(200),)),
)

KEYS = (
    Key("formkiq-backup", MAIN),
    Key("formkiq-backup", DR, deleted_in_days=7),
    Key("ledger-backup", MAIN),
    Key("ledger-backup", DR),
    Key("media", MAIN),
    Key("platform", MAIN),
    Key(HMAC_KEY, MAIN, signs=True, tags=PROD),
    Key("aws/backup", MAIN, by_aws=True),
    Key("aws/backup", DR, by_aws=True),
)

_KEEP = Deny(("backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"))

VAULTS = (
    Vault("formkiq-prod", MAIN, "formkiq-backup", PROD, policy=_KEEP, lock_days=(35, None)),
    # No lock, a policy with a way round it, and its key goes in a week.
    Vault(
        "formkiq-dr",
        DR,
        "formkiq-backup",
        PROD,
        policy=Deny(("backup:DeleteRecoveryPoint",), unless_role="backup-admin"),
    ),
    Vault(
        "ledger",
        MAIN,
        "ledger-backup",
        team("ledger", "enterprise", "backup_records"),
        policy=_KEEP,
        lock_days=(365, None),
        immutable_since_days=200,
    ),
    # Locked for good only in three days: until then anybody may take the lock off.
    Vault(
        "ledger-dr",
        DR,
        "ledger-backup",
        team("ledger", "enterprise", "backup_records"),
        policy=_KEEP,
        lock_days=(365, None),
        immutable_in_days=3,
    ),
    Vault("orders", MAIN, "aws/backup", team("shop", "enhanced", "backup_records"), lock_days=(7, 365)),
    Vault("Default", MAIN, "aws/backup"),
    Vault("Default", DR, "aws/backup"),
)

OPT_IN = {MAIN: {"DynamoDB": True, "EFS": True, "S3": False}, DR: {"DynamoDB": True, "EFS": True, "S3": True}}
"""By Region: what plans back up when they select by tags. Leaving S3 out is how buckets miss their backups."""

_DAILY = "cron(0 5 ? * * *)"

PLANS = (
    # Takes everything tagged prod. Kept as long as point-in-time recovery reaches, so it adds nothing to it.
    Plan(
        "formkiq-prod-daily",
        _DAILY,
        vault="formkiq-prod",
        keep_days=35,
        windows_minutes=(60, 660),
        copies=(Copy(vault_arn("formkiq-dr", DR), 35),),
        selection=Selection("by-environment", tags={"AppEnvironment": "prod"}),
    ),
    Plan(
        "ledger-daily",
        "cron(0 1 ? * * *)",
        vault="ledger",
        keep_days=2555,
        windows_minutes=(60, 300),
        copies=(Copy(vault_arn("ledger-dr", DR), 2555), Copy(vault_arn("ledger-isolated", DR, PARTNER), 2555)),
        selection=Selection(
            "by-name", resources=(table_arn("ledger-entries"), bucket_arn(f"ledger-archive-{ACCOUNT}"))
        ),
    ),
    Plan(
        "orders-daily",
        _DAILY,
        vault="orders",
        keep_days=90,
        windows_minutes=(60, 660),
        selection=Selection("by-name", resources=(table_arn("orders"),)),
    ),
    # AWS's defaults: daily, to start within 8 hours and to end within 7 days.
    Plan(
        "billing",
        None,
        vault="Default",
        keep_days=90,
        copies=(Copy(vault_arn("Default", "us-east-1"), 90),),
        selection=Selection(
            "by-prefix", resources=(table_arn("billing-*"),), not_resources=(table_arn("billing-usage"),)
        ),
    ),
    Plan(
        "hr-weekly",
        "cron(0 3 ? * SUN *)",
        vault="Default",
        keep_days=400,
        windows_minutes=(60, 660),
        copies=(Copy(vault_arn("Default", DR), 400),),
        selection=Selection(
            "by-team",
            resources=("*",),
            conditions={
                "StringEquals": {"aws:ResourceTag/team": "hr"},
                "StringNotLike": {"aws:ResourceTag/Application": "*-test"},
            },
        ),
    ),
    Plan(
        "contracts-daily",
        _DAILY,
        vault="Default",
        keep_days=120,
        windows_minutes=(60, 660),
        copies=(Copy(vault_arn("Default", DR), 120),),
        selection=Selection("by-name", resources=(bucket_arn(f"contracts-{ACCOUNT}"),)),
    ),
)

BACKUPS = (
    # Copies have failed since the key of the vault that they go to was given up two days ago.
    Backups(table_arn("formkiq-core-prod-documents"), "formkiq-prod-daily", range(34), copies_failed=range(2)),
    Backups(table_arn("formkiq-core-prod-documentsyncs"), "formkiq-prod-daily", range(34), copies_failed=range(2)),
    Backups(table_arn("ledger-entries"), "ledger-daily", range(60)),
    Backups(bucket_arn(f"ledger-archive-{ACCOUNT}"), "ledger-daily", range(60)),
    Backups(table_arn("orders"), "orders-daily", range(4, 40), failed=range(4)),
    Backups(table_arn("billing-invoices"), "billing", range(30)),
    Backups(table_arn("hr-people"), "hr-weekly", range(2, 90, 7)),
    Backups(bucket_arn(f"contracts-{ACCOUNT}"), "contracts-daily", range(45)),
    # Once, by hand, two months ago.
    Backups(table_arn("customers"), None, (60,), vault="Default", keep_days=365),
)
