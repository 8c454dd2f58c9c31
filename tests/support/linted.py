"""What the lint says of a rule, without the process that a stranger's rules are parsed in."""

from __future__ import annotations

from functools import cache

from support.packs import rule_text

from scanner import lint
from scanner.assets import POLICIES
from scanner.rego import Module, read


@cache
def ours() -> lint.Examined:
    """Our own folder."""
    return lint.examine(read(POLICIES, lint.SHIPPED), trusted=True, deeply=False)


def told(modules: dict[str, str], *, trusted: bool = True) -> list[str]:
    """The problems of a folder's modules, by name: "lib/days.rego:3:1: what is wrong"."""
    made = [Module(name, name, source) for name, source in modules.items()]
    found = lint.examine(made, trusted=trusted, beside=ours())
    return [str(problem) for problem in found.problems]


def of_body(body: str, *, library: str = "", **metadata: object) -> list[str]:
    """The problems of a rule with a body, as "line:column: what is wrong" with lines from the body's first.

    library: the body of data.lib.mine.
    """
    name = "rules/tests/plain.rego"
    text = rule_text("rules.tests.plain", body, **metadata)
    above = text.count("\n") - body.count("\n")
    modules = {name: text} | ({"lib/mine.rego": f"package lib.mine\n\n{library}"} if library else {})
    shifted = []
    for problem in told(modules):
        path, line, rest = problem.split(":", 2)
        shifted.append(f"{int(line) - above}:{rest}" if path == name else problem)
    return shifted
