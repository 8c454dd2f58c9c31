"""Lanes that another process can make, and workers that do as their task's collector says."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from scanner.errors import SafeholdError, UsageError
from scanner.journal import Done
from scanner.lanes import LocalLane
from scanner.model import CoverageUnit
from scanner.units import Progress, Task


class Unpicklable(Exception):  # noqa: N818 - what it is
    """An exception that cannot be sent to another process."""

    def __init__(self, why: str, lock: object) -> None:
        super().__init__(why)
        self.lock = lock


class Puppet:
    """In the place of a worker."""

    def __init__(self, progress: Progress, stop: Event) -> None:
        self._progress = progress
        self._stop = stop

    def run(self, task: Task) -> Done:
        match task.collector:
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "wait":
                Event().wait()
            case "full":
                raise UsageError("no room")
            case "odd":
                raise Unpicklable("it is odd", Event())
            case "leave":
                raise SafeholdError(f"stopped: {self._stop.is_set()}")
        for _ in range(3):
            self._progress.called("s3", "ListBuckets")
        self._progress.throttled("dynamodb", "ListTables")
        unit = CoverageUnit(task.account, task.region, task.collector, (), calls={"pid": os.getpid()})
        self._progress.unit_done(unit)  # nobody hears it: the result tells it
        return Done(unit)

    def close(self) -> None:
        """Has nothing to close."""


def puppets(progress: Progress, stop: Event) -> LocalLane:
    """A lane of puppets."""
    progress.started(0, 0)
    worker: Any = Puppet(progress, stop)
    return LocalLane(worker, ThreadPoolExecutor(1, "call"))
