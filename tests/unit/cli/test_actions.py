"""What GitHub Actions is told, by the real command and on reports made by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support import reports

from scanner.cli import actions
from scanner.cli.gate import Gate
from scanner.render.markdown import SUMMARY_BYTES

COMMAND = re.compile(r"::(error|warning|notice) title=[^:,\r\n]*::[^\r\n]*")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """The files that a runner gives to a step, each with something in it that is not ours."""
    given = {"GITHUB_STEP_SUMMARY": tmp_path / "page.md", "GITHUB_OUTPUT": tmp_path / "out.txt"}
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for name, path in given.items():
        path.write_text("theirs\n")
        monkeypatch.setenv(name, str(path))
    return given


def outputs(path: Path) -> dict[str, str]:
    """What a runner makes of the file, as its documentation says."""
    found = re.findall(
        r"^([\w-]+)<<(\w+)\n(.*?)\n\2\n", path.read_text().removeprefix("theirs\n"), re.DOTALL | re.MULTILINE
    )
    return {name: value for name, _, value in found}


def test_a_run_is_annotated_and_its_page_and_outputs_are_added_to(safehold: Any, snapshot: Any, files: Any) -> None:
    result = safehold("evaluate", snapshot, "--fail-on", "medium")
    assert result.exit_code == 10
    assert result.stderr.splitlines()[-1].startswith("safehold: exit 10: ")
    annotated = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert annotated
    assert all(COMMAND.fullmatch(line) for line in annotated)
    assert any("EST-002" in line for line in annotated)
    page = files["GITHUB_STEP_SUMMARY"].read_text()
    assert page.startswith("theirs\n\n\n## Safehold · NOT COMPLIANT")
    told = outputs(files["GITHUB_OUTPUT"])
    assert told["exit-code"] == "10"
    assert int(told["findings"]) > 0
    assert set(told) == {"exit-code", "findings", "unknowns"}


@pytest.mark.parametrize("value", ["", "false"])
def test_elsewhere_nothing_of_it_happens(files: Any, monkeypatch: Any, capsys: Any, value: Any) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", value)
    actions.tell(reports.small(), Gate(10, ""))
    actions.output("report", "here")
    assert capsys.readouterr() == ("", "")
    assert {path.read_text() for path in files.values()} == {"theirs\n"}


def test_github_shows_ten_of_a_kind_so_the_worst_ten_are_told_and_the_rest_is_counted() -> None:
    lines = list(actions.annotated(reports.large(140)))
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert lines[0] == (
        "::error title=DDB-001 Point-in-time recovery is on::critical, point-in-time recovery is off; tier standard"
        " requires it (arn:aws:dynamodb:eu-west-1:111122223333:table/table-00000000 in 111122223333 eu-west-1). To do:"
        " Turn it on; it takes effect at once and reaches back to that moment only. `aws dynamodb"
        " update-continuous-backups --table-name table-00000000 --region eu-west-1"
        " --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`"
    )
    assert lines[-1].endswith("::10 more errors and 110 more warnings: see the summary of this run and the reports.")


def test_an_incomplete_scan_is_one_of_the_ten_warnings() -> None:
    lines = list(actions.annotated(reports.hostile()))
    assert lines[0].startswith("::warning title=The scan is incomplete::")
    assert [line.split(" ")[0] for line in lines].count("::warning") == 10


@pytest.mark.parametrize("value", reports.HOSTILE)
def test_no_name_breaks_out_of_its_annotation(value: str) -> None:
    lines = [line for made in actions.annotated(reports.hostile([value])) for line in made.splitlines()]
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert not any(re.search(r"##vso\[|##\[|section_(start|end):", line) for line in lines)
    assert not any(re.search(r"%(?!25|3A|2C)", line) for line in lines)


def test_outputs_keep_what_they_are_given(files: Any) -> None:
    actions.output("report", "a\nreport=b")
    assert outputs(files["GITHUB_OUTPUT"]) == {"report": "a\nreport=b"}


def test_a_page_that_is_full_is_left_as_it_is(files: Any, capsys: Any) -> None:
    full = "x" * (SUMMARY_BYTES - 100)
    files["GITHUB_STEP_SUMMARY"].write_text(full)
    actions.tell(reports.small(), Gate(0, ""))
    assert files["GITHUB_STEP_SUMMARY"].read_text() == full
    assert "is full" in capsys.readouterr().err


def test_a_page_with_little_room_left_is_not_overfilled(files: Any) -> None:
    files["GITHUB_STEP_SUMMARY"].write_text("x" * (SUMMARY_BYTES - 5_000))
    actions.tell(reports.small(), Gate(0, ""))
    assert SUMMARY_BYTES - 4_000 < files["GITHUB_STEP_SUMMARY"].stat().st_size <= SUMMARY_BYTES


def test_files_that_cannot_be_written_are_told_and_fail_nothing(
    tmp_path: Any, files: Any, monkeypatch: Any, capsys: Any
) -> None:
    for name in files:
        monkeypatch.setenv(name, str(tmp_path / "nowhere" / "file"))
    actions.tell(reports.small(), Gate(0, ""))
    told = capsys.readouterr().err
    for name in files:
        assert f"{tmp_path}/nowhere/file, which {name} names, cannot be written: No such file" in told


def test_a_runner_without_files_is_annotated_all_the_same(capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    actions.tell(reports.small(), Gate(10, ""))
    assert "::error " in capsys.readouterr().out
