"""A snapshot only grows older: whatever finds fault with it still does when it is judged for a later moment."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from support.damage import Path, damaged, paths
from support.judging import documents, judges, verdicts

from scanner.model import Json, Rule, Verdict

pytestmark = pytest.mark.no_cover  # hundreds of thousands of verdicts, of code that other tests go through as well

DOCUMENTS = documents("compliant") | documents("violations")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")

AHEAD = (timedelta(hours=2), timedelta(days=3), timedelta(days=40))
"""How far ahead of the snapshot something in it is dated."""

TIMELESS = frozenset({"account", "backup.selection", "sns.topic"})
"""Kinds of which AWS tells no moment."""

LATER = (timedelta(hours=3), timedelta(days=2), timedelta(days=39, hours=23), timedelta(days=41), timedelta(days=4000))
"""How long after the snapshot it is judged for."""


def shifted(moment: str, by: timedelta) -> str:
    return (datetime.fromisoformat(moment) + by).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bad(document: Json, rules: tuple[Rule, ...]) -> set[str]:
    found = verdicts(document, document["kind"], rules)
    return {name for name, decision in found.items() if decision.verdict in (Verdict.FAIL, Verdict.UNKNOWN)}


def moments(document: Json) -> Iterator[Path]:
    """Every place of a document that holds a moment."""
    for path in paths(document):
        value = document
        for step in path:
            value = value[step]
        if isinstance(value, str) and MOMENT.fullmatch(value):
            yield path


def dated_ahead(document: Json) -> Iterator[Json]:
    """The document as it is, and with each of its moments, and all of them, ahead of the snapshot."""
    at_once = document | {"as_of": document["taken_at"]}
    yield at_once
    places = list(moments(document))
    for by in AHEAD:
        ahead = shifted(document["taken_at"], by)
        for path in places:
            yield damaged(at_once, [(path, ahead)])
        yield damaged(at_once, [(path, ahead) for path in places])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_gets_better_by_being_judged_later(name: str) -> None:
    rules = judges(name, DOCUMENTS[name])
    for document in dated_ahead(DOCUMENTS[name]):
        before = bad(document, rules)
        concerned = tuple(rule for rule in rules if rule.id in before)
        for by in LATER if before else ():
            after = bad(document | {"as_of": shifted(document["taken_at"], by)}, concerned)
            assert before <= after, f"judged {by} later, {before - after} is content"


def test_the_corpus_has_moments_of_every_sort() -> None:
    kinds = {document["kind"] for document in DOCUMENTS.values() if any(True for _ in moments(document))}
    assert kinds == {document["kind"] for document in DOCUMENTS.values()} - TIMELESS
