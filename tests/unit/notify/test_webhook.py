"""A webhook over real HTTP: what it is sent, how often, and that its address shows nowhere."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from threading import Event

import pytest
from support import notices, reports
from support.hooked import OK, SECRET, Answer, Hook, hooked
from support.tls_tunnel import certificate, tunnel

from scanner.errors import NotificationError
from scanner.notify import webhook
from scanner.notify.base import Sending
from scanner.notify.notice import Notice


def sent(hook: Hook, notice: Notice | None = None) -> list[float]:
    """Sends a notice, and tells the pauses that it took."""
    pauses: list[float] = []
    webhook.parse(hook.url).send(notice or notices.notice(), Sending(pause=pauses.append))
    return pauses


def test_what_it_gets() -> None:
    with hooked(OK) as hook:
        assert sent(hook) == []
    (body,), (headers,) = hook.bodies, hook.headers
    assert hook.paths == [SECRET]
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == notices.notice().document()["id"]
    assert body["text"].splitlines()[0] == "Safehold: 1 new, 1 worse, 2 fixed, 1 unseen, incomplete"
    assert [block["type"] for block in body["blocks"]] == ["header", "section", "section", "section"]
    assert body["blocks"][2]["text"] == {
        "type": "plain_text",
        "text": "CRITICAL FAIL DDB-001 Point-in-time recovery is on (new)\n"
        "dynamodb.table formkiq-core-prod-documents\n"
        "arn:aws:dynamodb:eu-west-1:111122223333:table/formkiq-core-prod-documents\n"
        "111122223333 eu-west-1",
        "emoji": False,
    }


def test_it_is_tried_again_with_growing_pauses_that_differ() -> None:
    failures: list[Answer | None] = [(500, {}, b""), (503, {}, b""), None]
    with hooked(*failures, OK) as hook:
        pauses = sent(hook)
    assert len(hook.bodies) == 4
    assert len({headers["Idempotency-Key"] for headers in hook.headers}) == 1
    assert pauses[0] == 0
    assert 2 <= pauses[1] <= 3
    assert 4 <= pauses[2] <= 5


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    with hooked((429, {"Retry-After": "17"}, b""), (429, {"Retry-After": "soon"}, b""), OK) as hook:
        assert sent(hook)[0] == 17
    assert len(hook.bodies) == 3


def test_and_not_for_longer_than_a_scan_should() -> None:
    told = pytest.raises(NotificationError, match=r"^it answered 429, and asks to wait 3600 seconds$")
    with hooked((429, {"Retry-After": "3600"}, b"")) as hook, told:
        sent(hook)
    assert len(hook.bodies) == 1


def test_it_gives_up() -> None:
    with hooked((502, {}, b"")) as hook, pytest.raises(NotificationError, match=r"^it answered 502, 5 times$"):
        sent(hook)
    assert len(hook.bodies) == 5


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"invalid_payload", ": invalid_payload"),
        (b"", ""),
        (SECRET.encode(), ""),
        (b"a" * 5000, ""),
        (b"\xff\x1b[31m", ""),
        (b"::error::no", ""),
    ],
)
def test_what_is_refused_is_not_tried_again(body: bytes, said: str) -> None:
    with hooked((403, {}, body)) as hook, pytest.raises(NotificationError) as refused:
        sent(hook)
    assert str(refused.value) == f"it answered 403{said}"
    assert len(hook.bodies) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    told = pytest.raises(NotificationError, match=rf"^it answered {status}, a redirect, which is not followed$")
    with hooked(OK) as elsewhere, hooked((status, {"Location": elsewhere.url}, b"")) as hook, told:
        sent(hook)
    assert (len(hook.bodies), len(elsewhere.bodies)) == (1, 0)


def test_an_answer_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_TIMEOUTS", (0.05, 0.05))
    released = Event()
    with hooked(OK) as hook:
        plain = webhook.parse(hook.url)
        monkeypatch.setattr("http.server.BaseHTTPRequestHandler.end_headers", lambda _self: released.wait(5))
        with pytest.raises(NotificationError, match=r"^no answer \(ReadTimeoutError\), 5 times$"):
            plain.send(notices.notice(), Sending(pause=lambda _seconds: None))
        released.set()


def test_nobody_is_there() -> None:
    with hooked(OK) as hook:
        pass
    with pytest.raises(NotificationError, match=r"^no answer \(EndpointConnectionError\), 5 times$"):
        sent(hook)


@pytest.mark.parametrize("answer", [(500, {}, SECRET.encode()), (404, {}, SECRET.encode()), None])
def test_the_address_is_neither_told_nor_logged(answer: Answer | None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)  # as with --debug
    with hooked(answer) as hook, pytest.raises(NotificationError) as refused:
        sent(hook)
    assert "s3cr3t" not in f"{refused.value}{refused.value.__cause__}{caplog.text}"
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_a_proxy_is_not_shown_what_is_not_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with hooked(OK) as proxy, hooked(OK) as hook:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        sent(hook)
    assert (len(proxy.bodies), len(hook.bodies)) == (0, 1)


def test_over_tls_through_a_proxy_to_whom_the_certificate_is_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    context, trusted = certificate("hooks.example.com", tmp_path)
    with hooked(OK, context=context) as hook, tunnel(hook.port) as (proxy, asked):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("https_proxy", proxy)
        target = webhook.parse(f"https://hooks.example.com{SECRET}")
        with pytest.raises(NotificationError, match=r"^no answer \(SSLError\), 5 times$"):
            target.send(notices.notice(), Sending(pause=lambda _seconds: None))
        assert hook.bodies == []
        monkeypatch.setenv("AWS_CA_BUNDLE", str(trusted))
        target.send(notices.notice(), Sending())
    assert len(hook.bodies) == 1
    assert set(asked) == {"hooks.example.com:443"}


@pytest.mark.parametrize("value", reports.HOSTILE)
def test_no_name_is_obeyed(value: str) -> None:
    body = webhook.payload(notices.hostile((value,)))
    told = [body["text"], *(block["text"]["text"] for block in body["blocks"])]
    for text in told:
        assert "<" not in text
        assert ">" not in text
        assert "@" not in text
        assert "&" not in text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert {block["text"]["type"] for block in body["blocks"]} == {"plain_text"}
    for line in body["text"].splitlines():
        assert line.count("`") in {0, 2}


def test_channels_are_not_called() -> None:
    body = json.dumps(webhook.payload(notices.hostile(("<!here> @channel <@U1> <https://x.example|click> `*b*`",))))
    assert "@channel" not in body
    assert "<!here>" not in body
    assert r"\\x40channel" in body
    assert "&lt;!here&gt;" in body


def test_it_keeps_to_what_slack_takes() -> None:
    for value in ("&" * 5000, "\N{GRINNING FACE}" * 5000, "`" * 5000):
        body = webhook.payload(notices.hostile((value,) * 20))
        assert len(body["text"]) <= 4000
        assert len(body["blocks"]) <= 50
        header, *sections = body["blocks"]
        assert len(header["text"]["text"]) <= 150
        assert all(0 < len(section["text"]["text"]) <= 3000 for section in sections)
