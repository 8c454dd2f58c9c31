"""Every shipped rule, held to what all rules promise, over the corpus."""

from collections import Counter
from functools import cache

import pytest
from support.judging import documents, shipped, verdicts

from scanner import inputs
from scanner.model import Decision, Json, Verdict

RULES = shipped().rules
COMPLIANT = documents("compliant")
VIOLATIONS = documents("violations")
EVERY = COMPLIANT | VIOLATIONS

PROMISED_NOTHING = frozenset({"EST-002"})
"""Rules that ask for nothing of a tier, and so apply to everything of their kinds."""


def rule_of(name: str) -> str:
    return name.partition("[")[0]


def said(document: Json, rule_id: str) -> Decision:
    """What one rule decides of a document of one of its kinds."""
    return verdicts(document, document["kind"], (RULES[rule_id],))[rule_id]


@cache
def subjects(rule_id: str) -> dict[str, Json]:
    """The documents that a rule judges, and does not leave aside."""
    kinds = RULES[rule_id].kinds
    return {
        name: document
        for name, document in EVERY.items()
        if document["kind"] in kinds and said(document, rule_id).verdict in (Verdict.PASS, Verdict.FAIL)
    }


@pytest.mark.parametrize("name", EVERY)
def test_every_document_of_the_corpus_fits_its_schema(name: str) -> None:
    assert inputs.misfit(EVERY[name]) == ""


@pytest.mark.parametrize("name", COMPLIANT)
def test_every_rule_is_silent_on_what_is_compliant(name: str) -> None:
    found = verdicts(COMPLIANT[name], COMPLIANT[name]["kind"])
    assert {each.rule_id: each for each in found.values() if each.verdict in (Verdict.FAIL, Verdict.UNKNOWN)} == {}


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_passes_something(rule_id: str) -> None:
    assert any(
        said(document, rule_id).verdict is Verdict.PASS
        for document in COMPLIANT.values()
        if document["kind"] in RULES[rule_id].kinds
    )


def test_every_rule_has_its_violations_and_no_other_file_is_there() -> None:
    assert set(map(rule_of, VIOLATIONS)) == set(RULES)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_every_rule_fires_on_its_violations_and_says_why(name: str) -> None:
    document = VIOLATIONS[name]
    decision = said(document, rule_of(name))
    assert decision.verdict is Verdict.FAIL
    assert decision.details
    for detail in decision.details:
        assert not detail.message.startswith("not proven: ")
        assert detail.expected != detail.actual
        assert inputs.exists(document["kind"], "/".join(step for step in detail.at.split("/") if not step.isdigit()))


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_of_several_kinds_is_tried_on_all_of_them(rule_id: str) -> None:
    failed = {document["kind"] for name, document in VIOLATIONS.items() if rule_of(name) == rule_id}
    assert failed == set(RULES[rule_id].kinds)


@pytest.mark.parametrize("rule_id", sorted(RULES.keys() - PROMISED_NOTHING))
def test_a_rule_does_not_apply_where_the_tier_does_not_require_it(rule_id: str) -> None:
    tried = subjects(rule_id)
    assert tried
    for document in tried.values():
        for name in RULES[rule_id].requires:
            fewer = {key: value for key, value in document["requires"].items() if key != name}
            found = said(document | {"requires": fewer}, rule_id)
            assert found.verdict is Verdict.NOT_APPLICABLE


def test_the_rules_that_no_tier_requires_are_the_known_ones() -> None:
    assert {rule.id for rule in RULES.values() if not rule.requires} == PROMISED_NOTHING


@pytest.mark.parametrize("rule_id", RULES)
def test_a_gap_at_any_need_makes_a_rule_unknown(rule_id: str) -> None:
    """A pass stands, where the part that was read proves it and the rule says that a part suffices."""
    rule = RULES[rule_id]
    for document in subjects(rule_id).values():
        whole = said(document, rule_id)
        for need in rule.needs:
            gap = {"path": need, "operation": "x:Y", "reason": "access_denied", "detail": "denied"}
            found = said(document | {"gaps": [gap]}, rule_id)
            if need in rule.part_suffices and whole.verdict is Verdict.PASS:
                assert found == whole
            else:
                assert found.verdict is Verdict.UNKNOWN
                assert need in found.reason


@pytest.mark.parametrize("rule_id", sorted(RULES.keys() - PROMISED_NOTHING))
def test_a_tier_that_is_not_known_makes_a_rule_unknown(rule_id: str) -> None:
    for document in subjects(rule_id).values():
        profile = document["profile"] | {"tier": None}
        assert said(document | {"profile": profile}, rule_id).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("name", EVERY)
def test_no_rule_contradicts_itself_or_fails_to_evaluate(name: str) -> None:
    document = EVERY[name]
    reasons = [decision.reason for decision in verdicts(document, document["kind"]).values()]
    assert not [reason for reason in reasons if "contradicts itself" in reason or "could not be evaluated" in reason]


def test_every_statement_of_the_catalogue_that_this_pack_covers_is_covered_as_planned() -> None:
    covered = Counter(statement for rule in RULES.values() for statement in rule.covers)
    assert {7, 8, 9, 10, 15, 17, 22, 23, 24, 25, 26, 27, 32, 33, 34, 35} <= set(covered)
    assert {47, 48, 49, 50, 51, 52, 54, 55, 58, 59} <= set(covered)
