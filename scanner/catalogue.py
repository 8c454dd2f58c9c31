"""What Safehold judges (policies/catalogue.yaml), and which rules judge it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scanner.assets import POLICIES
from scanner.lint import SHIPPED
from scanner.model import Rule
from scanner.rego import Sort, read
from scanner.yamlfile import read as read_yaml

_TEST = re.compile(r"^test_\w+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that must be judged.

    number: from 201, it goes beyond the page that the others are taken from; section, tier, data_type and attested are
    "" then. tier: the least that asks for it. attested: "full", "partly" or "no": whether evidence alone can show it.
    controls: what peers call it, framework to control ids.
    """

    number: int
    text: str
    section: str
    tier: str
    data_type: str
    attested: str
    controls: Mapping[str, tuple[str, ...]]

    @property
    def beyond(self) -> bool:
        """Whether it goes beyond the page."""
        return not self.section


@dataclass(frozen=True, slots=True)
class Covered:
    """A statement, the ids of the rules that judge it, and how many tests these have together."""

    statement: Statement
    rules: tuple[str, ...]
    tests: int


@cache
def statements() -> tuple[Statement, ...]:
    """All of them, by number."""
    raw = read_yaml(POLICIES / "catalogue.yaml").data
    return tuple(
        Statement(
            number=each["number"],
            text=each["text"],
            section=each.get("section", ""),
            tier=each.get("tier", ""),
            data_type=each.get("data_type", ""),
            attested=each.get("attested", ""),
            controls={framework: tuple(ids) for framework, ids in each.get("controls", {}).items()},
        )
        for each in (*raw["statements"], *raw["beyond"])
    )


def coverage(rules: Iterable[Rule], folders: Iterable[Path] = ()) -> list[Covered]:
    """Which rules judge each statement. folders: those of the user's rules, for their tests.

    A rule names a statement's number in `covers`. What peers check too is covered as well when each of their controls
    is named in the `controls` of some rule.
    """
    known = list(rules)
    tests = _tests(folders)
    result = []
    for statement in statements():
        judging = {rule.id: rule for rule in known if statement.number in rule.covers}
        if not judging:
            judging = _as_peers_do(statement, known)
        count = sum(tests.get(rule.package, 0) for rule in judging.values())
        result.append(Covered(statement, tuple(sorted(judging)), count))
    return result


def _as_peers_do(statement: Statement, rules: Iterable[Rule]) -> dict[str, Rule]:
    """The rules that name the controls of peers, if together they name them all."""
    wanted = {(framework, control) for framework, ids in statement.controls.items() for control in ids}
    judging: dict[str, Rule] = {}
    found = set()
    for rule in rules:
        named = wanted & {(framework, each) for framework, ids in rule.controls.items() for each in ids}
        if named:
            judging[rule.id] = rule
            found |= named
    return judging if found == wanted else {}


def _tests(folders: Iterable[Path]) -> dict[str, int]:
    """How many tests each package of a rule has."""
    modules = [*read(POLICIES, SHIPPED), *(module for folder in folders for module in read(folder, str(folder)))]
    return {
        module.package.removesuffix("_test"): len(set(_TEST.findall(module.source)))
        for module in modules
        if module.sort is Sort.TEST
    }
