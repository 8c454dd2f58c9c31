from __future__ import annotations

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.parsers import ResponseParserError
from hypothesis import given
from hypothesis import strategies as st

from scanner.aws.failures import credentials_error, failure, malformed, one_line
from scanner.aws.operations import Operation
from scanner.model import Gap, GapReason

LIST = Operation("s3", "ListBuckets", "s3:ListAllMyBuckets")


def answered(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "ListBuckets")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("AccessDenied", GapReason.ACCESS_DENIED),
        ("AccessDeniedException", GapReason.ACCESS_DENIED),
        ("UnauthorizedOperation", GapReason.ACCESS_DENIED),
        ("NotAuthorized", GapReason.ACCESS_DENIED),
        ("403", GapReason.ACCESS_DENIED),
        ("ExpiredToken", GapReason.ACCESS_DENIED),
        ("ExpiredTokenException", GapReason.ACCESS_DENIED),
        ("RequestExpired", GapReason.ACCESS_DENIED),
        ("InvalidClientTokenId", GapReason.ACCESS_DENIED),
        ("UnrecognizedClientException", GapReason.ACCESS_DENIED),
        ("AuthFailure", GapReason.ACCESS_DENIED),
        ("ThrottlingException", GapReason.THROTTLED),
        ("Throttling", GapReason.THROTTLED),
        ("ThrottledException", GapReason.THROTTLED),
        ("RequestLimitExceeded", GapReason.THROTTLED),
        ("LimitExceededException", GapReason.THROTTLED),
        ("TooManyRequestsException", GapReason.THROTTLED),
        ("SlowDown", GapReason.THROTTLED),
        ("429", GapReason.THROTTLED),
        ("UnknownOperationException", GapReason.NOT_SUPPORTED),
        ("InvalidAction", GapReason.NOT_SUPPORTED),
        ("NotImplemented", GapReason.NOT_SUPPORTED),
        ("MethodNotAllowed", GapReason.NOT_SUPPORTED),
        ("404", GapReason.NOT_SUPPORTED),
        ("501", GapReason.NOT_SUPPORTED),
        ("ResourceNotFoundException", GapReason.NOT_FOUND),
        ("NoSuchBucket", GapReason.NOT_FOUND),
        ("500", GapReason.ERROR),
        ("InternalServerError", GapReason.ERROR),
        ("ServiceUnavailable", GapReason.ERROR),
        ("ValidationException", GapReason.ERROR),
        ("", GapReason.ERROR),
    ],
)
def test_every_error_code_has_a_reason(code: str, reason: GapReason) -> None:
    assert failure(LIST, answered(code)).reason is reason


def test_the_detail_is_the_code_and_what_aws_says() -> None:
    why = failure(LIST, answered("AccessDenied", "User: arn:aws:iam::111122223333:user/x is not\n authorized"))
    assert why.code == "AccessDenied"
    assert why.detail == "AccessDenied: User: arn:aws:iam::111122223333:user/x is not authorized"
    assert why.gap("/config/pitr") == Gap("/config/pitr", "s3:ListBuckets", GapReason.ACCESS_DENIED, why.detail)
    assert why.gap("s3.bucket", "vault main").detail == f"vault main: {why.detail}"


@pytest.mark.parametrize(
    ("code", "reason"), [("500", GapReason.NOT_SUPPORTED), ("404", GapReason.NOT_SUPPORTED), ("502", GapReason.ERROR)]
)
def test_a_web_page_in_place_of_an_answer(code: str, reason: GapReason) -> None:
    why = failure(LIST, answered(code, "\n<!doctype html>\n<title>500</title>"))
    assert (why.reason, why.detail) == (reason, f"{code}: a web page in place of an answer")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NoCredentialsError(), GapReason.ACCESS_DENIED),
        (PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), GapReason.ACCESS_DENIED),
        (CredentialRetrievalError(provider="process", error_msg="exit 1"), GapReason.ACCESS_DENIED),
        (UnauthorizedSSOTokenError(), GapReason.ACCESS_DENIED),
        (TokenRetrievalError(provider="sso", error_msg="expired"), GapReason.ACCESS_DENIED),
        (ReadTimeoutError(endpoint_url="https://s3"), GapReason.ERROR),
        (EndpointConnectionError(endpoint_url="https://s3"), GapReason.ERROR),
        (ResponseParserError("not XML"), GapReason.ERROR),
        (ValueError("Invalid timestamp"), GapReason.ERROR),
    ],
)
def test_what_is_no_answer_of_aws_has_a_reason_too(error: Exception, reason: GapReason) -> None:
    why = failure(LIST, error)
    assert why.reason is reason
    assert why.code == type(error).__name__
    assert why.detail.startswith(f"{why.code}: ")


