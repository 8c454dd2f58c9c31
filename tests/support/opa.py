"""A real OPA for tests, where there is one: on PATH, or where $OPA says."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

BINARY = os.environ.get("OPA") or shutil.which("opa")
"""The opa to test with; None if there is none."""

_TRIES = 5
_STARTS_WITHIN = 60.0
_POLL = 0.05


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The URL of an OPA server on a free port of the loopback interface, stopped at the end."""
    server, port = _started(arguments)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _started(arguments: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], int]:
    """OPA does not say which port it took, so one that is free is tried, and another if somebody was faster."""
    assert BINARY, "no opa on PATH or in $OPA"
    for _ in range(_TRIES):
        port = _free_port()
        command = [BINARY, "run", "--server", f"--addr=127.0.0.1:{port}", "--log-level=error", *arguments]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - the machine's own opa
        if _answers(server, port):
            return server, port
    raise AssertionError(f"opa did not start in {_TRIES} tries")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server came up; it ends by itself when the port is taken."""
    until = time.monotonic() + _STARTS_WITHIN
    while server.poll() is None:
        assert time.monotonic() < until, "opa started, and does not answer"
        connection = HTTPConnection("127.0.0.1", port, timeout=_STARTS_WITHIN)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(_POLL)
        finally:
            connection.close()
    return False
