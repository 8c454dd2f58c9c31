"""The embedded engine: regorus, in this process.

It has no time bound, a recursive function ends the process, and a panic is a BaseException: `scanner.evaluate`
therefore runs it in worker processes, and here every rule is asked on its own, so that an error stays with the
rule that made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import orjson
import regorus  # type: ignore[import-untyped]  # it ships no types

from scanner.engines import (
    COMPLIANT,
    EXEMPT,
    FINDINGS,
    MATRIX,
    UNKNOWN,
    Matrix,
    Outcome,
    Task,
    details_of,
    one_line,
    reasons_of,
    truth,
)
from scanner.errors import EngineError
from scanner.model import Detail, Json, Rule
from scanner.rego import Module, is_panic, said_by_regorus

_UNDEFINED = "<undefined>"


class RegorusEngine:
    """Judges by `modules`, which `scanner.rules` has found to parse."""

    name = "regorus"

    def __init__(self, modules: Sequence[Module]) -> None:
        """Load every module.

        Raises:
            EngineError: one does not parse.
        """
        self.version = version("gordon-to-regorus")
        self._modules = tuple(modules)
        self._engine = self._loaded()
        self._recovers = any(module.package == MATRIX for module in modules)

    def judge(self, tasks: Sequence[Task]) -> list[list[Outcome]]:
        """See `Engine`."""
        return [self._judge(task) for task in tasks]

    def recover(self, documents: Sequence[bytes]) -> list[Matrix]:
        """See `Engine`."""
        return [self._matrix(document) if self._recovers else Matrix() for document in documents]

    def close(self) -> None:
        """Nothing is held."""

    def _matrix(self, document: bytes) -> Matrix:
        text = document.decode()
        try:
            self._engine.set_input_json(text)
            value = self._evaluated(f"data.{MATRIX}.matrix", text)
        except RuntimeError as error:
            return Matrix(error=_why(error))
        return Matrix() if value == f'"{_UNDEFINED}"' else Matrix(value.encode())

    def _judge(self, task: Task) -> list[Outcome]:
        document = task.document.decode()
        try:
            self._engine.set_input_json(document)
        except RuntimeError as error:
            return [Outcome(error=f"the input is refused: {_why(error)}") for _ in task.rules]
        return [self._outcome(rule, document) for rule in task.rules]

    def _outcome(self, rule: Rule, document: str) -> Outcome:
        try:
            exempt = self._proven(rule, EXEMPT, document)
            compliant = self._proven(rule, COMPLIANT, document)
            if exempt or compliant:
                return Outcome(exempt=exempt, compliant=compliant)
            unknown = self._ask(rule, UNKNOWN, document)
            if unknown not in (_UNDEFINED, []):
                return Outcome(unknown=reasons_of(unknown))
        except (RuntimeError, ValueError) as error:
            return Outcome(error=_why(error))
        return Outcome(details=self._details(rule, document))

    def _proven(self, rule: Rule, name: str, document: str) -> bool:
        value = self._ask(rule, name, document)
        return value != _UNDEFINED and truth(value, name)

    def _details(self, rule: Rule, document: str) -> tuple[Detail, ...]:
        """Why it fails. An error in the explanation is no error in the verdict: the rule's title stands in."""
        try:
            return details_of(self._ask(rule, FINDINGS, document))
        except (RuntimeError, ValueError):
            return ()

    def _ask(self, rule: Rule, name: str, document: str) -> Json:
        """The value of a name that the rule exports, `_UNDEFINED` for a name that it does not define.

        Raises:
            RuntimeError, ValueError: it could not be evaluated.
        """
        if name not in rule.defines:
            return _UNDEFINED
        return orjson.loads(self._evaluated(f"data.{rule.package}.{name}", document))

    def _evaluated(self, query: str, document: str) -> str:
        """The value of a query as JSON.

        Raises:
            RuntimeError: it could not be evaluated.
        """
        try:
            return str(self._engine.eval_rule_as_json(query))
        except BaseException as error:
            if not is_panic(error):
                raise
            # What a panic leaves behind is unknown, so the rules after this one get a fresh engine.
            self._engine = self._loaded()
            self._engine.set_input_json(document)
            raise RuntimeError(f"the engine panicked: {error}") from error

    def _loaded(self) -> Any:  # noqa: ANN401 - regorus ships no types
        engine = regorus.Engine()
        for module in self._modules:
            try:
                engine.add_policy(module.path, module.source)
            except RuntimeError as error:
                place, message = said_by_regorus(error)
                raise EngineError(f"{place or module.path}: {message}; lint it with `safehold rules lint`") from error
        return engine


def _why(error: Exception) -> str:
    place, message = said_by_regorus(error)
    return one_line(f"{place}: {message}" if place else message)
