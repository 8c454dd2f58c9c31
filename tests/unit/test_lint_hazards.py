"""Where the engines silently differ, and what neither may do: refused, with place and what to write instead."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.linted import of_body, told
from support.packs import write_rule

from scanner import lint
from scanner.isolation import Died
from scanner.lint.builtins import REFUSED

OK = "compliant if input.config.pitr.enabled == true\n\n"

CASES = {
    "the result of walk": (
        "_x := path if [path, value] := walk(input.config)\n",
        "1:32: the result of walk cannot be taken apart on regorus; write `walk(x, [path, value])` as a statement",
    ),
    "not around a call of a path": (
        "_x if not startswith(input.region, `eu`)\n",
        "1:7: when a path within it is missing, this `not` is true on regorus and undefined on OPA; bind",
    ),
    "not around a call of a helper's value": (
        "_x if not startswith(_y, `eu`)\n\n_y := `a` if input.region == `b`\n",
        "1:7: when",
    ),
    "not around a call of a call": ("_x if not startswith(lower(`a`), `eu`)\n", "1:7: when a path within it"),
    "not around less": ("_x if not input.config.item_count < 5\n", "1:7: when a path within it is missing"),
    "not around unequal": ("_x if not input.region != `a`\n", "1:7: when a path within it is missing"),
    "not around in": ("_x if not input.region in {`a`}\n", "1:7: when a path within it is missing"),
    "not around arithmetic": ("_x if not 1 + input.config.item_count == 5\n", "1:7: when a path within it is missing"),
    "not around a literal of paths": ("_x if not [input.region] == [`a`]\n", "1:7: when a path within it is missing"),
    "not around a helper in a literal": (
        "_x if not {_y} == {`a`}\n\n_y := `a` if input.region == `b`\n",
        "1:7: when a path",
    ),
    "not around a path with a variable": (
        "_x if not input.tags[input.name]\n",
        "1:7: when a path within it is missing",
    ),
    "not in a comprehension": ("_x := [1 | not lower(input.name) == `a`]\n", "1:12: when a path within it is missing"),
    "not in every": ("_x if every y in [1] { not input.region in {y} }\n", "1:24: when a path within it is missing"),
    "an object taken apart by some": (
        "_x contains y if some {`region`: y} in [input.config]\n",
        "1:24: a pattern of an object matches with keys to spare on regorus, and only exactly on OPA; bind the whole",
    ),
    "an object taken apart by :=": ("_x := y if {`region`: y} := input.config\n", "1:13: a pattern of an object"),
    "an object taken apart by =": ("_x := y if input.config = {`region`: y}\n", "1:28: a pattern of an object"),
    "a set for each key": (
        "_x[key] contains 1 if some key in [`a`]\n",
        "1:1: `p[k] contains v` without a match is undefined on regorus, and {} on OPA; use an object comprehension",
    ),
    "a sign": ("_x := y if y := -input.config.item_count\n", "1:17: regorus takes a sign before a number only; write"),
    "a moment with a layout": (
        "_x := time.format([5, `UTC`, `RFC1123`])\n",
        "1:7: time.format writes zones differently",
    ),
    "a quotient": (
        "_x := input.config.item_count / 7\n",
        "1:7: a quotient differs in its last digit; round it at once",
    ),
    "a quotient within what is rounded": ("_x := floor(1 + (5 / 7))\n", "1:18: a quotient differs"),
    "a fraction": (
        "_x := 0.5 * input.config.item_count\n",
        "1:7: arithmetic on fractions differs in its last digit; count smaller units",
    ),
    "a verb of numbers": ("_x := sprintf(`%d`, [5])\n", "1:7: %d gives different text on the engines; use %v"),
    "a verb of text": ("_x := sprintf(`%s`, [`a`])\n", "1:7: %s gives different text on the engines; use %v"),
    "a verb with a width": ("_x := sprintf(`%5v`, [5])\n", "1:7: %5 gives different text on the engines; use %v"),
    "a verb that is cut off": ("_x := sprintf(`5%`, [])\n", "1:7: % gives different text"),
    "more verbs than values": ("_x := sprintf(`%v %v`, [5])\n", "1:7: the format has 2 verbs for 1 values"),
    "a format that is not written out": (
        "_x := sprintf(input.region, [5])\n",
        "1:7: sprintf needs its format written out, so that its verbs can be checked",
    ),
    "a sprintf without values": ("_x := sprintf(`a`)\n", "1:7: sprintf needs its format written out"),
    "delimiters of a glob": ("_x if glob.match(`a*`, [`:`], `a`)\n", "1:7: glob.match: crosses delimiters on regorus"),
    "delimiters that are the default": ("_x if glob.match(`a*`, [], `a`)\n", "1:7: glob.match: crosses"),
    "a function that regorus has not": (
        "_x := crypto.sha256(`a`)\n",
        "1:7: no function is called crypto.sha256 on both engines; a rule compares what the facts hold",
    ),
    "a function that is called like one of OPA's": (
        "_x := anything(`a`)\n",
        "1:7: no function is called anything on both engines; is it",
    ),
    "a misspelt function": ("_x := startwith(`a`, `b`)\n", "1:7: no function is called startwith on both engines"),
    "a misspelt function behind a condition that never holds": (
        "_x if {\n\tinput.region == 5\n\tstartwith(`a`, `b`)\n}\n",
        "3:2: no function is called startwith",
    ),
    "a function that a library has not": (
        "import data.lib.moments\n\n_x := moments.ago(5)\n",
        "3:7: no function is called moments.ago on both engines",
    ),
    "a library that there is not": (
        "import data.lib.mine\n\n_x := mine.one\n",
        "1:8: no library data.lib.mine; there are: data.lib",
    ),
    "another rule": ("import data.rules.s3.versioning_enabled\n", "1:8: no library data.rules.s3.versioning_enabled"),
    "the input imported": ("import input.config\n", "1:8: import libraries only; read the input where it is used"),
    "a mocked input": (
        "_x if _y with input as {}\n\n_y if input.region == `a`\n",
        "1:7: `with` is for tests; pass what is different as an argument",
    ),
    "a name that regorus confuses": (
        "_x := v1 if v1 := 1\n",
        "1:7: regorus confuses a variable called v1; choose another name",
    ),
    "a function that uses itself": (
        "_x(y) if _x(y)\n",
        "1:1: `_x` uses itself: OPA refuses recursion, and it ends regorus's process",
    ),
    "a rule that uses itself": ("_x if _x == true\n", "1:1: `_x` uses itself"),
    "a function of metadata": (
        "_x := rego.metadata.rule()\n",
        "1:7: no function is called rego.metadata.rule on both engines; write what is needed of the",
    ),
    "a function of networks": (
        "_x := net.cidr_merge([])\n",
        "1:7: no function is called net.cidr_merge on both engines; ",
    ),
    "a sum of fractions": ("_x := sum([1, 0.5])\n", "1:7: arithmetic on fractions differs in its last digit; count"),
    "text that is interpolated": ('_x := $"a {input.region}"\n', "1:7: does not parse: invalid character; text is in"),
    "digits in a pattern": (
        "_x if regex.match(`[0-9]\\d`, input.region)\n",
        "1:7: \\d is Unicode's on regorus and ASCII's on OPA; write [0-9]",
    ),
    "no spaces in a pattern": (
        "_x if regex.replace(input.region, `\\S`, ``) == ``\n",
        "1:7: \\S is Unicode's on regorus and ASCII's on OPA; write [\\t\\n\\r ] (negated: [^…])",
    ),
    "sets of classes in a pattern": (
        "_x if regex.match(`[[:alpha:]&&[a]]`, input.region)\n",
        "1:7: && within […] makes sets on regorus alone; escape it with \\",
    ),
    "quotes in a pattern": (
        "_x if regex.match(`\\Qa\\E`, input.region)\n",
        "1:7: regorus knows no \\Q…\\E; escape each",
    ),
    "spaces for the eye in a pattern": ("_x if regex.match(`(?ix)a`, input.region)\n", "1:7: OPA knows no (?x); leave"),
    "a variable that nothing binds": (
        "_x if {\n\tregion == 1\n}\n",
        "2:5: use of undefined variable `region` is unsafe; bind it before it is used, or correct its name",
    ),
}


def test_each_module_is_told_its_first_variable_that_nothing_binds() -> None:
    assert told(
        {
            "lib/one.rego": "package lib.one\n\na if x == 1\n\nb if y == 1\n",
            "lib/other.rego": "package lib.other\n\na if z == 1\n",
            "lib/third.rego": "package lib.third\n\na if 1 == 1\n",
        }
    ) == [
        "lib/one.rego:3:6: use of undefined variable `x` is unsafe; bind it before it is used, or correct its name",
        "lib/other.rego:3:6: use of undefined variable `z` is unsafe; bind it before it is used, or correct its name",
    ]


def test_a_users_folder_is_searched_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rule(tmp_path, body="compliant if {\n\tinput.config.pitr.enabled == true\n\tall == 1\n}\n")
    (problem,) = lint.check(tmp_path)
    assert problem.message.startswith("use of undefined variable `all` is unsafe; ")

    def isolated(function: Callable[..., object], _: float, *given: object) -> object:
        if function is lint._look_whole:
            raise Died("no answer within 10 s")
        return function(*given)

    monkeypatch.setattr(lint, "isolated", isolated)
    (problem,) = lint.check(tmp_path)
    assert (
        str(problem) == f"{path}:1:1: the folder cannot be checked: no answer within 10 s; check its files one by one"
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_hazard_is_refused_with_its_place(case: tuple[str, str]) -> None:
    body, says = case
    problems = of_body(body + "\n" + OK)
    assert any(problem.startswith(says) for problem in problems), problems


def test_functions_that_use_each_other_are_refused() -> None:
    (problem,) = of_body(f"{OK}_x(y) if _z(y)\n\n_z(y) if _x(y)\n")
    assert "uses itself" in problem


def test_libraries_that_use_each_other_are_refused() -> None:
    problems = told(
        {
            "lib/one.rego": "package lib.one\n\nimport data.lib.two\n\nf(x) if two.g(x)\n",
            "lib/two.rego": "package lib.two\n\nimport data.lib.one\n\ng(x) if data.lib.one.f(x)\n",
        }
    )
    assert len([problem for problem in problems if "uses itself" in problem]) == 2


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_function_that_is_refused_is_told_what_to_write_instead(name: str) -> None:
    assert of_body(f"{OK}_x := {name}(`a`)\n") == [f"3:7: {name}: {REFUSED[name]}"]


ALLOWED = {
    "walk as a statement": "_x contains path if walk(input.config, [path, _])",
    "not around a bound value": "_x if {\n\tregion := input.region\n\tnot startswith(region, `eu`)\n}",
    "not around a bound value in a set": "_x if {\n\tregion := input.region\n\tnot region in {`a`, `b`}\n}",
    "not around a path": "_x if not input.config.pitr.enabled",
    "not around equal paths": "_x if not input.config.pitr.enabled == input.config.stream.enabled",
    "not around a comprehension": "_x if {\n\tmany := [1 | input.config.stream.enabled]\n\tnot many == []\n}",
    "not around a call with a comprehension": "_x if not _f([1 | input.config.stream.enabled])\n\n_f(x) if x == []",
    "an object with constants for a pattern": "_x if {`region`: `a`} == input.config",
    "an array taken apart": "_x := y if [y, _] := [1, 2]",
    "a quotient that is rounded": "_x := floor(5 / 7) + ceil(5 / 7) + round(5 / 7)",
    "percent signs": "_x := sprintf(`100%% of %v`, [5])",
    "values that are not written out": "_x := sprintf(`%v`, _y)\n\n_y := [1]",
    "a number with a sign": "_x := -5",
    "a glob without delimiters": "_x if glob.match(`a*`, null, `a`)",
    "a function of one's own, from afar": "_x := data.lib.moments.seconds_between(`a`, `b`)",
    "rego.v1": "",
    "keywords in a path": "_x := input.tags.if",
    "classes that both know": r"_x if regex.match(`^[[:alpha:]0-9\[\\^&-]+\.$`, input.region)",
    "a pattern that is not written out": "_x if regex.match(_y, input.region)\n\n_y := `a`",
    "a pattern with a flag": "_x if regex.match(`(?i)a`, input.region)",
    "a sum of whole numbers": "_x := sum([1, 2])",
}


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED)
def test_what_the_engines_agree_on_is_allowed(body: str) -> None:
    assert of_body(f"import rego.v1\n\n{OK}{body}\n") == []


def test_hazards_are_refused_in_libraries_too() -> None:
    assert told({"lib/mine.rego": "package lib.mine\n\nnow := time.now_ns()\n"}) == [
        f"lib/mine.rego:3:8: time.now_ns: {REFUSED['time.now_ns']}"
    ]


def test_tests_may_do_as_they_like() -> None:
    assert (
        told(
            {"rules/s3/a_test.rego": "package rules.s3.a_test\n\ntest_a if not count(input.a) == 1 with input as {}\n"}
        )
        == []
    )
