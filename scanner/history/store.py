"""Where a history lies: a folder, or a bucket below a prefix. What is there once is never written again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol

from scanner.errors import UsageError
from scanner.parts import writing

SCHEME = "s3://"
"""What the name of a history in a bucket begins with."""

_PARTIAL = ".partial"
"""Where files lie until they are whole: below the store, so that they need not be copied to another disk."""


class Store(Protocol):
    """Objects by key, as in "index/20260301T060000Z-….json". Keys never lead out of the store."""

    name: str
    """As people call it: the folder, or s3://bucket/prefix."""

    def create(self, key: str, source: Path) -> bool:
        """Stores a file, whole or not at all. False: there is such an object, and it stays as it is.

        Raises:
            SafeholdError: the store does not take it.
        """

    def read(self, key: str) -> bytes:
        """A small object.

        Raises:
            UsageError: it is not there, or cannot be read.
        """

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        """An object of any size.

        Raises:
            UsageError: it is not there, or cannot be read.
        """

    def keys(self, folder: str) -> list[str]:
        """The keys of all objects below a folder, in order; empty if there is no such folder.

        Raises:
            UsageError: they cannot be listed.
        """

    def location(self, key: str) -> str:
        """Where an object is, for people."""


class Folder:
    """A store in a folder of the file system, which is made when the first object is stored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def create(self, key: str, source: Path) -> bool:
        """See `Store.create`. A hard link is what a file system makes only where there is nothing yet."""
        target = self.path / key
        partial = self.path / _PARTIAL
        with writing(target):
            for folder in (target.parent, partial):
                folder.mkdir(parents=True, exist_ok=True)
            temporary = partial / token_hex(16)
            try:
                with source.open("rb") as read, temporary.open("xb") as written:
                    shutil.copyfileobj(read, written)
                    written.flush()
                    os.fsync(written.fileno())
                try:
                    target.hardlink_to(temporary)
                except FileExistsError:
                    return False
            finally:
                temporary.unlink(missing_ok=True)
            _keep(target.parent)
            return True

    def read(self, key: str) -> bytes:
        """See `Store.read`."""
        with _reading(self.path / key):
            return (self.path / key).read_bytes()

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        """See `Store.opened`."""
        with _reading(self.path / key):
            file = (self.path / key).open("rb")
        with file:
            yield file

    def keys(self, folder: str) -> list[str]:
        """See `Store.keys`. Hidden files are the system's, and no objects."""
        with _reading(self.path / folder):
            return sorted(
                path.relative_to(self.path).as_posix()
                for path in (self.path / folder).rglob("*")
                if not path.is_dir() and not path.name.startswith(".")
            )

    def location(self, key: str) -> str:
        """See `Store.location`."""
        return str(self.path / key)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}; make it readable, or name another history"
        ) from error


def _keep(folder: Path) -> None:
    """Makes a new name in a folder outlive a power failure, where the system lets a folder be flushed."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
