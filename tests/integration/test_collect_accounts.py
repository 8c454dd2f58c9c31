"""Several accounts: each with its own Regions, entered through a role; one that cannot be is a gap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from support.aws_environment import aws_environment
from support.scans import ROLE, Watched, World, account, made, regions, scanned, stopped, vaults, world
from support.snapshots import contents
from support.stubbed_aws import ACCOUNT, DENIED, REGION

import scanner.units
from scanner.aws.failures import Failure
from scanner.aws.identity import Identity
from scanner.aws.operations import Operation
from scanner.aws.organization import AccountEntry, Chosen
from scanner.aws.roles import ASSUME_ROLE
from scanner.aws.traffic import Traffic
from scanner.collect import ScanPlan
from scanner.collectors.base import Unit
from scanner.crew import Credentials, Doors
from scanner.model import AccountScope, Fact, GapReason

__all__ = ["aws_environment", "world"]

SHOP, LAB = "222233334444", "333344445555"
PLAN = ScanPlan(accounts=(SHOP, ACCOUNT, LAB), role=ROLE)
SHUT = Failure(ASSUME_ROLE, GapReason.ACCESS_DENIED, "AccessDenied", "AccessDenied: not authorized to sts:AssumeRole")
VAULTS = Operation("backup", "ListBackupVaults")


def one(unit: Unit) -> Iterator[Fact]:
    """A call in the account, and the account."""
    unit.call(VAULTS)
    yield account(unit, 1)


@pytest.fixture
def three(world: World) -> World:
    """Three accounts with a Region, or two, or none of those that others have."""
    world.collectors(made("one", one, per_region=False), made("vaults", vaults, "backup.vault"))
    for name, names in {ACCOUNT: [REGION], SHOP: [REGION, "eu-west-2"], LAB: ["us-east-1"]}.items():
        world.answers(name, ec2_DescribeRegions=regions(*names), backup_ListBackupVaults={"BackupVaultList": []})
    return world


def test_each_account_is_scanned_in_its_own_regions(three: World, tmp_path: Path) -> None:
    snapshot = scanned(tmp_path, plan=PLAN)
    assert snapshot.scope.estate == (
        AccountScope(ACCOUNT, (REGION,)),
        AccountScope(SHOP, (REGION, "eu-west-2")),
        AccountScope(LAB, ("us-east-1",)),
    )
    assert [(unit.account, unit.region) for unit in snapshot.coverage.units if unit.collector == "vaults"] == [
        (ACCOUNT, REGION),
        (SHOP, REGION),
        (SHOP, "eu-west-2"),
        (LAB, "us-east-1"),
    ]
    assert sorted(three.asked(str(VAULTS))) == [ACCOUNT, SHOP, LAB]
    assert snapshot.coverage.complete
    assert {fact.account for fact in snapshot.facts("account")} == {ACCOUNT, SHOP, LAB}


def test_a_region_that_an_account_has_not_enabled_is_no_error(three: World, tmp_path: Path) -> None:
    three.answers(SHOP, ec2_DescribeRegions=regions(REGION, closed=("ap-east-1",)), backup_ListBackupVaults={})
    plan = ScanPlan(accounts=(ACCOUNT, SHOP, LAB), role=ROLE, regions=("ap-east-1", REGION))
    snapshot = scanned(tmp_path, plan=plan)
    assert snapshot.scope.estate == (
        AccountScope(ACCOUNT, (REGION,), "", ("ap-east-1",)),
        AccountScope(SHOP, (REGION,), "", ("ap-east-1",)),
        AccountScope(LAB, (), "", ("ap-east-1", REGION)),
    )
    assert snapshot.coverage.complete
    # What belongs to no Region is asked for all the same.
    assert {fact.account for fact in snapshot.facts("account")} == {ACCOUNT, SHOP, LAB}
    assert snapshot.complete("backup.vault", LAB, REGION) is not None


def test_an_account_that_cannot_be_entered_is_a_gap_and_the_others_are_scanned(three: World, tmp_path: Path) -> None:
    three.accounts[SHOP] = SHUT
    progress = Watched()
    snapshot = scanned(tmp_path, plan=PLAN, progress=progress)
    assert (progress.units, progress.kept, len(progress.done)) == (6, 0, 6)
    shut = [unit for unit in snapshot.coverage.units if unit.account == SHOP]
    assert [(unit.region, unit.collector) for unit in shut] == [("global", "one"), ("global", "vaults")]
    for unit in shut:
        assert unit.gaps == tuple(SHUT.gap(kind, f"account {SHOP}") for kind in unit.kinds)
    assert AccountScope(SHOP, ()) in snapshot.scope.estate
    assert not snapshot.coverage.complete
    gap = snapshot.complete("backup.vault", SHOP, "global")
    assert gap is not None
    assert gap.reason is GapReason.ACCESS_DENIED
    assert {fact.account for fact in snapshot.facts()} == {ACCOUNT, LAB}


def test_an_account_whose_regions_cannot_be_listed_is_a_gap_unless_they_are_named(three: World, tmp_path: Path) -> None:
    three.answers(SHOP, ec2_DescribeRegions=DENIED, backup_ListBackupVaults={})
    snapshot = scanned(tmp_path / "all", plan=PLAN)
    assert AccountScope(SHOP, ()) in snapshot.scope.estate
    assert {gap.operation for unit in snapshot.coverage.units for gap in unit.gaps} == {"ec2:DescribeRegions"}
    named = scanned(tmp_path / "named", plan=ScanPlan(accounts=(SHOP,), role=ROLE, regions=(REGION,)))
    assert named.scope.estate == (AccountScope(SHOP, (REGION,)),)
    assert named.coverage.complete


def test_an_account_that_closes_while_it_is_scanned_is_a_gap(
    three: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(unit: Unit) -> Iterator[Fact]:
        three.accounts[LAB] = SHUT
        return one(unit)

    three.collectors(made("one", close, per_region=False))
    plan = ScanPlan(accounts=(ACCOUNT, LAB), role=ROLE)
    monkeypatch.setattr("scanner.collect.UNITS_AT_ONCE", 1)
    snapshot = scanned(tmp_path, plan=plan)
    (_, closed) = snapshot.coverage.units
    assert (closed.account, closed.gaps) == (LAB, (SHUT.gap("account", f"account {LAB}"),))
    assert closed.calls == {}


def test_accounts_that_could_not_be_entered_are_looked_at_again(three: World, tmp_path: Path) -> None:
    undisturbed = contents(scanned(tmp_path / "undisturbed", plan=PLAN).directory)
    answers, three.accounts[SHOP] = three.accounts[SHOP], SHUT
    it = tmp_path / "it"
    assert not scanned(it, plan=PLAN).coverage.complete
    assert not scanned(it, plan=PLAN, resume=True).coverage.complete  # still shut
    three.accounts[SHOP] = answers
    three.sessions.clear()
    progress = Watched()
    assert scanned(it, plan=PLAN, resume=True, progress=progress).coverage.complete
    assert {unit.account for unit in progress.done} == {SHOP}
    assert three.asked("ec2:DescribeRegions") == [SHOP]
    assert contents(it) == undisturbed


def test_a_scan_that_was_stopped_looks_at_them_again_too(three: World, tmp_path: Path) -> None:
    undisturbed = contents(scanned(tmp_path / "undisturbed", plan=PLAN).directory)
    answers, three.accounts[LAB] = three.accounts[LAB], SHUT
    it = tmp_path / "it"
    told = stopped(it, plan=PLAN, patience=4)
    assert (told.done, told.units) == (4, 7)  # two of them are the gaps
    three.accounts[LAB] = answers
    stopped(it, plan=PLAN, patience=4)
    scanned(it, plan=PLAN, resume=True)
    assert contents(it) == undisturbed


def test_an_organization_names_its_accounts(
    three: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert three
    shop, gone = AccountEntry(SHOP, "shop", "ACTIVE"), AccountEntry(LAB, "lab\n!", "SUSPENDED")
    monkeypatch.setattr("scanner.aws.organization.fetch", lambda *_: "the organization")
    monkeypatch.setattr("scanner.aws.organization.chosen", lambda *_: Chosen((shop,), (gone,)))
    snapshot = scanned(tmp_path, plan=ScanPlan(organization=True, role=ROLE))
    assert snapshot.scope.estate == (AccountScope(SHOP, (REGION, "eu-west-2"), "shop"),)
    assert f"account {LAB} (lab !) is left out: it is SUSPENDED" in caplog.text


def test_accounts_without_work_are_let_go(three: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    monkeypatch.setattr(scanner.units, "_IDLE_SESSIONS", 0)
    monkeypatch.setattr("support.stubbed_aws.StubbedSession.close", lambda session: closed.append(session._account))
    scanned(tmp_path, plan=PLAN)
    assert {ACCOUNT, SHOP, LAB} <= set(closed)
    assert len(three.sessions) > 4


def test_other_accounts_need_a_role(world: World) -> None:
    traffic = Traffic(Event())
    home = world._session(ACCOUNT, traffic)
    doors = Doors(Credentials(None, REGION, Identity(ACCOUNT, "aws")), home, traffic, Watched())
    assert doors.enter(ACCOUNT) is home
    with pytest.raises(AssertionError, match="through a role only"):
        doors.enter(SHOP)
