from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.render import frameworks


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "frameworks").mkdir()
    monkeypatch.setattr(frameworks, "POLICIES", tmp_path)
    frameworks.shipped.cache_clear()
    yield tmp_path / "frameworks"
    frameworks.shipped.cache_clear()


def test_titles_come_from_the_files(folder: Path) -> None:
    (folder / "soc_2.yaml").write_text("name: soc_2\ntitle: SOC 2\ncontrols: {A1.2: Recovery}\n", "utf-8")
    assert frameworks.named("soc_2") == frameworks.Framework("soc_2", "SOC 2", {"A1.2": "Recovery"})


def test_a_framework_that_a_user_made_up_is_its_name(folder: Path) -> None:
    assert not list(folder.iterdir())
    assert frameworks.named("house rules") == frameworks.Framework("house rules", "house rules", {})
