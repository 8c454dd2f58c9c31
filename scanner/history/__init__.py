"""The history of scans: runs that are written once, and an index of them.

A history is a folder, or a bucket below a prefix:

    runs/<id>/findings-<digest>.jsonl.gz    written first
    index/<id>.json                         written last: with it, the run is there

No file is shared and none is ever changed, so that nothing is lost when two runs end at once: both are there, and
the next run goes on from both. The id tells when the run was taken, of which snapshot, and how it was judged, so that
the same run is there once, however often it is written. What was cut off has no entry in the index, and is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scanner.errors import UsageError
from scanner.history import rows
from scanner.history.entry import INDEX, RUNS, Entry, decode
from scanner.history.merging import merged
from scanner.history.store import SCHEME, Folder, Store
from scanner.model import PastFinding

_READERS = 16
"""Entries that are read side by side: each takes a round trip, and a bucket answers far more of them at once."""


class History:
    """A history, as far as it is written."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read: dict[str, Entry] = {}

    @classmethod
    def open(cls, where: str, profile: str | None = None) -> History:
        """The history in a folder, or at s3://bucket/prefix. Reads nothing yet.

        profile: of ~/.aws, for a bucket; None for the default credentials.

        Raises:
            UsageError: it names no place where a history could be.
        """
        if where.startswith(SCHEME):
            from scanner.history.s3 import Bucket  # noqa: PLC0415 - boto3, which a folder need not wait for

            return cls(Bucket(where, profile))
        path = Path(where)
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path}: is a file; name the folder of a history, or s3://bucket/prefix")
        return cls(Folder(path))

    @property
    def name(self) -> str:
        """As people call it."""
        return self.store.name

    def entries(self) -> list[Entry]:
        """Every run, the oldest first; of one snapshot, in the order in which they were written.

        Raises:
            UsageError: it cannot be read, or an entry is malformed: names it, and says what to do.
        """
        keys = self.store.keys(INDEX)
        unread = [key for key in keys if key not in self._read]  # no entry ever changes
        with ThreadPoolExecutor(_READERS) as pool:
            self._read.update(zip(unread, pool.map(self._entry, unread), strict=True))
        found = [self._read[key] for key in keys]
        return sorted(found, key=lambda entry: (entry.taken_at, len(entry.parents), entry.id))

    def _entry(self, key: str) -> Entry:
        try:
            return decode(key, self.store.read(key))
        except UsageError as error:
            place = self.store.location(key)
            raise UsageError(str(error) if place in str(error) else f"{place}: {error}") from error

    def unfinished(self, entries: Iterable[Entry]) -> list[str]:
        """Where files lie that no run of the index names: it was cut off, or is still being written."""
        named = {entry.findings.path for entry in entries}
        return [self.store.location(key) for key in self.store.keys(RUNS) if key not in named]

    def rows(self, entry: Entry) -> Iterator[rows.Row]:
        """The findings of a run.

        Raises:
            UsageError: they are not as they were written.
        """
        return rows.read(self.store, entry.findings)

    def open_findings(self, entries: Iterable[Entry]) -> Iterator[PastFinding]:
        """The findings that are open after these runs together, each once."""
        return merged(map(self.rows, entries))
