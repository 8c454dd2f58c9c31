from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.assessments import table

from scanner.model import Json
from scanner.render.html_data import excerpt, named, safe, segments, value_text

PITR = {"enabled": False, "window_days": None}


@pytest.mark.parametrize(
    ("pointer", "lines"),
    [
        ("/config/deletion_protection", ["deletion_protection: true"]),
        ("/config/pitr", ["pitr: {", '  "enabled": false,', '  "window_days": null', "}"]),
        ("/config/pitr/enabled", ["pitr: {", '  "enabled": false,', '  "window_days": null', "}"]),
        ("/config/pitr/window/hours", ["pitr: {", '  "enabled": false,', '  "window_days": null', "}"]),
        ("/config/replicas/0", ["0: {", '  "region": "us-east-1"', "}"]),
        ("/config/replicas/0/region", ["0: {", '  "region": "us-east-1"', "}"]),
        ("/config/a~1b", ["a/b: null"]),
        ("/tags/safehold:tier", ['safehold:tier: "standard"']),
        ("/config/never", []),
        ("/config", []),
        ("/links/backup/plan_rules", []),
        ("", []),
    ],
)
def test_an_excerpt_is_what_the_fact_has_at_a_pointer(pointer: str, lines: list[str]) -> None:
    fact = table("orders", pitr=PITR, replicas=[{"region": "us-east-1"}])
    assert excerpt(replace(fact, config={**fact.config, "a/b": None}), pointer) == lines


@pytest.mark.parametrize("value", [["x" * 100] * 3, ["x" * 2000], list(range(99))])
def test_a_long_excerpt_is_cut_and_says_so(value: Json) -> None:
    lines = excerpt(table("orders", replicas=value), "/config/replicas")
    assert (lines[-1] == "\u2026") == (len(value) != 3)
    assert len(lines) <= 17
    assert sum(map(len, lines)) <= 601


def test_an_excerpt_holds_no_secret_and_hides_nothing() -> None:
    key = "AKIA" + "A" * 16
    lines = excerpt(table("orders", replicas=[key, "abc\u202egpj"]), "/config/replicas")
    assert key not in "".join(lines)
    assert '  "abc\\u202egpj"' in lines


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
