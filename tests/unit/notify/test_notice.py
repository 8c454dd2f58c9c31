"""What is told of a scan: only what changed, nothing secret, and never too much."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import orjson
import pytest
from support import notices, reports
from support.deployed import ROOT

from scanner.model import Coverage
from scanner.notify.notice import WORST, compose
from scanner.notify.sns import text

COMPLETE = Coverage((reports.COVERED,))


def test_what_changed_and_the_worst_of_it() -> None:
    told = notices.notice()
    assert told.changes == {"new": 1, "worse": 1, "fixed": 2, "unseen": 1}
    assert [(item.change, item.rule, item.name) for item in told.worst] == [
        ("new", "DDB-001", "formkiq-core-prod-documents"),
        ("worse", "DDB-002", "orders"),
    ]
    assert told.subject == "Safehold: 1 new, 1 worse, 2 fixed, 1 unseen, incomplete"


def test_as_a_text() -> None:
    assert (
        text(notices.notice())
        == """\
Safehold 1.2.3 scanned 2 accounts at 2026-03-01T06:00:00Z.
Since safehold-report/findings.json, taken at 2026-02-01T06:00:00Z: 1 new, 1 worse, 2 fixed, 1 unseen.
Unseen are findings that could not be looked for this time; that is not fixed.
In all: 6 failures, 4 unknowns.
The scan is incomplete: 1 listing could not be read.
It ended with exit 10: 1 finding at or above high

The worst of what is new or worse:
1. CRITICAL FAIL DDB-001 Point-in-time recovery is on (new)
   dynamodb.table formkiq-core-prod-documents
   arn:aws:dynamodb:eu-west-1:111122223333:table/formkiq-core-prod-documents
   111122223333 eu-west-1
2. MEDIUM UNKNOWN DDB-002 The recovery window is as long as the tier requires (worse)
   dynamodb.table orders
   arn:aws:dynamodb:eu-west-1:111122223333:table/orders
   111122223333 eu-west-1
"""
    )


def test_without_an_earlier_scan_the_totals_are_told_and_that_nothing_was_compared() -> None:
    told = notices.notice(reports.small())
    assert told.subject == "Safehold: 6 failures, 4 unknowns, nothing to compare with, incomplete"
    assert "Nothing could be compared: no earlier scan was given." in told.summary
    assert told.changes == {}
    assert (len(told.worst), told.more) == (10, 0)
    assert {item.change for item in told.worst} == {""}


@pytest.mark.parametrize(("fixed", "unseen"), [(1, 0), (0, 1)])
def test_what_is_fixed_or_unseen_is_a_change(fixed: int, unseen: int) -> None:
    report = replace(reports.small(), coverage=COMPLETE)
    assert compose(notices.compared(report, {}, fixed=fixed, unseen=unseen), 0, "")
    assert compose(notices.compared(report, {}), 0, "") is None


def test_nothing_changed_and_nothing_wrong_is_nothing_to_tell() -> None:
    clean = reports.of(a for a in reports.small().assess() if a.fact.name == "formkiq-core-prod-cache")
    assert compose(clean, 0, "no finding") is None
    assert compose(notices.compared(clean, {}), 0, "no finding") is None


def test_a_scan_that_could_not_look_is_told_even_if_nothing_changed() -> None:
    unchanged = notices.compared(reports.small(), {})
    told = compose(unchanged, 11, "the scan is incomplete")
    assert told
    assert told.subject.endswith("0 new, 0 worse, 0 fixed, 0 unseen, incomplete")
    assert told.worst == ()
    assert compose(notices.compared(reports.empty(), {}), 3, "nothing to judge")


def test_no_more_than_a_few_findings_one_by_one() -> None:
    told = notices.notice(reports.large(50))
    assert len(told.worst) == WORST
    assert told.more == 40
    assert text(told).endswith("and 40 more\n")


def test_the_same_notice_has_the_same_id_and_another_has_another() -> None:
    one, same, other = notices.notice(), notices.notice(), notices.notice(reports.small())
    assert one.document()["id"] == same.document()["id"] != other.document()["id"]


def test_every_field_is_documented() -> None:
    page = (ROOT / "docs" / "running.md").read_text("utf-8")
    table = page.partition("| Field of the event's detail |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z0-9_]+)`", row.split("|")[1])}
    document = notices.notice().document()
    assert named == document.keys()
    last = table.splitlines()[-1]
    assert set(re.findall(r"`([a-z]+)`", last)) - {"worst", "more"} == document["worst"][0].keys()


def test_no_secret_and_nothing_of_tags() -> None:
    # Made up, in the form of AWS's own.
    key, token = "AKIA" + "Q" * 16, "IQoJb3JpZ2lu" + "x" * 60
    values = (f"table {key}", f"aws_secret_access_key={'k' * 40}", f"session_token: {token}")
    shown = orjson.dumps(notices.hostile(values).document()).decode()
    assert key not in shown
    assert "kkkk" not in shown
    assert token not in shown
    tagged = reports.of(
        replace(
            assessment,
            fact=replace(assessment.fact, tags={"owner": "tagged"}),
            profile=replace(assessment.profile, application="tagged", site="tagged", tier="tagged"),
            decisions=(reports.failed("DDB-001", ("tagged", "/tags/owner", "tagged", "tagged")),),
        )
        for assessment in reports.small().assess()
    )
    assert "tagged" not in orjson.dumps(notices.notice(tagged).document()).decode()


@pytest.mark.parametrize("value", reports.HOSTILE)
def test_every_name_is_on_one_line(value: str) -> None:
    told = notices.hostile((value,))
    plain = text(told).removesuffix("\n")
    assert len(plain.split("\n")) == len(told.summary) + 2 + 4 * len(told.worst)
    assert all(char.isprintable() or unicodedata.category(char) == "Zs" for char in plain.replace("\n", ""))
    assert told.subject.isascii()
    assert len(told.subject) < 100


def test_it_fits_whatever_the_names_are() -> None:
    told = notices.hostile(("\N{GRINNING FACE}" * 5000, "&" * 5000))
    assert len(orjson.dumps(told.document())) < 64 * 1024
    assert len(text(told).encode()) < 64 * 1024
