"""What can go wrong while units run, and what is left then."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from support.aws_environment import aws_environment
from support.facts import gap
from support.scans import NOW, Watched, World, account, good, made, regions, scanned, vaults, world
from support.stubbed_aws import ACCOUNT, REGION, Refusal

import scanner.aws.caller
import scanner.units
from scanner.aws.operations import Operation
from scanner.collect import ScanPlan, collect
from scanner.collectors.base import GET_RESOURCES, Unit
from scanner.errors import SafeholdError
from scanner.model import Fact, GapReason

__all__ = ["aws_environment", "world"]

TABLES = Operation("dynamodb", "ListTables")


def test_a_collector_that_fails_is_a_gap_and_the_others_go_on(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def bad(unit: Unit) -> Iterator[Fact]:
        yield account(unit, 7)
        raise ZeroDivisionError("of ours\nin two lines")

    world.collectors(made("bad", bad, "account", "s3.bucket"), made("good", vaults, "backup.vault"))
    with caplog.at_level(logging.DEBUG, logger="scanner"):
        snapshot = scanned(tmp_path)
    failed, whole = snapshot.coverage.units
    assert {(gap.path, gap.reason, gap.detail) for gap in failed.gaps} == {
        (kind, "error", "the collector failed: ZeroDivisionError: of ours in two lines")
        for kind in ("account", "s3.bucket")
    }
    assert (whole.collector, whole.gaps) == ("good", ())
    assert snapshot.complete("account", ACCOUNT, REGION) is not None
    (error,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert error.getMessage() == f"bad in {ACCOUNT} {REGION}: ZeroDivisionError: of ours\nin two lines"
    assert any(record.levelno == logging.DEBUG and record.exc_info for record in caplog.records)


def test_the_facts_before_a_failure_are_kept(world: World, tmp_path: Path) -> None:
    def bad(unit: Unit) -> Iterator[Fact]:
        yield from good(unit)
        raise KeyError("mine")

    world.collectors(made("bad", bad))
    assert [fact.name for fact in scanned(tmp_path).facts()] == ["0", "1", "2"]


def test_a_fact_that_does_not_fit_its_schema_says_so(world: World, tmp_path: Path) -> None:
    def odd(unit: Unit) -> Iterator[Fact]:
        yield account(unit, 1, enabled_regions="all of them")
        yield account(unit, 2)

    world.collectors(made("odd", odd))
    misfit, fit = scanned(tmp_path).facts()
    (gap,) = misfit.gaps
    assert (gap.path, gap.operation, gap.reason) == ("", "", "error")
    assert gap.detail.startswith("does not fit the schema of account: ")
    assert misfit.config["enabled_regions"] == "all of them"
    assert fit.gaps == ()


def test_what_a_listing_shows_twice_is_there_once(world: World, tmp_path: Path) -> None:
    def twice(unit: Unit) -> Iterator[Fact]:
        yield from (account(unit, number) for number in (2, 1, 2, 1, 3))

    world.collectors(made("twice", twice))
    assert [fact.name for fact in scanned(tmp_path).facts()] == ["1", "2", "3"]


def test_a_text_cut_in_a_character_costs_one_fact(world: World, tmp_path: Path) -> None:
    def surrogate(unit: Unit) -> Iterator[Fact]:
        yield account(unit, 1)
        yield account(unit, 2, partition="\ud83d")
        yield account(unit, 3)

    world.collectors(made("surrogate", surrogate))
    snapshot = scanned(tmp_path)
    assert [fact.name for fact in snapshot.facts()] == ["1", "3"]
    (gap,) = snapshot.coverage.units[0].gaps
    assert gap.path == "account"
    assert gap.detail.startswith("arn:aws:iam::000000000002:root: ")


def test_a_disk_that_is_full_ends_the_scan_and_keeps_what_is_done(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Event()

    def second(unit: Unit) -> Iterator[Fact]:
        later.wait(60)
        yield account(unit, 7)

    class First(Watched):
        def unit_done(self, unit: object) -> None:
            assert unit
            monkeypatch.setattr("scanner.parts.Part.add", full)
            later.set()

    def full(_part: object, _fact: Fact) -> None:
        raise SafeholdError("no room")

    world.collectors(made("first", vaults, "backup.vault"), made("second", second))
    with pytest.raises(SafeholdError, match="no room"):
        scanned(tmp_path, progress=First())
    assert not (tmp_path / "manifest.json").exists()
    monkeypatch.undo()
    assert (tmp_path / ".collecting" / f"facts/{ACCOUNT}/{REGION}/backup.vault.jsonl").is_file()


def test_the_same_answers_make_the_same_snapshot(world: World, tmp_path: Path) -> None:
    world.collectors(made("good", good), made("more", lambda _unit: iter(()), "backup.vault"))
    first, second = scanned(tmp_path / "a"), scanned(tmp_path / "b")
    assert first.sha256 == second.sha256


def test_a_unit_that_takes_too_long_is_a_gap_that_names_the_option(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    for module in (scanner.units, scanner.aws.caller):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])

    def slow(unit: Unit) -> Iterator[Fact]:
        for number in range(9):
            now[0] += 60
            unit.call(TABLES)
            yield account(unit, number)

    world.collectors(made("slow", slow, "account", "s3.bucket"))
    world.answers(dynamodb_ListTables={"TableNames": []})
    snapshot = scanned(tmp_path, plan=ScanPlan(unit_minutes=2.5))
    (unit,) = snapshot.coverage.units
    assert unit.gaps == tuple(
        gap(kind, GapReason.ERROR, detail="did not end within 2.5 minutes (--unit-timeout)")
        for kind in ("account", "s3.bucket")
    )
    assert unit.calls == {"dynamodb:ListTables": 2}
    assert [fact.name for fact in snapshot.facts()] == ["0", "1"]


def test_once_the_credentials_ran_out_every_unit_that_is_not_done_says_so(world: World, tmp_path: Path) -> None:
    done = Event()

    def before(unit: Unit) -> Iterator[Fact]:
        unit.call(TABLES)
        return vaults(unit)

    class First(Watched):
        def unit_done(self, unit: object) -> None:
            assert unit
            done.set()

    def after(unit: Unit) -> Iterator[Fact]:
        done.wait(60)
        assert unit.tags(unit.region).of("arn")[0] is None
        return good(unit) if unit.region == REGION else iter(())

    world.collectors(made("before", before, "backup.vault"), made("after", after))
    world.answers(
        dynamodb_ListTables={"TableNames": []},
        ec2_DescribeRegions=regions(REGION, "eu-west-2"),
        resourcegroupstaggingapi_GetResources=Refusal("ExpiredTokenException", "is expired", 403),
    )
    snapshot = scanned(tmp_path, progress=First())
    gaps = {(unit.collector, unit.region): unit.gaps for unit in snapshot.coverage.units}
    expired = gap("account", GapReason.ACCESS_DENIED, str(GET_RESOURCES), "ExpiredTokenException: is expired")
    assert gaps.pop(("after", REGION)) == gaps.pop(("after", "eu-west-2")) == (expired,)
    assert () in gaps.values()  # the one that was done before; the other may have been, too
    assert len(world.asked(str(GET_RESOURCES))) <= 2  # both may have been on the wire together
    assert {fact.kind for fact in snapshot.facts()} == {"account", "backup.vault"}


def test_a_unit_may_end_before_anything_is_called(world: World, tmp_path: Path) -> None:
    world.collectors(made("nothing", lambda _unit: iter(())))
    snapshot = collect(ScanPlan(regions=(REGION,)), tmp_path, tool_version="0.0.0")
    assert snapshot.rows == 0
    assert snapshot.coverage.complete
    assert snapshot.taken_at > NOW
