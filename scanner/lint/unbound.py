"""What regorus finds only when it evaluates for the first time: variables that nothing binds.

One in any module of a pack makes every rule of the pack fail, so it is found before.
"""

from __future__ import annotations

from collections.abc import Sequence

import regorus  # type: ignore[import-untyped]  # it ships no types

from scanner.rego import Module, Problem, said_by_regorus


def problems(modules: Sequence[Module]) -> list[Problem]:
    """The first of each module, in which nothing else is wrong."""
    left = list(modules)
    found: list[Problem] = []
    while problem := _first(left):
        found.append(problem)
        left = [module for module in left if module.path != problem.path]
    return found


def _first(modules: Sequence[Module]) -> Problem | None:
    engine = regorus.Engine()
    for module in modules:
        engine.add_policy(module.path, module.source)
    engine.set_input_json("{}")
    try:
        engine.eval_query_as_json("true")
    except RuntimeError as error:
        place, message = said_by_regorus(error)
        path, line, column = place.rsplit(":", 2)
        return Problem(path, int(line), int(column), f"{message}; bind it before it is used, or correct its name")
    return None
