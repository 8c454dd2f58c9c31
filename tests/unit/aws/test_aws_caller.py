from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from time import monotonic

import pytest
from botocore.exceptions import EndpointConnectionError
from support.stubbed_aws import DENIED, REGION, Answer, Answers, Refusal, StubbedSession, pages

from scanner.aws.caller import Caller, OverdueError
from scanner.aws.failures import Failure
from scanner.aws.identity import Identity, enabled_regions, identify
from scanner.aws.operations import Listing, Operation
from scanner.aws.session import Session
from scanner.aws.traffic import ScanStoppedError, Traffic
from scanner.errors import CredentialsError
from scanner.model import GapReason

pytestmark = pytest.mark.usefixtures("aws_environment")

VAULTS = Listing(Operation("backup", "ListBackupVaults"), "BackupVaultList", ("MaxResults", 1000))


IDENTITY, KEYS = Operation("sts", "GetCallerIdentity"), Operation("kms", "ListKeys")


def caller(
    answers: Answers, *, region: str = REGION, until: float = math.inf
) -> tuple[Caller, StubbedSession, list[tuple[str, str]]]:
    session, called = StubbedSession(answers, checked=False), []
    made = Caller(session, region, lambda service, operation: called.append((service, operation)), until)
    return made, session, called


def listed(*answers: Answer) -> tuple[list[str], list[Failure], list[dict[str, object]]]:
    """What three pages give: names, failures, and the parameters of the calls."""
    call, session, _ = caller({"backup:ListBackupVaults": answers})
    failures: list[Failure] = []
    names = [vault["BackupVaultName"] for page in call.pages(VAULTS, failures.append) for vault in page]
    assert session.mistakes == []
    return names, failures, [parameters for _, _, parameters in session.asked]


def vaults(*names: str) -> Sequence[dict[str, str]]:
    return [{"BackupVaultName": name} for name in names]


def test_a_call_is_counted_and_reported() -> None:
    call, _, called = caller({"kms:DescribeKey": DENIED, "sts:GetCallerIdentity": {"Account": "1"}})
    for _ in range(2):
        assert isinstance(call.call(Operation("kms", "DescribeKey"), KeyId="k"), Failure)
    assert call.call(Operation("sts", "GetCallerIdentity")) == {"Account": "1"}
    assert call.calls == {"kms:DescribeKey": 2, "sts:GetCallerIdentity": 1}
    assert called == [("kms", "DescribeKey")] * 2 + [("sts", "GetCallerIdentity")]


def test_three_pages() -> None:
    names, failures, asked = listed(*pages("BackupVaultList", "NextToken", vaults("a", "b"), vaults(), vaults("c")))
    assert (names, failures) == (["a", "b", "c"], [])
    assert [set(parameters) for parameters in asked] == [{"MaxResults"}] + [{"MaxResults", "NextToken"}] * 2
    assert len({parameters.get("NextToken") for parameters in asked}) == 3


@pytest.mark.parametrize("tokens", [["A", "A"], ["A", "B", "A"], ["A", "B", "B"]])
def test_a_token_that_comes_again_ends_the_listing_as_partial(tokens: list[str]) -> None:
    answers = [{"BackupVaultList": vaults(str(number)), "NextToken": token} for number, token in enumerate(tokens)]
    names, failures, asked = listed(*answers)
    assert names == [str(number) for number in range(len(tokens))]
    assert len(asked) == len(tokens)
    (why,) = failures
    assert why.reason is GapReason.ERROR
    assert why.detail == (
        f"partial, after {len(tokens)} pages: malformed answer: the token of the next page came before"
    )


@pytest.mark.parametrize("odd", [{}, {"BackupVaultList": None}, {"BackupVaultList": "x"}])
def test_a_page_without_its_entries_is_no_empty_page(odd: dict[str, object]) -> None:
    names, (why,), _ = listed(odd)
    assert names == []
    assert (why.reason, why.detail) == (GapReason.ERROR, "malformed answer: no BackupVaultList")


def test_a_page_that_fails_keeps_those_before() -> None:
    first, *_ = pages("BackupVaultList", "NextToken", vaults("a"), vaults("b"))
    names, (why,), _ = listed(first, Refusal("ThrottlingException", "slow down"))
    assert names == ["a"]
    assert (why.reason, why.detail) == (
        GapReason.THROTTLED,
        "partial, after 1 pages: ThrottlingException: slow down",
    )


