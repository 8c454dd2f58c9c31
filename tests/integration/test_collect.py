"""The collection against moto's server, over real HTTP."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from support.aws_environment import aws_environment, impatient
from support.moto_server import ACCOUNT, Moto, moto_server
from support.scans import Watched

from scanner.collect import ScanPlan, collect
from scanner.collectors import COLLECTORS
from scanner.collectors.options import DEFAULTS, ExportLocation, Options
from scanner.model import Fact
from scanner.snapshot import Snapshot

__all__ = ["aws_environment", "impatient"]

HERE, THERE = "eu-west-1", "eu-central-1"
NAMED_BY_MOTO = {"dynamodb.backup", "kms.key", "sns.topic"}
NOW = "2026-03-31T12:00:00Z"
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObjectVersion", "Resource": "arn:aws:s3:::docs/*"}


@pytest.fixture
def moto(impatient: pytest.MonkeyPatch) -> Iterator[Moto]:
    """moto's server, with an estate in two Regions."""
    impatient.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")  # each with a snapshot
    with moto_server() as server:
        impatient.setenv("AWS_ENDPOINT_URL", server.url)
        _build()
        server.forget()
        yield server


def _build() -> None:
    def client(service: Any, region: str = HERE) -> Any:
        return boto3.client(service, region_name=region)

    dynamodb = client("dynamodb")
    for name in ("orders", "carts"):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=[{"Key": "safehold:tier", "Value": "standard"}],
        )
    dynamodb.update_continuous_backups(
        TableName="orders",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 21},
    )
    dynamodb.update_time_to_live(
        TableName="carts", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )
    dynamodb.create_backup(TableName="orders", BackupName="before-migration")

    for name, region in (("docs", HERE), ("scratch", HERE), ("copies", THERE)):
        client("s3", region).create_bucket(
            Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": region},
            ObjectLockEnabledForBucket=name == "copies",
        )
    s3 = client("s3")
    s3.put_bucket_versioning(Bucket="docs", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_tagging(Bucket="docs", Tagging={"TagSet": [{"Key": "safehold:tier", "Value": "enterprise"}]})
    s3.put_bucket_lifecycle_configuration(
        Bucket="docs",
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "old",
                    "Status": "Enabled",
                    "Filter": {"Prefix": "a/"},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 35},
                }
            ]
        },
    )
    s3.put_bucket_policy(Bucket="docs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [DENY]}))
    s3.put_bucket_replication(
        Bucket="docs",
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{ACCOUNT}:role/replicate",
            "Rules": [
                {
                    "ID": "all",
                    "Priority": 1,
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Destination": {"Bucket": "arn:aws:s3:::copies"},
                    "DeleteMarkerReplication": {"Status": "Disabled"},
                }
            ],
        },
    )
    client("s3", THERE).put_object_lock_configuration(
        Bucket="copies",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}},
        },
    )
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="main", EncryptionKeyArn=key, BackupVaultTags={"team": "data"})
    backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "daily",
            "Rules": [
                {
                    "RuleName": "nightly",
                    "TargetBackupVaultName": "main",
                    "ScheduleExpression": "cron(0 5 ? * * *)",
                    "Lifecycle": {"DeleteAfterDays": 35},
                }
            ],
        }
    )
    _build_formkiq(client("cognito-idp"), client("cloudformation"), client("ssm"))


def _build_formkiq(cognito: Any, cloudformation: Any, ssm: Any) -> None:
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    cognito.create_group(GroupName="acme", UserPoolId=pool)
    named = {
        "AppEnvironment": "prod",
        "FormKiQVersion": "1.19.0",
        "DocumentsTableName": "orders",
        "DocumentsS3Buckets": "docs",
        "CognitoUserPoolId": pool,
        "TypesenseApiKey": "sk-very-secret",
    }
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in named.items()},
    }
    cloudformation.create_stack(StackName="formkiq", TemplateBody=json.dumps(template))
    for path, value in {
        "version": "1.19.0",
        "dynamodb/DocumentsTableName": "orders",
        "typesense/ApiKey": "sk-very-secret",
    }.items():
        ssm.put_parameter(Name=f"/formkiq/prod/{path}", Value=value, Type="String")


def scanned(
    directory: Path, *collectors: str, progress: Watched | None = None, options: Options = DEFAULTS
) -> Snapshot:
    return collect(
        ScanPlan(regions=(HERE, THERE), collectors=collectors, options=options),
        directory,
        progress=progress or Watched(),
        tool_version="0.0.0",
        now=NOW,
    )


