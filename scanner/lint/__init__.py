"""The lint: what a folder of policies must keep to, so that a rule proves what is good, on every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.assets import POLICIES
from scanner.engines import COMPLIANT, EXEMPT, FINDINGS
from scanner.errors import RuleError
from scanner.lint import contract, hazards
from scanner.lint.flow import Flow
from scanner.lint.metadata import metadata
from scanner.lint.proof import Checks
from scanner.lint.reader import tree
from scanner.lint.syntax import Tree
from scanner.model import Rule
from scanner.rego import Module, Problem, Sort, parse, read

__all__ = ["Examined", "Problem", "check", "examine"]

SHIPPED = "policies"
"""What stands for our own folder in paths shown to people."""


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
    own = examine(read(POLICIES, SHIPPED), trusted=True)
    found = (
        own
        if folder is None or folder.resolve() == POLICIES
        else examine(read(folder, str(folder)), trusted=False, beside=own)
    )
    if not found.modules:
        raise RuleError(f"{folder}:1:1: holds no policies; a rule belongs in rules/<service>/<name>.rego below it")
    return sorted(found.problems, key=lambda problem: (problem.path, problem.line, problem.column, problem.message))


def examine(
    modules: Sequence[Module], *, trusted: bool, beside: Examined | None = None, deeply: bool = True
) -> Examined:
    """Parse, read the metadata, and lint.

    trusted: ours, parsed in this process. beside: our own folder, which these modules may call but not redefine.
    deeply: more than what the rules' values in Python are made of.
    """
    problems: list[Problem] = []
    trees: list[Tree] = []
    rules: list[Rule] = []
    for module, raw in zip(modules, parse(modules, trusted=trusted), strict=True):
        if isinstance(raw, Problem):
            problems.append(raw)
        else:
            trees.append(tree(module, raw))
    libraries = _libraries([*(beside.trees if beside else ()), *trees])
    for found in trees:
        try:
            problems.extend(_module(found, rules, libraries, deeply=deeply))
        except RecursionError:
            what = "an expression is too long to be checked; name its parts, and use the names"
            problems.append(found.problem(found.package_at, what))
    return Examined(tuple(modules), tuple(trees), tuple(rules), tuple(problems))


def _module(found: Tree, rules: list[Rule], libraries: Mapping[str, Tree], *, deeply: bool) -> Iterator[Problem]:
    yield from contract.package_problems(found)
    sort = found.module.sort
    refused = list(hazards.problems(found, libraries)) if deeply and sort in (Sort.RULE, Sort.LIB) else []
    yield from refused
    if sort is Sort.LIB:
        yield from contract.library_problems(found)
    if sort is Sort.RULE:
        yield from _rule(found, rules, libraries if deeply and not refused else None)


def _libraries(trees: Iterable[Tree]) -> dict[str, Tree]:
    return {found.package: found for found in trees if found.module.sort is Sort.LIB}


def _rule(found: Tree, rules: list[Rule], libraries: Mapping[str, Tree] | None) -> Iterator[Problem]:
    """libraries: None when what the rule does is not to be looked into, for it may not even end."""
    values = metadata(found.module)
    if isinstance(values, Problem):
        yield values
        return
    rule = contract.rule(found, values)
    rules.append(rule)
    wrong = [*contract.metadata_problems(rule, values), *contract.export_problems(found)]
    yield from wrong or contract.finding_problems(found, rule.kinds)
    if wrong or libraries is None:
        return
    checks = Checks(found)
    flow = Flow(found, libraries, rule.kinds, checks)
    for name in (EXEMPT, COMPLIANT):
        flow.run(name, proof=True)
    flow.run(FINDINGS, proof=False)
    yield from checks.problems
    yield from contract.reading_problems(rule, values, found, checks)
