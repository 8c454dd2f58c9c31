"""The METADATA comment of a rule: regorus does not expose it, so it is read from the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
import orjson
import yaml

from scanner.assets import SCHEMAS
from scanner.model import Json
from scanner.rego import Module, Problem

_PACKAGE = re.compile(r"^package[ \t]", re.MULTILINE)
_HEADING = re.compile(r"^# METADATA[ \t]*$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A METADATA block that fits schemas/rule.json.

    line: where its package stands. lines: the line of each value in the file, by the path that leads to it.
    """

    values: dict[str, Json]
    line: int
    lines: dict[tuple[str | int, ...], int]

    def line_of(self, *path: str | int) -> int:
        """The line of the value at `path`, or of the nearest one around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C, where PyYAML was built with it: ten times as fast."""


class _Refused(Exception):  # noqa: N818 - it becomes a Problem
    """YAML that is valid, and not for METADATA."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.line, self.column = line, column


def metadata(module: Module) -> Metadata | Problem:
    """The METADATA block that stands directly before the module's `package`, or what is wrong with it."""
    package = _PACKAGE.search(module.source)
    if package is None:
        return Problem(module.path, 1, 1, f"no package; write `package {module.package}`")
    lines = module.source[: package.start()].splitlines()
    start = next((at for at in reversed(range(len(lines))) if not lines[at].startswith("#")), -1) + 1
    heading = next((at for at in range(start, len(lines)) if _HEADING.match(lines[at])), None)
    if heading is None:
        what = "no METADATA directly before the package; begin the comment with `# METADATA` (schemas/rule.json)"
        return Problem(module.path, len(lines) + 1, 1, what)
    return _checked(module, lines[heading + 1 :], heading + 2, len(lines) + 1)


def _checked(module: Module, comment: list[str], first: int, package: int) -> Metadata | Problem:
    try:
        values, lines = _loaded("\n".join(line.removeprefix("#") for line in comment))
    except _Refused as refused:
        return Problem(module.path, first + refused.line, refused.column + 2, f"METADATA: {refused}")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        return Problem(module.path, first + line, column + 2, f"METADATA is not valid YAML: {error.problem}")
    except (yaml.YAMLError, TypeError) as error:
        return Problem(module.path, first, 1, f"METADATA is not valid YAML: {' '.join(str(error).split())}")
    found = Metadata(values, package, {path: first + line for path, line in lines.items()})
    try:
        _validator().validate(values)
    except jsonschema_rs.ValidationError as error:
        path = tuple(error.instance_path)
        where = ".".join(map(str, path)) or "METADATA"
        return Problem(module.path, found.line_of(*path), 1, f"{where}: {error.message}")
    return found


def _loaded(text: str) -> tuple[Json, dict[tuple[str | int, ...], int]]:
    """The values as JSON has them (a date is a string), and the line of each, from 0.

    Raises:
        yaml.YAMLError, TypeError, _Refused: it is not the YAML that a METADATA block may hold.
    """
    for event in yaml.parse(text, Loader=yaml.SafeLoader) if "*" in text else ():
        if isinstance(event, yaml.AliasEvent):
            mark = event.start_mark
            place = (mark.line, mark.column) if mark else (0, 0)
            raise _Refused("write out what the alias stands for", *place)
    try:
        return _composed(_FAST(text))
    except yaml.YAMLError:
        return _composed(yaml.SafeLoader(text))  # whose messages are the clearer ones


def _composed(loader: Any) -> tuple[Json, dict[tuple[str | int, ...], int]]:  # noqa: ANN401 - the fast one has no types
    try:
        root = loader.get_single_node()
        lines = {(): 0} | dict(_lines(root, ()))
        return orjson.loads(orjson.dumps(loader.construct_document(root) if root else None)), lines
    finally:
        loader.dispose()


def _lines(node: yaml.Node | None, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                raise _Refused(f"{key.value} is given twice", key.start_mark.line, key.start_mark.column)
            seen.add(key.value)
            yield (*path, key.value), key.start_mark.line
            yield from _lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield (*path, at), value.start_mark.line
            yield from _lines(value, (*path, at))


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(orjson.loads((SCHEMAS / "rule.json").read_bytes()))
