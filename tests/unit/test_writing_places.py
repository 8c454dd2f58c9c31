"""Which folders a snapshot is written to, and which are somebody's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.snapshots import HEADER, contents, write

from scanner.errors import UsageError
from scanner.writing import SnapshotWriter


def put_there(directory: Path, *, force: bool = False) -> None:
    with SnapshotWriter.begin(directory, HEADER, force=force) as writer:
        writer.finish().verify()


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    put_there(tmp_path / "a" / "b")
    assert contents(tmp_path).keys() == {"a/b/manifest.json"}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("notes.txt", "notes.txt"),
        ("facts/report.md", "facts"),
        ("manifest.json", "manifest.json"),
        (".git/config", ".git"),
    ],
)
def test_one_that_holds_anything_else_is_refused_untouched(tmp_path: Path, path: str, named: str) -> None:
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text("mine")
    with pytest.raises(UsageError, match=rf"holds {named}, and is no snapshot: choose another folder, or give --force"):
        put_there(tmp_path)
    assert contents(tmp_path) == {path: b"mine"}


def test_a_snapshot_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "facts" / "notes.txt").write_text("mine")
    (tmp_path / "facts" / "more.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds facts/more.txt and 1 more"):
        put_there(tmp_path)


def test_force_writes_beside_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    put_there(tmp_path, force=True)
    assert contents(tmp_path).keys() == {"notes.txt", "manifest.json"}


def test_what_an_earlier_version_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".collecting" / "facts").mkdir(parents=True)
    (tmp_path / ".collecting" / "facts" / "old.jsonl").write_text("{")
    put_there(tmp_path)
    assert contents(tmp_path).keys() == {"manifest.json"}


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="cannot be written to: File exists; choose another folder"):
        put_there(tmp_path / "file")
    with pytest.raises(UsageError, match="cannot be written to: Not a directory"):
        put_there(tmp_path / "file" / "below")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / ".collecting").write_text("mine")
    with pytest.raises(UsageError, match="cannot be written to: File exists"):
        put_there(tmp_path / "folder")
    assert contents(tmp_path) == {"file": b"mine", "folder/.collecting": b"mine"}


def test_what_was_left_and_cannot_be_cleared_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".collecting" / "facts").mkdir(parents=True)

    def denied(_path: Path, *, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", denied)
    with pytest.raises(UsageError, match=r"\.collecting: cannot be cleared: Permission denied; choose another folder"):
        put_there(tmp_path)
