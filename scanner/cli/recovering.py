"""`safehold matrix` and `safehold recover`: could we get it back, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from scanner import config, guide
from scanner import recovery as matrices
from scanner.cli import options
from scanner.cli.reporting import judged
from scanner.errors import UsageError
from scanner.model import Assessment, CellStatus, Fact, Recovery, RecoveryPath, Report
from scanner.recovery import SCENARIOS
from scanner.render.common import json_text
from scanner.render.matrix import Square, lines, losing, safe, spoken, squares
from scanner.snapshot import Snapshot

_SNAPSHOT = click.option(
    "--snapshot",
    type=click.Path(path_type=Path),
    default=Path("safehold-report/snapshot"),
    show_default=True,
    help="The snapshot to look into.",
)
_NAMED = 10


@click.command()
@options.SNAPSHOT
@click.option("--application", help="Only what belongs to this application.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@options.judging_as_of
def matrix(snapshot: Path, application: str | None, form: str, judging: options.Judging) -> None:
    """Print the recovery matrix: for every resource and scenario, whether it comes back, and how much is lost.

    \b
    Example:
      safehold matrix safehold-report/snapshot
    """
    settings = config.load(judging.config_path)
    with judged(Snapshot.open(snapshot), settings, judging) as report:
        chosen = _chosen(report, application)
        for line in _as_json(chosen) if form == "json" else lines(report, chosen):
            click.echo(line)


def _chosen(report: Report, application: str | None) -> Iterator[Assessment]:
    """Raises UsageError when nothing belongs to the application."""
    found = 0
    for each in report.assess():
        if application in {None, each.profile.application}:
            found += 1
            yield each
    if application is not None and not found:
        raise UsageError(f"nothing belongs to an application {application!r}; leave --application out to see them all")


def _as_json(chosen: Iterable[Assessment]) -> Iterator[str]:
    """One line for each resource that has a matrix."""
    for each in chosen:
        if each.recovery:
            identity = {"id": each.fact.id, "kind": each.fact.kind, "name": each.fact.name, "tier": each.profile.tier}
            place = {"account": each.fact.account, "region": each.fact.region, "application": each.profile.application}
            document = {**identity, **place, **matrices.to_json(each.recovery)}
            yield json_text(document, indent=False).rstrip("\n")


@click.command()
@click.argument("resource")
@click.option("--scenario", type=click.Choice(SCENARIOS), required=True, help="What befell it.")
@_SNAPSHOT
@options.judging_as_of
def recover(resource: str, scenario: str, snapshot: Path, judging: options.Judging) -> None:
    """Explain one cell of the matrix: the ways back, why each holds or falls, and the commands in order.

    RESOURCE is an ARN, or a name if only one resource has it. Exits 0 whether or not it can be recovered.

    \b
    Example:
      safehold recover formkiq-core-prod-documents --scenario delete
    """
    settings = config.load(judging.config_path)

    def wanted(fact: Fact) -> bool:
        return fact.kind in matrices.KINDS and resource in {fact.id, fact.name}

    with judged(Snapshot.open(snapshot), settings, judging, wanted=wanted) as report:
        found = [each for each in report.assess() if wanted(each.fact)]
        for line in _explained(report, _only(found, resource, snapshot), scenario):
            click.echo(line)


def _only(found: list[Assessment], resource: str, snapshot: Path) -> Assessment:
    if not found:
        raise UsageError(
            f"no resource with a recovery matrix is called {resource!r} in {snapshot}; "
            "`safehold matrix` shows those that there are"
        )
    if len(found) > 1:
        listed = "\n".join(each.fact.id for each in found[:_NAMED])
        raise UsageError(f"{len(found)} resources are called {resource!r}; give the ARN of one:\n{listed}")
    return found[0]


def _explained(report: Report, each: Assessment, scenario: str) -> Iterator[str]:
    fact, found = each.fact, each.recovery
    yield f"{safe(fact.name)} ({fact.kind})"
    yield safe(fact.id)
    yield ""
    if found is None:
        reasons = sorted({made.reason for made in each.decisions if made.reason})
        yield f"No matrix could be made of it: {safe('; '.join(reasons[:1]) or 'its fact does not fit its schema')}"
        return
    square = squares(report, each).get(scenario)
    if square is None:
        yield f"{scenario}: this cannot befall it"
        return
    yield from _answer(each, square)
    yield from _ways(fact, found, scenario, square)


def _answer(each: Assessment, square: Square) -> Iterator[str]:
    cell = square.cell
    words = {
        CellStatus.RECOVERABLE: f"RECOVERABLE, {losing(cell.rpo_seconds)}",
        CellStatus.NOT_RECOVERABLE: "NOT RECOVERABLE",
        CellStatus.UNKNOWN: "NOT KNOWN",
    }
    yield f"{cell.scenario}: {words[cell.status]}"
    yield f"  {safe(cell.because)}"
    verdict = f": {square.verdict.replace('_', ' ')}" if square.verdict else ""
    asked = "asks for it" if cell.required else "does not ask for it"
    yield f"  Tier {each.profile.tier or 'unknown'} {asked}{verdict}."
    for doubt in cell.doubts:
        yield f"  Not seen: {safe(doubt)}"


def _ways(fact: Fact, found: Recovery, scenario: str, square: Square) -> Iterator[str]:
    best = square.cell.path
    order = sorted(range(len(found.paths)), key=lambda index: (index != best, index))
    holding = [found.paths[index] for index in order if scenario in found.paths[index].survives]
    for number, path in enumerate(holding, 1):
        yield ""
        yield f"Way {number}{' (the best)' if number == 1 else ''}: {_titled(path)}"
        yield from _path(path)
        for count, step in enumerate(guide.steps(fact, path), 1):
            yield f"  {count}. {safe(step.text)}"
            if step.command:
                yield f"     $ {safe(step.command)}"
    fallen = [(path.mechanism, path.falls[scenario]) for path in found.paths if scenario in path.falls]
    if fallen or found.fallen:
        yield ""
        yield "What does not help"
        for mechanism, why in (*fallen, *found.fallen):
            yield f"  {_name(mechanism)}: {safe(why)}"


def _path(path: RecoveryPath) -> Iterator[str]:
    yield f"  {safe(path.because)}"
    promised = "nothing" if path.promised_seconds is None else spoken(path.promised_seconds)
    observed = "nothing told" if path.observed_seconds is None else spoken(path.observed_seconds)
    loss = "an amount that nothing bounds" if path.rpo_seconds is None else f"at most {spoken(path.rpo_seconds)}"
    yield f"  Loses {loss} (promised: {promised}; seen: {observed})"
    reach = "without a bound" if path.reach_seconds is None else spoken(path.reach_seconds)
    took = "never measured" if path.rto_seconds is None else spoken(path.rto_seconds)
    yield f"  Reaches back {reach}; takes {took}"
    if path.immutable_until:
        yield f"  Nobody can destroy it before {path.immutable_until}"


def _titled(path: RecoveryPath) -> str:
    where = " ".join(part for part in (path.account, path.region) if part)
    return f"{_name(path.mechanism)}{f', in {where}' if where else ''}{f' ({safe(path.arn)})' if path.arn else ''}"


def _name(mechanism: str) -> str:
    known = guide.mechanisms().get(mechanism)
    return known.title if known else mechanism
