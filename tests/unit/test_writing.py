"""A snapshot being written: begun, stopped, gone on with, and put in place."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from support.facts import ACCOUNT, AS_OF, OTHER_REGION, REGION, gap, scope_of, table, unit
from support.snapshots import PART, contents, filed, write

from scanner.errors import SafeholdError, SnapshotError, UsageError
from scanner.journal import Header
from scanner.model import CoverageUnit
from scanner.snapshot import Snapshot
from scanner.writing import SnapshotWriter, begun

HEADER = Header("1.2.3", AS_OF, scope_of([ACCOUNT], [REGION, OTHER_REGION], ["dynamodb"]))
LATER = replace(HEADER, taken_at="2026-04-01T00:00:00Z")
HERE, THERE = unit("dynamodb.table"), unit("dynamodb.table", region=OTHER_REGION)
PARTIAL = unit("dynamodb.table", region=OTHER_REGION, gaps=(gap("dynamodb.table"),))


def key(covered: CoverageUnit) -> tuple[str, str, str]:
    return (covered.account, covered.region, covered.collector)


def anything(_header: Header) -> None:
    """Any collection may be gone on with."""


def stopped(directory: Path, *, header: Header = HEADER, force: bool = False) -> dict[str, bytes]:
    """A collection of which one of two units is done; what it left."""
    with SnapshotWriter.begin(directory, header, force=force) as writer:
        filed(writer, HERE, table(name="b"), table(name="a"))
    return contents(directory)


def ended(directory: Path) -> Snapshot:
    """A collection that could not list everything."""
    with SnapshotWriter.begin(directory, HEADER) as writer:
        filed(writer, HERE, table(name="b"), table(name="a"))
        filed(writer, PARTIAL, table(name="c", region=OTHER_REGION))
        return writer.finish()


def resumed(directory: Path) -> Snapshot:
    """Goes on to the end with a collection of which the first unit is kept."""
    with SnapshotWriter.resume(directory, anything) as writer:
        assert writer.header == HEADER
        assert writer.done.keys() == {key(HERE)}
        filed(writer, THERE, table(name="c", region=OTHER_REGION))
        return writer.finish()


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    with SnapshotWriter.begin(tmp_path / "undisturbed", HEADER) as writer:
        filed(writer, THERE, table(name="c", region=OTHER_REGION))
        filed(writer, HERE, table(name="b"), table(name="a"))
        snapshot = writer.finish()
    snapshot.verify()
    assert [fact.name for fact in snapshot.facts()] == ["a", "b", "c"]
    return contents(tmp_path / "undisturbed")


def test_what_is_done_is_kept_and_gone_on_with(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    it = tmp_path / "it"
    left = stopped(it)
    assert f".collecting/{PART}" in left
    assert begun(it)
    with pytest.raises(SnapshotError, match=r"has no manifest\.json: the collection did not finish"):
        Snapshot.open(it)
    resumed(it).verify()
    assert contents(it) == undisturbed


def test_a_finished_one_is_gone_on_with_where_something_is_missing(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    it = tmp_path / "it"
    before = ended(it)
    assert not before.coverage.complete
    assert resumed(it).coverage.complete
    assert contents(it) == undisturbed


def test_until_that_is_done_the_finished_one_stays(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    before = contents(ended(tmp_path / "it").directory)
    with SnapshotWriter.resume(tmp_path / "it", anything):
        pass
    after = contents(tmp_path / "it")
    assert {name: raw for name, raw in after.items() if not name.startswith(".")} == before
    resumed(tmp_path / "it")
    assert contents(tmp_path / "it") == undisturbed


def test_what_missed_nothing_comes_out_as_it_was(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    with SnapshotWriter.resume(tmp_path / "undisturbed", anything) as writer:
        assert writer.done.keys() == {key(HERE), key(THERE)}
        writer.finish()
    assert contents(tmp_path / "undisturbed") == undisturbed


def lost(part: Path) -> None:
    part.unlink()


def altered(part: Path) -> None:
    part.write_bytes(part.read_bytes().replace(b"ACTIVE", b"ACTIVF"))


def cut(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [lost, altered, cut])
def test_a_part_that_was_harmed_is_collected_again(
    tmp_path: Path, harm: object, undisturbed: dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    it = tmp_path / "it"
    stopped(it)
    assert callable(harm)
    harm(it / ".collecting" / PART)
    with SnapshotWriter.resume(it, anything) as writer:
        assert writer.done == {}
        filed(writer, THERE, table(name="c", region=OTHER_REGION))
    with SnapshotWriter.resume(it, anything) as writer:  # stopped once more, so that it is just as lost
        assert writer.done.keys() == {key(THERE)}
    assert caplog.text.count("is not as it was written: its unit is collected again") == 2
    with SnapshotWriter.resume(it, anything) as writer:
        assert writer.done.keys() == {key(THERE)}
        filed(writer, HERE, table(name="b"), table(name="a"))
        writer.finish()
    assert contents(it) == undisturbed


def test_what_units_that_did_not_end_left_is_taken_away(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    it = tmp_path / "it"
    stopped(it)
    for name in (f"facts/{ACCOUNT}/{OTHER_REGION}/dynamodb.table.jsonl", f"facts/{ACCOUNT}/{REGION}/.x.jsonl.tmp"):
        (it / ".collecting" / name).parent.mkdir(exist_ok=True)
        (it / ".collecting" / name).write_text("half")
    resumed(it).verify()
    assert contents(it) == undisturbed


def test_a_unit_with_gaps_runs_again(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    it = tmp_path / "it"
    with SnapshotWriter.begin(it, HEADER) as writer:
        filed(writer, HERE, table(name="b"), table(name="a"))
        filed(writer, PARTIAL, table(name="half", region=OTHER_REGION))
    resumed(it)
    assert contents(it) == undisturbed


def test_beginning_afresh_clears_what_was_left(tmp_path: Path) -> None:
    stopped(tmp_path)
    with SnapshotWriter.begin(tmp_path, LATER) as writer:
        filed(writer, THERE, table(name="c", region=OTHER_REGION))
        writer.finish().verify()
    assert contents(tmp_path).keys() == {"manifest.json", f"facts/{ACCOUNT}/{OTHER_REGION}/dynamodb.table.jsonl"}


def test_an_earlier_snapshot_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    before = contents(write(tmp_path).directory)
    with SnapshotWriter.begin(tmp_path, LATER) as writer:
        filed(writer, THERE, table(name="c", region=OTHER_REGION))
        Snapshot.open(tmp_path).verify()
        assert contents(tmp_path).items() >= before.items()
        writer.finish().verify()
    assert Snapshot.open(tmp_path).taken_at == LATER.taken_at
    assert contents(tmp_path).keys() == {"manifest.json", f"facts/{ACCOUNT}/{OTHER_REGION}/dynamodb.table.jsonl"}


@pytest.mark.parametrize("afresh", [True, False])
def test_a_collection_that_got_nowhere_leaves_no_trace(tmp_path: Path, *, afresh: bool) -> None:
    before = contents(write(tmp_path, units=[PARTIAL]).directory)
    with SnapshotWriter.begin(tmp_path, LATER) if afresh else SnapshotWriter.resume(tmp_path, anything):
        pass
    assert contents(tmp_path) == before


@pytest.mark.parametrize("finished", [True, False])
def test_one_that_is_not_to_be_gone_on_with_is_left_as_it_is(tmp_path: Path, *, finished: bool) -> None:
    if finished:
        ended(tmp_path)
    before = contents(tmp_path) if finished else stopped(tmp_path)

    def never(header: Header) -> None:
        raise UsageError(f"not that of {header.taken_at}")

    with pytest.raises(UsageError, match=f"not that of {AS_OF}"):
        SnapshotWriter.resume(tmp_path, never)
    assert contents(tmp_path) == before


def test_nothing_to_go_on_with(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    for directory in (tmp_path, tmp_path / "nowhere"):
        assert not begun(directory)
        with pytest.raises(UsageError, match="holds no collection, so there is nothing to resume; leave --resume out"):
            SnapshotWriter.resume(directory, anything)
    assert [path.name for path in tmp_path.rglob("*")] == ["thesis.txt"]


def test_a_finished_one_that_was_altered_is_not_gone_on_with(tmp_path: Path) -> None:
    ended(tmp_path)
    altered(tmp_path / PART)
    before = contents(tmp_path)
    with pytest.raises(SnapshotError, match=rf"{PART}: was altered: .* the snapshot cannot be trusted"):
        SnapshotWriter.resume(tmp_path, anything)
    assert contents(tmp_path) == before


def test_nobody_else_writes_there_meanwhile(tmp_path: Path) -> None:
    with SnapshotWriter.begin(tmp_path, HEADER) as writer:
        filed(writer, HERE)
        with pytest.raises(UsageError, match="another safehold writes there; wait for it"):
            SnapshotWriter.begin(tmp_path, HEADER, force=True)
        with pytest.raises(UsageError, match="another safehold writes there; wait for it"):
            SnapshotWriter.resume(tmp_path, anything)
        writer.finish()
    SnapshotWriter.begin(tmp_path, HEADER).__exit__(None, None, None)


def test_a_part_is_written_once(tmp_path: Path) -> None:
    with SnapshotWriter.begin(tmp_path, HEADER) as writer:
        filed(writer, HERE, table())
        with pytest.raises(ValueError, match=rf"{PART} is written twice"):
            filed(writer, unit("dynamodb.table", collector="other"), table())


def test_a_manifest_that_could_not_be_read_back_replaces_nothing(tmp_path: Path) -> None:
    before = contents(write(tmp_path).directory)
    with (
        SnapshotWriter.begin(tmp_path, replace(HEADER, taken_at="yesterday")) as writer,
        pytest.raises(SnapshotError, match='"yesterday" is not a "date-time"'),
    ):
        writer.finish()
    assert contents(tmp_path) == before


def test_a_full_disk_is_an_error_for_people_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: dict[str, bytes]
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    it = tmp_path / "it"
    stopped(it)
    with SnapshotWriter.resume(it, anything) as writer:
        filed(writer, THERE, table(name="c", region=OTHER_REGION))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(SafeholdError, match="it: cannot be written: No space left on device; make room there"):
                writer.finish()
    with SnapshotWriter.resume(it, anything) as writer:
        assert writer.done.keys() == {key(HERE), key(THERE)}
        writer.finish()
    assert contents(it) == undisturbed
