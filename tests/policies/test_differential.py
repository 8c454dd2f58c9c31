"""The whole pack on both engines: an OPA server gives exactly the outcomes of the embedded engine."""

import random
from collections.abc import Iterator

import pytest
from support import opa
from support.damage import damaged, damages
from support.judging import documents, shipped, undecided

from scanner import inputs
from scanner.engines import Outcome, Task
from scanner.engines.opa import OpaEngine
from scanner.engines.regorus import RegorusEngine
from scanner.model import Json

pytestmark = pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")

DOCUMENTS = documents("compliant") | documents("violations")

DAMAGED = 5
"""Damaged copies of each document that still fit their schema: with null where rules must expect it."""


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[RegorusEngine, OpaEngine]]:
    with opa.serving() as url:
        server = OpaEngine(shipped(), url)
        yield RegorusEngine(shipped().modules), server
        server.close()


def task(document: Json) -> Task:
    """A document with every rule of its kind that would be asked about it."""
    _, asked = undecided(document)
    ours = {rule.id for rule in shipped().by_kind[document["kind"]]}
    return Task(asked.document, tuple(rule for rule in asked.rules if rule.id in ours))


def by_rule(asked: Task, outcomes: list[Outcome]) -> dict[str, Outcome | bool]:
    """The outcome of each rule; of errors, only that there is one: each engine has its own words for it."""
    return {rule.id: bool(outcome.error) or outcome for rule, outcome in zip(asked.rules, outcomes, strict=True)}


def damaged_and_fit(document: Json, seed: str) -> list[Json]:
    """Some damaged copies that no schema stops."""
    every = list(damages(document))
    random.Random(seed).shuffle(every)  # noqa: S311 - the same choice every time
    fit = (each for each in (damaged(document, [damage]) for damage in every) if not inputs.misfit(each))
    return [each for each, _ in zip(fit, range(DAMAGED), strict=False)]


def test_the_corpus_has_the_same_outcomes(engines: tuple[RegorusEngine, OpaEngine]) -> None:
    tasks = [task(document) for document in DOCUMENTS.values()]
    ours, theirs = (engine.judge(tasks) for engine in engines)
    for name, each, other, asked in zip(DOCUMENTS, ours, theirs, tasks, strict=True):
        assert by_rule(asked, each) == by_rule(asked, other), name
    assert not [outcome.error for outcomes in ours for outcome in outcomes if outcome.error]
    assert sum(map(len, ours)) > len(DOCUMENTS)


def test_what_is_damaged_and_fits_has_the_same_outcomes(engines: tuple[RegorusEngine, OpaEngine]) -> None:
    copies = [copy for name, document in DOCUMENTS.items() for copy in damaged_and_fit(document, name)]
    assert len(copies) > DAMAGED * len(DOCUMENTS) // 2
    tasks = [task(copy) for copy in copies]
    ours, theirs = (engine.judge(tasks) for engine in engines)
    for each, other, asked in zip(ours, theirs, tasks, strict=True):
        assert by_rule(asked, each) == by_rule(asked, other), asked.document.decode()
