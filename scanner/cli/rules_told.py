"""`safehold rules coverage` and `safehold rules docs`: what is to be read about rules."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap

import click
import orjson
from tabulate import tabulate

from scanner import catalogue, config, ruledocs
from scanner import rules as rule_pack
from scanner.catalogue import Covered
from scanner.cli import options
from scanner.errors import RuleError
from scanner.examples import CORPUS
from scanner.isolation import Died, isolated
from scanner.ruletest import SECONDS, Lines
from scanner.severity import Severities
from scanner.tiers import Tiers

_WIDTHS = (64, 40)
"""Of the columns of texts and of rules."""


@click.command()
@click.option("--uncovered", is_flag=True, help="Only what no rule judges.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.CONFIG
def coverage(config_path: Path | None, form: str, *, uncovered: bool) -> None:
    """Show every statement of the catalogue with the rules that judge it, and what goes beyond the catalogue's source.

    \b
    Example:
      safehold rules coverage --uncovered
    """
    settings = config.load(config_path)
    pack = rule_pack.load(settings.rule_paths)
    found = catalogue.coverage(pack.rules.values(), settings.rule_paths)
    shown = [each for each in found if not (uncovered and each.rules)]
    if form == "json":
        click.echo(orjson.dumps(_as_json(shown), option=orjson.OPT_INDENT_2))
        return
    headers = ("Statement", "Tier", "Asks", "Rules", "Tests")
    if shown:
        click.echo(tabulate(map(_row, shown), headers=headers, tablefmt="simple", disable_numparse=True))
        click.echo()
    click.echo(f"{_counted(found, beyond=False)} statements and {_counted(found, beyond=True)} beyond them are judged")


@click.command()
@click.argument("output", type=click.Path(path_type=Path, file_okay=False))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option(
    "--examples",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A corpus of documents that pass and fail. Default: corpus in FOLDER, if there is one.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if what is there is not what would be written.")
@options.CONFIG
def docs(output: Path, folder: Path | None, examples: Path | None, config_path: Path | None, *, check: bool) -> None:
    """Write to OUTPUT a page in Markdown about each rule in FOLDER, by default about the shipped ones, and an index.

    \b
    Example:
      safehold rules docs docs/rules my-rules
    """
    settings = config.load(config_path)
    pack = rule_pack.load((folder,) if folder else ())
    mine = [rule for rule in pack.rules.values() if folder is None or rule.path.startswith(f"{folder}/")]
    if examples is None and folder is not None and (folder / CORPUS).is_dir():
        examples = folder / CORPUS
    given = (mine, Tiers.load(settings), Severities.load(settings, pack.rules), pack, examples)
    try:
        # What others wrote may hang, or end its process.
        made = isolated(ruledocs.made, SECONDS, *given) if folder else ruledocs.made(*given)
    except Died as died:
        raise RuleError(f"{folder}:1:1: the examples cannot be judged: {died}; leave some out") from died
    stale = _stale(output, made)
    if check:
        for path in stale:
            click.echo(f"{path}: is not what the rules say", err=True)
        click.echo(f"{len(made)} files, {len(stale)} stale")
        sys.exit(1 if stale else 0)
    output.mkdir(parents=True, exist_ok=True)
    for path in stale:
        if path.name in made:
            path.write_text(made[path.name], "utf-8")
        else:
            path.unlink()
    click.echo(f"{output}: {len(made)} files, {len(stale)} of them changed")


def _stale(output: Path, made: Mapping[str, str]) -> list[Path]:
    """What is not there, not as it is made, or a page of a rule that is gone; in order."""
    gone = {path.name for path in output.glob("*.md") if ruledocs.PAGE.fullmatch(path.name)} - made.keys()
    wrong = {name for name, text in made.items() if _text(output / name) != text}
    return [output / name for name in sorted(gone | wrong)]


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def told_lines(found: Sequence[Lines]) -> tuple[float, str]:
    """How much of all lines the tests go through, in percent, and a table of the files that have others."""
    covered, every = sum(each.covered for each in found), sum(each.covered + len(each.uncovered) for each in found)
    rows = [
        (each.path, f"{_percent(each.covered, each.covered + len(each.uncovered)):.1f}%", _ranges(each.uncovered))
        for each in found
        if each.uncovered
    ]
    percent = _percent(covered, every)
    total = f"{percent:.1f}% of {every} lines in {len(found)} files"
    if not rows:
        return percent, total
    headers = ("File", "Covered", "Lines without a test")
    return percent, f"{tabulate(rows, headers=headers, tablefmt='simple', disable_numparse=True)}\n\n{total}"


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def _ranges(lines: Sequence[int]) -> str:
    """Numbers in order, as people write them: "3-5, 9"."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][-1] + 1:
            found[-1].append(line)
        else:
            found.append([line])
    return ", ".join(f"{each[0]}-{each[-1]}" if len(each) > 1 else str(each[0]) for each in found)


def _row(covered: Covered) -> tuple[str, ...]:
    statement = covered.statement
    text, rules = (
        "\n".join(wrap(each, width))
        for each, width in zip((statement.text, ", ".join(covered.rules)), _WIDTHS, strict=True)
    )
    return str(statement.number), statement.tier or "beyond", text, rules or "-", str(covered.tests)


def _counted(found: list[Covered], *, beyond: bool) -> str:
    mine = [each for each in found if each.statement.beyond is beyond]
    return f"{sum(1 for each in mine if each.rules)} of {len(mine)}"


def _as_json(found: list[Covered]) -> list[dict[str, object]]:
    return [
        {
            "statement": each.statement.number,
            "section": each.statement.section or None,
            "tier": each.statement.tier or None,
            "data_type": each.statement.data_type or None,
            "attested": each.statement.attested or None,
            "controls": each.statement.controls,
            "text": each.statement.text,
            "rules": each.rules,
            "tests": each.tests,
        }
        for each in found
    ]
