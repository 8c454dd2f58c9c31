"""Options that several commands share, and what turns their text into values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from scanner.collectors import COLLECTORS
from scanner.model import Severity
from scanner.render import RENDERERS

NEVER = "never"


class NameList(click.ParamType[tuple[str, ...]]):
    """Comma-separated names out of a fixed set, in the order given and without repeats."""

    name = "names"

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        return "NAME,…"

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
        unknown = [name for name in names if name not in self.allowed]
        if unknown or not names:
            self.fail(f"{unknown[0]!r} is none of {', '.join(self.allowed)}" if unknown else "no name given", param, ctx)
        return names

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        done, comma, last = incomplete.rpartition(",")
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - loaded by a shell's Tab key only

        return [CompletionItem(f"{done}{comma}{name}") for name in self.allowed if name.startswith(last)]


_COLLECTORS = NameList(collector.name for collector in COLLECTORS)
_FORMATS = NameList(RENDERERS)
REPORT_FORMATS = ("html", "sarif", "json")

SNAPSHOT = click.argument("snapshot", type=click.Path(path_type=Path))
CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    help="The configuration file. Default: safehold.yaml in the current folder, if there is one.",
)
FORCE = click.option("--force", is_flag=True, help="Write into a folder that holds other things, beside them.")
FORMATS = click.option(
    "--format",
    "formats",
    type=_FORMATS,
    default=",".join(REPORT_FORMATS),
    show_default=True,
    help=f"Comma-separated: {', '.join(RENDERERS)}.",
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice([*Severity, NEVER]),
    help="The least severity that makes the exit code 10 (findings) or 11 (unknowns). Default: fail_on in"
    " safehold.yaml, else high.",
)
QUIET = click.option("--quiet", "-q", is_flag=True, help="No progress on stderr.")

_SCANNING = (
    click.option("--profile", help="The profile in your AWS configuration. Default: the usual credential chain."),
    click.option(
        "--region", "regions", multiple=True, help="A Region to scan; repeatable. Default: all that are enabled."
    ),
    click.option("--collectors", type=_COLLECTORS, help=f"Comma-separated: {', '.join(_COLLECTORS.allowed)}. Default: all."),
    CONFIG,
    FORCE,
    QUIET,
)
_JUDGING = (
    click.option(
        "--engine",
        type=click.Choice(["regorus", "opa"]),
        default="regorus",
        show_default=True,
        help="The embedded Rego engine, or an OPA server.",
    ),
    click.option("--opa-url", help="The OPA server, with --engine opa.  [e.g. http://localhost:8181]"),
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help="Processes that judge. One judges about 5,000 resources a second.",
    ),
)


def _all_of(options: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


scanning = _all_of(_SCANNING)
judging = _all_of(_JUDGING)
