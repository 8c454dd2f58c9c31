"""Answers to whatever a collector asks, made up from AWS's own model: every field there, three of everything listed.

The same question has the same answer, whoever asks and when: so two runs differ only by what a test does to one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zlib import crc32

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, Shape, StringShape, StructureShape
from support.stubbed_aws import ACCOUNT, REGION

_BOTOCORE = botocore.session.get_session()

LISTED = 3
"""How many of what an answer lists; of what these hold, one less."""

_DEEPEST = 9
"""Some shapes hold themselves."""

_TOKEN = re.compile(r"(?i)token$|marker$|^LastEvaluated")
_LATER = re.compile(r"(?i)complet|end|expir|delet|until|latest|last|updat|todate|window|next|stop")

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": "*:Delete*", "Resource": "*"},
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"x": "true"}}},
        ],
    }
)


class _Absent:
    """Stands for a field that is not there."""


ABSENT = _Absent()


@dataclass(frozen=True)
class Place:
    """Where in the answers a value is wanted. at: its number in each list that it lies in."""

    operation: str
    asked: Mapping[str, Any]
    at: tuple[int, ...]

    @property
    def number(self) -> int:
        """Which of the things listed it belongs to."""
        return self.at[0] if self.at else 0


Hint = Any
"""A value; a tuple of them, of which each thing listed has one in turn; or what makes it of the Place."""

Hints = Mapping[str, Hint]
"""By operation and field ("kms:ListKeys.KeyArn"), or by service and field ("kms:KeyArn"); for a whole answer, by
operation.
"""


@cache
def model(operation: str) -> OperationModel:
    service, _, name = operation.partition(":")
    return _BOTOCORE.get_service_model(service).operation_model(name)


class Estate:
    """What AWS answers."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._answers: dict[str, Any] = {}

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        key = f"{operation} {sorted(asked.items())}"
        if key not in self._answers:
            place = Place(operation, asked, ())
            hint = self._hints.get(operation)
            shape = model(operation).output_shape if hint is None else None
            self._answers[key] = _chosen(hint, place) if shape is None else self._value(shape, place, "")
        return dict(self._answers[key])

    def _value(self, shape: Shape, place: Place, name: str) -> Any:
        service, _, _ = place.operation.partition(":")
        for key in (f"{place.operation}.{name}", f"{service}:{name}"):
            if key in self._hints:
                return _chosen(self._hints[key], place)
        if isinstance(shape, StructureShape):
            members = {
                member: self._value(inner, place, member)
                for member, inner in shape.members.items()
                if not _TOKEN.search(member)
            }
            return {member: value for member, value in members.items() if value is not ABSENT}
        if isinstance(shape, ListShape):
            return [self._value(shape.member, _inside(place, number), name) for number in range(_length(place))]
        if isinstance(shape, MapShape):
            keys = [self._value(shape.key, _inside(place, number), f"{name}Key") for number in range(_length(place))]
            return {
                key: self._value(shape.value, _inside(place, number), f"{name}Value") for number, key in enumerate(keys)
            }
        return _scalar(shape, place, name)


def _length(place: Place) -> int:
    return 0 if len(place.at) >= _DEEPEST else max(1, LISTED - len(place.at))


def _inside(place: Place, number: int) -> Place:
    return Place(place.operation, place.asked, (*place.at, number))


def _chosen(hint: Hint, place: Place) -> Any:
    if isinstance(hint, tuple):
        hint = hint[place.number % len(hint)]
    return hint(place) if callable(hint) else hint


def _scalar(shape: Shape, place: Place, name: str) -> Any:
    number = sum(place.at)
    if isinstance(shape, StringShape):
        return shape.enum[number % len(shape.enum)] if shape.enum else _text(place, name)
    if shape.type_name == "timestamp":
        days = 20 if _LATER.search(name) else 0
        return datetime(2026, 3, 1, 4, 5, 6, 789, UTC) + timedelta(days=days, hours=number)
    if shape.type_name == "boolean":
        return number % 2 == 0
    if shape.type_name in {"integer", "long"}:
        return 7 + number
    return 1.5 + number if shape.type_name in {"double", "float"} else b""


def _text(place: Place, name: str) -> str:
    low = name.lower()
    thing = "-".join((low, *of(place), *map(str, place.at)))
    if low.endswith("region"):
        return REGION
    if low.endswith(("accountid", "ownerid", "awsaccount", "account")):
        return ACCOUNT
    if "arn" in low:
        service, _, _ = place.operation.partition(":")
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{low}/{thing}"
    if low.endswith(("policy", "document", "templatebody")):
        return POLICY
    return thing


def is_made_up(key: str) -> bool:
    """Whether a key of a mapping is none of AWS's."""
    return "key-" in key


def of(place: Place) -> tuple[str, ...]:
    """A word for what was asked about by name, so that what different things hold is not the same."""
    named = [value for key, value in sorted(place.asked.items()) if isinstance(value, str) and not _TOKEN.search(key)]
    return (f"{crc32(json.dumps(named).encode()):08x}",) if named else ()
