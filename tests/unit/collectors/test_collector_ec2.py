from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, THEN, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.ec2 import EC2, SNAPSHOT, VOLUME

pytestmark = pytest.mark.usefixtures("aws_environment")


def volume(volume_id: str = "vol-1", **changes: Any) -> dict[str, Any]:
    return {"VolumeId": volume_id, "State": "available"} | changes


def snapshot(snapshot_id: str = "snap-1", **changes: Any) -> dict[str, Any]:
    return {"SnapshotId": snapshot_id, "VolumeId": "vol-1", "State": "completed"} | changes


def ec2(*resources: dict[str, Any], **changes: Any) -> Ran:
    """The volumes and snapshots, and no locks, but for the changes; their keys are operations."""
    answers: dict[str, Any] = {
        "DescribeVolumes": {"Volumes": [each for each in resources if "SnapshotId" not in each]},
        "DescribeSnapshots": {"Snapshots": [each for each in resources if "SnapshotId" in each]},
        "DescribeLockedSnapshots": {"Snapshots": []},
    }
    return run(EC2, {f"ec2:{name}": answer for name, answer in (answers | changes).items()})


def arn(volume_id: str = "vol-1") -> str:
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/{volume_id}"


def test_a_volume_of_which_aws_tells_everything() -> None:
    told = volume(
        VolumeType="gp3",
        Size=100,
        CreateTime=THEN,
        AvailabilityZone="eu-west-1a",
        Encrypted=True,
        KmsKeyId="arn:aws:kms:::key/k",
        State="in-use",
        Attachments=[
            {"InstanceId": "i-1", "State": "attached", "DeleteOnTermination": True},
            {"AssociatedResource": "arn:aws:ecs:::task/t", "State": "attached"},
        ],
        Tags=[{"Key": "Name", "Value": "data"}, {"Key": "tier", "Value": "basic"}],
    )
    ran = ec2(DescribeVolumes={"Volumes": [told | {"SnapshotId": "snap-0"}]})
    fact = ran.one(VOLUME)
    assert (fact.id, fact.name, fact.account, fact.region) == (arn(), "data", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps) == ({"Name": "data", "tier": "basic"}, ())
    assert fact.config == {
        "volume_id": "vol-1",
        "state": "in-use",
        "type": "gp3",
        "size_gib": 100,
        "created_at": AT,
        "availability_zone": "eu-west-1a",
        "encrypted": True,
        "key_arn": "arn:aws:kms:::key/k",
        "made_of_snapshot_id": "snap-0",
        "attachments": [
            {"instance_id": "i-1", "resource_arn": None, "state": "attached", "delete_on_termination": True},
            {
                "instance_id": None,
                "resource_arn": "arn:aws:ecs:::task/t",
                "state": "attached",
                "delete_on_termination": None,
            },
        ],
    }
    assert ran.coverage.gaps == ()


def test_a_volume_of_which_aws_tells_least() -> None:
    fact = ec2(DescribeVolumes={"Volumes": [volume(SnapshotId="")]}).one(VOLUME)
    assert (fact.name, fact.tags, fact.gaps) == ("vol-1", {}, ())
    assert fact.config == {
        "volume_id": "vol-1",
        "state": "available",
        **dict.fromkeys(("type", "size_gib", "created_at", "availability_zone", "encrypted", "key_arn")),
        "made_of_snapshot_id": None,
        "attachments": [],
    }


def test_a_snapshot_of_which_aws_tells_everything() -> None:
    told = snapshot(
        StorageTier="archive",
        StartTime=THEN,
        CompletionTime=THEN,
        VolumeSize=100,
        FullSnapshotSizeInBytes=4096,
        Encrypted=True,
        KmsKeyId="arn:aws:kms:::key/k",
        Description="of something",
        Tags=[{"Key": "Name", "Value": "nightly"}],
    )
    lock = {
        "SnapshotId": "snap-1",
        "LockState": "compliance-cooloff",
        "LockDuration": 365,
        "LockCreatedOn": THEN,
        "CoolOffPeriod": 24,
        "CoolOffPeriodExpiresOn": THEN,
        "LockExpiresOn": THEN,
    }
    other = {"SnapshotId": "snap-2", "LockState": "governance"}
    ran = ec2(told, snapshot("snap-2"), DescribeLockedSnapshots={"Snapshots": [lock, other]})
    fact, second = ran.all(SNAPSHOT)
    assert (fact.id, fact.name) == (f"arn:aws:ec2:{REGION}::snapshot/snap-1", "nightly")
    assert (fact.tags, fact.gaps) == ({"Name": "nightly"}, ())
    assert fact.config == {
        "snapshot_id": "snap-1",
        "volume_arn": arn(),
        "state": "completed",
        "storage_tier": "archive",
        "started_at": AT,
        "completed_at": AT,
        "volume_size_gib": 100,
        "size_bytes": 4096,
        "encrypted": True,
        "key_arn": "arn:aws:kms:::key/k",
        "lock": {
            "state": "compliance-cooloff",
            "duration_days": 365,
            "locked_at": AT,
            "cooling_off_until": AT,
            "expires_at": AT,
        },
    }
    unknown = dict.fromkeys(("duration_days", "locked_at", "cooling_off_until", "expires_at"))
    assert second.config["lock"] == {"state": "governance", **unknown}
    assert ran.parameters("ec2:DescribeSnapshots") == [{"MaxResults": 1000, "OwnerIds": ["self"]}]


