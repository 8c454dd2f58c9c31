"""`--baseline` and `--history`: what a scan is compared with, and its way into the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from scanner.cli.options import gathered
from scanner.comparison import Earlier
from scanner.errors import SafeholdError, UsageError
from scanner.history import History
from scanner.history.recording import Recorder
from scanner.model import Report
from scanner.past import PastScan, opened
from scanner.snapshot import Snapshot

_OPTIONS = (
    click.option(
        "--baseline",
        metavar="OLD",
        help="Compare with an earlier scan: a findings.json, the folder it is in, a history, or HISTORY@RUN.",
    ),
    click.option(
        "--history",
        metavar="PLACE",
        help="Compare with the earlier runs in a history, and add this one: a folder, or s3://bucket/prefix.",
    ),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was asked for. At most one is given."""

    baseline: str | None = None
    history: str | None = None


compared = gathered(_OPTIONS, "compared", Compared)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a scan is compared with, and what records it; each may be None."""

    baseline: PastScan | None
    recorder: Recorder | None

    def earlier(self, snapshot: Snapshot) -> Earlier | None:
        """What to compare the snapshot with; to be asked for just before it is judged."""
        if self.recorder:
            return self.recorder.earlier(snapshot.taken_at, snapshot.sha256)
        return Earlier(self.baseline.told, self.baseline.findings()) if self.baseline else None

    def noted(self, report: Report) -> Report:
        """The report, with the runs before it; it is noted for the history."""
        return self.recorder.note(report) if self.recorder else report


@contextmanager
def keeping(asked: Compared, profile: str | None = None) -> Iterator[Keeping]:
    """What was asked for, opened before anything else is done, so that a mistake costs no scan.

    When the block ends well, the noted run is in the history. profile: of the credentials for a bucket.

    Raises:
        UsageError: both were asked for, or one of them cannot be read.
        SafeholdError: the history does not take the run.
    """
    if asked.baseline is not None and asked.history is not None:
        raise UsageError("--history compares with its own earlier runs: leave --baseline out")
    baseline = None if asked.baseline is None else opened(asked.baseline)
    if baseline and baseline.only:
        raise UsageError(
            f"{asked.baseline}: tells of {' '.join(baseline.only)} only; name the report of the whole estate"
        )
    if asked.history is None:
        yield Keeping(baseline, None)
        return
    with TemporaryDirectory(prefix="safehold-") as folder:
        history = History.open(asked.history, profile)
        recorder = Recorder(history, Path(folder))
        yield Keeping(None, recorder)
        try:
            run = recorder.commit()
        except SafeholdError as error:
            raise SafeholdError(
                f"{error}\nthe history lacks this run, and nobody was notified:"
                f" safehold evaluate SNAPSHOT --history {history.name} adds it"
            ) from error
    told = f"run {run} added" if run else "this run is there already"
    click.echo(f"History: {history.name}: {told}", err=True)
