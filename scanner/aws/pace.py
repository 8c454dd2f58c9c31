"""Keeps calls below the rate that AWS allows, once AWS has said that they come too fast.

Retrying alone loses answers there: of 200 tables asked about as fast as 32 threads can, a dozen got none in eight
attempts. botocore's own pacing (its "adaptive" retries) slows a whole client down for one operation, and for chance
too: one throttled answer in twenty made a scan of eight seconds last for 160.
"""

from __future__ import annotations

from threading import Event, Lock
from time import monotonic

_BELOW = 0.95
"""Of the documented rate: the network may bunch what was sent evenly."""

_WINDOW = 20
"""Answers to look at before the pace changes: fewer would take chance for a limit."""

_MANY, _FEW = 0.4, 0.05
"""Shares of throttled answers in a window: from the first on the pace is too fast, up to the second it may rise."""

_SLOWEST = 0.1
"""Seconds between calls of an operation with no documented rate, at most: documented rates begin at about that."""

_UNPACED = 0.002
"""Seconds between calls below which pacing is of no use: no process makes more than 500 a second of one operation."""


class Pace:
    """The pace of one operation in one account and Region: none until AWS refuses calls.

    stop: ends every waiting. documented: calls a second that AWS documents. Single refusals are left to the retries.
    Where many calls are refused, the documented rate is kept; without one, or if that is still too fast, the pace is
    halved. When hardly any is refused any more it is raised again, to the documented rate at most.
    """

    def __init__(self, stop: Event, documented: float | None = None) -> None:
        self._fastest = 1 / (documented * _BELOW) if documented else 0.0
        self._slowest = max(_SLOWEST, 4 * self._fastest)
        self._stop = stop
        self._spacing = 0.0
        self._next = 0.0
        self._answers = self._throttled = 0
        self._since = monotonic()
        self._lock = Lock()

    def answered(self, *, throttled: bool) -> None:
        """AWS has answered a call, or refused it."""
        with self._lock:
            self._answers += 1
            self._throttled += throttled
            if self._answers == _WINDOW:
                self._learn()

    def wait(self) -> None:
        """Returns when it is the next call's turn, or the scan was stopped."""
        with self._lock:
            if not self._spacing:
                return
            now = monotonic()
            turn = max(now, self._next)
            self._next = turn + self._spacing
        self._stop.wait(turn - now)

    def _learn(self) -> None:
        share = self._throttled / self._answers
        if share >= _MANY and self._fastest > self._spacing:
            self._set(self._fastest)
        elif share >= _MANY:
            measured = (monotonic() - self._since) / self._answers
            self._set(min(2 * max(self._spacing, measured), self._slowest))
        elif share <= _FEW and self._spacing > self._fastest:
            raised = max(0.75 * self._spacing, self._fastest)
            self._set(raised if raised > _UNPACED else 0.0)
        else:
            self._set(self._spacing)

    def _set(self, spacing: float) -> None:
        if spacing and not self._spacing:
            self._next = monotonic() + spacing
        self._spacing = spacing
        self._answers = self._throttled = 0
        self._since = monotonic()
