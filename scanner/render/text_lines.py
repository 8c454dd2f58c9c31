"""The lines of a text for a terminal: laid out, and safe whatever a name holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tabulate import tabulate

from scanner.render.columns import chop, clip, fold
from scanner.render.common import ci_safe, redact, visible

WIDTH = 97
"""Columns of a line; `ci_safe` may add three."""
LABEL = 11
LISTED = 12
"""How many accounts, Regions, gaps or tiers are named before the rest is only counted."""
FIELD = 400
"""How many characters of one value are shown."""

Lines = Iterator[str]


def counted(number: int, noun: str) -> str:
    """Write a number and what it counts: "2 findings"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def row(name: str, numbers: Iterable[int]) -> list[str]:
    """Build a row of a table."""
    return [name, *(f"{number:,}" for number in numbers)]


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Lines:
    """Lay out rows in columns; the first is text, the others are numbers."""
    alignment = ("left", *("right" for _ in headers[1:]))
    yield from tabulate(rows, headers, disable_numparse=True, colalign=alignment).splitlines()


def heading(text: str) -> Lines:
    """Write a heading, with an empty line before it."""
    yield ""
    yield text
    yield "=" * len(text)


def labelled(label: str, text: str, *, whole: bool = False) -> Lines:
    """Write a label and its text. whole: without a break at spaces."""
    yield from indented(clip(safe(text), FIELD), f"    {label:<{LABEL}}", " " * (4 + LABEL), whole=whole)


def indented(text: str, first: str, rest: str, *, whole: bool = False) -> Lines:
    """Break `text` into lines, at spaces or, to keep it whole, wherever a line is full."""
    room = WIDTH - len(first)
    for line in chop(text, room) if whole else fold(text.split(" "), room):
        yield first + line
        first = rest


def listing(values: Sequence[str]) -> str:
    """Name the first of many, and say how many more there are."""
    names = ", ".join(clip(safe(value), FIELD // 8) for value in values[:LISTED])
    return names if len(values) <= LISTED else f"{names} and {len(values) - LISTED:,} more"


def safe(text: str) -> str:
    """Make a value from outside fit for a line: before the line is broken, so that no break hides a command."""
    return ci_safe(visible(redact(text)))
