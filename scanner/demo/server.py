"""Runs the emulator in a process of its own for as long as the demo needs it.

It is not a thread of the scanner: moto hooks itself into botocore when it is imported, and where the threads that
ask and those that answer share one interpreter, the scan took a quarter longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from tempfile import TemporaryFile

from scanner.errors import SafeholdError, UsageError

SETTINGS = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
"""What moto reads of its environment: it would hold a thousand snapshots of machine images in each Region."""

_STOP_SECONDS = 10
_LONGEST = 500


@contextmanager
def serving() -> Iterator[str]:
    """Start the emulator with the estate built in it; yields its URL, and stops it in the end.

    The emulator ends when its standard input does, so it does not outlive this process however that ends.
    Raises UsageError without the demo extra, SafeholdError when the emulator does not start.
    """
    for package in ("moto", "flask_cors"):
        if find_spec(package) is None:
            raise UsageError(f"the demo needs the package {package}: pip install 'safehold[demo]'")
    with (
        TemporaryFile() as complaints,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "scanner.demo.emulator"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for us; we then close its standard input
            text=True,
        ) as emulator,
    ):
        try:
            endpoint = next(iter(emulator.stdout or ()), "").strip()
            if not endpoint:
                emulator.wait()
                complaints.seek(0)
                last = complaints.read().decode(errors="replace").strip().rpartition("\n")[2][:_LONGEST]
                raise SafeholdError(f"the AWS emulator did not start: {last or f'exit {emulator.returncode}'}")
            yield endpoint
        finally:
            try:
                emulator.communicate(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                emulator.kill()


def _environment() -> dict[str, str]:
    """Ours, without what would lead the emulator or its clients elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    return kept | {
        **SETTINGS,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
