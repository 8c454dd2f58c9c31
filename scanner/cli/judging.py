"""`safehold evaluate`, `safehold report` and `safehold snapshot verify`: offline, without credentials."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import config
from scanner.cli import options
from scanner.cli.output import output_folder
from scanner.cli.reporting import conclude, judged, print_report, write_reports
from scanner.snapshot import Snapshot

_AS_OF = click.option(
    "--as-of", help="Judge for this moment (RFC 3339, such as 2026-01-31T00:00:00Z). Default: when the snapshot was taken."
)


@click.command()
@options.SNAPSHOT
@options.FAIL_ON
@_AS_OF
@options.CONFIG
@options.judging
def evaluate(
    snapshot: Path,
    fail_on: str | None,
    as_of: str | None,
    config_path: Path | None,
    engine: str,
    opa_url: str | None,
    workers: int,
) -> None:
    """Judge a snapshot and print the summary; exit as `safehold scan` does.

    \b
    Example:
      safehold evaluate safehold-report/snapshot --fail-on medium
    """
    settings = config.load(config_path)
    with judged(
        Snapshot.open(snapshot), settings, engine=engine, opa_url=opa_url, workers=workers, as_of=as_of
    ) as report:
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
@_AS_OF
@options.CONFIG
@options.FORCE
@options.judging
def report(
    snapshot: Path,
    formats: tuple[str, ...],
    output: Path,
    as_of: str | None,
    config_path: Path | None,
    engine: str,
    opa_url: str | None,
    workers: int,
    *,
    force: bool,
) -> None:
    """Judge a snapshot and write reports. Exits 0 once they are written, whatever they say.

    \b
    Examples:
      safehold report safehold-report/snapshot --format html,sarif
      safehold report safehold-report/snapshot --format json -o - | jq .summary
    """
    settings = config.load(config_path)
    to_stdout = str(output) == "-"
    if to_stdout and len(formats) != 1:
        raise click.UsageError("only a single --format can be written to stdout")
    source = Snapshot.open(snapshot)
    with judged(source, settings, engine=engine, opa_url=opa_url, workers=workers, as_of=as_of) as judgement:
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
