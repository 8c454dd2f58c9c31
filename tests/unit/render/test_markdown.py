from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from support import reports
from support.compared import compared
from support.rendering import written

from scanner.model import Coverage, Report, Verdict
from scanner.render import RENDERERS, markdown


def comment(report: Report) -> str:
    return written(markdown.render_comment, report).decode()


def section(title: str, text: str) -> str:
    """What stands below a title, up to the next one of its level."""
    found = re.search(rf"^(#+) {title}\n(.*?)(?=^\1 |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no section {title}"
    return found[2]


def test_the_verdict_comes_first_and_an_incomplete_scan_says_so() -> None:
    first, _, second, *_ = comment(reports.small()).splitlines()
    assert first == "## Safehold · NOT COMPLIANT: 6 failures and 4 unknowns in 7 resources"
    assert second.startswith("**The scan is incomplete:** 1 listing could not be read")
    assert "| `backup.recovery_point` |" in section("What could not be looked at", comment(reports.small()))


def test_a_scan_of_nothing_says_that_nothing_was_looked_at() -> None:
    text = comment(replace(reports.empty(), coverage=Coverage(())))
    assert "**The scan is incomplete:** nothing was looked at" in text
    assert "##" not in text[2:]


def test_a_finding_opens_to_what_was_expected_and_what_to_do() -> None:
    text = section("The findings", comment(reports.small()))
    assert text.count("<details><summary>") == text.count("\n\n</details>\n\n") == 10
    first = text.partition("</details>")[0]
    assert "<strong>critical</strong> DDB-001 Point-in-time recovery is on: <code>formkiq-core" in first
    assert "requires it | `true` | `false` | `/config/pitr/enabled` |" in first
    assert "```sh\naws dynamodb update-continuous-backups --table-name formkiq-core-prod-documents" in first


def test_what_changed_comes_before_everything_else() -> None:
    text = comment(compared())
    changes = section("What changed", text)
    assert text.index("### What changed") < text.index("### Score") < text.index("### The findings")
    assert "Since `findings.json, taken at 2026-02-01`: **1 new, 0 changed, 1 unchanged, 1 fixed**." in changes
    assert "**1 earlier finding could not be looked for**" in changes
    assert "| critical | new | DDB-001 | `fresh` |" in section("New or worse", changes)
    assert "known" not in section("New or worse", changes)
    assert "| high | S3-001 | `mended` |" in section("Fixed", changes)
    assert "| AccessDenied |" in section("Not looked for", changes)


def test_waivers_are_told_with_what_became_of_them() -> None:
    text = section("Waivers", comment(compared()))
    assert "| `W-1` | in force | 1 | `2027-01-31` | `A. Person` | `T-9` | kept by hand |" in text
    assert "| `W-2` | **expired** | 1 | `2026-01-31` |" in text
    assert "| `W-3` | unused | 0 |" in text
    assert "| medium | DDB-002 | `known` |" in section("Waived failures", text)
    assert "its waiver expired after" in section("The findings", comment(compared()))


def test_what_is_not_shown_is_counted() -> None:
    text = comment(reports.large(140))
    assert section("The worst 20 of 140 findings", text).count("<details>") == 20
    assert "\n120 more are not shown here: findings.json and the HTML report have all of it.\n" in text


@pytest.mark.parametrize("limit", [1_500, 4_000, 20_000, 60_000])
@pytest.mark.parametrize("report", [reports.small(), reports.hostile(), reports.large(500), compared()])
def test_it_ends_before_the_limit_and_never_within_a_row(report: Report, limit: int) -> None:
    out = io.BytesIO()
    markdown.render_summary(report, out, limit)
    text = out.getvalue().decode()
    assert len(out.getvalue()) <= limit
    assert all(line.endswith(" |") for line in text.splitlines() if line.startswith("|"))
    shown = text.count("<details><summary><strong>")
    assert text.count("\n</details>\n") == shown
    total = sum(report.summary.verdicts[verdict] for verdict in (Verdict.FAIL, Verdict.UNKNOWN))
    assert shown == total or "not shown here" in text or "No room was left for" in text


def test_the_limits_are_github_s() -> None:
    assert markdown.COMMENT_CHARACTERS < 65_536
    assert markdown.SUMMARY_BYTES < 1 << 20
    assert len(comment(reports.hostile())) <= markdown.COMMENT_CHARACTERS


def test_the_page_of_a_run_has_more_room_than_a_comment() -> None:
    page = written(RENDERERS["markdown-summary"].render, reports.large(300)).decode()
    assert section("The worst 200 of 300 findings", page).count("<details>") == 200
