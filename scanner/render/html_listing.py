"""Lists that are cut to what a person reads, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a table: at most so many as a person reads, `total` before the cut, and a note when it was cut."""

    rows: Sequence[Any]
    total: int
    note: str


def listing(rows: Sequence[Any], most: int = _MOST_ROWS, total: int | None = None) -> Listing:
    """The first `most` of rows. total: how many there are, if not all of them are given."""
    count = len(rows) if total is None else total
    note = f" (first {most} of {count:,}; findings.json has all)" if count > most else ""
    return Listing(rows[:most], count, note)
