"""The Jinja environment of the HTML report: a sandbox in which every value is made visible and escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader, StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from scanner.assets import REPORTS
from scanner.render.html_branding import COVER, Branding
from scanner.render.html_data import named, safe

FOLDER = REPORTS / "html"


@cache
def environment(branding: Branding | None) -> ImmutableSandboxedEnvironment:
    """The environment, with a company's own cover. Raises BrandingError for one that turns the escaping off."""
    ours = FileSystemLoader(FOLDER)
    loaders = [ours, PrefixLoader({"safehold": ours})]
    cover = branding.cover if branding else None
    if cover:
        loaders.insert(0, FunctionLoader(lambda name: _source(cover) if name == COVER else None))
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(number=_number, share=_share, label=_label, named=named)
    del made.filters["safe"]  # no text is markup because a template says so
    if branding and cover:
        parsed = made.parse(cover.read_text(encoding="utf-8"), filename=str(cover))
        for node in parsed.find_all((nodes.EvalContextModifier, nodes.MarkSafe)):
            raise branding.refused(node.lineno, "values are always escaped; take `autoescape` out")
    return made


def _source(path: Path) -> tuple[str, str, None]:
    return path.read_text(encoding="utf-8"), str(path), None


def _shown(value: object) -> object:
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _number(value: int) -> str:
    return f"{value:,}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%"


def _label(value: str) -> str:
    return value.replace("_", " ").capitalize()