@pytest.mark.usefixtures("moto")
def test_an_estate_becomes_a_snapshot(tmp_path: Path) -> None:
    progress = Watched()
    snapshot = scanned(tmp_path / "snapshot", progress=progress)
    snapshot.verify()
    facts = {(fact.region, fact.kind, fact.name): fact for fact in snapshot.facts()}
    assert [(region, kind, name) for region, kind, name in facts if kind not in NAMED_BY_MOTO] == [
        (THERE, "s3.bucket", "copies"),
        (HERE, "backup.plan", "daily"),
        (HERE, "backup.vault", "main"),
        (HERE, "cloudformation.stack", "formkiq"),
        (HERE, "cognito.user_pool", "people"),
        (HERE, "dynamodb.table", "carts"),
        (HERE, "dynamodb.table", "orders"),
        (HERE, "formkiq.installation", "prod"),
        (HERE, "formkiq.site", "acme"),
        (HERE, "s3.bucket", "docs"),
        (HERE, "s3.bucket", "scratch"),
        (HERE, "ssm.parameter", "/formkiq/prod/dynamodb/DocumentsTableName"),
        (HERE, "ssm.parameter", "/formkiq/prod/typesense/ApiKey"),
        (HERE, "ssm.parameter", "/formkiq/prod/version"),
        ("global", "account", ACCOUNT),
    ]
    _tables(facts)
    _buckets(facts)
    _backup(facts)
    _formkiq(facts)
    account = facts["global", "account", ACCOUNT]
    assert account.config["partition"] == "aws"
    assert HERE in account.config["enabled_regions"]
    assert not any("very-secret" in path.read_text() for path in tmp_path.rglob("*") if path.is_file())

    assert (snapshot.taken_at, snapshot.scope.accounts) == (NOW, (ACCOUNT,))
    assert snapshot.scope.regions == (THERE, HERE)
    regional = sum(collector.per_region for collector in COLLECTORS)
    units = 2 * regional + len(COLLECTORS) - regional
    assert len(snapshot.coverage.units) == progress.units == len(progress.done) == units


def _tables(facts: dict[tuple[str, str, str], Fact]) -> None:
    orders, carts = (facts[HERE, "dynamodb.table", name] for name in ("orders", "carts"))
    assert orders.id == f"arn:aws:dynamodb:{HERE}:{ACCOUNT}:table/orders"
    assert (orders.tags, orders.gaps) == ({"safehold:tier": "standard"}, ())
    assert (orders.config["pitr"]["enabled"], orders.config["pitr"]["window_days"]) == (True, 21)
    assert carts.config["pitr"]["enabled"] is False
    assert carts.config["ttl"] == {"enabled": True, "attribute": "expires"}
    (backup,) = (fact for (_, kind, _), fact in facts.items() if kind == "dynamodb.backup")
    assert (backup.name, backup.config["table_arn"]) == ("before-migration", orders.id)


def _buckets(facts: dict[tuple[str, str, str], Fact]) -> None:
    docs, scratch = (facts[HERE, "s3.bucket", name] for name in ("docs", "scratch"))
    assert (docs.tags, scratch.tags, docs.gaps, scratch.gaps) == ({"safehold:tier": "enterprise"}, {}, (), ())
    assert docs.config["versioning"]["status"] == "Enabled"
    (rule,) = docs.config["lifecycle"]["rules"]
    assert (rule["filter"]["prefix"], rule["noncurrent_days"]) == ("a/", 35)
    assert docs.config["policy"]["denied_to_everyone"] == ["s3:DeleteObjectVersion"]
    (replication,) = docs.config["replication"]["rules"]
    assert replication["destination_bucket_arn"] == "arn:aws:s3:::copies"
    assert scratch.config["lifecycle"] == {"configured": False, "rules": []}
    assert facts[THERE, "s3.bucket", "copies"].config["object_lock"] == {
        "enabled": True,
        "mode": "COMPLIANCE",
        "default_retention_days": 30,
    }


def _formkiq(facts: dict[tuple[str, str, str], Fact]) -> None:
    installation, pool, stack = (
        facts[HERE, kind, name]
        for kind, name in (
            ("formkiq.installation", "prod"),
            ("cognito.user_pool", "people"),
            ("cloudformation.stack", "formkiq"),
        )
    )
    pool_id = pool.config["pool_id"]
    assert [group["name"] for group in pool.config["groups"]] == ["acme"]
    assert "TypesenseApiKey" in stack.config["outputs"]
    outputs = {
        "CognitoUserPoolId": pool_id,
        "DocumentsS3Buckets": "docs",
        "DocumentsTableName": "orders",
        "FormKiQVersion": "1.19.0",
    }
    assert installation.config == {
        "environment": "prod",
        "edition": None,
        "version": "1.19.0",
        "found_by": ["ssm", "stack"],
        "resources": {"dynamodb/DocumentsTableName": "orders"},
        "stacks": [{"arn": stack.id, "nested_arns": [], "outputs": outputs}],
    }
    site = facts[HERE, "formkiq.site", "acme"]
    assert (site.config["installation"], site.config["seen_in"]) == (installation.id, ["group"])


