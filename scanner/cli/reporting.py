"""From a snapshot to reports, a summary and an exit code: what `scan`, `evaluate` and `report` share."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

import click

from scanner.cli import actions
from scanner.cli.gate import Gate, Gates, gate
from scanner.cli.notifying import notified
from scanner.cli.options import Gating, Judging
from scanner.comparison import Earlier
from scanner.config import level
from scanner.evaluate import evaluate
from scanner.model import Fact, Report
from scanner.notify.base import Target
from scanner.notify.notice import Notice, compose
from scanner.policies import Policies
from scanner.render import RENDERERS, Renderer
from scanner.settings import Config, Thresholds
from scanner.snapshot import Snapshot
from scanner.split import folder_name, split


def loaded(config: Config, judging: Judging) -> Policies:
    """What judges: of the configuration, and the waivers of the command line."""
    return Policies.load(replace(config, waivers=(*config.waivers, *judging.waivers)))


@contextmanager
def judged(  # noqa: PLR0913 - options, by name
    snapshot: Snapshot,
    config: Config,
    judging: Judging,
    *,
    wanted: Callable[[Fact], bool] | None = None,
    earlier: Earlier | None = None,
    policies: Policies | None = None,
) -> Iterator[Report]:
    """Judge a snapshot, or only what is wanted of it, and compare it with an earlier scan.

    policies: what `loaded` gave for the same, if it was asked before.

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
        earlier=earlier,
        policies=policies or loaded(config, judging),
    ) as report:
        yield report


def write_reports(
    report: Report,
    formats: Iterable[str],
    folder: Path,
    split_by: str | None = None,
    renderers: Mapping[str, Renderer] = RENDERERS,
) -> None:
    """Write one file for each format into `folder`; with split_by also for each site, say, below by-site."""
    chosen = [renderers[name] for name in formats]
    _write(report, chosen, folder)
    if split_by:
        with split(report, split_by) as parts:
            for name, part in parts:
                below = folder / f"by-{split_by}" / folder_name(name)
                below.mkdir(parents=True)
                _write(part, chosen, below)


def _write(report: Report, renderers: Iterable[Renderer], folder: Path) -> None:
    for renderer in renderers:
        with (folder / renderer.filename).open("wb") as out:
            renderer.render(report, out)


def print_report(report: Report, name: str, renderers: Mapping[str, Renderer] = RENDERERS) -> None:
    """Write one format to stdout, after it was rendered whole."""
    buffer = io.BytesIO()
    renderers[name].render(report, buffer)
    click.echo(buffer.getvalue(), nl=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ends. notice: what the targets are told; None: nothing is to be told."""

    gate: Gate
    targets: tuple[Target, ...] = ()
    notice: Notice | None = None

    def leave(self, profile: str | None = None) -> None:
        """Tell the targets, say why the run ends so, as the last line on stderr, and exit. profile: of credentials."""
        last = notified(self.gate, self.notice, self.targets, profile)
        click.echo(f"safehold: exit {last.code}: {last.reason}", err=True)
        sys.exit(last.code)


def conclude(report: Report, config: Config, gating: Gating, targets: tuple[Target, ...] = ()) -> Ending:
    """Print the summary, decide the exit code by what was asked, else by the configuration, and tell GitHub Actions.

    targets: who is told when the run leaves.
    """
    print_report(report, "text")
    ended = gate(report, Gates(asked(gating), config))
    actions.tell(report, ended)
    return Ending(ended, targets, compose(report, ended.code, ended.reason) if targets else None)


def asked(gating: Gating) -> Thresholds:
    """The thresholds that were given on the command line."""
    return Thresholds(**{each.name: level(said) for each in fields(gating) if (said := getattr(gating, each.name))})
