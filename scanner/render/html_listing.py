"""Lists that are cut to what a person reads, and say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

_MOST_ROWS = 100

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a table: at most so many as a person reads, `total` before the cut, and a note when it was cut."""

    rows: Sequence[Any]
    total: int
    note: str


def listing(
    rows: Sequence[Any], most: int = _MOST_ROWS, total: int | None = None, *, rest: str = "findings.json has all"
) -> Listing:
    """The first `most` of rows. total: how many there are, if not all of them are given. rest: where the others are."""
    count = len(rows) if total is None else total
    note = f" (first {most} of {count:,}; {rest})" if count > most else ""
    return Listing(rows[:most], count, note)


class First(Generic[Kept]):
    """Keeps the first few of many by a key, the earlier of equals, and counts them all."""

    def __init__(self, most: int, key: Callable[[Kept], Any]) -> None:
        self.total = 0
        self._most = most
        self._key = key
        self._kept: list[tuple[Any, Kept]] = []

    def add(self, each: Kept) -> None:
        """Consider one more; at most twice the number to keep are held."""
        self.total += 1
        self._kept.append((self._key(each), each))
        if len(self._kept) >= 2 * self._most:
            self._cut()

    def kept(self) -> list[Kept]:
        """The first, in order."""
        self._cut()
        return [each for _, each in self._kept]

    def _cut(self) -> None:
        self._kept = sorted(self._kept, key=itemgetter(0))[: self._most]
