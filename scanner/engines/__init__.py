"""Rego engines: each judges one input document by the rules of a pack, and both give equal outcomes.

`scanner.engines.regorus` is embedded, `scanner.engines.opa` speaks to an OPA server. Neither decides a
verdict: that is `scanner.verdicts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson

from scanner.model import Detail, Json, Rule

EXEMPT, COMPLIANT, FINDINGS = "exempt", "compliant", "findings"
"""The names that a rule may export."""

FIELDS = frozenset({"message", "at", "expected", "actual"})
"""What each element of `findings` has."""

_SHOWN = 200
"""Characters of an engine's message that a reason shows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule said of a document. When `error` is not empty, nothing else in it counts.

    details: why it is not compliant, in canonical order; empty when the rule gave no well-formed reason.
    error: one line.
    """

    exempt: bool = False
    compliant: bool = False
    details: tuple[Detail, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A document (JSON of the shape of schemas/input.json) and the rules that judge it."""

    document: bytes
    rules: tuple[Rule, ...]


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

    def close(self) -> None:
        """Give back what the engine holds. It cannot judge any more."""
        ...


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
