"""No missing fact ever turns into a PASS or a NOT_APPLICABLE: whatever is taken from a document, or changed in type."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.damage import NULL_MEANS, OTHERS, Path, damaged, damages
from support.judging import documents, judges, shipped, verdicts

from scanner.model import Decision, Json, Verdict

pytestmark = pytest.mark.no_cover  # hundreds of thousands of verdicts, of code that other tests go through as well

BAD = frozenset({Verdict.FAIL, Verdict.UNKNOWN})

DOCUMENTS = documents("compliant") | documents("violations")


def bad(found: dict[str, Decision]) -> set[str]:
    return {rule_id for rule_id, decision in found.items() if decision.verdict in BAD}


def moved(name: str, document: Json, other: Json) -> set[str]:
    """The rules that find fault with a document, and none with what became of it."""
    kind, rules = document["kind"], judges(name, document)
    return bad(verdicts(document, kind, rules)) - bad(verdicts(other, kind, rules))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_single_damage_makes_a_document_better(name: str) -> None:
    document = DOCUMENTS[name]
    rules = judges(name, document)
    before = bad(verdicts(document, document["kind"], rules))
    for damage in damages(document):
        after = bad(verdicts(damaged(document, [damage]), document["kind"], rules))
        assert before <= after, f"{damage} hides {before - after}"


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, Json, list[tuple[Path, Json]]]:
    """A document, perhaps with something that could not be read, and several damages to it."""
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    document = dict(DOCUMENTS[name])
    needs = sorted({need for rule in shipped().by_kind[document["kind"]] for need in rule.needs})
    for need in draw(st.lists(st.sampled_from(needs), max_size=2)):
        gap = {"path": need, "operation": "x:Y", "reason": "error", "detail": "no"}
        document |= {"gaps": [*document["gaps"], gap]}
    return name, document, draw(st.lists(st.sampled_from(list(damages(document))), min_size=1, max_size=8))


@settings(max_examples=400, deadline=None)
@given(broken())
def test_no_damage_makes_a_document_better(given: tuple[str, Json, list[tuple[Path, Json]]]) -> None:
    name, document, damage = given
    assert moved(name, document, damaged(document, damage)) == set()


def turned_to_null(document: Json) -> Iterator[Path]:
    """Every place at which null has a meaning, in a document that has something else there."""

    def find(value: Json, path: Path, left: Path) -> Iterator[Path]:
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from find(item, (*path, index), left)
        elif not left:
            yield path
        elif isinstance(value, dict) and left[0] in value:
            yield from find(value[left[0]], (*path, left[0]), left[1:])

    for names in NULL_MEANS:
        yield from find(document, (), names)


def test_each_null_that_means_something_does_make_a_document_better() -> None:
    """An exception that nothing needs is no exception, and would hide what it stands for."""
    needed = set()
    for name, document in DOCUMENTS.items():
        for path in turned_to_null(document):
            if moved(name, document, damaged(document, [(path, None)])):
                needed.add(tuple(step for step in path if isinstance(step, str)))
    assert needed == set(NULL_MEANS)


def test_the_damage_is_of_every_type() -> None:
    assert {type(value).__name__ for value in OTHERS} == {"NoneType", "bool", "int", "str", "list", "dict", "float"}
    assert all(any(True for _ in damages(document)) for document in DOCUMENTS.values())
