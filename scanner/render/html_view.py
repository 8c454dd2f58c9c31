"""What the templates of the HTML report show, as plain values. Every list that can grow is cut, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scanner.model import Report
from scanner.render.common import FOUND, titled
from scanner.render.html_changes import changes_view
from scanner.render.html_controls import controls_view
from scanner.render.html_moments import moment
from scanner.render.html_recovery import recovery_view
from scanner.render.html_register import register_view
from scanner.render.html_scope import completeness_view
from scanner.render.html_score import score_view
from scanner.render.html_static import static_row
from scanner.render.html_survey import Survey
from scanner.render.html_trend import trend_view

_CONTENTS = (
    ("completeness", "Completeness"),
    ("summary", "Score"),
    ("recovery", "Recovery"),
    ("changes", "Changes"),
    ("findings", "Findings"),
    ("controls", "Controls"),
    ("evidence", "Evidence"),
    ("waivers", "Waivers"),
    ("rules", "Rules"),
)


def view(report: Report, survey: Survey) -> dict[str, Any]:
    """Return the variables of report.html.j2, all but those that it inlines."""
    return {
        **cover_view(report),
        "contents": _CONTENTS,
        "numbers": {anchor: number for number, (anchor, _) in enumerate(_CONTENTS, start=1)},
        "total": sum(report.summary.verdicts.get(verdict, 0) for verdict in FOUND),
        "worst": [static_row(report, found) for found in survey.worst.kept()],
        **completeness_view(report, survey),
        **score_view(report),
        **recovery_view(report, survey),
        **changes_view(report, survey),
        **trend_view(report, survey.fix_times),
        **controls_view(report, survey),
        **register_view(report, survey),
    }


def cover_view(report: Report) -> dict[str, Any]:
    """The variables of cover.html.j2, those that a company's own cover may use; docs/branding.md has them."""
    return {
        "report": report,
        "estate": estate(report.scope.accounts, report.scope.regions),
        "as_of": moment(report.as_of),
        "taken_at": moment(report.taken_at),
        "named_accounts": [titled(account) for account in sorted(report.scope.estate)],
    }


def estate(accounts: Sequence[str], regions: Sequence[str]) -> str:
    """Name the estate in a few words: "account 111122223333 in eu-west-1", "3 accounts in 2 Regions"."""
    where = f"account {accounts[0]}" if len(accounts) == 1 else f"{len(accounts):,} accounts"
    return f"{where} in {regions[0] if len(regions) == 1 else f'{len(regions):,} Regions'}"
