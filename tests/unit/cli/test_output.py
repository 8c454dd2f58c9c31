from typing import Any

import pytest

from scanner.cli.output import output_folder
from scanner.errors import UsageError


def write(target: Any, *, force: Any = False, afresh: Any = True, **files: Any) -> None:
    with output_folder(target, force=force, afresh=afresh) as staging:
        for name, text in files.items():
            (staging / name).write_text(text)


def contents(folder: Any) -> Any:
    return {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith(".")}


def test_a_new_folder_is_made_with_its_parents(tmp_path: Any) -> None:
    write(tmp_path / "a" / "b", report="1")
    assert contents(tmp_path / "a" / "b") == {"report": "1"}


def test_an_earlier_output_is_replaced_as_a_whole(tmp_path: Any) -> None:
    write(tmp_path / "out", report="1", old="1")
    write(tmp_path / "out", report="2")
    assert contents(tmp_path / "out") == {"report": "2"}


def test_not_afresh_keeps_the_other_entries_and_remembers_them_as_ours(tmp_path: Any) -> None:
    write(tmp_path / "out", report="1", snapshot="1")
    write(tmp_path / "out", afresh=False, report="2")
    assert contents(tmp_path / "out") == {"report": "2", "snapshot": "1"}
    write(tmp_path / "out", report="3")
    assert contents(tmp_path / "out") == {"report": "3"}


def test_a_folder_of_somebody_else_is_refused_by_name_and_left_alone(tmp_path: Any) -> None:
    for name in "abcd":
        (tmp_path / name).write_text("theirs")
    with pytest.raises(UsageError, match=r"\(a, b, c and 1 more\).*--force"):
        write(tmp_path, report="1")
    assert set(contents(tmp_path)) == {"a", "b", "c", "d"}


def test_force_writes_beside_what_is_there(tmp_path: Any) -> None:
    (tmp_path / "theirs").write_text("theirs")
    write(tmp_path, force=True, report="1")
    assert contents(tmp_path) == {"theirs": "theirs", "report": "1"}


def test_an_empty_folder_is_used(tmp_path: Any) -> None:
    write(tmp_path, report="1")
    assert contents(tmp_path) == {"report": "1"}


def test_a_failure_leaves_the_earlier_output_and_no_trace(tmp_path: Any) -> None:
    write(tmp_path / "out", report="1")

    def fail_halfway() -> None:
        with output_folder(tmp_path / "out", force=False, afresh=True) as staging:
            (staging / "report").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert contents(tmp_path / "out") == {"report": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_while_moving_brings_the_earlier_output_back(tmp_path: Any, monkeypatch: Any) -> None:
    write(tmp_path / "out", other="1", report="1", was_there="1")
    real = type(tmp_path).rename

    def rename(self: Any, target: Any) -> Any:
        if self.parent.name.endswith(".partial") and self.name == "report":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(type(tmp_path), "rename", rename)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "out", new="2", other="2", report="2")
    monkeypatch.undo()
    assert contents(tmp_path / "out") == {"other": "1", "report": "1", "was_there": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("kind", ["file", "dangling link", "below a file"])
def test_what_cannot_be_a_folder_is_refused(tmp_path: Any, kind: Any) -> None:
    target = tmp_path / "out"
    if kind == "file":
        target.write_text("theirs")
    elif kind == "dangling link":
        target.symlink_to(tmp_path / "nowhere")
    else:
        (tmp_path / "out").write_text("theirs")
        target = tmp_path / "out" / "below"
    with pytest.raises(UsageError, match="choose another folder"):
        write(target, report="1")
