"""Progress on stderr: a live line on a terminal, plain lines or JSON elsewhere, nothing with --quiet."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import orjson

from scanner.collect import SILENT
from scanner.units import Progress as Reporter

if TYPE_CHECKING:
    from rich.progress import Progress

    from scanner.model import CoverageUnit

_SOON = 60


@contextmanager
def progress(*, quiet: bool, log_format: str) -> Iterator[Reporter]:
    """Give what `collect` reports to, for as long as the block runs."""
    if quiet:
        yield SILENT
    elif log_format == "json":
        yield _Json()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield _Live(bar)
    else:
        yield _Lines()


class _Counts:
    """What is known of how far the collection is. Any thread may add to it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.units = self.done = self.kept = self.calls = self.throttles = 0
        self._clock = clock
        self._began = clock()
        self._lock = threading.Lock()

    def started(self, units: int, kept: int) -> None:
        self.units, self.done, self.kept = units, kept, kept
        self._began = self._clock()

    def called(self, service: str, operation: str) -> None:  # noqa: ARG002 - the protocol's signature
        with self._lock:
            self.calls += 1

    def throttled(self, service: str, operation: str) -> None:  # noqa: ARG002 - the protocol's signature
        with self._lock:
            self.throttles += 1

    def ended(self) -> None:
        self.done += 1

    @property
    def left_seconds(self) -> float | None:
        """How long it will take still, if units go on ending as they have; None while nobody can tell."""
        run = self.done - self.kept
        if not run or self.done == self.units:
            return None
        return (self._clock() - self._began) / run * (self.units - self.done)


class _Live(_Counts):
    """One line that changes."""

    def __init__(self, bar: Progress) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task("Collecting", counts="", left="", total=None)

    def started(self, units: int, kept: int) -> None:
        super().started(units, kept)
        self._bar.update(self._task, total=units, completed=kept)

    def called(self, service: str, operation: str) -> None:
        super().called(service, operation)
        self._show()

    def throttled(self, service: str, operation: str) -> None:
        super().throttled(service, operation)
        self._show()

    def unit_done(self, unit: CoverageUnit) -> None:
        self.ended()
        self._bar.update(
            self._task,
            advance=1,
            description=f"{unit.account} {unit.region} {unit.collector}",
            left=_left(self.left_seconds),
        )

    def _show(self) -> None:
        throttles = f", {self.throttles} throttled" if self.throttles else ""
        self._bar.update(self._task, counts=f"units, {self.calls} calls{throttles}")


class _Lines(_Counts):
    """A line for each unit that ended."""

    def started(self, units: int, kept: int) -> None:
        super().started(units, kept)
        if kept:
            click.echo(f"[{kept}/{units}] kept from before", err=True)

    def unit_done(self, unit: CoverageUnit) -> None:
        self.ended()
        gaps = f", {len(unit.gaps)} could not be read" if unit.gaps else ""
        throttles = f"; {self.throttles} throttled so far" if self.throttles else ""
        left = f"; {_left(self.left_seconds)}" if self.left_seconds else ""
        calls = sum(unit.calls.values())
        click.echo(
            f"[{self.done}/{self.units}] {unit.account} {unit.region} {unit.collector}: {calls} calls"
            f"{gaps}{throttles}{left}",
            err=True,
        )


class _Json(_Counts):
    """A JSON object for each unit that ended."""

    def started(self, units: int, kept: int) -> None:
        super().started(units, kept)
        self._say({"event": "started", "units": units, "kept": kept})

    def unit_done(self, unit: CoverageUnit) -> None:
        self.ended()
        left = self.left_seconds
        self._say(
            {
                "event": "unit",
                "account": unit.account,
                "region": unit.region,
                "collector": unit.collector,
                "gaps": len(unit.gaps),
                "unit_calls": sum(unit.calls.values()),
                "done": self.done,
                "units": self.units,
                "calls": self.calls,
                "throttled": self.throttles,
                "left_seconds": None if left is None else round(left),
            }
        )

    def _say(self, event: dict[str, str | int | None]) -> None:
        click.echo(orjson.dumps(event), err=True)


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < _SOON:
        return f"about {max(1, round(seconds))} s left"
    return f"about {round(seconds / 60)} min left"


def _bar() -> Progress:
    # rich is loaded by those who look at a terminal only: it takes a tenth of a second and some megabytes.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}", markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
