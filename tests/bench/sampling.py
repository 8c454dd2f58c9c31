"""Runs a command and measures it: time, CPU, memory of the whole tree of processes, and what else the machine did."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

import psutil

_EVERY_SECONDS = 0.05
_FAMILY_EVERY = 10
"""Samples after which it is looked who belongs to the tree: that takes longer than a sample."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took.

    wall_seconds, cpu_seconds: of the command, the latter with all that it started. peak_mb: the most resident memory
    that its processes had at one time, added up, in megabytes of 10^6 bytes: pages that two of them share count twice.
    elsewhere: the share of the machine's processors that others had meanwhile, the endpoint not among them.
    lines: what it said on stderr, each with the seconds since it began.
    """

    code: int
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    elsewhere: float
    lines: tuple[tuple[float, str], ...]


def measured(command: Sequence[str], environment: Mapping[str, str], cwd: Path, beside: int) -> Measured:
    """Runs a command to its end. beside: the process of the endpoint."""
    endpoint = psutil.Process(beside)
    machine, serving, mine = _busy_seconds(), _cpu_seconds(endpoint), time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    lines: list[tuple[float, str]] = []
    with subprocess.Popen(  # noqa: S603 - ours
        command, env=environment, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        reader = Thread(target=_read, args=(process.stderr, began, lines))
        reader.start()
        peak = _peak_bytes(process)
        code = process.wait()
        wall = time.perf_counter() - began
        reader.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    known = cpu + _cpu_seconds(endpoint) - serving + time.process_time() - mine
    others = max(0.0, _busy_seconds() - machine - known)
    return Measured(code, wall, cpu, peak / 1e6, others / wall / (os.cpu_count() or 1), tuple(lines))


def _read(stream: IO[str], began: float, lines: list[tuple[float, str]]) -> None:
    lines.extend((time.perf_counter() - began, line.rstrip("\n")) for line in stream)


def _peak_bytes(process: subprocess.Popen[str]) -> int:
    root = psutil.Process(process.pid)
    peak, family, samples = 0, [root], 0
    while process.poll() is None:
        if samples % _FAMILY_EVERY == 0:
            family = [root, *_children(root)]
        peak = max(peak, sum(map(_resident_bytes, family)))
        samples += 1
        time.sleep(_EVERY_SECONDS)
    return peak


def _children(root: psutil.Process) -> list[psutil.Process]:
    try:
        return root.children(recursive=True)
    except psutil.Error:
        return []


def _resident_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _busy_seconds() -> float:
    """What all processors of the machine have worked so far."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))
