"""The HTML report: one file that an auditor opens offline and prints.

The markup is in reports/html and is readable without JavaScript; the script makes all findings searchable from a
block of data. No request leaves the file: its Content-Security-Policy allows its own style and script, by their
SHA-256, and nothing else. The report is walked once: the block is spooled while the counts are gathered, so that
memory does not grow with the number of findings.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scanner.assets import REPORTS
from scanner.model import Report
from scanner.render.html_data import DataBlock, named, safe
from scanner.render.html_survey import survey
from scanner.render.html_view import view

_FOLDER = REPORTS / "html"
_STYLES = ("report.css", "findings.css", "print.css")
_SCRIPTS = ("findings.js", "report.js")

_PACK_ABOVE = 20_000
"""Findings above which the data are compressed: from there on unpacking costs a reader less than loading."""

_SPOOL_BYTES = 16 << 20


def render(report: Report, out: BinaryIO) -> None:
    """Write the report to `out` as one HTML document in UTF-8; the same report gives the same bytes."""
    findings = sum(report.summary.failures.values()) + sum(report.summary.unknowns.values())
    with SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        data = DataBlock(report, spool, packed=findings > _PACK_ABOVE)
        surveyed = survey(report, data.add)
        data.close()
        template = _environment().get_template("report.html.j2")
        stream = template.stream(**view(report, surveyed), **_inlined(), packed=data.packed, data=data.chunks())
        stream.enable_buffering(64)
        stream.dump(out, encoding="utf-8")


@cache
def _environment() -> Environment:
    """Build an environment in which every value is made visible and escaped, and a missing one is an error."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, share=_share, label=_label, named=named)
    return environment


def _shown(value: object) -> object:
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _number(value: int) -> str:
    return f"{value:,}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%"


def _label(value: str) -> str:
    return value.replace("_", " ").capitalize()


@cache
def _inlined() -> dict[str, Any]:
    """Return the styles and scripts as they stand in the document, and the policy that allows just these."""
    # Stripped, because checkers hash what stands in an element without the space around it, and browsers with it.
    styles, scripts = (
        [(_FOLDER / name).read_text(encoding="utf-8").strip() for name in names] for names in (_STYLES, _SCRIPTS)
    )
    policy = (
        "default-src 'none'",
        f"script-src {' '.join(map(_digest, scripts))}",
        f"style-src {' '.join(map(_digest, styles))}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    # Files of our own, so Markup is right; a test holds that none ends its element early.
    return {
        "csp": "; ".join(policy),
        "styles": [Markup(text) for text in styles],  # noqa: S704 - our own file
        "scripts": [Markup(text) for text in scripts],  # noqa: S704 - our own file
    }


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
