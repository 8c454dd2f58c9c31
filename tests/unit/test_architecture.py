"""The house's walls: which room may use which, held by reading the imports."""

import ast
from pathlib import Path
from typing import Any

import pytest

import scanner
from scanner import assets

PACKAGE = Path(scanner.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = ("collectors", "engines", "render")


def imports(path: Any) -> Any:
    """The modules of ours that a file imports, as dotted names below scanner."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix("scanner.") for name in found if name.startswith("scanner.")}


def room(path: Any) -> Any:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_but_the_cli_uses_the_cli(path: Any) -> None:
    if room(path) != "cli":
        assert not any(name.split(".")[0] == "cli" for name in imports(path))


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if room(path) in ("model", "errors", "assets")],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_the_ground_floor_uses_nothing_of_ours(path: Any) -> None:
    assert {name.split(".")[0] for name in imports(path)} <= ({"model"} if room(path) == "model" else set())


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in ROOMS], ids=lambda path: path.stem)
def test_collectors_engines_and_renderers_never_use_each_other(path: Any) -> None:
    others = set(ROOMS) - {room(path)}
    assert not {name for name in imports(path) if name.split(".")[0] in others}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_assets_knows_where_policies_schemas_and_reports_lie(path: Any) -> None:
    if path.name != "assets.py":
        assert '"_data"' not in path.read_text("utf-8")


def test_a_renderer_sees_a_report_and_neither_snapshot_nor_engine() -> None:
    for path in MODULES:
        if room(path) == "render":
            assert not {name.split(".")[0] for name in imports(path)} - {
                "render",
                "model",
                "assets",
                "errors",
                "facts",
                "findings",
                "recovery",
            }


def test_the_assets_are_where_assets_says() -> None:
    assert (assets.POLICIES / "tiers" / "basic.yaml").is_file()
    assert (assets.SCHEMAS / "fact.json").is_file()
    assert assets.REPORTS.is_dir()


def test_no_folder_of_data_holds_python() -> None:
    for folder in (assets.POLICIES, assets.SCHEMAS, assets.REPORTS):
        assert not list(folder.rglob("*.py"))
