"""docs/formats.md names the fields that there are: every one that it names occurs, and none at the top is left out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from support.later_reports import later
from support.manual import page
from support.reports import small

from scanner.render import RENDERERS

PAGE = page("docs/formats.md")


@cache
def rendered(name: str) -> str:
    """A report with waivers, changes, gaps and passes in a format."""
    out = io.BytesIO()
    RENDERERS[name].render(later(small()), out)
    return out.getvalue().decode("utf-8-sig")


def _paths(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{prefix}.{key}".removeprefix(".")
            yield from _paths(inner, f"{prefix}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, f"{prefix}[]")


def _document(name: str, *root: str) -> set[str]:
    value = json.loads(rendered(name))
    for step in root:
        value = value[step]
    return set(_paths(value))


def _entries(name: str) -> set[str]:
    return {path.removeprefix("[].") for path in _paths(json.loads(rendered(name)))}


def _sarif() -> set[str]:
    return set(_paths(json.loads(rendered("sarif"))["runs"][0]))


def _jsonl() -> set[str]:
    lines = [json.loads(line) for line in rendered("jsonl").splitlines()]
    as_json = {path.removeprefix("findings[].") for path in _document("json") if path.startswith("findings[].")}
    assert set(lines[0]) < _document("json")
    return {key for line in lines[1:] for key in line} - as_json


def _csv() -> set[str]:
    return set(next(csv.reader(io.StringIO(rendered("csv")))))


def _junit() -> set[str]:
    elements = list(ET.fromstring(rendered("junit")).iter())  # noqa: S314 - our own
    return {each.tag for each in elements} | {f"{each.tag}@{name}" for each in elements for name in each.attrib}


def _headings(name: str, pattern: str) -> set[str]:
    found = re.findall(pattern, rendered(name), re.MULTILINE)
    return {re.sub(r"<[^>]+>|^\d+ ", "", re.sub(r"<span class=.count.>.*?</span>", "", each)).strip() for each in found}


def _text() -> set[str]:
    return {"The worst" if each.startswith("The worst") else each for each in _headings("text", r"^(.+)\n=+$")}


SECTIONS: dict[str, tuple[Callable[[], set[str]], str]] = {
    "JSON": (lambda: _document("json"), r"(?!findings$|resources$)(findings\[\]\.|resources\[\]\.)?[^.\[\]]+"),
    "JSON Lines": (_jsonl, ".+"),
    "CSV": (_csv, ".+"),
    "SARIF": (_sarif, r"(?!results$)(results\[\]\.)?[^.\[\]]+"),
    "JUnit": (_junit, r"(?!testsuite$|testcase$|failure$|error$|skipped$|property).+"),
    "OCSF": (lambda: _entries("ocsf"), r"[^.\[\]]+"),
    "ASFF": (lambda: _entries("asff"), r"[^.\[\]]+"),
    "OSCAL": (lambda: _document("oscal", "assessment-results"), r"(?!results$)(results\[\]\.)?[^.\[\]]+"),
    "Markdown": (lambda: _headings("markdown", r"^### (.+)$"), ".+"),
    "Text": (_text, ".+"),
    "HTML": (lambda: _headings("html", r"<h2[^>]*>(.+?)</h2>"), ".+"),
}
"""By heading: the paths that occur, and which of them have to be named."""


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_fields_that_are_named_are_those_that_there_are(heading: str) -> None:
    occurring, top = SECTIONS[heading]
    named = [row[0].strip("`") for row in PAGE.tables(heading)]
    found = occurring()
    assert len(named) == len(set(named))
    assert set(named) - found == set(), "named, and not there"
    assert {path for path in found if re.fullmatch(top, path)} - set(named) == set(), "there, and not named"


def test_every_format_is_told_of_with_its_file() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| `([^`]+)` \|", PAGE.prose, re.MULTILINE)
    assert dict(rows) == {each.name: each.filename for each in RENDERERS.values()}
