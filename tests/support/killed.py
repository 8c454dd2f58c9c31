"""A process that is killed between two steps on the disk, played in this one."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

STEPS = ("replace", "rename", "unlink", "rmdir", "mkdir", "fsync")


class Killed(BaseException):
    """The process is no more."""


@contextmanager
def killed_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Lets so many steps on the disk happen, and no more: neither those of handlers of this very exception."""
    done: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            if len(done) >= steps:
                raise Killed
            done.append(name)
            return real(*args, **options)

        return step

    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if len(done) >= steps and "r" not in mode:
            raise Killed
        return real_open(file, mode, *args, **options)

    real_open = io.open
    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, counted(name, getattr(os, name)))
        patch.setattr(io, "open", opened)
        yield done
