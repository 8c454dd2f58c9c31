"""docs/evidence.md: its commands run, its example is right, and its table is the one that the program has."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from scanner import attesting
from scanner.evidence import load

PAGE = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text("utf-8")
BLOCKS = re.findall(r"```(yaml)?\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for language, text in BLOCKS if not language for line in text.splitlines()]
EXAMPLE, SETTINGS = [text for language, text in BLOCKS if language]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(safehold: Any, tmp_path: Path, command: str) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "one.yaml").write_text(EXAMPLE)
    program, *arguments = shlex.split(command)
    if "check" in arguments and "--as-of" not in arguments:
        arguments += ["--as-of", "2026-03-31T00:00:00Z"]
    result = safehold(*arguments)
    assert program == "safehold"
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_example_is_evidence(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(EXAMPLE)
    (record,) = load([tmp_path / "one.yaml"])
    assert record.topic == "table_restore"


def test_the_settings_name_the_folder(safehold: Any, tmp_path: Path) -> None:
    (tmp_path / "safehold.yaml").write_text(SETTINGS)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "one.yaml").write_text(EXAMPLE)
    assert safehold("evidence", "check", "--as-of", "2026-03-31T00:00:00Z").exit_code == 0


def test_the_table_has_every_topic_as_it_is() -> None:
    rows = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in PAGE.splitlines() if "| `" in line[:4]]
    told = {row[0].strip("`"): row[1:] for row in rows if row[0].strip("`") in attesting.TOPICS}
    assert told == {
        name: (
            topic.about,
            ", ".join(kind.replace("_", "-") for kind in topic.types),
            ", ".join(map(str, topic.statements)),
            str(topic.days or "as the tier says"),
            ", ".join([*topic.checked, *topic.contains]) or "-",
        )
        for name, topic in attesting.TOPICS.items()
    }
