"""A webhook on loopback that answers as a test wants, and keeps what it got."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

SECRET = "/services/T0/B0/s3cr3t"
"""The path of its address."""

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""

OK: Answer = (200, {}, b"ok")


class Hook:
    """What a webhook got. url, port: where it is. bodies, headers: of every request."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.port = 0


@contextmanager
def hooked(*answers: Answer | None, context: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """A server that gives one answer after the other, the last again and again; None: it hangs up.

    context: it speaks TLS.
    """
    hook, left = Hook(), list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            hook.headers.append(dict(self.headers))
            hook.paths.append(self.path)
            answer = left.pop(0) if len(left) > 1 else left[0]
            if answer is None:
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - http.server's name

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_args: None  # type: ignore[method-assign] # a client that does not trust it
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hook.port = server.server_port
    hook.url = f"http://127.0.0.1:{server.server_port}{SECRET}"
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
