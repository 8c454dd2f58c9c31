"""The formats of a report. Each is a pure function of a `Report`: no clock, no network, the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from scanner.model import Report
from scanner.render import findings_json, html, sarif, text


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
    )
}
"""Every format, by name."""
