"""findings.jsonl: what findings.json has before its findings on the first line, then a finding a line.

Each line of a finding can stand alone, as log stores and query engines want it: it has the rule's title and controls
and the scan's times beside all that findings.json says of it. The shape is schemas/findings_line.json.
"""

from __future__ import annotations

from typing import BinaryIO

from scanner.model import Json, Report
from scanner.render.common import findings, json_text
from scanner.render.findings_json import finding_row, head


def render(report: Report, out: BinaryIO) -> None:
    """Write the report in one pass, holding one resource at a time."""
    _write(head(report), out)
    times = {"taken_at": report.taken_at, "as_of": report.as_of}
    for finding in findings(report):
        _write(finding_row(finding) | {"title": finding.rule.title, "controls": finding.rule.controls} | times, out)


def _write(row: dict[str, Json], out: BinaryIO) -> None:
    out.write(f"{json_text(row, indent=False)}\n".encode())
