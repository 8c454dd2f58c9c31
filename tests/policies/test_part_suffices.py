"""Where a rule says that a part of something suffices, more of it must never do harm: only then is a pass proven."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest
from support.judging import documents, shipped, verdicts

from scanner.model import Json, Verdict

DOCUMENTS = documents("compliant") | documents("violations")
RULES = [(rule.id, pointer) for rule in shipped().rules.values() for pointer in rule.part_suffices]


def verdict(document: Json, rule_id: str) -> Verdict:
    return verdicts(document, document["kind"], (shipped().rules[rule_id],))[rule_id].verdict


def at(document: Json, keys: list[str]) -> Any:
    return reduce(lambda value, key: value and value[key], keys, document)


def with_part(document: Json, keys: list[str], part: list[Json]) -> Json:
    if not keys:
        return part
    return document | {keys[0]: with_part(document[keys[0]], keys[1:], part)}


def parts(document: Json, keys: list[str]) -> Iterator[list[Json]]:
    """Everything that is left of a list when some of it is taken."""
    whole = at(document, keys)
    for chosen in range(2 ** len(whole) - 1):
        yield [item for index, item in enumerate(whole) if chosen >> index & 1]


@pytest.mark.parametrize(("rule_id", "pointer"), RULES)
def test_more_never_does_harm(rule_id: str, pointer: str) -> None:
    keys = pointer.removeprefix("/").split("/")
    compared = 0
    for document in DOCUMENTS.values():
        if document["kind"] not in shipped().rules[rule_id].kinds or at(document, keys) is None:
            continue
        whole = verdict(document, rule_id)
        for part in parts(document, keys):
            some = verdicts(with_part(document, keys, part), document["kind"], (shipped().rules[rule_id],))[
                rule_id
            ].verdict
            assert not (some is Verdict.PASS and whole is not Verdict.PASS), part
            compared += 1
    assert compared


@pytest.mark.parametrize(("rule_id", "pointer"), RULES)
def test_a_gap_there_hides_a_failure_and_no_pass(rule_id: str, pointer: str) -> None:
    gap = {"path": pointer, "operation": "", "reason": "not_collected", "detail": "elsewhere"}
    seen = set()
    for document in DOCUMENTS.values():
        if document["kind"] in shipped().rules[rule_id].kinds:
            before = verdict(document, rule_id)
            after = verdicts(
                document | {"gaps": [*document["gaps"], gap]}, document["kind"], (shipped().rules[rule_id],)
            )[rule_id].verdict
            assert (before, after) in {
                (Verdict.PASS, Verdict.PASS),
                (Verdict.FAIL, Verdict.UNKNOWN),
                (Verdict.UNKNOWN, Verdict.UNKNOWN),
                (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN),  # what is exempt for what it has not may have it
                (Verdict.NOT_APPLICABLE, Verdict.NOT_APPLICABLE),
            }
            seen.add(before)
    assert {Verdict.PASS, Verdict.FAIL} <= seen
