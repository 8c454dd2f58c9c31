"""Times in words for people. Every one is told from the moment for which the report was judged, never from a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scanner.model import Json

SOON = timedelta(days=30)
"""What expires within it is marked, so that it is renewed in time: a month, as for certificates."""

_DAY = timedelta(days=1)


def moment(time: str) -> str:
    """Write an RFC 3339 time for people: "2026-03-01 12:00:00 UTC"."""
    return time.replace("T", " ").replace("Z", " UTC")


def day(time: Json) -> str:
    """The date of an RFC 3339 time, or of a date; "" where there is none."""
    return time.partition("T")[0] if isinstance(time, str) else ""


def since_epoch(time: Json) -> float | None:
    """An RFC 3339 time as seconds; None for what is none, since a fact may break its schema."""
    read = _read(time)
    return read.timestamp() if read else None


def expiry(ends: Json, as_of: str, *, whole_day: bool = False) -> tuple[str, str]:
    """How something that ends stands at a moment: (expired, soon, good or none; in words).

    whole_day: whether the day that `ends` names is still within.
    """
    end, now = _read(ends), _read(as_of)
    if end is None or now is None:
        return ("none", "no end stated")
    left = end + (_DAY if whole_day else timedelta()) - now
    if left <= timedelta():
        return ("expired", f"expired {_days(-left)} ago" if -left >= _DAY else "expired today")
    words = f"expires in {_days(left)}" if left >= _DAY else "expires within a day"
    return ("soon" if left <= SOON else "good", words)


def _read(time: Json) -> datetime | None:
    try:
        read = datetime.fromisoformat(time) if isinstance(time, str) else None
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read and read.tzinfo is None else read


def _days(length: timedelta) -> str:
    return "1 day" if length.days == 1 else f"{length.days:,} days"
