from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support import reports

from scanner.render.markdown_text import code, header, inline, prose, row
from scanner.render.text_lines import safe

PARSER = MarkdownIt("commonmark").enable("table")
LIVE = re.compile(
    r"(?<![\w/])@[A-Za-z0-9]|#\d|\bGH-\d|:\w+:|\$.+\$|https?:|www\.|\b[0-9a-f]{7,40}\b|[<>*_`\[\]|~!&\\]", re.IGNORECASE
)
"""What GitHub or GitLab makes something of outside of code."""


def drawn(cell: str) -> str:
    """The cell of a table as a browser gets it."""
    rendered = PARSER.render(header("one", "two") + row([cell, "second"]))
    found = re.fullmatch(
        r"<table>.*<tbody>\n<tr>\n<td>(.*)</td>\n<td>second</td>\n</tr>\n</tbody>\n</table>\n", rendered, re.DOTALL
    )
    assert found, rendered
    return found[1]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
@example("a|b")
@example("a\\|b")
@example("`")
@example("``a`b```")
@example(" `a` ")
@example("\\")
def test_a_name_is_seen_as_it_is(name: str) -> None:
    shown = safe(name)
    seen = drawn(code(name))
    if not shown.strip():
        assert seen == "(blank)"
    else:
        found = re.fullmatch("<code>(.*)</code>", seen, re.DOTALL)
        assert found, seen
        assert html.unescape(found[1]) == shown


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
@example("see #7, @somebody and www.example.com")
@example("1. not a list")
@example("the key 5a5a5a5 of GH-12 is :fire:")
def test_a_sentence_keeps_its_words_and_nothing_in_it_is_alive(text: str) -> None:
    seen = drawn(prose(text))
    assert not LIVE.search(html.unescape(re.sub("<code>.*?</code>", "", seen, flags=re.DOTALL)))
    assert html.unescape(re.sub("</?code>", "", seen)).split() == safe(text).split()


def test_plain_sentences_stay_plain() -> None:
    for text in ("it's off; tier standard requires it, 35 days", "Restores (of 7 days) reach 100% back.", "and/or"):
        assert prose(text) == text
    assert prose("the key arn:aws:kms:x is off") == "the key `arn:aws:kms:x` is off"


@pytest.mark.parametrize("value", reports.HOSTILE)
def test_inside_html_there_are_no_tags_but_ours(value: str) -> None:
    assert not re.search(r"<(?!/?code>)", inline(value))
    assert not LIVE.search(html.unescape(re.sub("<code>.*?</code>", "", inline(value))))
