"""Text laid out in columns of a terminal, where a Chinese character takes two and a combining mark none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator


def width(text: str) -> int:
    """Return how many columns `text` takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def chop(text: str, room: int) -> Iterator[str]:
    """Cut `text` into pieces of at most `room` columns (2 or more), keeping every character."""
    piece, used = "", 0
    for character in text:
        columns = _columns(character)
        if used + columns > room:
            yield piece
            piece, used = "", 0
        piece += character
        used += columns
    yield piece


def clip(text: str, characters: int) -> str:
    """Shorten `text` to its first `characters`, and say how many were left out."""
    return text if len(text) <= characters else f"{text[:characters]}… ({len(text) - characters:,} more characters)"


def fold(words: Iterable[str], room: int) -> Iterator[str]:
    """Put words into lines of at most `room` columns; a word that is longer is cut."""
    line, used = "", 0
    for word in words:
        for piece in chop(word, room):
            needed = width(piece)
            if line and used + 1 + needed > room:
                yield line
                line, used = "", 0
            line, used = (f"{line} {piece}", used + 1 + needed) if line else (piece, needed)
    if line:
        yield line