def test_a_service_that_a_region_lacks() -> None:
    error = EndpointConnectionError(endpoint_url="https://connect.eu-west-3.amazonaws.com")
    absent, _, _ = caller({"connect:ListInstances": error}, region="eu-west-3")
    present, _, _ = caller({"sts:GetCallerIdentity": error})
    why = absent.call(Operation("connect", "ListInstances"))
    assert isinstance(why, Failure)
    assert why.reason is GapReason.NOT_SUPPORTED
    why = present.call(Operation("sts", "GetCallerIdentity"))
    assert isinstance(why, Failure)
    assert why.reason is GapReason.ERROR


def test_no_request_leaves_once_the_scan_is_stopped(aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    stop = Event()
    stop.set()
    call = Caller(Session.open(None, [REGION], Traffic(stop)), REGION)
    with pytest.raises(ScanStoppedError):
        call.call(Operation("sts", "GetCallerIdentity"))


def test_what_is_shared_counts_the_same_whoever_asked_for_it() -> None:
    answers: Answers = {"kms:ListKeys": {}, "sts:GetCallerIdentity": {}}
    first, session, called = caller(answers)
    second = Caller(session, REGION, lambda service, operation: called.append((service, operation)))
    first.call(IDENTITY)
    answer, calls = first.recorded(lambda: (first.call(KEYS), first.call(KEYS)))
    assert answer == ({}, {})
    for each in (first, second, first):
        each.rests_on("a key", calls)
    second.call(KEYS)
    assert first.calls == {"kms:ListKeys": 2, "sts:GetCallerIdentity": 1}
    assert second.calls == {"kms:ListKeys": 3}
    assert len(called) == len(session.asked) == 4


def test_what_is_recorded_in_one_thread_leaves_the_others_counts_alone() -> None:
    call, _, _ = caller({"kms:ListKeys": {}, "sts:GetCallerIdentity": {}})

    def shared() -> None:
        call.call(KEYS)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(call.call, IDENTITY).result()

    _, calls = call.recorded(shared)
    assert calls == {"kms:ListKeys": 1}
    assert call.calls == {"sts:GetCallerIdentity": 1}


def test_nothing_is_recorded_any_more_after_a_failure() -> None:
    call, _, _ = caller({"kms:ListKeys": {}})
    with pytest.raises(ZeroDivisionError):
        call.recorded(lambda: 1 // 0)
    call.call(KEYS)
    assert call.calls == {"kms:ListKeys": 1}


def test_after_its_time_a_unit_calls_nothing_any_more() -> None:
    call, session, called = caller({"sts:GetCallerIdentity": {}}, until=monotonic() - 1)
    with pytest.raises(OverdueError):
        call.call(IDENTITY)
    assert (session.asked, called, call.calls) == ([], [], {})


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException"])
def test_once_the_credentials_ran_out_nothing_is_asked_any_more(code: str) -> None:
    call, session, called = caller({"sts:GetCallerIdentity": Refusal(code, "is expired", 403)})
    first = call.call(IDENTITY)
    assert isinstance(first, Failure)
    assert call.ended == first
    later = Caller(session, "eu-west-2").call(KEYS)
    assert later == replace(first, operation=KEYS)
    assert len(session.asked) == len(called) == 1
    assert session.mistakes == []


@pytest.mark.parametrize("code", ["AccessDenied", "ThrottlingException", "InvalidClientTokenId"])
def test_another_refusal_ends_nothing(code: str) -> None:
    call, session, _ = caller({"sts:GetCallerIdentity": Refusal(code)})
    for _ in range(2):
        call.call(IDENTITY)
    assert call.ended is None
    assert len(session.asked) == 2


def test_whose_the_credentials_are() -> None:
    arn = "arn:aws-cn:sts::111122223333:assumed-role/Audit/me"
    call, _, _ = caller({"sts:GetCallerIdentity": {"Account": "111122223333", "Arn": arn}})
    assert identify(call) == Identity("111122223333", "aws-cn")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Refusal("ExpiredToken", "The security token included in the request is expired"), "log in again"),
        ({}, "is AWS_ENDPOINT_URL an AWS endpoint"),
        ({"Account": "1", "Arn": "arn:aws:iam::1:root"}, "is AWS_ENDPOINT_URL an AWS endpoint"),
        ({"Account": "111122223333", "Arn": "nobody"}, "is AWS_ENDPOINT_URL an AWS endpoint"),
    ],
)
def test_credentials_that_are_nobodys(answer: Answer, told: str) -> None:
    call, _, _ = caller({"sts:GetCallerIdentity": answer})
    with pytest.raises(CredentialsError, match=told):
        identify(call)


def test_only_open_regions_count() -> None:
    regions = [
        {"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "ap-east-1", "OptInStatus": "not-opted-in"},
        {"RegionName": "af-south-1", "OptInStatus": "opted-in"},
    ]
    assert enabled_regions({"Regions": regions}) == ["af-south-1", "us-east-1"]
