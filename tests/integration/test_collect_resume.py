"""Stopped, and gone on with: what is done is kept, and nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from support.aws_environment import aws_environment
from support.scans import IDENTITY, ROLE, Watched, World, account, good, made, regions, scanned, stopped, vaults, world
from support.snapshots import contents
from support.stubbed_aws import ACCOUNT, DENIED, REGION

import scanner.collect
from scanner.aws.operations import Operation
from scanner.collect import ScanInterruptedError, ScanPlan, collect
from scanner.collectors.account import ACCOUNT_COLLECTOR
from scanner.collectors.base import Unit
from scanner.collectors.options import Options
from scanner.errors import SnapshotError, UsageError
from scanner.model import Fact

__all__ = ["aws_environment", "world"]

THERE = "eu-west-2"
TABLES = Operation("dynamodb", "ListTables")


def shared(unit: Unit) -> Iterator[Fact]:
    """A fact, after a call that all units of the account share."""
    unit.once("tables", lambda: unit.call(TABLES))
    yield account(unit, 1)


@pytest.fixture
def plain(world: World) -> World:
    """Four units: two collectors in two Regions."""
    world.collectors(made("shared", shared), made("vaults", vaults, "backup.vault"))
    world.answers(ec2_DescribeRegions=regions(REGION, THERE), dynamodb_ListTables={"TableNames": []})
    return world


@pytest.fixture
def undisturbed(plain: World, tmp_path: Path) -> dict[str, bytes]:
    assert plain
    return contents(scanned(tmp_path / "undisturbed").directory)


@pytest.mark.parametrize("patience", [1, 2, 3])
def test_after_ctrl_c_only_what_is_missing_is_done(
    plain: World, tmp_path: Path, undisturbed: dict[str, bytes], patience: int
) -> None:
    it = tmp_path / "it"
    told = stopped(it, patience=patience)
    assert (told.done, told.units) == (patience, 4)
    assert not (it / "manifest.json").exists()
    plain.sessions.clear()
    progress = Watched()
    snapshot = collect(ScanPlan(), it, tool_version="0.0.0", resume=True, progress=progress)
    assert (progress.units, progress.kept, len(progress.done)) == (4, patience, 4 - patience)
    snapshot.verify()
    assert contents(it) == undisturbed
    assert plain.asked("ec2:DescribeRegions") == []  # its Regions hold


def test_ctrl_c_ends_the_scan_though_units_do_not_end(world: World, tmp_path: Path) -> None:
    release = Event()

    def endless(unit: Unit) -> Iterator[Fact]:
        for number in unit.each(range(10**9), lambda number: number):
            yield account(unit, number)

    def stuck(unit: Unit) -> Iterator[Fact]:
        release.wait(60)
        yield account(unit, 1)
        raise RuntimeError("nobody waits for this")

    world.collectors(made("endless", endless), made("vaults", vaults, "backup.vault"), made("stuck", stuck))
    try:
        with pytest.raises(ScanInterruptedError):
            scanned(tmp_path / "snapshot", progress=Watched(1))
        assert not (tmp_path / "snapshot" / "manifest.json").exists()
    finally:
        release.set()


def test_ctrl_c_while_the_snapshot_is_put_in_place_costs_nothing(
    plain: World, tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    assert plain
    with monkeypatch.context() as patch:
        patch.setattr("scanner.writing._install", interrupted)
        told = stopped(tmp_path / "it", patience=9)
    assert (told.done, told.units) == (4, 4)
    scanned(tmp_path / "it", resume=True)
    assert contents(tmp_path / "it") == undisturbed


def test_ctrl_c_before_anything_is_done_leaves_nothing(
    plain: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    assert plain
    monkeypatch.setattr(scanner.collect, "_run", interrupted)
    assert stopped(tmp_path / "it").done == 0
    assert contents(tmp_path / "it") == {}


def test_a_finished_scan_is_gone_on_with_where_something_was_denied(
    plain: World, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    def listing(unit: Unit) -> Iterator[Fact]:
        if unit.region == THERE and unit.call(Operation("backup", "ListBackupVaults")) != {"BackupVaultList": []}:
            raise RuntimeError("so it was")
        return vaults(unit)

    plain.collectors(made("shared", shared), made("vaults", listing, "backup.vault"))
    plain.answers(
        ec2_DescribeRegions=regions(REGION, THERE),
        dynamodb_ListTables={"TableNames": []},
        backup_ListBackupVaults=DENIED,
    )
    assert not scanned(tmp_path / "it").coverage.complete
    plain.collectors(made("shared", shared), made("vaults", vaults, "backup.vault"))
    progress = Watched()
    assert scanned(tmp_path / "it", resume=True, progress=progress).coverage.complete
    assert [(unit.region, unit.collector) for unit in progress.done] == [(THERE, "vaults")]
    assert contents(tmp_path / "it") == undisturbed


PLAN = ScanPlan(regions=(REGION, THERE))


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, regions=(REGION,)),
        replace(PLAN, regions=()),
        replace(PLAN, collectors=("shared",)),
        replace(PLAN, options=Options(details=False)),
        replace(PLAN, accounts=(ACCOUNT,), role=ROLE),
    ],
)
def test_other_options_are_another_scan(plain: World, tmp_path: Path, other: ScanPlan, *, finished: bool) -> None:
    assert plain
    if finished:
        scanned(tmp_path, plan=PLAN)
    else:
        stopped(tmp_path, plan=PLAN)
    before = contents(tmp_path)
    with pytest.raises(UsageError, match="that collection was begun with other options: give the same ones; or leave"):
        scanned(tmp_path, plan=other, resume=True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "same",
    [
        replace(PLAN, regions=(THERE, REGION, THERE)),
        replace(PLAN, processes=2),
        replace(PLAN, unit_minutes=5),
        replace(PLAN, role=ROLE),
    ],
)
def test_how_it_is_done_may_change(plain: World, tmp_path: Path, same: ScanPlan) -> None:
    assert plain
    stopped(tmp_path, plan=PLAN, patience=3)
    scanned(tmp_path, plan=same, resume=True)


def test_another_version_is_another_scan(plain: World, tmp_path: Path) -> None:
    assert plain
    scanned(tmp_path)
    with pytest.raises(UsageError, match=r"Safehold 0\.0\.0 began that collection: go on with that version; or leave"):
        collect(ScanPlan(), tmp_path, tool_version="0.0.1", resume=True)


def test_another_account_is_another_scan(plain: World, tmp_path: Path) -> None:
    scanned(tmp_path)
    other: dict[str, Any] = IDENTITY | {"Account": "444455556666"}
    plain.answers(sts_GetCallerIdentity=other)
    with pytest.raises(UsageError, match=f"is of account {ACCOUNT}, and these credentials are for 444455556666: use"):
        scanned(tmp_path, resume=True)


@pytest.mark.usefixtures("plain")
def test_nothing_to_go_on_with(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="so there is nothing to resume; leave --resume out"):
            scanned(directory, resume=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("plain")
def test_what_was_altered_is_not_gone_on_with(tmp_path: Path) -> None:
    scanned(tmp_path)
    part = next(tmp_path.rglob("backup.vault.jsonl"))
    part.write_bytes(part.read_bytes().replace(b"main", b"mean"))
    with pytest.raises(SnapshotError, match="was altered"):
        scanned(tmp_path, resume=True)


def test_the_account_itself_is_the_same_fact_with_the_same_calls(world: World, tmp_path: Path) -> None:
    world.collectors(ACCOUNT_COLLECTOR, made("vaults", vaults, "backup.vault"))
    undisturbed = contents(scanned(tmp_path / "undisturbed").directory)
    it = tmp_path / "it"
    stopped(it)
    scanned(it, resume=True)
    assert contents(it) == undisturbed


def test_what_is_shared_counts_for_every_unit(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    assert undisturbed
    units = scanned(tmp_path / "again").coverage.units
    assert [unit.calls for unit in units if unit.collector == "shared"] == [{"dynamodb:ListTables": 1}] * 2


def test_good_facts_are_told_of(world: World, tmp_path: Path) -> None:
    world.collectors(made("good", good))
    progress = Watched()
    assert scanned(tmp_path, progress=progress).rows == 3
    assert progress.calls == ["sts:GetCallerIdentity", "ec2:DescribeRegions"]
