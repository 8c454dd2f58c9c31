"""`safehold evaluate`, `safehold report` and `safehold snapshot verify`: offline, without credentials."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import config
from scanner.cli import options
from scanner.cli.output import output_folder
from scanner.cli.reporting import conclude, judged, print_report, write_reports
from scanner.snapshot import Snapshot


@click.command()
@options.SNAPSHOT
@options.FAIL_ON
@options.judging_as_of
def evaluate(snapshot: Path, fail_on: str | None, judging: options.Judging) -> None:
    """Judge a snapshot and print the summary; exit as `safehold scan` does.

    \b
    Example:
      safehold evaluate safehold-report/snapshot --fail-on medium
    """
    settings = config.load(judging.config_path)
    with judged(Snapshot.open(snapshot), settings, judging) as report:
        ending = conclude(report, settings, fail_on)
    ending.leave()


@click.command()
@options.SNAPSHOT
@options.FORMATS
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("safehold-report"),
    show_default=True,
    help="The folder to write to; - writes a single format to stdout.",
)
@options.FORCE
@options.judging_as_of
def report(snapshot: Path, formats: tuple[str, ...], output: Path, *, force: bool, judging: options.Judging) -> None:
    """Judge a snapshot and write reports. Exits 0 once they are written, whatever they say.

    \b
    Examples:
      safehold report safehold-report/snapshot --format html,sarif
      safehold report safehold-report/snapshot --format json -o - | jq .summary
    """
    settings = config.load(judging.config_path)
    to_stdout = str(output) == "-"
    if to_stdout and len(formats) != 1:
        raise click.UsageError("only a single --format can be written to stdout")
    source = Snapshot.open(snapshot)
    with judged(source, settings, judging) as judgement:
        if to_stdout:
            print_report(judgement, formats[0])
            return
        with output_folder(output, force=force, afresh=False) as staging:
            write_reports(judgement, formats, staging)
    click.echo(f"Reports: {output}/", err=True)


@click.group()
def snapshot() -> None:
    """Look after snapshots."""


@snapshot.command()
@options.SNAPSHOT
def verify(snapshot: Path) -> None:
    """Check that a snapshot is whole and unaltered: every part against the digests of its manifest.

    \b
    Example:
      safehold snapshot verify safehold-report/snapshot
    """
    opened = Snapshot.open(snapshot)
    opened.verify()
    click.echo(f"{snapshot}: whole and unaltered; taken at {opened.taken_at}; manifest SHA-256 {opened.sha256}")
