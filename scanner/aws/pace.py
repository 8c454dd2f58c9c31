"""Keeps calls below a rate that AWS documents, once AWS has said that it is kept.

Retrying alone loses answers there: of 200 tables asked about as fast as 32 threads can, a dozen got none in eight
attempts. botocore's own pacing (its "adaptive" retries) slows a whole client down for one operation, and for chance
too: one throttled answer in twenty made a scan of eight seconds last for 160.
"""

from __future__ import annotations

from threading import Event, Lock
from time import monotonic

DOCUMENTED = {"dynamodb:DescribeContinuousBackups": 10, "dynamodb:ListBackups": 5}
"""Calls a second for an account and Region, as botocore's service models tell them."""

_BELOW = 0.95
"""Of the documented rate: the network may bunch what was sent evenly."""


class Pace:
    """The pace of one operation in one Region: none until it is throttled. stop: ends every waiting."""

    def __init__(self, per_second: float, stop: Event) -> None:
        self._spacing = 1 / (per_second * _BELOW)
        self._stop = stop
        self._next: float | None = None
        self._lock = Lock()

    def throttled(self) -> None:
        """AWS has refused a call: from now on they are spaced."""
        with self._lock:
            if self._next is None:
                self._next = monotonic() + self._spacing

    def wait(self) -> None:
        """Returns when it is the next call's turn, or the scan was stopped."""
        with self._lock:
            if self._next is None:
                return
            now = monotonic()
            turn = max(now, self._next)
            self._next = turn + self._spacing
        self._stop.wait(turn - now)
