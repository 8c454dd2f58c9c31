"""The table that a table was restored from: a restore brings neither TTL nor stream, tags nor recovery to a point back.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Gap, GapReason, Json, Profile

_TABLE: Final = "dynamodb.table"

_PARTS: Final = ("ttl", "stream", "pitr_enabled", "tags")


def _rows(fact: Fact) -> Iterator[Note]:
    config = fact.config
    pitr = config["pitr"]
    yield (
        fact.id,
        {
            "ttl": config["ttl"],
            "stream": config["stream"],
            "pitr_enabled": pitr and pitr["enabled"],
            "tags": fact.tags and dict(fact.tags),
        },
    )


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    restore = fact.config["restore"]
    if restore is None:
        return None, []
    arn: str | None = restore["source_table_arn"]
    nothing: Json = {"arn": arn, "known": False, **dict.fromkeys(_PARTS)}
    if arn is None or arn == fact.id:  # what has the name of its own source took that one's place
        return nothing, []
    for row in notes.notes("restore_source", arn):
        unread = [part for part in _PARTS if row[part] is None]
        gaps = [Gap("", "", GapReason.NOT_COLLECTED, f"{part} of {arn} could not be read") for part in unread]
        return {"arn": arn, "known": True, **row}, gaps
    region, account = arn.split(":")[3:5]
    return nothing, notes.missing(_TABLE, account, region, "")


RESTORE_SOURCE: Final = Join(name="restore_source", kinds=frozenset({_TABLE}), keeps={_TABLE: _rows}, find=_find)
