"""In the place of the network: what collectors ask of AWS is asked of an estate, and one answer may be another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

from botocore import xform_name
from botocore.validate import validate_parameters
from support.stubbed_aws import REGION
from support.whole_estate import Estate, model

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, failure
from scanner.aws.operations import Operation
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.collectors.base import Collector


@dataclass(frozen=True)
class Question:
    """A call. turn: how many calls of the operation came before it; call: how many of all."""

    operation: str
    asked: Mapping[str, Any]
    turn: int
    call: int


Undisturbed = Callable[..., Raw]
"""What the estate answers; parameters may be left out or put in the place of those that were asked with."""

Disturbance = Callable[[Question, Undisturbed], Raw]
"""What is answered instead; it may raise what botocore raises."""


class Wire(Session):
    """In the place of the session: its clients ask the estate, unless the disturbance answers."""

    def __init__(self, collector: Collector, estate: Estate, disturbance: Disturbance | None) -> None:
        self.home = REGION
        self.ended = None
        self.traffic = Traffic(Event())
        self.asked: list[Question] = []
        self._estate = estate
        self._disturbance = disturbance
        self._turns: Counter[str] = Counter()
        self._names = {(each.service, xform_name(each.name)): each.name for each in collector.operations}

    def client(self, service: str, region: str) -> Any:
        return _Client(self, service, region)

    def answer(self, operation: str, asked: Mapping[str, Any]) -> Raw:
        question = Question(operation, asked, self._turns[operation], len(self.asked))
        self._turns[operation] += 1
        self.asked.append(question)
        _check(operation, asked)

        def answer(**instead: Any) -> Raw:
            parameters = {name: value for name, value in {**asked, **instead}.items() if value is not None}
            return self._estate.answer(operation, parameters)

        return self._disturbance(question, answer) if self._disturbance else answer()

    def read(self, operation: Operation, host: str, question: Callable[[Any], Any]) -> Raw | Failure:
        """Asks a user's own endpoint."""
        try:
            answer: Raw = question(_Domain(self, operation, host))
        except Exception as error:  # noqa: BLE001 - as SignedReader does
            return failure(operation, error)
        return answer


_RIGHT: set[str] = set()


def _check(operation: str, asked: Mapping[str, Any]) -> None:
    """Refuses what botocore refuses."""
    key = f"{operation} {asked}"
    if key not in _RIGHT and not operation.startswith("opensearch-domain:"):
        shape = model(operation).input_shape
        assert shape is not None
        validate_parameters(asked, shape)
        _RIGHT.add(key)


class _Client:
    def __init__(self, wire: Wire, service: str, region: str) -> None:
        assert region == REGION
        self._wire = wire
        self._service = service

    def __getattr__(self, method: str) -> Callable[..., Raw]:
        operation = f"{self._service}:{self._wire._names[self._service, method]}"
        return lambda **asked: self._wire.answer(operation, asked)


class _Domain:
    """In the place of opensearch-py's client."""

    def __init__(self, wire: Wire, operation: Operation, host: str) -> None:
        self.snapshot = self
        self._wire = wire
        self._operation = str(operation)
        self._host = host

    def get_repository(self) -> Raw:
        return self._wire.answer(self._operation, {"host": self._host})

    def get(self, *, repository: str, snapshot: str) -> Raw:
        return self._wire.answer(self._operation, {"host": self._host, "repository": repository, "snapshot": snapshot})
