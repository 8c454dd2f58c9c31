from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports

from scanner.model import Assessment, Severity
from scanner.render.html_data import DataBlock, named, safe, segments, value_text


def block(*assessments: Assessment, packed: bool = False) -> str:
    data = DataBlock(reports.of(assessments), io.BytesIO(), packed=packed)
    for assessment in assessments:
        data.add(assessment)
    data.close()
    return "".join(data.chunks())


def test_a_resource_is_one_line_with_its_findings() -> None:
    found = reports.failed("DDB-001", ("off", "/config/pitr", True, {"b": 1, "a": [None]}))
    decisions = (reports.passed("BKP-001"), found, reports.unknown("DDB-002", "unread"))
    data = json.loads(block(Assessment(reports.table("orders"), reports.profile(), decisions)))
    (row,) = data["resources"]
    texts = data["texts"]
    assert row[:2] == ["orders", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]
    assert [texts[index] for index in row[2:9]] == [
        "111122223333",
        "eu-west-1",
        "dynamodb.table",
        "standard",
        "formkiq-prod",
        "prod",
        "document_metadata",
    ]
    assert [texts[index] for index in row[9]] == [
        "tag Application=formkiq",
        "name formkiq-core-prod-documents",
        "tag safehold:tier=standard",
    ]
    rules = [rule["id"] for rule in data["rules"]]
    assert row[10] == [
        [rules.index("DDB-001"), 0, 0, "", [["off", "/config/pitr", "true", '{"a": [null], "b": 1}']]],
        [rules.index("DDB-002"), 1, 2, "unread", []],
    ]


def test_a_finding_weighs_what_its_tier_and_data_type_make_of_it() -> None:
    lowered = replace(reports.failed("DDB-001", ("off", "", True, False)), severity=Severity.LOW)
    (row,) = json.loads(block(Assessment(reports.table("orders"), reports.profile(), (lowered,))))["resources"]
    assert row[10][0][2] == Severity.LOW.rank


def test_a_resource_without_findings_is_left_out() -> None:
    fine = Assessment(reports.table("orders"), reports.profile(), (reports.passed("DDB-001"),))
    assert json.loads(block(fine))["resources"] == []


def test_a_resource_of_no_tier_is_unknown() -> None:
    found = Assessment(reports.table("orders"), reports.profile(tier=None), (reports.unknown("DDB-001", "no tier"),))
    assert "unknown" in json.loads(block(found))["texts"]


def test_secrets_are_not_passed_on() -> None:
    key = "AKIA" + "A" * 16
    found = reports.failed("DDB-001", (f"key {key}", "/config", key, {"k": key}))
    assert key not in block(Assessment(reports.table("orders"), reports.profile(), (found,)))


def test_a_very_long_value_is_cut_and_says_so() -> None:
    shown = value_text(["x" * 5000])
    assert len(shown) < 2100
    assert shown.endswith("(cut; whole in findings.json)")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Do it.", [(False, "Do it.")]),
        ("Do `a b` or\n`c`", [(False, "Do "), (True, "a b"), (False, " or "), (True, "c")]),
        ("an odd ` tick", [(False, "an odd ` tick")]),
        ("", []),
    ],
)
def test_code_in_backticks_is_told_from_prose(text: str, parts: list[tuple[bool, str]]) -> None:
    assert segments(text) == parts


@given(st.text())
def test_shown_text_is_in_composed_form_and_encodable(text: str) -> None:
    shown = safe(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert len(shown.encode()) >= len(text)


def test_two_ways_to_write_a_letter_do_not_look_the_same() -> None:
    assert safe("caf\u00e9") == "caf\u00e9"
    assert safe("cafe\u0301") == "cafe\\u0301"


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
def test_a_blank_name_is_said_to_be_blank(blank: str) -> None:
    assert named(blank) == "(blank)"
