"""`--template-dir`: a company's own cover and logo in the HTML report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from scanner.render import RENDERERS, Renderer, branded
from scanner.render.html import try_out
from scanner.render.html_branding import Branding


def _renderers(_context: click.Context, _option: click.Parameter, folder: Path | None) -> Mapping[str, Renderer]:
    """The formats, the HTML report with what the folder holds, which is tried out before anything else is done."""
    if folder is None:
        return RENDERERS
    branding = Branding.read(folder)
    try_out(branding)
    return branded(branding)


TEMPLATE_DIR = click.option(
    "--template-dir",
    "renderers",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    callback=_renderers,
    help="A folder with a cover and a logo of your own for the HTML report: cover.html.j2, logo.svg or logo.png.",
)
