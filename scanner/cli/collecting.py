"""`safehold collect` and `safehold scan`: what asks AWS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
@options.scanning
def collect(output: Path, config_path: Path | None, *, force: bool, quiet: bool, **chosen: Any) -> None:
    """Read the configuration of backups and data from AWS into a snapshot. Reads only.

    \b
    Example:
      safehold collect --profile audit --region eu-west-1 -o snapshot
    """
    settings = config.load(config_path)
    with output_folder(output, force=force, afresh=True) as staging:
        snapshot = take_snapshot(settings, staging, quiet=quiet, **chosen)
    facts = sum(1 for _ in Snapshot.open(output).facts())
    state = "complete" if snapshot.coverage.complete else "incomplete: safehold evaluate says what is missing"
    click.echo(f"{output}: {facts} facts, {state}", err=True)


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
@options.scanning
@options.judging
def scan(
    output: Path,
    formats: tuple[str, ...],
    fail_on: str | None,
    config_path: Path | None,
    engine: str,
    opa_url: str | None,
    workers: int,
    *,
    force: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Collect from AWS, judge, and write the reports. Reads only.

    \b
    Example:
      safehold scan --profile audit --region eu-west-1 --region us-east-1 --fail-on high

    \b
    Exit codes:
      0 clean   1 the scanner failed   2 usage or configuration   3 nothing to judge
      10 findings at or above --fail-on   11 unknowns at or above it, or an incomplete scan
    """
    settings = config.load(config_path)
    with output_folder(output, force=force, afresh=True) as staging:
        snapshot = take_snapshot(settings, staging / "snapshot", quiet=quiet, **chosen)
        with judged(snapshot, settings, engine=engine, opa_url=opa_url, workers=workers) as report:
            write_reports(report, formats, staging)
            ending = conclude(report, settings, fail_on)
    click.echo(f"Reports: {output}{'' if str(output).endswith('/') else '/'}")
    ending.leave()


def take_snapshot(
    settings: config.Config,
    folder: Path,
    *,
    quiet: bool,
    profile: str | None,
    regions: tuple[str, ...],
    collectors: tuple[str, ...] | None,
) -> Snapshot:
    """Collect into `folder`; what the command line leaves open, the configuration decides."""
    plan = ScanPlan(
        profile=profile or settings.profile,
        regions=regions or settings.regions,
        collectors=collectors or settings.collectors,
    )
    with progress(quiet=quiet) as display:
        return run(plan, folder, progress=display, tool_version=__version__)
