"""Facts as JSON: one line each, and checked against schemas/fact.json with schemas/facts/<kind>.json for `config`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import orjson

from scanner.assets import SCHEMAS
from scanner.errors import SnapshotError
from scanner.model import Fact, Gap, GapReason, Json
from scanner.schema import Validator, compiled, problem, shown

KINDS: frozenset[str] = frozenset(path.stem for path in (SCHEMAS / "facts").glob("*.json"))
"""Every kind that has a schema."""

DERIVED: frozenset[str] = frozenset({"estate.application"})
"""Kinds that are made of other facts when a snapshot is judged: none is ever in one."""

TOLD: frozenset[str] = frozenset({"backup.restore_job"})
"""Kinds that reports list although no rule has to judge them. They are part of no application."""

_DEEPEST = 100
"""Far below what orjson writes (254) and the validator walks; a fact is about ten deep."""
_FACT_FIELDS = frozenset({"kind", "id", "account", "region", "name", "tags", "config", "gaps"})
_GAP_FIELDS = frozenset({"path", "operation", "reason", "detail"})


def encode(fact: Fact) -> bytes:
    """The fact as one JSON line without its newline, keys sorted, so that equal facts are equal bytes."""
    return orjson.dumps(to_json(fact), option=orjson.OPT_SORT_KEYS)


def decode(line: bytes) -> Fact:
    """The fact that `encode` wrote. Its shape is checked, its `config` is not: see `misfit`.

    Raises:
        SnapshotError: the line is not a fact.
    """
    raw = parse(line)
    if not isinstance(raw, dict) or raw.keys() != _FACT_FIELDS:
        raise SnapshotError(f"not a fact: it must have exactly the fields {', '.join(sorted(_FACT_FIELDS))}")
    tags, gaps = raw["tags"], raw["gaps"]
    for name in ("kind", "id", "account", "region", "name"):
        if not isinstance(raw[name], str):
            raise SnapshotError(f"not a fact: {name} is no string")
    if tags is not None and not (isinstance(tags, dict) and all(isinstance(value, str) for value in tags.values())):
        raise SnapshotError("not a fact: tags is neither null nor an object of strings")
    if not isinstance(raw["config"], dict):
        raise SnapshotError("not a fact: config is no object")
    if not isinstance(gaps, list):
        raise SnapshotError("not a fact: gaps is no array")
    return Fact(
        kind=raw["kind"],
        id=raw["id"],
        account=raw["account"],
        region=raw["region"],
        name=raw["name"],
        tags=tags,
        config=raw["config"],
        gaps=tuple(gap_from_json(gap) for gap in gaps),
    )


def parse(text: bytes) -> Json:
    """The JSON value of a text that anybody may have written.

    Raises:
        SnapshotError: it is not JSON, or nested deeper than the libraries behind this one can follow.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise SnapshotError(f"not JSON: {error}") from None
    if text.count(b"[") + text.count(b"{") > _DEEPEST and _is_deeper(value):
        raise SnapshotError(f"nested more than {_DEEPEST} deep")
    return value


def _is_deeper(value: Json) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for node in level if isinstance(node, dict | list) for child in _children(node)]
    return bool(level)


def _children(node: dict[str, Json] | list[Json]) -> Iterable[Json]:
    return node.values() if isinstance(node, dict) else node


def to_json(fact: Fact) -> dict[str, Json]:
    """The fact as schemas/fact.json has it. Mappings are shared with the fact, not copied."""
    return {
        "kind": fact.kind,
        "id": fact.id,
        "account": fact.account,
        "region": fact.region,
        "name": fact.name,
        "tags": fact.tags,
        "config": fact.config,
        "gaps": [gap_to_json(gap) for gap in fact.gaps],
    }


def gap_to_json(gap: Gap) -> dict[str, Json]:
    """The gap as schemas/fact.json has it."""
    return {"path": gap.path, "operation": gap.operation, "reason": gap.reason.value, "detail": gap.detail}


def gap_from_json(raw: Json) -> Gap:
    """The gap that `gap_to_json` wrote.

    Raises:
        SnapshotError: `raw` is not a gap.
    """
    if not isinstance(raw, dict) or raw.keys() != _GAP_FIELDS or not all(isinstance(v, str) for v in raw.values()):
        raise SnapshotError(f"not a gap: it must have exactly the strings {', '.join(sorted(_GAP_FIELDS))}")
    try:
        reason = GapReason(raw["reason"])
    except ValueError:
        raise SnapshotError(f"not a gap: unknown reason {shown(raw['reason'])}") from None
    return Gap(raw["path"], raw["operation"], reason, raw["detail"])


def misfit(fact: Fact) -> str:
    """Why the fact does not fit the schema of its kind, in one line; "" if it does."""
    if fact.kind not in KINDS:
        return f"unknown kind {shown(fact.kind)}"
    return problem(_validator(fact.kind), to_json(fact))


@cache
def _validator(kind: str) -> Validator:
    """Compiled once for each kind: this runs for every fact, and compiling costs a thousand times as much."""
    schema = orjson.loads((SCHEMAS / "fact.json").read_bytes())
    config = orjson.loads((SCHEMAS / "facts" / f"{kind}.json").read_bytes())
    schema["properties"]["config"] = {key: value for key, value in config.items() if key not in {"$id", "$schema"}}
    return compiled(schema)
