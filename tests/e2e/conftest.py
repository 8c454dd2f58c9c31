"""A browser for each test process, and reports opened in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import browser

from scanner.model import Report
from scanner.render import html


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    if browser.BINARY is None:
        pytest.skip("no chromium on the PATH: install it to test the report in a real browser")
    with browser.running(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def opened(chromium: browser.Browser, tmp_path: Path) -> Iterator[Callable[..., browser.Page]]:
    pages: list[browser.Page] = []

    def opened(report: Report, **options: Any) -> browser.Page:
        path = tmp_path / "report.html"
        with path.open("wb") as out:
            html.render(report, out)
        pages.append(chromium.open(path, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()
