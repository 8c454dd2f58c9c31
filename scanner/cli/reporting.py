"""From a snapshot to reports, a summary and an exit code: what `scan`, `evaluate` and `report` share."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from scanner.cli.gate import Gate, gate
from scanner.cli.options import NEVER, Judging
from scanner.config import Config
from scanner.evaluate import evaluate
from scanner.model import Fact, Report, Severity
from scanner.render import RENDERERS
from scanner.snapshot import Snapshot


@contextmanager
def judged(
    snapshot: Snapshot, config: Config, judging: Judging, wanted: Callable[[Fact], bool] | None = None
) -> Iterator[Report]:
    """Judge a snapshot, or only what is wanted of it.

    Raises click.UsageError when an OPA server is wanted and none is named, or the reverse.
    """
    if (judging.engine == "opa") != (judging.opa_url is not None):
        raise click.UsageError("--engine opa and --opa-url go together: name the server, as in http://localhost:8181")
    with evaluate(
        snapshot,
        config,
        engine=judging.engine,
        opa_url=judging.opa_url,
        as_of=judging.as_of,
        workers=judging.workers,
        wanted=wanted,
    ) as report:
        yield report


def write_reports(report: Report, formats: Iterable[str], folder: Path) -> None:
    """Write one file for each format into `folder`."""
    for name in formats:
        renderer = RENDERERS[name]
        with (folder / renderer.filename).open("wb") as out:
            renderer.render(report, out)


def print_report(report: Report, name: str) -> None:
    """Write one format to stdout, after it was rendered whole."""
    buffer = io.BytesIO()
    RENDERERS[name].render(report, buffer)
    click.echo(buffer.getvalue(), nl=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ends."""

    gate: Gate

    def leave(self) -> None:
        """Say why, as the last line on stderr, and exit."""
        click.echo(f"safehold: exit {self.gate.code}: {self.gate.reason}", err=True)
        sys.exit(self.gate.code)


def conclude(report: Report, config: Config, fail_on: str | None) -> Ending:
    """Print the summary, and decide the exit code by `fail_on`, else by the configuration."""
    print_report(report, "text")
    return Ending(gate(report, threshold(config, fail_on)))


def threshold(config: Config, fail_on: str | None) -> Severity | None:
    """The least severity that counts; None for never."""
    if fail_on is None:
        return config.fail_on
    return None if fail_on == NEVER else Severity(fail_on)
