"""The real command, stopped in the middle of a scan: it ends at once, keeps what is done, and says how to go on."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from support.canned_aws import HERE, THERE, CannedAws, Reply, Request, canned_aws
from support.commands import KEYS, ran, started

STALL_SECONDS = 120
"""How long the server does not answer: a command that ends before that has not waited for it."""

WHERE = ("--region", HERE, "--region", THERE)
WHAT = ("--collectors", "dynamodb,s3")


@pytest.fixture
def aws() -> Iterator[CannedAws]:
    with canned_aws() as server:
        yield server


class Stall:
    """No answer to anything about buckets, from some moment on. came: somebody waits."""

    def __init__(self, aws: CannedAws) -> None:
        self.came, self.over = Event(), Event()
        self._aws = aws
        for operation in ("ListBuckets", "versioning"):
            aws.faults[f"s3:{operation}"] = self._wait

    def _wait(self, _request: Request) -> Reply | None:
        self.came.set()
        self.over.wait(STALL_SECONDS)
        raise LookupError

    def end(self) -> None:
        self.over.set()
        self._aws.faults.clear()


def stopped(aws: CannedAws, folder: Path, *arguments: str, by: signal.Signals = signal.SIGINT) -> str:
    """What a command says that is stopped while AWS does not answer, but for its progress; its units done are two."""
    stall = Stall(aws)
    with started(folder, *arguments, **KEYS, AWS_ENDPOINT_URL=aws.url) as process:
        assert process.stderr is not None
        progress = [process.stderr.readline() for _ in range(2)]
        assert [line.split("]")[0] for line in progress] == ["[1/4", "[2/4"], process.stderr.read()
        assert stall.came.wait(STALL_SECONDS)
        if by is signal.SIGINT:
            os.killpg(process.pid, by)  # as a terminal does
        else:
            process.send_signal(by)
        _, err = process.communicate(timeout=STALL_SECONDS / 2)
    assert not stall.over.is_set()
    assert process.returncode == 130
    stall.end()
    return err.strip()


@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_collection(aws: CannedAws, tmp_path: Path, by: signal.Signals, processes: str) -> None:
    arguments = ("collect", "-o", "my snapshot", *WHERE, *WHAT, "--processes", processes)
    err = stopped(aws, tmp_path, *arguments, by=by)
    command = f"safehold {shlex.join(arguments)} --resume"
    assert err == f"safehold: error: stopped; 2 of 4 units are kept; go on with:\n  {command}"
    assert [path.name for path in (tmp_path / "my snapshot").iterdir()] == [".collecting"]

    aws.asked.clear()
    again = ran(tmp_path, *shlex.split(command)[1:], **KEYS, AWS_ENDPOINT_URL=aws.url)
    assert again.returncode == 0, again.stderr
    assert again.stderr.splitlines()[0] == "[2/4] kept from before"
    assert again.stderr.splitlines()[-1].endswith("facts, complete")
    assert "dynamodb:ListTables" not in aws.asked
    assert ran(tmp_path, "snapshot", "verify", "my snapshot").returncode == 0


def test_a_scan_with_its_reports(aws: CannedAws, tmp_path: Path) -> None:
    arguments = ("scan", *WHERE, *WHAT, "--fail-on", "never", "--format", "json")
    err = stopped(aws, tmp_path, *arguments)
    assert err.endswith(f"go on with:\n  safehold {shlex.join(arguments)} --resume")
    assert not (tmp_path / "safehold-report").exists()

    again = ran(tmp_path, *arguments, "--resume", **KEYS, AWS_ENDPOINT_URL=aws.url)
    assert again.returncode == 0, again.stderr
    report = tmp_path / "safehold-report"
    assert {path.name for path in report.iterdir()} == {".safehold-output", "findings.json", "snapshot"}
    assert json.loads((report / "findings.json").read_text("utf-8"))["coverage"]["complete"]
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".coverage")] == ["safehold-report"]

    once_more = ran(tmp_path, *arguments, "--resume", **KEYS, AWS_ENDPOINT_URL=aws.url)
    assert once_more.returncode == 0, once_more.stderr
    assert once_more.stderr.splitlines()[0] == "[4/4] kept from before"


def test_before_anything_is_done_nothing_is_left(aws: CannedAws, tmp_path: Path) -> None:
    stall = Stall(aws)
    arguments = ("collect", "-o", "snapshot", "--region", HERE, "--collectors", "s3")
    with started(tmp_path, *arguments, **KEYS, AWS_ENDPOINT_URL=aws.url) as process:
        assert stall.came.wait(STALL_SECONDS)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=STALL_SECONDS / 2)
    stall.end()
    assert (process.returncode, err.strip()) == (130, "safehold: error: stopped; nothing was written")
    assert list((tmp_path / "snapshot").iterdir()) == []


def test_meanwhile_no_other_may_write_there(aws: CannedAws, tmp_path: Path) -> None:
    stall = Stall(aws)
    arguments = ("collect", "-o", "snapshot", *WHERE, *WHAT)
    with started(tmp_path, *arguments, **KEYS, AWS_ENDPOINT_URL=aws.url) as process:
        assert stall.came.wait(STALL_SECONDS)
        for more in ((), ("--force",)):
            other = ran(tmp_path, *arguments, *more, **KEYS, AWS_ENDPOINT_URL=aws.url)
            assert other.returncode == 2
            assert "another safehold writes there; wait for it, or choose another folder" in other.stderr
        stall.end()
        _, err = process.communicate(timeout=STALL_SECONDS)
    assert process.returncode == 0, err


def helper_of(process: subprocess.Popen[str]) -> int:
    """The process that a scan has beside its own."""
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    raise AssertionError("there is none")


def test_a_process_of_it_that_is_killed_ends_it_and_it_can_be_gone_on_with(aws: CannedAws, tmp_path: Path) -> None:
    stall = Stall(aws)
    arguments = ("collect", "-o", "snapshot", *WHERE, *WHAT, "--processes", "2")
    given: dict[str, Any] = {**KEYS, "AWS_ENDPOINT_URL": aws.url}
    with started(tmp_path, *arguments, **given) as process:
        assert process.stderr is not None
        for _ in range(2):
            process.stderr.readline()
        os.kill(helper_of(process), signal.SIGKILL)
        stall.end()
        _, err = process.communicate(timeout=STALL_SECONDS)
    assert process.returncode == 1
    assert err.startswith("safehold: error: a process of the scan was ended from outside (out of memory?); go on with")
    again = ran(tmp_path, *arguments[:-1], "1", "--resume", **given)
    assert again.returncode == 0, again.stderr
    assert again.stderr.splitlines()[0].endswith("] kept from before")
