"""The effective retention of a bucket: how long what is in it stays, for each region of its rules' filters.

A region is what matches some filters and none of the others. It is given by what those that it matches ask for
together, and regions come in an order such that an object belongs to the last one that it matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scanner.model import Json
from scanner.retention.clocks import Rule, ends_versions, stay
from scanner.retention.cold import moves
from scanner.retention.filters import Filter, classes, joined


@dataclass(frozen=True, slots=True)
class Bucket:
    """What decides how long a bucket keeps things. The rules are those that decide anything."""

    versioning: str
    lock_days: int | None
    rules: Sequence[Rule]
    tierings: Sequence[Json]

    @classmethod
    def read(cls, config: Mapping[str, Json]) -> Bucket:
        """Of an s3.bucket fact whose versioning and lifecycle are known.

        A default retention and archive tiers that are not known are taken for none.
        """
        lock, versioning = config["object_lock"] or {}, config["versioning"]["status"]
        return cls(
            versioning,
            lock["default_retention_days"] if lock.get("enabled") and lock["mode"] else None,
            [rule for rule in config["lifecycle"]["rules"] if rule["enabled"] and _decides(rule, versioning)],
            [each for each in config["tiering_configurations"] or () if each["enabled"]],
        )

    @property
    def filters(self) -> list[Filter]:
        """Those of the rules, then those of the archive tiers."""
        return [Filter.read(each["filter"]) for each in (*self.rules, *self.tierings)]

    def region(self, matched: Iterable[int], taken_at: str) -> dict[str, Json]:
        """How long what matches those of `filters` stays."""
        places = sorted(matched)
        rules = [self.rules[place] for place in places if place < len(self.rules)]
        tierings = [self.tierings[place - len(self.rules)] for place in places if place >= len(self.rules)]
        kept = stay(rules, self.versioning, self.lock_days, taken_at)
        cold = list(moves(rules, tierings, kept, taken_at))
        worst = max(cold, default=None)
        return {
            "deleted_min_days": kept.deleted.least,
            "deleted_max_days": kept.deleted.most,
            "deleted_by": kept.deleted.by,
            "current_min_days": kept.current.least,
            "current_max_days": kept.current.most,
            "current_by": kept.current.by,
            "expires_at": min((rule["expiration_date"] for rule in rules if rule["expiration_date"]), default=None),
            "kept_max_days": kept.kept,
            "keeps_newest": kept.keeps_newest,
            "cold_after_days": min((move.days for move in cold), default=None),
            "cold_class": worst.storage_class if worst else None,
            "cold_restore_hours": worst.hours if worst else None,
            "cold_by": worst.by if worst else None,
            "rules": [rule["id"] for rule in rules],
        }


def retention(
    config: Mapping[str, Json], taken_at: str, *, within: Filter | None = None, without: Sequence[Filter] = ()
) -> dict[str, Json]:
    """The effective retention of a bucket, in the shape of schemas/input.json#/properties/links/retention.

    within, without: only of what matches the one, and none of the others. complete: see `classes`; where it is false
    the regions given are real, and no other one keeps anything shorter than the shortest of them, unless `within` is
    given.
    """
    bucket = Bucket.read(config)
    filters = [*bucket.filters, *without, *([within] if within else ())]
    own = len(bucket.filters)
    found = classes(filters)
    regions = []
    for matched in found.matched:
        if any(own <= place < own + len(without) for place in matched) or (within and len(filters) - 1 not in matched):
            continue
        where = described(joined(filters[place] for place in matched))
        regions.append(where | bucket.region((place for place in matched if place < own), taken_at))
    return {
        "versioned": bucket.versioning == "Enabled",
        "complete": found.complete,
        "lock_days": bucket.lock_days,
        "regions": regions,
        "deleted_min_days": shortest(each["deleted_min_days"] for each in regions),
        "deleted_max_days": _longest(each["deleted_max_days"] for each in regions),
        "current_min_days": shortest(each["current_min_days"] for each in regions),
        "current_max_days": _longest(each["current_max_days"] for each in regions),
        "kept_max_days": _longest(each["kept_max_days"] for each in regions),
        "cold_restore_hours": max(
            (each["cold_restore_hours"] for each in regions if each["cold_restore_hours"] is not None), default=None
        ),
    }


def described(where: Filter) -> dict[str, Json]:
    """A filter, in the shape of a region's."""
    tags = dict(sorted(where.tags))
    return {"prefix": where.prefix, "tags": tags, "size_over_bytes": where.over, "size_under_bytes": where.under}


def shortest(days: Iterable[int | None]) -> int | None:
    """None is for ever."""
    return min((each for each in days if each is not None), default=None)


def _longest(days: Iterable[int | None]) -> int | None:
    known = list(days)
    return None if None in known else max((each for each in known if each is not None), default=None)


def _decides(rule: Rule, versioning: str) -> bool:
    """Whether a rule says anything about data: not about uploads or lone delete markers, nor versions without any."""
    on_current = rule["expiration_days"] or rule["expiration_date"] or rule["transitions"]
    return bool(on_current) or (
        versioning != "Disabled" and (ends_versions(rule) or bool(rule["noncurrent_transitions"]))
    )
