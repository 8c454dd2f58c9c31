"""`safehold collect` and `safehold scan`: what asks AWS."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import __version__, config
from scanner.cli import options
from scanner.cli.output import output_folder
from scanner.cli.progress import progress
from scanner.cli.reporting import conclude, judged, write_reports
from scanner.collect import ScanPlan
from scanner.collect import collect as run
from scanner.snapshot import Snapshot


@click.command()
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, help="The folder to write the snapshot to."
)
@options.CONFIG
@options.FORCE
@options.scanning
def collect(output: Path, config_path: Path | None, *, force: bool, scanning: options.Scanning) -> None:
    r"""Read the configuration of backups and data from AWS into a snapshot. Reads only.

    \b
    Example:
      safehold collect --profile audit --region eu-west-1 -o snapshot
    """
    settings = config.load(config_path)
    with output_folder(output, force=force, afresh=True) as staging:
        snapshot = take_snapshot(settings, scanning, staging)
    state = "complete" if snapshot.coverage.complete else "incomplete: safehold evaluate says what is missing"
    click.echo(f"{output}: {snapshot.rows} facts, {state}", err=True)


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("safehold-report"),
    show_default=True,
    help="The folder to write the reports and the snapshot to.",
)
@options.FORMATS
@options.FAIL_ON
@options.FORCE
@options.scanning
@options.judging
def scan(  # noqa: PLR0913 - what a person may say
    output: Path,
    formats: tuple[str, ...],
    fail_on: str | None,
    *,
    force: bool,
    scanning: options.Scanning,
    judging: options.Judging,
) -> None:
    r"""Collect from AWS, judge, and write the reports. Reads only.

    \b
    Example:
      safehold scan --profile audit --region eu-west-1 --region us-east-1 --fail-on high

    \b
    Exit codes:
      0 clean   1 the scanner failed   2 usage or configuration   3 nothing to judge
      10 findings at or above --fail-on   11 unknowns at or above it, or an incomplete scan
    """
    settings = config.load(judging.config_path)
    with output_folder(output, force=force, afresh=True) as staging:
        snapshot = take_snapshot(settings, scanning, staging / "snapshot")
        with judged(snapshot, settings, judging) as report:
            write_reports(report, formats, staging)
            ending = conclude(report, settings, fail_on)
    click.echo(f"Reports: {output}{'' if str(output).endswith('/') else '/'}")
    ending.leave()


def take_snapshot(settings: config.Config, scanning: options.Scanning, folder: Path) -> Snapshot:
    """Collect into `folder`; what the command line leaves open, the configuration decides."""
    plan = ScanPlan(
        profile=scanning.profile or settings.profile,
        regions=scanning.regions or settings.regions,
        collectors=scanning.collectors or settings.collectors,
    )
    with progress(quiet=scanning.quiet) as display:
        return run(plan, folder, progress=display, tool_version=__version__)
