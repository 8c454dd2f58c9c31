"""A pack as one package: what its names stand for stays the same, and nothing else is touched."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from support import opa
from support.packs import pack_behind_the_lint, write_library, write_rule

from scanner.engines import Task
from scanner.engines.merge import merged
from scanner.engines.opa import OpaEngine
from scanner.engines.regorus import RegorusEngine
from scanner.rego import Module

PACKAGE = "package rules.tests.plain\n\n"


def moved(source: str) -> Any:
    """The module as it stands in the whole."""
    whole = merged("root", [Module("here/rules/tests/plain.rego", "rules/tests/plain.rego", PACKAGE + source)], "")
    ((start, _),) = whole.starts
    return "\n".join(whole.source.split("\n")[start + 1 :]).removesuffix("\n")


def test_rules_and_imports_are_called_by_their_whole_names() -> None:
    source = "import data.lib.days as d\n\ncompliant if _ok(d.f(1))\n\n_ok(x) if x > data.lib.days.most\n"
    whole = merged("root", [Module("here/rules/tests/plain.rego", "rules/tests/plain.rego", PACKAGE + source)], "more")
    assert whole.source.split("\n") == [
        "package root",
        "",
        "import data.root.rules.tests.plain.compliant as root_0_compliant",
        "import data.root.rules.tests.plain._ok as root_0__ok",
        "import data.root.lib.days as root_0_d",
        " " * len("package rules.tests.plain"),
        "",
        " " * len("import data.lib.days as d"),
        "",
        "rules.tests.plain.compliant if root_0__ok(root_0_d.f(1))",
        "",
        "rules.tests.plain._ok(x) if x > data.root.lib.days.most",
        "",
        "more",
    ]


@pytest.mark.parametrize(
    "kept",
    [
        '"ok data.lib" # ok data.lib',
        r'"\" ok data.lib"',
        "`ok package data.lib`",
        "input.data.ok.import",
        '{"ok": 1}',
        "{y | some database in input.data; y := database}",
        "1e5 + oks",
    ],
)
def test_what_only_looks_like_a_name_stays(kept: str) -> None:
    source = f"oks := 1\n\nok := 2\n\ne5 := 3\n\n_x := {kept}\n"
    expected = kept.replace("oks", "root_0_oks")
    assert moved(source).splitlines()[-1] == f"rules.tests.plain._x := {expected}"


def test_the_version_of_the_language_is_no_import() -> None:
    module = Module("here/lib/a.rego", "lib/a.rego", "package lib.a\n\nimport rego.v1\n\nx := 1\n")
    assert re.findall("import .*", merged("root", [module], "").source) == ["import data.root.lib.a.x as root_0_x"]


def test_places_are_told_by_the_modules_own_lines() -> None:
    modules = [
        Module(f"here/lib/{name}.rego", f"lib/{name}.rego", f"package lib.{name}\n\nx := 1\ny := 2\n") for name in "ab"
    ]
    whole = merged("root", modules, "last := 1")
    rows = whole.source.split("\n")
    for text, place in {
        "lib.a.x := 1": "here/lib/a.rego:3",
        "lib.a.y := 2": "here/lib/a.rego:4",
        "lib.b.y := 2": "here/lib/b.rego:4",
    }.items():
        assert whole.told(f"at {whole.name}:{rows.index(text) + 1}: no") == f"at {place}: no"
    assert whole.told(f"{whole.name}:3: no") == f"{whole.name}: no"


HIDING = """
import data.lib.ones
import input.deep as deep

compliant if {
	exempt := 5
	exempt == 5
	{ones | ones := 1} == {1}
	every named in [1, 2] { named > 0 }
	ones.same(deep.x) == 1
	_twice(named) == 2
	_partial[1] == 1
	_made.a == 3
	_with
}

exempt if input.exempt == true

named := 1

_twice(named) := named * 2

default _partly(_) := 7

_partly(named) := 9 if named > 5

_partial[named] := ones if {
	ones := 1
	named := ones
}

_made := {"a": 3} if _partly(1) == 7
else := {"a": 4}

_with if ones.of_input == 8 with input as {"one": 8}

findings contains {"message": sprintf("%v", [deep]), "at": "", "expected": named, "actual": _partly(6)}
"""


@pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")
def test_names_that_hide_others_mean_what_they_meant(tmp_path: Path) -> None:
    write_library(tmp_path, "ones", "same(x) := x\n\nof_input := input.one\n")
    write_rule(tmp_path, "tests/hiding", HIDING, id="HID-001")
    write_rule(tmp_path, "tests/other", "compliant if named\n\nnamed := input.deep.x == 2\n", id="OTH-001")
    pack = pack_behind_the_lint(tmp_path)
    documents = [{"deep": {"x": 1}}, {"deep": {"x": 2}}, {"exempt": True}, {"deep": {}}]
    tasks = [Task(orjson.dumps(document), tuple(pack.rules.values())) for document in documents]
    with opa.serving() as url:
        engine = OpaEngine(pack, url)
        found = engine.judge(tasks)
        engine.close()
    assert found == RegorusEngine(pack.modules).judge(tasks)
    assert [[outcome.compliant for outcome in each] for each in found] == [
        [True, False],
        [False, True],
        [False, False],
        [False, False],
    ]
