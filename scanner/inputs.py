"""The documents that rules see: built from a fact, and checked against schemas/input.json as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache

import orjson

from scanner import facts
from scanner.assets import SCHEMAS
from scanner.model import Fact, Json, Profile
from scanner.schema import Validator, compiled, problem, shown

_PROFILE = tuple(each.name for each in fields(Profile))

_LOCATIONS = {
    "type": "object",
    "properties": {
        name: {"type": ["array", "null"], "items": {"type": "string"}, "minItems": 1}
        for name in ("accounts", "regions")
    },
    "required": ["accounts", "regions"],
    "additionalProperties": False,
}
"""The one requirement that comes from safehold.yaml and not from a tier. null: anywhere."""


def document(  # noqa: PLR0913 - what a rule sees, by name
    fact: Fact,
    *,
    links: Mapping[str, Json],
    profile: Profile,
    requires: Mapping[str, Json],
    taken_at: str,
    as_of: str,
) -> dict[str, Json]:
    """What a rule sees of `fact`, whose gaps are to include those of its links.

    taken_at: when the snapshot was begun. as_of: the moment to judge for. Both RFC 3339 UTC, whole seconds.
    """
    return {
        **facts.to_json(fact),
        "links": links,
        "profile": {name: getattr(profile, name) for name in _PROFILE},
        "requires": requires,
        "taken_at": taken_at,
        "as_of": as_of,
    }


def misfit(value: Mapping[str, Json]) -> str:
    """Why a document does not fit the schema of its kind, in one line; "" if it does."""
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in facts.KINDS:
        return f"unknown kind {shown(kind)}"
    return problem(_validator(kind), value)


@cache
def schema(kind: str) -> Mapping[str, Json]:
    """schemas/input.json for one kind: with its `config`, and with what a tier may require of it."""
    whole = _read("input.json")
    require = _read("tier.json")["properties"]["requirements"]["items"]["properties"]["require"]
    # A tier writes null to take back what the tier that it extends requires; what is left is never null.
    asked = {name: {**values["anyOf"][0]} for name, values in require["properties"].items()}
    whole["properties"]["config"] = _read(f"facts/{kind}.json")
    whole["properties"]["requires"] = {**require, "properties": asked | {"allowed_locations": _LOCATIONS}}
    return whole


def exists(kind: str, pointer: str) -> bool:
    """Whether documents of a kind have a place for `pointer`, a JSON pointer of names without indices."""
    node: Json = schema(kind)
    for step in pointer.split("/")[1:]:
        while "items" in node:
            node = node["items"]
        node = node.get("properties", {}).get(step)
        if node is None:
            return False
    return True


@cache
def _validator(kind: str) -> Validator:
    return compiled(dict(schema(kind)))


def _read(name: str) -> dict[str, Json]:
    raw: dict[str, Json] = orjson.loads((SCHEMAS / name).read_bytes())
    return {key: value for key, value in raw.items() if key not in ("$id", "$schema")}
