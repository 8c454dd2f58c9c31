"""Which objects the filters of a bucket's rules are about, and into which classes they divide all objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from scanner.model import Json

MOST_COMBINATIONS: Final = 20_000
"""Of prefix, tags and size that are tried before `classes` gives up on intersections: a bucket has at most 1,000 rules,
but those of 20 tags alone can intersect in a million ways."""

_MOST_TAGS: Final = 10
"""That an object can have: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"""

_Tags = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """An object matches it when its key begins with `prefix`, it has all of `tags`, and its size lies between."""

    prefix: str = ""
    tags: _Tags = frozenset()
    over: int | None = None
    under: int | None = None

    @classmethod
    def read(cls, raw: Mapping[str, Json]) -> Filter:
        """The filter of a lifecycle, replication or tiering rule."""
        return cls(
            raw["prefix"],
            frozenset(raw["tags"].items()),
            raw.get("size_greater_than_bytes"),
            raw.get("size_less_than_bytes"),
        )

    def takes(self, size: int) -> bool:
        """Whether an object may be of that size."""
        return (self.over is None or size > self.over) and (self.under is None or size < self.under)


class Classes(NamedTuple):
    """The classes that objects fall into.

    matched: of each class the places of the filters that all its objects match, and none of which the others do;
    the fewest first. No class is empty, and every object is in one. complete: whether these are all of them; else they
    are those of the objects that match some filter by as little as possible.
    """

    matched: Sequence[frozenset[int]]
    complete: bool


class _Least(NamedTuple):
    """An object whose key begins with `prefix` and goes on like no filter's does, with these tags and no others."""

    prefix: str
    tags: _Tags
    size: int


def classes(filters: Sequence[Filter]) -> Classes:
    """How the filters divide all objects."""
    found: dict[frozenset[int], None] = {}
    left = MOST_COMBINATIONS
    for prefix in sorted({"", *(each.prefix for each in filters)}):
        nearby = {place: each for place, each in enumerate(filters) if prefix.startswith(each.prefix)}
        tagged = _unions([each.tags for each in nearby.values()], left)
        sizes = _sizes(nearby.values())
        left -= len(tagged) * len(sizes)
        if left < 0:
            return Classes(_ordered(_singly(filters)), complete=False)
        for tags, size in product(tagged, sizes):
            found[_matched(nearby, _Least(prefix, tags, size))] = None
    return Classes(_ordered(found), complete=True)


def joined(filters: Iterable[Filter]) -> Filter:
    """The filter of what matches all of some filters, which is not nothing."""
    filters = list(filters)
    return Filter(
        max((each.prefix for each in filters), key=len, default=""),
        frozenset().union(*(each.tags for each in filters)),
        max((each.over for each in filters if each.over is not None), default=None),
        min((each.under for each in filters if each.under is not None), default=None),
    )


def _matched(filters: Mapping[int, Filter], least: _Least) -> frozenset[int]:
    return frozenset(place for place, each in filters.items() if each.tags <= least.tags and each.takes(least.size))


def _singly(filters: Sequence[Filter]) -> Iterable[frozenset[int]]:
    """The classes of what matches each filter and as little else as possible, and of what matches next to nothing."""
    everywhere = {place: each for place, each in enumerate(filters) if each.prefix == ""}
    for size in _sizes(everywhere.values()):
        yield _matched(everywhere, _Least("", frozenset(), size))
    for each in filters:
        nearby = {place: other for place, other in enumerate(filters) if each.prefix.startswith(other.prefix)}
        yield _matched(nearby, _Least(each.prefix, each.tags, 0 if each.over is None else each.over + 1))


def _unions(tags: Iterable[_Tags], most: int) -> Sequence[_Tags]:
    """Every set of tags that some of the filters together ask for and an object can have; stops above `most`."""
    found = {frozenset[tuple[str, str]](): None}
    for asked in dict.fromkeys(tags):
        for held in list(found):
            union = held | asked
            if len({key for key, _ in union}) == len(union) <= _MOST_TAGS:
                found[union] = None
        if len(found) > most:
            break
    return list(found)


def _sizes(filters: Iterable[Filter]) -> Sequence[int]:
    """One size of each interval between the filters' bounds."""
    bounds = {0}
    for each in filters:
        bounds |= {0 if each.over is None else each.over + 1, 0 if each.under is None else each.under}
    return sorted(bounds)


def _ordered(found: Iterable[frozenset[int]]) -> Sequence[frozenset[int]]:
    return sorted(dict.fromkeys(found), key=lambda matched: (len(matched), sorted(matched)))
