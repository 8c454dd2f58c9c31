"""The whole pack on both engines: an OPA server gives exactly the outcomes of the embedded engine."""

import random

import pytest
from support import opa
from support.damage import damaged, damages
from support.judging import documents, judges, shipped, undecided

from scanner import inputs
from scanner.engines import Judged, Outcome, Task, judged
from scanner.engines.opa import OpaEngine
from scanner.engines.regorus import RegorusEngine
from scanner.model import Json

pytestmark = pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")

DOCUMENTS = documents("compliant") | documents("violations")

DAMAGED = 3
"""Damaged copies of each document that still fit their schema: with null where rules must expect it."""


def task(name: str, document: Json) -> Task:
    """A document with the rules that it is there for and that would be asked about it."""
    return undecided(document, judges(name, document))[1]


def by_rule(asked: Task, answer: Judged) -> dict[str, Outcome | bool | Json]:
    """The matrix, and the outcome of each rule; of errors, only that there is one: each engine has its own words."""
    outcomes = zip(asked.rules, answer.outcomes, strict=True)
    return {"": answer.recovery, **{rule.id: bool(outcome.error) or outcome for rule, outcome in outcomes}}


def damaged_and_fit(document: Json, seed: str) -> list[Json]:
    """Some damaged copies that no schema stops."""
    every = list(damages(document))
    random.Random(seed).shuffle(every)  # noqa: S311 - the same choice every time
    fit = (each for each in (damaged(document, [damage]) for damage in every) if not inputs.misfit(each))
    return [each for each, _ in zip(fit, range(DAMAGED), strict=False)]


def test_the_corpus_and_what_is_damaged_of_it_have_the_same_outcomes() -> None:
    """In one test: the server compiles every policy anew for each that it is given, which takes it a while."""
    with opa.serving() as url:
        # Not closed: the server ends with its policies.
        engines = RegorusEngine(shipped().modules), OpaEngine(shipped(), url)
        whole_have_the_same_outcomes(engines)
        damaged_have_the_same_outcomes(engines)


def whole_have_the_same_outcomes(engines: tuple[RegorusEngine, OpaEngine]) -> None:
    tasks = [task(name, document) for name, document in DOCUMENTS.items()]
    ours, theirs = (judged(engine, tasks) for engine in engines)
    for name, each, other, asked in zip(DOCUMENTS, ours, theirs, tasks, strict=True):
        assert by_rule(asked, each) == by_rule(asked, other), name
    assert not [outcome.error for each in ours for outcome in each.outcomes if outcome.error]
    assert sum(len(each.outcomes) for each in ours) > len(DOCUMENTS)


def damaged_have_the_same_outcomes(engines: tuple[RegorusEngine, OpaEngine]) -> None:
    copies = [(name, copy) for name, document in DOCUMENTS.items() for copy in damaged_and_fit(document, name)]
    assert len(copies) > DAMAGED * len(DOCUMENTS) // 2
    tasks = [task(name, copy) for name, copy in copies]
    ours, theirs = (judged(engine, tasks) for engine in engines)
    for each, other, asked in zip(ours, theirs, tasks, strict=True):
        assert by_rule(asked, each) == by_rule(asked, other), asked.document.decode()
