"""The HTML report: one file that an auditor opens offline and prints.

The markup is in reports/html and is readable without JavaScript; the script makes all findings searchable from a
block of data. No request leaves the file: its Content-Security-Policy allows its own style and script, by their
SHA-256, and nothing else. The report is walked once: the block is spooled while the counts are gathered, so that
memory does not grow with the number of findings.
"""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace
from functools import cache
from typing import Any, BinaryIO

from markupsafe import Markup

from scanner.model import AccountScope, Coverage, Report, Scope, Summary
from scanner.render.common import FOUND
from scanner.render.html_block import DataBlock
from scanner.render.html_branding import Branding
from scanner.render.html_environment import FOLDER, environment
from scanner.render.html_survey import Survey
from scanner.render.html_view import view

_STYLES = ("report.css", "sections.css", "findings.css", "print.css")
_SCRIPTS = (
    "columns.js",
    "findings.js",
    "elements.js",
    "finding.js",
    "groups.js",
    "controls.js",
    "paper.js",
    "report.js",
)

_PACK_ABOVE = 20_000
"""Findings above which the data are compressed: from there on unpacking costs a reader less than loading."""

_SPOOL_BYTES = 16 << 20


def render(report: Report, out: BinaryIO, branding: Branding | None = None) -> None:
    """Write the report to `out` as one HTML document in UTF-8; the same report gives the same bytes.

    branding: a company's own cover and logo. Raises BrandingError where its cover is wrong.
    """
    findings = sum(report.summary.verdicts.get(verdict, 0) for verdict in FOUND)
    with DataBlock(report, packed=findings > _PACK_ABOVE, spool_bytes=_SPOOL_BYTES) as data:
        survey = Survey(report, data.add)
        shown = view(report, survey)
        try:
            template = environment(branding).get_template("report.html.j2")
            logo = branding.logo if branding else ""
            inlined = _inlined(_running_title(shown["estate"], shown["as_of"]), pictures=bool(logo))
            stream = template.stream(**shown, **inlined, logo=logo, packed=data.packed, data=data.chunks())
            stream.enable_buffering(64)
            stream.dump(out, encoding="utf-8")
        except Exception as error:
            if branding and (mistake := branding.mistake(error)):
                raise mistake from error
            raise


def try_out(branding: Branding) -> None:
    """Render reports of next to nothing with a company's cover, so that a mistake in it is found before a scan.

    Raises BrandingError.
    """
    nothing = Report(
        tool_version="0.0.0",
        taken_at="2026-01-01T00:00:00Z",
        as_of="2026-01-01T00:00:00Z",
        scope=Scope((), ()),
        snapshot_sha256="",
        policy_sha256="",
        engine="",
        rules={},
        coverage=Coverage(()),
        summary=Summary({}, {}, {}, {}, {}),
        assess=lambda: iter(()),
    )
    something = replace(nothing, scope=Scope((AccountScope("0" * 12, ("region",)),), ("s3",)), only=("site", "docs"))
    for report in (nothing, something):
        render(report, io.BytesIO(), branding)


def _running_title(estate: str, as_of: str) -> str:
    """The style of paper that names the report at the foot of each page."""
    title = "".join(f"\\{ord(each):06x}" for each in f"Safehold: {estate}, as of {as_of}")
    return f'@page {{ @bottom-left {{ content: "{title}" }} }}'


@cache
def _files(names: tuple[str, ...]) -> list[str]:
    """Files of ours, as they stand in the document."""
    # Stripped, because checkers hash what stands in an element without the space around it, and browsers with it.
    return [(FOLDER / name).read_text(encoding="utf-8").strip() for name in names]


def _inlined(style: str, *, pictures: bool) -> dict[str, Any]:
    """The styles and scripts as they stand in the document, and the policy that allows just these.

    style: one more than our files hold. pictures: whether data: URIs may be shown as such.
    """
    styles, scripts = [*_files(_STYLES), style], _files(_SCRIPTS)
    policy = (
        "default-src 'none'",
        f"script-src {' '.join(map(_digest, scripts))}",
        f"style-src {' '.join(map(_digest, styles))}",
        *(("img-src data:",) if pictures else ()),
        "base-uri 'none'",
        "form-action 'none'",
    )
    # Files of our own, so Markup is right; a test holds that none ends its element early.
    return {
        "csp": "; ".join(policy),
        "styles": [Markup(text) for text in styles],  # noqa: S704 - our own
        "scripts": [Markup(text) for text in scripts],  # noqa: S704 - our own
    }


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
