"""The sections of the HTML report in real Chromium: the matrix, the charts, a company's logo, and paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import reports
from support.browser import Browser, Page
from support.whole_reports import whole

from scanner.render import html
from scanner.render.html_branding import Branding

Opened = Callable[..., Page]
PDFTOTEXT = shutil.which("pdftotext") or ""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30" fill="teal"/></svg>'


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_click_on_a_square_opens_what_stands_behind_it(opened: Opened, scripts: bool) -> None:  # noqa: FBT001
    page = opened(reports.small(), scripts=scripts)
    details = "document.querySelector('.behind details')"
    assert page.evaluate(f"{details}.open") is False
    page.click(".matrix .square.fail a")
    page.wait(f"{details}.open && location.hash === '#cell-1-region_loss'")
    page.wait(
        "(() => { const box = document.querySelector(':target').getBoundingClientRect();"
        " return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight; })()"
    )
    assert page.complaints() == []


@pytest.mark.parametrize("width", [320, 800])
def test_on_a_narrow_screen_what_stands_behind_a_square_is_in_sight(opened: Opened, width: int) -> None:
    page = opened(reports.small(), width=width)
    page.evaluate("document.querySelector('.matrix:not(.heat)').parentElement.scrollLeft = 400")
    page.evaluate("document.querySelector('.matrix .square.fail a').click()")
    page.wait("document.querySelector('.behind details').open")
    left, right = page.evaluate(
        "(() => { const { left, right } = document.querySelector('.reasons').getBoundingClientRect();"
        " return [left, right]; })()"
    )
    assert left >= 0
    assert right <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_section_scrolls_the_page_sideways(opened: Opened, scheme: str) -> None:
    page = opened(whole(), width=320, scheme=scheme)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.complaints() == []


def test_a_chart_is_drawn_inside_its_frame(opened: Opened) -> None:
    page = opened(whole())
    outside = page.evaluate(
        "[...document.querySelectorAll('.plot')].flatMap((plot) => { const frame = plot.getBoundingClientRect();"
        " return [...plot.querySelectorAll('polygon, polyline, circle, text')].filter((shape) => {"
        " const box = shape.getBoundingClientRect();"
        " return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1; });"
        " }).length"
    )
    assert outside == 0
    assert page.evaluate("document.querySelectorAll('.plot .area').length") > 0


def test_a_logo_is_shown_and_a_foreign_picture_is_not(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG, "utf-8")
    cover = (
        '{% extends "safehold/cover.html.j2" %}{% block after %}'
        '<img id="far" src="https://example.com/x.png" alt="">{% endblock %}'
    )
    (tmp_path / "cover.html.j2").write_text(cover, "utf-8")
    with (tmp_path / "report.html").open("wb") as out:
        html.render(reports.small(), out, Branding.read(tmp_path))
    page = chromium.open(tmp_path / "report.html")
    assert page.evaluate("document.querySelector('.logo').naturalWidth") == 90
    assert page.evaluate("document.querySelector('#far').naturalWidth") == 0
    page.close()


@pytest.mark.skipif(not PDFTOTEXT, reason="no pdftotext on the PATH: install poppler-utils to read what is printed")
def test_paper_has_what_a_click_opens_and_names_the_report_on_each_sheet(opened: Opened, tmp_path: Path) -> None:
    paper = tmp_path / "report.pdf"
    paper.write_bytes(opened(whole()).pdf())
    printed = subprocess.run([PDFTOTEXT, "-layout", paper, "-"], capture_output=True, check=True, text=True)  # noqa: S603
    sheets = printed.stdout.split("\f")[:-1]
    text = " ".join(printed.stdout.split())
    for wanted in (
        "region_loss: not_recoverable",
        "2026-01-15",
        "dynamodb:DescribeTable",
        "Approved by",
        "expired 9 days ago",
    ):
        assert wanted in text
    assert "Sign-off" in sheets[0]
    title = "Safehold: 2 accounts in 2 Regions, as of 2026-03-01 06:00:00 UTC"
    assert all(f"Page {number} of {len(sheets)}" in sheet and title in sheet for number, sheet in enumerate(sheets, 1))
