"""Every format of the small report, byte by byte. How to renew the files: tests/data/README.md."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import reports
from support.rendering import written

from scanner.render import RENDERERS, frameworks

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
TITLES = {
    "nist_800_53_r5": frameworks.Framework("nist_800_53_r5", "NIST SP 800-53 Rev. 5", {"CP-9": "System Backup"}),
}


@pytest.mark.parametrize("name", ["text", "json", "sarif", "sarif-github"])
def test_the_small_report_is_rendered_as_it_was(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frameworks, "shipped", lambda: TITLES)
    renderer = RENDERERS[name]
    content = written(renderer.render, reports.small())
    golden = GOLDEN / renderer.filename
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(content)
    assert content.decode() == golden.read_text("utf-8")
