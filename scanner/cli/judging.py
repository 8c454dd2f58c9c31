"""`safehold evaluate`, `safehold report` and `safehold snapshot verify`: offline, without credentials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from scanner import config
from scanner.cli import options
from scanner.cli.branding import TEMPLATE_DIR
from scanner.cli.keeping import Compared, compared, keeping
from scanner.cli.notifying import notify
from scanner.cli.output import output_folder
from scanner.cli.reporting import conclude, judged, print_report, write_reports
from scanner.notify.base import Target
from scanner.render import Renderer
from scanner.snapshot import Snapshot


@click.command()
@options.SNAPSHOT
@options.gating
@compared
@notify("Tell what changed:")
@options.judging_as_of
def evaluate(
    snapshot: Path,
    targets: tuple[Target, ...],
    *,
    gating: options.Gating,
    compared: Compared,
    judging: options.Judging,
) -> None:
    """Judge a snapshot and print the summary; exit as `safehold scan` does.

    \b
    Example:
      safehold evaluate safehold-report/snapshot --fail-on medium
    """
    settings = config.load(judging.config_path)
    source = Snapshot.open(snapshot)
    with (
        keeping(compared, settings.profile) as kept,
        judged(source, settings, judging, earlier=kept.earlier(source)) as report,
    ):
        ending = conclude(kept.noted(report), settings, gating, targets)
    ending.leave(settings.profile)


@click.command()
@options.SNAPSHOT
@options.FORMATS
@options.SPLIT_BY
@TEMPLATE_DIR
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("safehold-report"),
    show_default=True,
    help="The folder to write to; - writes a single format to stdout.",
)
@options.FORCE
@compared
@options.judging_as_of
def report(  # noqa: PLR0913 - what a person may say
    snapshot: Path,
    formats: tuple[str, ...],
    split_by: str | None,
    renderers: Mapping[str, Renderer],
    output: Path,
    *,
    force: bool,
    compared: Compared,
    judging: options.Judging,
) -> None:
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
    if to_stdout and split_by:
        raise click.UsageError("--split-by writes several reports; name a folder with --output")
    source = Snapshot.open(snapshot)
    with (
        keeping(compared, settings.profile) as kept,
        judged(source, settings, judging, earlier=kept.earlier(source)) as judgement,
    ):
        noted = kept.noted(judgement)
        if to_stdout:
            print_report(noted, formats[0], renderers)
            return
        with output_folder(output, force=force, afresh=False) as staging:
            write_reports(noted, formats, staging, split_by, renderers)
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
