"""Which Regions of an account a scan did not look at, though something may be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Note, Notes
from scanner.model import Fact, Gap, GapReason

ACCOUNT: Final = "account"

EVERY: Final = "every"
"""A key of what is looked up by its place alone. An empty one would count what cannot be read in one as missing in all
listings of its kind.
"""


def enabled(fact: Fact) -> Iterator[Note]:
    """What to keep of an account."""
    yield EVERY, {"regions": fact.config["enabled_regions"]}


def looked_at(notes: Notes, account: str) -> tuple[str, ...]:
    """The Regions of the account that are in scope, sorted."""
    return next((each.regions for each in notes.scope.estate if each.id == account), ())


def unseen(notes: Notes, join: str, account: str) -> tuple[list[str], list[Gap]]:
    """The account's enabled Regions that were not looked at, and why there may be more. The join keeps `enabled`."""
    gaps = notes.missing(ACCOUNT, account, "global", EVERY)
    rows = notes.notes(join, EVERY, kind=ACCOUNT, account=account)
    told = rows[0]["regions"] if rows else None
    if told is None and not gaps:
        gaps = [Gap("", "", GapReason.NOT_COLLECTED, f"which Regions {account} has enabled is not in this snapshot")]
    return sorted(set(told or ()).difference(looked_at(notes, account))), gaps
