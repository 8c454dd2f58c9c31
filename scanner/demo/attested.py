"""What the owners of the demo's estate attest: the files in `evidence`, moved to the day on which they are read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_FOLDER = Path(__file__).with_name("evidence")

_WRITTEN = date(2026, 11, 22)
"""The day as of which the files were written: what was current then is current whenever the demo runs."""

_DATED = re.compile(r"^(- date: |  date: |  expires_at: )(\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def written(folder: Path, now: datetime | None = None) -> Path:
    """Writes the files into a new folder `evidence` below `folder`, as if they had been written on the day of `now`."""
    shift = (now or datetime.now(UTC)).date() - _WRITTEN
    target = folder / "evidence"
    target.mkdir()
    for file in sorted(_FOLDER.iterdir()):
        raw = file.read_bytes()
        if file.suffix == ".yaml":  # the others are what proves a record, by its hash
            raw = _DATED.sub(lambda found: f"{found[1]}{_moved(found[2], shift)}", raw.decode()).encode()
        (target / file.name).write_bytes(raw)
    return target


def _moved(day: str, shift: timedelta) -> str:
    return (date.fromisoformat(day) + shift).isoformat()
