"""`safehold init`, `safehold completion` and `safehold version`."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed
from pathlib import Path

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from scanner import __version__
from scanner import rules as rule_pack
from scanner.config import DEFAULT_FILE, TEMPLATE
from scanner.errors import UsageError

_SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@click.argument("path", type=click.Path(path_type=Path), default=DEFAULT_FILE)
def init(path: Path, *, force: bool) -> None:
    """Write a commented configuration file, by default safehold.yaml.

    \b
    Example:
      safehold init
    """
    if path.exists() and not force:
        raise UsageError(f"{path}: exists already; edit it, name another file, or overwrite it with --force")
    try:
        path.write_bytes(TEMPLATE.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    click.echo(f"{path}: written; every setting in it is explained, and stands at its default")


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
def completion(shell: str) -> None:
    """Print the script that completes safehold's commands and options with the Tab key.

    \b
    Example:
      safehold completion bash > ~/.local/share/bash-completion/completions/safehold
    """
    completer = _SHELLS[shell](click.Command("safehold"), {}, "safehold", "_SAFEHOLD_COMPLETE")
    click.echo(completer.source())


@click.command()
def version() -> None:
    """Print the versions of Safehold, its engine and its rules.

    \b
    Example:
      safehold version
    """
    pack = rule_pack.load()
    click.echo(f"safehold {__version__}")
    click.echo(f"rules {len(pack.rules)}, policy SHA-256 {pack.sha256}")
    engine, boto3 = installed("gordon-to-regorus"), installed("boto3")
    click.echo(f"regorus {engine}, boto3 {boto3}, Python {platform.python_version()}")
