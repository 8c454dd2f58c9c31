"""Where a bucket that another one is replicated to keeps things for a shorter time than that one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scanner.model import Json
from scanner.retention.effective import Bucket, described, shortest
from scanner.retention.filters import Filter, classes, joined


class Comparison(NamedTuple):
    """shorter: the regions in which the replica keeps less, and what. least: the shortest times over all regions.

    complete: whether there is no other region.
    """

    shorter: list[Json]
    deleted_min_days: int | None
    current_min_days: int | None
    complete: bool


def compared(source: Mapping[str, Json], replica: Mapping[str, Json], sent: Filter, taken_at: str) -> Comparison:
    """Compares the lifecycle of two buckets for what a replication rule sends. Both: configs, as for `Bucket.read`."""
    here, there = Bucket.read(source), Bucket.read(replica)
    filters = [*here.filters, *there.filters, sent]
    own, theirs = len(here.filters), len(filters) - 1
    found = classes(filters)
    shorter = []
    lasting = []
    for matched in found.matched:
        if theirs not in matched:
            continue
        ours = here.region((place for place in matched if place < own), taken_at)
        other = there.region((place - own for place in matched if own <= place < theirs), taken_at)
        lasting.append(other)
        where = described(joined(filters[place] for place in matched))
        for what in ("deleted", "current"):
            source_days, replica_days = ours[f"{what}_min_days"], other[f"{what}_min_days"]
            if replica_days is not None and (source_days is None or replica_days < source_days):
                decided = {"what": what, "source_days": source_days, "replica_days": replica_days}
                shorter.append(where | decided | {"rule": other[f"{what}_by"]})
    return Comparison(
        shorter,
        shortest(each["deleted_min_days"] for each in lasting),
        shortest(each["current_min_days"] for each in lasting),
        found.complete,
    )