def test_a_host_that_is_not_there_is_a_service_that_is_not_there() -> None:
    error = EndpointConnectionError(endpoint_url="https://backup.nowhere-1.amazonaws.com")
    assert failure(LIST, error, service_absent=True).reason is GapReason.NOT_SUPPORTED


def test_a_malformed_answer_and_a_partial_listing() -> None:
    why = malformed(LIST, "no Buckets")
    assert (why.reason, why.detail) == (GapReason.ERROR, "malformed answer: no Buckets")
    assert why.after(0) == why
    assert why.after(2).detail == "partial, after 2 pages: malformed answer: no Buckets"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("connect to https://user:pass@proxy.example:8080/", "connect to https://proxy.example:8080/"),
        ("denied. Encoded authorization failure message: 4sF-abc_def== end", "denied. end"),
        ("header x-amz-security-token:IQoJb3JpZ2luX2VjEK next", "header x-amz-security-token:[removed] next"),
        ("key AKIAIOSFODNN7EXAMPLE is inactive", "key [access key] is inactive"),
        ("token " + "Ab9/" * 40, "token [removed]"),
        ("one\ntwo\t\x1b[31mthree\u202efour\u200bfive", "one two [31mthree four five"),
    ],
)
def test_a_line_has_neither_secrets_nor_controls(said: str, shown: str) -> None:
    assert one_line(said) == shown


@given(st.text())
def test_a_line_is_one_bounded_printable_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 300
    assert line.isprintable()
    assert line == line.strip()


def test_a_long_line_says_that_it_goes_on() -> None:
    assert one_line("word " * 100).endswith("…")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoCredentialsError(), "set AWS_PROFILE"),
        (PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), "complete them"),
        (ProfileNotFound(profile="prod"), "--profile"),
        (SSOTokenLoadError(error_msg="no token"), "aws sso login"),
        (UnauthorizedSSOTokenError(), "aws sso login"),
        (TokenRetrievalError(provider="sso", error_msg="expired"), "aws sso login"),
        (CredentialRetrievalError(provider="process", error_msg="exit 1"), "try it by itself"),
        (ConfigParseError(path="~/.aws/config"), "mend ~/.aws/config"),
        (EndpointConnectionError(endpoint_url="https://sts"), "check the network"),
        (ConnectTimeoutError(endpoint_url="https://sts"), "check the network"),
        (ReadTimeoutError(endpoint_url="https://sts"), "check the network"),
        (ValueError("Invalid endpoint: nonsense"), "AWS_ENDPOINT_URL"),
        (BotoCoreError(), "check the credentials"),
        (answered("ExpiredToken", "The security token is expired"), "log in again or renew them"),
        (answered("RequestExpired"), "log in again or renew them"),
        (answered("SignatureDoesNotMatch"), "this machine's clock"),
        (answered("InvalidClientTokenId"), "they are wrong or disabled"),
        (answered("UnrecognizedClientException"), "they are wrong or disabled"),
        (answered("AccessDenied", "not authorized to perform: sts:AssumeRole"), "may not be assumed"),
    ],
)
def test_each_problem_with_credentials_says_what_to_do(error: Exception, advice: str) -> None:
    told = str(credentials_error(failure(LIST, error)))
    assert told.startswith("AWS cannot be asked: ")
    assert advice in told
