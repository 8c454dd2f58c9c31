"""The indices of an OpenSearch domain that were made by a restore, as far as its newest snapshots tell.

Which indices a domain has, no operation of AWS says; which ones it had, a snapshot of all of them does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Gap, GapReason, Json, Profile

_SNAPSHOT: Final = "opensearch.snapshot"
_SUFFIX: Final = "_restored"
"""What FormKiQ's procedure adds to the name of an index when it restores one."""


def _rows(fact: Fact) -> Iterator[Note]:
    """Snapshots that hold what the domain held when they began."""
    config = fact.config
    if config["state"] == "SUCCESS" and config["started_at"] is not None:
        indices = config["indices"]
        yield (
            config["domain_arn"],
            {
                "repository": config["repository"],
                "snapshot": fact.name,
                "started_at": config["started_at"],
                "truncated": config["indices_truncated"],
                "restored": {
                    index: index.removesuffix(_SUFFIX) in indices for index in indices if index.endswith(_SUFFIX)
                },
            },
        )


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """Of the newest snapshot of each repository: an older one tells of indices that may be gone."""
    newest: dict[str, Json] = {}
    for row in notes.notes("restored_indices", fact.id):
        known = newest.get(row["repository"])
        if known is None or row["started_at"] > known["started_at"]:
            newest[row["repository"]] = row
    found = [
        {
            "index": index,
            "repository": row["repository"],
            "snapshot": row["snapshot"],
            "started_at": row["started_at"],
            "original_present": original,
        }
        for row in newest.values()
        for index, original in row["restored"].items()
    ]
    gaps = notes.missing(_SNAPSHOT, fact.account, fact.region, fact.id)
    for row in newest.values():
        if row["truncated"]:
            why = f"the snapshot {row['repository']}/{row['snapshot']} holds more indices than are named"
            gaps.append(Gap("", "", GapReason.NOT_COLLECTED, why))
    return sorted(found, key=lambda each: (each["index"], each["repository"])), gaps


RESTORED_INDICES: Final = Join(
    name="restored_indices", kinds=frozenset({"opensearch.domain"}), keeps={_SNAPSHOT: _rows}, find=_find
)
