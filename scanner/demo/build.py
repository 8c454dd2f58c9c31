"""Builds the estate in the emulator, as its owners would: through boto3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config

from scanner.demo import estate
from scanner.demo.history import PlanIds, answers
from scanner.demo.kinds import ACCOUNT, MAIN, Bucket, Key, Plan, Replication, Table, Vault, bucket_arn
from scanner.demo.layer import Answer
from scanner.demo.past import backdate


def build(endpoint: str) -> list[Answer]:
    """Create the estate at the endpoint; returns what AWS would say of it where the emulator says nothing.

    The emulator must run in this process: what its API cannot set up is set in its own models.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    aws = _Aws(endpoint)
    keys = {(key.alias, key.region): _create_key(aws, key) for key in estate.KEYS}
    for vault in estate.VAULTS:
        _create_vault(aws, vault, keys[vault.key, vault.region])
    for table in estate.TABLES:
        _create_table(aws, table)
    for bucket in estate.BUCKETS:
        _create_bucket(aws, bucket, keys)
    plans = {plan.name: _create_plan(aws, plan) for plan in estate.PLANS}
    for environment, parameters in estate.PARAMETERS.items():
        for name, value in parameters.items():
            aws.ask("ssm", MAIN, "put_parameter", Name=f"/formkiq/{environment}/{name}", Value=value, Type="String")
    told = answers(now, plans, keys)
    backdate(keys, told)
    return told


class _Aws:
    """Clients of the emulator, each made once, none looking at the environment."""

    def __init__(self, endpoint: str) -> None:
        self._session = boto3.Session(aws_access_key_id="demo", aws_secret_access_key="demo")  # noqa: S106 - moto takes any
        self._config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}

    def ask(self, service: Any, region: str, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as botocore takes them
        """Call an operation; raises what botocore raises."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self._session.client(
                service, region_name=region, endpoint_url=self._endpoint, config=self._config
            )
        answer: dict[str, Any] = getattr(self._clients[service, region], operation)(**parameters)
        return answer


def _create_key(aws: _Aws, key: Key) -> str:
    made = aws.ask("kms", key.region, "create_key", Description=key.alias)["KeyMetadata"]
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


def _create_vault(aws: _Aws, vault: Vault, key_arn: str) -> None:
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


def _create_table(aws: _Aws, table: Table) -> None:
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
        Tags=_tag_list(table.tags),
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


def _create_bucket(aws: _Aws, bucket: Bucket, keys: Mapping[tuple[str, str], str]) -> None:
    def ask(operation: str, **parameters: Any) -> None:  # noqa: ANN401 - as botocore takes them
        aws.ask("s3", bucket.region, operation, Bucket=bucket.name, **parameters)

    ask(
        "create_bucket",
        CreateBucketConfiguration={"LocationConstraint": bucket.region},
        ObjectLockEnabledForBucket=bucket.lock is not None,
    )
    if bucket.tags:
        ask("put_bucket_tagging", Tagging={"TagSet": _tag_list(bucket.tags)})
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


def _create_plan(aws: _Aws, plan: Plan) -> PlanIds:
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


def _tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
