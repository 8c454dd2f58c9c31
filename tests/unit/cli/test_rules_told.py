"""`safehold rules coverage`, `docs` and `list --framework`."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.packs import write_rule

from scanner.cli import rules_told
from scanner.isolation import Died


def test_coverage_shows_every_statement_with_its_rules(safehold: Any) -> None:
    result = safehold("rules", "coverage")
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("22 ")]
    assert line.split()[1:3] == ["basic", "Versioning"]
    assert "S3-001" in line
    assert result.stdout.splitlines()[-1].endswith(" beyond them are judged")


def test_coverage_counts_what_users_judge_too(safehold: Any, tmp_path: Path) -> None:
    write_rule(tmp_path / "mine", covers=[96])
    (tmp_path / "safehold.yaml").write_text("version: 1\nrules: {paths: [mine]}\n")
    found = json.loads(safehold("rules", "coverage", "--format", "json").stdout)
    assert len([each for each in found if each["statement"] <= 102]) == 102
    (mine,) = [each for each in found if each["statement"] == 96]
    assert "TST-001" in mine["rules"]
    assert mine.keys() == {
        *("statement", "section", "tier", "data_type", "attested", "controls", "text", "rules", "tests")
    }


def test_coverage_shows_what_no_rule_judges_alone(safehold: Any) -> None:
    found = json.loads(safehold("rules", "coverage", "--format", "json", "--uncovered").stdout)
    assert [each for each in found if each["rules"]] == []
    text = safehold("rules", "coverage", "--uncovered").stdout
    assert len([line for line in text.splitlines() if line[:1].isdigit()]) == len(found) + 1


def test_a_framework_is_shown_with_its_rules(safehold: Any) -> None:
    lines = safehold("rules", "list", "--framework", "nist_800_53_r5").stdout.splitlines()
    assert lines[0].startswith("NIST SP 800-53, ")
    (line,) = [line for line in lines if line.startswith("CP-9(5) ")]
    assert "Transfer to Alternate Storage Site" in line
    assert "BKP-006" in line
    assert " of 19 controls; " in lines[-1]


def test_a_framework_says_which_controls_have_no_rule(safehold: Any) -> None:
    last = safehold("rules", "list", "--framework", "aws_fsbp").stdout.splitlines()[-1]
    assert "without a rule: " in last
    assert "DynamoDB.1" in last


def test_a_framework_of_ones_own_is_shown(safehold: Any, tmp_path: Path) -> None:
    write_rule(tmp_path / "mine", controls={"ours": ["A-1"]})
    (tmp_path / "safehold.yaml").write_text("version: 1\nrules: {paths: [mine]}\n")
    lines = safehold("rules", "list", "--framework", "ours").stdout.splitlines()
    assert lines[0] == "ours"
    assert lines[4].split() == ["A-1", "TST-001"]
    assert lines[-1] == "1 of 1 controls; every control has a rule"


def test_a_framework_that_there_is_not_is_a_mistake(safehold: Any) -> None:
    result = safehold("rules", "list", "--framework", "nist")
    assert result.exit_code == 2
    assert "no framework is called 'nist'; known: aws_backup_audit_manager, aws_config" in result.stderr


def test_docs_are_written_and_held_against_the_rules(safehold: Any, tmp_path: Path) -> None:
    write_rule(tmp_path / "mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "OLD-001.md").write_text("of a rule that is gone")
    (tmp_path / "out" / "notes.md").write_text("mine")

    stale = safehold("rules", "docs", "out", "mine", "--check")
    assert stale.exit_code == 1
    assert "2 files, 3 stale" in stale.stdout
    assert "out/OLD-001.md: is not what the rules say\n" in stale.stderr
    assert not (tmp_path / "out" / "TST-001.md").exists()

    written = safehold("rules", "docs", "out", "mine")
    assert written.stdout == "out: 2 files, 3 of them changed\n"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"README.md", "TST-001.md", "notes.md"}
    assert "| [TST-001](TST-001.md) | A rule of a test |" in (tmp_path / "out" / "README.md").read_text()

    assert safehold("rules", "docs", "out", "mine", "--check").exit_code == 0
    assert safehold("rules", "docs", "out", "mine").stdout == "out: 2 files, 0 of them changed\n"


def test_docs_of_rules_that_hang_are_refused(safehold: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def isolated(*_: object) -> dict[str, str]:
        raise Died("no answer within 60 s")

    write_rule(tmp_path / "mine")
    monkeypatch.setattr(rules_told, "isolated", isolated)
    result = safehold("rules", "docs", "out", "mine")
    assert result.exit_code == 2
    assert "mine:1:1: the examples cannot be judged: no answer within 60 s; leave some out" in result.stderr
    assert not (tmp_path / "out").exists()


def test_docs_take_their_examples_from_the_folder_of_the_rules(safehold: Any, tmp_path: Path) -> None:
    write_rule(tmp_path / "mine")
    (tmp_path / "mine" / "corpus" / "violations").mkdir(parents=True)
    (tmp_path / "mine" / "corpus" / "violations" / "TST-001.json").write_text('[{"kind": "dynamodb.table"}]')
    result = safehold("rules", "docs", "out", "mine")
    assert result.exit_code == 2
    assert "mine/corpus/violations/TST-001.json:1:1: " in result.stderr
