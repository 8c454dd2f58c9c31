"""`safehold tiers`: what people read of a tier."""

from pathlib import Path
from typing import Any

import pytest

MINE = """\
version: 1
tiers:
  - name: standard
    requirements:
      - kinds: [s3.bucket]
        data_types: [logs, staging]
        require: {versioning: true, noncurrent_retention_days: 7}
      - kinds: [s3.bucket]
        data_types: [staging]
        require: {recovery: true, rto_seconds: 90000, survives_delete: null}
  - name: mine
    title: Mine
    description: Ours alone.
    objectives: {rpo_seconds: 90, rto_seconds: 3600, noticed_within_days: 2}
    survives: []
    requirements: []
allowed:
  regions: [eu-west-1]
"""


@pytest.fixture
def mine(tmp_path: Path) -> None:
    (tmp_path / "safehold.yaml").write_text(MINE, "utf-8")


def required(text: str, kind: str, data_type: str) -> str:
    """What stands below the heading of a kind and data type, with single spaces."""
    found = [part.splitlines() for part in text.split("\n\n")]
    (lines,) = [
        lines
        for lines in found
        if kind in lines[0].split(", ") and data_type in lines[1].removeprefix("  of ").split(", ")
    ]
    return " ".join(" ".join(lines[2:]).split())


def test_all_tiers_are_shown_in_brief(safehold: Any) -> None:
    lines = safehold("tiers", "show").stdout.splitlines()
    assert lines[0].split("  ")[0] == "Tier"
    assert [line.split()[0] for line in lines[2:] if not line.startswith(" ")] == [
        "basic",
        "standard",
        "enhanced",
        "enterprise",
    ]


def test_a_tier_is_told_in_words(safehold: Any) -> None:
    told = safehold("tiers", "show", "standard").stdout
    assert told.startswith(
        "Standard (standard)\nA loss that is noticed late can still be undone from a full backup.\n\n"
    )
    assert "Loses at most (RPO)   12 h\n" in told
    assert "Notices within        14 d\n" in told
    assert "Tests restores every  92 d\n" in told
    assert "Survives              delete, overwrite, corruption, resource_loss, config_change, identity_loss\n" in told


def test_requirements_are_told_with_what_they_mean(safehold: Any) -> None:
    found = required(safehold("tiers", "show", "standard").stdout, "s3.bucket", "document_content")
    assert "noncurrent_retention_days 90 d How long an overwritten or deleted version must stay." in found
    assert "versioning yes Object versions are kept." in found
    assert " survives_" not in found
    assert " rpo_seconds " not in found


@pytest.mark.usefixtures("mine")
def test_what_safehold_yaml_changes_is_told(safehold: Any) -> None:
    found = required(safehold("tiers", "show", "standard").stdout, "s3.bucket", "staging")
    assert found.startswith("versioning yes Object versions are kept. noncurrent_retention_days 7 d How long")
    assert " recovery yes " in found
    assert " rto_seconds 1 d 1 h " in found
    assert " rpo_seconds " not in found
    assert " allowed_locations regions: eu-west-1 Data and its copies lie nowhere else" in found


@pytest.mark.usefixtures("mine")
def test_a_tier_that_promises_little_is_told(safehold: Any) -> None:
    told = safehold("tiers", "show", "mine").stdout
    assert "Loses at most (RPO)   1 min 30 s\n" in told
    assert "Tests restores every  -\n" in told
    assert "Survives              -\n" in told


def test_two_tiers_are_told_apart(safehold: Any) -> None:
    told = safehold("tiers", "diff", "standard", "enhanced").stdout
    assert told.splitlines()[2].split() == ["Loses", "at", "most", "(RPO)", "12", "h", "4", "h"]
    found = required(told, "s3.bucket", "document_content")
    assert "noncurrent_retention_days 90 d → 180 d How long an overwritten or deleted version must stay." in found
    assert "replication - → yes Objects are replicated to another bucket." in found
    assert "versioning" not in found


def test_what_is_taken_back_is_told(safehold: Any) -> None:
    found = required(safehold("tiers", "diff", "enhanced", "standard").stdout, "s3.bucket", "document_content")
    assert "replication yes → - Objects are replicated to another bucket." in found


def test_a_tier_is_no_different_from_itself(safehold: Any) -> None:
    assert safehold("tiers", "diff", "basic", "basic").stdout == "basic and basic promise and require the same\n"


@pytest.mark.parametrize("arguments", [("show", "gold"), ("diff", "basic", "gold"), ("diff", "gold", "basic")])
def test_a_tier_that_there_is_not_is_a_mistake(safehold: Any, arguments: tuple[str, ...]) -> None:
    result = safehold("tiers", *arguments)
    assert result.exit_code == 2
    assert "no tier is called 'gold'; known: basic, standard, enhanced, enterprise" in result.stderr
