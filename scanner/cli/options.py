"""Options that several commands share, and what turns their text into values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from scanner.model import Severity
from scanner.render import RENDERERS
from scanner.split import BY


class NameList(click.ParamType[tuple[str, ...]]):
    """Comma-separated names out of a fixed set, in the order given and without repeats."""

    name = "names"

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """How `--help` shows a value."""
        return "NAME,…"

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        """The names in a value; refuses what is not among them."""
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
        unknown = [name for name in names if name not in self.allowed]
        if unknown or not names:
            self.fail(
                f"{unknown[0]!r} is none of {', '.join(self.allowed)}" if unknown else "no name given", param, ctx
            )
        return names

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        """What the Tab key offers after the last comma."""
        done, comma, last = incomplete.rpartition(",")
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - loaded by a shell's Tab key only

        return [CompletionItem(f"{done}{comma}{name}") for name in self.allowed if name.startswith(last)]


_FORMATS = NameList(RENDERERS)
REPORT_FORMATS = ("html", "sarif", "json")

SNAPSHOT = click.argument("snapshot", type=click.Path(path_type=Path))
CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    help="The configuration file. Default: safehold.yaml in the current folder, if there is one.",
)
OUTPUT = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("safehold-report"),
    show_default=True,
    help="The folder to write the reports and the snapshot to.",
)
FORCE = click.option(
    "--force", is_flag=True, help="Write into a folder that holds other things, replacing what has the same name."
)
FORMATS = click.option(
    "--format",
    "formats",
    type=_FORMATS,
    default=",".join(REPORT_FORMATS),
    show_default=True,
    help=f"Comma-separated: {', '.join(RENDERERS)}.",
)
_LEVEL = click.Choice([*(severity.value for severity in Severity), "never"])
_GATING = (
    click.option(
        "--fail-on",
        type=_LEVEL,
        help="The least severity of failures that makes the exit code 10. Default: as safehold.yaml says, else high.",
    ),
    click.option(
        "--fail-on-unknown",
        type=_LEVEL,
        help="The least severity of unknowns that makes the exit code 11. Default: as --fail-on.",
    ),
    click.option(
        "--fail-on-new",
        type=_LEVEL,
        help="The least severity of findings that are new, or worse, since --baseline or --history; others then count"
        " with --fail-on only.",
    ),
)
SPLIT_BY = click.option(
    "--split-by",
    type=click.Choice(BY),
    help="Write further reports, one for each site, application or account, with nothing of another in them.",
)
QUIET = click.option("--quiet", "-q", is_flag=True, help="No progress on stderr.")


@dataclass(frozen=True, slots=True)
class Gating:
    """What fails a run, as said on the command line. None: not said."""

    fail_on: str | None = None
    fail_on_unknown: str | None = None
    fail_on_new: str | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """How to judge. as_of: RFC 3339, or None for the time of the snapshot. waivers: more files of them."""

    config_path: Path | None
    engine: str
    opa_url: str | None
    workers: int
    waivers: tuple[Path, ...] = ()
    as_of: str | None = None


_JUDGING = (
    CONFIG,
    click.option(
        "--engine",
        type=click.Choice(["regorus", "opa"]),
        default="regorus",
        show_default=True,
        help="The embedded Rego engine, or an OPA server.",
    ),
    click.option("--opa-url", help="The OPA server of --engine opa, such as http://localhost:8181."),
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help="Processes that judge, with --engine regorus.",
    ),
    click.option(
        "--waivers",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A file of waivers, beside those in safehold.yaml; repeatable.",
    ),
)
_AS_OF = click.option(
    "--as-of",
    help="Judge for this moment, such as 2027-01-31T00:00:00Z, later than when the snapshot was taken.",
)

_Command = Callable[..., None]


def gathered(
    options: Iterable[Callable[[_Command], _Command]], name: str, kind: type[Any]
) -> Callable[[_Command], _Command]:
    """A decorator that adds the options to a command, and hands them to it as one value called `name`."""

    def decorate(command: _Command) -> _Command:
        names = {field.name for field in fields(kind)}

        @wraps(command)
        def gathering(**given: Any) -> None:  # noqa: ANN401 - whatever click read
            mine = {key: given.pop(key) for key in names & given.keys()}
            command(**{name: kind(**mine)}, **given)

        decorated: _Command = gathering
        for option in reversed(tuple(options)):
            decorated = option(decorated)
        return decorated

    return decorate


gating = gathered(_GATING, "gating", Gating)
judging = gathered(_JUDGING, "judging", Judging)
judging_as_of = gathered((_AS_OF, *_JUDGING), "judging", Judging)
