"""Tests of rules: every `test_…` rule of the `…_test.rego` files, run on the embedded engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import regorus  # type: ignore[import-untyped]  # it ships no types

from scanner.assets import POLICIES
from scanner.errors import RuleError
from scanner.isolation import Died, isolated
from scanner.lint import SHIPPED
from scanner.lint.reader import trees
from scanner.lint.syntax import Definition, Tree
from scanner.rego import Module, Sort, is_panic, read, said_by_regorus

SECONDS = 60.0
"""How long the tests of a user's folder may take together. A thousand of ours take a few seconds."""

_PREFIX = "test_"


@dataclass(frozen=True, slots=True)
class Result:
    """How a test ended. line: where it stands, from 1. failure: why it failed, in one line; "" if it passed."""

    path: str
    line: int
    name: str
    failure: str


def run(folder: Path | None) -> list[Result]:
    """Run the tests in `folder`, which may use our libraries and helpers; ours if None. In the order of the files.

    Raises:
        RuleError: a policy does not parse, or the tests hang or end their process.
    """
    own = read(POLICIES, SHIPPED)
    if folder is None or folder.resolve() == POLICIES:
        return _run(own, own)
    modules = read(folder, str(folder))
    try:
        return isolated(_run, SECONDS, [*own, *modules], modules)
    except Died as died:
        raise RuleError(f"{folder}:1:1: the tests cannot be run: {died}; run one file after the other") from died


def _run(loaded: Sequence[Module], tested: Sequence[Module]) -> list[Result]:
    engine = regorus.Engine()
    for module in loaded:
        try:
            engine.add_policy(module.path, module.source)
        except RuntimeError as error:
            place, message = said_by_regorus(error)
            raise RuleError(f"{place or f'{module.path}:1:1'}: does not parse: {message}") from error
    tests = [module for module in tested if module.sort is Sort.TEST]
    return [result for found in trees(tests) for result in _results(found, engine)]


def _results(found: Tree, engine: Any) -> Iterator[Result]:  # noqa: ANN401 - regorus ships no types
    for definition in found.definitions:
        if definition.name.startswith(_PREFIX):
            line, _ = found.place(definition.at)
            yield Result(found.module.path, line, definition.name, _failure(found, definition, engine))


def _failure(found: Tree, definition: Definition, engine: Any) -> str:  # noqa: ANN401 - likewise
    # A test gets an engine to itself: what a panic leaves behind is unknown.
    alone = engine.clone()
    alone.set_input_json("{}")
    query = f"data.{found.package}.{definition.name}"
    try:
        value = orjson.loads(alone.eval_rule_as_json(query))
    except BaseException as error:
        if isinstance(error, RuntimeError) or is_panic(error):
            return ": ".join(part for part in said_by_regorus(error) if part)
        raise
    if value is True:
        return ""
    if value != "<undefined>":
        return f"is {value}, not true"
    return f"does not hold: {_last_reached(found, definition, engine.clone(), query)}"


def _last_reached(found: Tree, definition: Definition, engine: Any, query: str) -> str:  # noqa: ANN401 - likewise
    """The last statement that was evaluated, which is the one that failed, with its line: from line coverage."""
    engine.set_enable_coverage(True)
    engine.set_input_json("{}")
    engine.eval_rule_as_json(query)
    report = orjson.loads(engine.get_coverage_report_as_json())
    covered = {line for file in report["files"] if file["path"] == found.module.path for line in file["covered"]}
    lines = [found.place(statement.literal.at)[0] for body in definition.bodies for statement in body.query]
    line = max((line for line in lines if line in covered), default=found.place(definition.at)[0])
    return f"line {line}: {found.module.source.splitlines()[line - 1].strip()}"
