"""What an engine's answers are taken for."""

from typing import Any

import pytest

from scanner.engines import details_of, one_line, truth
from scanner.model import Detail, Json

GOOD = {"message": "off", "at": "/config/pitr/enabled", "expected": True, "actual": False}


def test_booleans_are_taken_as_they_are() -> None:
    assert truth(value=True, name="compliant") is True
    assert truth(value=False, name="compliant") is False


@pytest.mark.parametrize("value", [None, 1, "true", [], {"a": 1}])
def test_what_is_no_boolean_is_an_error_that_shows_it(value: Json) -> None:
    with pytest.raises(ValueError, match=r"`exempt` is .*, not true or false"):
        truth(value, "exempt")


def test_details_are_sorted_and_each_stands_once() -> None:
    later = GOOD | {"at": "/config/ttl"}
    assert details_of([later, GOOD, dict(GOOD), GOOD | {"actual": None}]) == (
        Detail("off", "/config/pitr/enabled", expected=True, actual=False),
        Detail("off", "/config/pitr/enabled", expected=True, actual=None),
        Detail("off", "/config/ttl", expected=True, actual=False),
    )


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "off",
        {},
        GOOD | {"more": 1},
        {name: value for name, value in GOOD.items() if name != "actual"},
        GOOD | {"message": None},
        GOOD | {"at": 5},
        GOOD | {"at": "config"},
    ],
)
def test_a_malformed_finding_is_left_out_and_hides_no_other(odd: Any) -> None:
    assert details_of([odd, GOOD]) == (Detail("off", "/config/pitr/enabled", expected=True, actual=False),)


@pytest.mark.parametrize("value", ["<undefined>", None, {"a": GOOD}])
def test_findings_that_are_no_set_explain_nothing(value: Json) -> None:
    assert details_of(value) == ()


def test_a_finding_about_the_whole_fact_is_well_formed() -> None:
    assert details_of([GOOD | {"at": ""}])[0].at == ""


def test_a_message_becomes_one_short_line() -> None:
    assert one_line("a\n  b\tc") == "a b c"
    assert len(one_line("x" * 1000)) == 200
