"""Where reports are written: whole or not at all, and never over what somebody else put there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanner.errors import UsageError

_MARKER = ".safehold-output"
_NOTICE = "Safehold wrote the entries named below and may replace them; it leaves everything else alone.\n"
_NAMED = 3  # how many strangers an error names


@contextmanager
def output_folder(target: Path, *, force: bool, afresh: bool) -> Iterator[Path]:
    """Give a staging folder whose entries move to `target` when the block ends without an exception.

    afresh: entries of an earlier output go, so that a folder never mixes two scans; otherwise only those of
    the same name are replaced. A target that holds anything but an earlier output is refused unless `force`,
    and even then nothing but entries of the same name is touched.
    Raises UsageError where the target cannot be used.
    """
    earlier = _entries_of_ours(target)
    _refuse_strangers(target, earlier, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}; choose another folder") from None
    try:
        yield staging
        staging.chmod(0o755)  # mkdtemp's folder is private; a report is as readable as its folder
        _install(staging, target, earlier, afresh=afresh)
    finally:
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
    names = {entry.name for entry in staging.iterdir()}
    listed = names if afresh else names | earlier
    (staging / _MARKER).write_text(_NOTICE + "".join(f"{name}\n" for name in sorted(listed)), "utf-8")
    if not target.exists():
        staging.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
    removed = []
    try:
        for name in sorted((earlier if afresh else frozenset()) | names | {_MARKER}):
            if (target / name).exists():
                (target / name).rename(old / name)
                removed.append(name)
        for entry in sorted(staging.iterdir()):
            entry.rename(target / entry.name)
    except OSError:
        for name in removed:
            if not (target / name).exists():
                (old / name).rename(target / name)
        raise
    shutil.rmtree(old)
