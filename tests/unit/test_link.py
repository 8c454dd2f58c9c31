"""What the rest of a snapshot says about a resource, and the index that keeps it."""

import sqlite3
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from support.estates import (
    COPY,
    EXPORTS,
    HOME,
    JOINED,
    MANAGED,
    OPTED_IN,
    PROFILE,
    REPLICA,
    VALIDATOR,
    WHOLE,
    Estate,
    chosen,
    linked,
    paths,
    replaced,
)
from support.facts import (
    ACCOUNT,
    COPY_VAULT_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    PLAN_ARN,
    REGION,
    TABLE_ARN,
    VAULT_ARN,
    bucket,
    gap,
    installation,
    plan,
    recovery_point,
    region_settings,
    replica,
    selection,
    table,
    unit,
    vault,
)
from support.snapshots import write

from scanner import link_index
from scanner.errors import SafeholdError, SnapshotError
from scanner.link import Linker
from scanner.model import Fact, GapReason


def test_everything_about_a_table(tmp_path: Path) -> None:
    kinds = ("backup.copy_job", "backup.job", "backup.plan", "backup.recovery_point", "backup.region_settings",
             "backup.selection", "backup.vault", "dynamodb.backup", "dynamodb.export")  # fmt: skip
    subject = table(replicas=[replica()])
    units = [unit(*kinds), unit("backup.recovery_point", account=OTHER_ACCOUNT, region=OTHER_REGION)]
    with Linker(write(tmp_path, (*WHOLE, subject), units)) as linker:
        links, gaps = linker.links(subject, PROFILE)
    VALIDATOR.validate(links)
    links = {name: value for name, value in links.items() if name not in JOINED}
    gaps = tuple(gap for gap in gaps if gap.path.rpartition("/")[2] not in JOINED)
    assert gaps == ()
    assert links == {
        "backup": {
            "opted_in": True,
            "managed": True,
            "plan_rules": [
                {
                    "plan_arn": PLAN_ARN,
                    "plan_name": "daily",
                    "rule_name": "daily",
                    "selection_id": "4f2c6a8e",
                    "needs_opt_in": False,
                    "vault_arn": VAULT_ARN,
                    "account": ACCOUNT,
                    "region": REGION,
                    "interval_seconds": 86400,
                    "start_window_minutes": 60,
                    "completion_window_minutes": 660,
                    "delete_after_days": 365,
                    "move_to_cold_after_days": None,
                    "continuous": False,
                    "recovery_point_tags": {},
                    "vault_min_retention_days": 90,
                    "vault_max_retention_days": None,
                    "copies": [COPY | {"account": OTHER_ACCOUNT, "region": OTHER_REGION}],
                }
            ],
            "recovery_points": [
                {
                    "vault_arn": VAULT_ARN,
                    "account": ACCOUNT,
                    "region": REGION,
                    "status": "COMPLETED",
                    "count": 1,
                    "newest_at": "2026-03-01T05:10:00Z",
                    "oldest_at": "2026-03-01T05:10:00Z",
                    "never_expires": 0,
                    "latest_expiry_at": "2027-03-01T05:10:00Z",
                    "longest_days": 365,
                }
            ],
            "jobs": [
                {
                    "vault_arn": VAULT_ARN,
                    "state": "COMPLETED",
                    "count": 1,
                    "newest_at": "2026-03-01T05:40:00Z",
                    "message": None,
                }
            ],
            "copy_jobs": [
                {
                    "vault_arn": COPY_VAULT_ARN,
                    "account": OTHER_ACCOUNT,
                    "region": OTHER_REGION,
                    "state": "COMPLETED",
                    "count": 1,
                    "newest_at": "2026-03-01T05:40:00Z",
                    "message": None,
                }
            ],
        },
        "backups": [
            {
                "type": "USER",
                "status": "AVAILABLE",
                "count": 1,
                "newest_at": "2026-02-20T03:00:00Z",
                "never_expires": 1,
                "longest_days": None,
            }
        ],
        "replication": None,
        "locations": [
            {"what": "copy", "arn": COPY_VAULT_ARN, "account": OTHER_ACCOUNT, "region": OTHER_REGION},
            {"what": "export", "arn": EXPORTS.id, "account": ACCOUNT, "region": REGION},
            {
                "what": "replica",
                "arn": TABLE_ARN.replace(REGION, "us-east-1"),
                "account": ACCOUNT,
                "region": "us-east-1",
            },
        ],
    }


