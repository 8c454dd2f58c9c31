"""Listings of several pages, of tokens that come again, and of pages that fail."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from botocore.exceptions import ClientError
from support.faults import CASES, Case, Outcome
from support.less_said import unsaid
from support.paged import PAGED_CASES, PAGES, PAGINGS, paged, tells_a_token
from support.wired_estate import Question, Undisturbed

from scanner.aws.caller import Raw

each_listing = pytest.mark.parametrize("case", PAGED_CASES, ids=str)

ONE_PAGE = {"backup:DescribeFramework": "its token is that of the request which made the framework"}
"""Operations whose answers have a field that is called a token, and no pages."""

NOT_REMEMBERED = {"dynamodb:Query": "its pages are counted: formkiq_settings reads twenty at most"}
"""Operations of which no token is remembered."""

ALL_TOLD = {"cloudwatch:GetMetricData": "each metric said that it was complete, so no page can tell more"}
"""Operations of which a token that comes again takes nothing."""

AT_LEAST = {"exports-s3:ListObjectsV2": "the newest object of those that were listed, with a gap, and `truncated`"}
"""Where a value of what was listed stands with a gap, by case."""

NOT_KEPT = {"s3-metrics-cloudwatch:ListMetrics": "metrics come in no order: any bucket may have more than was told"}
"""Where nothing is made of a first page without the others, by case."""


def test_whatever_answers_in_pages_is_read_in_pages() -> None:
    assert {case.operation for case in CASES if tells_a_token(case.operation)} == {*PAGINGS, *ONE_PAGE}
    assert {*AT_LEAST, *NOT_KEPT} <= {str(case) for case in PAGED_CASES}


def asked_for(case: Case, found: Outcome) -> list[list[Any]]:
    """The pages that were asked for, by question."""
    paging = PAGINGS[case.operation]
    pages: defaultdict[str, list[Any]] = defaultdict(list)
    for question in found.asked:
        if question.operation == case.operation:
            rest = {name: value for name, value in question.asked.items() if name != paging.ask}
            pages[str(rest)].append(paging.number(question.asked))
    return list(pages.values())


def assert_honest(case: Case, found: Outcome, before: Outcome | None = None) -> None:
    wrong = unsaid(before or case.whole, found)
    if str(case) in AT_LEAST:
        wrong = [why for why in wrong if " /config/truncated " not in why and not why.endswith("which nobody said")]
    assert wrong == []


@each_listing
def test_every_page_is_read_once(case: Case) -> None:
    paging = PAGINGS[case.operation]
    found = case.run(lambda question, answer: paged(paging, question, answer))
    assert found.said == case.whole.said
    assert asked_for(case, found) == [list(range(PAGES)) for _ in case.calls()]


@each_listing
def test_a_token_that_comes_again_ends_the_listing_with_a_gap(case: Case) -> None:
    paging = PAGINGS[case.operation]
    found = case.run(lambda question, answer: paged(paging, question, answer, after_last=1))
    assert_honest(case, found)
    details = [gap.detail for gap in found.all_gaps() if gap.operation == case.operation]
    assert bool(details) is (case.operation not in ALL_TOLD)
    if case.operation not in NOT_REMEMBERED:
        assert asked_for(case, found) == [list(range(PAGES)) for _ in case.calls()]
        assert all("the token of the next page came before" in detail for detail in details)


@each_listing
def test_what_came_before_a_page_that_fails_is_kept(case: Case) -> None:
    paging = PAGINGS[case.operation]

    def fail(question: Question, answer: Undisturbed) -> Raw:
        if paging.number(question.asked):
            raise ClientError({"Error": {"Code": "InternalError", "Message": "not now"}}, question.operation)
        return paged(paging, question, answer)

    found = case.run(fail)
    assert_honest(case, found)
    why = "partial, after 1 pages: InternalError: not now"
    assert any(why in gap.detail for gap in found.all_gaps() if gap.operation == case.operation)

    first = case.run(lambda _question, answer: paging.page(answer(**{paging.ask: None}), 0, None))
    assert_honest(case, found, first)
    assert (first.facts.keys() <= found.facts.keys()) is (str(case) not in NOT_KEPT)
