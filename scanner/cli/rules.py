"""`safehold rules`: look at rules, write your own, test and lint them."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from textwrap import wrap

import click
from tabulate import tabulate

from scanner import config, lint, rulenew, ruletest
from scanner import rules as rule_pack
from scanner.cli import options
from scanner.cli.rules_told import coverage, docs, told_lines
from scanner.errors import UsageError
from scanner.model import Rule
from scanner.render import frameworks

_WIDTH = 50
"""Of a column of rules."""

_FOLDER = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)


@click.group()
def rules() -> None:
    """List, show, write, test, lint and document rules, and see what they cover."""


rules.add_command(coverage)
rules.add_command(docs)


@rules.command("list")
@click.option("--framework", help="List the controls of a framework, such as nist_800_53_r5, and the rules for each.")
@options.CONFIG
def list_rules(config_path: Path | None, framework: str | None) -> None:
    """List all rules: the shipped ones and those that safehold.yaml points to.

    \b
    Examples:
      safehold rules list
      safehold rules list --framework nist_800_53_r5
    """
    pack = rule_pack.load(config.load(config_path).rule_paths)
    if framework is not None:
        click.echo(_controls(framework, pack.rules.values()))
        return
    rows = [(rule.id, rule.severity, ", ".join(rule.kinds), rule.title) for rule in pack.rules.values()]
    click.echo(tabulate(rows, headers=("Rule", "Severity", "Judges", "Asks"), tablefmt="simple"))


def _controls(name: str, known: Collection[Rule]) -> str:
    """The controls of a framework with their rules, and which have none."""
    names = sorted({*frameworks.shipped(), *(each for rule in known for each in rule.controls)})
    if name not in names:
        raise UsageError(f"no framework is called {name!r}; known: {', '.join(names)}")
    framework = frameworks.named(name)
    rules_of: dict[str, list[str]] = {control: [] for control in framework.controls}
    for rule in known:
        for control in rule.controls.get(name, ()):
            rules_of.setdefault(control, []).append(rule.id)
    rows = [
        (control, framework.controls.get(control, ""), "\n".join(wrap(", ".join(ids), _WIDTH)) or "-")
        for control, ids in rules_of.items()
    ]
    table = tabulate(rows, headers=("Control", "Asks", "Rules"), tablefmt="simple", disable_numparse=True)
    without = [control for control, ids in rules_of.items() if not ids]
    last = f"without a rule: {', '.join(without)}" if without else "every control has a rule"
    return f"{framework.title}\n\n{table}\n\n{len(rules_of) - len(without)} of {len(rules_of)} controls; {last}"


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
@click.option("--coverage", is_flag=True, help="Show which lines of the rules no test goes through.")
@click.option(
    "--coverage-fail-under",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit 1 if fewer of the lines are gone through. Shows which, as --coverage does.",
)
def test(folder: Path | None, least: float | None, *, coverage: bool) -> None:
    """Run the tests of the rules in FOLDER, by default of the shipped ones, on the embedded engine.

    \b
    Example:
      safehold rules test my-rules --coverage-fail-under 100
    """
    run = ruletest.run(folder, coverage=coverage or least is not None)
    failed = [result for result in run.results if result.failure]
    for result in failed:
        click.echo(f"{result.path}:{result.line}: {result.name}: {result.failure}", err=True)
    click.echo(f"{len(run.results) - len(failed)} passed, {len(failed)} failed")
    if not run.results:
        raise UsageError(f"{folder}: no test found; a test is a rule named test_… in a file named …_test.rego")
    short = False
    if run.lines:
        percent, table = told_lines(run.lines)
        click.echo(f"\n{table}")
        short = least is not None and percent < least
        if short:
            click.echo(f"{percent:.1f}% of the lines, and {least:g}% are asked for", err=True)
    sys.exit(1 if failed or short else 0)


@rules.command()
@click.argument("rule_id", metavar="ID")
@click.option("--kind", required=True, help="The kind of resource that it judges, such as s3.bucket.")
@click.option(
    "--title", help="What it asks, in a few words. Default: that there is an owner, which it does as written."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("my-rules"),
    show_default=True,
    help="The folder of your rules.",
)
def new(rule_id: str, kind: str, title: str | None, folder: Path) -> None:
    """Write a rule to begin with, its tests and its fixture. All pass as they stand.

    \b
    Example:
      safehold rules new OUR-001 --kind s3.bucket --title "The bucket has an owner"
    """
    pack = rule_pack.load((folder,) if any(folder.glob("rules/*/*.rego")) else ())
    title = title or f"The {kind} has an owner"
    for path in rulenew.write(folder, pack, rule_id=rule_id, kind=kind, title=title):
        click.echo(f"{path}: written")
    click.echo(
        "Next: write your own proof and tests, then\n"
        f"  safehold rules lint {folder}\n"
        f"  safehold rules test {folder} --coverage\n"
        f"and, so that it judges, in safehold.yaml\n"
        f"  rules: {{paths: [{folder}]}}"
    )


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
