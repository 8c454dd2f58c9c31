"""`safehold scan`: collect, judge and report in one."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import config
from scanner.cli import options, scanning
from scanner.cli.collecting import take_snapshot
from scanner.cli.output import output_folder
from scanner.cli.reporting import conclude, judged, write_reports
from scanner.collect import ScanInterruptedError

_SNAPSHOT = "snapshot"


@click.command()
@options.OUTPUT
@options.FORMATS
@options.FAIL_ON
@options.FORCE
@scanning.asked
@scanning.running
@options.judging
def scan(  # noqa: PLR0913 - what a person may say
    output: Path,
    formats: tuple[str, ...],
    fail_on: str | None,
    *,
    force: bool,
    asked: scanning.Asked,
    running: scanning.Running,
    judging: options.Judging,
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
    settings = config.load(judging.config_path)
    plan = scanning.plan(settings, asked, running)
    with output_folder(output, force=force, afresh=True, snapshot=_SNAPSHOT, resume=running.resume) as staging:
        snapshot = take_snapshot(plan, running, staging / _SNAPSHOT)
        try:
            with judged(snapshot, settings, judging) as report:
                write_reports(report, formats, staging)
                ending = conclude(report, settings, fail_on)
        except KeyboardInterrupt:
            units = len(snapshot.coverage.units)
            raise ScanInterruptedError(units, units) from None
    click.echo(f"Reports: {output}{'' if str(output).endswith('/') else '/'}")
    ending.leave()
