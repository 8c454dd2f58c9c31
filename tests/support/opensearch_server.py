"""A domain of OpenSearch Service on loopback: its _snapshot API over real HTTP or TLS, for signed requests only.

The shapes are those of OpenSearch's REST API (_snapshot, _snapshot/<repository>/_all, its errors), and of AWS's answer
in front of it when a request may not pass.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY, SECRET, TOKEN = "testing-key", "testing-secret", "testing-token"
"""Of the only one who may ask."""

_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=(?P<names>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)

Reply = tuple[int, Mapping[str, str], bytes]
"""Status, headers, body."""


@dataclass
class Domain:
    """What the domain holds, and what it was asked.

    repositories: as GET _snapshot tells them. contents: snapshots by repository. reply: answers in its place, where it
    gives a Reply; an empty one hangs up. asked: method and path of every request. unsigned: why a request was refused.
    """

    region: str
    repositories: Mapping[str, Any] = field(default_factory=dict)
    contents: Mapping[str, list[Any]] = field(default_factory=dict)
    reply: Callable[[str], Reply | None] = lambda _path: None
    asked: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    host: str = ""

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Reply:
        self.asked.append(f"{method} {path}")
        if why := self._unsigned(method, path, headers):
            self.unsigned.append(why)
            return _json(403, {"Message": f"The request is not authorized to perform es:ESHttpGet: {why}"})
        return self.reply(path) or self._told(unquote(urlsplit(path).path))

    def _told(self, path: str) -> Reply:
        if path == "/_snapshot":
            return _json(200, self.repositories)
        match = re.fullmatch(r"/_snapshot/([^/]+)/_all", path)
        if match and match[1] in self.contents:
            return _json(200, {"snapshots": self.contents[match[1]]})
        error = {"type": "repository_missing_exception", "reason": f"[{match and match[1]}] missing"}
        return _json(404, {"error": {"root_cause": [error], **error}, "status": 404})

    def _unsigned(self, method: str, path: str, headers: Mapping[str, str]) -> str:
        """Why the request is not signed for this domain, by AWS's own rules; "" if it is."""
        signed = _SIGNED.fullmatch(headers.get("authorization", ""))
        if signed is None:
            return "no signature"
        if (signed["key"], signed["service"], signed["region"]) != (KEY, "es", self.region):
            return "signed by or for another"
        names = signed["names"].split(";")
        if not {"host", "x-amz-date", "x-amz-security-token"} <= set(names):
            return "not everything is signed"
        if headers["host"] != self.host:
            return f"for the host {headers['host']}"
        moment = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) - moment) > timedelta(minutes=5):
            return "too old"
        request = AWSRequest(method, f"https://{self.host}{path}", {name: headers[name] for name in names})
        request.context["timestamp"] = headers["x-amz-date"]
        auth = SigV4Auth(Credentials(KEY, SECRET, TOKEN), "es", self.region)
        expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
        return "" if signed["signature"] == expected else "the signature does not match"


def _json(status: int, content: Any) -> Reply:
    return status, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(content).encode()


@contextmanager
def serving(domain: Domain, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serves the domain; yields the port. Its host is the port on loopback, unless it has one already."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, extra, body = domain.answer(self.command, self.path, headers)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

        def log_message(self, *_args: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    domain.host = domain.host or f"127.0.0.1:{server.server_port}"
    with _running(server):
        yield server.server_port


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of a client that goes away: some tests are about just that."""


@contextmanager
def _running(server: BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
