"""What the tests of files for deployment share: where they are, the tools that judge them, the commands in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from scanner.cli.main import main

ROOT = Path(__file__).parents[2]


def tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A tool's verdict; the test is skipped on a machine without the tool, which CI's is not."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    found = shutil.which(name, path=path)
    if found is None:
        assert "CI" not in os.environ, f"{name} is missing"
        pytest.skip(f"{name} is not installed")
    command = [found, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - chosen here


def parsed(words: Sequence[str]) -> click.Context:
    """What click reads in a command line after `safehold`; the test fails where it would refuse one.

    Nothing is run, and files that it names need not be there.
    """
    group = click.Context(main, info_name="safehold")
    command: click.Command = main
    rest = list(words)
    while isinstance(command, click.Group):
        name = rest.pop(0)
        found = command.get_command(group, name)
        assert found, f"safehold has no command {name}"
        command = found
    return command.make_context(command.name, rest, parent=group)
