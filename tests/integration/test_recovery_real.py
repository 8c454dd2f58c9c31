"""What the recovery matrix says can be brought back, and what really comes back, against moto's server.

The estate is scanned first, as a user would. Then something befalls each thing in it, and the test tries to bring it
back with the calls that AWS has for it. Where moto does not do what AWS does, the test does, and says so: moto copies
no objects to where a bucket replicates to, keeps no past of a table, restores one without point-in-time recovery too,
and makes no backup of one that is deleted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from support.lost_objects import BUCKETS, HERE, THERE, build_buckets, nothing_else, s3

from scanner.collect import ScanPlan, collect
from scanner.demo import emulator
from scanner.demo.layer import Layer
from scanner.evaluate import evaluate
from scanner.model import CellStatus
from scanner.settings import Config

GOOD, BAD = b"as it was", b"ruined"
TABLES = ("unprotected", "continuous", "backed-up")

Cells = dict[tuple[str, str], CellStatus]


def dynamodb() -> Any:
    return boto3.client("dynamodb", region_name=HERE)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    """The matrix of an estate, by name and scenario. The server goes on, for what befalls the estate afterwards."""
    layer = Layer(emulator.moto())
    layer.learn(nothing_else())
    with pytest.MonkeyPatch.context() as patch, emulator.listening(layer) as endpoint:
        for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
            patch.delenv(name)
        for name, value in {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
        }.items():
            patch.setenv(name, value)
        build_buckets()
        build_tables()
        folder = tmp_path_factory.mktemp("real") / "snapshot"
        snapshot = collect(ScanPlan(regions=(HERE, THERE)), folder, tool_version="test")
        with evaluate(snapshot, Config()) as report:
            found = {
                (each.fact.name, cell.scenario): cell.status
                for each in report.assess()
                for cell in (each.recovery.cells if each.recovery else ())
            }
        yield found


def build_tables() -> None:
    """In the middle of it, before the only backup, an item is ruined, which nobody notices yet."""
    for name in TABLES:
        dynamodb().create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    dynamodb().update_continuous_backups(
        TableName="continuous", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    for name in TABLES:
        for scenario in LOSES:
            write(name, scenario, GOOD)
        at_this_moment(name)
        write(name, "corruption", BAD)
    dynamodb().create_backup(TableName="backed-up", BackupName="before")


def write(table: str, key: str, body: bytes) -> None:
    dynamodb().put_item(TableName=table, Item={"id": {"S": key}, "body": {"B": body}})


def is_continuous(table: str) -> bool:
    found = dynamodb().describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    return bool(found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED")


def at_this_moment(table: str) -> None:
    """The table that point-in-time recovery restores as of now: moto cannot be asked for it later."""
    if is_continuous(table):
        dynamodb().restore_table_to_point_in_time(
            SourceTableName=table, TargetTableName=f"{table}-then", UseLatestRestorableTime=True
        )


def replicated(key: str, body: bytes) -> None:
    """What replication would do, and moto does not: a version written to the source is written to the copies too."""
    s3(THERE).put_object(Bucket="copies", Key=key, Body=body)


def versions(bucket: str, region: str, key: str) -> Iterator[tuple[str, bytes]]:
    """Every version of an object that can still be read."""
    for version in s3(region).list_object_versions(Bucket=bucket, Prefix=key).get("Versions", ()):
        answer = s3(region).get_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])
        yield version["VersionId"], answer["Body"].read()


def overwrite(bucket: str, key: str) -> None:
    s3().put_object(Bucket=bucket, Key=key, Body=BAD)
    if bucket == "replicated":
        replicated(key, BAD)


def emptied(bucket: str, region: str, key: str, *, bypass: bool) -> None:
    """Every version is deleted for good, as far as S3 lets somebody who may, or may not, lift a governance lock."""
    right = {"BypassGovernanceRetention": True} if bypass else {}
    for version, _ in list(versions(bucket, region, key)):
        with suppress(ClientError):
            s3(region).delete_object(Bucket=bucket, Key=key, VersionId=version, **right)


def purge(bucket: str, key: str) -> None:
    """By an application that may delete versions, in every bucket of the account."""
    emptied(bucket, HERE, key, bypass=False)
    emptied("copies", THERE, key, bypass=False)


def destroy(bucket: str, key: str) -> None:
    """By an administrator."""
    emptied(bucket, HERE, key, bypass=True)
    emptied("copies", THERE, key, bypass=True)


BEFALLS: dict[str, Callable[[str, str], Any]] = {
    "delete": lambda bucket, key: s3().delete_object(Bucket=bucket, Key=key),
    "overwrite": overwrite,
    "corruption": overwrite,
    "purge": purge,
    # Nobody can delete a bucket that holds versions.
    "resource_loss": lambda bucket, key: emptied(bucket, HERE, key, bypass=False),
    "region_loss": lambda *_: None,
    "account_compromise": destroy,
}


@pytest.mark.parametrize("scenario", BEFALLS)
@pytest.mark.parametrize("bucket", BUCKETS)
def test_objects_come_back_as_the_matrix_says(cells: Cells, bucket: str, scenario: str) -> None:
    key = scenario
    s3().put_object(Bucket=bucket, Key=key, Body=GOOD)
    if bucket == "replicated":
        replicated(key, GOOD)
    BEFALLS[scenario](bucket, key)
    left = [(bucket, HERE)] if scenario != "region_loss" else []
    left += [("copies", THERE)] if bucket == "replicated" else []
    came_back = any(body == GOOD for place in left for _, body in versions(*place, key))
    assert cells[bucket, scenario] is (CellStatus.RECOVERABLE if came_back else CellStatus.NOT_RECOVERABLE)


def lose(table: str) -> None:
    """Deleting a table with point-in-time recovery makes a backup, which moto does not."""
    if is_continuous(table):
        dynamodb().create_backup(TableName=table, BackupName=f"{table}$DeletedTableBackup")
    dynamodb().delete_table(TableName=table)


LOSES: dict[str, Callable[[str], Any]] = {
    "delete": lambda table: dynamodb().delete_item(TableName=table, Key={"id": {"S": "delete"}}),
    "overwrite": lambda table: write(table, "overwrite", BAD),
    "corruption": lambda table: write(table, "corruption", BAD),
    "resource_loss": lose,
}
"""The loss of the table comes last: nothing befalls it afterwards."""


def copies_of(table: str, scenario: str) -> Iterator[str]:
    """Tables that can be had of it: as of the moment before anything befell it, and from each backup."""
    names = dynamodb().list_tables()["TableNames"]
    if f"{table}-then" in names and table in names:  # point-in-time recovery goes with the table
        yield f"{table}-then"
    for backup in dynamodb().list_backups(TableName=table, BackupType="ALL")["BackupSummaries"]:
        copy = f"{table}-after-{scenario}"
        dynamodb().restore_table_from_backup(TargetTableName=copy, BackupArn=backup["BackupArn"])
        yield copy


@pytest.mark.parametrize("table", TABLES)
def test_tables_come_back_as_the_matrix_says(cells: Cells, table: str) -> None:
    came_back: dict[str, CellStatus] = {}
    for scenario, befall in LOSES.items():
        befall(table)
        found = [
            dynamodb().get_item(TableName=copy, Key={"id": {"S": scenario}}) for copy in copies_of(table, scenario)
        ]
        good = any(each.get("Item", {}).get("body", {}).get("B") == GOOD for each in found)
        came_back[scenario] = CellStatus.RECOVERABLE if good else CellStatus.NOT_RECOVERABLE
    assert came_back == {scenario: cells[table, scenario] for scenario in LOSES}
