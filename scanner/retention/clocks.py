"""How long the lifecycle rules that match an object, taken together, let it stay.

Days are counted as S3 does: an action is due at the midnight UTC after so many days, and done some time later, so what
stays N days stays less than a day more, and the time that S3 takes. Sources:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html (counting, rounding, actions)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html (the shorter expiration is honoured)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html (versioning)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scanner.model import Json

Rule = dict[str, Json]
"""A lifecycle rule of an s3.bucket fact."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """least, most: in days; None for ever. by: the id of the rule that sets the least; None: no rule does."""

    least: int | None
    most: int | None
    by: str | None


GONE = Span(0, 0, None)
"""Not kept at all."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long an object stays: as the current version while nobody touches it, and once overwritten or deleted.

    keeps_newest: how many noncurrent versions stay however old; None: all. kept: the most days from when anything is
    written until it is gone for good, if nobody touches it; None: for ever.
    """

    versioning: str
    lock_days: int | None
    current: Span
    deleted: Span
    keeps_newest: int | None
    kept: int | None


def stay(rules: Sequence[Rule], versioning: str, lock_days: int | None, taken_at: str) -> Stay:
    """What the rules that match an object make of it. lock_days: of the bucket's default retention."""
    now, then = _current(rules, taken_at), _deleted(rules, versioning, lock_days)
    newest = min((rule["newer_noncurrent_versions"] or 0 for rule in rules if ends_versions(rule)), default=None)
    kept = now.most
    if kept is not None and versioning != "Disabled":
        surely = min((rule["noncurrent_days"] for rule in rules if _ends_all(rule)), default=None)
        kept = None if surely is None else max(kept + surely, lock_days or 0)
    return Stay(versioning, lock_days, now, then, newest if versioning == "Enabled" else 0, kept)


def _current(rules: Iterable[Rule], taken_at: str) -> Span:
    """A rule with a date is counted from `taken_at`: it expires whatever it matches from that date on."""
    due = [(rule["expiration_days"], rule["expiration_days"], rule["id"]) for rule in rules if rule["expiration_days"]]
    for rule in rules:
        if rule["expiration_date"]:
            ahead = days_until(rule["expiration_date"], taken_at)
            due.append((math.floor(ahead), math.ceil(ahead), rule["id"]))
    if not due:
        return Span(None, None, None)
    least, _, by = min(due)
    return Span(least, min(most for _, most, _ in due), by)


def _deleted(rules: Iterable[Rule], versioning: str, lock_days: int | None) -> Span:
    """A version's clock starts when its successor is made.

    With NewerNoncurrentVersions the newest so many stay however old, so that such a rule sets a least and no most;
    delete markers may be counted among them. Without NoncurrentDays beside it, AWS does not say when the others go: at
    once, for all that is promised. While versioning is suspended, what has no version id of its own is replaced for
    good; versions from before stay. A locked version goes when its lock has ended too, but locks are no part of the
    least: versions from before the default retention was set have none.
    """
    if versioning == "Disabled":
        return GONE
    ending = [rule for rule in rules if ends_versions(rule)]
    least, by = min(((rule["noncurrent_days"] or 0, rule["id"]) for rule in ending), default=(None, None))
    sure = [rule["noncurrent_days"] for rule in ending if _ends_all(rule)]
    most = max(min(sure), lock_days or 0) if sure else None
    return Span(0, most, None) if versioning == "Suspended" else Span(least, most, by)


def ends_versions(rule: Rule) -> bool:
    """Whether a rule deletes noncurrent versions."""
    return rule["noncurrent_days"] is not None or rule["newer_noncurrent_versions"] is not None


def _ends_all(rule: Rule) -> bool:
    """Whether a rule deletes noncurrent versions, however few there are."""
    return rule["noncurrent_days"] is not None and not rule["newer_noncurrent_versions"]


def days_until(date: str, taken_at: str) -> float:
    """From one moment to another; 0 if it has passed."""
    return max(0.0, (datetime.fromisoformat(date) - datetime.fromisoformat(taken_at)) / _DAY)
