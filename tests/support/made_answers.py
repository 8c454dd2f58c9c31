"""Answers to whatever is asked, made up from AWS's own model: every field there, every value of its type.

What a collector makes of them is nonsense; which operations it calls is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from support.stubbed_aws import ACCOUNT, BEGAN, REGION, Inline, Remembered, StubbedSession

from scanner.aws.caller import Caller
from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.collectors.base import Collector, Unit
from scanner.collectors.options import Options

_BOTOCORE = botocore.session.get_session()
_DEEPEST = 12
"""Some shapes hold themselves."""

_LEFT_OUT = 0.15
"""How often a field is missing that may be."""

Hints = Mapping[str, Any]
"""What to answer where something made up leads nowhere: by operation ("ssm:GetParameters") an answer as StubbedSession
takes it, by operation and field ("ssm:DescribeParameters.Name") a value, or one of a tuple.
"""


class MadeUp(dict[str, Any]):
    """An answer for every operation."""

    def __init__(self, random: Random, hints: Hints) -> None:
        super().__init__()
        self._random = random
        self._hints = hints

    def __contains__(self, operation: object) -> bool:
        return True

    def __getitem__(self, operation: str) -> Any:
        if operation in self._hints:
            return self._hints[operation]
        service, _, name = operation.partition(":")
        shape = _BOTOCORE.get_service_model(service).operation_model(name).output_shape
        return self._value(shape, operation, "", 0) if shape is not None else {}

    def _value(self, shape: Shape, operation: str, name: str, depth: int) -> Any:
        random = self._random
        if (hint := self._hints.get(f"{operation}.{name}")) is not None:
            return random.choice(hint) if isinstance(hint, tuple) else hint
        if isinstance(shape, StructureShape):
            return {
                member: self._value(inner, operation, member, depth + 1)
                for member, inner in shape.members.items()
                if not _ends_here(member, inner, depth)
                and (member in shape.required_members or random.random() > _LEFT_OUT)
            }
        if isinstance(shape, ListShape):
            return [self._value(shape.member, operation, name, depth + 1) for _ in range(random.choice((0, 1, 1, 2)))]
        if isinstance(shape, MapShape):
            keys = [self._value(shape.key, operation, name, depth + 1) for _ in range(2)]
            return {key: self._value(shape.value, operation, name, depth + 1) for key in keys}
        return self._scalar(shape, name)

    def _scalar(self, shape: Shape, name: str) -> Any:
        random = self._random
        if isinstance(shape, StringShape):
            if shape.enum:
                return random.choice(shape.enum)
            return self._text(name)
        if shape.type_name == "timestamp":
            return datetime(2026, 3, random.randint(1, 28), tzinfo=UTC)
        if shape.type_name == "boolean":
            return random.random() < 0.5
        if shape.type_name in {"integer", "long"}:
            return random.randint(1, 30)
        return 1.5 if shape.type_name in {"double", "float"} else b""

    def _text(self, name: str) -> str:
        number = self._random.randint(1, 2)
        low = name.lower()
        if low.endswith("region"):
            return REGION
        if low.endswith(("accountid", "ownerid", "awsaccount", "account")):
            return ACCOUNT
        if "arn" in low:
            return f"arn:aws:kms:{REGION}:{ACCOUNT}:key/made-up-{number}"
        if low.endswith(("policy", "document", "templatebody")):
            return '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]}'
        if low.endswith(("date", "time", "timestamp")):
            return "2026-03-01T00:00:00Z"
        return f"made-up-{number}"


def _ends_here(member: str, shape: Shape, depth: int) -> bool:
    """Whether a field would make a listing, or a shape that holds itself, go on for ever."""
    if depth > _DEEPEST and not isinstance(shape, StringShape):
        return True
    return "token" in member.lower() or member in {"Marker", "NextMarker"} or member.startswith("LastEvaluated")


class _Domains:
    """In the place of what asks the user's own endpoints."""

    def __init__(self) -> None:
        self.asked: set[Operation] = set()

    def read(self, operation: Operation, _host: str, _ask: Any) -> dict[str, Any] | Failure:
        self.asked.add(operation)
        return {"made-up": {"type": "s3", "settings": {"bucket": "made-up"}}}


_FEWEST, _MOST = 20, 400


def called(collector: Collector, options: Options, hints: Hints, expected: set[str]) -> set[str]:
    """The operations that a collector calls over twenty estates, and over more until it called what is expected."""
    session, domains = StubbedSession({}, checked=False), _Domains()
    asked: set[str] = set()
    for seed in range(_MOST):
        session._answers = MadeUp(Random(seed), hints)  # noqa: S311 - an estate, and no secret
        unit = Unit(
            account=ACCOUNT,
            partition="aws",
            region=REGION if collector.per_region else "global",
            began=BEGAN,
            caller=Caller(session, REGION, lambda _service, _operation: None),
            pool=Inline(),
            once=Remembered(),
            options=options,
            signed=domains,
        )
        for _fact in collector.collect(unit):
            pass
        asked = {operation for operation, _, _ in session.asked} | {str(operation) for operation in domains.asked}
        if seed >= _FEWEST and expected <= asked:
            break
    session.close()
    return asked