def test_a_snapshot_of_which_aws_tells_least() -> None:
    fact = ec2(snapshot(State="pending")).one(SNAPSHOT)
    assert (fact.name, fact.tags, fact.gaps) == ("snap-1", {}, ())
    assert fact.config == {
        "snapshot_id": "snap-1",
        "volume_arn": arn(),
        "state": "pending",
        **dict.fromkeys(("storage_tier", "started_at", "completed_at", "volume_size_gib", "size_bytes")),
        **dict.fromkeys(("encrypted", "key_arn", "lock")),
    }


@pytest.mark.parametrize("changes", [{"VolumeId": "vol-ffffffff"}, {"TransferType": "standard"}])
def test_a_copied_snapshot_names_no_volume(changes: dict[str, str]) -> None:
    assert ec2(snapshot(**changes)).one(SNAPSHOT).config["volume_arn"] is None
    assert ec2(without(snapshot(), "VolumeId")).one(SNAPSHOT).config["volume_arn"] is None


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        ([Refusal("UnauthorizedOperation", "no")], "access_denied", "UnauthorizedOperation: no"),
        ([Refusal("RequestLimitExceeded", "slow")], "throttled", "RequestLimitExceeded: slow"),
        (
            [{"Snapshots": [{"SnapshotId": "snap-1", "LockState": "governance"}], "NextToken": "x"}, DENIED],
            "access_denied",
            "partial, after 1 pages: AccessDenied: not for you",
        ),
        ([{"Snapshots": [{"LockState": "governance"}]}], "error", "malformed answer: no 'SnapshotId'"),
        ([{"Snapshots": [{"SnapshotId": "snap-1"}]}], "error", "malformed answer: no 'LockState'"),
    ],
)
def test_locks_that_are_not_known_are_a_gap(answer: list[Answer], reason: str, detail: str) -> None:
    ran = ec2(snapshot(), DescribeLockedSnapshots=answer)
    fact = ran.one(SNAPSHOT)
    assert fact.config["lock"] is None
    assert [(gap.path, gap.operation, gap.reason, gap.detail) for gap in fact.gaps] == [
        ("/config/lock", "ec2:DescribeLockedSnapshots", reason, detail)
    ]
    assert ran.coverage.gaps == ()


def test_volumes_and_snapshots_of_three_pages_each() -> None:
    numbers = [range(i, i + 2) for i in (0, 2, 4)]
    ran = ec2(
        DescribeVolumes=list(pages("Volumes", "NextToken", *([volume(f"vol-{n}") for n in page] for page in numbers))),
        DescribeSnapshots=list(
            pages("Snapshots", "NextToken", *([snapshot(f"snap-{n}") for n in page] for page in numbers))
        ),
    )
    assert [fact.name for fact in ran.all(VOLUME)] == [f"vol-{n}" for n in range(6)]
    assert [fact.name for fact in ran.all(SNAPSHOT)] == [f"snap-{n}" for n in range(6)]
    assert [asked["MaxResults"] for asked in ran.parameters("ec2:DescribeVolumes")] == [500] * 3
    assert len(ran.parameters("ec2:DescribeLockedSnapshots")) == 1


@pytest.mark.parametrize(("operation", "kind"), [("DescribeVolumes", VOLUME), ("DescribeSnapshots", SNAPSHOT)])
def test_what_cannot_be_listed_leaves_its_kind_incomplete(operation: str, kind: str) -> None:
    ran = ec2(**{operation: DENIED})
    assert ran.gaps(kind) == [(f"ec2:{operation}", "access_denied", "AccessDenied: not for you")]
    assert len(ran.coverage.gaps) == 1
    ran = ec2(without(volume(), "State"), without(snapshot(), "State"))
    assert ran.gaps(kind) == [(f"ec2:{operation}", "error", "malformed answer: no 'State'")]


def test_calls_are_as_many_as_declared() -> None:
    idle = ec2()
    assert (sum(idle.coverage.calls.values()), idle.coverage.gaps) == (EC2.idle_calls, ())
    ran = ec2(*map(volume, ("vol-1", "vol-2")), *map(snapshot, ("snap-1", "snap-2")))
    assert ran.coverage.calls == dict.fromkeys(sorted(map(str, EC2.operations)), 1)
    assert EC2.calls_each == {}
