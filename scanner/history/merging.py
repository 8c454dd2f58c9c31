"""What several runs know together of each finding: since when it is known, and how it stood at last.

In whatever order they are read, the answer is the same. Memory does not grow with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from scanner.history.rows import Row
from scanner.model import PastFinding, Severity, Verdict

_TABLE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE known (fingerprint TEXT PRIMARY KEY, taken_at TEXT, open INTEGER, row BLOB, first_seen TEXT) WITHOUT ROWID;
BEGIN
"""

# Of what two runs say of the same moment, that it is there counts: nothing is taken for fixed that may not be.
_ADD = """
INSERT INTO known VALUES (?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET
    first_seen = min(first_seen, excluded.first_seen),
    taken_at = CASE WHEN LATER THEN excluded.taken_at ELSE taken_at END,
    open = CASE WHEN LATER THEN excluded.open ELSE open END,
    row = CASE WHEN LATER THEN excluded.row ELSE row END
""".replace("LATER", "(excluded.taken_at, excluded.open, excluded.row) > (known.taken_at, known.open, known.row)")

_NEVER = "~"
"""Later than every moment: a finding that was fixed tells nothing of when it was first seen."""


def merged(runs: Iterable[Iterable[Row]]) -> Iterator[PastFinding]:
    """The findings that are open, each once: with its earliest date, and the state that was told last."""
    with TemporaryDirectory(prefix="safehold-") as folder, closing(_known(Path(folder), runs)) as known:
        for row, first_seen in known.execute("SELECT row, first_seen FROM known WHERE open ORDER BY fingerprint"):
            yield replace(_finding(row), first_seen=first_seen)


def _known(folder: Path, runs: Iterable[Iterable[Row]]) -> sqlite3.Connection:
    known = sqlite3.connect(folder / "known.sqlite", isolation_level=None)
    known.executescript(_TABLE)
    known.executemany(_ADD, (_values(row) for rows in runs for row in rows))
    return known


def _values(row: Row) -> tuple[str, str, int, bytes, str]:
    finding = row.finding
    first_seen = _NEVER if row.fixed else finding.first_seen
    return (finding.fingerprint, finding.taken_at, int(not row.fixed), orjson.dumps(finding), first_seen)


def _finding(row: bytes) -> PastFinding:
    raw = orjson.loads(row)
    return PastFinding(**{**raw, "verdict": Verdict(raw["verdict"]), "severity": Severity(raw["severity"])})
