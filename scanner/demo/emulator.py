"""The emulator: moto's server and our layer before it, with the estate built in it.

`python -m scanner.demo.emulator` prints its URL when all is in place, and ends when its standard input does.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from threading import Thread
from wsgiref.types import WSGIApplication

from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from scanner.demo.build import build
from scanner.demo.layer import Layer


class _Silent(MotoRequestHandler):
    """What moto answers counts; its access log and tracebacks are of no use to anybody here."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name for it
        """Say nothing."""


@contextmanager
def listening(application: WSGIApplication) -> Iterator[str]:
    """Serve on a free port of the loopback interface, a thread for each connection; yields the URL."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def moto() -> WSGIApplication:
    """All of moto's services, as `moto_server` runs them, and emptied: what they hold is the process's."""
    moto_api_backend.reset()
    return DomainDispatcherApplication(create_backend_app)


def main() -> None:
    """Serve the estate until standard input ends."""
    layer = Layer(moto())
    said = sys.stdout
    with redirect_stdout(sys.stderr), listening(layer) as endpoint:  # moto prints, and only one line is waited for
        layer.learn(build(endpoint))
        print(endpoint, file=said, flush=True)
        gc.freeze()  # what is there now stays: no collection need look at it, the one at the end least of all
        sys.stdin.read()


if __name__ == "__main__":
    main()
