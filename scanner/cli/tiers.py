"""`safehold tiers`: what each tier promises and requires, with what safehold.yaml changes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from tabulate import tabulate

from scanner import config
from scanner.cli import options
from scanner.errors import UsageError
from scanner.model import Json
from scanner.render.matrix import spoken
from scanner.render.requirement import NONE, worded
from scanner.tiers import Promise, Tier, Tiers, described, grouped

_CADENCES = ("_test_days", "_drill_days")
"""How the requirements end that say how old a test may be."""


@click.group()
def tiers() -> None:
    """Show tiers, and what tells them apart."""


@tiers.command()
@click.argument("name", required=False)
@options.CONFIG
def show(name: str | None, config_path: Path | None) -> None:
    """Show what a tier promises, and what it requires of each kind of resource and type of data; or all in brief.

    \b
    Examples:
      safehold tiers show
      safehold tiers show standard
    """
    known = Tiers.load(config.load(config_path))
    if name is None:
        every = [known.get(each) for each in known.names]
        rows = [(tier.name, *_objectives(known, tier).values(), tier.description) for tier in every]
        headers = ("Tier", *_objectives(known, every[0]), "Promises")
        click.echo(tabulate(rows, headers=headers, tablefmt="simple", maxcolwidths=[None, *[24] * 5, 40]))
        return
    click.echo(_told(known, _tier(known, name)))


@tiers.command()
@click.argument("name", metavar="FROM")
@click.argument("other_name", metavar="TO")
@options.CONFIG
def diff(name: str, other_name: str, config_path: Path | None) -> None:
    """Show what one tier promises and requires that another does not, or not so.

    \b
    Example:
      safehold tiers diff standard enhanced
    """
    known = Tiers.load(config.load(config_path))
    click.echo(_told_apart(known, _tier(known, name), _tier(known, other_name)))


def _tier(known: Tiers, name: str) -> Tier:
    if name not in known.names:
        raise UsageError(f"no tier is called {name!r}; known: {', '.join(known.names)}")
    return known.get(name)


def _objectives(known: Tiers, tier: Tier) -> dict[str, str]:
    return {
        "Loses at most (RPO)": spoken(tier.rpo_seconds),
        "Is back within (RTO)": spoken(tier.rto_seconds),
        "Notices within": f"{tier.noticed_within_days} d",
        "Tests restores every": _cadence(known, tier),
        "Survives": ", ".join(tier.survives) or NONE,
    }


def _cadence(known: Tiers, tier: Tier) -> str:
    """How often a restore is tested at least, whatever of."""
    required = (promise.require for promise in grouped(partial(known.requirements, tier.name)))
    days = [value for require in required for name, value in require.items() if name.endswith(_CADENCES)]
    return f"{min(days)} d" if days else NONE


def _beyond_objectives(known: Tiers, tier: Tier, kind: str, data_type: str) -> dict[str, Json]:
    """What is required, without what `recovery` stands for: the objectives."""
    require = known.requirements(tier.name, kind, data_type)
    meant = tier.recovery if require.get("recovery") else {}
    return {name: value for name, value in require.items() if name not in meant or meant[name] != value}


def _told(known: Tiers, tier: Tier) -> str:
    promises = [
        _block(promise, [(name, worded(name, value)) for name, value in promise.require.items()])
        for promise in grouped(partial(_beyond_objectives, known, tier))
    ]
    objectives = tabulate(_objectives(known, tier).items(), tablefmt="plain")
    return "\n\n".join([f"{tier.title} ({tier.name})\n{tier.description}", objectives, *promises])


def _told_apart(known: Tiers, one: Tier, other: Tier) -> str:
    def wanted(kind: str, data_type: str) -> dict[str, Json]:
        """What differs: by name, what each of the two requires."""
        before, after = (_beyond_objectives(known, tier, kind, data_type) for tier in (one, other))
        names = dict.fromkeys([*before, *after])
        return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}

    was, becomes = _objectives(known, one), _objectives(known, other)
    rows = [(what, was[what], becomes[what]) for what in was if was[what] != becomes[what]]
    table = tabulate(rows, headers=("", one.name, other.name), tablefmt="simple", maxcolwidths=[None, 40, 40])
    parts = [table] if rows else []
    for promise in grouped(wanted):
        changed = [(name, " → ".join(worded(name, each) for each in both)) for name, both in promise.require.items()]
        parts.append(_block(promise, changed))
    return "\n\n".join(parts) or f"{one.name} and {other.name} promise and require the same"


def _block(promise: Promise, values: list[tuple[str, str]]) -> str:
    meanings = described()
    rows = [(name, value, meanings[name]) for name, value in values]
    table = tabulate(rows, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, 30, 60])
    head = f"{', '.join(promise.kinds)}\n  of {', '.join(promise.data_types)}"
    return "\n".join([head, *(f"    {line}" for line in table.splitlines())])
