"""Answers of which one member is missing, or is something that it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from support.faults import DOMAINS, Case, Outcome
from support.whole_estate import is_made_up, model
from support.wired_estate import Question, Undisturbed

from scanner.aws.caller import Raw

Path = tuple[str | int, ...]
"""Names of members; 0 for the first entry of a list."""

Change = Callable[[Any], Any]
"""Makes of a member what stands in its place."""

_MISSING = object()


def leave_out(value: Any) -> Any:
    """Nothing."""
    del value
    return _MISSING


def another_type(value: Any) -> Any:
    """What cannot stand there."""
    return "wrong" if isinstance(value, bool | int | float | datetime) else 5


def maimed(case: Case, change: Change) -> Iterator[tuple[Path, Any, Outcome]]:
    """Every member of the operation's answers that somebody reads, its value, and what is made of the answers then.

    Of a list the first entry stands for all. Nobody reads what lies in a member without which all is as before.
    """
    shape = None if case.operation in DOMAINS else model(case.operation).output_shape
    return _below(case, change, (), case.answer, shape)


def _below(
    case: Case, change: Change, path: Path, value: Any, shape: Shape | None
) -> Iterator[tuple[Path, Any, Outcome]]:
    for step, inner in _steps(value, shape):
        here = (*path, step)
        if change is leave_out and (step == 0 or (isinstance(shape, MapShape) and is_made_up(str(step)))):
            # A list or a mapping may hold less.
            yield from _below(case, change, here, value[step], inner)
            continue

        def answer(_question: Question, whole: Undisturbed, here: Path = here) -> Raw:
            told: Raw = changed(whole(), here, change)
            return told

        found = case.run(answer)
        if found.said != case.whole.said:
            yield here, value[step], found
            yield from _below(case, change, here, value[step], inner)


def _steps(value: Any, shape: Shape | None) -> list[tuple[Any, Shape | None]]:
    if isinstance(value, list):
        return [(0, shape.member if isinstance(shape, ListShape) else None)] if value else []
    if not isinstance(value, dict):
        return []
    if isinstance(shape, StructureShape):
        return [(name, shape.members.get(name)) for name in value]
    return [(name, shape.value if isinstance(shape, MapShape) else None) for name in value]


def changed(value: Any, path: Path, change: Change) -> Any:
    """The value, changed at the path if it goes as far."""
    if not path:
        return change(value)
    step, rest = path[0], path[1:]
    if isinstance(value, list) and value and step == 0:
        return [changed(value[0], rest, change), *value[1:]]
    if not isinstance(value, Mapping) or step not in value:
        return value
    whole = {**value, step: changed(value[step], rest, change)}
    return {name: inner for name, inner in whole.items() if inner is not _MISSING}
