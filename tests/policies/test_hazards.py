"""Where regorus and OPA differ: each hazard that the lint refuses, tried on both, so that the lint stays right.

A case that fails here after an update of an engine means that the lint refuses what has become harmless, or that
its message is wrong. Without an `opa` on the machine, OPA's side is taken as it was measured with OPA 1.22.
"""

import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
import regorus  # type: ignore[import-untyped]  # it ships no types
from support import opa
from support.linted import of_body

from scanner.lint.builtins import LACKING, REFUSED, known, lacking
from scanner.model import Json
from scanner.rego import is_panic

UNDEFINED, ERROR, PANIC = "undefined", "error", "panic"

# A body that defines _p, what regorus makes of it, and what OPA makes of it.
DIFFERENCES: dict[str, tuple[str, Any, Any]] = {
    "walk taken apart": ("_p := [path | [path, _] := walk([1])]", [], [[], [0]]),
    "not around a call": ("_p if not startswith(input.a.b, `x`)", True, UNDEFINED),
    "not around less": ("_p if not input.a.b < 2", True, UNDEFINED),
    "not around unequal": ("_p if not input.a.b != 2", True, UNDEFINED),
    "not around in": ("_p if not input.a.b in {1}", True, UNDEFINED),
    "not around arithmetic": ("_p if not input.a.b - 1 == 2", True, UNDEFINED),
    "not around a literal": ("_p if not [input.a.b] == [1]", True, UNDEFINED),
    "not around a variable path": ("_p if not input.empty[input.a.b]", True, UNDEFINED),
    "a pattern of some": ("_p := [y | some {`b`: y} in input.objects]", [1], []),
    "a pattern of :=": ("_p := y if {`b`: y} := input.objects[0]", 1, UNDEFINED),
    "a set for each key": ("_p[key] contains 1 if some key in input.empty", UNDEFINED, {}),
    "iteration over null": ("_p := [x | some x in input.null]", ERROR, []),
    "delimiters of a glob": ("_p if glob.match(`a:*`, [`:`], `a:b:c`)", True, UNDEFINED),
    "the end of a month": (
        "_p := time.add_date(1706659200000000000, 0, 1, 0)",
        1709164800000000000,
        1709337600000000000,
    ),
    "a duration in days": ("_p := time.parse_duration_ns(`35d`)", ERROR, 3024000000000000),
    "a verb of numbers": ("_p := sprintf(`%d`, [1.5])", ERROR, "%!d(float64=1.5)"),
    "a verb of text": ("_p := sprintf(`%s`, [1])", "1", "%!s(int64=1)"),
    "more verbs than values": ("_p := sprintf(`%v %v`, [1])", ERROR, "1 %!v(MISSING)"),
    "paths of json.filter": ("_p := json.filter({`a`: 1}, [`/a`])", {}, {"a": 1}),
    "paths of json.remove": ("_p := json.remove({`a`: 1}, [`/a`])", {"a": 1}, {}),
    "overlaps": ("_p := strings.count(`aaa`, `aa`)", 2, 1),
    "counting nothing": ("_p := strings.count(`a`, ``)", PANIC, 2),
    "replacing in a chain": ("_p := strings.replace_n({`a`: `b`, `b`: `c`}, `ab`)", "cc", "bc"),
    "a subset of nothing": ("_p := object.subset([], [])", PANIC, True),
    "a sign": ("_p := y if {\n\tx := 5\n\ty := -x\n}", ERROR, -5),
    "characters of HTML": ("_p := json.marshal(`<`)", '"<"', '"\\u003c"'),
    "the big sharp s": ("_p := upper(`ß`)", "SS", "ß"),
    "a pattern that matches nothing": ("_p := regex.split(`b*`, `abbc`)", ["", "a", "c", ""], ["a", "c"]),
    "a list in YAML": ("_p := yaml.marshal({`a`: [1]})", "a:\n- 1\n", "a:\n  - 1\n"),
    "a moment with a layout": (
        "_p := time.format([0, `UTC`, `RFC1123`])",
        "Thu, 01 Jan 1970 00:00:00 +00:00",
        "Thu, 01 Jan 1970 00:00:00 UTC",
    ),
    "a moment in a zone by name": (
        "_p := time.parse_ns(`RFC822`, `02 Jan 06 15:04 MST`)",
        1136239440000000000,
        1136214240000000000,
    ),
    "a sum of fractions": ("_p := sum([0.1, 0.2])", 0.30000000000000004, 0.3),
    "a product of fractions": ("_p := product([0.1, 0.7])", 0.06999999999999999, 0.07),
    "digits in a pattern": (r"_p if regex.match(`\d`, `٣`)", True, UNDEFINED),
    "no digits in a pattern": (r"_p if regex.match(`\D`, `٣`)", UNDEFINED, True),
    "letters in a pattern": (r"_p if regex.match(`\w`, `ä`)", True, UNDEFINED),
    "spaces in a pattern": ("_p if regex.match(`\\s`, `\N{NO-BREAK SPACE}`)", True, UNDEFINED),
    "the edge of a word in a pattern": (r"_p if regex.match(`a\b`, `aä`)", UNDEFINED, True),
    "sets of classes in a pattern": ("_p if regex.match(`[a&&b]`, `&`)", UNDEFINED, True),
    "classes of classes in a pattern": ("_p if regex.match(`[[a]]`, `[]`)", UNDEFINED, True),
    "quotes in a pattern": (r"_p if regex.match(`\Qa.\E`, `a.`)", ERROR, True),
    "spaces for the eye in a pattern": ("_p if regex.match(`(?x) a b`, `ab`)", True, ERROR),
    "globs that meet": ("_p if regex.globs_match(`a*`, `a`)", ERROR, True),
    "a version with a letter": ("_p := semver.is_valid(`v1.0.0`)", False, True),
    "versions with letters": ("_p := semver.compare(`v1.0.0`, `1.0.1`)", ERROR, -1),
    "an escaped query": ("_p := urlquery.encode(`a b*~`)", "a+b*%7E", "a+b%2A~"),
    "the variant of a UUID": (
        "_p := uuid.parse(`00000000-0000-0000-0000-000000000000`).variant",
        "NCS",
        "Reserved",
    ),
    "a request": (
        "_p := http.send({`method`: `get`, `url`: `http://127.0.0.1:1`, `raise_error`: false}).status_code",
        UNDEFINED,
        0,
    ),
}

