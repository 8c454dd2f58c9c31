"""Builds keys, tables, buckets, vaults and plans in the emulator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.demo.aws import Aws
from scanner.demo.history import PlanIds
from scanner.demo.kinds import ACCOUNT, MAIN, Bucket, Key, Plan, Replication, Table, Vault, bucket_arn


def create_key(aws: Aws, key: Key) -> str:
    """Create a key; returns its ARN."""
    spec = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"} if key.signs else {}
    tags = [{"TagKey": name, "TagValue": value} for name, value in key.tags.items()]
    made = aws.ask("kms", key.region, "create_key", Description=key.alias, Tags=tags, **spec)["KeyMetadata"]
    if not key.by_aws:
        aws.ask("kms", key.region, "create_alias", AliasName=f"alias/{key.alias}", TargetKeyId=made["KeyId"])
    if key.deleted_in_days is not None:
        aws.ask(
            "kms",
            key.region,
            "schedule_key_deletion",
            KeyId=made["KeyId"],
            PendingWindowInDays=key.deleted_in_days,
        )
    return str(made["Arn"])


def create_vault(aws: Aws, vault: Vault, key_arn: str) -> None:
    """Create a vault, with its lock."""
    named = {"BackupVaultName": vault.name}
    aws.ask(
        "backup",
        vault.region,
        "create_backup_vault",
        **named,
        EncryptionKeyArn=key_arn,
        BackupVaultTags=dict(vault.tags),
    )
    if vault.lock_days is None:
        return
    least, most = vault.lock_days
    lock = {"MinRetentionDays": least}
    if most is not None:
        lock["MaxRetentionDays"] = most
    if vault.immutable_in_days is not None:
        lock["ChangeableForDays"] = vault.immutable_in_days
    aws.ask("backup", vault.region, "put_backup_vault_lock_configuration", **named, **lock)


def create_table(aws: Aws, table: Table) -> None:
    """Create a table, with its recovery, expiry and backup; or restore it from another."""
    if table.restored_from:
        names = {"SourceTableName": table.restored_from, "TargetTableName": table.name}
        aws.ask("dynamodb", MAIN, "restore_table_to_point_in_time", **names, UseLatestRestorableTime=True)
        return
    keys = [("PK", "SK"), *((f"GSI{n}PK", f"GSI{n}SK") for n in range(1, table.indexes + 1))]
    schemas = [[{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}] for pk, sk in keys]
    indexes = [
        {"IndexName": f"GSI{n}", "KeySchema": schemas[n], "Projection": {"ProjectionType": "ALL"}}
        for n in range(1, table.indexes + 1)
    ]
    optional: dict[str, Any] = {}
    if indexes:
        optional["GlobalSecondaryIndexes"] = indexes
    if table.stream:
        optional["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    named = {"TableName": table.name}
    aws.ask(
        "dynamodb",
        MAIN,
        "create_table",
        **named,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for pair in keys for name in pair],
        KeySchema=schemas[0],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=table.deletion_protection,
        Tags=tag_list(table.tags),
        **optional,
    )
    if table.ttl:
        ttl = {"Enabled": True, "AttributeName": table.ttl}
        aws.ask("dynamodb", MAIN, "update_time_to_live", **named, TimeToLiveSpecification=ttl)
    if table.pitr_days is not None:
        pitr = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": table.pitr_days}
        aws.ask("dynamodb", MAIN, "update_continuous_backups", **named, PointInTimeRecoverySpecification=pitr)
    if table.backed_up:
        aws.ask("dynamodb", MAIN, "create_backup", **named, BackupName=f"{table.name}-before-upgrade")


def create_bucket(aws: Aws, bucket: Bucket, keys: Mapping[tuple[str, str], str]) -> None:
    """Create a bucket, with all that is configured of it. keys: the ARN of each, by alias and Region."""

    def ask(operation: str, **parameters: Any) -> None:  # noqa: ANN401 - as botocore takes them
        aws.ask("s3", bucket.region, operation, Bucket=bucket.name, **parameters)

    ask(
        "create_bucket",
        CreateBucketConfiguration={"LocationConstraint": bucket.region},
        ObjectLockEnabledForBucket=bucket.lock is not None,
    )
    if bucket.tags:
        ask("put_bucket_tagging", Tagging={"TagSet": tag_list(bucket.tags)})
    if bucket.versioning:
        ask("put_bucket_versioning", VersioningConfiguration={"Status": bucket.versioning})
    if bucket.lifecycle:
        ask("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [*bucket.lifecycle]})
    if bucket.lock:
        mode, days = bucket.lock
        rule = {"DefaultRetention": {"Mode": mode, "Days": days}}
        ask(
            "put_object_lock_configuration",
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule},
        )
    if bucket.policy:
        ask("put_bucket_policy", Policy=bucket.policy.on(f"{bucket_arn(bucket.name)}/*"))
    if bucket.encrypted_with:  # AWS does this and the next by itself for every bucket made since April 2023
        key = keys.get((bucket.encrypted_with, bucket.region))
        how = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if key else {"SSEAlgorithm": bucket.encrypted_with}
        ask(
            "put_bucket_encryption",
            ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": how}]},
        )
        blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        ask("put_public_access_block", PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))
    if bucket.replication:
        ask("put_bucket_replication", ReplicationConfiguration=_replication(bucket.replication))


def _replication(replication: Replication) -> dict[str, Any]:
    destination: dict[str, Any] = {"Bucket": bucket_arn(replication.to)}
    if replication.within_15_minutes:
        limit = {"Minutes": 15}
        destination["ReplicationTime"] = {"Status": "Enabled", "Time": limit}
        destination["Metrics"] = {"Status": "Enabled", "EventThreshold": limit}
    rule = {
        "ID": "everything",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Destination": destination,
        "DeleteMarkerReplication": {"Status": "Disabled"},
    }
    return {"Role": f"arn:aws:iam::{ACCOUNT}:role/replication", "Rules": [rule]}


def create_plan(aws: Aws, plan: Plan) -> PlanIds:
    """Create a plan; returns what AWS calls it and its rule."""
    rule: dict[str, Any] = {
        "RuleName": "only",
        "TargetBackupVaultName": plan.vault,
        "Lifecycle": {"DeleteAfterDays": plan.keep_days},
        "CopyActions": [
            {"DestinationBackupVaultArn": copy.vault_arn, "Lifecycle": {"DeleteAfterDays": copy.keep_days}}
            for copy in plan.copies
        ],
    }
    if plan.schedule:
        rule["ScheduleExpression"] = plan.schedule
    if plan.windows_minutes:
        rule["StartWindowMinutes"], rule["CompletionWindowMinutes"] = plan.windows_minutes
    made = aws.ask("backup", MAIN, "create_backup_plan", BackupPlan={"BackupPlanName": plan.name, "Rules": [rule]})
    read = aws.ask("backup", MAIN, "get_backup_plan", BackupPlanId=made["BackupPlanId"])
    return PlanIds(made["BackupPlanId"], made["BackupPlanArn"], read["BackupPlan"]["Rules"][0]["RuleId"])


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as most services take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
