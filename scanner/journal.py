"""The journal of a collection: what was asked, and each unit that is done, one a line.

It outlives the process that writes it, however that ends. A line counts once it is whole; every part that it names
was whole before it was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from scanner.errors import SnapshotError
from scanner.manifest import (
    SCHEMA_VERSION,
    PartEntry,
    entries_from_json,
    entry_to_json,
    scope_from_json,
    scope_to_json,
    unit_from_json,
    unit_to_json,
)
from scanner.model import CoverageUnit, Json, Scope
from scanner.parts import naming, writing

_NAME = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Header:
    """What a collection is of. taken_at: when it began, RFC 3339 UTC. tool_version: of the Safehold that began it."""

    tool_version: str
    taken_at: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Done:
    """A unit that has ended, and the parts that it wrote."""

    unit: CoverageUnit
    parts: tuple[PartEntry, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Account, Region and collector: what makes it this unit and no other."""
        return (self.unit.account, self.unit.region, self.unit.collector)


class Journal:
    """A journal being written, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Goes on with the journal in a folder.

        Raises:
            SafeholdError: the disk does not take it.
        """
        self._path = folder / _NAME
        with writing(self._path):
            self._file = self._path.open("ab")

    def add(self, done: Done) -> None:
        """Notes a unit. When this returns, it survives whatever happens to the process.

        Raises:
            SafeholdError: the disk does not take it.
        """
        with writing(self._path):
            _write(self._file, _line(done))

    def close(self) -> None:
        """Ends the writing."""
        self._file.close()


def begin(folder: Path, header: Header, done: Iterable[Done] = ()) -> None:
    """Begins a journal in the folder, in which these units are done already. It is there as a whole, or not at all.

    Raises:
        SafeholdError: the disk does not take it.
    """
    path = folder / _NAME
    temporary = folder / f".{_NAME}.tmp"
    first = {
        "schema_version": SCHEMA_VERSION,
        "tool_version": header.tool_version,
        "taken_at": header.taken_at,
        "scope": scope_to_json(header.scope),
    }
    with writing(path):
        with temporary.open("wb") as file:
            _write(file, first, *map(_line, done))
        temporary.replace(path)


def begun(folder: Path) -> bool:
    """Whether there is a journal in the folder."""
    return (folder / _NAME).is_file()


def remove(folder: Path) -> None:
    """Takes away the journal in the folder, if there is one."""
    (folder / _NAME).unlink(missing_ok=True)


def read(folder: Path) -> tuple[Header, list[Done]]:
    """What the journal in the folder says; of a unit that was done twice, the last. A torn last line is taken away.

    Raises:
        SnapshotError: there is no journal, or it is malformed, or another version wrote it.
    """
    path = folder / _NAME
    with naming(path, "; collect again without --resume"):
        whole = list(_whole_lines(path))
        try:
            first, *rest = (orjson.loads(line) for line in whole)
            if first["schema_version"] != SCHEMA_VERSION:
                raise SnapshotError(f"another version of Safehold began this collection: {first['tool_version']}")
            header = Header(first["tool_version"], first["taken_at"], scope_from_json(first["scope"]))
            done = [Done(unit_from_json(line["unit"]), entries_from_json(line["parts"])) for line in rest]
            return header, list({each.key: each for each in done}.values())
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise SnapshotError(f"is no journal of a collection: {type(error).__name__}: {error}") from None


def _line(done: Done) -> Json:
    return {"unit": unit_to_json(done.unit), "parts": [entry_to_json(entry) for entry in done.parts]}


def _write(file: BinaryIO, *lines: Json) -> None:
    file.writelines(orjson.dumps(line) + b"\n" for line in lines)
    file.flush()
    os.fsync(file.fileno())


def _whole_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb+") as file:
        end = 0
        for line in file:
            if line.endswith(b"\n"):
                end += len(line)
                yield line
        file.truncate(end)
