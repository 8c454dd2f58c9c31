"""Documents with something taken away from them, or turned into something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from scanner import inputs
from scanner.model import Json

Path = tuple[str | int, ...]

GONE: Any = object()
"""Stands for a field that is taken away."""

OTHERS: tuple[Json, ...] = (None, True, 7, "x", [], {}, 1.5)
"""One of each type of JSON."""

FACT = ("kind", "id", "account", "region", "name", "tags", "config", "gaps", "links")
"""What a collector and the linker say, and may say wrongly."""

NULL_MEANS = {
    ("config", "updated_at"): "the stack was never updated",
    ("config", "name"): "what belongs to no application, which is no whole",
    ("config", "restore"): "the table was not made by a restore",
    ("config", "expires_at"): "the record does not expire by itself",
    ("config", "measured_rto_seconds"): "nobody measured how long it took",
    ("config", "artefact"): "the record has no artefact",
    ("links", "evidence", "expires_at"): "the record does not expire by itself",
    ("links", "evidence", "verified"): "nothing at hand speaks against the record",
    ("config", "global_table_version"): "the table is no global table",
    ("links", "stack"): "the resource belongs to no stack",
    ("links", "stack", "updated_at"): "the stack was never updated",
    ("links", "backup", "plan_rules", "delete_after_days"): "recovery points are never deleted",
    ("links", "backup", "plan_rules", "vault_max_retention_days"): "the vault's lock has no maximum",
    ("config", "rules", "delete_after_days"): "recovery points are never deleted",
    ("config", "rules", "move_to_cold_after_days"): "recovery points stay in warm storage",
    ("links", "key"): "no key of KMS encrypts it, or one that AWS owns",
    ("links", "restore_tests", "jobs", "validation"): "nobody validated what came back",
    ("links", "targets", "max_retention_days"): "the vault's lock has no maximum",
    ("links", "targets", "min_retention_days"): "the vault's lock has no minimum",
    ("links", "backup", "plan_rules", "move_to_cold_after_days"): "recovery points never go to cold storage",
    ("links", "retention", "regions", "cold_restore_hours"): "nothing goes to cold storage",
    ("links", "retention", "regions", "current_max_days"): "objects never expire",
    ("links", "retention", "regions", "current_min_days"): "objects never expire",
    ("links", "retention", "regions", "deleted_min_days"): "versions are never deleted",
    ("config", "logging", "latest_delivery_error"): "CloudTrail's last delivery met no error",
    ("config", "replication", "rules", "storage_class"): "replicas take the class of what is replicated",
    ("links", "log_bucket", "current_min_days"): "log files stay for ever",
}
"""Where AWS answers nothing, and means something by it: null there is an answer, and not one that is missing."""


def paths(document: Json) -> Iterator[Path]:
    """Every place of what is not to be trusted in a document."""
    for name in FACT:
        yield from _below(document[name], (name,))


def damages(document: Json) -> Iterator[tuple[Path, Json]]:
    """Every single damage: each field gone, and each value of another type.

    What is null cannot be damaged, it only can be known better. A key of an open map, such as a tag, is no field.
    """
    for path in paths(document):
        old = _at(document, path)
        if old is None:
            continue
        if isinstance(path[-1], str) and not is_open(document["kind"], path):
            yield path, GONE
        for new in OTHERS:
            if _type(new) != _type(old) and not (new is None and _names(path) in NULL_MEANS):
                yield path, new


def damaged(document: Json, damage: list[tuple[Path, Json]]) -> Json:
    """The document with the damage done, as far as what it is done to is still there.

    What is whole is shared with the document, and neither may be changed: copies would take most of a test's time.
    """
    for path, new in damage:
        with suppress(KeyError, IndexError, TypeError):
            document = _with(document, path, new)
    return document


def _with(value: Json, path: Path, new: Json) -> Json:
    step, rest = path[0], path[1:]
    old = value[step]
    if old is None or isinstance(value, str):
        return value
    changed = value.copy()
    if rest:
        changed[step] = _with(old, rest, new)
    elif new is GONE:
        del changed[step]
    else:
        changed[step] = new
    return changed


def is_open(kind: str, path: Path) -> bool:
    """Whether the last step of a path is a key that the schema does not name."""
    node: Json = inputs.schema(kind)
    for step in path[:-1]:
        node = node["items"] if isinstance(step, int) else node["properties"].get(step, {})
    return path[-1] not in node.get("properties", {})


def _below(value: Json, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for name in value:
            yield from _below(value[name], (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _below(item, (*path, index))


def _at(document: Json, path: Path) -> Json:
    for step in path:
        document = document[step]
    return document


def _names(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))


def _type(value: Json) -> type:
    """The type, which tells a boolean from a number."""
    return type(value)
