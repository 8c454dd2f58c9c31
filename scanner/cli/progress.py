"""Progress on stderr: a live line on a terminal, plain lines elsewhere, nothing with --quiet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scanner.collect import SILENT
from scanner.collect import Progress as Reporter
from scanner.model import CoverageUnit


@contextmanager
def progress(*, quiet: bool) -> Iterator[Reporter]:
    """Give what `collect` reports to, for as long as the block runs."""
    console = Console(stderr=True)
    if quiet:
        yield SILENT
    elif console.is_terminal:
        with Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("units, {task.fields[calls]} calls", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        ) as bar:
            yield _Live(bar)
    else:
        yield _Lines()


class _Live:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("Collecting", calls=0, total=None)
        self._calls = 0
        self._lock = threading.Lock()

    def started(self, units: int) -> None:
        self._bar.update(self._task, total=units)

    def unit_done(self, unit: CoverageUnit) -> None:
        self._bar.update(self._task, advance=1, description=f"{unit.region} {unit.collector}")

    def called(self, service: str, operation: str) -> None:  # noqa: ARG002 - the protocol's signature
        with self._lock:
            self._calls += 1
            self._bar.update(self._task, calls=self._calls)


class _Lines:
    def __init__(self) -> None:
        self._units = self._done = 0
        self._lock = threading.Lock()

    def started(self, units: int) -> None:
        self._units = units

    def unit_done(self, unit: CoverageUnit) -> None:
        with self._lock:
            self._done += 1
            gaps = f", {len(unit.gaps)} could not be read" if unit.gaps else ""
            calls = sum(unit.calls.values())
            click.echo(
                f"[{self._done}/{self._units}] {unit.account} {unit.region} {unit.collector}: {calls} calls{gaps}",
                err=True,
            )

    def called(self, service: str, operation: str) -> None:
        """Too often for a line each; the unit's line has the count."""
