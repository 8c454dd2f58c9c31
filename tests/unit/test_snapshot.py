import random
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts import (
    ACCOUNT,
    AS_OF,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    account_fact,
    bucket,
    gap,
    scope,
    table,
    unit,
)
from support.snapshots import PART, TABLES, contents, write, writer

from scanner.errors import SnapshotError
from scanner.model import GapReason
from scanner.snapshot import Snapshot


def test_a_snapshot_gives_back_what_was_put_in(tmp_path: Path) -> None:
    units = (unit("dynamodb.table", calls={"dynamodb:ListTables": 2}, vanished=1), unit("s3.bucket", collector="s3"))
    written = write(tmp_path / "deep" / "snapshot", [*TABLES, bucket(), account_fact()], units)
    read = Snapshot.open(tmp_path / "deep" / "snapshot")

    read.verify()
    assert list(read.facts()) == [*TABLES, bucket(), account_fact()]
    assert list(read.facts("s3.bucket", "account")) == [bucket(), account_fact()]
    assert list(read.facts("backup.vault")) == []
    assert read.coverage.units[: len(units)] == units
    assert (read.taken_at, read.tool_version, read.scope) == (AS_OF, "1.2.3", scope())
    assert read.sha256 == written.sha256
    assert len(read.sha256) == 64
    assert contents(read.directory).keys() == {
        "manifest.json",
        PART,
        f"facts/{ACCOUNT}/{REGION}/s3.bucket.jsonl",
        f"facts/{ACCOUNT}/global/account.jsonl",
    }


def test_the_order_is_account_region_kind_id(tmp_path: Path) -> None:
    found = [
        table(name="z"),
        table(name="a"),
        bucket(name="m"),
        table(name="a", region=OTHER_REGION),
        table(name="a", account=OTHER_ACCOUNT),
        bucket(name="a", account=OTHER_ACCOUNT),
    ]
    read = list(write(tmp_path, found).facts())

    assert read == sorted(found, key=lambda fact: (fact.account, fact.region, fact.kind, fact.id))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=6), unique=True, max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_does_not_show(tmp_path: Path, ids: list[str], rng: random.Random) -> None:
    found = [table(id=each, tags={"id": each}) for each in ids]
    units = [unit("dynamodb.table", gaps=(gap("dynamodb.table"), gap("s3.bucket"))), unit("s3.bucket", collector="s3")]
    first = write(tmp_path / "first", sorted(found, key=lambda fact: fact.id), units)
    rng.shuffle(found)
    units = [replace(each, gaps=each.gaps[::-1], kinds=each.kinds[::-1]) for each in reversed(units)]
    second = write(tmp_path / "second", found, units)

    second.verify()
    assert [fact.id for fact in second.facts()] == sorted(ids)
    assert contents(first.directory) == contents(second.directory)
    for each in (first, second):
        shutil.rmtree(each.directory)


def test_a_part_without_facts_is_no_part(tmp_path: Path) -> None:
    with writer(tmp_path) as target:
        with target.part(ACCOUNT, REGION, "dynamodb.table"):
            pass
        snapshot = target.finish()

    snapshot.verify()
    assert list(snapshot.facts()) == []
    assert contents(tmp_path).keys() == {"manifest.json"}


@pytest.mark.parametrize("order", ["aba", "aab", "ba a", "bb"])
def test_two_facts_with_one_id_are_refused(tmp_path: Path, order: str) -> None:
    with writer(tmp_path) as target:
        with pytest.raises(SnapshotError, match=r"two facts have the id (a|b)"):  # noqa: SIM117, PT012 - part is one thing
            with target.part(ACCOUNT, REGION, "dynamodb.table") as part:
                for name in order:
                    part.add(table(id=name))
        with target.part(ACCOUNT, REGION, "dynamodb.table") as part:  # the failed one left nothing behind
            part.add(table())
        snapshot = target.finish()

    snapshot.verify()
    assert list(snapshot.facts()) == [table()]


