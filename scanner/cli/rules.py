"""`safehold rules`: look at rules, test them, and lint your own."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tabulate import tabulate

from scanner import config, lint, ruletest
from scanner import rules as rule_pack
from scanner.cli import options
from scanner.errors import UsageError
from scanner.model import Rule

_FOLDER = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)


@click.group()
def rules() -> None:
    """List, show, test and lint rules."""


@rules.command("list")
@options.CONFIG
def list_rules(config_path: Path | None) -> None:
    """List all rules: the shipped ones and those that safehold.yaml points to.

    \b
    Example:
      safehold rules list
    """
    pack = rule_pack.load(config.load(config_path).rule_paths)
    rows = [(rule.id, rule.severity, ", ".join(rule.kinds), rule.title) for rule in pack.rules.values()]
    click.echo(tabulate(rows, headers=("Rule", "Severity", "Judges", "Asks"), tablefmt="simple"))


@rules.command()
@click.argument("rule_id", metavar="ID")
@options.CONFIG
def show(rule_id: str, config_path: Path | None) -> None:
    """Show what a rule asks, when it applies, and how to fix what it finds.

    \b
    Example:
      safehold rules show DDB-001
    """
    pack = rule_pack.load(config.load(config_path).rule_paths)
    rule = pack.rules.get(rule_id.upper())
    if rule is None:
        raise UsageError(f"no rule has the id {rule_id!r}; `safehold rules list` shows them all")
    click.echo(_described(rule))


def _described(rule: Rule) -> str:
    controls = "; ".join(f"{framework}: {', '.join(ids)}" for framework, ids in rule.controls.items())
    rows = [
        ("Severity", rule.severity),
        ("Judges", ", ".join(rule.kinds)),
        ("Applies where a tier requires", ", ".join(rule.requires) or "nothing: it always applies"),
        ("Unknown without", ", ".join(rule.needs) or "nothing: it never is"),
        ("Catalogue", ", ".join(map(str, rule.covers)) or "-"),
        ("Controls", controls or "-"),
        ("Policy", f"{rule.path}:{rule.line}"),
    ]
    table = tabulate(rows, tablefmt="plain")
    return f"{rule.id}  {rule.title}\n\n{rule.description}\n\n{table}\n\nWhat to do\n{rule.remediation}"


@rules.command()
@_FOLDER
def test(folder: Path | None) -> None:
    """Run the tests of the rules in FOLDER, by default of the shipped ones, on the embedded engine.

    \b
    Example:
      safehold rules test my-rules
    """
    results = ruletest.run(folder)
    failed = [result for result in results if result.failure]
    for result in failed:
        click.echo(f"{result.path}:{result.line}: {result.name}: {result.failure}", err=True)
    click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if not results:
        raise UsageError(f"{folder}: no test found; a test is a rule named test_… in a file named …_test.rego")
    sys.exit(1 if failed else 0)


@rules.command("lint")
@_FOLDER
def lint_rules(folder: Path | None) -> None:
    """Check the rules in FOLDER, by default the shipped ones: form, metadata, and what engines disagree on.

    \b
    Example:
      safehold rules lint my-rules
    """
    problems = lint.check(folder)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise UsageError(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} found")
    click.echo("no problems")
