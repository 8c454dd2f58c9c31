"""What a real server, or something that is none, may send: none of it comes out as an exception."""

from __future__ import annotations

import json
from threading import Event

import pytest
from botocore.config import Config
from support.scripted_http import Reply, scripted_http

import scanner.aws.session
from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.model import GapReason

TABLES, BUCKETS, VAULTS = (
    Operation("dynamodb", "ListTables"),
    Operation("s3", "ListBuckets"),
    Operation("backup", "ListBackupVaults"),
)
PAGE = b"<!doctype html>\n<html lang=en><title>Not Found</title><p>sorry"


def asked(operation: Operation, url: str, monkeypatch: pytest.MonkeyPatch) -> Raw | Failure:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    session = Session.open(None, ["eu-west-1"], Traffic(Event()))
    try:
        return Caller(session, "eu-west-1").call(operation)
    finally:
        session.close()


@pytest.mark.parametrize(
    ("operation", "reply", "reason", "detail"),
    [
        (TABLES, (404, "text/html", PAGE), GapReason.NOT_SUPPORTED, "404: a web page in place of an answer"),
        (TABLES, (500, "text/html", PAGE), GapReason.NOT_SUPPORTED, "500: a web page in place of an answer"),
        (VAULTS, (404, "text/html", PAGE), GapReason.NOT_SUPPORTED, "404: a web page in place of an answer"),
        (BUCKETS, (404, "text/html", PAGE), GapReason.NOT_SUPPORTED, "404: Not Found"),
        (BUCKETS, (501, "text/html", PAGE), GapReason.NOT_SUPPORTED, "501: Not Implemented"),
        (BUCKETS, (503, "text/html", PAGE), GapReason.ERROR, "503: Service Unavailable"),
        (TABLES, (200, "text/html", PAGE), GapReason.NOT_SUPPORTED, "a web page in place of an answer"),
        (BUCKETS, (200, "text/html", PAGE), GapReason.ERROR, "500: Internal Server Error"),  # as botocore has it
        (VAULTS, (200, "text/html", PAGE), GapReason.NOT_SUPPORTED, "a web page in place of an answer"),
        (BUCKETS, (200, "text/xml", b"<ListAll"), GapReason.ERROR, "500: Internal Server Error"),
        (
            BUCKETS,
            (403, "text/xml", b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"),
            GapReason.ACCESS_DENIED,
            "AccessDenied: no",
        ),
        (
            BUCKETS,
            (503, "text/xml", b"<Error><Code>SlowDown</Code><Message>slow</Message></Error>"),
            GapReason.THROTTLED,
            "SlowDown: slow",
        ),
        (
            TABLES,
            (400, "application/x-amz-json-1.0", b'{"__type":"com.amazon#UnknownOperationException"}'),
            GapReason.NOT_SUPPORTED,
            "UnknownOperationException",
        ),
        (
            VAULTS,
            (200, "application/json", b'{"BackupVaultList":[{"CreationDate":"yesterday"}]}'),
            GapReason.ERROR,
            "ValueError: Invalid timestamp",
        ),
    ],
)
def test_every_odd_reply_is_a_failure(
    operation: Operation, reply: Reply, reason: GapReason, detail: str, impatient: pytest.MonkeyPatch
) -> None:
    with scripted_http(lambda _method, _path: reply) as url:
        why = asked(operation, url, impatient)
    assert isinstance(why, Failure)
    assert why.reason is reason
    assert why.detail.startswith(detail)


def test_an_answer(impatient: pytest.MonkeyPatch) -> None:
    body = json.dumps({"TableNames": ["a"]}).encode()
    with scripted_http(lambda _method, _path: (200, "application/x-amz-json-1.0", body)) as url:
        answer = asked(TABLES, url, impatient)
    assert not isinstance(answer, Failure)
    assert answer["TableNames"] == ["a"]


def test_a_server_that_hangs_up_and_one_that_is_not_there(impatient: pytest.MonkeyPatch) -> None:
    with scripted_http(lambda _method, _path: None) as url:
        cut = asked(TABLES, url, impatient)
    gone = asked(TABLES, url, impatient)
    assert isinstance(cut, Failure)
    assert (cut.reason, cut.code) == (GapReason.ERROR, "ConnectionClosedError")
    assert isinstance(gone, Failure)
    assert (gone.reason, gone.code) == (GapReason.ERROR, "EndpointConnectionError")


def test_a_server_that_never_answers(impatient: pytest.MonkeyPatch) -> None:
    hurried = scanner.aws.session._CONFIG.merge(Config(read_timeout=0.2))
    impatient.setattr(scanner.aws.session, "_CONFIG", hurried)
    let_go = Event()

    def stall(_method: str, _path: str) -> None:
        let_go.wait()

    with scripted_http(stall) as url:
        why = asked(TABLES, url, impatient)
        let_go.set()
    assert isinstance(why, Failure)
    assert (why.reason, why.code) == (GapReason.ERROR, "ReadTimeoutError")


def test_an_endpoint_that_is_no_url(impatient: pytest.MonkeyPatch) -> None:
    why = asked(TABLES, "nonsense", impatient)
    assert isinstance(why, Failure)
    assert "Invalid endpoint" in why.detail
