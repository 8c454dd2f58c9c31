import random
import shutil
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
from support.snapshots import PART, TABLES, contents, write

from scanner.model import AccountScope, GapReason, Scope
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


@pytest.mark.parametrize(
    ("account", "untold"),
    [
        (AccountScope(ACCOUNT, (REGION, OTHER_REGION)), {REGION, OTHER_REGION}),
        (AccountScope(ACCOUNT, (REGION,), "", (OTHER_REGION,)), {REGION}),
        (AccountScope(ACCOUNT, (), "", (OTHER_REGION,)), set()),
        (AccountScope(ACCOUNT, ()), {"global"}),
    ],
)
def test_a_region_that_is_not_enabled_leaves_nothing_untold(
    tmp_path: Path, account: AccountScope, untold: set[str]
) -> None:
    found = write(tmp_path, scope=Scope((account,), ("dynamodb",))).coverage.units
    assert {each.region for each in found} == untold


def test_a_scope_comes_back_as_it_was(tmp_path: Path) -> None:
    estate = (
        AccountScope(OTHER_ACCOUNT, (), "closed \u202e", ()),
        AccountScope(ACCOUNT, (REGION, OTHER_REGION), "", ("ap-east-1",)),
    )
    first = write(tmp_path / "a", scope=Scope(estate, ("s3", "dynamodb"), "core", "5a" * 32))
    second = write(tmp_path / "b", scope=Scope(estate[::-1], ("dynamodb", "s3"), "core", "5a" * 32))
    assert first.sha256 == second.sha256
    assert first.scope == second.scope
    assert set(first.scope.estate) == {estate[0], replace(estate[1], regions=tuple(sorted((REGION, OTHER_REGION))))}
    assert (first.scope.detail, first.scope.asked) == ("core", "5a" * 32)
    assert first.scope.accounts == tuple(sorted((ACCOUNT, OTHER_ACCOUNT)))
