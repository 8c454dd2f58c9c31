"""What becomes of an earlier scan's findings: fixed only what was looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import reports

from scanner.comparison import INCOMPLETE, Comparing, Earlier
from scanner.findings import fingerprint, said
from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Decision,
    Fact,
    Gap,
    GapReason,
    PastFinding,
    Severity,
    Verdict,
)

NOW, BEFORE, LONG_AGO = "2026-03-01T06:00:00Z", "2026-02-22T06:00:00Z", "2025-11-01T06:00:00Z"
TABLE = reports.table("orders")
SHORT = ("7 days", "/config/pitr/window_days", 35, 7)


def earlier(fact: Fact, decision: Decision, severity: Severity = Severity.HIGH) -> PastFinding:
    return PastFinding(
        fingerprint=fingerprint(decision.rule_id, fact),
        rule_id=decision.rule_id,
        verdict=decision.verdict,
        severity=severity,
        account=fact.account,
        region=fact.region,
        kind=fact.kind,
        id=fact.id,
        name=fact.name,
        tier="standard",
        application="",
        site="",
        first_seen=LONG_AGO,
        taken_at=BEFORE,
        said=said(decision),
    )


def unlooked(_kind: str, account: str, _region: str) -> Gap | None:
    """Nothing of the archive's account could be listed."""
    return Gap("", "", GapReason.ACCESS_DENIED, "access was denied") if account == reports.ARCHIVE else None


def compared(
    before: Sequence[PastFinding], now: Sequence[Assessment], *, complete: bool = True
) -> tuple[list[Assessment], Comparison, dict[str, tuple[Change, str]]]:
    with (
        TemporaryDirectory() as folder,
        closing(Comparing(Path(folder), Earlier("before", before), unlooked, NOW)) as comparing,
    ):
        found = [comparing.compared(each, lambda made: made.severity or Severity.HIGH) for each in now]
        comparison = comparing.comparison("" if complete else INCOMPLETE)
        ended = {each.finding.fingerprint: (each.change, each.because) for each in comparison.ended()}
        return found, replace(comparison, ended=lambda: iter(())), ended


def of(fact: Fact, *decisions: Decision) -> Assessment:
    return Assessment(fact, reports.profile(), decisions)


FAILED = reports.failed("DDB-002", SHORT)


@pytest.mark.parametrize(
    ("before", "now", "change", "worse"),
    [
        (None, FAILED, Change.NEW, True),
        (FAILED, FAILED, Change.UNCHANGED, False),
        (FAILED, reports.failed("DDB-002", ("8 days", SHORT[1], 35, 8)), Change.UNCHANGED, False),
        (FAILED, reports.failed("DDB-002", ("7 days", SHORT[1], 90, 7)), Change.CHANGED, False),
        (FAILED, replace(FAILED, severity=Severity.CRITICAL), Change.CHANGED, True),
        (FAILED, replace(FAILED, severity=Severity.LOW), Change.CHANGED, False),
        (FAILED, reports.unknown("DDB-002", "denied"), Change.CHANGED, False),
        (reports.unknown("DDB-002", "denied"), FAILED, Change.CHANGED, True),
        (reports.unknown("DDB-002", "denied"), reports.unknown("DDB-002", "throttled"), Change.UNCHANGED, False),
        (replace(FAILED, verdict=Verdict.WAIVED), FAILED, Change.CHANGED, True),
        (FAILED, replace(FAILED, verdict=Verdict.WAIVED), Change.CHANGED, False),
    ],
)
def test_a_finding_is_new_changed_or_unchanged(
    before: Decision | None,
    now: Decision,
    change: Change,
    worse: bool,  # noqa: FBT001 - of a table of cases
) -> None:
    found, comparison, ended = compared([earlier(TABLE, before)] if before else [], [of(TABLE, now)])
    past = found[0].decisions[0].past
    assert past
    assert (past.change, past.worse) == (change, worse)
    assert past.first_seen == (LONG_AGO if before else NOW)
    assert comparison.counts[change] == 1
    assert ended == {}


