"""A snapshot being written: whole or not at all, and after whatever interruption from where it stopped."""

from __future__ import annotations

import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from scanner import journal
from scanner.errors import SnapshotError, UsageError
from scanner.folders import clear, hold
from scanner.journal import Done, Header, Journal
from scanner.manifest import NAME, Manifest
from scanner.model import Coverage
from scanner.parts import naming, regular_file, verify_part, writing
from scanner.snapshot import FACTS, Snapshot

_STAGING = ".collecting"

_log = logging.getLogger(__name__)


def begun(directory: Path) -> bool:
    """Whether there is a snapshot in the folder, or one in the making, that `SnapshotWriter.resume` can go on with."""
    staging = directory / _STAGING
    return (directory / NAME).is_file() or journal.begun(staging) or _whole_in(staging)


class SnapshotWriter:
    """A snapshot being written: a context manager, to be left after `finish`; otherwise what is done is kept.

    All is written below `.collecting` and moved into place when it is whole, so that an earlier snapshot in the
    folder stays as it is until then. A collection that is stopped or killed leaves that folder only: `resume` goes on
    with it, `begin` clears it away.

    header: what the collection is of. staging: where units write their parts. done: the units that have ended, by
    account, Region and collector.
    """

    def __init__(self, directory: Path, staging: Path, header: Header, done: Iterable[Done], lock: ExitStack) -> None:
        """Use `begin` or `resume`."""
        self.header = header
        self.staging = staging
        self.done = {each.key: each for each in done}
        self._paths = {entry.path for each in self.done.values() for entry in each.parts}
        self._directory = directory
        self._lock = lock
        if not journal.begun(staging):
            journal.begin(staging, header, self.done.values())
        self._journal = Journal(staging)

    @classmethod
    def begin(cls, directory: Path, header: Header, *, force: bool = False) -> Self:
        """Begins afresh. Makes the directory, with its parents. force: other things in it do not matter.

        Raises:
            UsageError: the directory holds anything but a snapshot, cannot be made, or is being written to.
        """
        with _held(directory, force=force) as (staging, lock):
            try:
                clear(staging)
            except OSError as error:
                raise UsageError(f"{staging}: cannot be cleared: {error.strerror}; choose another folder") from error
            return cls(directory, staging, header, (), lock)

    @classmethod
    def resume(cls, directory: Path, accept: Callable[[Header], None]) -> Self:
        """Goes on with a collection that was stopped, or that ended: units that could not list everything run again.

        accept: raises an error if that collection is not the one to go on with; it is left as it is then.

        Raises:
            UsageError: there is none, or the directory is being written to.
            SnapshotError: what is there was altered.
        """
        if not begun(directory):
            raise UsageError(f"{directory}: holds no collection, so there is nothing to resume; leave --resume out")
        with _held(directory, force=True) as (staging, lock):
            if journal.begun(staging):
                header, done = journal.read(staging)
                accept(header)
                kept = [each for each in done if not each.unit.gaps and _whole(staging, each)]
                _clear_strays(staging, {entry.path for each in kept for entry in each.parts})
            else:
                header, done = _finished(directory)
                accept(header)
                kept = [each for each in done if not each.unit.gaps]
                _copy(directory, staging, kept)
            return cls(directory, staging, header, kept, lock)

    def __enter__(self) -> Self:
        """Itself: the folder was made ready when it was created."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Lets go of the folder. What would be of no use to anybody is cleared away."""
        with self._lock:
            self._journal.close()
            if not self.done:
                shutil.rmtree(self.staging, ignore_errors=True)

    def add(self, done: Done) -> None:
        """Takes a unit that has ended, and its parts.

        Raises:
            SafeholdError: the disk does not take it.
            ValueError: another unit wrote such a part already.
        """
        paths = {entry.path for entry in done.parts}
        if twice := self._paths & paths:
            raise ValueError(f"{min(twice)} is written twice")
        self._journal.add(done)
        self._paths |= paths
        self.done[done.key] = done

    def finish(self) -> Snapshot:
        """Puts the snapshot in place, its manifest last.

        Raises:
            SafeholdError: the disk does not take it.
        """
        coverage = Coverage(tuple(each.unit for each in self.done.values()))
        parts = tuple(entry for each in self.done.values() for entry in each.parts)
        header = self.header
        manifest = Manifest(header.tool_version, header.taken_at, header.scope, coverage, parts)
        with writing(self._directory):
            (self.staging / FACTS).mkdir(exist_ok=True)
            written = self.staging / f".{NAME}.tmp"
            with written.open("wb") as file:
                file.write(manifest.encode())
                file.flush()
                os.fsync(file.fileno())
            Manifest.decode(written.read_bytes())  # nothing is replaced by what could not be read back
            written.replace(self.staging / NAME)
            _install(self._directory, self.staging)
        shutil.rmtree(self.staging, ignore_errors=True)
        return Snapshot.open(self._directory)


