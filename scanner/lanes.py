"""Where units run: on the threads of this process, and on those of further ones."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from threading import Event, Lock, Thread
from typing import Protocol

from scanner.errors import SafeholdError
from scanner.journal import Done
from scanner.model import CoverageUnit
from scanner.units import Progress, Task, Worker

UNITS_AT_ONCE = 16
"""Units under way at once in a process; each makes its listings itself, beside the calls of the pool."""

CALL_THREADS = 256
"""Threads for calls about single resources. They come as they are needed, and most wait: what is under way on the
wire is bounded in scanner.aws.traffic, and how many a unit may take in scanner.collectors.base."""

_TOLD_EVERY_SECONDS = 0.25


class Lane(Protocol):
    """Runs units, some at once."""

    def submit(self, task: Task) -> Future[Done]:
        """Runs a unit as soon as it can."""

    def stop(self) -> None:
        """Ends what is under way, and waits for nothing."""

    def close(self) -> None:
        """Ends the lane once its units have ended."""


class LocalLane:
    """The threads of this process."""

    def __init__(self, worker: Worker, pool: ThreadPoolExecutor) -> None:
        self._worker = worker
        self._pool = pool
        self._units = ThreadPoolExecutor(UNITS_AT_ONCE, "unit")

    def submit(self, task: Task) -> Future[Done]:
        """Runs a unit as soon as it can."""
        return self._units.submit(self._worker.run, task)

    def stop(self) -> None:
        """Ends what is under way, and waits for nothing."""
        for pool in (self._units, self._pool):
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Ends the lane once its units have ended."""
        for pool in (self._units, self._pool):
            pool.shutdown()
        self._worker.close()


Make = Callable[[Progress, Event], LocalLane]
"""Makes the lane of another process, there. Has to be picklable."""


class ProcessLane:
    """The threads of another process. It ends with this one, however this one ends."""

    def __init__(self, make: Make, progress: Progress) -> None:
        self._progress = progress
        self._running: dict[int, Future[Done]] = {}
        self._count = 0
        self._lock = Lock()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(make, theirs), daemon=True)
        # Ctrl-C reaches every process of the terminal; what it means is decided here, and this one ends the others.
        resource_tracker.ensure_running()  # or the start of that process would let Ctrl-C through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        Thread(target=self._listen, name="lane", daemon=True).start()

    def submit(self, task: Task) -> Future[Done]:
        """Runs a unit as soon as it can."""
        future: Future[Done] = Future()
        with self._lock:
            self._count += 1
            number = self._count
            self._running[number] = future
        try:
            self._pipe.send((number, task))
        except OSError:
            self._lost()
        return future

    def stop(self) -> None:
        """Ends what is under way, and waits for nothing."""
        self._process.kill()

    def close(self) -> None:
        """Ends the lane once its units have ended."""
        with suppress(OSError):  # it may be gone already
            self._pipe.send(None)
        self._process.join()

    def _listen(self) -> None:
        try:
            while True:
                number, result = self._pipe.recv()
                if isinstance(result, Told):
                    result.repeat(self._progress)
                    continue
                with self._lock:
                    future = self._running.pop(number)
                if isinstance(result, Done):
                    future.set_result(result)
                else:
                    future.set_exception(result)
        except (EOFError, OSError):
            self._lost()

    def _lost(self) -> None:
        """The process has ended; what ran there has no result."""
        with self._lock:
            lost, self._running = self._running, {}
        for future in lost.values():
            future.set_exception(
                SafeholdError(
                    "a process of the scan was ended from outside (out of memory?); go on with --resume, and with "
                    "--processes 1"
                )
            )


class Told:
    """What another process has to tell of its progress, added up."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.throttles: Counter[tuple[str, str]] = Counter()

    def repeat(self, progress: Progress) -> None:
        """Tells it all again."""
        for call in self.calls.elements():
            progress.called(*call)
        for call in self.throttles.elements():
            progress.throttled(*call)


class _Teller:
    """Progress that is told to the process which began the scan, now and then."""

    def __init__(self) -> None:
        self._told = Told()
        self._lock = Lock()

    def started(self, units: int, kept: int) -> None:
        """Not known here."""

    def unit_done(self, unit: CoverageUnit) -> None:
        """Told with the unit's result."""

    def called(self, service: str, operation: str) -> None:
        with self._lock:
            self._told.calls[service, operation] += 1

    def throttled(self, service: str, operation: str) -> None:
        with self._lock:
            self._told.throttles[service, operation] += 1

    def told(self) -> Told:
        with self._lock:
            told, self._told = self._told, Told()
        return told


def _serve(make: Make, pipe: Connection) -> None:
    """The other process: runs what comes through the pipe, until the pipe or the process that wrote to it ends."""
    teller, sending, stop = _Teller(), Lock(), Event()
    lane = make(teller, stop)

    def send(number: int, result: Done | BaseException | Told) -> None:
        with sending, suppress(OSError):  # who asked is gone: so is this process, in a moment
            pipe.send((number, result))

    def ended(number: int, future: Future[Done]) -> None:
        send(0, teller.told())
        error = future.exception()
        if error and not isinstance(error, SafeholdError):  # there are exceptions that cannot be sent
            error = RuntimeError(f"{type(error).__name__}: {error}")
        send(number, error or future.result())

    def tell() -> None:
        while not stop.wait(_TOLD_EVERY_SECONDS):
            send(0, teller.told())

    Thread(target=tell, daemon=True).start()
    try:
        while (message := pipe.recv()) is not None:
            number, task = message
            lane.submit(task).add_done_callback(partial(ended, number))
    except EOFError:
        os._exit(1)  # nobody waits for what is under way
    lane.close()
    stop.set()
