from __future__ import annotations

import base64
import hashlib
import io
import re
import tracemalloc
from dataclasses import replace

import pytest
from support import reports
from support.pages import Document
from support.rendering import written

from scanner.assets import REPORTS
from scanner.model import Assessment, Report, Scope
from scanner.render import html, html_block
from scanner.render.html_data import safe

DDB_001 = reports.failed("DDB-001", ("off", "/config/pitr/enabled", True, False))


def document(report: Report) -> Document:
    return Document(written(html.render, report))


def of_one(name: str) -> Report:
    return reports.of([Assessment(reports.table(name), reports.profile(), (DDB_001,))])


def test_the_policy_allows_exactly_the_styles_and_scripts_that_are_there() -> None:
    page = document(reports.small())
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))

    def hashes(texts: list[str]) -> list[str]:
        digests = (hashlib.sha256(text.encode()).digest() for text in texts)
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]

    assert directives == {
        "default-src": "'none'",
        "script-src": " ".join(hashes(page.scripts())),
        "style-src": " ".join(hashes(page.raw["style"])),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_policy_stands_before_everything_that_it_governs() -> None:
    source = document(reports.small()).source
    assert source.index("Content-Security-Policy") < min(source.index("<style"), source.index("<script"))


def test_the_document_asks_for_nothing_and_runs_nothing_inline() -> None:
    for report in (reports.empty(), reports.small(), reports.hostile()):
        page = document(report)
        assert page.names().isdisjoint({"link", "img", "iframe", "object", "embed", "base", "form", "video", "audio"})
        attributes = {name for _, attributes in page.elements for name in attributes}
        assert attributes.isdisjoint({"style", "src", "action", "target"})
        assert not [name for name in attributes if name.startswith("on")]
        assert all(value.startswith("#") for value in page.attributes("href"))


def test_every_link_leads_somewhere_and_every_id_is_there_once() -> None:
    page = document(reports.small())
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    referred = {value.removeprefix("#") for value in page.attributes("href")} | page.attributes("aria-labelledby")
    assert referred <= set(ids)


def test_an_inlined_file_cannot_end_its_element() -> None:
    for path in (REPORTS / "html").glob("*.*s"):
        assert not re.search(r"</(script|style)|<!--", path.read_text(encoding="utf-8"), re.IGNORECASE), path.name


def test_what_an_auditor_looks_for_is_in_the_markup() -> None:
    text = document(reports.small()).text()
    for wanted in (
        "As of 2026-03-01 06:00:00 UTC",
        "Scope: accounts 111122223333 (production), 444455556666",
        "Scope: Regions eu-west-1, us-east-1",
        "Tool version Safehold 1.2.3 Engine: regorus 0.13.0",
        "Policy SHA-256 " + "b0" * 32,
        "Evidence SHA-256 (snapshot manifest) " + "5a" * 32,
        "Method",
        "Sign-off",
        "Waivers SHA-256 no waivers file was given",
        "Approved by",
        "No waiver was applied",
        "an approver and the date on which it expires",
    ):
        assert wanted in text


def test_a_snapshot_judged_for_another_moment_shows_both() -> None:
    report = reports.small()
    text = document(replace(report, as_of="2026-06-01T00:00:00Z")).text("cover")
    assert "As of 2026-06-01 00:00:00 UTC" in text
    assert "Snapshot taken at 2026-03-01 06:00:00 UTC earlier than it was judged for" in text


def test_how_complete_the_scan_was_stands_before_any_result() -> None:
    source = document(reports.small()).source
    assert source.index('id="completeness"') < source.index('id="summary"') < source.index('id="findings"')
    assert "failed" not in document(reports.small()).text("cover")


def test_an_incomplete_scan_says_what_was_not_assessed_and_why() -> None:
    text = document(reports.small()).text("completeness")
    assert "The scan is incomplete. 1 of 3 units" in text
    assert (
        "backup.recovery_point backup:ListRecoveryPointsByBackupVault Access denied 444455556666 us-east-1 "
        "AccessDeniedException: not authorized"
    ) in text
    assert "dynamodb.table /config/pitr dynamodb:DescribeContinuousBackups Access denied orders" in text
    assert "dynamodb:DescribeTable 3" in text
    assert "111122223333 production eu-west-1 not enabled: ap-east-1 dynamodb" in text


def test_a_complete_scan_says_so() -> None:
    text = document(reports.empty()).text("completeness")
    assert "Nothing in scope was left out." in text
    assert "No coverage gap" in text


def test_a_scan_of_nothing_is_not_complete() -> None:
    text = document(reports.of((), units=(), scope=Scope((), ()))).text()
    assert "Nothing was looked at." in text
    assert "Nothing in scope was left out." not in text
    assert "No coverage gap" not in text


def test_an_empty_report_claims_no_pass() -> None:
    page = document(reports.empty())
    assert "Nothing was judged." in page.text("summary")
    assert "nothing was proven" in page.text("findings")
    assert page.data()["findings"]["rule"] == []


def test_the_findings_in_the_markup_are_the_worst_first() -> None:
    text = document(reports.small()).text("rows")
    order = ["Critical Fail DDB-001", "Critical Unknown DDB-001", "High Fail BKP-001", "Low Fail BKP-007", "Info Fail"]
    assert [text.index(start) for start in order] == sorted(text.index(start) for start in order)
    assert "Expected true Actual false At /config/pitr/enabled" in text
    assert "Why this tier tag safehold:tier=standard" in text


def test_at_most_fifty_findings_are_in_the_markup_and_all_in_the_data() -> None:
    page = document(reports.large(120))
    assert "The worst 50 of 120 findings." in page.text("findings")
    assert page.source.count('<td class="finding">') == 50
    assert len(page.data()["findings"]["rule"]) == 120


def test_of_many_reasons_the_markup_shows_a_few_and_says_so() -> None:
    many = reports.failed("DDB-001", *((f"reason {index}", "/config", index, None) for index in range(9)))
    page = document(reports.of([Assessment(reports.table("orders"), reports.profile(), (many,))]))
    assert page.text("rows").count("Expected") == 5
    assert "Reasons (first 5 of 9; findings.json has all)" in page.text("rows")
    assert page.data()["cases"].count("reason ") == 9


def test_the_command_to_run_is_filled_in_where_that_is_safe() -> None:
    assert "--table-name orders --region eu-west-1" in document(of_one("orders")).text("rows")
    assert "--table-name {name} --region eu-west-1" in document(of_one("a;reboot")).text("rows")


def test_controls_show_what_the_rules_of_each_found() -> None:
    text = document(reports.small()).text("controls")
    assert re.search(r"CP-9 .*?Fail 4 4 0 2 BKP-001 DDB-001 DDB-002 S3-001", text)
    assert text.index("CP-9 ") < text.index("CP-9(8)")


def test_a_control_that_nothing_tested_is_not_shown_as_met() -> None:
    text = document(reports.empty()).text("controls")
    assert "Not tested 0 0 0 0" in text
    assert "Pass 0 0 0 0" not in text


def test_rules_without_controls_make_no_framework() -> None:
    rules = {"EST-002": reports.RULES["EST-002"]}
    assert "No rule names a control." in document(reports.of((), rules)).text("controls")
    assert "No rule was loaded." in document(reports.of((), {})).text("rules")


def test_the_appendix_has_every_rule_with_what_it_found() -> None:
    text = document(reports.small()).text("rules")
    for rule in reports.RULES.values():
        assert f"{rule.id} {rule.title}" in text
    assert "Critical 1 fail, 2 unknown, 0 pass, 1 not applicable" in text
    assert "Statements 7, 9" in text


def test_hostile_text_makes_no_element_of_its_own_and_is_shown() -> None:
    page = document(reports.hostile())
    assert page.names() <= document(reports.small()).names()
    everything = page.text()
    for value in reports.HOSTILE:
        assert " ".join(safe(value).split()) in everything, value


def test_no_hidden_character_is_in_the_document() -> None:
    source = document(reports.hostile()).source
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", source)


def test_the_data_block_holds_no_markup() -> None:
    block = re.search(r'id="data">(.*?)</script>', document(reports.hostile()).source, re.DOTALL)
    assert block
    assert not re.search("[<>&]", block[1])


def test_data_are_compressed_above_a_limit_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = document(reports.hostile())
    monkeypatch.setattr(html, "_PACK_ABOVE", 5)
    packed = document(reports.hostile())
    assert 'data-encoding="gzip"' in packed.source
    assert 'data-encoding="gzip"' not in plain.source
    assert packed.data() == plain.data()
    assert written(html.render, reports.hostile()) == written(html.render, reports.hostile())


@pytest.mark.parametrize("pack_above", [10, 100_000])
def test_memory_does_not_grow_with_the_findings(pack_above: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_PACK_ABOVE", pack_above)
    monkeypatch.setattr(html, "_SPOOL_BYTES", 1)
    monkeypatch.setattr(html_block, "_CHUNK", 300)

    class Nowhere(io.RawIOBase):
        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type] # bytes

    def peak(count: int) -> int:
        report = reports.large(count)
        tracemalloc.start()
        html.render(report, Nowhere())  # type: ignore[arg-type] # write is all that is used
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(2_000) < peak(500) + 200_000
