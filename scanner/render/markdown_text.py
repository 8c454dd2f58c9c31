"""Text from outside in GitHub's Markdown: always seen as it is, never as structure, link, mention or reference.

A name or a value is a code span. In a sentence only those words are, of which GitHub or GitLab could make something:
all but plain words and numbers with the punctuation that goes with them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import groupby

from scanner.render import plain
from scanner.render.columns import clip

_WORD = re.compile(r"[(\"']*[A-Za-z0-9]+(?:[-'./,][A-Za-z0-9]+)*%?[)\"',.;:?!]*")
_LIVE = re.compile(r"[^A-Za-z0-9]*(?:www\.|gh-\d|[0-9a-f]{7,}\b)", re.IGNORECASE)
"""Words that are plain, and yet become links: to sites, to issues, to commits."""

_ORDINAL = re.compile(r"\d+[.)]")
_NAME = 200


def code(text: str, longest: int = _NAME) -> str:
    """Show a name or a value as a code span; one that is blank says so."""
    shown = clip(plain.one_line(text), longest)
    if not shown.strip():
        return "(blank)"
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str, longest: int = 1_000) -> str:
    """Show a sentence, with those of its words as code that could be taken for anything but words."""
    words = clip(plain.one_line(text), longest).split()
    if not words:
        return ""
    numbered = bool(_ORDINAL.fullmatch(words[0]))  # at the beginning of a line it would begin a list
    runs = groupby(words[numbered:], _harmless)
    shown = (" ".join(run) if harmless else code(" ".join(run), longest) for harmless, run in runs)
    return " ".join([*map(code, words[:numbered]), *shown])


def inline(text: str) -> str:
    """Show a sentence inside an element of HTML, where Markdown has no power."""
    shown = clip(plain.one_line(text), _NAME)
    escaped = html.escape(shown if shown.strip() else "(blank)", quote=False)
    return escaped if all(map(_harmless, shown.split())) else f"<code>{escaped}</code>"


def _harmless(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and not _LIVE.match(word)


def row(cells: Iterable[str]) -> str:
    """Make one row of a table of cells that are Markdown already."""
    inner = " | ".join(cell.replace("|", "\\|") for cell in cells)
    return f"| {inner} |\n"


def header(*names: str) -> str:
    """Make the head of a table; a name that ends in a colon stands over numbers."""
    rule = ("---:" if name.endswith(":") else "---" for name in names)
    return row(name.removesuffix(":") for name in names) + row(rule)


def where(account: str, region: str) -> str:
    """Name an account and a Region."""
    return f"{code(account)} {code(region)}"
