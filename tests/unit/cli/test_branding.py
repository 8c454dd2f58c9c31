"""`--template-dir`, as a person types it."""

from pathlib import Path
from typing import Any

import pytest

OWN = '{% extends "safehold/cover.html.j2" %}{% block title %}<h1 id="title">Example Ltd</h1>{% endblock %}'


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with a cover."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "cover.html.j2").write_text(OWN)
    return folder


def test_the_report_wears_it(safehold: Any, snapshot: Any, mine: Path, tmp_path: Path) -> None:
    result = safehold("report", snapshot, "--format", "html,json", "--template-dir", mine, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert '<h1 id="title">Example Ltd</h1>' in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Example Ltd" in safehold("report", snapshot, "--format", "html", "--template-dir", mine, "-o", "-").stdout


@pytest.mark.parametrize("command", ["report", "scan", "demo"])
def test_a_mistake_is_told_with_its_line_before_anything_is_done(
    safehold: Any, snapshot: Any, mine: Path, tmp_path: Path, command: str
) -> None:
    (mine / "cover.html.j2").write_text("<h1>\n{{ nobody }}")
    subject = [snapshot] if command == "report" else []
    result = safehold(command, *subject, "--template-dir", mine, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{mine / 'cover.html.j2'}:2: 'nobody' is undefined" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert not (tmp_path / "out").exists()


def test_each_part_of_a_split_report_wears_it(safehold: Any, snapshot: Any, mine: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("--format", "html", "--split-by", "account", "--template-dir", mine, "-o", out)
    assert safehold("report", snapshot, *asked).exit_code == 0
    pages = list(out.rglob("report.html"))
    assert len(pages) > 1
    assert all("Example Ltd" in page.read_text("utf-8") for page in pages)
