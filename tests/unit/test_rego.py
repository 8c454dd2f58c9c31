"""Reading a folder of policies, and parsing what anybody may have put there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.packs import write_library, write_rule

from scanner import rego
from scanner.errors import RuleError
from scanner.isolation import Died
from scanner.rego import Module, Problem, Sort, parse, read


def module(source: str, path: str = "here/rules/a/b.rego") -> Module:
    return Module(path, path.partition("/")[2], source)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    write_rule(tmp_path, "s3/b")
    write_rule(tmp_path, "s3/a")
    write_rule(tmp_path, "s3/a_test")
    write_library(tmp_path, "days", "x := 1\n")
    (tmp_path / "testing").mkdir()
    (tmp_path / "testing" / "documents.rego").write_text("package testing.documents\n")
    (tmp_path / "README.md").write_text("not a policy")
    found = read(tmp_path, "mine")
    assert [(each.path, each.sort, each.package) for each in found] == [
        ("mine/lib/days.rego", Sort.LIB, "lib.days"),
        ("mine/rules/s3/a.rego", Sort.RULE, "rules.s3.a"),
        ("mine/rules/s3/a_test.rego", Sort.TEST, "rules.s3.a_test"),
        ("mine/rules/s3/b.rego", Sort.RULE, "rules.s3.b"),
        ("mine/testing/documents.rego", Sort.TESTING, "testing.documents"),
    ]


@pytest.mark.parametrize("place", ["a.rego", "rules/a.rego", "rules/s3/x/a.rego", "lib/x/a.rego", "other/a.rego"])
def test_a_policy_where_none_belongs_is_refused(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("package x\n")
    with pytest.raises(RuleError, match=rf"^mine/{place}:1:1: .*rules/<service>/<name>\.rego"):
        read(tmp_path, "mine")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    write_rule(tmp_path).write_bytes(b"package x \xff\n")
    with pytest.raises(RuleError, match=r"^mine/rules/tests/plain\.rego:1:1: not UTF-8"):
        read(tmp_path, "mine")


@pytest.mark.parametrize("trusted", [True, False])
def test_each_module_has_its_tree_or_its_problem(trusted: bool) -> None:  # noqa: FBT001 - parametrized
    good, bad, last = parse(
        [module("package rules.a.b\n"), module("package rules.a.b\nx if {\n", "here/rules/a/c.rego"), module("x")],
        trusted=trusted,
    )
    assert not isinstance(good, Problem)
    assert good["rules"] == []
    assert isinstance(bad, Problem)
    assert str(bad).startswith("here/rules/a/c.rego:3:1: does not parse: ")
    assert isinstance(last, Problem)


def test_what_opa_reads_and_regorus_does_not_is_told_what_to_write() -> None:
    (problem,) = parse([module("package rules.a.b\n_f(null)\n")], trusted=True)
    assert "write `:= true` after it" in str(problem)


def test_text_with_values_in_it_is_told_what_to_write() -> None:
    (problem,) = parse([module('package rules.a.b\n_x := $"{input.region}"\n')], trusted=True)
    assert str(problem).startswith("here/rules/a/b.rego:2:7: does not parse: invalid character; ")
    assert "use sprintf" in str(problem)


def bomb(depth: int) -> str:
    return f"package rules.a.b\n\n_x := {'[' * depth}1{']' * depth}\n"


@pytest.mark.parametrize("depth", [16, 64, 5000])
def test_a_bomb_of_nested_literals_is_refused_before_it_is_parsed(depth: int) -> None:
    (problem,) = parse([module(bomb(depth))], trusted=False)
    assert str(problem) == (
        "here/rules/a/b.rego:3:19: brackets nested deeper than 12; keep test data in JSON files, and name parts"
    )


def test_brackets_in_text_and_comments_do_not_count() -> None:
    source = f'package rules.a.b\n# {"[" * 20}\n_x := "{"[" * 20}\\"{"[" * 20}"\n_y := `{"(" * 20}`\n'
    (tree,) = parse([module(source)], trusted=False)
    assert not isinstance(tree, Problem)


def test_brackets_that_close_do_not_count() -> None:
    (tree,) = parse([module("package rules.a.b\n" + "_x := [[1]]\n_y(x) if { x }\n" * 30)], trusted=False)
    assert not isinstance(tree, Problem)


def test_what_hangs_the_parser_is_refused_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rego, "MOST_NESTED", 1000)
    monkeypatch.setattr(rego, "PARSE_SECONDS", 1.0)
    (problem,) = parse([module(bomb(60))], trusted=False)
    assert str(problem).startswith("here/rules/a/b.rego:1:1: cannot be parsed: no answer within 1 s; ")


def test_what_ends_the_parser_is_found_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def isolated(function: Callable[[Any], Any], seconds: float, given: Any) -> Any:
        assert seconds == rego.PARSE_SECONDS
        if "BOMB" in str(given):
            raise Died("its process ended")
        return function(given)

    monkeypatch.setattr(rego, "isolated", isolated)
    good, bad = parse([module("package rules.a.b\n"), module("# BOMB", "here/rules/a/bomb.rego")], trusted=False)
    assert not isinstance(good, Problem)
    assert str(bad).startswith("here/rules/a/bomb.rego:1:1: cannot be parsed: its process ended; ")


def test_a_tree_that_is_too_deep_is_refused() -> None:
    many = "1 +\n" * 2000
    (problem,) = parse([module(f"package rules.a.b\n_x := {many}1\n")], trusted=True)
    assert "name its parts" in str(problem)


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (1, (1, 2)), (2, (1, 3)), (3, (2, 1)), (4, (2, 2)), (5, (3, 1))]
)
def test_a_position_counts_from_one(offset: int, place: tuple[int, int]) -> None:
    assert rego.position("ab\nc\n", offset) == place
