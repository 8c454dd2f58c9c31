"""The lint: what a folder of policies must keep to, so that a rule proves what is good, on every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scanner.assets import POLICIES
from scanner.engines import COMPLIANT, EXEMPT, FINDINGS, UNKNOWN
from scanner.errors import RuleError
from scanner.isolation import Died, isolated
from scanner.lint import contract, hazards, unbound
from scanner.lint.flow import Flow
from scanner.lint.metadata import Metadata, metadata
from scanner.lint.proof import Checks
from scanner.lint.reader import tree
from scanner.lint.syntax import Tree
from scanner.model import Rule
from scanner.rego import Module, Problem, Sort, parse, read

__all__ = ["Examined", "Problem", "check", "examine", "examine_ours"]

SHIPPED = "policies"
"""What stands for our own folder in paths shown to people."""

SECONDS = 10.0
"""How long it may take to look into a user's folder. Ours takes a third of a second; but a rule can be written so
that what its helpers do to each other takes for ever to follow."""

_Looked = tuple[Rule | None, list[Problem]]
"""The rule that a module is, if it is one, and what is wrong with the module."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a folder: its rules, and what is wrong with it. Only without problems are the rules whole."""

    modules: tuple[Module, ...]
    trees: tuple[Tree, ...]
    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]


def check(folder: Path | None) -> list[Problem]:
    """Everything that is wrong with the policies in `folder`, ours if None, in the order of files and lines.

    Raises:
        RuleError: the folder holds no rule, or files where none belong.
    """
    ours = read(POLICIES, SHIPPED)
    if folder is None or folder.resolve() == POLICIES:
        found = examine(ours, trusted=True)
    else:
        modules = read(folder, str(folder))
        if not modules:
            raise RuleError(f"{folder}:1:1: holds no policies; a rule belongs in rules/<service>/<name>.rego below it")
        found = examine(modules, trusted=False, beside=examine_ours(ours))
    return sorted(found.problems, key=lambda problem: (problem.path, problem.line, problem.column, problem.message))


@lru_cache(maxsize=2)  # with our tests, and without
def examine_ours(modules: tuple[Module, ...]) -> Examined:
    """Parse our own modules and read their metadata: half a second, so that a command does it once.

    They are not linted in depth: a test does that.
    """
    return examine(modules, trusted=True, deeply=False)


def examine(
    modules: Sequence[Module], *, trusted: bool, beside: Examined | None = None, deeply: bool = True
) -> Examined:
    """Parse, read the metadata, and lint.

    trusted: ours, examined in this process; what others wrote is examined in processes of its own, in bounded time.
    beside: our own folder, which these modules may call but not redefine. deeply: look into bodies, too.
    """
    problems: list[Problem] = []
    trees: list[Tree] = []
    for module, raw in zip(modules, parse(modules, trusted=trusted), strict=True):
        if isinstance(raw, Problem):
            problems.append(raw)
        else:
            trees.append(tree(module, raw))
    libraries = _packages([*(beside.trees if beside else ()), *trees], Sort.LIB)
    if trusted:
        mechanisms = _packages(trees, Sort.RECOVERY)
        looked = [_look(found, libraries, mechanisms, deeply=deeply) for found in trees]
        if deeply and not problems and not _wrong(looked):
            problems += unbound.problems(modules)
    else:
        looked, more = _look_apart(trees, libraries)
        problems += [*more, *(problem for found in trees for problem in contract.recovery_problems(found))]
    problems += [each for _, found in looked for each in found]
    rules = tuple(rule for rule, _ in looked if rule is not None)
    return Examined(tuple(modules), tuple(trees), rules, tuple(problems))


def _packages(trees: Iterable[Tree], sort: Sort) -> dict[str, Tree]:
    return {found.package: found for found in trees if found.module.sort is sort}


def _look_apart(trees: Sequence[Tree], libraries: Mapping[str, Tree]) -> tuple[list[_Looked], list[Problem]]:
    """All in one process; when that hangs, each in its own, to learn which is to blame."""
    try:
        return isolated(_look_whole, SECONDS, trees, libraries)
    except Died as died:
        looked = [_look_alone(found, libraries) for found in trees]
        what = f"the folder cannot be checked: {died}; check its files one by one"
        return looked, [] if _wrong(looked) else [Problem(trees[0].module.path, 1, 1, what)]


def _look_whole(trees: Sequence[Tree], libraries: Mapping[str, Tree]) -> tuple[list[_Looked], list[Problem]]:
    looked = _look_all(trees, libraries)
    return looked, [] if _wrong(looked) else unbound.problems([found.module for found in trees])


def _wrong(looked: Iterable[_Looked]) -> bool:
    return any(problems for _, problems in looked)


def _look_alone(found: Tree, libraries: Mapping[str, Tree]) -> _Looked:
    try:
        return isolated(_look_all, SECONDS, [found], libraries)[0]
    except Died as died:
        what = f"cannot be checked: {died}; call fewer helpers that call helpers"
        return None, [found.problem(found.package_at, what)]


def _look_all(trees: Sequence[Tree], libraries: Mapping[str, Tree]) -> list[_Looked]:
    return [_look(found, libraries, {}, deeply=True) for found in trees]


def _look(found: Tree, libraries: Mapping[str, Tree], mechanisms: Mapping[str, Tree], *, deeply: bool) -> _Looked:
    try:
        return _looked(found, libraries, mechanisms, deeply=deeply)
    except RecursionError:
        what = "an expression is too long to be checked; name its parts, and use the names"
        return None, [found.problem(found.package_at, what)]


def _looked(found: Tree, libraries: Mapping[str, Tree], mechanisms: Mapping[str, Tree], *, deeply: bool) -> _Looked:
    sort = found.module.sort
    problems = list(contract.package_problems(found))
    if deeply and sort in (Sort.RULE, Sort.LIB):
        problems += hazards.problems(found, libraries)
    elif deeply and sort is Sort.RECOVERY:
        problems += hazards.problems(found, {**libraries, **mechanisms})
    if sort is Sort.LIB:
        problems += contract.library_problems(found)
    if sort is not Sort.RULE:
        return None, problems
    values = metadata(found.module)
    if isinstance(values, Problem):
        return None, [*problems, values]
    rule = contract.rule(found, values)
    problems += [*contract.metadata_problems(rule, values), *contract.export_problems(found)]
    if deeply and not problems:
        # Only now: a rule that uses itself, or speaks of kinds that there are not, cannot be interpreted.
        problems += _interpreted(found, rule, values, libraries)
    return rule, problems


def _interpreted(found: Tree, rule: Rule, values: Metadata, libraries: Mapping[str, Tree]) -> Iterator[Problem]:
    checks = Checks(found)
    flow = Flow(found, libraries, rule.kinds, checks)
    for name in (EXEMPT, COMPLIANT):
        flow.run(name, proof=True)
    flow.run(UNKNOWN, proof=False)
    flow.run(FINDINGS, proof=False)
    yield from checks.problems
    yield from contract.finding_problems(found, rule.kinds)
    yield from contract.reading_problems(rule, values, found, checks)
