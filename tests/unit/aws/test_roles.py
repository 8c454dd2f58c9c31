from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import boto3
import botocore.loaders
import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from support.stubbed_aws import DENIED, REGION, Answer, Refusal, StubbedSession

import scanner.aws.roles
from scanner.aws.caller import Caller
from scanner.aws.failures import Failure, failure
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.aws.roles import SessionPolicies, enter
from scanner.aws.session import Session
from scanner.aws.traffic import ScanStoppedError, Traffic
from scanner.model import GapReason
from scanner.settings import RoleSettings

pytestmark = pytest.mark.usefixtures("aws_environment")

OTHER = "444455556666"
ARN = f"arn:aws:iam::{OTHER}:role/safehold"
ROLE = RoleSettings("safehold", external_id="between-us")
POLICIES = SessionPolicies(("arn:aws:iam::aws:policy/SecurityAudit",), '{"Version":"2012-10-17"}')
TOO_LONG = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."


def given(number: int = 1, seconds: float = 3600) -> dict[str, Any]:
    """An answer of AssumeRole, valid for so long from now on."""
    credentials = {
        "AccessKeyId": f"ASIAEXAMPLE00000000{number}",
        "SecretAccessKey": f"secret-{number}",
        "SessionToken": f"token-{number}",
        "Expiration": datetime.now(UTC) + timedelta(seconds=seconds),
    }
    return {"Credentials": credentials}


class Home:
    """The account that enters others. answers: of AssumeRole, one after the other, or what makes them."""

    def __init__(self, *answers: Answer | Callable[[dict[str, Any]], Answer], checked: bool = True) -> None:
        told: Any = answers[0] if len(answers) == 1 and callable(answers[0]) else answers
        self.stop = Event()
        self.session = StubbedSession({"sts:AssumeRole": told}, checked=checked, traffic=Traffic(self.stop))
        self.caller = Caller(self.session, REGION, lambda _service, _operation: None)
        self.botocore = botocore.session.Session()

    @property
    def asked(self) -> list[dict[str, Any]]:
        assert self.session.mistakes == []
        return [parameters for _, _, parameters in self.session.asked]

    def enter(self, role: RoleSettings = ROLE, policies: SessionPolicies = POLICIES) -> boto3.session.Session | Failure:
        return enter(self.botocore, self.caller, OTHER, role, partition="aws", region="eu-central-1", policies=policies)

    def entered(self, role: RoleSettings = ROLE) -> boto3.session.Session:
        session = self.enter(role)
        assert isinstance(session, boto3.session.Session)
        return session

    def refused(self, role: RoleSettings = ROLE) -> Failure:
        why = self.enter(role)
        assert isinstance(why, Failure)
        return why


Keys = tuple[str | None, str | None, str | None]


def keys(session: boto3.session.Session) -> Keys:
    credentials = session.get_credentials()
    assert credentials is not None
    frozen = credentials.get_frozen_credentials()
    return frozen.access_key, frozen.secret_key, frozen.token


def keys_of(number: int) -> tuple[str, str, str]:
    return f"ASIAEXAMPLE00000000{number}", f"secret-{number}", f"token-{number}"


def test_an_account_is_entered_by_its_role_with_all_that_was_agreed() -> None:
    home = Home(given())
    session = home.entered()
    assert home.asked == [
        {
            "RoleArn": ARN,
            "RoleSessionName": "safehold",
            "ExternalId": "between-us",
            "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/SecurityAudit"}],
            "Policy": '{"Version":"2012-10-17"}',
            "DurationSeconds": 3600,
        }
    ]
    assert home.caller.calls == {"sts:AssumeRole": 1}
    assert keys(session) == keys_of(1)
    assert session.region_name == "eu-central-1"
    client: Any = session.client("s3")
    assert client.meta.region_name == "eu-central-1"
    assert client._request_signer._credentials.get_frozen_credentials().token == "token-1"


def test_what_was_not_agreed_is_not_sent() -> None:
    home = Home(given())
    home.enter(
        RoleSettings("audit/safehold", None, session_name="nightly", duration_seconds=900), SessionPolicies((), "")
    )
    (asked,) = home.asked
    assert asked == {
        "RoleArn": f"arn:aws:iam::{OTHER}:role/audit/safehold",
        "RoleSessionName": "nightly",
        "DurationSeconds": 900,
    }


def test_the_partition_is_that_of_the_home_account() -> None:
    home = Home(given())
    enter(home.botocore, home.caller, OTHER, ROLE, partition="aws-cn", region="cn-north-1", policies=POLICIES)
    assert home.asked[0]["RoleArn"] == f"arn:aws-cn:iam::{OTHER}:role/safehold"


def test_sts_is_asked_in_the_region_of_the_home_account() -> None:
    home = Home(given())
    home.enter()
    ((_, region, _),) = home.session.asked
    assert region == REGION
    assert home.session.client("sts", REGION).meta.endpoint_url == f"https://sts.{REGION}.amazonaws.com"


def test_models_are_read_once_for_all_accounts() -> None:
    home = Home(given(1), given(2))
    loader = botocore.loaders.create_loader()
    home.botocore.register_component("data_loader", loader)
    assert {id(each._session.get_component("data_loader")) for each in (home.entered(), home.entered())} == {id(loader)}