def _backup(facts: dict[tuple[str, str, str], Fact]) -> None:
    vault, plan = facts[HERE, "backup.vault", "main"], facts[HERE, "backup.plan", "daily"]
    assert (vault.tags, vault.config["encryption_key"]["manager"]) == ({"team": "data"}, "CUSTOMER")
    assert vault.config["policy"] is None
    not_known = ("/config/policy", "/config/notifications")
    assert [(gap.path, gap.reason) for gap in vault.gaps] == [(path, "not_supported") for path in not_known]
    assert [rule["delete_after_days"] for rule in plan.config["rules"]] == [35]


@pytest.mark.usefixtures("moto")
def test_what_the_endpoint_does_not_know_is_a_gap_on_what_it_would_have_told(tmp_path: Path) -> None:
    snapshot = scanned(tmp_path, "backup")
    for kind in ("backup.recovery_point", "backup.selection", "backup.job", "backup.copy_job"):
        gap = snapshot.complete(kind, ACCOUNT, HERE)
        assert gap is not None
        assert gap.reason == "not_supported"
    assert snapshot.complete("backup.vault", ACCOUNT, HERE) is None
    assert snapshot.complete("backup.recovery_point", ACCOUNT, THERE) is None


def test_the_server_sees_declared_operations_only_and_no_request_twice(moto: Moto, tmp_path: Path) -> None:
    progress = Watched()
    kinds = ("cloudformation.stack", "cognito.user_pool")
    exports = tuple(ExportLocation(kind, "docs", "exports/{name}/") for kind in kinds)
    snapshot = scanned(tmp_path, progress=progress, options=Options(exports=exports))
    declared = {str(operation) for collector in COLLECTORS for operation in collector.operations}
    assert set(moto.seen) <= declared
    by_collector = {collector.name: {str(operation) for operation in collector.operations} for collector in COLLECTORS}
    for unit in snapshot.coverage.units:
        assert set(unit.calls) <= by_collector[unit.collector]
    assert {request for request, times in moto.requests.items() if times > 1} == set()
    assert moto.seen == Counter(progress.calls)
    assert {unit.collector for unit in snapshot.coverage.units if not unit.calls} == {"evidence"}
    # What collectors share is asked for once, and counted by each of them.
    counted = sum((Counter(unit.calls) for unit in snapshot.coverage.units), Counter[str]())
    assert counted - moto.seen == {
        "cloudformation:DescribeStacks": 4,
        "cognito-idp:ListGroups": 1,
        "cognito-idp:ListUserPools": 2,
        "kms:DescribeKey": 1,
    }
    assert moto.seen - counted == {"sts:GetCallerIdentity": 1}


def test_a_buckets_location_is_asked_for_once_for_all_regions(moto: Moto, tmp_path: Path) -> None:
    scanned(tmp_path, "s3")
    assert moto.seen["s3:GetBucketLocation"] == 3
    assert moto.seen["s3:ListBuckets"] == 2


def test_one_collector_in_every_region_that_is_open(moto: Moto, tmp_path: Path) -> None:
    snapshot = collect(ScanPlan(collectors=("formkiq",)), tmp_path, tool_version="0.0.0")
    assert {HERE, THERE} < set(snapshot.scope.regions)
    assert not {"cn-north-1", "us-gov-west-1", "ap-east-1"} & set(snapshot.scope.regions)
    assert [fact.name for fact in snapshot.facts()] == ["prod", "acme"]
    assert moto.seen["ec2:DescribeRegions"] == moto.seen["sts:GetCallerIdentity"] == 1
    assert snapshot.complete("formkiq.installation", ACCOUNT, "us-east-1") is None
    assert snapshot.complete("s3.bucket", ACCOUNT, HERE) is not None


def test_regions_are_listed_once_even_when_the_account_is_collected(moto: Moto, tmp_path: Path) -> None:
    snapshot = collect(ScanPlan(collectors=("account",)), tmp_path, tool_version="0.0.0")
    (unit,) = snapshot.coverage.units
    assert unit.calls == {"backup:DescribeGlobalSettings": 1, "ec2:DescribeRegions": 1}
    assert moto.seen == {**unit.calls, "sts:GetCallerIdentity": 1}
