"""EFS: file systems, whether they are backed up, where they are replicated to, and what moves to colder storage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Collector, Draft, Section, Unit
from scanner.collectors.listings import Lookup, Rows
from scanner.collectors.shapes import either, moment, tag_map, text
from scanner.model import Fact, Json

FILE_SYSTEM = "efs.file_system"

_GONE = ("FileSystemNotFound",)


def _operation(name: str) -> Operation:
    return Operation("efs", name, f"elasticfilesystem:{name}")


LIST_FILE_SYSTEMS = Listing(_operation("DescribeFileSystems"), "FileSystems", ("MaxItems", 100), "Marker", "NextMarker")
LIST_REPLICATIONS = Listing(_operation("DescribeReplicationConfigurations"), "Replications", ("MaxResults", 100))


def _backup_policy(answer: Raw) -> dict[str, Json]:
    status = answer["BackupPolicy"]["Status"]
    return {"backup_policy": {"enabled": either(status, ("ENABLED", "ENABLING"), ("DISABLED", "DISABLING"))}}


def _lifecycle(answer: Raw) -> dict[str, Json]:
    """Each policy of the answer tells one transition."""
    told = {name: value for policy in answer["LifecyclePolicies"] for name, value in policy.items()}
    back = told.get("TransitionToPrimaryStorageClass")
    return {
        "lifecycle": {
            "to_infrequent_access_days": _days(told.get("TransitionToIA")),
            "to_archive_days": _days(told.get("TransitionToArchive")),
            "back_on_access": back is not None and either(back, ("AFTER_1_ACCESS",), ()),
        }
    }


def _days(rule: str | None) -> int | None:
    """The days of "AFTER_30_DAYS", counted from the last access."""
    if rule is None:
        return None
    match = re.fullmatch(r"AFTER_(\d+)_DAYS?", rule)
    if match is None:
        raise ValueError(f"unknown value {rule!r}")
    return int(match[1])


def _note_replication(region: str, rows: Rows, replication: Raw) -> None:
    """A replication is about its source, and about its destinations: either may be in the Region."""
    if text(replication["SourceFileSystemRegion"]) == region:
        row = rows.setdefault(_bare(replication["SourceFileSystemId"]), {})
        row.setdefault("destinations", []).extend(map(_destination, replication["Destinations"]))
    for destination in replication["Destinations"]:
        if text(destination["Region"]) == region:
            row = rows.setdefault(_bare(destination["FileSystemId"]), {})
            row["source_arn"] = replication["SourceFileSystemArn"]


def _bare(system: str) -> str:
    """The id; where another account is involved, AWS may give the ARN for it."""
    return system.rpartition("/")[2]


def _destination(destination: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "file_system_id": _bare(destination["FileSystemId"]),
        "region": destination["Region"],
        "account": destination.get("OwnerId"),
        "status": destination["Status"],
        "last_replicated_at": moment(destination.get("LastReplicatedTimestamp")),
    }


def _replication(told: Raw) -> dict[str, Json]:
    return {
        "replication": {
            "destinations": told.get("destinations", []),
            "source_arn": told.get("source_arn"),
        }
    }


DESCRIBE_BACKUP_POLICY = Section(
    _operation("DescribeBackupPolicy"),
    ("backup_policy",),
    _backup_policy,
    ("PolicyNotFound",),
    {"backup_policy": {"enabled": False}},
)
DESCRIBE_LIFECYCLE = Section(_operation("DescribeLifecycleConfiguration"), ("lifecycle",), _lifecycle, detail=True)
_REPLICATION = Section(LIST_REPLICATIONS.operation, ("replication",), _replication)


def _describe(unit: Unit, replications: Lookup, system: Raw) -> Fact:
    system_id = system["FileSystemId"]
    arn = system.get("FileSystemArn") or unit.arn("elasticfilesystem", f"file-system/{system_id}")
    draft = Draft(unit, FILE_SYSTEM, arn, system.get("Name") or system_id, _GONE)
    draft.config |= {
        "file_system_id": system_id,
        "state": system["LifeCycleState"],
        "created_at": moment(system.get("CreationTime")),
        "size_bytes": system["SizeInBytes"]["Value"],
        "encrypted": system.get("Encrypted"),
        "key_id": system.get("KmsKeyId"),
        "availability_zone": system.get("AvailabilityZoneName"),
        "overwrite_protection": system.get("FileSystemProtection", {}).get("ReplicationOverwriteProtection"),
    }
    draft.read(DESCRIBE_BACKUP_POLICY, FileSystemId=system_id)
    draft.read(DESCRIBE_LIFECYCLE, FileSystemId=system_id)
    draft.gone = ()  # what the listing of replications does not find is not this file system
    draft.take(_REPLICATION, replications.of(system_id))
    return draft.fact((tag_map(system["Tags"]), ()))


def _collect(unit: Unit) -> Iterator[Fact]:
    # Without replications, AWS may say so as it does of a single file system.
    note = partial(_note_replication, unit.region)
    replications = Lookup(unit, LIST_REPLICATIONS, note, ("ReplicationNotFound",))
    systems = unit.listed(LIST_FILE_SYSTEMS, FILE_SYSTEM)
    return unit.described(FILE_SYSTEM, LIST_FILE_SYSTEMS.operation, systems, partial(_describe, unit, replications))


EFS = Collector(
    name="efs",
    kinds=(FILE_SYSTEM,),
    operations=(
        *(listing.operation for listing in (LIST_FILE_SYSTEMS, LIST_REPLICATIONS)),
        *(section.operation for section in (DESCRIBE_BACKUP_POLICY, DESCRIBE_LIFECYCLE)),
    ),
    collect=_collect,
    calls_each={FILE_SYSTEM: 2},
)