def test_everything_about_a_bucket() -> None:
    links, gaps = linked(bucket())
    assert gaps == ()
    assert [rule["plan_arn"] for rule in links["backup"]["plan_rules"]] == [PLAN_ARN]
    assert links["backup"]["recovery_points"] == links["backup"]["jobs"] == links["backup"]["copy_jobs"] == []
    assert links["backups"] is None
    place = {"account": OTHER_ACCOUNT, "region": OTHER_REGION}
    assert links["replication"] == [{"bucket_arn": REPLICA.id, **place, "versioning": "Enabled"}]
    assert links["locations"] == [
        {"what": "copy", "arn": COPY_VAULT_ARN, **place},
        {"what": "replication", "arn": REPLICA.id, **place},
    ]


@pytest.mark.parametrize("fact", [vault(), plan(), installation()])
def test_other_kinds_have_no_links(fact: Fact) -> None:
    links, gaps = linked(fact, (), places=())
    assert links == {"backup": None, "backups": None, "replication": None, "locations": None}
    assert gaps == ()


def test_nothing_is_joined_onto_what_does_not_fit() -> None:
    links, gaps = linked(table(replicas=7))
    assert set(links.values()) == {None}
    assert [(gap.path, gap.reason) for gap in gaps] == [("/links", GapReason.ERROR)]
    assert "/config/replicas" in gaps[0].detail


@pytest.mark.parametrize("arn", ["", "orders", "arn:", "arn:aws"])
def test_an_odd_arn_does_no_harm(arn: str) -> None:
    plans = (plan(id=arn), selection(id=arn, plan_arn=arn, assignment=chosen(resources=["*"])))
    linked(table(id=arn, replicas=[replica()]), plans)
    linked(bucket(id=arn), plans)


@pytest.mark.parametrize(("opt_in", "opted_in"), [({"S3": True, "DynamoDB": False}, False), ({"S3": True}, None)])
def test_the_opt_in_is_that_of_the_resources_type(opt_in: dict[str, bool], opted_in: object) -> None:
    settings = region_settings(opt_in=opt_in)
    links, gaps = linked(table(), replaced(settings))
    assert (links["backup"]["opted_in"], gaps) == (opted_in, ())
    assert linked(bucket(), replaced(settings))[0]["backup"]["opted_in"] is True


def test_settings_that_are_not_there_are_a_gap() -> None:
    _, gaps = linked(table(), replaced(region_settings(account=OTHER_ACCOUNT)))
    assert paths(gaps) == {MANAGED, OPTED_IN}


def test_what_could_not_be_read_of_the_settings_is_a_gap() -> None:
    _, gaps = linked(table(), replaced(region_settings(gaps=(gap("/config/opt_in"),))))
    assert OPTED_IN in paths(gaps)


def test_it_keeps_the_plans_of_one_place_at_a_time() -> None:
    here, there = table(), table(region=OTHER_REGION)
    facts = (*WHOLE, region_settings(region=OTHER_REGION, opt_in={"DynamoDB": False}))
    with Linker(Estate(facts, places=(HOME, (ACCOUNT, OTHER_REGION))).snapshot) as linker:
        answers = [linker.links(fact, PROFILE)[0]["backup"]["opted_in"] for fact in (here, there, here)]
    assert answers == [True, False, True]


def test_memory_does_not_grow_with_recovery_points(monkeypatch: pytest.MonkeyPatch) -> None:
    def peak(count: int) -> int:
        estate = Estate(())
        numbered = (
            recovery_point(id=str(number), resource_arn=f"{TABLE_ARN}-{number}", status=f"S{number}")
            for number in range(count)
        )
        monkeypatch.setattr(estate, "facts", lambda *_: numbered)  # a stream, as a snapshot's are
        tracemalloc.start()
        try:
            with Linker(estate.snapshot) as linker:
                assert (
                    linker.links(table(name="orders-7"), PROFILE)[0]["backup"]["recovery_points"][0]["status"] == "S7"
                )
                return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # compiles the schemas
    assert peak(5000) < 2 * peak(500)


def test_a_database_that_cannot_be_used_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_index, "TABLES", "CREATE TABLE planning (too, few);")
    with pytest.raises(SafeholdError, match=r"temporary index.*SQLITE_TMPDIR"):
        Linker(Estate(WHOLE).snapshot)


def test_a_snapshot_that_breaks_off_leaves_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remember(*names: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*names, **options))
        return opened[0]

    def broken(*_: str) -> Iterable[Fact]:
        yield plan()
        raise SnapshotError("cut short")

    monkeypatch.setattr(sqlite3, "connect", remember)
    estate = Estate(WHOLE)
    monkeypatch.setattr(estate, "facts", broken)
    with pytest.raises(SnapshotError, match="cut short"):
        Linker(estate.snapshot)
    with pytest.raises(sqlite3.ProgrammingError):
        opened[0].execute("SELECT 1")
