"""Earlier scans, read back: a findings.json, a folder of reports, or a run of a history."""

from __future__ import annotations

from pathlib import Path

from scanner.errors import UsageError
from scanner.history import History
from scanner.history.entry import INDEX, Entry, heads
from scanner.history.store import SCHEME
from scanner.past.findings_file import NAME, FindingsFile
from scanner.past.run import PastRun
from scanner.past.scan import PastScan

__all__ = ["PastScan", "opened"]


def opened(where: str) -> PastScan:
    """The scan at a place, of which nothing but the head is read yet.

    where: a findings.json (also .gz), a folder of reports with one in it, a history (a folder, or s3://bucket/prefix:
    its latest run), or HISTORY@RUN, with the id of a run or as much of its beginning as no other has.

    Raises:
        UsageError: there is no such scan, or it cannot be read; says what to name instead.
    """
    path = Path(where)
    if where.startswith(SCHEME) or not path.exists():
        history, at, run = where.rpartition("@")
        if not at:
            history = where
        if where.startswith(SCHEME) or (at and Path(history).is_dir()):
            return _run(History.open(history), run if at else "")
        raise UsageError(f"{where}: there is no such file or folder; {_NAME_ONE}")
    if path.is_file():
        return FindingsFile(path)
    for name in (NAME, f"{NAME}.gz"):
        if (path / name).is_file():
            return FindingsFile(path / name)
    if (path / INDEX).is_dir():
        return _run(History.open(where), "")
    raise UsageError(f"{where}: holds no {NAME} and no history; {_NAME_ONE}")


_NAME_ONE = f"name a {NAME} (--format json writes it), the folder that it is in, a history, or HISTORY@RUN"


def _run(history: History, run: str) -> PastScan:
    entries = history.entries()
    if not entries:
        raise UsageError(f"{history.name}: has no run yet; --history on a scan adds one")
    if not run:
        *beside, latest = heads(entries)
        return PastRun(history, latest, beside)
    found = [entry for entry in entries if entry.id.startswith(run)]
    if len(found) != 1:
        raise UsageError(f"{history.name}: {_which(found or entries)}; safehold history {history.name} lists them")
    return PastRun(history, found[0])


def _which(entries: list[Entry]) -> str:
    ids = [entry.id for entry in entries[-3:]]
    more = f" and {len(entries) - len(ids)} more" if len(entries) > len(ids) else ""
    return f"name one run of {', '.join(ids)}{more}"
