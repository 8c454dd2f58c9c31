"""Hand-written cases of the recovery model: documents of resources without any protection, and what is put on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import regorus  # type: ignore[import-untyped]  # it ships no types
import yaml
from support.database_facts import db_cluster, db_instance, file_system, volume
from support.messaging_facts import log_group
from support.s3_facts import bucket
from support.search_facts import collection, domain
from support.stack_facts import stack, user_pool
from support.table_facts import table

from scanner import inputs
from scanner.engines import MATRIX
from scanner.engines.regorus import RegorusEngine
from scanner.link import LINKS
from scanner.model import Json, Profile
from scanner.rules import load

FOLDER = Path(__file__).parent.parent / "policies" / "recovery_cases"

_SHARED = "parts.yaml"
"""What the cases of several kinds put on a resource."""

TAKEN_AT = "2026-03-01T12:00:00Z"

_FACTS = {
    fact.kind: fact
    for fact in (
        table(),
        bucket(),
        db_instance(),
        db_cluster(),
        file_system(),
        volume(),
        domain(),
        collection(),
        user_pool(),
        stack(),
        log_group(),
    )
}

_PROFILE = Profile("orders", None, "document_metadata", "enhanced", {}, classified=True)


@dataclass(frozen=True, slots=True)
class Case:
    """What is expected of one cell. document: of the resource with the parts that the case names.

    took: how long the case says that it took to come back, by scenario; where it says nothing, that does not matter.
    """

    name: str
    document: Json
    scenario: str
    status: str
    rpo: int | None
    by: str | None
    says: tuple[str, ...]
    took: Mapping[str, int | None]


@cache
def cases() -> dict[str, Case]:
    """Every case, by its name."""
    paths = sorted(path for path in FOLDER.glob("*.yaml") if path.name != _SHARED)
    found = {case.name: case for path in paths for case in _cases(path)}
    assert found
    return found


def matrix(document: Json) -> Json:
    """What the embedded engine says."""
    (answer,) = _engine().recover([orjson.dumps(document)])
    assert answer.error == ""
    assert answer.value is not None
    return orjson.loads(answer.value)


def uncovered() -> dict[str, list[int]]:
    """The lines of the recovery model that no case reaches, by file."""
    engine = regorus.Engine()
    for module in load().modules:
        engine.add_policy(module.path, module.source)
    engine.set_enable_coverage(True)
    for document in {orjson.dumps(case.document) for case in cases().values()}:
        engine.set_input_json(document.decode())
        engine.eval_rule_as_json(f"data.{MATRIX}.matrix")
    files = orjson.loads(engine.get_coverage_report_as_json())["files"]
    return {
        file["path"]: file["not_covered"]
        for file in files
        if file["path"].startswith("policies/recovery/") and file["not_covered"]
    }


@cache
def _engine() -> RegorusEngine:
    return RegorusEngine(load().modules)


def _cases(path: Path) -> Iterator[Case]:
    text: Any = _text(path)
    parts: Mapping[str, Json] = _text(FOLDER / _SHARED) | text["parts"]
    for given in text["cases"]:
        document = _bare(given["kind"], text["bare"][given["kind"]])
        for part in given.get("with", ()):
            _put(document, parts[part])
        _put(document, given.get("but", {}))
        for scenario, expected in given["cells"].items():
            status, rpo, by, *says = expected
            name = f"{path.stem}: {given['case']}: {scenario}"
            yield Case(name, document, scenario, status, rpo, by, tuple(says), given.get("took", {}))


def _text(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _bare(kind: str, changes: Mapping[str, Json]) -> Json:
    """The resource without any protection, everything about it known."""
    document = inputs.document(
        _FACTS[kind],
        links=dict.fromkeys(LINKS) | {"evidence": []},
        profile=_PROFILE,
        requires={"noticed_within_days": 30},
        taken_at=TAKEN_AT,
        as_of=TAKEN_AT,
    )
    whole: Json = orjson.loads(orjson.dumps(document))
    _put(whole, changes)
    return whole


def _put(document: Json, changes: Mapping[str, Json]) -> None:
    """Set what stands at each JSON pointer; one that ends in `-` adds to a list."""
    for pointer, value in changes.items():
        *steps, last = pointer.split("/")[1:]
        place = document
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        copy = orjson.loads(orjson.dumps(value))
        if last == "-":
            place.append(copy)
        elif isinstance(place, list):
            place[int(last)] = copy
        else:
            place[last] = copy
