from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.render.columns import chop, clip, fold, width

TEXTS = st.text(st.sampled_from("ab \u65e5\u0301\u00fc\U0001f680-"), max_size=40)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("\u65e5\u672c", 4), ("e\u0301", 1), ("\U0001f680", 2), ("\uff1d", 2), ("\u00fc", 1)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@given(TEXTS, st.integers(2, 12))
def test_chopping_loses_nothing_and_fits(text: str, room: int) -> None:
    pieces = list(chop(text, room))
    assert "".join(pieces) == text
    assert all(width(piece) <= room for piece in pieces)


@given(TEXTS, st.integers(2, 12))
def test_folding_loses_nothing_but_space_and_fits(text: str, room: int) -> None:
    lines = list(fold(text.split(" "), room))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= room for line in lines)


def test_folding_fills_a_line_before_it_begins_another() -> None:
    assert list(fold(["one", "two", "three", "four"], 7)) == ["one two", "three", "four"]


def test_clipping_says_what_was_left_out() -> None:
    assert clip("abcdef", 6) == "abcdef"
    assert clip("a" * 2010, 10) == "aaaaaaaaaa… (2,000 more characters)"
