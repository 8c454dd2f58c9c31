"""Killed between any two steps on the disk, a collection comes to the same bytes as if nothing had happened."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.facts import ACCOUNT, AS_OF, OTHER_REGION, REGION, bucket, gap, scope_of, table, unit
from support.killed import Killed, killed_after
from support.snapshots import contents, filed, write

from scanner.errors import SnapshotError, UsageError
from scanner.journal import Header
from scanner.snapshot import Snapshot
from scanner.writing import SnapshotWriter

HEADER = Header("1.2.3", AS_OF, scope_of([ACCOUNT], [REGION, OTHER_REGION], ["dynamodb", "s3"]))
UNITS = {
    "here": (unit("dynamodb.table"), (table(name="b"), table(name="a"))),
    "there": (unit("dynamodb.table", region=OTHER_REGION), (table(name="c", region=OTHER_REGION),)),
    "s3": (unit("s3.bucket", collector="s3"), (bucket(),)),
}


def mine(header: Header) -> None:
    if header != HEADER:
        raise UsageError("another one")


def collected(directory: Path) -> None:
    """From wherever it stands to the end, as a person would: resumed if that can be, and otherwise begun."""
    try:
        writer = SnapshotWriter.resume(directory, mine)
    except UsageError:
        writer = SnapshotWriter.begin(directory, HEADER)
    finished(writer)


def begun_afresh(directory: Path) -> None:
    finished(SnapshotWriter.begin(directory, HEADER))


def finished(writer: SnapshotWriter) -> None:
    with writer:
        for covered, facts in UNITS.values():
            if (covered.account, covered.region, covered.collector) not in writer.done:
                filed(writer, covered, *facts)
        writer.finish()


def nothing(_directory: Path) -> None:
    """No snapshot is there before."""


def an_earlier_one(directory: Path) -> None:
    write(directory, [table(name="old"), table(name="old", region="eu-north-1")])


def one_with_a_gap(directory: Path) -> None:
    with SnapshotWriter.begin(directory, HEADER) as writer:
        for name, (covered, facts) in UNITS.items():
            partial = unit("s3.bucket", collector="s3", gaps=(gap("s3.bucket"),))
            filed(writer, partial if name == "s3" else covered, *facts)
        writer.finish()


def whole_or_none(directory: Path) -> None:
    """What is there is a whole snapshot, or it is none: nothing in between."""
    try:
        snapshot = Snapshot.open(directory)
    except SnapshotError as error:
        assert "no such folder" in str(error) or "the collection did not finish" in str(error)  # noqa: PT017 - both are good
        return
    snapshot.verify()


@pytest.mark.parametrize("recover", [collected, begun_afresh])
@pytest.mark.parametrize("before", [nothing, an_earlier_one, one_with_a_gap])
def test_wherever_it_is_killed_it_comes_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Callable[..., None], recover: Callable[..., None]
) -> None:
    finished(SnapshotWriter.begin(tmp_path / "undisturbed", HEADER))
    undisturbed = contents(tmp_path / "undisturbed")
    it, steps = tmp_path / "it", 0
    while True:
        shutil.rmtree(it, ignore_errors=True)
        before(it)
        try:
            with killed_after(steps, monkeypatch):
                collected(it)
        except Killed:
            whole_or_none(it)
            recover(it)
        else:
            break
        assert contents(it) == undisturbed, f"killed after {steps} steps"
        steps += 1
    assert contents(it) == undisturbed
    assert steps > 20  # or the steps were not counted


def test_killed_again_and_again_it_comes_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finished(SnapshotWriter.begin(tmp_path / "undisturbed", HEADER))
    undisturbed = contents(tmp_path / "undisturbed")
    dice = random.Random(20260301)  # noqa: S311 - no secret
    for number in range(30):
        it = tmp_path / str(number)
        dice.choice([nothing, an_earlier_one, one_with_a_gap])(it)
        kills = [dice.randrange(60) for _ in range(5)]
        for steps in kills:
            try:
                with killed_after(steps, monkeypatch):
                    collected(it)
            except Killed:
                whole_or_none(it)
        collected(it)
        assert contents(it) == undisturbed, f"killed after {kills} steps"
