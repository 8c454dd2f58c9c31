"""The rules that judge: ours and those of users' folders, loaded into one pack."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scanner import lint
from scanner.assets import POLICIES
from scanner.errors import RuleError
from scanner.model import Rule
from scanner.rego import Module, Problem, Sort, read

__all__ = ["Module", "RulePack", "load"]

_SHOWN = 20
"""Problems that one error tells."""


@dataclass(frozen=True)
class RulePack:
    """Rules that judge together. rules: by id, sorted. modules: rules and libraries, in the order of their packages.

    sha256: of every module, 64 hex digits; the same policies give the same digest wherever they are installed.
    """

    rules: Mapping[str, Rule]
    modules: tuple[Module, ...]
    sha256: str

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that judge each kind, by id; a kind that none judges is absent."""
        kinds = sorted({kind for rule in self.rules.values() for kind in rule.kinds})
        return {kind: tuple(rule for rule in self.rules.values() if kind in rule.kinds) for kind in kinds}


def load(config_rule_paths: Sequence[Path] = ()) -> RulePack:
    """Our rules and those in the given folders, which have the layout of policies/.

    Raises:
        RuleError: a policy does not parse, the lint refuses it, or two have the same id or package.
    """
    own = lint.examine_ours(tuple(_judging(read(POLICIES, lint.SHIPPED))))
    examined = [own]
    for folder in config_rule_paths:
        if not folder.is_dir():
            raise RuleError(f"{folder}:1:1: no such folder of rules; correct `rule_paths` in safehold.yaml")
        modules = _judging(read(folder, str(folder)))
        if not modules:
            raise RuleError(f"{folder}:1:1: holds no rules; a rule belongs in rules/<service>/<name>.rego below it")
        examined.append(lint.examine(modules, trusted=False, beside=own))
    _refuse(problem for found in examined for problem in found.problems)
    _refuse(_twice(examined))
    return _pack(
        [rule for found in examined for rule in found.rules],
        [module for found in examined for module in found.modules],
    )


def _judging(modules: Iterable[Module]) -> list[Module]:
    """What judges: tests and their helpers do not."""
    return [module for module in modules if module.sort in (Sort.RULE, Sort.LIB, Sort.RECOVERY)]


def _pack(rules: Iterable[Rule], modules: Iterable[Module]) -> RulePack:
    by_id = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
    ordered = tuple(sorted(modules, key=lambda module: module.package))
    digest = hashlib.sha256()
    for module in ordered:
        name, source = module.name.encode(), module.source.encode()
        # Lengths before contents: no other division into names and contents gives the same bytes.
        digest.update(b"%d %d\n%s%s" % (len(name), len(source), name, source))
    return RulePack(by_id, ordered, digest.hexdigest())


def _twice(examined: Sequence[lint.Examined]) -> Iterable[Problem]:
    """Ids and packages that are taken. A second file of a package would add to its rules, or contradict them."""
    taken: dict[str, str] = {}
    for found in examined:
        for rule in found.rules:
            if rule.id in taken:
                yield Problem(rule.path, rule.line, 1, f"the id {rule.id} is taken by {taken[rule.id]}; choose another")
            taken.setdefault(rule.id, f"{rule.path}:{rule.line}")
        for tree in found.trees:
            if tree.package in taken:
                yield tree.problem(tree.package_at, f"the package is taken by {taken[tree.package]}; rename the file")
            taken.setdefault(tree.package, tree.module.path)


def _refuse(problems: Iterable[Problem]) -> None:
    told = [str(problem) for problem in problems]
    if told:
        more = [f"… and {len(told) - _SHOWN} more; `safehold rules lint` shows all"] if len(told) > _SHOWN else []
        raise RuleError("\n".join([*told[:_SHOWN], *more]))
