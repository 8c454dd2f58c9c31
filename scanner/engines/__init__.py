"""Rego engines: each judges one input document by the rules of a pack, and both give equal outcomes.

`scanner.engines.regorus` is embedded, `scanner.engines.opa` speaks to an OPA server. Neither decides a
verdict: that is `scanner.verdicts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import orjson

from scanner.model import Detail, Json, Rule

EXEMPT, COMPLIANT, FINDINGS, UNKNOWN = "exempt", "compliant", "findings", "unknown"
"""The names that a rule may export."""

FIELDS = frozenset({"message", "at", "expected", "actual"})
"""What each element of `findings` has."""

MATRIX = "recovery.matrix"
"""The package whose `matrix` is the recovery matrix of a document; undefined for what has none."""

_RECOVERY = "/recovery"
"""What a rule that judges the matrix needs."""

_SHOWN = 200
"""Characters of an engine's message that a reason shows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule said of a document. When `error` is not empty, nothing else in it counts.

    unknown: why the facts, though whole, do not answer, sorted. details: why it is not compliant, in canonical
    order; empty when the rule gave no well-formed reason.
    error: one line.
    """

    exempt: bool = False
    compliant: bool = False
    unknown: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A document (JSON of the shape of schemas/input.json) and the rules that judge it.

    recovers: whether it is of a kind that has a recovery matrix.
    """

    document: bytes
    rules: tuple[Rule, ...]
    recovers: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """The recovery matrix of a document as JSON; None for what has none. error: why it could not be computed."""

    value: bytes | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of a task said of its document, in their order, and its recovery matrix, if it has one."""

    outcomes: list[Outcome]
    recovery: Json = None


class Engine(Protocol):
    """A Rego engine that has loaded a pack. It belongs to the thread that made it."""

    @property
    def name(self) -> str:
        """The engine's name, "regorus"."""
        ...

    @property
    def version(self) -> str:
        """The engine's version, "0.13.0"."""
        ...

    def judge(self, tasks: Sequence[Task]) -> list[list[Outcome]]:
        """For each task, one outcome for each of its rules, in their order.

        Raises:
            EngineError: the engine itself failed. A rule that fails on a document is an Outcome with an error.
        """
        ...

    def recover(self, documents: Sequence[bytes]) -> list[Matrix]:
        """For each document, its recovery matrix.

        Raises:
            EngineError: the engine itself failed.
        """
        ...

    def close(self) -> None:
        """Give back what the engine holds. It cannot judge any more."""
        ...


def judged(engine: Engine, tasks: Sequence[Task]) -> list[Judged]:
    """For each task, its recovery matrix, and then what its rules say of the document with the matrix in it.

    Raises:
        EngineError: the engine itself failed.
    """
    found = iter(engine.recover([task.document for task in tasks if task.recovers]))
    matrices = [next(found) if task.recovers else Matrix() for task in tasks]
    whole = [
        replace(task, document=_with(task.document, matrix.value)) if matrix.value else task
        for task, matrix in zip(tasks, matrices, strict=True)
    ]
    return [
        Judged(
            [_seen(rule, outcome, matrix) for rule, outcome in zip(task.rules, outcomes, strict=True)],
            orjson.loads(matrix.value) if matrix.value else None,
        )
        for task, outcomes, matrix in zip(tasks, engine.judge(whole), matrices, strict=True)
    ]


def _with(document: bytes, matrix: bytes) -> bytes:
    """An object with the matrix as one more member, without parsing either."""
    return b'%s,"recovery":%s}' % (document[:-1], matrix)


def _seen(rule: Rule, outcome: Outcome, matrix: Matrix) -> Outcome:
    """Without the matrix, a rule that needs it says nothing."""
    if matrix.value is None and _RECOVERY in rule.needs:
        return Outcome(error=matrix.error or "the resource has no recovery matrix")
    return outcome


def reasons_of(unknown: Json) -> tuple[str, ...]:
    """Why a rule has no answer, sorted; empty if it says nothing of the kind.

    Raises:
        ValueError: it says so in another form.
    """
    if isinstance(unknown, list) and all(isinstance(reason, str) and reason for reason in unknown):
        return tuple(sorted(unknown))
    raise ValueError(f"`{UNKNOWN}` is {one_line(orjson.dumps(unknown).decode())}, not a set of sentences")


def truth(value: Json, name: str) -> bool:
    """The value of `exempt` or `compliant`.

    Raises:
        ValueError: it is no boolean.
    """
    if isinstance(value, bool):
        return value
    raise ValueError(f"`{name}` is {one_line(orjson.dumps(value).decode())}, not true or false")


def details_of(findings: Json) -> tuple[Detail, ...]:
    """The well-formed elements of `findings`, each once, in canonical order.

    A malformed one is left out: an explanation that cannot be built never hides the failure it was to explain.
    """
    if not isinstance(findings, list):
        return ()
    unique = {orjson.dumps(raw, option=orjson.OPT_SORT_KEYS): raw for raw in findings if _is_detail(raw)}
    details = (Detail(raw["message"], raw["at"], raw["expected"], raw["actual"]) for raw in unique.values())
    return tuple(sorted(details, key=_canonical))


def one_line(text: str) -> str:
    """An engine's message as one short line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _is_detail(raw: Json) -> bool:
    return (
        isinstance(raw, dict)
        and raw.keys() == FIELDS
        and isinstance(raw["message"], str)
        and isinstance(raw["at"], str)
        and (raw["at"] == "" or raw["at"].startswith("/"))
    )


def _canonical(detail: Detail) -> tuple[str, str, bytes]:
    values = orjson.dumps([detail.expected, detail.actual], option=orjson.OPT_SORT_KEYS)
    return (detail.at, detail.message, values)
