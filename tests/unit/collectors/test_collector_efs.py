from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, THEN, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.efs import EFS, FILE_SYSTEM
from scanner.collectors.options import Options

pytestmark = pytest.mark.usefixtures("aws_environment")

NONE: dict[str, Any] = {"destinations": [], "source_arn": None}


def arn(system_id: str, region: str = REGION) -> str:
    return f"arn:aws:elasticfilesystem:{region}:{ACCOUNT}:file-system/{system_id}"


def system(system_id: str = "fs-1", **changes: Any) -> dict[str, Any]:
    return {
        "OwnerId": ACCOUNT,
        "CreationToken": "token",
        "FileSystemId": system_id,
        "CreationTime": THEN,
        "LifeCycleState": "available",
        "NumberOfMountTargets": 0,
        "SizeInBytes": {"Value": 6144},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
    } | changes


def replication(source: str, *destinations: dict[str, Any], region: str = REGION, **changes: Any) -> dict[str, Any]:
    return {
        "SourceFileSystemId": source,
        "SourceFileSystemRegion": region,
        "SourceFileSystemArn": arn(source, region),
        "OriginalSourceFileSystemArn": arn(source, region),
        "CreationTime": THEN,
        "Destinations": list(destinations),
    } | changes


def destination(system_id: str, region: str = "us-east-1", **changes: Any) -> dict[str, Any]:
    return {"FileSystemId": system_id, "Region": region, "Status": "ENABLED"} | changes


def efs(*systems: dict[str, Any], **changes: Any) -> Ran:
    """The file systems, of which AWS tells least, but for the changes; their keys are operations."""
    checked = changes.pop("checked", True)
    options = changes.pop("options", Options())
    answers: dict[str, Any] = {
        "DescribeFileSystems": {"FileSystems": list(systems)},
        "DescribeBackupPolicy": Refusal("PolicyNotFound", status=404),
        "DescribeLifecycleConfiguration": {"LifecyclePolicies": []},
        "DescribeReplicationConfigurations": {"Replications": []},
    }
    asked = {f"efs:{name}": answer for name, answer in (answers | changes).items()}
    return run(EFS, asked, checked=checked, options=options)


def test_a_file_system_of_which_aws_tells_everything() -> None:
    told = system(
        FileSystemArn=arn("fs-1"),
        Name="index",
        Encrypted=True,
        KmsKeyId="arn:aws:kms:::key/k",
        AvailabilityZoneName="eu-west-1a",
        FileSystemProtection={"ReplicationOverwriteProtection": "ENABLED"},
        Tags=[{"Key": "Name", "Value": "index"}, {"Key": "tier", "Value": "basic"}],
    )
    replica = destination("fs-2", OwnerId="999988887777", LastReplicatedTimestamp=THEN)
    ran = efs(
        told,
        DescribeBackupPolicy={"BackupPolicy": {"Status": "ENABLED"}},
        DescribeLifecycleConfiguration={
            "LifecyclePolicies": [
                {"TransitionToIA": "AFTER_30_DAYS"},
                {"TransitionToArchive": "AFTER_1_DAY"},
                {"TransitionToPrimaryStorageClass": "AFTER_1_ACCESS"},
            ]
        },
        DescribeReplicationConfigurations={"Replications": [replication("fs-1", replica)]},
    )
    fact = ran.one(FILE_SYSTEM)
    assert (fact.id, fact.name) == (arn("fs-1"), "index")
    assert (fact.tags, fact.gaps) == ({"Name": "index", "tier": "basic"}, ())
    assert fact.config == {
        "file_system_id": "fs-1",
        "state": "available",
        "created_at": AT,
        "size_bytes": 6144,
        "encrypted": True,
        "key_id": "arn:aws:kms:::key/k",
        "availability_zone": "eu-west-1a",
        "overwrite_protection": "ENABLED",
        "backup_policy": {"enabled": True},
        "lifecycle": {"to_infrequent_access_days": 30, "to_archive_days": 1, "back_on_access": True},
        "replication": {
            "destinations": [
                {
                    "file_system_id": "fs-2",
                    "region": "us-east-1",
                    "account": "999988887777",
                    "status": "ENABLED",
                    "last_replicated_at": AT,
                }
            ],
            "source_arn": None,
        },
    }
    assert ran.coverage.gaps == ()


def test_a_file_system_of_which_aws_tells_least() -> None:
    fact = efs(system()).one(FILE_SYSTEM)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (arn("fs-1"), "fs-1", {}, ())
    assert fact.config == {
        "file_system_id": "fs-1",
        "state": "available",
        "created_at": AT,
        "size_bytes": 6144,
        **dict.fromkeys(("encrypted", "key_id", "availability_zone", "overwrite_protection")),
        "backup_policy": {"enabled": False},
        "lifecycle": {"to_infrequent_access_days": None, "to_archive_days": None, "back_on_access": False},
        "replication": NONE,
    }


@pytest.mark.parametrize(
    ("status", "enabled"), [("ENABLED", True), ("ENABLING", True), ("DISABLED", False), ("DISABLING", False)]
)
def test_a_backup_policy_while_it_changes(status: str, *, enabled: bool) -> None:
    fact = efs(system(), DescribeBackupPolicy={"BackupPolicy": {"Status": status}}).one(FILE_SYSTEM)
    assert fact.config["backup_policy"] == {"enabled": enabled}