def test_what_a_profile_says_of_endpoints_holds_in_other_accounts(
    aws_environment: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile audit]\nendpoint_url = http://127.0.0.1:9\naws_access_key_id = of-the-profile\n")
    aws_environment.setenv("AWS_CONFIG_FILE", str(config))
    home = Home(given())
    home.botocore = botocore.session.Session(profile="audit")
    session = home.entered()
    assert session.client("s3").meta.endpoint_url == "http://127.0.0.1:9"
    assert keys(session) == keys_of(1)


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (DENIED, GapReason.ACCESS_DENIED, "AccessDenied: not for you"),
        (Refusal("Throttling"), GapReason.THROTTLED, "Throttling: so it is"),
        (Refusal("PackedPolicyTooLarge"), GapReason.ERROR, "PackedPolicyTooLarge: so it is"),
        (Refusal("ExpiredToken"), GapReason.ACCESS_DENIED, "ExpiredToken: so it is"),
        (EndpointConnectionError(endpoint_url="https://sts"), GapReason.ERROR, "EndpointConnectionError: "),
        (NoCredentialsError(), GapReason.ACCESS_DENIED, "NoCredentialsError: "),
    ],
)
def test_an_account_that_cannot_be_entered_is_a_failure(answer: Answer, reason: GapReason, detail: str) -> None:
    why = Home(answer).refused()
    assert (why.reason, str(why.operation)) == (reason, "sts:AssumeRole")
    assert why.detail.startswith(detail)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"Credentials": None},
        {"Credentials": {"AccessKeyId": "x"}},
        {"Credentials": given()["Credentials"] | {"Expiration": "tomorrow"}},
    ],
)
def test_a_malformed_answer_is_a_failure(answer: Answer) -> None:
    why = Home(answer, checked=False).refused()
    assert (why.reason, why.code) == (GapReason.ERROR, "MalformedAnswer")


def test_a_role_that_aws_would_not_take_is_a_failure() -> None:
    why = Home(given()).refused(RoleSettings("safehold", external_id="x"))
    assert why.code == "ParamValidationError"


@pytest.mark.parametrize(
    "message", [TOO_LONG, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."]
)
def test_a_session_that_is_too_long_is_asked_for_again_with_an_hour(message: str) -> None:
    home = Home(Refusal("ValidationError", message), given())
    session = home.entered(RoleSettings("safehold", duration_seconds=7200))
    assert [asked["DurationSeconds"] for asked in home.asked] == [7200, 3600]
    assert keys(session) == keys_of(1)


def test_a_renewal_does_not_ask_for_too_long_a_session_again() -> None:
    home = Home(Refusal("ValidationError", TOO_LONG), given(1, seconds=60), given(2))
    session = home.entered(RoleSettings("safehold", duration_seconds=43200))
    assert keys(session) == keys_of(2)
    assert [asked["DurationSeconds"] for asked in home.asked] == [43200, 3600, 3600]


def test_an_hour_that_is_refused_is_a_failure() -> None:
    home = Home(Refusal("ValidationError", TOO_LONG), Refusal("ValidationError", TOO_LONG))
    assert TOO_LONG in home.refused(RoleSettings("safehold", duration_seconds=7200)).detail
    assert TOO_LONG in Home(Refusal("ValidationError", TOO_LONG)).refused().detail


@pytest.mark.parametrize(("duration", "left", "asked"), [(3600, 1000, 1), (3600, 899, 2), (900, 300, 1), (900, 200, 2)])
def test_credentials_are_renewed_before_they_run_out(duration: int, left: int, asked: int) -> None:
    home = Home(given(1, seconds=left), given(2))
    session = home.entered(RoleSettings("safehold", duration_seconds=duration))
    assert keys(session) == keys_of(asked)
    assert len(home.asked) == asked


def test_many_threads_renew_once() -> None:
    home = Home(
        lambda _parameters: given(len(home.session.asked), seconds=30 if len(home.session.asked) == 1 else 3600)
    )
    session, together = home.entered(), Barrier(16)

    def ask() -> Keys:
        together.wait()
        return keys(session)

    with ThreadPoolExecutor(16) as pool:
        seen = {future.result() for future in [pool.submit(ask) for _ in range(16)]}
    assert seen == {keys_of(2)}
    assert len(home.asked) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Refusal("ExpiredToken", "The security token included in the request is expired"), GapReason.ACCESS_DENIED),
        (DENIED, GapReason.ACCESS_DENIED),
        (NoCredentialsError(), GapReason.ACCESS_DENIED),
        (Refusal("Throttling"), GapReason.THROTTLED),
        (EndpointConnectionError(endpoint_url="https://sts"), GapReason.ERROR),
    ],
)
def test_credentials_that_cannot_be_renewed_fail_the_calls_for_that_reason(answer: Answer, reason: GapReason) -> None:
    home = Home(given(1, seconds=30), answer)
    session = home.entered()
    with pytest.raises(Exception, match="cannot be entered again") as error:
        keys(session)
    why = failure(GET_CALLER_IDENTITY, error.value)
    assert why.reason is reason
    assert f"{ARN} cannot be entered again: " in why.detail


def test_a_renewal_that_failed_is_tried_again_after_a_while_and_not_by_every_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [time.monotonic()]
    monkeypatch.setattr(scanner.aws.roles, "monotonic", lambda: now[0])
    home = Home(given(1, seconds=30), DENIED, given(2))
    session = home.entered()
    for _ in range(3):
        with pytest.raises(Exception, match="cannot be entered again"):
            keys(session)
    assert len(home.asked) == 2
    now[0] += 61
    assert keys(session) == keys_of(2)
    assert len(home.asked) == 3


def test_credentials_that_are_still_good_outlive_a_failed_renewal() -> None:
    home = Home(given(1, seconds=700), Refusal("Throttling"))
    assert keys(home.entered()) == keys_of(1)


def test_nothing_is_asked_once_the_scan_is_stopped(aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    home = Home(given())
    home.stop.set()
    caller = Caller(Session(boto3.session.Session(), REGION, Traffic(home.stop)), REGION)
    with pytest.raises(ScanStoppedError):
        enter(home.botocore, caller, OTHER, ROLE, partition="aws", region=REGION, policies=POLICIES)
