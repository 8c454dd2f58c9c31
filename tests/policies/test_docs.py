"""The pages about rules are what the rules say. They are made by

safehold rules docs docs/rules --examples tests/policies/corpus
"""

from functools import cache
from pathlib import Path

import pytest
from support.judging import CORPUS, shipped

from scanner import ruledocs
from scanner.examples import Corpus
from scanner.settings import Config
from scanner.severity import Severities
from scanner.tiers import Tiers

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


@cache
def made() -> dict[str, str]:
    """Every page, as it should be."""
    pack = shipped()
    corpus = Corpus(CORPUS, pack)
    severities = Severities.load(Config(), pack.rules)
    return dict(ruledocs.pages(pack.rules.values(), Tiers.load(Config()), severities, corpus))


@pytest.mark.parametrize("rule_id", shipped().rules)
def test_the_page_of_a_rule_is_what_the_rule_says(rule_id: str) -> None:
    assert (FOLDER / f"{rule_id}.md").read_text("utf-8") == made()[f"{rule_id}.md"]


@pytest.mark.parametrize("rule_id", shipped().rules)
def test_the_page_of_a_rule_shows_what_passes_and_what_fails(rule_id: str) -> None:
    assert "| Where they differ | Passes | Fails |" in made()[f"{rule_id}.md"]


def test_the_index_is_what_the_rules_say_and_no_page_is_left_over() -> None:
    assert (FOLDER / "README.md").read_text("utf-8") == made()["README.md"]
    assert {path.name for path in FOLDER.iterdir()} == set(made())


def test_no_page_has_trailing_spaces() -> None:
    assert [name for name, text in made().items() if any(line != line.rstrip() for line in text.splitlines())] == []
