"""The parts of a snapshot: each written aside, and put in its place as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts import ACCOUNT, OTHER_REGION, REGION, table
from support.snapshots import PART, contents

from scanner.errors import SafeholdError
from scanner.model import Fact
from scanner.parts import Part, PartFolder, read_part, verify_part

HERE = (ACCOUNT, REGION, "dynamodb.table")


def written(root: Path, *facts: Fact) -> list[Fact]:
    folder = PartFolder(root)
    with folder.part(*HERE) as part:
        for fact in facts:
            part.add(fact)
    (entry,) = folder.entries
    verify_part(root, entry)
    return list(read_part(root, entry))


def test_a_part_without_facts_is_no_part(tmp_path: Path) -> None:
    folder = PartFolder(tmp_path)
    with folder.part(*HERE):
        pass
    assert folder.entries == ()
    assert contents(tmp_path) == {}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=12))
def test_facts_are_in_order_and_the_first_of_each_id_counts(tmp_path: Path, ids: list[str]) -> None:
    facts = [table(id=each, tags={"at": str(number)}) for number, each in enumerate(ids)]
    first = {fact.id: fact for fact in reversed(facts)}
    assert written(tmp_path, *facts) == [first[each] for each in sorted(first)]
    assert contents(tmp_path).keys() == {PART}


def test_a_fact_of_another_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not belong into"), PartFolder(tmp_path).part(*HERE) as part:
        part.add(table(region=OTHER_REGION))
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    "place",
    [
        ("..", REGION, "dynamodb.table"),
        (ACCOUNT + "\n", REGION, "dynamodb.table"),
        (ACCOUNT, "../..", "dynamodb.table"),
        (ACCOUNT, "eu-central-1\n", "dynamodb.table"),
        (ACCOUNT, "EU", "dynamodb.table"),
        (ACCOUNT, "", "dynamodb.table"),
        (ACCOUNT, REGION, "../account"),
        (ACCOUNT, REGION, "no.such_kind"),
    ],
)
def test_a_part_has_a_place_inside_the_snapshot(tmp_path: Path, place: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match=r"no account|no Region|unknown kind"), PartFolder(tmp_path).part(*place):
        pass


@pytest.mark.parametrize("ids", ["ab", "ba"])
def test_a_part_that_fails_leaves_no_trace(tmp_path: Path, ids: str) -> None:
    folder = PartFolder(tmp_path)
    with pytest.raises(KeyboardInterrupt), folder.part(*HERE) as part:  # noqa: PT012 - the middle is what is tested
        for each in ids:
            part.add(table(id=each))
        raise KeyboardInterrupt
    assert (contents(tmp_path), folder.entries) == ({}, ())


@pytest.mark.parametrize("ids", ["ab", "ba"])
def test_a_full_disk_is_an_error_for_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: str) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SafeholdError, match=r"dynamodb\.table\.jsonl: cannot be written: No space left on device"):
        written(tmp_path, *(table(id=each) for each in ids))
    assert contents(tmp_path) == {}


def test_a_part_dropped_on_a_full_disk_is_gone(tmp_path: Path) -> None:
    part = Part(tmp_path, *HERE)
    part.add(table())
    os.close(part._file.fileno())  # the buffered line can no longer be written
    part.drop()
    assert contents(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_an_error_for_people(tmp_path: Path) -> None:
    (tmp_path / "facts").write_text("mine")
    with pytest.raises(SafeholdError, match="cannot be written: "):
        Part(tmp_path, *HERE)
