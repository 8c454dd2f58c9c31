"""One part of a snapshot: the facts of one kind, account and Region, one a line, sorted by id."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from scanner.errors import SafeholdError, SnapshotError
from scanner.facts import decode, encode
from scanner.manifest import NAME, PartEntry, part_path
from scanner.model import Fact
from scanner.schema import shown

_ADVICE = "; the snapshot cannot be trusted: copy it again from where it was taken, or collect again"


class Part:
    """A part being written: under a temporary name, until `close` gives it its own.

    Facts may come in any order, and more than once: a listing that changes while it is paged through may show an
    entry twice, and the first counts. In order they stream through; otherwise `close` sorts the file over an index
    of its ids, so that memory holds the ids at most and never the facts.
    """

    def __init__(self, root: Path, account: str, region: str, kind: str) -> None:
        self._place = (account, region, kind)
        self._name = part_path(account, region, kind)
        self._path = root / self._name
        self._temporary = self._path.with_name(f".{self._path.name}.tmp")
        self._sorted = self._path.with_name(f".{self._path.name}.sorted")
        self._rows = 0
        self._last = ""
        self._ordered = True
        with writing(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._temporary.open("wb")

    def add(self, fact: Fact) -> None:
        """Takes one more fact.

        Raises:
            SafeholdError: the disk does not take it.
            ValueError: the fact is of another kind, account or Region.
        """
        if (fact.account, fact.region, fact.kind) != self._place:
            raise ValueError(f"{fact.id} does not belong into {self._name}")
        if self._rows and fact.id <= self._last:
            if fact.id == self._last:
                return
            self._ordered = False
        line = encode(fact) + b"\n"
        self._last = fact.id
        self._rows += 1
        with writing(self._path):
            self._file.write(line)

    def close(self) -> PartEntry | None:
        """Gives the part its name, whole; None if no fact came, for then there is no part.

        Raises:
            SafeholdError: the disk does not take it.
        """
        with writing(self._path):
            self._file.close()
            if not self._rows:
                self._temporary.unlink()
                return None
            if not self._ordered:
                self._sort()
            with self._temporary.open("rb+") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
                os.fsync(file.fileno())
            self._temporary.replace(self._path)
        return PartEntry(*self._place, rows=self._rows, bytes=size, sha256=digest)

    def drop(self) -> None:
        """Forgets the part: nothing of it stays on the disk."""
        with suppress(OSError):  # a full disk refuses the last buffer again, and that buffer is not wanted any more
            self._file.close()
        self._temporary.unlink(missing_ok=True)
        self._sorted.unlink(missing_ok=True)

    def _sort(self) -> None:
        index: list[tuple[str, int]] = []
        with self._temporary.open("rb") as source, self._sorted.open("wb") as target:
            offset = 0
            for line in source:
                index.append((orjson.loads(line)["id"], offset))
                offset += len(line)
            index.sort()
            self._rows, last = 0, None
            for identifier, offset in index:
                if identifier != last:
                    source.seek(offset)
                    target.write(source.readline())
                    self._rows += 1
                last = identifier
        self._sorted.replace(self._temporary)


class PartFolder:
    """Where one unit of a collection writes its parts, below the folder of a snapshot in the making.

    entries: of the parts that are whole.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.entries: tuple[PartEntry, ...] = ()

    @contextmanager
    def part(self, account: str, region: str, kind: str) -> Iterator[Part]:
        """A part to add facts to. It takes its place when the block ends, and leaves no trace if that fails.

        Raises:
            SafeholdError: the disk does not take it.
            ValueError: such a kind, account or Region cannot be.
        """
        part = Part(self._root, account, region, kind)
        try:
            yield part
            entry = part.close()
        except BaseException:
            part.drop()
            raise
        if entry:
            self.entries = (*self.entries, entry)


def read_part(directory: Path, entry: PartEntry) -> Iterator[Fact]:
    """The part's facts, read as they are asked for. Each is where it belongs, and after the one before it.

    Raises:
        SnapshotError: the part is missing, or holds what it may not.
    """
    number, previous = 0, None
    with naming(directory / entry.path, _ADVICE), regular_file(directory, entry.path).open("rb") as file:
        for line in file:
            number += 1
            try:
                fact = decode(line)
            except SnapshotError as error:
                raise SnapshotError(f"line {number} is {error}") from None
            if (fact.account, fact.region, fact.kind) != (entry.account, entry.region, entry.kind):
                raise SnapshotError(f"line {number} belongs to another part: {shown(fact.id)}")
            if previous is not None and fact.id <= previous:
                raise SnapshotError(f"line {number} is {'a duplicate' if fact.id == previous else 'out of order'}")
            previous = fact.id
            yield fact
        if number != entry.rows:
            raise SnapshotError(f"has {number} rows, and {NAME} says {entry.rows}")


def verify_part(directory: Path, entry: PartEntry) -> None:
    """Holds the whole part against its entry in the manifest.

    Raises:
        SnapshotError: the part is missing, was cut short or altered, or holds what it may not.
    """
    with naming(directory / entry.path, _ADVICE):
        path = regular_file(directory, entry.path)
        size = path.stat().st_size
        if size != entry.bytes:
            what = "cut short" if size < entry.bytes else "altered"
            raise SnapshotError(f"was {what}: {size} bytes, and {NAME} says {entry.bytes}")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != entry.sha256:
            raise SnapshotError(f"was altered: its SHA-256 is {digest}, and {NAME} says {entry.sha256}")
    for _ in read_part(directory, entry):
        pass


def regular_file(directory: Path, relative: str) -> Path:
    """The file below `directory`. A link on the way, a pipe or a device is refused: reading stays inside, and ends.

    Raises:
        SnapshotError: it is missing, or no regular file.
    """
    path = directory
    for step in relative.split("/"):
        path /= step
        try:
            mode = path.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise SnapshotError("is missing") from None
        if stat.S_ISLNK(mode):
            raise SnapshotError("is a symbolic link, or lies behind one")
    if not stat.S_ISREG(mode):
        raise SnapshotError("is no regular file")
    return path


@contextmanager
def naming(path: Path, advice: str = "") -> Iterator[None]:
    """Turns what is wrong with a file of a snapshot into one error that names it."""
    try:
        yield
    except SnapshotError as error:
        raise SnapshotError(f"{path}: {error}{advice}") from None
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read: {error.strerror}{advice}") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into an error for people."""
    try:
        yield
    except OSError as error:
        raise SafeholdError(
            f"{path}: cannot be written: {error.strerror}; make room there, or choose another folder"
        ) from error
