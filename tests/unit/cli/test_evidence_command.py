"""Templates of evidence, and the register that comes of what people make of them."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from support.commands import ran

from scanner import attesting
from scanner.assets import SCHEMAS
from scanner.evidence import load
from scanner.tiers import shipped

ENUM = orjson.loads((SCHEMAS / "evidence.json").read_bytes())["properties"]
BLANKS: dict[str, Any] = {
    "date": "2026-03-31",
    "method": "Restored beside it.",
    "result": "passed",
    "measured_rto_seconds": 1800,
    "measured_rpo_seconds": 60,
    "statement": "So it is.",
    "owner": "Platform",
    "approved_by": ["A. Person"],
    "contains": ["documents"],
}
TEMPLATES = [(kind, name) for name, topic in attesting.TOPICS.items() for kind in topic.types]
TWO = """\
- {{name: one, type: decision, topic: purge, date: {date}, scope: {{applications: [shop]}},
   statement: Nobody., approved_by: [A. Person]}}
- {{name: two, type: export, topic: stack_export, date: 2026-01-01, expires_at: 2026-02-01,
   scope: {{sites: [acme], tiers: [basic]}}, contains: [template]}}
"""
AS_OF = ("--as-of", "2026-03-31T12:00:00Z")


def record(folder: Path, artefact: str = "", name: str = "one.yaml") -> Path:
    path = folder / name
    path.write_text(
        "{name: one, type: decision, topic: purge, date: 2026-03-01, scope: {applications: [shop]},"
        f" statement: Nobody., approved_by: [A. Person]{artefact and f', artefact: {artefact}'}}}\n"
    )
    return path


def test_there_is_a_template_of_every_topic_and_type() -> None:
    assert set(attesting.TOPICS) == set(ENUM["topic"]["enum"])
    assert set(attesting.TYPES) == set(ENUM["type"]["enum"]) == set(attesting.USUAL)


@pytest.mark.parametrize(("kind", "topic"), TEMPLATES)
@pytest.mark.parametrize("application", [None, 'My "Shop": prod'])
def test_a_template_is_evidence_once_its_blanks_are_filled_in(
    tmp_path: Path, kind: str, topic: str, application: str | None
) -> None:
    written = yaml.safe_load(attesting.template(kind, topic, application))
    blank = {key for key, value in written.items() if value in (None, [])}
    assert blank <= BLANKS.keys()
    if application is None:
        assert written["scope"]["applications"] == []
        written["scope"]["applications"] = [application := "shop"]
    path = tmp_path / "one.yaml"
    path.write_text(yaml.safe_dump(written | {key: BLANKS[key] for key in blank}))
    (found,) = load([path])
    assert (found.type, found.topic, found.scope.applications) == (kind, topic, (application,))


@pytest.mark.parametrize(("kind", "topic"), TEMPLATES)
def test_every_line_that_can_be_brought_in_is_right(kind: str, topic: str) -> None:
    """What stands there as a comment is a key of the schema."""
    text = attesting.template(kind, topic, "shop")
    keys = {line.strip().strip("# ").split(":")[0] for line in text.splitlines()[3:]}
    known = ENUM.keys() | ENUM["scope"]["properties"].keys() | ENUM["artefact"]["properties"].keys()
    assert keys <= known


def test_the_ages_are_those_of_the_tiers() -> None:
    asked: dict[str, int] = {}
    for tier in shipped().values():
        for entry in tier["requirements"]:
            if entry["kinds"] == ["estate.application"]:
                asked |= {key: value for key, value in entry["require"].items() if key.endswith("_days")}
    days = sorted(topic.days for topic in attesting.TOPICS.values() if topic.days)
    apart = ("evidence_site_tested_days", "measured_recovery_days")
    assert sorted(value for key, value in asked.items() if key not in apart) == days


def test_new_prints_the_template(safehold: Any) -> None:
    result = safehold("evidence", "new", "restore-test", "--topic", "table_restore", "--application", "shop")
    assert result.exit_code == 0
    assert result.stdout == attesting.template("restore_test", "table_restore", "shop")


@pytest.mark.parametrize("kind", ["restore-test", "export", "decision", "approval"])
def test_new_has_a_usual_topic(safehold: Any, kind: str) -> None:
    result = safehold("evidence", "new", kind)
    assert f"topic: {attesting.USUAL[kind.replace('-', '_')]}\n" in result.stdout


def test_new_refuses_a_topic_of_another_type(safehold: Any) -> None:
    result = safehold("evidence", "new", "decision", "--topic", "table_restore")
    assert result.exit_code == 2
    assert "a record about table_restore is no decision; make a restore-test" in result.stderr


def test_new_writes_a_file_and_never_over_one(safehold: Any, tmp_path: Path) -> None:
    assert safehold("evidence", "new", "export", "-o", "one.yaml").exit_code == 0
    again = safehold("evidence", "new", "export", "-o", "one.yaml")
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert (tmp_path / "one.yaml").read_text() == attesting.template("export", None, None)
    nowhere = safehold("evidence", "new", "export", "-o", "no/where.yaml")
    assert nowhere.exit_code == 2
    assert "cannot be written" in nowhere.stderr


def test_check_names_each_blank_with_its_line(safehold: Any) -> None:
    safehold("evidence", "new", "restore-test", "-o", "one.yaml")
    result = safehold("evidence", "check", "one.yaml")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0].startswith("safehold: error: one.yaml:7: date: ")
    assert len(lines) > 5


def test_check_prints_the_register(safehold: Any, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO.format(date="2026-03-01"))
    result = safehold("evidence", "check", "two.yaml", *AS_OF)
    assert result.exit_code == 10
    assert [line.split("  ") for line in result.stdout.splitlines()[2:]] == [
        part.split("  ")
        for part in (
            "one     decision  purge         2026-03-01  -           shop         current",
            "two     export    stack_export  2026-01-01  2026-02-01  acme, basic  expired",
        )
    ]


def test_check_tells_what_is_from_the_future(safehold: Any, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO.format(date="2026-04-01"))
    assert "dated in the future" in safehold("evidence", "check", "two.yaml", *AS_OF).stdout


def test_check_goes_by_the_clock_unless_told_otherwise(safehold: Any, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO.format(date="2199-01-01"))
    assert safehold("evidence", "check", "two.yaml").exit_code == 10
    wrong = safehold("evidence", "check", "two.yaml", "--as-of", "tomorrow")
    assert wrong.exit_code == 2
    assert "--as-of 'tomorrow' is no moment" in wrong.stderr


def test_check_compares_the_artefact(safehold: Any, tmp_path: Path) -> None:
    (tmp_path / "proof.log").write_text("restored")
    right = hashlib.sha256(b"restored").hexdigest()
    for artefact, code, said in (
        ("", 0, "current"),
        (f"{{path: proof.log, sha256: '{right}'}}", 0, "current, artefact verified"),
        (f"{{path: proof.log, sha256: '{'0' * 64}'}}", 10, "artefact altered"),
        (f"{{path: gone.log, sha256: '{right}'}}", 11, "artefact not at hand"),
        (f"{{uri: 's3://proof/x.log', sha256: '{right}'}}", 0, "current"),
    ):
        result = safehold("evidence", "check", record(tmp_path, artefact), *AS_OF)
        assert (result.exit_code, result.stdout.splitlines()[2].split("  ")[-1].strip()) == (code, said)


def test_an_artefact_that_cannot_be_read_is_not_known(safehold: Any, tmp_path: Path, monkeypatch: Any) -> None:
    def verified(_: Any) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("scanner.evidence.Artefact.verified", verified)
    result = safehold("evidence", "check", record(tmp_path, f"{{path: proof.log, sha256: '{'0' * 64}'}}"))
    assert result.exit_code == 11
    assert "its artefact cannot be read: Permission denied" in result.stdout


def test_check_takes_what_the_configuration_names(safehold: Any, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "safehold.yaml").write_text("version: 1\nscan: {evidence: [evidence]}\n")
    empty = safehold("evidence", "check")
    assert empty.exit_code == 3
    assert "no evidence found" in empty.stderr
    record(tmp_path / "evidence")
    assert "purge" in safehold("evidence", "check", *AS_OF).stdout


def test_the_real_command(tmp_path: Path) -> None:
    made = ran(tmp_path, "evidence", "new", "decision", "--topic", "purge", "--application", "shop", "-o", "purge.yaml")
    assert made.returncode == 0
    text = (tmp_path / "purge.yaml").read_text()
    for key, value in (("date:", "2026-03-01"), ("statement:", "Nobody may."), ("owner:", "Platform")):
        text = text.replace(f"\n{key} ", f"\n{key} {value} ")
    (tmp_path / "purge.yaml").write_text(text.replace("approved_by: []", "approved_by: [A. Person]"))
    checked = ran(tmp_path, "evidence", "check", "purge.yaml", *AS_OF)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "shop-purge" in checked.stdout
