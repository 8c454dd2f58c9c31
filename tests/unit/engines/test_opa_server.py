"""What a server can do to us, and what we say of it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.pretended_opa import pretending, reply

from scanner.engines import opa_server
from scanner.engines.opa_server import EvaluationError, OpaServer
from scanner.errors import EngineError, UsageError


def no_pause(seconds: Any) -> Any:
    assert seconds > 0


def query(url: str) -> Any:
    server = OpaServer(url, no_pause)
    try:
        return server.query("p.judge", "answers", [1])
    finally:
        server.close()


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8181",
        "ftp://localhost",
        "http://",
        "http://localhost:99999",
        "http://localhost:none",
        "http://localhost:0",
        "http://localhost:8181/opa",
        "http://user:secret@localhost:8181",
        "http://localhost?x=1",
        "http://localhost#x",
        "",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match=r"http://localhost:8181"):
        OpaServer(url)


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("http://opa.example:8181/", "http://opa.example:8181/v1"),
        ("https://opa.example", "https://opa.example:443/v1"),
        ("http://[::1]:8181", "http://[::1]:8181/v1"),
    ],
)
def test_a_url_is_taken_apart(url: str, root: Any) -> None:
    assert OpaServer(url)._client.root_url == root


def test_a_query_asks_strictly_and_without_what_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login x password y\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with pretending(reply(200, result=[[True]])) as (url, got):
        assert query(url) == [[True]]
    ((method, path, headers, body),) = got
    assert (method, path) == ("POST", "/v1/data/p/judge/answers?strict-builtin-errors=true")
    assert "Authorization" not in headers
    assert json.loads(body) == {"input": [1]}


def test_a_server_that_is_busy_is_asked_again() -> None:
    with pretending(reply(503), reply(503), reply(200, result=5)) as (url, got):
        assert query(url) == 5
    assert len(got) == 3


def test_a_server_that_stays_busy_is_an_error() -> None:
    busy = reply(503, message="bundle not activated")
    with pretending(busy) as (url, got), pytest.raises(EngineError, match="answers 503: bundle not activated"):
        query(url)
    assert len(got) == 4


def test_a_missing_result_is_an_error() -> None:
    with pretending(reply(200)) as (url, _), pytest.raises(EngineError, match="does not have our policies any more"):
        query(url)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"5"])
def test_an_answer_that_is_not_opas_is_an_error(body: bytes) -> None:
    with pretending((200, body)) as (url, _), pytest.raises(EngineError, match=r"not as OPA does|does not have our"):
        query(url)


def test_an_error_of_a_policy_is_told_with_its_place() -> None:
    error = {"code": "eval_builtin_error", "message": "to_number: invalid", "location": {"file": "a.rego", "row": 3}}
    with (
        pretending(reply(500, code="internal_error", message="x", errors=[error])) as (url, _),
        pytest.raises(EvaluationError, match=r"^a\.rego:3: to_number: invalid$"),
    ):
        query(url)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (reply(500, code="internal_error", message="out of disk"), "answers 500: out of disk"),
        (reply(401, code="unauthorized", message="request rejected"), "answers 401: request rejected"),
        ((502, b"Bad Gateway"), "answers 502: Bad Gateway"),
        ((500, b'"text"'), "answers 500: Internal Server Error"),
        (reply(500, message="x", errors=[{"code": "internal_error"}]), "answers 500: x"),
    ],
)
def test_an_error_of_the_server_is_told_with_its_status(answer: Any, says: str) -> None:
    with pretending(answer) as (url, _), pytest.raises((EngineError, EvaluationError), match=says):
        query(url)


def test_no_server_is_an_error_that_says_how_to_start_one() -> None:
    with pretending(reply(200)) as (url, _):
        pass
    with pytest.raises(EngineError, match=r"cannot be reached; start it with `opa run --server --addr 127\.0\.0\.1"):
        query(url)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server that does not answer queries, and is healthy or not as it is told."""
    monkeypatch.setattr(opa_server, "SECONDS", 0.2)
    release = threading.Event()
    state = {"healthy": True}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if state["healthy"] else 500)
            self.end_headers()

        def do_POST(self) -> None:
            release.wait()

        do_PUT = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *parts: Any) -> None:
            del parts

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", state
        release.set()
        server.shutdown()
        thread.join()


def test_a_query_that_takes_too_long_on_a_healthy_server_is_the_policys_fault(slow: Any) -> None:
    with pytest.raises(EvaluationError, match=r"no answer within 0\.2 s"):
        query(slow[0])


def test_a_query_that_takes_too_long_on_a_sick_server_is_the_servers_fault(slow: Any) -> None:
    url, state = slow
    state["healthy"] = False
    with pytest.raises(EngineError, match=r"did not answer within 0\.2 s"):
        query(url)


def test_an_upload_that_takes_too_long_is_an_error(slow: Any) -> None:
    server = OpaServer(slow[0])
    with pytest.raises(EngineError, match="cannot be reached"):
        server.upload("a.rego", "package a")
    server.close()


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        (reply(500, code="internal_error", message="out of disk"), True),
        (reply(404, code="resource_not_found", message="storage_not_found_error"), False),
    ],
)
def test_a_policy_that_cannot_be_taken_away_is_logged(
    answer: Any, stays: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with pretending(answer) as (url, _):
        server = OpaServer(url)
        server.remove("a.rego")
        server.close()
    assert ("a.rego stays on OPA" in caplog.text) == stays
