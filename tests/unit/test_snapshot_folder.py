import os
from pathlib import Path

import pytest
from support.facts import (
    ACCOUNT,
    OTHER_REGION,
    REGION,
    table,
)
from support.snapshots import PART, contents, write, writer

from scanner.errors import SafeholdError, SnapshotError, UsageError
from scanner.parts import Part
from scanner.snapshot import Snapshot


def test_a_collection_that_fails_leaves_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writer(tmp_path) as target:  # noqa: PT012 - the middle is what is tested
        with target.part(ACCOUNT, REGION, "dynamodb.table") as part:
            part.add(table())
        raise KeyboardInterrupt

    assert contents(tmp_path) == {}
    with pytest.raises(SnapshotError, match=r"has no manifest\.json: the collection did not finish"):
        Snapshot.open(tmp_path)


def test_an_earlier_snapshot_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    before = contents(write(tmp_path).directory)

    with writer(tmp_path, "2026-04-01T00:00:00Z") as target:
        with target.part(ACCOUNT, REGION, "dynamodb.table") as part:
            part.add(table(name="new"))
        Snapshot.open(tmp_path).verify()
    assert contents(tmp_path) == before

    with writer(tmp_path, "2026-04-01T00:00:00Z") as target:
        with target.part(ACCOUNT, OTHER_REGION, "dynamodb.table") as part:
            part.add(table(name="new", region=OTHER_REGION))
        target.finish()
    snapshot = Snapshot.open(tmp_path)
    snapshot.verify()
    assert snapshot.taken_at == "2026-04-01T00:00:00Z"
    assert [fact.name for fact in snapshot.facts()] == ["new"]
    assert contents(tmp_path).keys() == {"manifest.json", f"facts/{ACCOUNT}/{OTHER_REGION}/dynamodb.table.jsonl"}


def test_what_a_killed_collection_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".collecting" / "facts").mkdir(parents=True)
    (tmp_path / ".collecting" / "facts" / "old.jsonl").write_text("{")

    write(tmp_path).verify()
    assert contents(tmp_path).keys() == {"manifest.json", PART}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("notes.txt", "notes.txt"),
        ("facts/report.md", "facts"),
        ("manifest.json", "manifest.json"),
        (".git/config", ".git"),
    ],
)
def test_a_folder_that_holds_anything_else_is_refused_untouched(tmp_path: Path, path: str, named: str) -> None:
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text("mine")

    with pytest.raises(UsageError, match=rf"holds {named}, and is no snapshot: choose another folder, or give --force"):
        writer(tmp_path)
    assert contents(tmp_path) == {path: b"mine"}


def test_a_snapshot_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "facts" / "notes.txt").write_text("mine")
    (tmp_path / "facts" / "more.txt").write_text("mine")

    with pytest.raises(UsageError, match=r"holds facts/more.txt and 1 more"):
        writer(tmp_path)


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(UsageError, match="cannot be written to: File exists; choose another folder"):
        writer(tmp_path / "file")
    with pytest.raises(UsageError, match="cannot be written to: Not a directory"):
        writer(tmp_path / "file" / "below")


def test_a_full_disk_is_an_error_for_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(SafeholdError, match=r"dynamodb\.table\.jsonl: cannot be written: No space left on device"):
        write(tmp_path)
    assert contents(tmp_path) == {}


def test_a_part_dropped_on_a_full_disk_is_gone(tmp_path: Path) -> None:
    part = Part(tmp_path, ACCOUNT, REGION, "dynamodb.table")
    part.add(table())
    os.close(part._file.fileno())  # the buffered line can no longer be written

    part.drop()

    assert contents(tmp_path) == {}


def test_a_manifest_that_could_not_be_read_back_replaces_nothing(tmp_path: Path) -> None:
    before = contents(write(tmp_path).directory)

    with (
        writer(tmp_path, "yesterday") as target,
        pytest.raises(SnapshotError, match='"yesterday" is not a "date-time"'),
    ):
        target.finish()
    assert contents(tmp_path) == before
