"""What a tier requires, in words."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model import Json
from scanner.render.matrix import spoken

NONE = "-"


def worded(name: str, value: Json) -> str:
    """The value of a requirement, by its name: "35 d", "1 d 6 h", "yes", "cross_region, cross_account"."""
    if value is None:
        return NONE
    if value is True:
        return "yes"
    if name.endswith("_seconds"):
        return spoken(value)
    if name.endswith("_days"):
        return f"{value} d"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {worded(key, each)}" for key, each in value.items() if each is not None)
    return ", ".join(value) if isinstance(value, list) else str(value)
