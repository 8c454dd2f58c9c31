"""JSON Schemas, compiled, and what they find wrong told in one line."""

from __future__ import annotations

import json

import jsonschema_rs

from scanner.model import Json

_SHOWN = 80
"""Characters of a value or a pointer that a message shows: what does not fit may hold anything, of any size."""
_MASK = "\0"
"""Stands for the offending value in the validator's message, until that is put in cut short."""

Validator = jsonschema_rs.Draft202012Validator


def compiled(schema: dict[str, Json]) -> Validator:
    """A validator for `problem`. Formats are checked, date-time among them."""
    return Validator(schema, validate_formats=True, mask=_MASK)


def problem(validator: Validator, value: Json) -> str:
    """The first thing that does not fit, as "/pointer: what is wrong"; "" if all fits."""
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in error.instance_path)
        message = error.message.replace(_MASK, shown(error.instance), 1)
        return f"{_cut(visible(pointer)) or '/'}: {_cut(visible(message), 3 * _SHOWN)}"
    return ""


def shown(value: Json) -> str:
    """The value as JSON in printable ASCII, cut short."""
    return _cut(json.dumps(value, default=repr))


def visible(text: str) -> str:
    """The text with what does not print escaped, for names that anybody may have chosen."""
    if text.isprintable():  # most are, and are looked at a hundred times faster like this
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _cut(text: str, most: int = _SHOWN) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