@contextmanager
def _held(directory: Path, *, force: bool) -> Iterator[tuple[Path, ExitStack]]:
    """The folder's staging folder, and what keeps others from writing to it until it is closed.

    If the block fails, it is closed, and what nobody can go on with is cleared away.
    """
    staging = directory / _STAGING
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if not force:
            _refuse_others(directory)
        lock = hold(staging, directory)
    except OSError as error:
        raise UsageError(f"{directory}: cannot be written to: {error.strerror}; choose another folder") from error
    try:
        if _whole_in(staging):  # killed while it was put in place
            with writing(directory):
                _install(directory, staging)
                clear(staging)
        yield staging, lock
    except BaseException:
        with lock:
            if not journal.begun(staging) and not _whole_in(staging):
                shutil.rmtree(staging, ignore_errors=True)
        raise


def _whole_in(staging: Path) -> bool:
    """Whether a snapshot is whole, and still to be put in place."""
    return (staging / NAME).is_file()


def _install(directory: Path, staging: Path) -> None:
    """Moves a whole snapshot from staging into place; may be done again after it was cut off at any point."""
    journal.remove(staging)
    if (staging / FACTS).exists():
        # Without its manifest the old snapshot is none, so that no moment shows one's facts with the other's.
        (directory / NAME).unlink(missing_ok=True)
        if (directory / FACTS).exists():
            (directory / FACTS).replace(staging / "replaced")
        (staging / FACTS).replace(directory / FACTS)
    (staging / NAME).replace(directory / NAME)


def _finished(directory: Path) -> tuple[Header, list[Done]]:
    """What the journal of a finished snapshot said."""
    with naming(directory / NAME):
        manifest = Manifest.decode(regular_file(directory, NAME).read_bytes())
    parts = defaultdict(list)
    for entry in manifest.parts:
        parts[entry.account, entry.region, entry.kind].append(entry)
    return Header(manifest.tool_version, manifest.taken_at, manifest.scope), [
        Done(unit, tuple(entry for kind in unit.kinds for entry in parts[unit.account, unit.region, kind]))
        for unit in manifest.coverage.units
    ]


def _copy(directory: Path, staging: Path, kept: Iterable[Done]) -> None:
    """Copies parts of a finished snapshot to where they are written."""
    clear(staging)
    for entry in (entry for done in kept for entry in done.parts):
        verify_part(directory, entry)
        with writing(staging / entry.path):
            (staging / entry.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(directory / entry.path, staging / entry.path)


def _whole(staging: Path, done: Done) -> bool:
    for entry in done.parts:
        try:
            verify_part(staging, entry)
        except SnapshotError:
            _log.warning("%s is not as it was written: its unit is collected again", staging / entry.path)
            return False
    return True


def _clear_strays(staging: Path, known: set[str]) -> None:
    """Takes away what units left behind that did not end."""
    with writing(staging):
        for path in sorted((staging / FACTS).rglob("*")):
            if not path.is_dir() and path.relative_to(staging).as_posix() not in known:
                path.unlink()


def _refuse_others(directory: Path) -> None:
    """Only what a snapshot consists of may be replaced; whatever else lies there is somebody's."""
    names = {path.name for path in directory.iterdir()}
    others = names - {NAME, FACTS, _STAGING}
    if names - {_STAGING} and not others and not _whole_in(directory / _STAGING):
        try:
            others = set(Snapshot.open(directory).strays())
        except SnapshotError:
            others = names - {_STAGING}
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise UsageError(
            f"{directory}: holds {min(others)}{more}, and is no snapshot: choose another folder, or give --force"
        )
