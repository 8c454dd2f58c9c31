from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports
from support.assessments import failed, profile, rule, table
from support.compared import compared
from support.rendering import written

from scanner.model import Assessment, Report, Severity
from scanner.render import csv_table
from scanner.render.text_lines import safe

FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05]")


def rows(report: Report) -> list[dict[str, str]]:
    content = written(csv_table.render, report).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), strict=True))


def called(name: str) -> Report:
    """A report with one failure, of a table of that name."""
    return reports.of([Assessment(table(name), profile(), (failed("DDB-001", (name, "/config", name, name)),))])


def test_a_row_says_what_an_auditor_asks_for() -> None:
    row = rows(reports.small())[1]
    assert (row["rule"], row["severity"], row["verdict"], row["tier"]) == ("DDB-001", "critical", "fail", "standard")
    assert row["arn"] == "arn:aws:dynamodb:eu-west-1:111122223333:table/formkiq-core-prod-documents"
    assert (row["at"], row["expected"], row["actual"]) == ("/config/pitr/enabled", "true", "false")
    assert row["controls"] == "iso_27001_2022: A.8.13; nist_800_53_r5: CP-9"
    assert (row["taken_at"], row["change"], row["waiver"]) == ("2026-03-01T06:00:00Z", "", "")


def test_a_row_says_since_when_and_who_accepted_it() -> None:
    fresh, late, held = rows(compared())
    assert (fresh["change"], fresh["first_seen"], fresh["waiver_state"]) == ("new", "2026-03-01T06:00:00Z", "")
    assert (late["change"], late["first_seen"]) == ("unchanged", "2026-01-01T00:00:00Z")
    assert (late["verdict"], late["waiver"], late["waiver_state"]) == ("fail", "W-2", "expired")
    assert (held["verdict"], held["waiver"], held["waiver_state"]) == ("waived", "W-1", "in force")
    assert [held[f"waiver_{each}"] for each in ("expires_on", "approver", "ticket", "reason")] == [
        "2027-01-31",
        "A. Person",
        "T-9",
        "kept by hand",
    ]


def test_a_finding_of_several_details_is_one_row() -> None:
    (row,) = [each for each in rows(reports.small()) if each["rule"] == "S3-001"]
    assert row["at"] == "/config/versioning; /config/versioning/status"
    assert row["actual"] == '"Suspended"; "Suspended"'


def test_every_record_ends_in_crlf_and_every_cell_is_quoted() -> None:
    content = written(csv_table.render, reports.small())
    assert content.startswith(b'\xef\xbb\xbf"fingerprint","rule",')
    assert content.count(b"\n") == content.count(b'"\r\n') == 11


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "|x", "%x", "  =1", "\uff1d1", "\uff05", "'=1", "''-1"]
)
def test_what_a_spreadsheet_would_run_is_kept_from_it_and_can_be_told_again(name: str) -> None:
    (row,) = rows(called(name))
    assert row["name"] == f"'{name}"
    assert row["name"].removeprefix("'") == name


@pytest.mark.parametrize("name", ["a=1", "'quoted'", "2-1", "", "it's"])
def test_what_is_no_formula_stays_as_it_is(name: str) -> None:
    (row,) = rows(called(name))
    assert row["name"] == name


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula_and_none_is_lost(name: str) -> None:
    (row,) = rows(called(name))
    assert not any(FORMULA.match(cell) for cell in row.values())
    assert row["name"] in {safe(name), f"'{safe(name)}"}


def test_a_cell_is_no_longer_than_excel_takes() -> None:
    long = rule("LNG-001", "rules.long", "Long", Severity.LOW, remediation="word " * 10_000)
    report = reports.of([Assessment(table("t"), profile(), (failed("LNG-001", ("m", "", 1, 2)),))], {"LNG-001": long})
    (row,) = rows(report)
    assert len(row["remediation"]) < 32_767
    assert row["remediation"].endswith("more characters)")
