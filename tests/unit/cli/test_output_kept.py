"""An output of which the snapshot is kept when it is cut off, and that is gone on with."""

import shutil
from typing import Any

import pytest
from support.facts import table
from support.killed import Killed, killed_after
from support.snapshots import contents
from support.snapshots import write as write_snapshot

from scanner.cli.output import output_folder
from scanner.errors import UsageError
from scanner.snapshot import Snapshot


def written(target: Any, *, resume: Any = False, name: Any = "new", reports: Any = ("a.html", "z.json")) -> Any:
    """An output of two reports and a snapshot; gives the name of the table that was in the snapshot before."""
    before = None
    with output_folder(target, force=False, afresh=True, snapshot="snapshot", resume=resume) as staging:
        if (staging / "snapshot" / "manifest.json").exists():
            before = next(Snapshot.open(staging / "snapshot").facts()).name
            shutil.rmtree(staging / "snapshot")
        write_snapshot(staging / "snapshot", [table(name=name)])
        for report in reports:
            (staging / report).write_text(name)
    return before


def cut_off(target: Any) -> None:
    """One that has its snapshot, and a report that is not written to its end."""
    with output_folder(target, force=False, afresh=True, snapshot="snapshot") as staging:
        write_snapshot(staging / "snapshot", [table(name="kept")])
        (staging / "half.html").write_text("half")
        raise KeyboardInterrupt


def found(target: Any) -> Any:
    return {path.name for path in target.iterdir()}


ALL = {".safehold-output", "a.html", "snapshot", "z.json"}


@pytest.fixture
def target(tmp_path: Any) -> Any:
    return tmp_path / "out"


def test_the_snapshot_is_kept_and_gone_on_with_and_half_a_report_is_not(target: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        cut_off(target)
    assert not target.exists()
    assert written(target, resume=True) == "kept"
    assert found(target) == ALL
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_beginning_afresh_takes_it_away(target: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        cut_off(target)
    assert written(target) is None
    assert found(target) == ALL


def test_a_finished_one_is_gone_on_with_and_stays_as_it_is_until_then(target: Any) -> None:
    written(target, name="old", reports=("old.html",))
    before = contents(target)
    with pytest.raises(KeyboardInterrupt):
        cut_off(target)
    assert contents(target) == before
    assert written(target, resume=True) == "kept"
    assert written(target, resume=True) == "new"
    assert found(target) == ALL


def test_nothing_to_go_on_with(target: Any) -> None:
    with pytest.raises(UsageError, match="out: holds no scan, so there is nothing to resume; leave --resume out"):
        written(target, resume=True)
    written(target)
    shutil.rmtree(target / "snapshot")
    with pytest.raises(UsageError, match="there is nothing to resume"):
        written(target, resume=True)
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_one_writes_there_at_a_time(target: Any) -> None:
    with output_folder(target, force=False, afresh=True) as staging:
        (staging / "report").write_text("first")
        with pytest.raises(UsageError, match="out: another safehold writes there; wait for it"):
            written(target)
    assert found(target) == {".safehold-output", "report"}


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("resume", [False, True])
def test_wherever_it_is_killed_the_folder_stays_ours(
    target: Any, monkeypatch: Any, tmp_path: Any, *, earlier: bool, resume: bool
) -> None:
    written(tmp_path / "undisturbed")
    steps = 0
    while True:
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        shutil.rmtree(tmp_path / ".out.partial", ignore_errors=True)
        if earlier:
            written(target, name="old", reports=("old.html", "z.json"))
        try:
            with killed_after(steps, monkeypatch):
                written(target)
        except Killed:
            try:
                written(target, resume=resume)
            except UsageError as error:
                assert "nothing to resume" in str(error)  # noqa: PT017 - so it is at the beginning
                written(target)
        else:
            break
        assert contents(target) == contents(tmp_path / "undisturbed"), f"killed after {steps} steps"
        assert {path.name for path in tmp_path.iterdir()} == {"undisturbed", "out"}
        steps += 1
    assert steps > 10
