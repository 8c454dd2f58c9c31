"""A server that answers in OPA's place, as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scanner.model import Json

Got = list[tuple[str, str, dict[str, str], bytes]]
"""Method, path, headers and body of each request."""


@contextmanager
def pretending(*answers: tuple[int, bytes]) -> Iterator[tuple[str, Got]]:
    """A server that gives the answers in turn, the last for ever: (status, body). Yields its URL and what it got."""
    left = list(answers)
    got: Got = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got.append((self.command, self.path, dict(self.headers), body))
            status, text = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, *parts: object) -> None:
            del parts

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", got
        finally:
            server.shutdown()
            thread.join()


def reply(status: int, **body: Json) -> tuple[int, bytes]:
    """An answer with a JSON body."""
    return status, json.dumps(body).encode()
