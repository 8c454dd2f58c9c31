"""Whatever a domain does: a question gets an answer or a failure, and a signed request goes nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from threading import Event, Timer
from typing import Any

import pytest
from botocore.credentials import Credentials
from support.opensearch_server import KEY, SECRET, TOKEN, Domain, Reply, serving

import scanner.aws.signed
from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.aws.signed import SignedReader
from scanner.aws.traffic import ScanStoppedError
from scanner.model import GapReason

pytestmark = pytest.mark.usefixtures("aws_environment")

REGION = "eu-west-1"
GET = Operation("opensearch-domain", "GetRepositories", "es:ESHttpGet")
EMULATOR = "http://localhost:4566"
AWS = "https://es.eu-west-1.amazonaws.com"
JSON = {"Content-Type": "application/json"}
OURS = f"search-docs-4x.{REGION}.es.amazonaws.com"


def reader(service_url: str = EMULATOR, stop: Event | None = None) -> SignedReader:
    return SignedReader(Credentials(KEY, SECRET, TOKEN), REGION, service_url=service_url, stop=stop or Event())


def repositories(client: Any) -> Any:
    return client.snapshot.get_repository()


def asked(domain: Domain, question: Callable[[Any], Any] = repositories, stop: Event | None = None) -> Raw | Failure:
    with serving(domain), closing(reader(stop=stop)) as read:
        return read.read(GET, domain.host, question)


def replying(*replies: Reply) -> Domain:
    """A domain that gives the replies in turn, the last for ever."""
    left = list(replies)
    return Domain(REGION, reply=lambda _path: left.pop(0) if len(left) > 1 else left[0])


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.aws.signed, "_PAUSES", (0.01, 0.01))


def answered(status: int, content: Any = None, **headers: str) -> Reply:
    return status, JSON | headers, json.dumps(content).encode()


@pytest.mark.parametrize(
    ("reply", "reason", "code", "detail"),
    [
        ((401, {"Content-Type": "text/plain"}, b"Unauthorized"), "access_denied", "401", "401"),
        (answered(403, {"Message": "User: arn:x is not authorized"}), "access_denied", "403", "not authorized"),
        (answered(403, {"message": "The security token is expired"}), "access_denied", "403", "token is expired"),
        (
            answered(403, {"error": {"type": "security_exception", "reason": "no permissions"}, "status": 403}),
            "access_denied",
            "security_exception",
            "403: security_exception: no permissions",
        ),
        (
            answered(404, {"error": {"type": "repository_missing_exception", "reason": "[x] missing"}}),
            "not_found",
            "repository_missing_exception",
            "404: repository_missing_exception: [x] missing",
        ),
        (answered(400, {"error": "no handler found"}), "error", "400", "400: no handler found"),
        (answered(500, ["odd"]), "error", "500", "500"),
        ((500, {"Content-Type": "text/html"}, b"<html>secret</html>"), "error", "500", "500"),
        ((500, JSON, b"{torn"), "error", "500", "500"),
        (answered(302, Location="http://127.0.0.1:1/"), "error", "302", "302: a redirect, which is not followed"),
        (answered(200, ["no", "object"]), "error", "MalformedAnswer", "malformed answer: no JSON object"),
        ((200, JSON, b""), "error", "MalformedAnswer", "malformed answer: no JSON object"),
        ((200, JSON, b'{"cs-automated": {"type"'), "error", "MalformedAnswer", "malformed answer: no JSON"),
        ((200, JSON, b'{"a": "\xff"}'), "error", "MalformedAnswer", "malformed answer: no JSON"),
        ((200, {"Content-Type": "text/html"}, b"<html>secret</html>"), "error", "MalformedAnswer", "no JSON"),
        ((200, JSON, b'{"a":' * 100_000), "error", "RecursionError", "RecursionError"),
        ((200, JSON | {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08"), "error", "MalformedAnswer", "no JSON"),
        (
            (200, JSON | {"Content-Length": "99", "Connection": "close"}, b'{"a": {}'),
            "error",
            "MalformedAnswer",
            "no JSON",
        ),
    ],
)
def test_an_answer_that_is_none_is_a_failure(reply: Reply, reason: str, code: str, detail: str) -> None:
    domain = replying(reply)
    failure = asked(domain)
    assert isinstance(failure, Failure)
    assert (failure.operation, failure.reason, failure.code) == (GET, reason, code)
    assert detail in failure.detail
    assert "secret" not in failure.detail
    assert (len(domain.asked), domain.unsigned) == (1, [])


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_domain_that_is_busy_is_asked_again(status: int) -> None:
    domain = replying(answered(status), answered(status), answered(200, {"nightly": {"type": "s3"}}))
    assert asked(domain) == {"nightly": {"type": "s3"}}
    assert len(domain.asked) == 3


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_was_cut_is_made_again() -> None:
    domain = replying((0, {}, b""), answered(200, {}))
    assert asked(domain) == {}
    assert len(domain.asked) == 2


@pytest.mark.usefixtures("hasty")
def test_a_domain_that_stays_busy_is_a_failure() -> None:
    domain = replying(answered(429, {"error": {"type": "es_rejected_execution_exception", "reason": "full"}}))
    failure = asked(domain)
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.detail) == ("throttled", "429: es_rejected_execution_exception: full")
    assert len(domain.asked) == 3


def test_an_answer_that_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.aws.signed, "_MOST_BYTES", 100_000)
    failure = asked(replying((200, JSON, b'{"a": "' + b"a" * 10_000_000 + b'"}')))
    assert isinstance(failure, Failure)
    assert failure.detail == "malformed answer: it has more than 100000 bytes"


def test_an_answer_that_does_not_end_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.aws.signed, "_LONGEST_SECONDS", -1)
    failure = asked(replying(answered(200, {})))
    assert isinstance(failure, Failure)
    assert failure.detail == "malformed answer: it was not there after -1 seconds"


def test_a_domain_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.aws.signed, "_TIMEOUTS", (0.1, 0.1))
    awake = Event()
    domain = Domain(REGION, reply=lambda _path: (awake.wait(5) and None) or (0, {}, b""))
    with serving(domain), closing(reader()) as read:
        failure = read.read(GET, domain.host, repositories)
        awake.set()
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.code) == ("error", "ReadTimeoutError")


def test_a_host_where_nobody_is() -> None:
    with serving(Domain(REGION)) as port:
        pass
    with closing(reader()) as read:
        failure = read.read(GET, f"127.0.0.1:{port}", repositories)
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.code) == ("error", "EndpointConnectionError")


@pytest.mark.parametrize(
    "question",
    [
        lambda client: client.snapshot.create(repository="nightly", snapshot="s1"),
        lambda client: client.snapshot.delete_repository(repository="nightly"),
        lambda client: client.indices.exists(index="documents"),
        lambda client: client.search(index="documents", body={"query": {}}),
    ],
)
def test_a_domain_is_only_asked_whatever_the_question(question: Callable[[Any], Any]) -> None:
    domain = Domain(REGION)
    failure = asked(domain, question)
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.code) == ("error", "ValueError")
    assert domain.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        f"{OURS}.example.com",
        f"{OURS}:443",
        f"{OURS}/",
        f"{OURS}?",
        f"user@{OURS}",
        f"example.com#.{REGION}.es.amazonaws.com",
        f"example.com/.{REGION}.es.amazonaws.com",
        f"search-docs-4x.{REGION}.es.amazonaws.com\n",
        f"a.b.{REGION}.es.amazonaws.com",
        f".{REGION}.es.amazonaws.com",
        "search-docs-4x.us-east-1.es.amazonaws.com",
        f"search-docs-4x.{REGION}.es.amazonawsXcom",
        f"search-docs-4x.{REGION}.s3.amazonaws.com",
        "169.254.169.254",
        "127.0.0.1",
        "localhost:9200",
        "",
    ],
)
def test_nothing_is_sent_to_a_host_that_is_no_domain_of_the_region(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.aws.signed, "URLLib3Session", None)
    with closing(reader(AWS)) as read:
        failure = read.read(GET, host, repositories)
    why = f"nothing is sent to {host!r}, which is not a domain of AWS in {REGION}"
    assert failure == Failure(GET, GapReason.NOT_COLLECTED, "", why)


@pytest.mark.parametrize(
    "host",
    [OURS, "10.0.0.1:9200", "localhost.example.com", "127.0.0.1:9200/x", "127.0.0.1@example.com", "[::2]", "a b"],
)
def test_where_an_emulator_answers_for_aws_nothing_leaves_this_machine(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner.aws.signed, "URLLib3Session", None)
    for service_url in (EMULATOR, "http://127.0.0.1:1", "http://[::1]:1"):
        with closing(reader(service_url)) as read:
            failure = read.read(GET, host, repositories)
        why = f"nothing is sent to {host!r}, which is not on this machine, as AWS is here"
        assert failure == Failure(GET, GapReason.NOT_COLLECTED, "", why)


def test_a_domain_on_this_machine_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert asked(Domain(REGION, {"nightly": {"type": "s3"}})) == {"nightly": {"type": "s3"}}


@pytest.mark.parametrize("service_url", [AWS, "https://localhost:4566", "http://10.0.0.1:4566", "http://proxy.example"])
def test_an_endpoint_of_aws_elsewhere_makes_no_domain_on_this_machine(service_url: str) -> None:
    domain = Domain(REGION)
    with serving(domain), closing(reader(service_url)) as read:
        assert isinstance(read.read(GET, domain.host, repositories), Failure)
    assert domain.asked == []


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "vpc-docs-4x.eu-west-1.es.amazonaws.com"),
        ("cn-north-1", "search-docs-4x.cn-north-1.es.amazonaws.com.cn"),
        ("us-gov-west-1", "search-docs-4x.us-gov-west-1.es.amazonaws.com"),
    ],
)
def test_domains_of_every_partition_are_asked_over_tls(region: str, host: str) -> None:
    read = SignedReader(Credentials(KEY, SECRET), region, service_url=AWS, stop=Event())
    assert read._base(host) == f"https://{host}"


def test_a_scan_that_was_stopped_sends_nothing() -> None:
    stop, domain = Event(), Domain(REGION)
    stop.set()
    with pytest.raises(ScanStoppedError):
        asked(domain, stop=stop)
    assert domain.asked == []


def test_a_scan_that_is_stopped_reads_no_answer_to_its_end() -> None:
    stop = Event()

    def reply(_path: str) -> Reply:
        stop.set()
        return answered(200, {})

    with pytest.raises(ScanStoppedError):
        asked(Domain(REGION, reply=reply), stop=stop)


def test_a_scan_that_is_stopped_does_not_wait_for_a_busy_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.aws.signed, "_PAUSES", (60.0,))
    stop, domain = Event(), replying(answered(503))
    Timer(0.1, stop.set).start()
    with pytest.raises(ScanStoppedError):
        asked(domain, stop=stop)
    assert len(domain.asked) == 1


def test_credentials_that_cannot_be_renewed_are_a_failure() -> None:
    class Expired(Credentials):
        def get_frozen_credentials(self) -> Any:
            raise RuntimeError("the credentials were refreshed, and have expired")

    read = SignedReader(Expired(KEY, SECRET), REGION, service_url=EMULATOR, stop=Event())
    failure = read.read(GET, "127.0.0.1:1", repositories)
    assert isinstance(failure, Failure)
    assert failure.detail.endswith("and have expired")
