"""The emulator's process: there for as long as it is needed, and not a moment longer."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest

from scanner.demo import server, services
from scanner.errors import SafeholdError, UsageError

PATIENCE = 60


@pytest.fixture
def connect() -> Iterator[Callable[[str], socket.socket]]:
    """Connects to an endpoint; a connection ends, and so has something to read, when the process behind it does."""
    with ExitStack() as stack:

        def connected(endpoint: str) -> socket.socket:
            where = urlsplit(endpoint)
            assert where.hostname == "127.0.0.1"
            return stack.enter_context(socket.create_connection((where.hostname, where.port or 0), PATIENCE))

        yield connected


def tables(endpoint: str) -> list[str]:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")
    with closing(session.client("dynamodb", "eu-west-1", endpoint_url=endpoint)) as client:
        return client.list_tables()["TableNames"]


def snapshots(endpoint: str) -> int:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")
    with closing(session.client("ec2", "eu-west-1", endpoint_url=endpoint)) as client:
        return len(client.describe_snapshots(OwnerIds=["self"])["Snapshots"])


def test_it_serves_the_estate_whatever_the_environment_says_and_stops(
    connect: Callable[[str], socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with server.serving() as endpoint:
        monkeypatch.undo()
        assert "ledger-entries" in tables(endpoint)
        assert snapshots(endpoint) == len(services.VOLUMES)
        waiting = connect(endpoint)
    assert _ended(waiting)
    with pytest.raises(OSError, match="refused"):
        connect(endpoint)


def test_it_stops_when_the_demo_is_interrupted(connect: Callable[[str], socket.socket]) -> None:
    with pytest.raises(KeyboardInterrupt), server.serving() as endpoint:  # noqa: PT012 - what is raised in it is the point
        waiting = connect(endpoint)
        raise KeyboardInterrupt
    assert _ended(waiting)


def _ended(connection: socket.socket) -> bool:
    """Waits for the other side to be gone: closed, or reset when it had not taken the connection yet."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_it_does_not_outlive_a_demo_that_is_killed(connect: Callable[[str], socket.socket]) -> None:
    script = "from scanner.demo.server import serving\nwith serving() as url:\n    print(url, flush=True)\n    input()"
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        waiting = connect(demo.stdout.readline().strip())
        demo.kill()
    assert _ended(waiting)


@pytest.mark.parametrize("package", ["moto", "flask_cors"])
def test_without_the_extra_it_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None if name == package else object())
    with (
        pytest.raises(UsageError, match=rf"needs the package {package}: pip install 'safehold\[demo\]'"),
        server.serving(),
    ):
        pass


def test_an_emulator_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "moto.py").write_text("raise RuntimeError('this moto is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SafeholdError, match="did not start: RuntimeError: this moto is broken"), server.serving():
        pass


def test_an_emulator_that_says_nothing_gives_its_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "moto.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SafeholdError, match="did not start: exit 3"), server.serving():
        pass


def test_an_emulator_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "moto.py").write_text("import signal\nprint('http://127.0.0.1:9', flush=True)\nsignal.pause()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(server, "_STOP_SECONDS", 0.1)
    with server.serving() as endpoint:
        assert endpoint == "http://127.0.0.1:9"
