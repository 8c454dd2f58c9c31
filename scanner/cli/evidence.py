"""`safehold evidence`: templates of what people attest, and a look at what they wrote."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from tabulate import tabulate

from scanner import attesting, config
from scanner import evidence as evidence_files
from scanner.cli import options
from scanner.cli.gate import CLEAN, FINDINGS, NOTHING_TO_JUDGE, UNKNOWNS
from scanner.errors import UsageError
from scanner.evidence import Record

_TYPES = {kind.replace("_", "-"): kind for kind in attesting.TYPES}
_NO_END = "-"


@click.group()
def evidence() -> None:
    """Write down restore tests, exports, decisions and approvals, and check what was written.

    \b
    Example:
      safehold evidence new restore-test --topic table_restore --application shop
    """


@evidence.command()
@click.argument("kind", metavar="TYPE", type=click.Choice(list(_TYPES)))
@click.option("--topic", type=click.Choice(list(attesting.TOPICS)), help="What it is about.", metavar="TOPIC")
@click.option("--application", help="The application that it is about.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write. Default: print it to stdout.")
def new(kind: str, topic: str | None, application: str | None, output: Path | None) -> None:
    """Write a template of evidence of a TYPE: restore-test, export, decision or approval.

    What is blank in it is yours to fill in; every line says what belongs there.

    \b
    Example:
      safehold evidence new decision --topic objectives --application shop -o objectives.yaml
    """
    text = attesting.template(_TYPES[kind], topic, application)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{output}: exists already; edit it, or name another file") from None
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror}") from None
    click.echo(f"{output}: written; fill in what is blank, then run `safehold evidence check {output}`")


@evidence.command()
@click.argument("files", metavar="[FILES]...", nargs=-1, type=click.Path(path_type=Path))
@options.CONFIG
@click.option("--as-of", help="Check for this moment, such as 2027-01-31T00:00:00Z, and not for now.")
def check(files: tuple[Path, ...], config_path: Path | None, as_of: str | None) -> None:
    """Check FILES of evidence, or folders of them, and print them as a register.

    Without FILES, those that safehold.yaml names. Exits with 2 if one is malformed, 10 if one has expired, is dated
    in the future or has another artefact than it says, and 11 if an artefact is not at hand.

    \b
    Example:
      safehold evidence check evidence/
    """
    records = evidence_files.load(files or config.load(config_path).evidence)
    if not records:
        click.echo("no evidence found", err=True)
        sys.exit(NOTHING_TO_JUDGE)
    moment = _moment(as_of)
    checked = [(record, *_standing(record, moment)) for record in records]
    rows = [_row(record, standing) for record, standing, _ in checked]
    headers = ("Name", "Type", "Topic", "Date", "Expires", "Holds for", "Standing")
    click.echo(tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True))
    sys.exit(_worst(code for *_, code in checked))


def _worst(codes: Iterable[int]) -> int:
    """What is certain outranks what is not known."""
    found = set(codes)
    return next((code for code in (FINDINGS, UNKNOWNS) if code in found), CLEAN)


def _moment(as_of: str | None) -> str:
    if as_of is None:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        return datetime.fromisoformat(as_of).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise UsageError(f"--as-of {as_of!r} is no moment; write it like 2027-01-31T00:00:00Z") from None


def _standing(record: Record, moment: str) -> tuple[str, int]:
    """How a record stands, and the exit code that this alone would give."""
    artefact = record.artefact if record.artefact and record.artefact.path else None
    try:
        verified = artefact.verified() if artefact else True
    except OSError as error:
        return f"its artefact cannot be read: {error.strerror}", UNKNOWNS
    faults = {
        "artefact altered": verified is False,
        "dated in the future": record.dated_at > moment,
        "expired": record.expires_at is not None and record.expires_at <= moment,
    }
    if any(faults.values()):
        return ", ".join(fault for fault, found in faults.items() if found), FINDINGS
    if verified is None:
        return "artefact not at hand", UNKNOWNS
    return "current, artefact verified" if artefact else "current", CLEAN


def _row(record: Record, standing: str) -> Sequence[str]:
    scope = record.scope
    holds_for = [*scope.applications, *scope.sites, *scope.tiers, *scope.resources]
    return (
        record.name,
        record.type.replace("_", " "),
        record.topic,
        record.dated_at[:10],
        (record.expires_at or _NO_END)[:10],
        ", ".join(holds_for),
        standing,
    )
