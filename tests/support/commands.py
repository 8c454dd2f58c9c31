"""The real command in a process of its own, with nothing of AWS in its environment but what is given."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERMETIC = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
}
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


def environment(**given: str) -> dict[str, str]:
    """The environment of a command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GITHUB_"))}
    return kept | HERMETIC | given


def started(folder: Path, *arguments: str, **given: str) -> subprocess.Popen[str]:
    """The command, running in a folder, and first of a group of processes as in a terminal."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-P", "-m", "scanner.cli.main", *arguments],
        cwd=folder,
        env=environment(**given),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ran(folder: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """The command, when it has ended."""
    with started(folder, *arguments, **given) as process:
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)
