"""The recovery matrix of a resource, as policies/recovery computes it: read here, decided there."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

import orjson

from scanner.assets import SCHEMAS
from scanner.model import CellStatus, Json, Recovery, RecoveryCell, RecoveryPath

SCENARIOS: Final[tuple[str, ...]] = tuple(
    orjson.loads((SCHEMAS / "tier.json").read_bytes())["properties"]["survives"]["items"]["enum"]
)
"""What may befall a resource, in the order in which people are shown them."""

KINDS: Final = frozenset(
    {
        "cloudformation.stack",
        "cognito.user_pool",
        "dynamodb.table",
        "ec2.volume",
        "efs.file_system",
        "logs.log_group",
        "opensearch.collection",
        "opensearch.domain",
        "rds.cluster",
        "rds.instance",
        "s3.bucket",
    }
)
"""What has a recovery matrix."""

_LISTS = frozenset({"survives", "evidence", "doubts"})


def recovery(raw: Json) -> Recovery:
    """The matrix, of the shape of `recovery` in schemas/input.json."""
    cells = raw["cells"]
    return Recovery(
        paths=tuple(RecoveryPath(**_values(RecoveryPath, path)) for path in raw["paths"]),
        fallen=tuple((each["mechanism"], each["because"]) for each in raw["fallen"]),
        cells=tuple(_cell(name, cells[name]) for name in SCENARIOS if name in cells),
    )


def _cell(scenario: str, raw: Json) -> RecoveryCell:
    values = {**raw, "scenario": scenario, "status": CellStatus(raw["status"])}
    return RecoveryCell(**_values(RecoveryCell, values))


def _values(made: type[Any], raw: Json) -> dict[str, Any]:
    return {each.name: _value(each.name, raw[each.name]) for each in fields(made)}


def _value(name: str, value: Json) -> Any:  # noqa: ANN401 - any member of a path or cell
    return tuple(value) if name in _LISTS else value


def to_json(found: Recovery) -> Json:
    """The same as `recovery` was given, in canonical order."""
    return {
        "paths": [{each.name: getattr(path, each.name) for each in fields(path)} for path in found.paths],
        "fallen": [{"mechanism": mechanism, "because": because} for mechanism, because in found.fallen],
        "cells": {
            cell.scenario: {each.name: getattr(cell, each.name) for each in fields(cell) if each.name != "scenario"}
            for cell in found.cells
        },
    }
