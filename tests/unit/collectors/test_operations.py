"""Only reading: every operation that a collector declares exists, reads, and pages as AWS's own model says."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import botocore.session
import pytest
from botocore.exceptions import DataNotFoundError
from botocore.model import OperationModel

import scanner.collectors
from scanner.aws.operations import Listing, Operation
from scanner.aws.rates import DOCUMENTED, TOLD_BY_MODELS
from scanner.collectors import COLLECTORS
from scanner.facts import DERIVED, KINDS

_BOTOCORE = botocore.session.get_session()
READS = re.compile(r"(Get|List|Describe|Head)[A-Z]")
READS_ALL_THE_SAME: dict[str, str] = {
    "dynamodb:Query": "answers items that it finds by their key, and no other operation answers a part of each only",
    "opensearchserverless:BatchGetCollection": "describes a hundred collections at a time",
}
"""Operations that read and are called otherwise, each with the reason why it changes nothing."""

_SAYS_HOW_OFTEN = re.compile(r"\b(five|[0-9]+) (?:times|transactions) per second")
_NUMBERS = {"five": 5, "10": 10, "30": 30}

DECLARED = sorted({operation for each in COLLECTORS for operation in each.operations}, key=str)


def model(operation: Operation) -> OperationModel:
    return _BOTOCORE.get_service_model(operation.service).operation_model(operation.name)


def listings() -> Iterator[Listing]:
    for module in pkgutil.iter_modules(scanner.collectors.__path__):
        contents = vars(importlib.import_module(f"scanner.collectors.{module.name}")).values()
        yield from (value for value in contents if isinstance(value, Listing))


@pytest.mark.parametrize("operation", DECLARED, ids=str)
def test_every_operation_exists_and_reads(operation: Operation) -> None:
    assert model(operation).name == operation.name
    assert READS.match(operation.name) or READS_ALL_THE_SAME[str(operation)]
    for action in operation.permissions:
        assert re.fullmatch(r"[a-z0-9-]+:(BatchGet|Get|List|Describe)[A-Za-z]+|dynamodb:Query", action)


@pytest.mark.parametrize("listing", set(listings()), ids=lambda listing: str(listing.operation))
def test_every_listing_pages_as_the_model_says(listing: Listing) -> None:
    answer, question = model(listing.operation).output_shape, model(listing.operation).input_shape
    assert answer is not None
    assert question is not None
    assert answer.members[listing.items].type_name == "list"
    assert answer.members[listing.told].type_name == "string"
    assert question.members[listing.ask].type_name == "string"
    name, size = listing.size or (None, 0)
    if name is not None:
        # Where the model tells no maximum, S3 takes 10,000 and the tagging API 100.
        assert size <= question.members[name].metadata.get("max", 1000)
    try:
        known = _BOTOCORE.get_paginator_model(listing.operation.service).get_paginator(listing.operation.name)
    except (ValueError, DataNotFoundError):
        return
    results = known["result_key"]  # several, where an answer holds more than one list
    assert listing.items in ([results] if isinstance(results, str) else results)
    assert (known["input_token"], known["output_token"], known.get("limit_key")) == (listing.ask, listing.told, name)


def test_every_listing_is_declared_and_every_collector_is_one_of_a_kind() -> None:
    assert {listing.operation for listing in listings()} <= set(DECLARED)
    assert len({collector.name for collector in COLLECTORS}) == len(COLLECTORS)
    assert all(len(set(collector.operations)) == len(collector.operations) for collector in COLLECTORS)


def test_every_rate_that_the_model_tells_is_kept() -> None:
    told = {str(each): _SAYS_HOW_OFTEN.search(model(each).documentation) for each in DECLARED}
    assert {name: _NUMBERS[rate[1]] for name, rate in told.items() if rate} == TOLD_BY_MODELS
    assert {str(operation) for operation in DECLARED} >= DOCUMENTED.keys()


def test_every_kind_is_made_by_one_collector() -> None:
    kinds = [kind for collector in COLLECTORS for kind in collector.kinds]
    assert sorted(kinds) == sorted(KINDS - DERIVED)
