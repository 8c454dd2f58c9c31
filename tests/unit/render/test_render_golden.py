"""Every format of the small report, byte by byte. How to renew the files: tests/data/README.md."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support import reports
from support.later_reports import later
from support.rendering import written

from scanner.model import Report
from scanner.render import RENDERERS, frameworks

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
TITLES = {
    "nist_800_53_r5": frameworks.Framework("nist_800_53_r5", "NIST SP 800-53 Rev. 5", {"CP-9": "System Backup"}),
}


REPORTS: dict[str, Callable[[], Report]] = {"small": reports.small, "later": lambda: later(reports.small())}
"""The second is of a scan that was not the first: with waivers, an earlier scan and a history."""


@pytest.mark.parametrize("of", sorted(REPORTS))
@pytest.mark.parametrize("name", sorted(set(RENDERERS) - {"html"}))
def test_the_small_report_is_rendered_as_it_was(of: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frameworks, "shipped", lambda: TITLES)
    renderer = RENDERERS[name]
    content = written(renderer.render, REPORTS[of]())
    golden = GOLDEN / of / renderer.filename
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(content)
    assert content.decode() == golden.read_bytes().decode()
