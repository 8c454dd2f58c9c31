"""Where reports are written: whole or not at all, and never over what somebody else put there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scanner.errors import UsageError
from scanner.folders import clear, hold, release
from scanner.writing import begun

_MARKER = ".safehold-output"
_NOTICE = "Safehold wrote the entries named below and may replace them; it leaves everything else alone.\n"
_NAMED = 3  # how many strangers an error names
_OLD = ".old"


@contextmanager
def output_folder(
    target: Path, *, force: bool, afresh: bool, snapshot: str = "", resume: bool = False
) -> Iterator[Path]:
    """Give a staging folder whose entries move to `target` when the block ends without an exception.

    afresh: entries of an earlier output go, so that a folder never mixes two scans; otherwise only those of
    the same name are replaced. A target that holds anything but an earlier output is refused unless `force`,
    and even then nothing but entries of the same name is touched.
    snapshot: the entry that is a snapshot in the making; it stays in the staging folder when the block is cut off.
    resume: go on with the one that stayed, or with the one in the target.
    Raises UsageError where the target cannot be used, or there is nothing to resume.
    """

    def keeps(folder: Path) -> bool:
        return bool(snapshot) and begun(folder / snapshot)

    earlier = _entries_of_ours(target)
    _refuse_strangers(target, earlier, force=force)
    staging = target.parent / f".{target.name}.partial"
    if resume and not keeps(staging) and not keeps(target):
        raise UsageError(f"{target}: holds no scan, so there is nothing to resume; leave --resume out")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        held = hold(staging, target)
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}; choose another folder") from None
    with held:
        try:
            clear(staging, but=snapshot if resume and keeps(staging) else "")
            if resume and not keeps(staging):
                copy = staging / f"{snapshot}.copy"
                shutil.copytree(target / snapshot, copy)
                copy.rename(staging / snapshot)
            yield staging
            release(staging)
            _install(staging, target, earlier, afresh=afresh)
        finally:
            if not keeps(staging):
                shutil.rmtree(staging, ignore_errors=True)


def _entries_of_ours(target: Path) -> frozenset[str]:
    marker = target / _MARKER
    return frozenset(marker.read_text("utf-8").splitlines()[1:]) if marker.is_file() else frozenset()


def _refuse_strangers(target: Path, earlier: frozenset[str], *, force: bool) -> None:
    if target.is_symlink() and not target.exists():
        raise UsageError(f"{target}: is a link that leads nowhere; choose another folder with --output")
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target}: is a file, not a folder; choose another folder with --output")
    strangers = sorted({entry.name for entry in target.iterdir()} - earlier - {_MARKER})
    if strangers and not force:
        named = ", ".join(strangers[:_NAMED])
        more = f" and {len(strangers) - _NAMED} more" if len(strangers) > _NAMED else ""
        raise UsageError(
            f"{target}: holds something that Safehold did not write ({named}{more}); choose another folder with"
            " --output, or write beside it with --force"
        )


def _install(staging: Path, target: Path, earlier: frozenset[str], *, afresh: bool) -> None:
    """Whenever it is cut off, the marker names all entries of ours that are there."""
    names = {entry.name for entry in staging.iterdir()}
    listed = names if afresh else names | earlier
    if not target.exists():
        _mark(staging, staging, listed)
        staging.rename(target)
        return
    old = staging / _OLD
    old.mkdir()
    replaced = (earlier if afresh else frozenset()) | names
    _mark(target, staging, names | earlier)
    try:
        for name in sorted(replaced):
            if (target / name).exists():
                (target / name).rename(old / name)
        for name in sorted(names):
            (staging / name).rename(target / name)
    except OSError:
        for name in names:
            if not (staging / name).exists():
                (target / name).rename(staging / name)
        for entry in old.iterdir():
            entry.rename(target / entry.name)
        raise
    _mark(target, staging, listed)


def _mark(folder: Path, staging: Path, names: Iterable[str]) -> None:
    written = staging / f"{_MARKER}.tmp"
    written.write_text(_NOTICE + "".join(f"{name}\n" for name in sorted(names)), "utf-8")
    written.replace(folder / _MARKER)