# Both do the same, and it is not what a proof needs.
AGREED: dict[str, tuple[str, Any]] = {
    "null is less than every number": ("_p if input.null < 5", True),
    "null differs from everything": ("_p if input.null != `a`", True),
    "null counts as true": ("_p if input.null", True),
    "text is greater than every number": ("_p if `a` > 5", True),
    "null is a number to to_number": ("_p := to_number(input.null)", 0),
    "the least of null": ("_p := min([input.null, 5])", None),
    "every of nothing": ("_p if every x in input.a.b { x == 1 }", UNDEFINED),
    "every of null": ("_p if every x in input.null { x == 1 }", UNDEFINED),
    "count fails on null": ("_p := count(input.null)", ERROR),
    "arithmetic fails on null": ("_p := input.null + 1", ERROR),
    "a moment fails on null": ("_p := time.parse_rfc3339_ns(input.null)", ERROR),
    "a proof shields an iteration below": ("_p := [x | is_array(input.null); some x in input.null]", []),
    "not around equal paths": ("_p if not input.a.b == 2", True),
    "not around a bound value": ("_p if {\n\tx := object.get(input, `a`, null)\n\tnot x in {1}\n}", True),
    "walk as a statement": ("_p := [path | walk([1], [path, _])]", [[], [0]]),
    "a glob without delimiters": ("_p if glob.match(`a*`, null, `a:b`)", True),
    "a quotient that is rounded": ("_p := [floor(7 / 2), ceil(7 / 2), round(7 / 2)]", [3, 4, 4]),
    "keywords in a path": ("_p := {`if`: {`contains`: {`in`: 1}}}.if.contains.in", 1),
    "classes by name in a pattern": ("_p if regex.match(`^[[:alpha:]]$`, `a`)", True),
    "text of values": (
        "_p := sprintf(`%v %v %v %v`, [[1, `a`], {`b`: null}, true, -5])",
        '[1, "a"] {"b": null} true -5',
    ),
}

