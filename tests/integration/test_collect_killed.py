"""Killed at random moments, and gone on with each time: the same bytes as if nothing had happened."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from support.aws_environment import aws_environment
from support.canned_aws import CannedAws, canned_aws
from support.snapshots import contents

from scanner.snapshot import Snapshot

__all__ = ["aws_environment"]

KILLS = 20


@pytest.fixture
def aws(aws_environment: pytest.MonkeyPatch) -> Iterator[CannedAws]:
    with canned_aws() as server:
        aws_environment.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


class Scan:
    """Runs a scan in a process of its own, again and again, in the same folder."""

    def __init__(self, aws: CannedAws, folder: Path, processes: int) -> None:
        self._aws = aws
        self._folder = folder
        self._command = [sys.executable, "-m", "support.driver", str(folder), str(processes)]
        self._environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    def run(self, kill_at: int = 0) -> bool:
        """Whether it came to its end. kill_at: the request with whose coming the process is killed."""
        done = self._done()
        before = self._aws.asked.total()
        with subprocess.Popen(  # noqa: S603 - our own command
            self._command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:

            def arrived(number: int) -> None:
                if number - before == kill_at:
                    process.kill()

            self._aws.arrived = arrived
            out, err = process.communicate(timeout=120)
        assert process.returncode in {0, -9}, err
        if out:
            assert int(out) == done, "what is kept is what was done"
        return process.returncode == 0

    def _done(self) -> int:
        """How many units are noted as done."""
        path = self._folder / ".collecting" / "journal.jsonl"
        lines = path.read_bytes().split(b"\n")[1:-1] if path.exists() else []
        return len({(unit["region"], unit["collector"]) for unit in (orjson.loads(line)["unit"] for line in lines)})


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_at_random_moments_it_comes_to_the_same_bytes(aws: CannedAws, tmp_path: Path, processes: int) -> None:
    seed = int(os.environ.get("SAFEHOLD_TEST_SEED") or random.SystemRandom().getrandbits(32))
    print(f"SAFEHOLD_TEST_SEED={seed} does the same again")  # noqa: T201 - pytest shows it when the test fails
    dice = random.Random(seed)  # noqa: S311 - no secret
    assert Scan(aws, tmp_path / "undisturbed", 1).run()
    undisturbed, requests = contents(tmp_path / "undisturbed"), aws.asked.total()
    Snapshot.open(tmp_path / "undisturbed").verify()
    kills = number = 0
    while kills < KILLS:
        number += 1
        folder = tmp_path / str(number)
        scan = Scan(aws, folder, processes)
        moments: list[int] = []
        ended = False
        while kills < KILLS and not ended:
            moments.append(dice.randint(1, requests))
            ended = scan.run(moments[-1])
            kills += not ended
        assert ended or scan.run(), moments
        assert contents(folder) == undisturbed, moments
