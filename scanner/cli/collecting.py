"""`safehold collect`: what asks AWS, and nothing of what judges is loaded for it."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import __version__, config
from scanner.cli import options, scanning
from scanner.cli.progress import progress
from scanner.collect import ScanPlan
from scanner.collect import collect as run
from scanner.snapshot import Snapshot


@click.command()
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, help="The folder to write the snapshot to."
)
@options.CONFIG
@options.FORCE
@scanning.asked
@scanning.running
def collect(
    output: Path, config_path: Path | None, *, force: bool, asked: scanning.Asked, running: scanning.Running
) -> None:
    """Read the configuration of backups and data from AWS into a snapshot. Reads only.

    \b
    Examples:
      safehold collect --profile audit --region eu-west-1 -o snapshot
      safehold collect --organization --role safehold -o snapshot
    """
    plan = scanning.plan(config.load(config_path), asked, running)
    snapshot = take_snapshot(plan, running, output, force=force)
    state = "complete" if snapshot.coverage.complete else "incomplete: safehold evaluate says what is missing"
    click.echo(f"{output}: {snapshot.rows} facts, {state}", err=True)


def take_snapshot(plan: ScanPlan, running: scanning.Running, folder: Path, *, force: bool = False) -> Snapshot:
    """Collect into `folder`."""
    with progress(quiet=running.quiet, log_format=running.log_format) as display:
        return run(plan, folder, progress=display, tool_version=__version__, resume=running.resume, force=force)
