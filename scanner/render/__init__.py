"""The formats of a report. Each is a pure function of a `Report`: no clock, no network, the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from scanner.model import Report
from scanner.render import asff, csv_table, findings_json, html, jsonl, junit, markdown, ocsf, oscal, sarif, text
from scanner.render.html_branding import Branding


@dataclass(frozen=True, slots=True)
class Renderer:
    """A format: the name by which users ask for it, the file that it becomes, and what writes it."""

    name: str
    filename: str
    render: Callable[[Report, BinaryIO], None]


RENDERERS: dict[str, Renderer] = {
    renderer.name: renderer
    for renderer in (
        Renderer("text", "summary.txt", text.render),
        Renderer("json", "findings.json", findings_json.render),
        Renderer("sarif", "report.sarif", sarif.render_full),
        Renderer("sarif-github", "report-github.sarif", sarif.render_github),
        Renderer("html", "report.html", html.render),
        Renderer("jsonl", "findings.jsonl", jsonl.render),
        Renderer("csv", "findings.csv", csv_table.render),
        Renderer("junit", "junit.xml", junit.render),
        Renderer("markdown", "comment.md", markdown.render_comment),
        Renderer("markdown-summary", "summary.md", markdown.render_summary),
        Renderer("ocsf", "findings.ocsf.json", ocsf.render),
        Renderer("asff", "findings.asff.json", asff.render),
        Renderer("oscal", "assessment-results.json", oscal.render),
    )
}
"""Every format, by name."""


def branded(branding: Branding) -> dict[str, Renderer]:
    """Every format, the HTML report with a company's own cover and logo."""
    return RENDERERS | {"html": replace(RENDERERS["html"], render=partial(html.render, branding=branding))}
