from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports
from support.assessments import failed, passed, profile, table
from support.compared import compared
from support.rendering import written

from scanner.model import Assessment, Coverage, Report
from scanner.render import junit
from scanner.render.text_lines import safe


def suites(report: Report) -> list[ET.Element]:
    return list(ET.fromstring(written(junit.render, report)))  # noqa: S314 - our own


def cases(report: Report) -> dict[tuple[str, str], ET.Element]:
    found = [case for suite in suites(report) for case in suite.iter("testcase")]
    named = {(case.attrib["classname"], case.attrib["name"]): case for case in found}
    assert len(named) == len(found), "GitLab keeps the first of two cases of one name"
    return named


def verdict(case: ET.Element) -> str:
    return case[0].tag if len(case) else "passed"


def test_verdicts_become_what_test_runners_know() -> None:
    orders = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
    documents = "arn:aws:dynamodb:eu-west-1:111122223333:table/formkiq-core-prod-documents"
    found = cases(reports.small())
    assert verdict(found["DDB-001", documents]) == "failure"
    assert verdict(found["DDB-001", orders]) == "error"
    assert verdict(found["BKP-001", orders]) == "passed"
    assert ("DDB-002", documents) not in found
    (failure,) = found["DDB-001", documents]
    assert failure.attrib["type"] == "critical"
    assert failure.attrib["message"] == "point-in-time recovery is off; tier standard requires it"
    assert failure.text is not None
    assert "expected true, found false at /config/pitr/enabled" in failure.text
    assert "To do: Turn it on" in failure.text


def test_what_has_the_same_id_elsewhere_is_another_case() -> None:
    known = Assessment(table("orders"), profile(), (failed("DDB-001"),))
    ids = (known.fact.id, "arn:aws:dynamodb::111122223333:global-table/orders", "urn:safehold:evidence:drill", "")
    report = reports.of(
        replace(known, fact=replace(known.fact, id=each, account=account, region=region))
        for each in ids
        for account in (reports.PRODUCTION, reports.ARCHIVE)
        for region in (reports.HOME, reports.AWAY)
    )
    names = [name for rule, name in cases(report) if rule == "DDB-001"]
    assert len(names) == 4 * len(ids)
    assert known.fact.id in names
    assert f"{known.fact.id} in {reports.ARCHIVE} {reports.AWAY}" in names


def test_what_is_called_nothing_has_a_name() -> None:
    unit = replace(
        reports.COVERED, collector="", account="", region="", gaps=reports.hostile(("",)).coverage.units[0].gaps
    )
    assert all(name.strip() for _, name in cases(reports.hostile(("", " "))))
    assert all(name.strip() for _, name in cases(reports.of((), units=[unit])))


@pytest.mark.parametrize(
    ("kind", "arn", "region"),
    [
        ("s3.bucket", "arn:aws:s3:::docs", reports.HOME),
        ("backup.global_settings", f"arn:aws:backup::{reports.PRODUCTION}:global-settings", "global"),
        ("dynamodb.table", f"arn:aws:dynamodb:{reports.HOME}:{reports.PRODUCTION}:table/orders", reports.HOME),
    ],
)
def test_an_arn_that_tells_where_it_is_is_the_name(kind: str, arn: str, region: str) -> None:
    fact = replace(table("orders"), kind=kind, id=arn, region=region)
    assert ("DDB-001", arn) in cases(reports.of([Assessment(fact, profile(), (failed("DDB-001"),))]))


def test_what_is_waived_is_skipped_and_says_until_when_and_by_whom() -> None:
    known = "arn:aws:dynamodb:eu-west-1:111122223333:table/known"
    found = cases(compared())
    (skipped,) = found["DDB-002", known]
    assert skipped.tag == "skipped"
    assert skipped.attrib == {"message": "waived until 2027-01-31 by A. Person (T-9): kept by hand"}
    (failure,) = found["DDB-001", known]
    assert failure.text is not None
    assert "First seen: 2026-01-01T00:00:00Z unchanged\n" in failure.text
    assert "Waiver: its waiver expired after 2026-01-31 by A. Person (T-9): kept by hand\n" in failure.text


@pytest.mark.parametrize("report", [reports.small(), compared(), reports.hostile(), reports.large(300)])
def test_each_suite_counts_its_cases(report: Report) -> None:
    assert cases(report)
    for number, suite in enumerate(suites(report)):
        tags = Counter(verdict(case) for case in suite.iter("testcase"))
        told = {name: int(suite.attrib[name]) for name in ("id", "tests", "failures", "errors", "skipped")}
        assert told == {
            "id": number,
            "tests": tags.total(),
            "failures": tags["failure"],
            "errors": tags["error"],
            "skipped": tags["skipped"],
        }


def test_a_suite_is_an_account_and_region() -> None:
    assert [suite.attrib["name"] for suite in suites(reports.small())] == [
        "111122223333 (production) eu-west-1",
        "111122223333 (production) us-east-1",
        "444455556666 us-east-1",
        "Safehold: the scan",
    ]


def test_names_that_look_alike_are_two_cases() -> None:
    tables = [Assessment(table(name), profile(), (passed("DDB-001"),)) for name in ("a\u202e", "a\\u202e")]
    assert len(cases(reports.of(tables))) == 3


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_any_name_is_well_formed_and_seen(name: str) -> None:
    report = reports.of([Assessment(table(name), profile(), (failed("DDB-001", (name, "", name, name)),))])
    ((_, arn), _) = cases(report)
    assert arn.startswith(safe(f"arn:aws:dynamodb:eu-west-1:111122223333:table/{name}"))


def test_what_could_not_be_read_is_an_error() -> None:
    (case,) = suites(reports.small())[-1].iter("testcase")
    assert case.attrib["name"] == "backup in 444455556666 us-east-1"
    (error,) = case
    assert error.attrib["message"] == "1 listing could not be read"
    assert error.text is not None
    assert error.text.startswith("backup.recovery_point: backup:ListRecoveryPointsByBackupVault access_denied Access")


def test_a_scan_of_nothing_is_an_error_and_a_complete_one_passes() -> None:
    complete = reports.empty()
    (case,) = suites(complete)[-1].iter("testcase")
    assert verdict(case) == "passed"
    (case,) = suites(replace(complete, coverage=Coverage(())))[-1].iter("testcase")
    assert verdict(case) == "error"


def test_over_the_limit_the_worst_are_kept_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "_MOST_BYTES", 30_000)
    report = reports.large(140)
    content = written(junit.render, report)
    assert len(content) < 33_000
    kept = Counter(name for name, _ in cases(report))
    assert kept["DDB-001"] == 20, "the critical ones"
    assert 0 < kept["DDB-002"] < 120
    assert kept["BKP-001"] == 0, "which passed"
    (out,) = suites(report)[-1].iter("system-out")
    told = (
        f"Left out, for CI systems take no larger file: {120 - kept['DDB-002']} x fail of severity medium; 140 x pass."
    )
    assert out.text == f"{told} All of it is in findings.json."


def test_gitlab_takes_thirty_megabytes() -> None:
    assert junit._MOST_BYTES < 29_000_000
