"""The full backups of a table from before the last update of the stack that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.joins.stack import STACK
from scanner.model import Fact, Gap, Profile

_TABLE: Final = "dynamodb.table"
_BACKUP: Final = "dynamodb.backup"
_POINT: Final = "backup.recovery_point"


def _backups(fact: Fact) -> Iterator[Note]:
    """Those that somebody asked for: what DynamoDB makes of a deleted table is of another table."""
    config = fact.config
    if config["type"] in ("AWS_BACKUP", "USER") and config["status"] == "AVAILABLE":
        yield config["table_arn"], config["created_at"]


def _points(fact: Fact) -> Iterator[Note]:
    config = fact.config
    if ":table/" in config["resource_arn"] and config["status"] in ("AVAILABLE", "COMPLETED"):
        yield config["resource_arn"], config["created_at"]


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:
    """What is missing of the stack is a gap of its own link."""
    stack, _ = STACK.find(fact, profile, notes)
    if stack is None or stack["updated_at"] is None:
        return [], []
    found, gaps = [], list[Gap]()
    for kind in (_POINT, _BACKUP):
        made = [each for each in notes.notes("before_update", fact.id, kind=kind) if each < stack["updated_at"]]
        if made:
            found.append({"kind": kind, "made_at": max(made)})
        gaps += notes.missing(kind, fact.account, fact.region, fact.id)
    return found, gaps


BEFORE_UPDATE: Final = Join(
    name="before_update", kinds=frozenset({_TABLE}), keeps={_BACKUP: _backups, _POINT: _points}, find=_find
)
