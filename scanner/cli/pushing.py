"""`--push-security-hub`: findings into AWS Security Hub, once the reports are written."""

from __future__ import annotations

from dataclasses import dataclass

import click

from scanner.cli.gate import Gate
from scanner.cli.options import gathered
from scanner.errors import UsageError
from scanner.model import Report
from scanner.render.plain import one_line
from scanner.securityhub import Hub, Pushed

NOT_PUSHED = 1
_NAMED = 20
"""How many findings that were refused are named one by one."""


@dataclass(frozen=True, slots=True)
class Pushing:
    """What was asked for."""

    push_security_hub: bool = False
    security_hub_region: str | None = None

    def hub(self, profile: str | None) -> Hub | None:
        """Where to push; None: nowhere. Opened before anything else is done, so that a mistake costs no scan.

        Raises:
            UsageError: the options do not go together, or the profile or the Region cannot be used.
        """
        if self.push_security_hub:
            return Hub.open(profile, self.security_hub_region)
        if self.security_hub_region:
            raise UsageError("--security-hub-region says where --push-security-hub imports: give both, or neither")
        return None


pushing = gathered(
    (
        click.option(
            "--push-security-hub",
            is_flag=True,
            help="Import the findings into AWS Security Hub of the account that starts the scan. It writes to AWS.",
        ),
        click.option(
            "--security-hub-region",
            metavar="REGION",
            help="The Region of --push-security-hub. Default: that of your AWS configuration.",
        ),
    ),
    "pushing",
    Pushing,
)


def pushed(gate: Gate, hub: Hub | None, report: Report) -> Gate:
    """Push, tell what became of it, and how the run ends then: with 1 if anything was refused."""
    if hub is None:
        return gate
    click.echo(f"safehold: importing into Security Hub, Region {hub.region} …", err=True)
    done = hub.push(report)
    _tell(done)
    if done.well:
        return gate
    what = "the push was stopped" if done.stopped else f"{len(done.refused)} refused"
    return Gate(NOT_PUSHED, f"Security Hub: {what}; the scan itself: exit {gate.code}: {gate.reason}")


def _tell(done: Pushed) -> None:
    counts = f"{done.imported} imported, {done.suppressed} suppressed, {done.reopened} reopened"
    click.echo(f"safehold: Security Hub in account {done.account or '?'}, Region {done.region}: {counts}", err=True)
    for each in done.refused[:_NAMED]:
        click.echo(f"safehold: error: Security Hub refused {one_line(each)}", err=True)
    if len(done.refused) > _NAMED:
        click.echo(f"safehold: error: … and {len(done.refused) - _NAMED} more", err=True)
    if done.stopped:
        click.echo(f"safehold: error: {one_line(done.stopped)}", err=True)
