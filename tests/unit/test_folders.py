from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.snapshots import contents

from scanner.errors import UsageError
from scanner.folders import clear, hold, release


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    held = hold(tmp_path / "it", tmp_path)
    with pytest.raises(UsageError, match=f"^{tmp_path}: another safehold writes there; wait for it, or choose another"):
        hold(tmp_path / "it", tmp_path)
    held.close()
    hold(tmp_path / "it", tmp_path).close()


def test_who_holds_it_keeps_other_processes_out_and_nobody_once_it_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from scanner.folders import hold;"
        "held = hold(Path(sys.argv[1]), Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - our own
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match="another safehold writes there"):
            hold(tmp_path, tmp_path)
        other.kill()
    hold(tmp_path, tmp_path).close()


def test_the_lock_of_one_that_is_done_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening the lock and getting it, whoever had it took it away."""
    real, turns = fcntl.flock, []

    def late(file: object, how: int) -> None:
        turns.append(how)
        if len(turns) == 1:
            release(tmp_path / "it")
        if len(turns) == 2:
            release(tmp_path / "it")
            (tmp_path / "it" / ".lock").write_bytes(b"")  # and the next one came already
        real(file, how)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", late)
    held = hold(tmp_path / "it", tmp_path)
    assert len(turns) == 3
    with pytest.raises(UsageError):
        hold(tmp_path / "it", tmp_path)
    held.close()


def test_a_folder_that_cannot_be_made_is_the_callers_affair(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        hold(tmp_path / "no" / "such", tmp_path)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError):
        hold(tmp_path / "file", tmp_path)


def test_all_is_cleared_but_the_lock_and_what_stays(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.txt").write_text("precious")
    it = tmp_path / "it"
    held = hold(it, tmp_path)
    for name in ("a", "b", "snapshot"):
        (it / name).mkdir()
        (it / name / "file").write_text(name)
    (it / "file").write_text("")
    (it / "link").symlink_to(tmp_path / "theirs")
    clear(it, but="snapshot")
    assert contents(it).keys() == {".lock", "snapshot/file"}
    clear(it)
    held.close()
    assert os.listdir(it) == [".lock"]  # noqa: PTH208 - names only
    assert (tmp_path / "theirs" / "thesis.txt").read_text() == "precious"
