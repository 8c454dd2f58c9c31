"""Folders in the making: held by one process at a time, and cleared."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from scanner.errors import UsageError

_LOCK = ".lock"


def hold(folder: Path, target: Path) -> ExitStack:
    """Makes a folder, and keeps other processes from writing to it until the stack is closed, or this process ends.

    target: what the folder is for, as the user knows it.

    Raises:
        UsageError: another process writes there.
        OSError: the folder cannot be written to.
    """
    while True:
        folder.mkdir(exist_ok=True)
        stack = ExitStack()
        file = stack.enter_context((folder / _LOCK).open("wb"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stack.close()
            raise UsageError(
                f"{target}: another safehold writes there; wait for it, or choose another folder"
            ) from None
        if _there(file.fileno(), folder / _LOCK):
            return stack
        stack.close()  # of one that is done and has taken its lock away: it keeps nobody out


def _there(descriptor: int, path: Path) -> bool:
    """Whether the file that is open is the one that lies at the path."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def release(folder: Path) -> None:
    """Takes away what `hold` left in a folder that is whole now."""
    (folder / _LOCK).unlink(missing_ok=True)


def clear(folder: Path, *, but: str = "") -> None:
    """Takes away everything in a folder that is held. but: an entry that stays.

    Raises:
        OSError: something cannot be taken away.
    """
    for path in folder.iterdir():
        if path.name in {_LOCK, but}:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
