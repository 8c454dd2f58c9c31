"""AWS without a network: real botocore clients whose answers are written down, and checked against AWS's own model.

botocore's Stubber wants the calls in order; collectors make them from many threads, so here an answer belongs to an
operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import count
from threading import Event
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ParamValidationError
from botocore.validate import validate_parameters

from scanner.aws.caller import Caller
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.collectors.base import Collector, Unit
from scanner.collectors.options import DEFAULTS, Options
from scanner.facts import misfit
from scanner.model import CoverageUnit, Fact

ACCOUNT = "111122223333"
REGION = "eu-west-1"
BEGAN = "2026-03-31T12:00:00Z"


@dataclass(frozen=True)
class Refusal:
    """An error that AWS answers."""

    code: str
    message: str = "so it is"
    status: int = 400


Answer = Mapping[str, Any] | Refusal | Exception
Answers = Mapping[str, Answer | Sequence[Answer] | Callable[[dict[str, Any]], Answer]]
"""By operation ("s3:ListBuckets"): the answer; several, one for each call; or what makes it of the parameters."""

DENIED = Refusal("AccessDenied", "not for you", 403)


class StubbedSession(Session):
    """A session whose clients answer what is written down.

    asked: operation, Region and parameters of every call. mistakes: what the test that wrote the answers got wrong;
    raised from within a call it would look like a failed one.
    """

    def __init__(
        self, answers: Answers, *, checked: bool = True, traffic: Traffic | None = None, account: str = ""
    ) -> None:
        super().__init__(boto3.session.Session(), REGION, traffic or Traffic(Event()), account=account)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self._answers = answers
        self._checked = checked
        self._turns = {operation: count() for operation in answers}
        self._stubbed: set[int] = set()
        self.mistakes: list[str] = []

    def client(self, service: str, region: str) -> Any:
        client = super().client(service, region)
        if id(client) not in self._stubbed:
            self._stubbed.add(id(client))
            client.meta.events.register_first("provide-client-params.*.*", _remember)
            client.meta.events.register_first(
                "before-call.*.*", lambda model, context, **_: self._answer(service, region, model, context)
            )
        return client

    def _answer(self, service: str, region: str, model: Any, context: Any) -> Any:
        operation, parameters = f"{service}:{model.name}", context["parameters"]
        self.asked.append((operation, region, parameters))
        if operation not in self._answers:
            self.mistakes.append(f"nobody wrote down what {operation} answers")
            return SimpleNamespace(status_code=200, raw=None), {}
        answer = self._answers[operation]
        if callable(answer):
            answer = answer(parameters)
        elif isinstance(answer, Sequence):
            turn = next(self._turns[operation])
            if turn == len(answer):
                self.mistakes.append(f"{operation} is called more than {turn} times")
            answer = answer[min(turn, len(answer) - 1)]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Refusal):
            error = {"Error": {"Code": answer.code, "Message": answer.message}}
            return SimpleNamespace(status_code=answer.status, raw=None), error
        if self._checked:
            try:
                validate_parameters(answer, model.output_shape)
            except ParamValidationError as error:
                self.mistakes.append(f"{operation} never answers so: {error}")
        return SimpleNamespace(status_code=200, raw=None), dict(answer)


def _remember(params: dict[str, Any], context: dict[str, Any], **_event: object) -> None:
    context["parameters"] = dict(params)


class Inline(Executor):
    """Runs what it is given at once, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


class Remembered:
    """Computes each key once."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def __call__(self, key: str, compute: Callable[[], Any]) -> Any:
        if key not in self._values:
            self._values[key] = compute()
        return self._values[key]


@dataclass(frozen=True)
class Ran:
    """What a collector made of the answers."""

    facts: list[Fact]
    coverage: CoverageUnit
    asked: list[tuple[str, str, dict[str, Any]]]

    def one(self, kind: str) -> Fact:
        (fact,) = self.all(kind)
        return fact

    def all(self, kind: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == kind]

    def parameters(self, operation: str) -> list[dict[str, Any]]:
        return [parameters for asked, _, parameters in self.asked if asked == operation]

    def gaps(self, kind: str) -> list[tuple[str, str, str]]:
        return [(gap.operation, gap.reason, gap.detail) for gap in self.coverage.gaps if gap.path == kind]


def run(
    collector: Collector, answers: Answers, *, region: str = REGION, checked: bool = True, options: Options = DEFAULTS
) -> Ran:
    """Runs a collector over the answers; every fact must fit its schema. checked: so must the answers AWS's model."""
    session = StubbedSession(answers, checked=checked)
    caller = Caller(session, region if collector.per_region else REGION, lambda _service, _operation: None)
    unit = Unit(
        account=ACCOUNT,
        partition="aws",
        region=region,
        began=BEGAN,
        caller=caller,
        pool=Inline(),
        once=Remembered(),
        options=options,
    )
    facts = list(collector.collect(unit))
    session.close()
    assert session.mistakes == []
    assert [why for why in map(misfit, facts) if why] == []
    declared = {str(operation) for operation in collector.operations}
    assert {operation for operation, _, _ in session.asked} <= declared
    coverage = CoverageUnit(ACCOUNT, region, collector.name, collector.kinds, unit.gaps, unit.vanished, caller.calls)
    return Ran(facts, coverage, session.asked)


def pages(items: str, told: str, *contents: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Answers of a listing: one for each page, with tokens between them."""
    for number, content in enumerate(contents, 1):
        token = {told: f"token-{number}-of-it-" + "x" * 30} if number < len(contents) else {}
        yield {items: list(content), **token}
