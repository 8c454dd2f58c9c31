"""What joins keep of buckets: all that decides how long they keep things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Note, Notes
from scanner.link_rows import unread
from scanner.model import Fact, Gap, GapReason, Json

BUCKET: Final = "s3.bucket"

_KEPT: Final = ("versioning", "lifecycle", "object_lock", "tiering_configurations", "encryption")
_DECIDE: Final = ("versioning", "lifecycle")
"""Without these nothing can be said of how long anything stays."""


def decided(fact: Fact) -> list[Gap]:
    """Why it cannot be said how long a bucket keeps things."""
    return [gap for name in _DECIDE for gap in unread(fact, name)]


def kept(fact: Fact) -> Iterator[Note]:
    """A bucket, by its ARN."""
    config = {name: fact.config[name] for name in _KEPT}
    gaps = [
        {"operation": gap.operation, "reason": gap.reason.value, "detail": gap.detail}
        for gap in (*decided(fact), *unread(fact, "object_lock"))
    ]
    yield fact.id, {"account": fact.account, "region": fact.region, "config": config, "gaps": gaps}


def find(join: str, arn: str, notes: Notes) -> tuple[Json, list[Gap]]:
    """A bucket by its ARN, and why it cannot be said how long it keeps things; None: it is not in the snapshot."""
    for row in notes.notes(join, arn, kind=BUCKET):
        return row, [Gap("", gap["operation"], GapReason(gap["reason"]), gap["detail"]) for gap in row["gaps"]]
    return None, [Gap("", "", GapReason.NOT_COLLECTED, f"the bucket {arn} is not in this snapshot")]
