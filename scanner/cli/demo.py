"""`safehold demo`: the whole product, without an AWS account."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from scanner import config
from scanner.cli import options, scanning
from scanner.cli.branding import TEMPLATE_DIR
from scanner.cli.collecting import take_snapshot
from scanner.cli.output import output_folder
from scanner.cli.reporting import conclude, judged, write_reports
from scanner.collect import ScanInterruptedError
from scanner.demo import attested, estate, server
from scanner.render import Renderer


@click.command()
@options.OUTPUT
@options.FORMATS
@TEMPLATE_DIR
@options.FORCE
@options.QUIET
def demo(
    output: Path, formats: tuple[str, ...], renderers: Mapping[str, Renderer], *, force: bool, quiet: bool
) -> None:
    """Scan a made-up estate in an AWS emulator on this machine; no AWS account needed.

    Exits 0 when the scan worked, whatever it found, and says how a real scan would have ended.

    \b
    Example:
      safehold demo
    """
    settings = config.load(estate.CONFIG)
    with output_folder(output, force=force, afresh=True) as staging:
        click.echo("Starting an AWS emulator and building an estate in it.", err=True)
        with server.serving() as endpoint, _environment(endpoint), TemporaryDirectory(prefix="safehold-") as folder:
            evidence = attested.written(Path(folder))
            plan = scanning.plan(settings, scanning.Asked(regions=estate.REGIONS, evidence=(evidence,)))
            try:
                snapshot = take_snapshot(plan, scanning.Running(quiet=quiet), staging / "snapshot")
            except ScanInterruptedError:
                raise KeyboardInterrupt from None  # of a demo nothing is kept
        judging = options.Judging(estate.CONFIG, engine="regorus", opa_url=None, workers=1)
        with judged(snapshot, settings, judging) as report:
            write_reports(report, formats, staging, renderers=renderers)
            ending = conclude(report, settings, options.Gating())
    click.echo(f"\nReports: {output}/ (open report.html)")
    click.echo(f"To judge it again: safehold evaluate {output / 'snapshot'} --config {estate.CONFIG}")
    click.echo(f"A real scan would have exited with {ending.gate.code}: {ending.gate.reason}.")


@contextmanager
def _environment(endpoint: str) -> Iterator[None]:
    """Point boto3 at the emulator, and keep the user's own credentials and configuration out of it."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
