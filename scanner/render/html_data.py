"""Text of the HTML report: safe to show, whatever a name or a value holds, and cut where it is long."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping

import orjson

from scanner.model import Fact, Json, Rule
from scanner.render import frameworks
from scanner.render.common import redact, tokens, visible

_LONGEST_VALUE = 2_000
"""Characters of an expected or actual value: whole policies and lifecycles are in findings.json."""

_LONGEST_EXCERPT, _MOST_LINES = 600, 16
"""Characters and lines of an excerpt of a fact; the whole fact is in the snapshot."""

_BESIDE = 2
"""Keys of a pointer above which a plain value is shown with what stands beside it: fewer lead to all of the fact."""

_ABSENT = object()
_CODE = re.compile(r"`([^`]+)`")

UNKNOWN_TIER = "unknown"


def safe(text: str) -> str:
    """Show hidden characters, no secrets, and all that is not ASCII where a text is not in Unicode's composed form.

    "é" as one character and as two look the same, so that two names would too. Callers escape markup themselves.
    """
    shown = visible(redact(text))
    return shown if unicodedata.is_normalized("NFC", shown) else shown.encode("ascii", "backslashreplace").decode()


def named(text: str) -> str:
    """Show a name, and say so where it is blank."""
    shown = safe(text)
    return shown if shown.strip() else "(blank)"


def value_text(value: Json) -> str:
    """Write an expected or actual value as JSON for people: on one line, safe, and cut when it is very long."""
    text = safe(redact(json.dumps(value, ensure_ascii=False, sort_keys=True)))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} … (cut; whole in findings.json)"


def segments(text: str) -> list[tuple[bool, str]]:
    """Split text with `code` in backticks into pairs (whether it is code, the text without the backticks)."""
    parts = _CODE.split(safe(" ".join(text.splitlines())))
    return [(bool(index % 2), part) for index, part in enumerate(parts) if part]


def control_texts(rule: Rule) -> list[tuple[str, list[str]]]:
    """Return the rule's controls as pairs (title of the framework, ids), sorted."""
    return sorted((frameworks.named(name).title, list(ids)) for name, ids in rule.controls.items())


def excerpt(fact: Fact, pointer: str) -> list[str]:
    """Return the lines of JSON that the fact has at a pointer, safe, and cut when they are many.

    What is neither object nor array is shown with what stands beside it, and what is not there by what would hold it.
    There is none for what other facts say (/links/…), and for all of the configuration at once.
    """
    value: Json = {"config": fact.config, "tags": fact.tags}
    trail: list[tuple[str, Json]] = []
    for token in tokens(pointer):
        value = _entry(value, token)
        if value is _ABSENT:
            break
        trail.append((token, value))
    if len(trail) > _BESIDE and not isinstance(trail[-1][1], Mapping | list | tuple):
        trail.pop()
    if not trail or (len(trail) == 1 and trail[0][0] == "config"):
        return []
    key, value = trail[-1]
    whole = redact(f"{key}: {orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()}")
    lines = whole[:_LONGEST_EXCERPT].split("\n")[:_MOST_LINES]
    cut = len(whole) > _LONGEST_EXCERPT or whole.count("\n") >= _MOST_LINES
    return [*map(safe, lines), *(["…"] if cut else [])]


def _entry(value: Json, token: str) -> Json:
    if isinstance(value, Mapping):
        return value.get(token, _ABSENT)
    if isinstance(value, list | tuple) and token.isdecimal() and int(token) < len(value):
        return value[int(token)]
    return _ABSENT
