"""The journal of a collection: a line counts once it is whole, and whatever stands there, only our errors come out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.facts import ACCOUNT, AS_OF, REGION, gap, scope, unit

from scanner import journal
from scanner.errors import SafeholdError, SnapshotError
from scanner.journal import Done, Header, Journal
from scanner.manifest import PartEntry

HEADER = Header("1.2.3", AS_OF, scope())
PART = PartEntry(ACCOUNT, REGION, "dynamodb.table", rows=3, bytes=1000, sha256="5a" * 32)
UNITS = [
    Done(unit("dynamodb.table", calls={"dynamodb:ListTables": 2}, vanished=1), (PART,)),
    Done(unit("s3.bucket", collector="s3", gaps=(gap("s3.bucket"),))),
    Done(unit("backup.vault", collector="backup", region="global")),
]
FILE = "journal.jsonl"


def written(folder: Path, *done: Done) -> bytes:
    journal.begin(folder, HEADER)
    noted = Journal(folder)
    for each in done:
        noted.add(each)
    noted.close()
    return (folder / FILE).read_bytes()


def test_what_was_noted_is_read_again(tmp_path: Path) -> None:
    assert not journal.begun(tmp_path)
    written(tmp_path, *UNITS)
    assert journal.begun(tmp_path)
    assert journal.read(tmp_path) == (HEADER, UNITS)
    journal.remove(tmp_path)
    journal.remove(tmp_path)
    assert not journal.begun(tmp_path)


def test_it_may_begin_with_units_that_are_done(tmp_path: Path) -> None:
    journal.begin(tmp_path, HEADER, UNITS[:2])
    noted = Journal(tmp_path)
    noted.add(UNITS[2])
    noted.close()
    assert journal.read(tmp_path) == (HEADER, UNITS)


def test_of_a_unit_that_was_done_twice_the_last_counts(tmp_path: Path) -> None:
    again = Done(unit("s3.bucket", collector="s3"))
    written(tmp_path, *UNITS, again)
    assert journal.read(tmp_path) == (HEADER, [UNITS[0], again, UNITS[2]])


def test_a_line_that_was_cut_off_anywhere_is_taken_away(tmp_path: Path) -> None:
    before = written(tmp_path, *UNITS[:2])
    whole = written(tmp_path, *UNITS)
    for size in range(len(before), len(whole)):
        (tmp_path / FILE).write_bytes(whole[:size])
        assert journal.read(tmp_path) == (HEADER, UNITS[:2])
        assert (tmp_path / FILE).read_bytes() == before
        noted = Journal(tmp_path)
        noted.add(UNITS[2])
        noted.close()
        assert (tmp_path / FILE).read_bytes() == whole


def change(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda line: line.update(fields)


@pytest.mark.parametrize(
    ("number", "harm", "why"),
    [
        (0, change(schema_version=1), r"another version of Safehold began this collection: 1\.2\.3"),
        (0, change(scope={}), "is no journal of a collection: KeyError"),
        (0, change(scope=None), "is no journal of a collection: TypeError"),
        (1, change(unit={}), "is no journal of a collection: KeyError"),
        (1, change(unit=[]), "is no journal of a collection: TypeError"),
        (1, change(parts=[None]), "is no journal of a collection: TypeError"),
        (1, lambda line: line["parts"][0].update(path="../../etc/passwd"), ".*but it belongs at facts/"),
        (1, lambda line: line["parts"][0].update(kind="no.such_kind"), "part of unknown kind"),
        (
            1,
            lambda line: line["parts"][0].update(account=".."),
            "is no journal of a collection: ValueError: no account",
        ),
        (2, lambda line: line["unit"]["gaps"][0].update(reason="whim"), "not a gap: unknown reason"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, number: int, harm: Callable[[Any], None], why: str) -> None:
    lines = [orjson.loads(line) for line in written(tmp_path, *UNITS).splitlines()]
    harm(lines[number])
    (tmp_path / FILE).write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    with pytest.raises(SnapshotError, match=rf"journal\.jsonl: {why}.*; collect again without --resume"):
        journal.read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[]\n", b"nonsense\n", b"\xff\n", b"7\n"])
def test_what_is_no_journal_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SnapshotError, match=r"journal\.jsonl: is no journal of a collection"):
        journal.read(tmp_path)


def test_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"journal\.jsonl: cannot be read: No such file or directory"):
        journal.read(tmp_path)


def test_on_a_full_disk_none_begins_and_none_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    noted = Journal(tmp_path)
    (tmp_path / "other").mkdir()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SafeholdError, match=r"journal\.jsonl: cannot be written: No space left on device"):
        journal.begin(tmp_path / "other", HEADER)
    assert not journal.begun(tmp_path / "other")
    with pytest.raises(SafeholdError, match=r"journal\.jsonl: cannot be written: No space left on device"):
        noted.add(UNITS[0])
    noted.close()
    with pytest.raises(SafeholdError, match="cannot be written: No such file or directory"):
        Journal(tmp_path / "nowhere")
