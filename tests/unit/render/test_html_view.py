from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support import reports

from scanner.model import AccountScope, Assessment, CoverageUnit, Gap, GapReason, Report, Scope, Severity
from scanner.render.html_moments import moment
from scanner.render.html_survey import Survey
from scanner.render.html_view import estate, view


def viewed(report: Report) -> dict[str, Any]:
    return view(report, Survey(report, lambda _: None))


def unit(account: str, region: str, *gaps: Gap) -> CoverageUnit:
    return CoverageUnit(account, region, "backup", ("backup.vault",), gaps, 1, {"backup:ListBackupVaults": 2})


def gap(kind: str = "backup.vault") -> Gap:
    return Gap(kind, "backup:ListBackupVaults", GapReason.THROTTLED, "slow down")


@pytest.mark.parametrize(
    ("accounts", "regions", "words"),
    [
        (("111122223333",), ("eu-west-1",), "account 111122223333 in eu-west-1"),
        (("1", "2"), ("eu-west-1", "us-east-1"), "2 accounts in 2 Regions"),
        ((), (), "0 accounts in 0 Regions"),
    ],
)
def test_an_estate_is_named_in_a_few_words(accounts: tuple[str, ...], regions: tuple[str, ...], words: str) -> None:
    assert estate(accounts, regions) == words


def test_a_time_is_written_for_people() -> None:
    assert moment("2026-03-01T06:00:00Z") == "2026-03-01 06:00:00 UTC"


def test_the_same_failed_listing_in_many_places_is_one_row() -> None:
    units = [unit("1", f"region-{index}", gap()) for index in range(5)]
    listings = viewed(reports.of((), units=units))["listings"]
    (row,) = listings.rows
    assert row["where"] == "1 region-0, 1 region-1, 1 region-2 and 2 more"


def test_what_could_not_be_read_of_many_resources_is_one_row() -> None:
    unread = Gap("/config/ttl", "dynamodb:DescribeTimeToLive", GapReason.ERROR, "InternalServerError")
    tables = [reports.table(f"table-{index}", gaps=(unread,)) for index in range(5)]
    (row,) = viewed(reports.of(Assessment(table, reports.profile(), ()) for table in tables))["unread"].rows
    assert row == {
        "what": "dynamodb.table /config/ttl",
        "operation": "dynamodb:DescribeTimeToLive",
        "reason": GapReason.ERROR,
        "where": "table-0, table-1, table-2 and 2 more",
        "detail": "InternalServerError",
    }


def test_accounts_with_the_most_gaps_come_first_and_a_cut_says_so() -> None:
    units = [unit(f"{index:03}", "eu-west-1") for index in range(150)] + [unit("149", "us-east-1", gap())]
    accounts = viewed(reports.of((), units=units, scope=Scope((), ())))["accounts"]
    assert [row.account for row in accounts.rows[:2]] == ["149", "000"]
    assert (len(accounts.rows), accounts.total) == (100, 150)
    assert accounts.note == " (first 100 of 150; findings.json has all)"


def test_an_account_adds_up_its_units() -> None:
    scope = Scope((AccountScope("1", ("a", "b"), "shop", ("c",)), AccountScope("2", (), "", ("c",))), ("backup",))
    accounts = viewed(reports.of((), units=[unit("1", "a", gap()), unit("1", "b")], scope=scope))["accounts"]
    row, closed = accounts.rows
    assert (row.units, row.complete, row.calls, row.vanished, row.gaps) == (2, 1, 4, 2, 1)
    assert (row.regions, row.name, row.not_enabled) == ({"a", "b"}, "shop", ("c",))
    assert (closed.account, closed.units, closed.not_enabled) == ("2", 0, ("c",))


def test_tiers_stand_from_the_most_demanding_to_none() -> None:
    report = reports.small()
    tiers = dict.fromkeys(("unknown", "gold", "basic", "enterprise", "standard"), report.summary.tiers["standard"])
    shown = viewed(replace(report, summary=replace(report.summary, tiers=tiers)))["tiers"].rows
    names = [row["name"] for row in shown]
    assert names == ["enterprise", "standard", "basic", "gold", "unknown"]


def test_controls_are_in_the_order_of_their_numbers() -> None:
    rule = reports.rule("A-001", "rules.a", "A rule here", Severity.LOW, controls={"f": ("CP-10", "CP-9")})
    (framework,) = viewed(reports.of((), {"A-001": rule}))["frameworks"].rows
    assert [control["id"] for control in framework["controls"].rows] == ["CP-9", "CP-10"]
