"""How restores of a resource's recovery points ended, and how long they took, vault by vault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Json, Profile

_JOB: Final = "backup.restore_job"

_FAILED: Final = frozenset({"ABORTED", "FAILED"})


def _restore(fact: Fact) -> Iterator[Note]:
    config = fact.config
    if config["source_resource_arn"] and config["vault_arn"]:
        yield (
            config["source_resource_arn"],
            {
                "vault_arn": config["vault_arn"],
                "status": config["status"],
                "completed_at": config["completed_at"],
                "seconds": config["duration_seconds"],
                "validated": config["validation"]["status"] == "SUCCESSFUL",
            },
        )


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """A restore runs in the account and Region of its vault: wherever recovery points lie, somebody may have tried."""
    groups: dict[str, list[Json]] = {}
    for job in notes.notes("restores", fact.id):
        groups.setdefault(job["vault_arn"], []).append(job)
    places = {(fact.account, fact.region)}
    places |= {(point["account"], point["region"]) for point in notes.recovery_points(fact.id)}
    gaps = [gap for where in sorted(places) for gap in notes.missing(_JOB, *where, fact.id)]
    return [_summed(arn, jobs) for arn, jobs in sorted(groups.items())], gaps


def _summed(vault_arn: str, jobs: list[Json]) -> Json:
    completed = [job for job in jobs if job["status"] == "COMPLETED"]
    return {
        "vault_arn": vault_arn,
        "completed": len(completed),
        "failed": sum(job["status"] in _FAILED for job in jobs),
        "newest_completed_at": max((job["completed_at"] for job in completed if job["completed_at"]), default=None),
        "longest_seconds": max((job["seconds"] for job in completed if job["seconds"] is not None), default=None),
        "validated": sum(job["validated"] for job in completed),
    }


RESTORES: Final = Join(
    name="restores",
    kinds=frozenset({"dynamodb.table", "ec2.volume", "efs.file_system", "rds.cluster", "rds.instance", "s3.bucket"}),
    keeps={_JOB: _restore},
    find=_find,
)
