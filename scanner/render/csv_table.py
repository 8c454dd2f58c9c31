r"""findings.csv: a row for each finding, waived ones too, for a spreadsheet. RFC 4180: CRLF, every cell in quotes.

UTF-8 with a byte order mark, without which Excel takes it for the system's own encoding. A cell that a spreadsheet
would run as a formula is written with a ' before it: one that begins with = + - @ | % or their full-width forms, after
any spaces and any ' of its own. So a program gets the text back by removing one ' where such a beginning follows it.
Of a finding with several details, `at`, `expected` and `actual` hold those of each, with "; " between.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable
from typing import BinaryIO

from scanner.model import Detail, Finding, Report, Verdict, Waiver
from scanner.render import plain
from scanner.render.columns import clip
from scanner.render.common import findings, message

_LONGEST = 32_000
"""Characters of a cell. Excel takes 32,767 (Microsoft: Excel specifications and limits)."""

_FORMULA = re.compile(r"'*\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05]")

_COLUMNS: dict[str, Callable[[Finding], str]] = {
    "fingerprint": lambda found: found.fingerprint,
    "rule": lambda found: found.rule.id,
    "title": lambda found: found.rule.title,
    "verdict": lambda found: found.decision.verdict,
    "severity": lambda found: found.severity,
    "account": lambda found: found.fact.account,
    "region": lambda found: found.fact.region,
    "kind": lambda found: found.fact.kind,
    "arn": lambda found: found.fact.id,
    "name": lambda found: found.fact.name,
    "tier": lambda found: found.profile.tier or "unknown",
    "application": lambda found: found.profile.application or "",
    "site": lambda found: found.profile.site or "",
    "data_type": lambda found: found.profile.data_type,
    "message": message,
    "at": lambda found: _joined(found, lambda detail: detail.at),
    "expected": lambda found: _joined(found, lambda detail: plain.value(detail.expected)),
    "actual": lambda found: _joined(found, lambda detail: plain.value(detail.actual)),
    "remediation": plain.todo,
    "controls": lambda found: plain.controls(found.rule),
    "change": lambda found: plain.change(found) or "",
    "first_seen": plain.first_seen,
    "waiver": lambda found: _of_waiver(found, lambda waiver: waiver.id),
    "waiver_state": lambda found: _of_waiver(found, lambda _: _state(found)),
    "waiver_expires_on": lambda found: _of_waiver(found, lambda waiver: waiver.expires_on),
    "waiver_approver": lambda found: _of_waiver(found, lambda waiver: waiver.approver),
    "waiver_ticket": lambda found: _of_waiver(found, lambda waiver: waiver.ticket),
    "waiver_reason": lambda found: _of_waiver(found, lambda waiver: waiver.reason),
}


def render(report: Report, out: BinaryIO) -> None:
    """Write the table in one pass, holding one resource at a time."""
    columns: dict[str, Callable[[Finding], str]]
    columns = {**_COLUMNS, "taken_at": lambda _: report.taken_at, "as_of": lambda _: report.as_of}
    out.write(codecs.BOM_UTF8)
    lines = io.TextIOWrapper(out, "utf-8", newline="")
    table = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(columns)
    for finding in findings(report):
        table.writerow([_cell(tell(finding)) for tell in columns.values()])
    lines.detach()  # which writes what is left, and leaves `out` open


def _cell(text: str) -> str:
    """Make a text safe for a cell, and short enough for one."""
    shown = clip(plain.one_line(text), _LONGEST)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _joined(finding: Finding, tell: Callable[[Detail], str]) -> str:
    return "; ".join(tell(detail) for detail in finding.decision.details)


def _of_waiver(finding: Finding, tell: Callable[[Waiver], str]) -> str:
    return tell(finding.waiver) if finding.waiver else ""


def _state(finding: Finding) -> str:
    return "in force" if finding.decision.verdict is Verdict.WAIVED else "expired"