def test_a_replication_is_told_at_both_of_its_ends() -> None:
    replications = [
        replication("fs-1", destination("fs-2", REGION)),
        replication("fs-9", destination(arn("fs-3"), REGION), region="us-east-1"),
        replication("fs-8", destination("fs-1", "us-east-1"), region="us-east-1"),  # an id of another Region
    ]
    ran = efs(*map(system, ("fs-1", "fs-2", "fs-3")), DescribeReplicationConfigurations={"Replications": replications})
    first, second, third = (fact.config["replication"] for fact in ran.all(FILE_SYSTEM))
    assert [each["file_system_id"] for each in first["destinations"]] == ["fs-2"]
    assert first["source_arn"] is None
    assert second == NONE | {"source_arn": arn("fs-1")}
    assert third == NONE | {"source_arn": arn("fs-9", "us-east-1")}


def test_no_replication_may_be_said_by_an_error() -> None:
    fact = efs(system(), DescribeReplicationConfigurations=Refusal("ReplicationNotFound", status=404)).one(FILE_SYSTEM)
    assert (fact.config["replication"], fact.gaps) == (NONE, ())


@pytest.mark.parametrize(
    ("operation", "answer", "path", "reason", "detail"),
    [
        ("DescribeBackupPolicy", DENIED, "backup_policy", "access_denied", "not for you"),
        ("DescribeBackupPolicy", {"BackupPolicy": {"Status": "HALF"}}, "backup_policy", "error", "unknown value"),
        ("DescribeBackupPolicy", {}, "backup_policy", "error", "no 'BackupPolicy'"),
        ("DescribeLifecycleConfiguration", Refusal("ThrottlingException"), "lifecycle", "throttled", "so it is"),
        (
            "DescribeLifecycleConfiguration",
            {"LifecyclePolicies": [{"TransitionToIA": "SOON"}]},
            "lifecycle",
            "error",
            "unknown value 'SOON'",
        ),
        (
            "DescribeLifecycleConfiguration",
            {"LifecyclePolicies": [{"TransitionToPrimaryStorageClass": "AFTER_2_ACCESS"}]},
            "lifecycle",
            "error",
            "unknown value 'AFTER_2_ACCESS'",
        ),
        ("DescribeReplicationConfigurations", DENIED, "replication", "access_denied", "not for you"),
        ("DescribeReplicationConfigurations", {"Replications": [{}]}, "replication", "error", "SourceFileSystem"),
        (
            "DescribeReplicationConfigurations",
            Refusal("FileSystemNotFound", "another", 404),
            "replication",
            "not_found",
            "another",
        ),
    ],
)
def test_what_cannot_be_read_is_a_gap(operation: str, answer: Answer, path: str, reason: str, detail: str) -> None:
    ran = efs(system(), checked=False, **{operation: answer})
    fact = ran.one(FILE_SYSTEM)
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason) == (f"/config/{path}", f"efs:{operation}", reason)
    assert detail in gap.detail
    assert (fact.config[path], ran.coverage.gaps) == (None, ())


@pytest.mark.parametrize("operation", ["DescribeBackupPolicy", "DescribeLifecycleConfiguration"])
def test_a_file_system_that_vanished_is_dropped_and_counted(operation: str) -> None:
    ran = efs(system(), **{operation: Refusal("FileSystemNotFound", status=404)})
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_file_systems_and_replications_of_three_pages_each() -> None:
    ids = [f"fs-{number}" for number in range(6)]
    systems = [[system(each) for each in ids[i : i + 2]] for i in (0, 2, 4)]
    replications = [[replication(each, destination(f"{each}-copy")) for each in ids[i : i + 2]] for i in (0, 2, 4)]
    ran = efs(
        DescribeFileSystems=list(pages("FileSystems", "NextMarker", *systems)),
        DescribeReplicationConfigurations=list(pages("Replications", "NextToken", *replications)),
    )
    copies = [fact.config["replication"]["destinations"][0]["file_system_id"] for fact in ran.all(FILE_SYSTEM)]
    assert copies == [f"{each}-copy" for each in ids]
    assert [set(asked) for asked in ran.parameters("efs:DescribeFileSystems")] == [
        {"MaxItems"},
        {"MaxItems", "Marker"},
        {"MaxItems", "Marker"},
    ]


def test_file_systems_that_cannot_be_listed_leave_the_kind_incomplete() -> None:
    ran = efs(DescribeFileSystems=DENIED)
    assert ran.gaps(FILE_SYSTEM) == [("efs:DescribeFileSystems", "access_denied", "AccessDenied: not for you")]
    ran = efs(without(system("fs-1"), "Tags"), system("fs-2"), checked=False)
    assert [fact.name for fact in ran.all(FILE_SYSTEM)] == ["fs-2"]
    assert ran.gaps(FILE_SYSTEM) == [("efs:DescribeFileSystems", "error", "malformed answer: no 'Tags'")]


def test_the_core_facts_leave_the_lifecycle_out() -> None:
    ran = efs(system(), options=Options(details=False))
    fact = ran.one(FILE_SYSTEM)
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/lifecycle", "not_collected")]
    assert ran.parameters("efs:DescribeLifecycleConfiguration") == []


def test_calls_are_as_many_as_declared() -> None:
    idle = efs()
    assert (sum(idle.coverage.calls.values()), idle.coverage.gaps) == (EFS.idle_calls, ())
    ran = efs(*map(system, ("fs-1", "fs-2", "fs-3")))
    own = sum(ran.coverage.calls.values()) - ran.coverage.calls["efs:DescribeReplicationConfigurations"]
    assert own == EFS.idle_calls + 3 * EFS.calls_each[FILE_SYSTEM]
    assert ran.coverage.calls["efs:DescribeReplicationConfigurations"] == 1


def test_permissions_are_called_as_iam_calls_them() -> None:
    assert {operation.permission.partition(":")[0] for operation in EFS.operations} == {"elasticfilesystem"}
