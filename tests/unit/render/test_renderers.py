from __future__ import annotations

import pytest
from support import reports
from support.rendering import written

from scanner.render import RENDERERS


def test_each_format_has_a_file_name_of_its_own() -> None:
    names = [renderer.filename for renderer in RENDERERS.values()]
    assert len(set(names)) == len(names)
    assert all(name == renderer.name for name, renderer in RENDERERS.items())


@pytest.mark.parametrize("name", RENDERERS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    render = RENDERERS[name].render
    assert written(render, reports.hostile()) == written(render, reports.hostile())


@pytest.mark.parametrize("name", RENDERERS)
def test_an_empty_report_is_a_report(name: str) -> None:
    assert written(RENDERERS[name].render, reports.empty()).decode().strip()
