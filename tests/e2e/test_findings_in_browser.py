"""The findings of the HTML report in real Chromium: grouped, linked, waived, traced to their fact and their controls.

One page is opened for all tests; each begins with a view of its own, which is what the address is for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import later_reports, reports
from support.browser import Browser, Page

from scanner.model import Assessment, Finding, Profile, Report
from scanner.render import html
from scanner.render.common import findings

View = Callable[..., Page]
NAMES = "tbody > tr > th .name"
HEADS = ".fold"
GO = """
const go = (hash) => new Promise((done) => {
  if (location.hash === hash) done();
  addEventListener("hashchange", () => done(), { once: true });
  location.hash = hash;
});
"""
OPENED = "document.querySelector('.panel') ?? document.querySelector('#rows .open').click()"


def some() -> Report:
    """Findings of a later scan, with two applications, and two resources that belong to none."""
    found = [*reports.small().assess()]
    off = reports.failed("DDB-001", ("off", "/config/pitr/enabled", True, False))
    alone = Profile(None, None, "cache", "basic", {}, classified=False)
    found += [Assessment(reports.table(name), alone, (off,)) for name in ("a", "b")]
    return later_reports.later(reports.of(found))


def write(report: Report, path: Path) -> Path:
    with path.open("wb") as out:
        html.render(report, out)
    return path


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    opened = chromium.open(write(some(), tmp_path_factory.mktemp("findings") / "report.html"))
    yield opened
    opened.close()


@pytest.fixture
def view(page: Page) -> View:
    """Shows what an address names."""

    def view(**said: str) -> Page:
        address = "#findings?" + "&".join(f"{name}={value}" for name, value in said.items())
        page.evaluate(f"(async () => {{ {GO} await go('#cover'); await go({json.dumps(address)}); }})()")
        return page

    return view


def heads(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.texts(HEADS)]


BY: dict[str, Callable[[Finding], str]] = {
    "application": lambda found: found.profile.application or "(none)",
    "site": lambda found: found.profile.site or "(none)",
    "account": lambda found: found.fact.account,
    "region": lambda found: found.fact.region,
    "rule": lambda found: f"{found.rule.id} {found.rule.title}",
    "kind": lambda found: found.fact.kind,
    "tier": lambda found: found.profile.tier or "unknown",
    "verdict": lambda found: found.decision.verdict,
    "change": lambda found: found.decision.past.change if found.decision.past else "(none)",
}


@pytest.mark.parametrize("by", BY)
def test_findings_are_grouped_and_counted(view: View, by: str) -> None:
    counts = Counter(map(BY[by], findings(some())))
    assert sorted(heads(view(group=by))) == sorted(map(head, counts, counts.values()))


def test_findings_are_grouped_by_the_controls_of_a_framework(view: View) -> None:
    counts = Counter(control for found in findings(some()) for control in found.rule.controls.get("nist_800_53_r5", ()))
    shown = heads(view(group="control:nist_800_53_r5"))
    assert [each.split()[0] for each in shown] == ["CP-9", "CP-9(8)", "SC-28"]
    assert [each.split()[-2] for each in shown] == [str(counts[each.split()[0]]) for each in shown]


def head(name: str, count: int) -> str:
    return f"{name} {count} finding{'' if count == 1 else 's'}"


def test_a_group_opens_by_keyboard_to_its_findings_in_a_body_of_its_own(view: View) -> None:
    page = view(group="site")
    assert page.texts(NAMES) == []
    page.evaluate("document.querySelectorAll('.fold')[1].focus()")
    page.press("Enter")
    assert sorted(page.texts(NAMES)) == ["a", "b"]
    focused = "document.activeElement.matches('.fold[aria-expanded=true]')"
    assert page.evaluate(focused)
    assert page.evaluate("document.activeElement.closest('th').scope") == "rowgroup"
    assert page.evaluate("document.activeElement.closest('tbody').rows.length") == 3
    page.press("Enter")
    assert page.texts(NAMES) == []


def test_all_groups_open_and_close_together_and_stay_open_while_one_sorts(view: View) -> None:
    page = view(group="site")
    page.evaluate("document.querySelector('#unfold').click()")
    assert len(page.texts(NAMES)) == 12
    page.evaluate("document.querySelector('[data-sort=resource] button').click()")
    assert len(page.texts(NAMES)) == 12
    page.evaluate("document.querySelector('#fold').click()")
    assert page.texts(NAMES) == []


def test_an_address_is_a_view_and_a_view_is_an_address(view: View) -> None:
    page = view(tier="standard", verdict="unknown", q="orders", sort="-rule")
    assert set(page.texts(NAMES)) == {"orders"}
    assert page.text("#status").startswith("2 of 12 findings")
    assert page.evaluate("document.querySelector('#find').value") == "orders"
    assert page.evaluate("document.querySelector('#filter-tier').value") == "standard"
    assert page.evaluate("document.querySelector('[data-sort=rule]').ariaSort") == "descending"
    page.choose("#group", "rule")
    page.type("#find", "")
    page.wait("location.hash === '#findings?verdict=unknown&tier=standard&group=rule&sort=-rule'")
    page.evaluate("document.querySelector('#reset').click()")
    page.wait("location.hash === '#findings?group=rule&sort=-rule'")


def test_what_belongs_to_no_application_can_be_asked_for(view: View) -> None:
    page = view(application="")
    assert sorted(page.texts(NAMES)) == ["a", "b"]
    assert page.texts(".chip") == ["Take out the filter Application: (none)"]


def test_an_address_that_says_nonsense_finds_nothing_and_makes_nothing(view: View) -> None:
    page = view(tier="%3Cimg src=x onerror=window.__xss=1%3E", group="__proto__", sort="constructor", page="-7")
    assert page.texts("#rows > tr") == ["No finding matches."]
    assert page.evaluate("[document.querySelectorAll('img').length, window.__xss ?? null]") == [0, None]
    assert page.complaints() == []


def test_a_filter_is_taken_out_where_it_is_shown_and_the_focus_goes_on(view: View) -> None:
    page = view(tier="standard", verdict="fail")
    assert len(page.texts(".chip")) == 2
    page.evaluate("document.querySelector('.chip').focus()")
    page.press("Enter")
    assert page.texts(".chip") == ["Take out the filter Verdict: fail"]
    assert page.evaluate("document.activeElement.matches('.chip')")
    page.press("Enter")
    assert page.evaluate("document.activeElement.id") == "find"


def test_waived_findings_are_shown_as_waived_and_told_apart(view: View) -> None:
    page = view()
    assert page.text("#status") == "12 findings, 3 of them waived"
    page = view(verdict="waived")
    page.evaluate(OPENED)
    panel = page.text(".panel")
    for wanted in ("Accepted until 2026-12-31", "rebuilt-nightly", "Approver", "Ticket", later_reports.PLAIN[0]):
        assert wanted in panel


def test_an_expired_waiver_says_so_and_the_finding_counts(view: View) -> None:
    page = view(verdict="fail", q="until-migration")
    assert "waiver expired on 2026-02-28" in page.text("#rows")
    page.evaluate(OPENED)
    assert "It held until 2026-02-28, and holds no longer" in page.text(".panel")


def test_a_finding_is_traced_to_its_fact_and_its_past(view: View) -> None:
    page = view(rule="DDB-002", verdict="fail")
    page.evaluate(OPENED)
    panel = page.text(".panel")
    for wanted in ("facts/111122223333/us-east-1/dynamodb.table.jsonl", "c4" * 32, "First seen", "earlier scan"):
        assert wanted in panel
    assert '"window_days": 7' in page.text(".excerpt")


def test_a_finding_has_an_address_that_opens_it(view: View) -> None:
    page = view(rule="DDB-002", verdict="fail")
    page.evaluate(OPENED)
    page.evaluate("document.querySelectorAll('.to a')[1].click()")
    page.wait("document.querySelectorAll('.panel').length === 1 && location.hash.includes('arn')")
    assert page.texts(NAMES) == ["sessions"]


def test_a_control_leads_from_a_finding_to_all_of_it(view: View) -> None:
    page = view(rule="BKP-007")
    page.evaluate(OPENED)
    page.evaluate("[...document.querySelectorAll('.panel .links a')].find((a) => a.textContent === 'CC6.1').click()")
    page.wait("location.hash === '#findings?control=soc_2%3ACC6.1'")
    assert page.texts(NAMES) == ["central"]
    assert page.texts(".chip") == ["Take out the filter Control: CC6.1"]


def test_the_controls_of_a_framework_are_counted_and_lead_to_their_findings(view: View) -> None:
    page = view()
    page.evaluate("document.querySelector('#by-control').open = true")
    page.wait("document.querySelector('#control-rows').rows.length > 0")
    title = "[...document.querySelector('#framework').options].find((o) => o.text.startsWith('NIST SP 800-53')).value"
    page.choose("#framework", page.evaluate(title))
    rows = [" ".join(text.split()) for text in page.texts("#control-rows tr")]
    assert rows[0].startswith("CP-9")
    cells = page.texts("#control-rows tr:first-child td.num")
    assert cells == ["4", "4", "2", "2"]
    page.evaluate("document.querySelector('#control-rows a').click()")
    page.wait("location.hash.startsWith('#findings?control=nist')")
    assert page.text("#status") == "10 of 12 findings, 2 of them waived"


def test_counts_elsewhere_lead_to_their_findings(view: View) -> None:
    page = view()
    count = page.evaluate("document.querySelector('#summary [data-find*=unknown] a').textContent")
    page.evaluate("document.querySelector('#summary [data-find*=unknown] a').click()")
    page.wait("location.hash.includes('verdict=unknown')")
    assert page.text("#status").startswith(f"{count} of 12 finding")


def test_paper_has_the_groups_with_all_their_findings_and_the_screen_comes_back(view: View) -> None:
    page = view(group="site", tier="basic")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(page.texts(NAMES)) == 2
    assert page.evaluate("document.querySelector('#print-note').textContent") == (
        "2 findings of 12; the CSV and JSON reports have all. Tier: basic."
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.texts(NAMES) == []
    assert len(heads(page)) == 1


def test_a_large_group_shows_more_when_asked_and_the_focus_goes_there(chromium: Browser, tmp_path: Path) -> None:
    page = chromium.open(write(reports.large(300), tmp_path / "report.html"), width=320)
    page.choose("#group", "rule")
    page.click(HEADS)
    assert len(page.texts(NAMES)) == 20
    assert page.texts(".extend") == ["Show 100 more of 237"]
    page.click(".extend")
    assert len(page.texts(NAMES)) == 120
    assert page.evaluate("document.activeElement === document.querySelectorAll('.open:not(.fold)')[20]")
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    page.close()
