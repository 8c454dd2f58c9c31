"""docs/recovery.md says what each mechanism is credited for as the model does, over all cases worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from support.manual import page
from support.recovery_cases import cases, matrix

from scanner import guide, recovery

pytestmark = [pytest.mark.xdist_group("recovery page"), pytest.mark.no_cover]  # hundreds of matrices, made once

PAGE = page("docs/recovery.md")
LETTERS = dict(re.findall(r"\b([A-Z]) `([a-z_]+)`", PAGE.prose))
"""What the letters of the table stand for."""

TOLD = {
    row[0].strip("`"): (
        {*re.findall(r"\b[A-Z]\b", re.sub(r"\(.*?\)", "", row[1]))},
        {*re.findall(r"\b[A-Z]\b", row[1])},
    )
    for row in PAGE.tables("What is credited")
}
"""By mechanism: the letters outside of brackets, and all of them."""


NOT_IN_CASES = {
    "dynamodb_export": {"corruption"},
    "rds_snapshot": {"corruption"},
    "opensearch_automated_snapshot": {"corruption"},
    "reindex": {"key_loss"},
}
"""What no case shows: in them a loss is noticed after 30 days, copies are younger, and indices have AWS's own keys."""


@cache
def _paths() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Of every path in every case: its mechanism, what it survives, and what can befall its resource."""

    def found() -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
        for case in cases().values():
            made = matrix(case.document)
            for path in made["paths"]:
                yield path["mechanism"], frozenset(path["survives"]), frozenset(made["cells"])

    return tuple(dict.fromkeys(found()))


def test_the_page_tells_of_every_scenario_and_mechanism() -> None:
    assert [row[0].strip("`") for row in PAGE.tables("What can happen")] == list(recovery.SCENARIOS)
    assert set(LETTERS.values()) == set(recovery.SCENARIOS)
    assert set(TOLD) == set(guide.mechanisms())


@pytest.mark.parametrize("mechanism", guide.mechanisms())
def test_a_mechanism_is_credited_for_what_the_page_says(mechanism: str) -> None:
    always, ever = ({LETTERS[letter] for letter in letters} for letters in TOLD[mechanism])
    paths = [path for path in _paths() if path[0] == mechanism]
    seen = {name for _, survived, _ in paths for name in survived}
    assert ever - seen == (NOT_IN_CASES.get(mechanism, set()) if paths else ever)
    assert seen <= ever
    for _, survived, possible in paths:
        assert always & possible <= survived
