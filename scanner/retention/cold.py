"""When objects move to where they have to be restored before they can be read, and how long that takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from scanner.model import Json
from scanner.retention.clocks import Rule, Stay, days_until, ends_versions

RESTORE_HOURS: Final = {"GLACIER": 5, "ARCHIVE_ACCESS": 5, "DEEP_ARCHIVE": 12, "DEEP_ARCHIVE_ACCESS": 12}
"""What a standard retrieval takes at most, as a rule; bulk takes longer, expedited is for single objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
"""


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A move to a cold class: which, how long a restore takes, after how many days, and by which rule."""

    hours: int
    days: int
    storage_class: str
    by: str


def moves(rules: Sequence[Rule], tierings: Sequence[Json], stay: Stay, taken_at: str) -> Iterator[Move]:
    """Every move to a cold class that the rules and archive tiers matching an object can bring about.

    Objects smaller than 128 KB are not moved by default, but nothing in the facts says which default a bucket has.
    An archive tier takes what lies in Intelligent-Tiering, whether a rule or its writer put it there.
    """
    for rule in rules:
        for move in rule["transitions"]:
            days = int(days_until(move["date"], taken_at)) if move["date"] else move["days"] or 0
            if move["storage_class"] in RESTORE_HOURS and _comes_first(days, stay):
                yield Move(RESTORE_HOURS[move["storage_class"]], days, move["storage_class"], rule["id"])
        for move in rule["noncurrent_transitions"] if stay.versioning != "Disabled" else ():
            days, newer = move["noncurrent_days"] or 0, move["newer_noncurrent_versions"] or 0
            if move["storage_class"] in RESTORE_HOURS and not _overtaken(days, newer, rules, stay.lock_days or 0):
                yield Move(RESTORE_HOURS[move["storage_class"]], days, move["storage_class"], rule["id"])
    for tiering in tierings:
        for tier in tiering["archive_tiers"]:
            if tier["tier"] in RESTORE_HOURS and (stay.kept is None or tier["days"] < stay.kept):
                yield Move(RESTORE_HOURS[tier["tier"]], tier["days"], tier["tier"], tiering["id"])


def _comes_first(days: int, stay: Stay) -> bool:
    """Permanent deletion takes precedence over transition, and transition over creating a delete marker.

    What is due at once is done at the next midnight, as what is due in a day.
    """
    if stay.current.most is None:
        return True
    expires = max(stay.current.most, 1)
    return days < expires or (days == expires and stay.versioning != "Disabled")


def _overtaken(days: int, newer: int, rules: Sequence[Rule], lock_days: int) -> bool:
    """Whether versions are always deleted before, or when, they would be moved; a lock holds off the deletion alone."""
    return lock_days <= days and any(
        (rule["newer_noncurrent_versions"] or 0) <= newer and (rule["noncurrent_days"] or 0) <= days
        for rule in rules
        if ends_versions(rule)
    )
