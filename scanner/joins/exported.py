"""Where exports of a stack or user pool are kept, and how new the newest there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Profile

_LOCATION: Final = "export.location"

_KEPT: Final = (
    "bucket",
    "prefix",
    "subject_root_arn",
    "subject_updated_at",
    "object_count",
    "newest_at",
    "newest_bytes",
    "newest_before_update_at",
)


def _rows(fact: Fact) -> Iterator[Note]:
    yield fact.config["subject_arn"], {name: fact.config[name] for name in _KEPT}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    return notes.notes("exported", fact.id), notes.missing(_LOCATION, fact.account, fact.region, fact.id)


EXPORTED: Final = Join(
    name="exported",
    kinds=frozenset({"cloudformation.stack", "cognito.user_pool"}),
    keeps={_LOCATION: _rows},
    find=_find,
)
