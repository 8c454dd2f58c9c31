from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports

from scanner.model import FindingClass, Severity, Verdict
from scanner.render.html_listing import First, listing
from scanner.render.html_score import percent, score_view, scored

COUNTS = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, "\u2013"),
        (0, 7, "0%"),
        (1, 1000, "<1%"),
        (10, 1000, "1%"),
        (2, 3, "66%"),
        (999_999, 1_000_000, "99%"),
        (5, 5, "100%"),
    ],
)
def test_a_share_is_rounded_down_so_that_all_means_all(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@given(st.fixed_dictionaries(dict.fromkeys(Verdict, COUNTS)))
def test_unknown_and_waived_lower_a_score_and_what_does_not_apply_does_not(counts: dict[Verdict, int]) -> None:
    score = scored("", counts)
    assert score["judged"] == sum(counts.values()) - counts[Verdict.NOT_APPLICABLE]
    assert (score["percent"] == "100%") == (score["judged"] == counts[Verdict.PASS] > 0)
    for verdict in (Verdict.UNKNOWN, Verdict.WAIVED):
        lower = scored("", {**counts, verdict: counts[verdict] + 1})["share"]
        assert score["share"] is None or lower <= score["share"]


def test_applications_stand_by_their_failures_and_unjudged_ones_are_left_out() -> None:
    applications = {
        "quiet": {Verdict.NOT_APPLICABLE: 4},
        "good": {Verdict.PASS: 4},
        "bad": {Verdict.FAIL: 1, Verdict.PASS: 9},
        "dark": {Verdict.UNKNOWN: 1},
        "": {Verdict.FAIL: 2},
    }
    report = reports.empty()
    view = score_view(replace(report, summary=replace(report.summary, applications=applications)))
    assert [row["name"] for row in view["scored_applications"].rows] == ["", "bad", "dark", "good"]


def test_waived_findings_are_counted_by_their_severity() -> None:
    report = reports.empty()
    classes = {
        FindingClass("standard", Verdict.WAIVED, Severity.LOW, worse=False): 2,
        FindingClass("basic", Verdict.WAIVED, Severity.LOW, worse=True): 3,
        FindingClass("basic", Verdict.FAIL, Severity.LOW, worse=True): 9,
    }
    view = score_view(replace(report, summary=replace(report.summary, findings=classes)))
    assert {row["name"]: row["waived"] for row in view["severities"]}[Severity.LOW] == 5
    assert view["severity_scale"] == 5


@given(st.lists(st.tuples(st.integers(0, 5), st.integers())), st.integers(1, 6))
def test_the_first_are_kept_and_the_earlier_of_equals(values: list[tuple[int, int]], most: int) -> None:
    first = First[tuple[int, int]](most, lambda value: value[0])
    for value in values:
        first.add(value)
    assert first.kept() == sorted(values, key=lambda value: value[0])[:most]
    assert first.total == len(values)


def test_a_list_that_was_cut_says_where_the_rest_is() -> None:
    assert listing(range(3), 2, rest="the snapshot has all").note == " (first 2 of 3; the snapshot has all)"
    assert listing(range(3), 3).note == ""
