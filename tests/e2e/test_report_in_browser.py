"""The HTML report in real Chromium: what a reader sees, types, clicks and prints."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import reports
from support.browser import Browser, Page

from scanner.model import Assessment, Severity
from scanner.render import html
from scanner.render.common import visible
from scanner.render.html_data import safe

Opened = Callable[..., Page]
PDFTOTEXT = shutil.which("pdftotext") or ""
CELLS = "#rows > tr > th .name"


def elements(page: Page) -> set[str]:
    return set(page.evaluate("[...document.querySelectorAll('*')].map((element) => element.localName)"))


def test_every_finding_is_shown_and_nothing_is_complained_of(opened: Opened) -> None:
    page = opened(reports.small())
    assert len(page.texts("#rows > tr")) == 10
    assert page.text("#status") == "10 findings"
    assert page.complaints() == []


def test_the_order_is_the_one_of_the_markup(opened: Opened) -> None:
    static = opened(reports.small(), scripts=False).texts(CELLS)
    assert opened(reports.small()).texts(CELLS) == static


def test_a_compressed_data_block_gives_the_same_rows(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = opened(reports.small()).texts("#rows > tr")
    monkeypatch.setattr(html, "_PACK_ABOVE", 3)
    page = opened(reports.small())
    assert page.texts("#rows > tr") == plain
    assert page.complaints() == []


def test_without_scripts_the_whole_report_is_readable(opened: Opened) -> None:
    page = opened(reports.small(), scripts=False)
    text = page.text("body")
    for wanted in ("Could we get it back?", "Method", "Sign-off", "The scan is incomplete", "Not assessed", "orders"):
        assert wanted in text
    assert len(page.texts("#rows > tr")) == 10
    assert page.evaluate("getComputedStyle(document.querySelector('#tools')).display") == "none"


def test_a_search_keeps_what_it_finds_and_says_how_much(opened: Opened) -> None:
    page = opened(reports.small())
    page.type("#find", "sessions")
    assert set(page.texts(CELLS)) == {"sessions"}
    assert page.text("#status") == "4 of 10 findings"
    page.type("#find", "managed by AWS")
    assert page.texts(CELLS) == ["central"]
    page.type("#find", "no such thing")
    assert page.texts("#rows > tr") == ["No finding matches."]
    page.type("#find", "")
    assert len(page.texts(CELLS)) == 10


def test_capitals_count_only_where_something_has_them(opened: Opened) -> None:
    page = opened(reports.small())
    page.type("#find", "CENTRAL")
    assert page.texts(CELLS) == ["central"]
    page.type("#find", "Suspended")
    assert len(page.texts(CELLS)) == 1


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [("severity", "critical", 3), ("verdict", "unknown", 4), ("rule", "DDB-002", 2), ("tier", "enhanced", 1)],
)
def test_a_filter_keeps_its_own(opened: Opened, name: str, value: str, count: int) -> None:
    page = opened(reports.small())
    assert f"{value} ({count})" in page.texts(f"[data-filter={name}] option")
    page.choose(f"[data-filter={name}]", value)
    assert len(page.texts(CELLS)) == count
    page.click("#reset")
    assert len(page.texts(CELLS)) == 10


def test_filters_and_search_narrow_each_other(opened: Opened) -> None:
    page = opened(reports.small())
    page.choose("[data-filter=account]", reports.PRODUCTION)
    page.choose("[data-filter=verdict]", "fail")
    page.type("#find", "ddb-")
    assert page.texts(CELLS) == ["formkiq-core-prod-documents", "sessions"]


def test_a_column_sorts_up_and_down_and_says_so(opened: Opened) -> None:
    page = opened(reports.small())
    for direction in ("ascending", "descending"):
        page.click("[data-sort=resource] button")
        names = page.texts(CELLS)
        assert names == sorted(names, reverse=direction == "descending")
        assert page.evaluate("document.querySelector('[data-sort=resource]').ariaSort") == direction
    assert page.evaluate("document.querySelectorAll('[aria-sort]').length") == 1


def test_pages_hold_a_hundred_rows_each(opened: Opened) -> None:
    page = opened(reports.large(250))
    assert len(page.texts(CELLS)) == 100
    assert page.text("#page") == "Page 1 of 3"
    page.click("#next")
    page.click("#next")
    assert len(page.texts(CELLS)) == 50
    assert page.text("#status") == "250 findings; showing 201 to 250"
    assert page.evaluate("document.querySelector('#next').disabled")
    page.type("#find", "table-00000007")
    assert page.text("#status") == "1 of 250 findings"
    assert page.evaluate("document.querySelector('#pages').hidden")


def test_a_row_opens_by_keyboard_to_everything_about_the_finding(opened: Opened) -> None:
    page = opened(reports.small())
    page.type("#find", "point-in-time recovery is off")
    page.evaluate("document.querySelector('.open').focus()")
    page.press("Enter")
    panel = page.text(".panel")
    for wanted in (
        "true",
        "false",
        "/config/pitr/enabled",
        "aws dynamodb update-continuous-backups --table-name formkiq-core-prod-documents --region eu-west-1",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/formkiq-core-prod-documents",
        "tag safehold:tier=standard",
        "CP-9",
        "About DDB-001",
    ):
        assert wanted in panel
    assert page.evaluate("document.querySelector('.open').ariaExpanded") == "true"
    page.press("Enter")
    assert page.texts(".panel") == []


def test_the_command_is_copied(opened: Opened) -> None:
    page = opened(reports.small())
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.click(".open")
    page.click(".command button")
    page.wait("document.querySelector('.command button').textContent === 'Copied'")
    assert page.text("#said") == "The command copied"
    assert page.evaluate("window.copied").startswith("aws dynamodb update-continuous-backups --table-name ")


def test_a_command_that_cannot_be_copied_is_selected(opened: Opened) -> None:
    page = opened(reports.small())
    page.evaluate("navigator.clipboard.writeText = async () => { throw new Error('denied'); }")
    page.click(".open")
    page.click(".command button")
    page.wait("document.querySelector('.command button').textContent === 'Press Ctrl+C'")
    assert page.evaluate("getSelection().toString()").startswith("aws dynamodb")


def test_a_remedy_with_commands_in_its_sentence_reads_well(opened: Opened) -> None:
    text = "Cancel it, then enable the key (`aws kms a --key {name}`, `aws kms b`). Use `kms` only (`x`)."
    found = reports.failed("KEY-001", ("the key goes", "/config/key", 1, 2))
    rules = {"KEY-001": reports.rule("KEY-001", "rules.key", "The key stays", Severity.HIGH, remediation=text)}
    page = opened(reports.of([Assessment(reports.table("a;b"), reports.profile(), (found,))], rules))
    page.click(".open")
    assert page.texts(".panel .command code") == ["aws kms a --key {name}", "aws kms b"]
    assert page.texts(".panel .sheet > div:first-child > div > p") == [
        "Cancel it, then enable the key",
        "Use kms only (x).",
    ]


def test_hostile_names_are_inert_and_shown(opened: Opened) -> None:
    page = opened(reports.hostile())
    assert elements(page) <= elements(opened(reports.small()))
    for value in reports.HOSTILE:
        shown = safe(value)
        if len(shown.strip()) > 2:
            page.type("#find", shown)
            assert shown in "\n".join(page.texts("#rows > tr")), value
    page.type("#find", "")
    for index in range(3):
        page.click(".open", index)
    assert page.evaluate("[window.__xss, window.__hit]") == [None, None]
    assert page.evaluate("document.querySelectorAll('bdi').length") > 100
    assert page.complaints() == []


def test_hidden_characters_stand_in_the_page_as_escapes(opened: Opened) -> None:
    name = "abc\u202egpj.exe\x1b[31m"
    finding = reports.failed("DDB-001", ("off", "/config/pitr", True, False))
    page = opened(reports.of([Assessment(reports.table(name), reports.profile(), (finding,))]))
    assert page.texts(CELLS) == [visible(name)] == ["abc\\u202egpj.exe\\x1b[31m"]


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways(opened: Opened, width: int, scheme: str) -> None:
    page = opened(reports.small(), width=width, scheme=scheme)
    page.click(".open")
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_dark_and_light_differ(opened: Opened) -> None:
    grounds = {
        opened(reports.empty(), scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2


def test_an_empty_report_claims_nothing(opened: Opened) -> None:
    page = opened(reports.empty())
    assert "This is not a pass" in page.text("#summary")
    assert page.texts("#rows > tr") == ["No findings."]
    assert page.complaints() == []


def test_print_keeps_the_sign_off_and_leaves_the_tools_out(opened: Opened) -> None:
    page = opened(reports.large(250))
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    page.call("Emulation.setEmulatedMedia", media="print")
    shown = "((selector) => document.querySelector(selector).getClientRects().length > 0)"
    assert page.evaluate(f"['#signoff', '#rows'].every({shown})")
    assert not page.evaluate(f"['#tools', '#previous', '#status', '.masthead nav'].some({shown})")


@pytest.mark.skipif(not PDFTOTEXT, reason="pdftotext (poppler-utils) is not installed")
def test_paper_holds_every_row_up_to_a_thousand_and_points_to_the_rest(opened: Opened, tmp_path: Path) -> None:
    printed = tmp_path / "report.pdf"
    printed.write_bytes(opened(reports.large(1200)).pdf())
    command = [PDFTOTEXT, "-layout", str(printed), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own file
    assert len(set(re.findall(r"table-\d{8}", text))) == 1000
    assert "1,000 findings of 1,200; the CSV and JSON reports have all." in text
    assert "Sign-off" in text
    assert "Previous page" not in text
    assert text.count("Rule and reason") > 10, "the head of the table stands on every page"


def test_after_printing_the_page_is_as_it_was(opened: Opened) -> None:
    page = opened(reports.large(250))
    page.click("#next")
    before = page.texts(CELLS)
    page.pdf()
    assert page.texts(CELLS) == before


def test_a_damaged_data_block_leaves_the_markup_and_says_so(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    with path.open("wb") as out:
        html.render(reports.small(), out)
    path.write_bytes(path.read_bytes().replace(b'{"names":"', b'{"names":', 1))
    page = chromium.open(path, scripts=True, ready=False)
    page.wait("!document.querySelector('#status').hidden")
    assert "findings.json" in page.text("#status")
    assert len(page.texts("#rows > tr")) == 10
