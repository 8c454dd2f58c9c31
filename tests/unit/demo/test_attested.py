"""The demo's evidence is as old when it is read as it was when it was written."""

from datetime import UTC, datetime
from pathlib import Path

import scanner.demo
from scanner import evidence
from scanner.demo import attested

FILES = Path(scanner.demo.__file__).parent / "evidence"
WRITTEN = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = datetime(2031, 1, 5, tzinfo=UTC)


def test_on_the_day_it_was_written_it_is_as_it_stands(tmp_path: Path) -> None:
    folder = attested.written(tmp_path, WRITTEN)
    assert {file.name: file.read_text() for file in folder.iterdir()} == {
        file.name: file.read_text() for file in FILES.iterdir()
    }


def test_later_every_date_has_moved_on(tmp_path: Path) -> None:
    before = evidence.load([FILES])
    after = evidence.load([attested.written(tmp_path, LATER)])
    days = (LATER.date() - WRITTEN.date()).days
    assert [each.name for each in after] == [each.name for each in before]
    for old, new in zip(before, after, strict=True):
        for was, became in ((old.dated_at, new.dated_at), (old.expires_at, new.expires_at)):
            assert (became is None) is (was is None)
            if was and became:
                assert (datetime.fromisoformat(became) - datetime.fromisoformat(was)).days == days


def test_it_goes_by_the_clock_unless_told_otherwise(tmp_path: Path) -> None:
    (drill,) = (each for each in evidence.load([attested.written(tmp_path)]) if each.name == "ledger-drill")
    age = datetime.now(UTC) - datetime.fromisoformat(drill.dated_at)
    assert age.days in (620, 621)


def test_what_proves_a_record_is_there_and_unchanged(tmp_path: Path) -> None:
    records = evidence.load([attested.written(tmp_path, LATER)])
    assert [each.artefact.verified() for each in records if each.artefact] == [True]
