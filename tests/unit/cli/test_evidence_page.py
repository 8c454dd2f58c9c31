"""docs/evidence.md: its example is right, and its table is the one that the program has."""

from pathlib import Path
from typing import Any

from support.manual import page

from scanner import attesting
from scanner.evidence import load

PAGE = page("docs/evidence.md")
FILES = {block.file: block.text for block in PAGE.blocks() if block.file}


def test_the_example_is_evidence(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(FILES["evidence/table-restore.yaml"])
    (record,) = load([tmp_path / "one.yaml"])
    assert record.topic == "table_restore"


def test_the_settings_name_the_folder(safehold: Any, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert safehold("evidence", "check", "--as-of", "2026-03-31T00:00:00Z").exit_code == 0


def test_the_table_has_every_topic_as_it_is() -> None:
    told = {row[0].strip("`"): tuple(row[1:]) for row in PAGE.tables("Topics")}
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
