"""Running a function in a process of its own, with a deadline: for code that may hang, or end its process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import TimeoutError as DeadlineError
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessFuture, concurrent

P = ParamSpec("P")
T = TypeVar("T")

SPAWN = multiprocessing.get_context("spawn")
"""How every process of ours starts: a fork would copy locks that other threads hold."""


class Died(Exception):  # noqa: N818 - an outcome that the caller expects, not a mistake
    """The process was stopped at its deadline, or ended without an answer; the message says which."""


def isolated(function: Callable[P, T], seconds: float, *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function` returns or raises, from a fresh process. It must be importable, and its arguments picklable.

    Raises:
        Died: it took longer than `seconds`, or the process ended.
    """
    # pebble 5.2 declares `mp_context` and reads `context`.
    options = {"timeout": seconds, "mp_context": SPAWN, "context": SPAWN}
    start: Callable[P, ProcessFuture[T]] = concurrent.process(**options)(function)  # type: ignore[call-overload]
    try:
        return start(*args, **kwargs).result()
    except (DeadlineError, ProcessExpired) as error:
        raise Died(why(error, seconds)) from error


def why(error: BaseException, seconds: float) -> str:
    """How a process came to its end, for the reader of a report."""
    if isinstance(error, ProcessExpired):
        return f"its process ended without an answer (exit code {error.exitcode})"
    return f"no answer within {seconds:g} s"