@pytest.mark.parametrize(
    ("fact", "now", "change", "because"),
    [
        (TABLE, of(TABLE, reports.passed("DDB-002")), Change.FIXED, "it passes now"),
        (TABLE, of(TABLE, reports.exempt("DDB-002", "not required")), Change.FIXED, "no longer: not required"),
        (TABLE, of(TABLE, reports.passed("DDB-001")), Change.UNSEEN, "the rule DDB-002 was not asked"),
        (TABLE, of(reports.table("other")), Change.FIXED, "the resource is there no more"),
        (reports.table("orders", account=reports.ARCHIVE), of(TABLE), Change.UNSEEN, "access was denied"),
    ],
)
def test_an_earlier_finding_is_fixed_only_if_it_was_looked_for(
    fact: Fact, now: Assessment, change: Change, because: str
) -> None:
    _, comparison, ended = compared([earlier(fact, FAILED)], [now])
    assert list(ended.values()) == [(change, because)]
    assert comparison.counts[change] == 1


@pytest.mark.parametrize(("complete", "change"), [(True, Change.FIXED), (False, Change.UNSEEN)])
def test_an_application_that_is_gone_is_fixed_only_if_all_was_seen(complete: bool, change: Change) -> None:  # noqa: FBT001
    fact = reports.application("shop")
    _, _, ended = compared([earlier(fact, FAILED)], [], complete=complete)
    assert [found for found, _ in ended.values()] == [change]


@pytest.mark.parametrize(
    ("part", "now", "because"),
    [
        (reports.table("orders", account=reports.ARCHIVE), (), "parts of it could not be looked for"),
        (TABLE, (of(reports.table("x", tags=None)),), "the tags of 1 resources could not be read, by which"),
        (TABLE, (of(TABLE),), "it is there no more"),
        (TABLE, (), "it is there no more"),
    ],
)
def test_an_application_is_gone_only_if_its_parts_could_be_seen(
    part: Fact, now: Sequence[Assessment], because: str
) -> None:
    whole = replace(earlier(reports.application("shop"), FAILED), application="shop")
    _, comparison, ended = compared([whole, replace(earlier(part, FAILED), application="shop")], now)
    change, why = ended[whole.fingerprint]
    assert why.startswith(because)
    assert change is (Change.FIXED if because == "it is there no more" else Change.UNSEEN)
    assert comparison.counts[change] >= 1


PLACES = [reports.table(name, account=account) for name in "abc" for account in (reports.PRODUCTION, reports.ARCHIVE)]
RULES = ("DDB-001", "DDB-002")
DECISIONS = st.one_of(
    st.builds(reports.passed, st.just("")),
    st.builds(reports.unknown, st.just(""), st.just("denied")),
    st.builds(reports.failed, st.just("")),
    st.builds(reports.exempt, st.just(""), st.just("not required")),
)
SCANS = st.dictionaries(st.tuples(st.sampled_from(range(len(PLACES))), st.sampled_from(RULES)), DECISIONS)


@settings(max_examples=60, deadline=None)
@given(before=SCANS, now=SCANS)
def test_nothing_is_lost_and_nothing_is_counted_twice(
    before: dict[tuple[int, str], Decision], now: dict[tuple[int, str], Decision]
) -> None:
    old = [
        earlier(PLACES[place], replace(made, rule_id=rule))
        for (place, rule), made in before.items()
        if made.verdict in (Verdict.FAIL, Verdict.UNKNOWN)
    ]
    scan = [
        of(fact, *(replace(now[place, rule], rule_id=rule) for rule in RULES if (place, rule) in now))
        for place, fact in enumerate(PLACES)
        if any(key[0] == place for key in now)
    ]
    found, comparison, ended = compared(old, scan)
    pasts = [made.past for each in found for made in each.decisions if made.past]
    still = {
        fingerprint(made.rule_id, each.fact)
        for each in found
        for made in each.decisions
        if made.past and made.past.change is not Change.NEW
    }
    assert still | ended.keys() == {each.fingerprint for each in old}
    assert not still & ended.keys()
    expected = Counter(past.change for past in pasts) + Counter(change for change, _ in ended.values())
    assert {change: count for change, count in comparison.counts.items() if count} == dict(expected)
    unseen = {each.fingerprint for each in old if each.account == reports.ARCHIVE}
    passing = {
        fingerprint(made.rule_id, each.fact)
        for each in found
        for made in each.decisions
        if made.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    }
    for name, (change, _) in ended.items():
        if name in unseen - passing:
            assert change is Change.UNSEEN
