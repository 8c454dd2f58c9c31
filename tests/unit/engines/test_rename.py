"""Policies below a package of their own: the syntax decides what is renamed, and nothing else is touched."""

from pathlib import Path
from typing import Any

import pytest
from support.packs import PROVEN, pack_behind_the_lint, rule_text, write_library, write_rule

from scanner.engines.rename import below
from scanner.rego import Module


def moved(source: str, name: str = "rules/tests/plain.rego") -> Any:
    ((_, text),) = below("root", [Module(f"here/{name}", name, source)])
    return text


def test_the_package_and_every_reference_to_data_gain_the_root() -> None:
    source = rule_text(
        "rules.tests.plain",
        "import data.lib.days as d\n\ncompliant if d.ok(data.lib.days.most)\n\n_x := data.lib.days.f(1) if data.lib\n",
    )
    assert moved(source).split("package ")[1] == (
        "root.rules.tests.plain\n\nimport data.root.lib.days as d\n\ncompliant if d.ok(data.root.lib.days.most)\n\n"
        "_x := data.root.lib.days.f(1) if data.root.lib\n"
    )


@pytest.mark.parametrize(
    "kept",
    [
        '_x := "data.lib" # data.lib\n',
        "_x := `package data.lib`\n",
        "_x := input.data.lib\n",
        "_data := 1\n",
        "_x := {y | some database in input.data; y := database}\n",
        'import rego.v1\n\n_ä := "é" if input.ü\n'.replace("_ä", "_a").replace("input.ü", 'input["ü"]'),
    ],
)
def test_what_only_looks_like_data_stays(kept: str) -> None:
    source = f"package rules.tests.plain\n\n{kept}"
    assert moved(source) == source.replace("package ", "package root.", 1)


def test_lines_stay_where_they_are() -> None:
    source = rule_text("rules.tests.plain", "import data.lib.days\n\n" + PROVEN)
    assert moved(source).count("\n") == source.count("\n")


def test_what_is_used_comes_before_what_uses_it(tmp_path: Path) -> None:
    write_library(tmp_path, "a", "import data.lib.z\n\nf(x) if z.g(x)\n")
    write_library(tmp_path, "z", "g(x) if x == 1\n")
    write_rule(tmp_path, body="import data.lib.a\n\ncompliant if a.f(input.x)\n")
    order = [module.package for module, _ in below("root", pack_behind_the_lint(tmp_path).modules)]
    assert order == ["lib.z", "lib.a", "rules.tests.plain"]
