"""EC2's part of backup: EBS volumes, and the account's own snapshots with their locks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Collector, Draft, Section, Unit
from scanner.collectors.listings import Lookup, Rows
from scanner.collectors.shapes import moment, tag_map, text
from scanner.model import Fact, Json

VOLUME, SNAPSHOT = "ec2.volume", "ec2.snapshot"

# More than 500 volumes never come on a page: older editions of
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
LIST_VOLUMES = Listing(Operation("ec2", "DescribeVolumes"), "Volumes", ("MaxResults", 500))
LIST_SNAPSHOTS = Listing(Operation("ec2", "DescribeSnapshots"), "Snapshots", ("MaxResults", 1000))
LIST_LOCKS = Listing(Operation("ec2", "DescribeLockedSnapshots"), "Snapshots", ("MaxResults", 1000))

_NO_VOLUME = "vol-ffffffff"
"""What AWS gives as the volume of a copied snapshot."""


def _tags(resource: Raw) -> dict[str, str]:
    """EC2 leaves the list out where there are none."""
    return tag_map(resource.get("Tags", []))


def _attachment(attachment: Mapping[str, Json]) -> dict[str, Json]:
    """What AWS's own services manage is attached to something else than an instance."""
    return {
        "instance_id": attachment.get("InstanceId"),
        "resource_arn": attachment.get("AssociatedResource"),
        "state": attachment.get("State"),
        "delete_on_termination": attachment.get("DeleteOnTermination"),
    }


def _volume(unit: Unit, volume: Raw) -> Fact:
    volume_id, tags = volume["VolumeId"], _tags(volume)
    draft = Draft(unit, VOLUME, unit.arn("ec2", f"volume/{volume_id}"), tags.get("Name") or volume_id)
    draft.config |= {
        "volume_id": volume_id,
        "state": volume["State"],
        "type": volume.get("VolumeType"),
        "size_gib": volume.get("Size"),
        "created_at": moment(volume.get("CreateTime")),
        "availability_zone": volume.get("AvailabilityZone"),
        "encrypted": volume.get("Encrypted"),
        "key_arn": volume.get("KmsKeyId"),
        "made_of_snapshot_id": volume.get("SnapshotId") or None,
        "attachments": [_attachment(attachment) for attachment in volume.get("Attachments", [])],
    }
    return draft.fact((tags, ()))


def _note_lock(rows: Rows, locked: Raw) -> None:
    rows[text(locked["SnapshotId"])] = locked


def _lock(told: Raw) -> dict[str, Json]:
    if not told:
        return {"lock": None}
    return {
        "lock": {
            "state": told["LockState"],
            "duration_days": told.get("LockDuration"),
            "locked_at": moment(told.get("LockCreatedOn")),
            "cooling_off_until": moment(told.get("CoolOffPeriodExpiresOn")),
            "expires_at": moment(told.get("LockExpiresOn")),
        }
    }


_LOCK = Section(LIST_LOCKS.operation, ("lock",), _lock)


def _volume_arn(unit: Unit, snapshot: Raw) -> str | None:
    """The volume that the snapshot was made of; None for a copy, which may name any.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html
    """
    volume_id = text(snapshot.get("VolumeId", _NO_VOLUME))
    return None if volume_id == _NO_VOLUME or "TransferType" in snapshot else unit.arn("ec2", f"volume/{volume_id}")


def _snapshot(unit: Unit, locks: Lookup, snapshot: Raw) -> Fact:
    """Its ARN names no account, as AWS Backup has it too.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    """
    snapshot_id, tags = snapshot["SnapshotId"], _tags(snapshot)
    arn = f"arn:{unit.partition}:ec2:{unit.region}::snapshot/{snapshot_id}"
    draft = Draft(unit, SNAPSHOT, arn, tags.get("Name") or snapshot_id)
    draft.config |= {
        "snapshot_id": snapshot_id,
        "volume_arn": _volume_arn(unit, snapshot),
        "state": snapshot["State"],
        "storage_tier": snapshot.get("StorageTier"),
        "started_at": moment(snapshot.get("StartTime")),
        "completed_at": moment(snapshot.get("CompletionTime")),
        "volume_size_gib": snapshot.get("VolumeSize"),
        "size_bytes": snapshot.get("FullSnapshotSizeInBytes"),
        "encrypted": snapshot.get("Encrypted"),
        "key_arn": snapshot.get("KmsKeyId"),
    }
    draft.take(_LOCK, locks.of(snapshot_id))
    return draft.fact((tags, ()))


def _collect(unit: Unit) -> Iterator[Fact]:
    volumes = unit.listed(LIST_VOLUMES, VOLUME)
    yield from unit.read(VOLUME, LIST_VOLUMES.operation, volumes, partial(_volume, unit))
    own = unit.listed(LIST_SNAPSHOTS, SNAPSHOT, OwnerIds=["self"])
    locks = Lookup(unit, LIST_LOCKS, _note_lock)
    yield from unit.read(SNAPSHOT, LIST_SNAPSHOTS.operation, own, partial(_snapshot, unit, locks))


EC2 = Collector(
    name="ec2",
    kinds=(VOLUME, SNAPSHOT),
    operations=tuple(listing.operation for listing in (LIST_VOLUMES, LIST_SNAPSHOTS, LIST_LOCKS)),
    collect=_collect,
    idle_calls=2,
)
