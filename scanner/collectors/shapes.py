"""Small pure steps from AWS's values to ours. What AWS does not allow raises, and becomes a gap where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, OverflowError)
"""What reading an answer that lacks a field, or has another type or value there than AWS documents, raises."""


def moment(value: datetime | None) -> str | None:
    """RFC 3339 in UTC, whole seconds; None for None."""
    return None if value is None else instant(value)


def instant(value: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def either(value: str, on: Iterable[str], off: Iterable[str]) -> bool:
    """True for a value in `on`, False for one in `off`.

    Raises:
        ValueError: it is in neither: AWS has a state that this version does not know.
    """
    if value in on:
        return True
    if value in off:
        return False
    raise ValueError(f"unknown value {value!r}")


def enabled(section: Mapping[str, Any] | None) -> bool | None:
    """S3's {"Status": "Enabled"} or "Disabled"; None where the section is missing."""
    return None if section is None else either(section["Status"], ("Enabled",), ("Disabled",))


def text(value: Any) -> str:  # noqa: ANN401 - JSON holds anything, whatever AWS's model says
    """The text that identifies something.

    Raises:
        TypeError: it is none, and a snapshot with such an id, name or tag could not be read again.
    """
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r} is no text")


def tag_map(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """AWS's list of Key and Value as a mapping.

    Raises:
        TypeError: a key or a value is no text.
    """
    return {text(tag["Key"]): text(tag["Value"]) for tag in tags}
