"""The snapshots of an EBS volume that can be restored, by the tier that they are stored in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Json, Profile

_SNAPSHOT: Final = "ec2.snapshot"


def _snapshot(fact: Fact) -> Iterator[Note]:
    config, lock = fact.config, fact.config["lock"]
    if config["volume_arn"] and config["state"] == "completed" and config["started_at"]:
        locked = lock and lock["state"] == "compliance"
        yield (
            config["volume_arn"],
            {
                "storage_tier": config["storage_tier"],
                "started_at": config["started_at"],
                "locked_until": lock["expires_at"] if locked else None,
            },
        )


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    groups: dict[str, list[Json]] = {}
    for snapshot in notes.notes("snapshots", fact.id):
        groups.setdefault(snapshot["storage_tier"] or "", []).append(snapshot)
    gaps = notes.missing(_SNAPSHOT, fact.account, fact.region, fact.id)
    return [_summed(tier or None, snapshots) for tier, snapshots in sorted(groups.items())], gaps


def _summed(tier: str | None, snapshots: list[Json]) -> Json:
    newest = max(snapshots, key=lambda snapshot: snapshot["started_at"])
    return {
        "storage_tier": tier,
        "count": len(snapshots),
        "newest_at": newest["started_at"],
        "oldest_at": min(snapshot["started_at"] for snapshot in snapshots),
        "locked_until": newest["locked_until"],
    }


SNAPSHOTS: Final = Join(name="snapshots", kinds=frozenset({"ec2.volume"}), keeps={_SNAPSHOT: _snapshot}, find=_find)
