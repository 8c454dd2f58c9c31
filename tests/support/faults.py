"""Every collector at work in an estate where one thing goes wrong.

Nothing of botocore but its models and its parsers is at work, so a run takes a millisecond or two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from support.stubbed_aws import ACCOUNT, BEGAN, REGION, Inline, Remembered
from support.whole_estate import LISTED, Estate
from support.whole_estate_hints import HINTS, tagged
from support.wired_estate import Disturbance, Question, Undisturbed, Wire

from scanner.aws.caller import Caller, Raw
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.collectors import COLLECTORS
from scanner.collectors.base import Collector, Unit
from scanner.collectors.options import Options
from scanner.model import Fact, Gap, GapReason
from scanner.settings import ExportLocation
from scanner.units import _checked, _unwritable

EVERYTHING = Options(
    opensearch_snapshots=True,
    formkiq_site_config=True,
    exports=(
        ExportLocation("cloudformation.stack", "exports", "stacks/{name}/"),
        ExportLocation("cognito.user_pool", "exports", "pools/{name}/"),
    ),
)

UNTAGGED = f"-{LISTED - 1}"
"""What the names of the last things that the estate lists end in."""

BY_NAME = {collector.name: collector for collector in COLLECTORS}

EVIDENCE = "evidence"
"""Reads files of the user's, and asks AWS nothing."""

DOMAINS = {str(operation) for collector in COLLECTORS for operation in collector.http_operations}
"""What is asked of the user's own domains."""


@dataclass(frozen=True)
class Outcome:
    """facts: by kind and id, as they are written. doubled: those that came twice, of which the first counts."""

    facts: Mapping[tuple[str, str], Fact]
    doubled: tuple[Fact, ...]
    gaps: tuple[Gap, ...]
    vanished: int
    asked: tuple[Question, ...]

    @property
    def said(self) -> tuple[object, ...]:
        """All that reaches the snapshot."""
        return (self.facts, self.gaps, self.vanished)

    def all_gaps(self) -> Iterator[Gap]:
        """Of the facts and of the kinds."""
        yield from self.gaps
        for fact in self.facts.values():
            yield from fact.gaps


@dataclass(frozen=True)
class Case:
    """A collector and an operation that it calls."""

    collector: str
    operation: str

    @property
    def whole(self) -> Outcome:
        """What the collector makes of the undisturbed estate."""
        return undisturbed(self.collector)

    @property
    def answer(self) -> Raw:
        """What the operation answers first, undisturbed."""
        return _estate(self.collector).answer(self.operation, self.calls()[0].asked)

    def calls(self) -> list[Question]:
        """Those of the operation, undisturbed."""
        return [question for question in self.whole.asked if question.operation == self.operation]

    def run(self, disturbance: Disturbance) -> Outcome:
        """What it makes of the estate where the operation answers otherwise."""

        def only(question: Question, answer: Undisturbed) -> Raw:
            return disturbance(question, answer) if question.operation == self.operation else answer()

        return collected(self.collector, only)

    def __str__(self) -> str:
        return f"{self.collector}-{self.operation}"


CASES = tuple(
    Case(collector.name, str(operation))
    for collector in COLLECTORS
    for operation in (*collector.operations, *collector.http_operations)
    if operation != GET_CALLER_IDENTITY
)
"""Whose the credentials are is asked once for all collectors, and by none of them."""

each_case = pytest.mark.parametrize("case", CASES, ids=str)
each_collector = pytest.mark.parametrize("name", BY_NAME)


def collected(name: str, disturbance: Disturbance | None = None) -> Outcome:
    """What a collector makes of the estate."""
    return _collected(BY_NAME[name], _estate(name), disturbance)


@cache
def undisturbed(name: str) -> Outcome:
    """What a collector makes of the undisturbed estate."""
    return collected(name)


@cache
def _estate(name: str) -> Estate:
    """The estate, in which what the collector finds has tags, but for the last of each kind."""
    found = _collected(BY_NAME[name], Estate(HINTS), None).facts
    told = {value for fact in found.values() for value in (fact.id, *fact.config.values()) if isinstance(value, str)}
    arns = {value for value in told if value.startswith("arn:") and not value.endswith(UNTAGGED)}
    return Estate({**HINTS, **tagged(arns - {*dict(sorted(found)).values()})})


def _collected(collector: Collector, estate: Estate, disturbance: Disturbance | None) -> Outcome:
    wire = Wire(collector, estate, disturbance)
    unit = Unit(
        account=ACCOUNT,
        partition="aws",
        region=REGION if collector.per_region else "global",
        began=BEGAN,
        caller=Caller(wire, REGION),
        pool=Inline(),
        once=Remembered(),
        options=EVERYTHING,
        signed=wire,
    )
    facts: dict[tuple[str, str], Fact] = {}
    doubled: list[Fact] = []
    for fact in collector.collect(unit):
        # As scanner.units writes them.
        if why := _unwritable(fact):
            unit.incomplete(Gap(fact.kind, "", GapReason.ERROR, why))
        elif (fact.kind, fact.id) in facts:
            doubled.append(fact)
        else:
            facts[fact.kind, fact.id] = _checked(fact)
    return Outcome(facts, tuple(doubled), unit.gaps, unit.vanished, tuple(wire.asked))
