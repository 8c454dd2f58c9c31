"""The snapshot directory: written whole or not at all, verified, and read as a stream.

    manifest.json                           what is there, and how far it can be trusted
    facts/<account>/<region>/<kind>.jsonl   facts, one a line, sorted by id

A snapshot may come from anywhere: nothing outside its folder is read, and whatever stands in it, only
SnapshotError comes out.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from scanner.errors import SnapshotError, UsageError
from scanner.facts import KINDS
from scanner.manifest import NAME, SCHEMA_VERSION, Manifest, PartEntry, against, completeness, part_path
from scanner.model import Coverage, CoverageUnit, Fact, Gap, GapReason, Scope
from scanner.parts import Part, naming, read_part, regular_file, verify_part, writing

__all__ = ["SCHEMA_VERSION", "Part", "Snapshot", "SnapshotWriter"]

_FACTS = "facts"
_STAGING = ".collecting"


class Snapshot:
    """A finished snapshot. Opening reads the manifest only; `verify` reads everything.

    directory: where it lies. sha256: of manifest.json, which holds the digest of every part.
    taken_at: RFC 3339 UTC, when the collection began. tool_version: of the Safehold that collected.
    """

    def __init__(self, directory: Path, manifest: Manifest, sha256: str) -> None:
        self.directory = directory
        self.sha256 = sha256
        self.taken_at = manifest.taken_at
        self.tool_version = manifest.tool_version
        self.scope: Scope = manifest.scope
        self.coverage: Coverage = against(manifest.coverage, manifest.scope)
        self._parts = manifest.parts
        self._complete = completeness(manifest.coverage, manifest.scope)

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """The snapshot in `directory`.

        Raises:
            SnapshotError: no manifest, a malformed one, or one of a newer schema.
        """
        path = directory / NAME
        with naming(directory):
            if not directory.is_dir():
                raise SnapshotError("no such folder")
            if NAME not in _names(directory):
                raise SnapshotError(
                    f"has no {NAME}: the collection did not finish, or this is not a snapshot; "
                    "name another folder, or collect again"
                )
        with naming(path):
            raw = regular_file(directory, NAME).read_bytes()
            manifest = Manifest.decode(raw)
        return cls(directory, manifest, hashlib.sha256(raw).hexdigest())

    def verify(self) -> None:
        """Reads every part and holds it against the manifest.

        Raises:
            SnapshotError: a part is missing, altered, cut short, unsorted, or not in the manifest; says which and why.
        """
        for entry in self._parts:
            verify_part(self.directory, entry)
        if stray := next(self.strays(), None):
            raise SnapshotError(f"{self.directory / stray}: is not in {NAME}; take it away, or collect again")

    def strays(self) -> Iterator[str]:
        """What lies among the facts and is not in the manifest, as paths relative to the snapshot."""
        known = {entry.path for entry in self._parts}
        facts = self.directory / _FACTS
        for path in (facts,) if facts.is_symlink() or facts.is_file() else sorted(facts.rglob("*")):
            relative = path.relative_to(self.directory).as_posix()
            if relative not in known and (path.is_symlink() or not path.is_dir()):
                yield relative

    @property
    def rows(self) -> int:
        """How many facts it holds."""
        return sum(entry.rows for entry in self._parts)

    def facts(self, *kinds: str) -> Iterator[Fact]:
        """The facts of the kinds given, or all, ordered by account, Region, kind and id. Read as they are asked for.

        Raises:
            SnapshotError: a part is missing, or holds what it may not.
            ValueError: a kind is unknown.
        """
        if unknown := set(kinds) - KINDS:
            raise ValueError(f"unknown kind: {', '.join(sorted(unknown))}")
        wanted = set(kinds) or KINDS
        return (fact for entry in self._parts if entry.kind in wanted for fact in read_part(self.directory, entry))

    def complete(self, kind: str, account: str, region: str) -> Gap | None:
        """None if the facts of a kind are all there for an account and Region; else the gap that says why not."""
        missing = Gap(kind, "", GapReason.NOT_COLLECTED, f"{kind} was not collected in {account} {region}")
        return self._complete.get((kind, account, region), missing)


class SnapshotWriter:
    """A snapshot being written: a context manager, to be left after `finish`, or without it to leave no trace.

    All is written below `.collecting` and moved into place when it is whole, so that an earlier snapshot in the
    folder stays as it is until then. A collection that is killed leaves that folder only; the next one clears it.
    """

    def __init__(self, directory: Path, *, tool_version: str, taken_at: str, scope: Scope) -> None:
        """Makes the directory, with its parents.

        Raises:
            UsageError: the directory holds anything but a snapshot, or cannot be made.
        """
        self._directory = directory
        self._staging = directory / _STAGING
        self._tool_version, self._taken_at, self._scope = tool_version, taken_at, scope
        self._lock = threading.Lock()
        self._begun: set[str] = set()
        self._entries: dict[str, PartEntry | None] = {}
        self._units: list[CoverageUnit] = []
        try:
            directory.mkdir(parents=True, exist_ok=True)
            _refuse_others(directory)
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging.mkdir()
        except OSError as error:
            raise UsageError(f"{directory}: cannot be written to: {error.strerror}; choose another folder") from error

    def __enter__(self) -> Self:
        """Itself: the folder was made ready when it was created."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Clears away what was not finished."""
        shutil.rmtree(self._staging, ignore_errors=True)

    @contextmanager
    def part(self, account: str, region: str, kind: str) -> Iterator[Part]:
        """A part to add facts to. It joins the snapshot when the block ends, and not if that fails.

        Parts may be written by several threads at once, each part by one.

        Raises:
            SafeholdError: the disk does not take it.
            SnapshotError: two facts have the same id.
            ValueError: there is such a part already, or such a kind, account or Region cannot be.
        """
        path = part_path(account, region, kind)
        with self._lock:
            if path in self._begun:
                raise ValueError(f"{path} is written twice")
            self._begun.add(path)
        part = Part(self._staging, account, region, kind)
        try:
            yield part
            entry = part.close()
        except BaseException:
            part.drop()
            with self._lock:
                self._begun.discard(path)
            raise
        with self._lock:
            self._entries[path] = entry

    def cover(self, unit: CoverageUnit) -> None:
        """Notes how a collector fared in an account and Region. May be called by several threads at once."""
        with self._lock:
            self._units.append(unit)

    def finish(self) -> Snapshot:
        """Puts the snapshot in place, its manifest last.

        Raises:
            RuntimeError: a part is still being written.
            SafeholdError: the disk does not take it.
        """
        with self._lock:
            if self._begun != self._entries.keys():
                raise RuntimeError("a part is still being written")
            parts = tuple(entry for entry in self._entries.values() if entry)
            manifest = Manifest(self._tool_version, self._taken_at, self._scope, Coverage(tuple(self._units)), parts)
        with writing(self._directory):
            staged = self._staging / NAME
            with staged.open("wb") as file:
                file.write(manifest.encode())
                file.flush()
                os.fsync(file.fileno())
            Snapshot.open(self._staging)  # nothing is replaced by what could not be read back
            # Without its manifest the old snapshot is none, so that no moment shows one's facts with the other's.
            (self._directory / NAME).unlink(missing_ok=True)
            facts = self._directory / _FACTS
            if facts.exists():
                facts.replace(self._staging / "replaced")
            (self._staging / _FACTS).mkdir(exist_ok=True)
            (self._staging / _FACTS).replace(facts)
            staged.replace(self._directory / NAME)
        shutil.rmtree(self._staging, ignore_errors=True)
        return Snapshot.open(self._directory)


def _refuse_others(directory: Path) -> None:
    """Only what a snapshot consists of may be replaced; whatever else lies there is somebody's."""
    names = _names(directory) - {_STAGING}
    others = names - {NAME, _FACTS}
    if names and not others:
        try:
            others = set(Snapshot.open(directory).strays())
        except SnapshotError:
            others = names
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise UsageError(
            f"{directory}: holds {min(others)}{more}, and is no snapshot: choose another folder, or give --force"
        )


def _names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}
