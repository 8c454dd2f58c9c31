"""Where a bucket's objects are replicated to, and how long they stay there."""

from __future__ import annotations

from typing import Final

from scanner.joins import bucket_notes
from scanner.joins.base import Join, Link, Notes
from scanner.joins.bucket_notes import BUCKET
from scanner.link_rows import unread
from scanner.model import Fact, Gap, GapReason, Json, Profile
from scanner.retention import Comparison, Filter, compared

_MOST_SHORTER: Final = 20
"""Regions that are named for each rule in which a replica keeps less."""

_NOT_COMPARED: Final = Comparison([], None, None, complete=False)


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    gaps = unread(fact, "replication")
    found: list[Json] = []
    for rule in fact.config["replication"]["rules"] if fact.config["replication"] else ():
        if rule["enabled"]:
            replica, missing = _replica(fact, rule, notes)
            found.append(replica)
            gaps += missing
    return found, gaps


def _replica(source: Fact, rule: Json, notes: Notes) -> tuple[Json, list[Gap]]:
    """What is known of where a replication rule sends objects, and why that may not be all."""
    arn = rule["destination_bucket_arn"]
    row, gaps = bucket_notes.find("replicas", arn, notes)
    gaps = [*gaps, *bucket_notes.decided(source)]
    config = row["config"] if row else dict.fromkeys(("versioning", "object_lock", "encryption"))
    lock, encryption = config["object_lock"] or {}, config["encryption"] or {}
    locked = lock.get("enabled", False)
    key = rule["replica_key_id"] or encryption.get("key_id")
    told = _NOT_COMPARED
    if not gaps:
        told = compared(source.config, config, Filter.read(rule["filter"]), notes.taken_at)
        if not told.complete:
            why = f"the lifecycle rules here and of {arn} meet in too many ways to be compared"
            gaps = [Gap("", "", GapReason.NOT_COLLECTED, why)]
    return {
        "rule": rule["id"],
        "bucket_arn": arn,
        "account": row["account"] if row else rule["destination_account"],
        "region": row["region"] if row else None,
        "known": told.complete,
        "versioning": config["versioning"] and config["versioning"]["status"],
        "lock_mode": lock["mode"] if locked else None,
        "lock_days": lock["default_retention_days"] if locked else None,
        "key_arn": key,
        "key_state": _state(key, row, notes),
        "deleted_min_days": told.deleted_min_days,
        "current_min_days": told.current_min_days,
        "shorter": told.shorter[:_MOST_SHORTER],
    }, gaps


def _state(key: str | None, bucket: Json, notes: Notes) -> str | None:
    """The state of the key of a replica; "none" without one of a customer's, None if it is not in the snapshot."""
    if bucket is not None and (key is None or key.rpartition(":")[2].startswith("alias/aws/")):
        return "none"  # AWS's own, which nobody can delete
    if key is None:
        return None
    place = {} if key.startswith("arn:") or bucket is None else {name: bucket[name] for name in ("account", "region")}
    states = {found["state"] for found in notes.notes("key", key, **place)}
    return states.pop() if len(states) == 1 else None


REPLICAS: Final = Join(
    name="replicas",
    kinds=frozenset({BUCKET}),
    keeps={BUCKET: bucket_notes.kept},
    find=_find,
)
