"""The order of verdicts: what is missing is never good."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engines import Outcome
from scanner.model import Decision, Detail, Gap, GapReason, Json, Profile, Rule, Severity, Verdict
from scanner.verdicts import decide, decide_early

RULE = Rule(
    id="DDB-001",
    title="Point-in-time recovery is on",
    description="",
    severity=Severity.HIGH,
    kinds=("dynamodb.table",),
    needs=("/config/pitr", "/tags"),
    requires=("pitr", "pitr_window_days"),
    covers=(),
    controls={},
    remediation="",
    package="rules.dynamodb.pitr_enabled",
    path="policies/rules/dynamodb/pitr_enabled.rego",
    line=1,
    defines=frozenset({"compliant"}),
)
PROFILE = Profile("orders", None, "document_metadata", "basic", {"tier": "a tag says so"}, classified=True)
REQUIRES = {"pitr": True, "pitr_window_days": 35}
GAP = Gap("/config/pitr", "dynamodb:DescribeContinuousBackups", GapReason.ACCESS_DENIED, "AccessDeniedException: no")


def early(**changes: Any) -> Decision | None:
    given: dict[str, Any] = {"rule": RULE, "misfit": "", "profile": PROFILE, "requires": REQUIRES, "gaps": ()}
    given |= changes
    return decide_early(given.pop("rule"), **given)


def test_a_rule_that_applies_to_a_whole_fact_has_to_be_asked() -> None:
    assert early() is None


def test_a_misfit_is_unknown_even_where_the_tier_requires_nothing() -> None:
    assert early(misfit="/config/pitr: 5 is no object", requires={}, profile=replace(PROFILE, tier=None)) == Decision(
        "DDB-001", Verdict.UNKNOWN, "the fact does not fit its schema: /config/pitr: 5 is no object"
    )


def test_an_unknown_tier_is_unknown_with_its_reason() -> None:
    profile = replace(PROFILE, tier=None, because={"tier": "tag safehold:tier='gold' names no tier"})
    assert early(profile=profile, requires={}) == Decision(
        "DDB-001", Verdict.UNKNOWN, "the tier is not known: tag safehold:tier='gold' names no tier"
    )


def test_an_unknown_tier_without_a_reason_is_unknown_too() -> None:
    found = early(profile=replace(PROFILE, tier=None, because={}), requires={})
    assert found is not None
    assert found.verdict is Verdict.UNKNOWN


def test_a_rule_that_asks_for_no_requirement_applies_to_every_tier_but_an_unknown_one() -> None:
    rule = replace(RULE, requires=())
    assert early(rule=rule, requires={}) is None
    found = early(rule=rule, profile=replace(PROFILE, tier=None), requires={})
    assert found is not None
    assert found.verdict is Verdict.UNKNOWN


def test_what_the_tier_does_not_require_is_not_applicable_and_says_what() -> None:
    assert early(requires={"pitr": True}) == Decision(
        "DDB-001",
        Verdict.NOT_APPLICABLE,
        "tier basic does not require pitr_window_days of document_metadata",
    )


def test_what_the_tier_does_not_require_is_not_applicable_whatever_could_not_be_read() -> None:
    found = early(requires={}, gaps=(GAP,))
    assert found is not None
    assert found.verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("path", ["/config/pitr", "/config/pitr/window_days", "/config", "", "/tags"])
def test_a_gap_at_above_or_below_a_need_is_unknown(path: str) -> None:
    found = early(gaps=(replace(GAP, path=path),))
    assert found is not None
    assert found.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("path", ["/config/pitr_other", "/config/ttl", "/links/backup"])
def test_a_gap_elsewhere_is_no_matter(path: str) -> None:
    assert early(gaps=(replace(GAP, path=path),)) is None


def test_the_reason_names_each_place_once_with_operation_and_cause() -> None:
    gaps = (
        GAP,
        replace(GAP, path="/tags", operation="", reason=GapReason.NOT_COLLECTED, detail="tags were not collected"),
        replace(GAP, detail="AccessDeniedException: never"),
        GAP,
    )
    found = early(gaps=gaps)
    assert found is not None
    assert found.reason == (
        "/config/pitr is not known: "
        "dynamodb:DescribeContinuousBackups: access is denied: AccessDeniedException: never, "
        "dynamodb:DescribeContinuousBackups: access is denied: AccessDeniedException: no; "
        "/tags is not known: tags were not collected"
    )


def test_a_gap_of_the_whole_fact_is_named_so() -> None:
    found = early(gaps=(Gap("", "", GapReason.ERROR, ""),))
    assert found is not None
    assert found.reason == "the fact is not known: the call failed"


DETAIL = Detail("off", "/config/pitr/enabled", expected=True, actual=False)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome(error="it broke"), Verdict.UNKNOWN),
        (Outcome(compliant=True, error="it broke"), Verdict.UNKNOWN),
        (Outcome(exempt=True, compliant=True), Verdict.UNKNOWN),
        (Outcome(exempt=True), Verdict.NOT_APPLICABLE),
        (Outcome(compliant=True), Verdict.PASS),
        (Outcome(unknown=("nobody measured it",)), Verdict.UNKNOWN),
        (Outcome(exempt=True, unknown=("nobody measured it",)), Verdict.NOT_APPLICABLE),
        (Outcome(compliant=True, unknown=("nobody measured it",)), Verdict.PASS),
        (Outcome(details=(DETAIL,)), Verdict.FAIL),
        (Outcome(), Verdict.FAIL),
    ],
)
def test_an_outcome_becomes_a_verdict(outcome: Outcome, verdict: Verdict) -> None:
    assert decide(RULE, outcome).verdict is verdict


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome(compliant=True), Verdict.PASS),
        (Outcome(exempt=True), Verdict.UNKNOWN),
        (Outcome(details=(DETAIL,)), Verdict.UNKNOWN),
        (Outcome(), Verdict.UNKNOWN),
    ],
)
def test_where_a_part_suffices_a_gap_leaves_a_pass_standing_and_nothing_else(
    outcome: Outcome, verdict: Verdict
) -> None:
    rule = replace(RULE, part_suffices=("/config/pitr",))
    assert early(rule=rule, gaps=(GAP,)) is None
    assert decide(rule, outcome, (GAP,)).verdict is verdict
    elsewhere = replace(GAP, path="/config/ttl")
    assert decide(rule, outcome, (elsewhere,)) == decide(RULE, outcome)


def test_a_gap_of_what_is_needed_whole_is_unknown_beside_what_suffices_in_part() -> None:
    found = early(rule=replace(RULE, part_suffices=("/config/pitr",)), gaps=(replace(GAP, path="/tags"),))
    assert found is not None
    assert found.verdict is Verdict.UNKNOWN


def test_an_unknown_says_why() -> None:
    assert decide(RULE, Outcome(error="it broke")).reason == "the rule could not be evaluated: it broke"
    assert "contradicts itself" in decide(RULE, Outcome(exempt=True, compliant=True)).reason


def test_facts_that_do_not_answer_say_why_in_their_order() -> None:
    assert decide(RULE, Outcome(unknown=("a is not told", "b is not told"))).reason == "a is not told; b is not told"


def test_a_failure_keeps_its_details() -> None:
    assert decide(RULE, Outcome(details=(DETAIL,))).details == (DETAIL,)


def test_the_title_stands_in_for_a_reason_that_is_missing() -> None:
    (detail,) = decide(RULE, Outcome()).details
    assert detail == Detail("not proven: Point-in-time recovery is on", "", expected=None, actual=None)


GAPS = st.lists(
    st.builds(
        Gap,
        st.sampled_from(["", "/config", "/config/pitr", "/config/pitr/enabled", "/tags", "/links"]),
        st.just("x:Y"),
        st.sampled_from(GapReason),
        st.text(max_size=5),
    ),
    max_size=4,
)


@given(GAPS, st.sampled_from(["", "misfit"]), st.sampled_from([None, "basic"]), st.sampled_from([{}, REQUIRES]), GAPS)
def test_knowing_less_never_makes_it_better(
    gaps: list[Gap], misfit: str, tier: str | None, promised: dict[str, Json], more: list[Gap]
) -> None:
    requires = promised if tier else {}
    profile = replace(PROFILE, tier=tier)
    before = decide_early(RULE, misfit=misfit, profile=profile, requires=requires, gaps=gaps)
    after = decide_early(RULE, misfit=misfit, profile=profile, requires=requires, gaps=[*gaps, *more])
    worse = decide_early(RULE, misfit="misfit", profile=profile, requires=requires, gaps=gaps)
    assert worse is not None
    assert worse.verdict is Verdict.UNKNOWN
    if before is None:
        assert after is None or after.verdict is Verdict.UNKNOWN
    else:
        assert after is not None
        assert after.verdict is before.verdict
