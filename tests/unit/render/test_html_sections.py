"""What the sections of the HTML report say, read from the document as a browser would."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from support import reports
from support.matrices import cell, recovery
from support.pages import Document
from support.rendering import written
from support.whole_reports import record, restore, waiver, whole

from scanner.model import AccountScope, Assessment, Change, Fact, Report, Scope, Verdict, WaiverUse
from scanner.render import html
from scanner.render.html_data import safe


def document(report: Report) -> Document:
    return Document(written(html.render, report))


@pytest.fixture(scope="module")
def page() -> Document:
    return document(whole())


def test_sections_are_numbered_as_the_contents_list_them(page: Document) -> None:
    numbered = re.findall(r'<h2 id="([a-z]+)-title"><span class="count">(\d)</span>', page.source)
    listed = re.findall(r'<li><a href="#([a-z]+)">', page.source)
    assert numbered == [(name, str(number)) for number, name in enumerate(listed, 1)]


def test_every_link_leads_somewhere_and_every_id_is_there_once(page: Document) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {name for value in page.attributes("aria-labelledby") for name in value.split()}
    assert {value.removeprefix("#") for value in page.attributes("href")} | labels <= set(ids)


def test_the_cover_says_plainly_that_it_is_narrowed(page: Document) -> None:
    assert "This report is narrowed to one site: docs. It says nothing of the rest of the estate" in page.text("cover")
    assert "narrowed" not in document(reports.small()).text("cover")


def test_the_cover_has_the_waivers_digest_and_lines_to_sign(page: Document) -> None:
    text = page.text("cover")
    assert "Waivers SHA-256 " + "77" * 32 in text
    assert "Name Role Date Signature Prepared by Reviewed by Approved by" in text


def test_the_foot_of_each_sheet_names_the_report() -> None:
    style = document(reports.small()).raw["style"][-1]
    title = "".join(chr(int(code, 16)) for code in re.findall(r"\\([0-9a-f]{6})", style))
    assert title == "Safehold: 2 accounts in 2 Regions, as of 2026-03-01 06:00:00 UTC"


def test_the_style_of_the_foot_cannot_be_left() -> None:
    scope = Scope((AccountScope("1", ("</style><script>\"}'",)),), ())
    assert document(reports.of((), scope=scope)).scripts() == document(reports.small()).scripts()


def test_what_was_denied_is_told_with_what_that_leaves_unknown(page: Document) -> None:
    text = page.text("completeness")
    assert "Denied 2 in 2 operations; not allowed to read" in text
    assert "4 checks of 3 rules could not be decided." in text
    assert "DDB-001 Point-in-time recovery is on 2 " in text


def test_an_account_that_could_not_be_entered_is_named() -> None:
    scope = Scope((AccountScope("1", (), "closed"), AccountScope("2", ("eu-west-1",))), ())
    assert "Not entered: 1 (closed)." in document(reports.of((), scope=scope)).text("completeness")


def test_the_score_counts_unknown_and_waived_in_the_whole(page: Document) -> None:
    text = page.text("summary")
    assert "37% proven 16 checks apply to 12 resources: 6 are proven, 3 failed, 4 could not be decided" in text
    assert "and 3 failed under a waiver" in text


def test_a_score_is_told_by_tier_and_by_application(page: Document) -> None:
    text = page.text("summary")
    assert "enhanced 66% 2 proven, 1 failed 2 1 0 0" in text
    assert "formkiq-prod 37% 6 proven, 3 waived, 4 unknown, 3 failed 6 3 4 3" in text


def test_each_square_leads_to_what_stands_behind_it(page: Document) -> None:
    text = page.text("recovery")
    assert "Delete 5 min delete: recoverable losing at most 5 min, reaching back 35 d (by dynamodb pitr)" in text
    assert "Account compromise (?) account_compromise: unknown Not seen: its backups could not be listed" in text
    assert 'href="#cell-1-region_loss">NO</a>' in page.source


def test_squares_with_the_same_behind_them_are_explained_once() -> None:
    lost = (cell(name, "not_recoverable", because="no protection was found") for name in ("delete", "overwrite"))
    assessment = Assessment(reports.table("orders"), reports.profile(), (), recovery(*lost))
    text = document(reports.of([assessment])).text("recovery")
    assert text.count("no protection was found") == 1
    assert "Delete NO Overwrite NO no protection was found" in text


def test_a_tier_adds_up_what_comes_back_as_promised(page: Document) -> None:
    assert "standard 1 of 1 - 1 of 1 - - - 0 of 1 1 failed - - -" in page.text("recovery").replace("\u2013", "-")


def test_fixed_is_kept_apart_from_what_could_not_be_looked_for(page: Document) -> None:
    text = page.text("changes")
    assert "Fixed 4 looked for, and found no more" in text
    assert "Could not be looked for 5 neither fixed nor found: not seen" in text
    assert text.index("The worst of what was fixed") < text.index("Not fixed. An earlier scan found these")


def test_the_worst_of_what_is_new_stands_first(page: Document) -> None:
    text = page.text("changes")
    shown = text[text.index("The worst of what is new") : text.index("The worst of what was fixed")]
    assert re.findall(r"Critical|High|Medium", shown)[0] == "Critical"
    assert "New, unknown DDB-001" in shown
    assert "2025-11-03" not in shown  # it is unchanged


def test_a_first_scan_says_why_it_tells_no_change_and_no_trend() -> None:
    text = document(reports.small()).text("changes")
    assert "No earlier scan was given" in text
    assert "--baseline" in text
    assert "No earlier run was given, so there is no trend to draw. --history FOLDER" in text


def test_a_chart_is_told_in_words_and_in_numbers(page: Document) -> None:
    text = page.text("changes")
    assert "Tier standard: shares of its checks, run by run" in text
    assert "Proven: 40% on 2026-01-01, 50% on 2026-03-01." in text
    assert re.search(r"2026-01-15 incomplete, or of other accounts .*?55% .*?45 0 2 5", text)
    assert "High 32 d on average 32 d 90 d 3 2" in text


def test_evidence_is_told_with_its_expiry(page: Document) -> None:
    text = page.text("evidence")
    assert "2026-02-20 expired 9 days ago" in text
    assert "RTO 1 h 30 min RPO 10 min" in text
    assert "2026-03-20 expires in 18 days" in text
    assert "no end stated" in text
    assert text.index("expired 9 days ago") < text.index("expires in 18 days") < text.index("no end stated")
    assert "arn:aws:dynamodb:eu-west-1:111122223333:table/orders" in text
    assert "21 min Successful hand or program" in text


def test_without_evidence_the_register_says_so() -> None:
    text = document(reports.small()).text("evidence")
    assert "No evidence was given" in text
    assert "AWS Backup tells of no restore job in scope, where it could be asked." in text


@pytest.mark.parametrize("fact", [record("odd", "soon"), restore("odd")], ids=["evidence", "restore"])
def test_a_fact_that_breaks_its_schema_is_shown_all_the_same(fact: Fact) -> None:
    odd = {key: ["odd", {"odd": None}] for key in fact.config}
    for config in (odd, {}):
        broken = Assessment(replace(fact, config=config), reports.profile(), ())
        assert "odd" in document(reports.of([broken])).text("evidence")


def test_of_much_evidence_what_expired_is_kept() -> None:
    facts = [record(f"good-{number:03}", "2027-01-01T00:00:00Z") for number in range(300)]
    facts.insert(150, record("late", "2026-02-01T00:00:00Z"))
    text = document(reports.of(Assessment(fact, reports.profile(), ()) for fact in facts)).text("evidence")
    assert "(first 100 of 301; the snapshot has all)" in text
    assert text.index("late") < text.index("good-000")


def test_waivers_are_told_whether_they_hold_or_not(page: Document) -> None:
    text = page.text("waivers")
    assert "In force 1 1 within 30 days of expiry Expired 1" in text
    assert re.search(r"W-2 .*?ticket docs 1 .*? 2026-02-15 expired 13 days ago W-1", text)
    assert re.search(r"W-1 .*?A\. Person ticket SEC-7 3 formkiq-core-prod-documents.*? expires in 14 days", text)
    assert re.search(r"W-3 .*?2027-02-15 expires in 351 days matches no failure", text)


def test_of_many_waivers_those_that_expired_are_shown() -> None:
    uses = [WaiverUse(waiver(f"W-{number:03}", "2027-01-01"), expired=False, findings=1) for number in range(150)]
    uses.append(WaiverUse(waiver("late", "2026-01-01"), expired=True, findings=2))
    text = document(replace(reports.small(), waivers=tuple(uses))).text("waivers")
    assert "(first 100 of 151; the waivers files have all)" in text
    assert text.index("late") < text.index("W-000")


def test_a_waiver_that_is_not_yet_in_force_is_no_other() -> None:
    use = WaiverUse(waiver("W-1", "2027-01-01"), expired=False, findings=1, early=True)
    text = document(replace(reports.small(), waivers=(use,))).text("waivers")
    assert re.search(r"In force 0 .*Not yet 1 .*W-1 .*not before ", text)


def test_a_waived_failure_is_neither_pass_nor_fail_of_a_control() -> None:
    made = replace(reports.failed("S3-001", ("off", "/config", 1, 2)), verdict=Verdict.WAIVED, waiver="W-1")
    report = reports.of(
        [Assessment(reports.bucket("logs"), reports.profile(), (made,))], {"S3-001": reports.RULES["S3-001"]}
    )
    use = WaiverUse(waiver("W-1", "2027-01-01"), expired=False, findings=1)
    assert re.search(r"Waived 0 0 1 0 S3-001", document(replace(report, waivers=(use,))).text("controls"))


def test_nothing_that_comes_from_outside_makes_an_element(page: Document) -> None:
    hostile = document(whole(reports.hostile(), reports.HOSTILE))
    assert hostile.names() <= page.names()
    everything = hostile.text()
    for value in reports.HOSTILE:
        assert " ".join(safe(value).split()) in everything, value


def test_a_comparison_without_any_change_has_no_tables() -> None:
    report = whole()
    assert report.comparison
    quiet = replace(report.comparison, counts={Change.UNCHANGED: 1}, ended=lambda: iter(()))
    text = document(replace(reports.small(), comparison=quiet)).text("changes")
    assert "New 0" in text
    assert "The worst of" not in text


def test_where_nothing_was_known_before_no_list_of_news_is_given() -> None:
    report = whole()
    assert report.comparison
    first = replace(report.comparison, counts={Change.NEW: 9}, ended=lambda: iter(()))
    text = document(replace(report, comparison=first)).text("changes")
    assert "Nothing was known before, so everything is new" in text
    assert "The worst of" not in text


def test_a_narrowed_report_says_why_it_draws_no_trend() -> None:
    text = document(replace(whole(), history=())).text("changes")
    assert "a report that is narrowed to a part of it draws no trend" in text