INPUT: dict[str, Json] = {"null": None, "empty": {}, "objects": [{"b": 1, "c": 2}]}


def on_regorus(body: str) -> Any:
    engine = regorus.Engine()
    engine.add_policy("x.rego", f"package x\n\n{body}\n")
    engine.set_input_json(orjson.dumps(INPUT).decode())
    try:
        value = orjson.loads(engine.eval_rule_as_json("data.x._p"))
    except BaseException as error:
        if is_panic(error):
            return PANIC
        if isinstance(error, RuntimeError):
            return ERROR
        raise
    return UNDEFINED if value == "<undefined>" else value


def on_opa(body: str, folder: Path) -> Any:
    policy, document = folder / "x.rego", folder / "input.json"
    policy.write_text(f"package x\n\n{body}\n", "utf-8")
    document.write_bytes(orjson.dumps(INPUT))
    command = [
        str(opa.BINARY),
        "eval",
        f"--data={policy}",
        f"--input={document}",
        "--strict-builtin-errors",
        "data.x._p",
    ]
    answer = orjson.loads(subprocess.run(command, capture_output=True, check=False).stdout)  # noqa: S603 - the machine's own opa
    if "errors" in answer:
        return ERROR
    return answer["result"][0]["expressions"][0]["value"] if "result" in answer else UNDEFINED


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_engines_differ_as_the_lint_says(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    body, ours, theirs = DIFFERENCES[name]
    assert ours != theirs
    assert on_regorus(body) == ours
    if opa.BINARY:
        assert on_opa(body, tmp_path) == theirs
    capfd.readouterr()  # what a panic prints


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_lint_refuses_what_differs(name: str) -> None:
    body = (
        DIFFERENCES[name][0].replace("input.objects", "[input.config]").replace("input.null", "input.links.replication")
    )
    for place in ("input.a.b", "input.empty"):
        body = body.replace(place, "input.tags.Owner")
    extra = "\n\ncompliant if _p == 1" if name == "iteration over null" else "\n\ncompliant if input.region == `x`"
    assert of_body(f"{body}{extra}\n", needs=["/config", "/links", "/tags"])


@pytest.mark.parametrize("name", AGREED)
def test_the_engines_agree_as_the_lint_relies_on(name: str, tmp_path: Path) -> None:
    body, both = AGREED[name]
    assert on_regorus(body) == both
    if opa.BINARY:
        assert on_opa(body, tmp_path) == both


def functions_of_opa() -> set[str]:
    """The functions that a policy may call on OPA; operators aside."""
    command = [str(opa.BINARY), "capabilities", "--current"]
    answer = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - the machine's own opa
    builtins = orjson.loads(answer)["builtins"]
    return {each["name"] for each in builtins if "infix" not in each and not each["name"].startswith("internal.")}


@pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")
def test_opa_has_every_function_that_the_lint_allows() -> None:
    allowed = {name for name in known() - REFUSED.keys() if not name.startswith("__")}
    assert allowed <= functions_of_opa()


@pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")
def test_of_every_function_that_opa_alone_has_the_lint_says_what_to_write_instead() -> None:
    alone = functions_of_opa() - known() - REFUSED.keys()
    assert [name for name in alone if not lacking(name)] == []
    assert [start for start in LACKING if not any(name.startswith(start) for name in alone)] == []
