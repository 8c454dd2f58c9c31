"""Every operation of every collector fails in every way, and nothing is said less than before without a gap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import create_parser
from support.faults import BY_NAME, CASES, DOMAINS, EVIDENCE, Case, collected, each_case, each_collector, undisturbed
from support.less_said import MISFIT, unsaid
from support.whole_estate import model
from support.wired_estate import Question, Undisturbed

from scanner.aws.caller import Raw
from scanner.model import GapReason

Fault = Callable[[str], Exception]
"""Makes of an operation what botocore raises when it fails."""


def refused(code: str) -> Fault:
    return lambda operation: ClientError({"Error": {"Code": code, "Message": "so it is"}}, operation)


FAULTS: dict[str, tuple[Fault, GapReason]] = {
    "denied": (refused("AccessDeniedException"), GapReason.ACCESS_DENIED),
    "throttled": (refused("ThrottlingException"), GapReason.THROTTLED),
    "failing": (refused("InternalServerError"), GapReason.ERROR),
    "not-implemented": (refused("UnknownOperationException"), GapReason.NOT_SUPPORTED),
    "timed-out": (lambda _: ReadTimeoutError(endpoint_url="https://aws.example.com"), GapReason.ERROR),
    "reset": (lambda _: ConnectionClosedError(endpoint_url="https://aws.example.com"), GapReason.ERROR),
    "expired": (refused("ExpiredTokenException"), GapReason.ACCESS_DENIED),
}


@each_collector
def test_the_estate_leads_every_collector_all_the_way(name: str) -> None:
    """Else the other tests show less than they say. Where it fails, support.whole_estate_hints needs another hint."""
    whole = undisturbed(name)
    declared = {case.operation for case in CASES if case.collector == name}
    assert {question.operation for question in whole.asked} == declared
    assert (whole.gaps, whole.vanished, whole.doubled) == ((), 0, ())
    assert {kind for kind, _ in whole.facts} == (set() if name == EVIDENCE else set(BY_NAME[name].kinds))
    assert {(gap.path, gap.reason) for gap in whole.all_gaps()} <= {("/tags", GapReason.NOT_COLLECTED)}


@pytest.mark.parametrize("fault", FAULTS)
@each_case
def test_an_operation_that_fails_leaves_a_gap(case: Case, fault: str) -> None:
    failing(case, fault, range(len(case.calls())))


@each_case
def test_a_single_call_that_fails_leaves_a_gap(case: Case) -> None:
    """The first of several, which others may rest on, and the last one."""
    calls = len(case.calls())
    for turn in {0, calls - 1} if calls > 1 else ():
        failing(case, "denied", range(turn, turn + 1))


def failing(case: Case, fault: str, turns: range) -> None:
    error, reason = FAULTS[fault]

    def fail(question: Question, answer: Undisturbed) -> Raw:
        if question.turn in turns:
            raise error(question.operation)
        return answer()

    found = case.run(fail)
    assert unsaid(case.whole, found) == []
    assert reason in {gap.reason for gap in found.all_gaps() if gap.operation == case.operation}
    assert MISFIT not in {gap.path for gap in found.all_gaps()}


@each_collector
def test_credentials_may_end_at_any_call(name: str) -> None:
    whole = undisturbed(name)
    expired, _ = FAULTS["expired"]
    for ends, _ in enumerate(whole.asked):

        def expire(question: Question, answer: Undisturbed, ends: int = ends) -> Raw:
            if question.call >= ends:
                raise expired(question.operation)
            return answer()

        found = collected(name, expire)
        assert unsaid(whole, found) == []
        # A user's own domain is asked all the same: what it does not take, AWS may.
        assert sum(question.operation not in DOMAINS for question in found.asked[ends:]) <= 1


PAGES = {
    "proxy": (403, b"<html><head><title>Blocked</title></head><body>Ask your administrator.</body></html>"),
    "gateway": (502, b"<!DOCTYPE html><html><body><h1>Bad gateway</h1><br></body></html>"),
    "load-balancer": (503, b"<html><body><h1>503 Service Unavailable</h1></body></html>"),
    "sign-in": (200, b"<!DOCTYPE html><html><body>Sign in to the network:<br></body></html>"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("case", [case for case in CASES if case.operation not in DOMAINS], ids=str)
def test_a_web_page_in_place_of_an_answer_is_none(case: Case, page: str) -> None:
    status, body = PAGES[page]
    operation = model(case.operation)
    shape = operation.output_shape
    assert shape is not None
    response = {"status_code": status, "headers": {"content-type": "text/html"}, "body": body}

    def show(_question: Question, answer: Undisturbed) -> Raw:
        parsed = create_parser(operation.service_model.resolved_protocol).parse(response, shape)
        if status != 200:
            raise ClientError(parsed, operation.name)
        # Read as an answer without fields: see test_faults_answers.py.
        return parsed if parsed.keys() - {"ResponseMetadata"} else answer()

    assert unsaid(case.whole, case.run(show)) == []
