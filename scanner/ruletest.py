"""Tests of rules, on the embedded engine: each `test_…` rule of the `…_test.rego` files, and the corpus beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import regorus  # type: ignore[import-untyped]  # it ships no types

from scanner.assets import POLICIES
from scanner.errors import RuleError
from scanner.examples import CORPUS, Corpus
from scanner.isolation import Died, isolated
from scanner.lint import SHIPPED
from scanner.lint.reader import trees
from scanner.lint.syntax import Definition, Tree
from scanner.rego import Module, Sort, is_panic, read, said_by_regorus
from scanner.rules import RulePack, load

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


@dataclass(frozen=True, slots=True)
class Lines:
    """How far the tests go through a rule or a library. covered: how many lines. uncovered: which not, from 1."""

    path: str
    covered: int
    uncovered: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the tests, in the order of the files. lines: empty, unless coverage was asked for."""

    results: tuple[Result, ...]
    lines: tuple[Lines, ...] = ()


def run(folder: Path | None, *, coverage: bool = False) -> Run:
    """Run the tests in `folder`, which may use our libraries and helpers, and judge its corpus; ours if None.

    Raises:
        RuleError: a policy does not parse, or the tests hang or end their process.
    """
    own = read(POLICIES, SHIPPED)
    if folder is None or folder.resolve() == POLICIES:
        return _run(own, own, coverage=coverage)
    modules = read(folder, str(folder))
    try:
        run = isolated(_run, SECONDS, [*own, *modules], modules, coverage=coverage)
        if not (folder / CORPUS).is_dir():
            return run
        tried = isolated(_tried, SECONDS, folder, load((folder,)))
        return replace(run, results=(*run.results, *tried))
    except Died as died:
        raise RuleError(f"{folder}:1:1: the tests cannot be run: {died}; run one file after the other") from died


def _run(loaded: Sequence[Module], tested: Sequence[Module], *, coverage: bool) -> Run:
    engine = regorus.Engine()
    engine.set_enable_coverage(coverage)
    for module in loaded:
        try:
            engine.add_policy(module.path, module.source)
        except RuntimeError as error:
            place, message = said_by_regorus(error)
            raise RuleError(f"{place or f'{module.path}:1:1'}: does not parse: {message}") from error
    _prepare(engine, tested)
    tests = [module for module in tested if module.sort is Sort.TEST]
    seen = _Seen()
    results = tuple(result for found in trees(tests) for result in _results(found, engine, seen if coverage else None))
    return Run(results, tuple(seen.lines(tested)) if coverage else ())


def _tried(folder: Path, pack: RulePack) -> list[Result]:
    """The documents of the folder's corpus, judged by the folder's rules."""
    mine = {rule.id: rule for rule in pack.rules.values() if rule.path.startswith(f"{folder}/")}
    return [Result(path, 1, name, why) for path, name, why in Corpus(folder / CORPUS, pack).misjudged(mine)]


def _prepare(engine: Any, tested: Sequence[Module]) -> None:  # noqa: ANN401 - regorus ships no types
    """Lets the engine look into all modules, once for all tests: what clones it begins from there.

    Raises:
        RuleError: it finds a variable that nothing binds.
    """
    engine.set_input_json("{}")
    try:
        engine.eval_query_as_json("true")
    except RuntimeError as error:
        place, message = said_by_regorus(error)
        raise RuleError(f"{place or f'{tested[0].path}:1:1'}: {message}") from error


class _Seen:
    """The lines that tests went through, and all that there are, by the path of the module."""

    def __init__(self) -> None:
        self._covered: dict[str, set[int]] = {}
        self._all: dict[str, set[int]] = {}

    def add(self, engine: Any) -> None:  # noqa: ANN401 - regorus ships no types
        for file in orjson.loads(engine.get_coverage_report_as_json())["files"]:
            self._covered.setdefault(file["path"], set()).update(file["covered"])
            self._all.setdefault(file["path"], set()).update(file["covered"], file["not_covered"])

    def lines(self, tested: Sequence[Module]) -> Iterator[Lines]:
        """Of each module that is tested, tests and their helpers aside."""
        for found in trees([module for module in tested if module.sort not in (Sort.TEST, Sort.TESTING)]):
            path = found.module.path
            # The engine tells nothing of a module that it never went into.
            uncovered = self._all[path] - self._covered[path] if path in self._all else _lines(found)
            yield Lines(path, len(self._covered.get(path, ())), tuple(sorted(uncovered)))


def _lines(found: Tree) -> set[int]:
    """The lines of a module that can be gone through: its statements, and what has none."""
    bodies = [(definition.at, body.query) for definition in found.definitions for body in definition.bodies]
    places = [statement.literal.at for _, query in bodies for statement in query]
    places += [at for at, query in bodies if not query]
    return {found.place(at)[0] for at in places}


def _results(found: Tree, engine: Any, seen: _Seen | None) -> Iterator[Result]:  # noqa: ANN401 - likewise
    for definition in found.definitions:
        if definition.name.startswith(_PREFIX):
            # A test gets an engine to itself: what a panic leaves behind is unknown.
            alone = engine.clone()
            line, _ = found.place(definition.at)
            yield Result(found.module.path, line, definition.name, _failure(found, definition, alone))
            if seen:
                seen.add(alone)


def _failure(found: Tree, definition: Definition, alone: Any) -> str:  # noqa: ANN401 - likewise
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
    return f"does not hold: {_last_reached(found, definition, alone.clone(), query)}"


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
