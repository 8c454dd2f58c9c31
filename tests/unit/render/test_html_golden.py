"""What the HTML report says, section by section, as text. How to renew the file: tests/data/README.md."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from support.pages import Document
from support.rendering import written
from support.whole_reports import whole

from scanner.render import frameworks, html

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "report.html.txt"
SECTIONS = ("cover", "completeness", "summary", "recovery", "changes", "controls", "evidence", "waivers", "rules")
TITLES = {
    "nist_800_53_r5": frameworks.Framework("nist_800_53_r5", "NIST SP 800-53 Rev. 5", {"CP-9": "System Backup"}),
}


def test_the_sections_say_what_they_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frameworks, "shipped", lambda: TITLES)
    page = Document(written(html.render, whole()))
    said = "\n\n".join(f"## {name}\n{_folded(page.text(name))}" for name in SECTIONS) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(said, "utf-8")
    assert said == GOLDEN.read_text("utf-8")


def _folded(text: str) -> str:
    """With a line for each sentence and cell that ends in a stop, so that a difference is short to read."""
    return re.sub(r"(?<=[.:?,;]) ", "\n", text)
