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

from scanner.collect import ScanPlan, Silent, collect
from scanner.collectors import COLLECTORS
from scanner.model import CoverageUnit, Fact
from scanner.snapshot import Snapshot

__all__ = ["aws_environment", "impatient"]

HERE, THERE = "eu-west-1", "eu-central-1"
NOW = "2026-03-31T12:00:00Z"
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObjectVersion", "Resource": "arn:aws:s3:::docs/*"}


@pytest.fixture
def moto(impatient: pytest.MonkeyPatch) -> Iterator[Moto]:
    """moto's server, with an estate in two Regions."""
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
    ssm = client("ssm")
    for path, value in {
        "version": "1.19.0",
        "dynamodb/DocumentsTableName": "orders",
        "typesense/ApiKey": "sk-very-secret",
    }.items():
        ssm.put_parameter(Name=f"/formkiq/prod/{path}", Value=value, Type="String")


class Watched(Silent):
    """Progress that remembers."""

    def __init__(self) -> None:
        self.units = 0
        self.done: list[CoverageUnit] = []
        self.calls: list[str] = []

    def started(self, units: int) -> None:
        self.units = units

    def unit_done(self, unit: CoverageUnit) -> None:
        self.done.append(unit)

    def called(self, service: str, operation: str) -> None:
        self.calls.append(f"{service}:{operation}")


def scanned(directory: Path, *collectors: str, progress: Watched | None = None) -> Snapshot:
    return collect(
        ScanPlan(regions=(HERE, THERE), collectors=collectors),
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
    assert [(region, kind, name) for region, kind, name in facts if kind != "dynamodb.backup"] == [
        (THERE, "s3.bucket", "copies"),
        (HERE, "backup.plan", "daily"),
        (HERE, "backup.vault", "main"),
        (HERE, "dynamodb.table", "carts"),
        (HERE, "dynamodb.table", "orders"),
        (HERE, "formkiq.installation", "prod"),
        (HERE, "s3.bucket", "docs"),
        (HERE, "s3.bucket", "scratch"),
        ("global", "account", ACCOUNT),
    ]
    _tables(facts)
    _buckets(facts)
    _backup(facts)
    assert facts[HERE, "formkiq.installation", "prod"].config == {
        "environment": "prod",
        "edition": None,
        "version": "1.19.0",
        "resources": {"dynamodb/DocumentsTableName": "orders"},
    }
    account = facts["global", "account", ACCOUNT]
    assert account.config["partition"] == "aws"
    assert HERE in account.config["enabled_regions"]
    assert not any("secret" in path.read_text() for path in tmp_path.rglob("*") if path.is_file())

    assert (snapshot.taken_at, snapshot.scope.accounts) == (NOW, (ACCOUNT,))
    assert snapshot.scope.regions == (THERE, HERE)
    assert len(snapshot.coverage.units) == progress.units == len(progress.done) == 9
    assert sum(sum(unit.calls.values()) for unit in snapshot.coverage.units) == len(progress.calls)


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


def _backup(facts: dict[tuple[str, str, str], Fact]) -> None:
    vault, plan = facts[HERE, "backup.vault", "main"], facts[HERE, "backup.plan", "daily"]
    assert (vault.tags, vault.config["encryption_key"]["manager"]) == ({"team": "data"}, "CUSTOMER")
    assert vault.config["policy"] is None
    assert [(gap.path, gap.reason) for gap in vault.gaps] == [("/config/policy", "not_supported")]
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
    snapshot = scanned(tmp_path, progress=progress)
    declared = {str(operation) for collector in COLLECTORS for operation in collector.operations}
    assert set(moto.seen) <= declared
    # What needs an answer that moto does not give. The collectors' own tests call these.
    assert declared - set(moto.seen) == {"dynamodb:DescribeExport", "backup:GetBackupSelection"}
    by_collector = {collector.name: {str(operation) for operation in collector.operations} for collector in COLLECTORS}
    for unit in snapshot.coverage.units:
        assert set(unit.calls) <= by_collector[unit.collector]
    assert {request for request, times in moto.requests.items() if times > 1} == set()
    assert moto.seen == Counter(progress.calls)


def test_a_buckets_location_is_asked_for_once_for_all_regions(moto: Moto, tmp_path: Path) -> None:
    scanned(tmp_path, "s3")
    assert moto.seen["s3:GetBucketLocation"] == 3
    assert moto.seen["s3:ListBuckets"] == 2


def test_one_collector_in_every_region_that_is_open(moto: Moto, tmp_path: Path) -> None:
    snapshot = collect(ScanPlan(collectors=("formkiq",)), tmp_path, tool_version="0.0.0")
    assert {HERE, THERE} < set(snapshot.scope.regions)
    assert not {"cn-north-1", "us-gov-west-1", "ap-east-1"} & set(snapshot.scope.regions)
    assert [fact.name for fact in snapshot.facts()] == ["prod"]
    assert moto.seen["ec2:DescribeRegions"] == moto.seen["sts:GetCallerIdentity"] == 1
    assert snapshot.complete("formkiq.installation", ACCOUNT, "us-east-1") is None
    assert snapshot.complete("s3.bucket", ACCOUNT, HERE) is not None


def test_regions_are_listed_once_even_when_the_account_is_collected(moto: Moto, tmp_path: Path) -> None:
    snapshot = collect(ScanPlan(collectors=("account",)), tmp_path, tool_version="0.0.0")
    (unit,) = snapshot.coverage.units
    assert unit.calls == {"ec2:DescribeRegions": 1, "sts:GetCallerIdentity": 1}
    assert moto.seen == unit.calls
