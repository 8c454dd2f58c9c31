"""An estate that is as it should be fails nothing; what goes wrong in it is seen, and what cannot be seen is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from support import compliant, compliant_broken
from support.compliant_broken import Broken
from support.estate_verdicts import Estates, Verdicts
from support.judging import shipped
from support.snapshots import write

from scanner.evaluate import evaluate
from scanner.model import Assessment, CellStatus, Fact, Gap, GapReason, Verdict
from scanner.settings import Config
from scanner.tiers import Tiers

SETTLED = {Verdict.PASS, Verdict.NOT_APPLICABLE}

_NOT_SHIPPED = "no tier that is shipped asks for it"

NEVER_PASSED = {
    "APP-028": "no table was restored",
    "BKP-002": "what plans select, they select by ARN, and then opting in does not matter",
    "BKP-012": _NOT_SHIPPED,
    "BKP-017": _NOT_SHIPPED,
    "DDB-008": "no table was restored",
    "DDB-009": "no table was restored",
    "DDB-013": "no table has replicas",
    "DDB-014": "no table has replicas",
    "EST-001": _NOT_SHIPPED,
    "S3-016": _NOT_SHIPPED,
    "SITE-002": _NOT_SHIPPED,
    "SITE-003": _NOT_SHIPPED,
    "SITE-004": _NOT_SHIPPED,
}
"""Rules that pass nowhere in the estate, and why."""

NOT_TO_BE_HAD = {
    ("cognito.user_pool", "REC-007"): "where an export of a pool lies is not on record",
    ("cognito.user_pool", "REC-008"): "where an export of a pool lies is not on record",
    ("opensearch.collection", "REC-007"): "an index comes back from sources that are judged by themselves",
    ("opensearch.collection", "REC-008"): "an index comes back from sources that are judged by themselves",
    ("opensearch.domain", "REC-007"): "where the bucket of manual snapshots lies is not on record",
    ("opensearch.domain", "REC-008"): "whose the bucket of manual snapshots is, is not on record",
    ("estate.application", "APP-030"): "it has such parts",
    ("estate.application", "APP-031"): "it has such parts",
    ("estate.application", "APP-032"): "snapshots of disks are made every hour at most, and the objective is one hour",
}
"""What no user pool and no search index at the highest tier can meet, and why."""

GAINED = {"BKP-002"}
"""Whether AWS Backup is opted in for a type matters only to what is not selected by its ARN."""

SAY_NOTHING = {
    "account": "what it is asked goes with it",
    "backup.global_settings": "no rule asks for it",
    "backup.legal_hold": "no rule asks for it",
    "backup.protected_resource": "recovery points and jobs say more",
    "dynamodb.global_table": "the table says more of its replicas",
    "ec2.snapshot": "AWS Backup has better copies of the only volume",
    "opensearch.snapshot": "only higher tiers ask whether a restored index is in use",
    "opensearch.snapshot_repository": "the domain counts its snapshots",
    "s3.usage": "no rule of the estate's tiers asks how much a bucket holds",
    "ssm.parameter": "what it is asked goes with it",
}
"""Kinds whose listing may fail without any verdict changing, and why."""

FAIL_UNSEEN = {
    ("kms.key", "APP-032"): "without its key a better path counts for nothing, and what is left loses more",
}
"""What fails, where it should be unknown, when a listing failed."""

BROKEN = (
    *compliant_broken.OF_TABLES,
    *compliant_broken.OF_BUCKETS,
    *compliant_broken.OF_BACKUPS,
    *compliant_broken.OF_THE_REST,
)

SPOILED = {
    "gone": None,
    "expired": {"expires_at": "2026-02-28T18:00:00Z"},
    "altered": {"artefact": {"verified": False}},
}


@pytest.fixture(scope="module")
def estates(tmp_path_factory: pytest.TempPathFactory) -> Estates:
    return Estates(tmp_path_factory.mktemp("estates"), compliant.SCOPE)


@pytest.fixture(scope="module")
def whole(estates: Estates) -> Verdicts:
    return estates.verdicts(compliant.facts(), compliant.units())


@pytest.fixture(scope="module")
def highest(estates: Estates) -> Verdicts:
    """With the user pool and the search at the highest tier, too."""
    return estates.verdicts(compliant.facts("enterprise"), compliant.units())


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[Assessment]:
    """As `safehold evaluate` judges it."""
    folder = tmp_path_factory.mktemp("compliant") / "snapshot"
    snapshot = write(folder, compliant.facts(), compliant.units(), compliant.SCOPE)
    with evaluate(snapshot, Config()) as report:
        return list(report.assess())


def found(judged: list[Assessment], *verdicts: Verdict) -> Iterator[str]:
    for each in judged:
        for decision in each.decisions:
            if decision.verdict in verdicts:
                why = [decision.reason, *(detail.message for detail in decision.details)]
                yield f"{decision.rule_id} of {each.fact.kind} {each.fact.name}: {'; '.join(why)}"


def test_nothing_fails_and_nothing_is_unknown(judged: list[Assessment]) -> None:
    assert list(found(judged, Verdict.FAIL, Verdict.UNKNOWN)) == []
    assert len(list(found(judged, Verdict.PASS))) > 400


def test_every_rule_passes_somewhere(whole: Verdicts, highest: Verdicts) -> None:
    passed = {key.rule for each in (whole, highest) for key, verdict in each.items() if verdict is Verdict.PASS}
    assert set(shipped().rules) - passed == set(NEVER_PASSED)


def test_every_cell_that_is_asked_for_comes_back_within_the_objective(judged: list[Assessment]) -> None:
    tiers = Tiers.load(Config())
    required = 0
    for each in judged:
        for cell in each.recovery.cells if each.recovery else ():
            if cell.required:
                required += 1
                asked = tiers.requirements(each.profile.tier or "", each.fact.kind, each.profile.data_type)
                allowed = max(asked["rpo_seconds"], asked.get("disaster_rpo_seconds", 0))
                assert cell.status is CellStatus.RECOVERABLE, f"{each.fact.name} {cell}"
                assert cell.rpo_seconds is not None, f"{each.fact.name} {cell}"
                assert cell.rpo_seconds <= allowed, f"{each.fact.name} {cell}"
    assert required > 40


def test_what_no_pool_and_no_index_can_have_is_all_that_fails_at_the_highest_tier(highest: Verdicts) -> None:
    assert {(key.kind, key.rule) for key, verdict in highest.items() if verdict not in SETTLED} == set(NOT_TO_BE_HAD)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.kind}: {broken.what}")
def test_what_goes_wrong_is_found(broken: Broken, estates: Estates, whole: Verdicts) -> None:
    verdicts = estates.verdicts(broken.applied(compliant.facts()), compliant.units())
    assert broken.fails <= failed(verdicts)
    assert gained(verdicts, whole) <= GAINED


@pytest.mark.parametrize(("name", "how"), list(zip(compliant_broken.OF_EVIDENCE, cycle(SPOILED), strict=False)))
def test_evidence_that_does_not_hold_is_found(name: str, how: str, estates: Estates, whole: Verdicts) -> None:
    """Each record in one way; tests/policies has all ways of each rule."""
    rules = compliant_broken.OF_EVIDENCE[name]
    broken = Broken(f"{name} {how}", "evidence.record", name, SPOILED[how], rules)
    verdicts = estates.verdicts(broken.applied(compliant.facts()), compliant.units())
    assert rules <= failed(verdicts)
    assert not gained(verdicts, whole)


def test_what_failed_does_not_pass_when_anything_is_taken_away(estates: Estates) -> None:
    """In an estate where much went wrong at once: less of it makes nothing good."""
    facts = compliant.facts("enterprise")
    for name in compliant_broken.TOGETHER:
        (broken,) = (each for each in BROKEN if (each.kind, each.what) == name)
        facts = broken.applied(facts)
    before = estates.verdicts(facts, compliant.units())
    assert len([verdict for verdict in before.values() if verdict is Verdict.FAIL]) > 40
    better = {
        f"{taken.kind} {taken.name}: {rule}"
        for taken in facts
        for rule in gained(estates.verdicts([each for each in facts if each is not taken], compliant.units()), before)
    }
    assert better == set(compliant_broken.MENDED_BY_TAKING_AWAY)


@pytest.mark.parametrize("gone", [True, False], ids=["nothing was listed", "not all was listed"])
@pytest.mark.parametrize("kind", sorted({fact.kind for fact in compliant.facts()}))
def test_a_listing_that_failed_is_never_good_news(kind: str, gone: bool, estates: Estates, whole: Verdicts) -> None:  # noqa: FBT001
    gap = Gap(kind, "", GapReason.ACCESS_DENIED, "denied")
    units = [replace(unit, gaps=(gap,)) if kind in unit.kinds else unit for unit in compliant.units()]
    facts: list[Fact] = [fact for fact in compliant.facts() if fact.kind != kind or not gone]
    verdicts = estates.verdicts(facts, units)
    worse = {key.rule: verdict for key, verdict in verdicts.items() if verdict != whole.get(key)}
    if gone and kind not in SAY_NOTHING:
        assert Verdict.UNKNOWN in worse.values()
    assert {rule for rule, verdict in worse.items() if verdict is not Verdict.UNKNOWN} <= {
        rule for seen, rule in FAIL_UNSEEN if seen == kind
    }


def failed(verdicts: Verdicts) -> set[str]:
    return {key.rule for key, verdict in verdicts.items() if verdict is Verdict.FAIL}


def gained(verdicts: Verdicts, before: Verdicts) -> set[str]:
    """The rules that pass where they did not."""
    return {key.rule for key, verdict in verdicts.items() if verdict is Verdict.PASS and before.get(key) != verdict}