def test_a_fact_of_another_place_is_refused(tmp_path: Path) -> None:
    with writer(tmp_path) as target, pytest.raises(ValueError, match="does not belong into"):  # noqa: SIM117
        with target.part(ACCOUNT, OTHER_REGION, "dynamodb.table") as part:
            part.add(table())


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
    with writer(tmp_path) as target, pytest.raises(ValueError, match=r"no account|no Region|unknown kind"):  # noqa: SIM117
        with target.part(*place):
            pass


def test_a_part_is_written_once(tmp_path: Path) -> None:
    with writer(tmp_path) as target, target.part(ACCOUNT, REGION, "dynamodb.table"):
        with pytest.raises(ValueError, match="written twice"), target.part(ACCOUNT, REGION, "dynamodb.table"):
            pass
        with pytest.raises(RuntimeError, match="still being written"):
            target.finish()


def test_parts_are_written_side_by_side(tmp_path: Path) -> None:
    regions = [f"eu-west-{number}" for number in range(1, 9)]
    together = threading.Barrier(len(regions))

    with writer(tmp_path) as target:

        def collect(region: str) -> None:
            with target.part(ACCOUNT, region, "dynamodb.table") as part:
                together.wait(timeout=30)
                for name in "cab":
                    part.add(table(name=name, region=region))
            target.cover(unit("dynamodb.table", region=region))

        threads = [threading.Thread(target=collect, args=(region,)) for region in regions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        snapshot = target.finish()

    snapshot.verify()
    assert [fact.region for fact in snapshot.facts()] == [region for region in regions for _ in "abc"]
    assert {each.region for each in snapshot.coverage.units if each.kinds} == set(regions)


def test_completeness_is_what_a_unit_listed_without_a_gap(tmp_path: Path) -> None:
    failed = gap("backup.vault", operation="backup:ListBackupVaults")
    units = [
        unit("dynamodb.table", "dynamodb.backup"),
        unit("backup.vault", "backup.plan", collector="backup", gaps=(failed,)),
        unit("s3.bucket", region="global", collector="s3"),
        unit("account", region="global", collector="account", gaps=(gap(""),)),
    ]
    snapshot = write(tmp_path, units=units)

    assert snapshot.complete("dynamodb.table", ACCOUNT, REGION) is None
    assert snapshot.complete("backup.plan", ACCOUNT, REGION) is None
    assert snapshot.complete("backup.vault", ACCOUNT, REGION) == failed
    assert snapshot.complete("account", ACCOUNT, "global") == gap("")
    for place in [
        ("dynamodb.table", ACCOUNT, OTHER_REGION),
        ("dynamodb.table", OTHER_ACCOUNT, REGION),
        ("dynamodb.export", ACCOUNT, REGION),
        ("s3.bucket", ACCOUNT, OTHER_REGION),  # a global listing speaks for the Regions of the scope only
    ]:
        missing = snapshot.complete(*place)
        assert missing is not None
        assert (missing.path, missing.reason) == (place[0], GapReason.NOT_COLLECTED)
        assert place[1] in missing.detail
    assert snapshot.complete("s3.bucket", ACCOUNT, REGION) is None


@pytest.mark.parametrize("turned", [False, True])
def test_one_of_two_units_that_failed_leaves_a_kind_incomplete(tmp_path: Path, *, turned: bool) -> None:
    units = [unit("s3.bucket"), unit("s3.bucket", collector="s3", gaps=(gap("s3.bucket"),))]

    snapshot = write(tmp_path, units=units[::-1] if turned else units)

    assert snapshot.complete("s3.bucket", ACCOUNT, REGION) == gap("s3.bucket")


def test_an_unknown_kind_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown kind: dynamodb\.tabel"):
        write(tmp_path).facts("dynamodb.tabel")


def test_a_part_of_the_scope_that_nothing_is_said_of_makes_the_coverage_incomplete(tmp_path: Path) -> None:
    told = unit("dynamodb.table", collector="dynamodb")
    found = write(tmp_path / "s", units=[told]).coverage
    assert found.units[0] == told
    assert {each.collector for each in found.units[1:]} == {"account", "backup", "s3"}
    assert all(each.gaps for each in found.units[1:])
    assert not found.complete
    everywhere = [unit(collector=name, region="global") for name in scope().collectors]
    assert write(tmp_path / "t", units=everywhere).coverage.complete
