"""The listings of the estate in pages."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from support.faults import CASES, DOMAINS
from support.whole_estate import model
from support.wired_estate import Question, Undisturbed

import scanner.collectors
from scanner.aws.caller import Raw
from scanner.aws.operations import Listing

PAGES = 3

_MORE = ("IsTruncated", "Truncated")
"""Fields that say that there is another page, beside the token."""


@dataclass(frozen=True)
class Paging:
    """How an operation answers in pages. items: the fields of an answer that hold the page. told, ask: as Listing has
    them. token: makes a token of a number.
    """

    items: frozenset[str]
    told: str
    ask: str
    token: Callable[[int], Any] = "token-{}-of-it-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".format

    def number(self, asked: Mapping[str, Any]) -> int:
        """Which page is asked for: 0 is the first."""
        return next((page for page in range(1, PAGES) if asked.get(self.ask) == self.token(page)), 0)

    def page(self, answer: Raw, number: int, following: int | None) -> Raw:
        """A page of an answer."""

        def part(listed: list[Any]) -> list[Any]:
            return listed[len(listed) * number // PAGES : len(listed) * (number + 1) // PAGES]

        whole = {name: part(value) if name in self.items else value for name, value in answer.items()}
        more = {name: following is not None for name in _MORE if name in answer}
        return {**whole, **more} | ({} if following is None else {self.told: self.token(following)})


def paged(paging: Paging, question: Question, answer: Undisturbed, *, after_last: int | None = None) -> Raw:
    """The page that is asked for. after_last: which page the last one says comes next."""
    number = paging.number(question.asked)
    following = number + 1 if number + 1 < PAGES else after_last
    return paging.page(answer(**{paging.ask: None}), number, following)


def _listings() -> dict[str, Paging]:
    found: defaultdict[str, set[Listing]] = defaultdict(set)
    for module in pkgutil.iter_modules(scanner.collectors.__path__):
        for value in vars(importlib.import_module(f"scanner.collectors.{module.name}")).values():
            if isinstance(value, Listing):
                found[str(value.operation)].add(value)
    return {
        operation: Paging(frozenset(each.items for each in listings), *_tokens(listings))
        for operation, listings in found.items()
    }


def _tokens(listings: set[Listing]) -> tuple[str, str]:
    ((told, ask),) = {(listing.told, listing.ask) for listing in listings}
    return told, ask


BY_HAND = {
    "cloudwatch:GetMetricData": Paging(frozenset({"MetricDataResults"}), "NextToken", "NextToken"),
    "dynamodb:Query": Paging(
        frozenset({"Items"}), "LastEvaluatedKey", "ExclusiveStartKey", lambda number: {"PK": {"S": str(number)}}
    ),
}
"""What collectors page through without a Listing."""

PAGINGS = _listings() | BY_HAND
"""By operation."""

_TOKEN = re.compile(r"(?i)token$|marker$|^LastEvaluated")


def tells_a_token(operation: str) -> bool:
    """Whether AWS's model has a field for the token of the next page in the operation's answers."""
    shape = None if operation in DOMAINS else model(operation).output_shape
    return shape is not None and any(_TOKEN.search(name) for name in shape.members)


PAGED_CASES = [case for case in CASES if case.operation in PAGINGS]
