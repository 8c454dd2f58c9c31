"""`safehold scope`: what a scan would look at, and the calls that it would take."""

from __future__ import annotations

from pathlib import Path

import click
from tabulate import tabulate

from scanner import config
from scanner.cli import options, scanning
from scanner.render.common import visible
from scanner.scope import Outlook, outlook
from scanner.snapshot import Snapshot


@click.command()
@options.CONFIG
@click.option(
    "--like", type=click.Path(path_type=Path), metavar="SNAPSHOT", help="An earlier snapshot, to estimate by its calls."
)
@scanning.asked
def scope(config_path: Path | None, like: Path | None, asked: scanning.Asked) -> None:
    """Show accounts, Regions and collectors of a scan, and estimate its calls, before it is made.

    Calls only what it takes to find accounts and Regions: nothing, when the Regions are named and it is one account.

    \b
    Examples:
      safehold scope --region eu-west-1
      safehold scope --organization --role safehold --like safehold-report/snapshot
    """
    plan = scanning.plan(config.load(config_path), asked)
    click.echo(_told(outlook(plan, Snapshot.open(like) if like else None)))


def _told(found: Outlook) -> str:
    lines = []
    if found.accounts is None:
        lines.append("Account: that of the credentials")
        lines.append(f"Regions: {', '.join(found.regions)}")
    else:
        rows = [
            (
                account.id,
                visible(account.name),
                f"cannot be entered: {visible(found.unreachable[account.id])}"
                if account.id in found.unreachable
                else ", ".join(account.regions) or "none",
                ", ".join(account.not_enabled),
            )
            for account in found.accounts
        ]
        lines.append(tabulate(rows, headers=("Account", "Name", "Regions", "Not enabled"), tablefmt="simple"))
    known = any(each.last is not None for each in found.estimates)
    rows = [
        (
            each.collector,
            each.units,
            each.idle_calls,
            ", ".join(f"{calls} a {kind}" for kind, calls in each.each.items()),
            *((each.last,) if known else ()),
        )
        for each in found.estimates
    ]
    headers = ("Collector", "Units", "Calls at least", "And for resources, at most", *(("Last time",) if known else ()))
    lines += ["", tabulate(rows, headers=headers, tablefmt="simple"), ""]
    units, least = (sum(getattr(each, name) for each in found.estimates) for name in ("units", "idle_calls"))
    lines.append(f"{units} units, at least {least} calls, and more by what is found.")
    if known:
        lines.append(f"The earlier scan took {sum(each.last or 0 for each in found.estimates)} calls.")
    lines.append(f"Nothing was read of any resource; {found.calls} calls found the scope.")
    return "\n".join(lines)
