"""`safehold scan`: collect, judge and report in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from scanner import config
from scanner.cli import actions, options, scanning
from scanner.cli.branding import TEMPLATE_DIR
from scanner.cli.collecting import take_snapshot
from scanner.cli.keeping import Compared, compared, keeping
from scanner.cli.notifying import notify
from scanner.cli.output import output_folder
from scanner.cli.pushing import Pushing, pushed, pushing
from scanner.cli.reporting import conclude, judged, loaded, write_reports
from scanner.collect import ScanInterruptedError
from scanner.notify.base import Target
from scanner.render import Renderer

_SNAPSHOT = "snapshot"


@click.command()
@options.OUTPUT
@options.FORMATS
@options.SPLIT_BY
@TEMPLATE_DIR
@options.gating
@compared
@notify("When the reports are written, tell what changed:")
@options.FORCE
@scanning.asked
@scanning.running
@pushing
@options.judging
def scan(  # noqa: PLR0913 - what a person may say
    output: Path,
    formats: tuple[str, ...],
    split_by: str | None,
    renderers: Mapping[str, Renderer],
    targets: tuple[Target, ...],
    *,
    force: bool,
    gating: options.Gating,
    compared: Compared,
    asked: scanning.Asked,
    running: scanning.Running,
    pushing: Pushing,
    judging: options.Judging,
) -> None:
    """Collect from AWS, judge, and write the reports.

    It reads only, unless --push-security-hub, --history or --notify asks for more.

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
    hub = pushing.hub(plan.profile)
    policies = loaded(settings, judging)
    with (
        keeping(compared, plan.profile) as kept,
        output_folder(output, force=force, afresh=True, snapshot=_SNAPSHOT, resume=running.resume) as staging,
    ):
        snapshot = take_snapshot(plan, running, staging / _SNAPSHOT)
        try:
            earlier = kept.earlier(snapshot)
            with judged(snapshot, settings, judging, earlier=earlier, policies=policies) as judgement:
                report = kept.noted(judgement)
                write_reports(report, formats, staging, split_by, renderers)
                ending = conclude(report, settings, gating, targets)
                ending = replace(ending, gate=pushed(ending.gate, hub, report))
        except KeyboardInterrupt:
            units = len(snapshot.coverage.units)
            raise ScanInterruptedError(units, units) from None
    click.echo(f"Reports: {output}{'' if str(output).endswith('/') else '/'}")
    actions.output("report", str(output))
    ending.leave(plan.profile)
