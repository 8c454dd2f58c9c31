"""Running tests of rules: what passed, what failed, and where it failed."""

from pathlib import Path

import orjson
import pytest
from support.judging import CORPUS
from support.packs import write_library, write_rule

from scanner import ruletest
from scanner.assets import POLICIES
from scanner.errors import RuleError
from scanner.isolation import Died
from scanner.ruletest import Result


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the tests in this process."""
    monkeypatch.setattr(ruletest, "isolated", lambda function, _, *given, **named: function(*given, **named))


def run(folder: Path, body: str) -> list[Result]:
    """The results of the tests in a body that stands from line 3 on, with paths below `folder`."""
    write_rule(folder)
    path = folder / "rules" / "tests" / "plain_test.rego"
    path.write_text(f"package rules.tests.plain_test\n{body}")
    results = ruletest.run(folder).results
    assert all(result.path == str(path) for result in results)
    return list(results)


def failure(folder: Path, body: str) -> str:
    (result,) = run(folder, body)
    return result.failure


@pytest.mark.usefixtures("here")
def test_tests_are_run_in_the_order_of_the_file(tmp_path: Path) -> None:
    body = """
import data.rules.tests.plain as rule

test_on if rule.compliant with input as {"config": {"pitr": {"enabled": true}}}

test_off if not rule.compliant with input as {}

_helper := 1

no_test := 2
"""
    path = f"{tmp_path}/rules/tests/plain_test.rego"
    assert run(tmp_path, body) == [Result(path, 5, "test_on", ""), Result(path, 7, "test_off", "")]


@pytest.mark.usefixtures("here")
def test_what_does_not_hold_is_told_with_its_line(tmp_path: Path) -> None:
    body = "\ntest_x if {\n\tx := 1\n\tx == 1\n\tx == 2\n\tx == 3\n}\n"
    assert failure(tmp_path, body) == "does not hold: line 6: x == 2"


@pytest.mark.usefixtures("here")
def test_what_does_not_hold_in_one_line_is_told_too(tmp_path: Path) -> None:
    assert failure(tmp_path, "\ntest_x if 1 == 2\n") == "does not hold: line 3: test_x if 1 == 2"


@pytest.mark.usefixtures("here")
def test_an_error_is_told_with_its_place(tmp_path: Path) -> None:
    told = failure(tmp_path, '\ntest_x if to_number("x") == 1\n')
    assert told.endswith("plain_test.rego:3:22: could not parse string as number")


@pytest.mark.usefixtures("here")
def test_a_panic_is_a_failure_and_the_next_test_runs(tmp_path: Path) -> None:
    results = run(tmp_path, "\ntest_x if object.subset([], [])\n\ntest_y if 1 == 1\n")
    assert [bool(result.failure) for result in results] == [True, False]


@pytest.mark.usefixtures("here")
def test_a_test_that_is_not_true_fails(tmp_path: Path) -> None:
    assert failure(tmp_path, "\ntest_x := 5\n") == "is 5, not true"
    assert failure(tmp_path, "\ntest_x := false\n") == "is False, not true"


def test_our_helpers_and_libraries_are_at_hand(tmp_path: Path) -> None:
    write_library(tmp_path, "mine", "import data.lib.retention\n\nlong(days) if retention.lasts(days, 30)\n")
    body = """
import data.lib.mine
import data.testing.documents

test_x if {
	mine.long(null)
	documents.table.kind == "dynamodb.table"
}
"""
    assert failure(tmp_path, body) == ""


@pytest.mark.usefixtures("here")
def test_what_does_not_parse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"plain_test\.rego:4:1: does not parse"):
        run(tmp_path, "\ntest_x if {\n")


def test_a_crash_is_refused_and_survived(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="the tests cannot be run: its process ended without an answer"):
        run(tmp_path, "\ntest_x if _f(1)\n\n_f(x) if _f(x)\n")


def test_a_hang_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def isolated(*given: object, **_named: object) -> ruletest.Run:
        assert given[1] == ruletest.SECONDS
        raise Died("no answer within 60 s")

    monkeypatch.setattr(ruletest, "isolated", isolated)
    with pytest.raises(RuleError, match="no answer within 60 s; run one file after the other"):
        run(tmp_path, "\ntest_x if true\n")


@pytest.mark.usefixtures("here")
def test_a_folder_without_tests_has_no_results(tmp_path: Path) -> None:
    write_rule(tmp_path)
    assert ruletest.run(tmp_path).results == ()


def test_our_own_folder_is_ours_by_its_name_too() -> None:
    results = ruletest.run(POLICIES).results
    assert results
    assert all(result.path.startswith("policies/") for result in results)


@pytest.mark.usefixtures("here")
def test_a_variable_that_nothing_binds_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"plain_test\.rego:3:11: use of undefined variable `x` is unsafe"):
        run(tmp_path, "\ntest_a if x == 1\n")


def test_the_corpus_of_a_folder_is_judged_by_its_rules(tmp_path: Path) -> None:
    write_rule(tmp_path)
    good = orjson.loads((CORPUS / "compliant" / "dynamodb.table.json").read_bytes())[0]
    bad = good | {"config": good["config"] | {"pitr": good["config"]["pitr"] | {"enabled": False}}}
    folder = tmp_path / "corpus"
    for name, documents in (
        ("compliant/dynamodb.table", [good, bad]),
        ("violations/TST-001", [bad, good]),
        ("violations/TST-002", [bad]),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_bytes(orjson.dumps(documents))

    assert [(Path(result.path).name, result.name, result.failure) for result in ruletest.run(tmp_path).results] == [
        ("TST-001.json", "[0]", ""),
        ("TST-001.json", "[1]", "TST-001 says pass, not fail"),
        ("TST-002.json", "[0]", "no rule has the id TST-002"),
        ("dynamodb.table.json", "[0]", ""),
        ("dynamodb.table.json", "[1]", "TST-001 says fail"),
    ]


COVERED = """\
compliant if _small(input.config.pitr.window_days)

findings contains {
	"message": "too much",
	"at": "",
	"expected": 1,
	"actual": 2,
} if {
	input.config.pitr.window_days > 5
	input.region == `a`
}

_small(days) if days == 0

_small(days) if {
	days > 0
	days < 5
}
"""


@pytest.mark.usefixtures("here")
def test_lines_that_no_test_goes_through_are_told(tmp_path: Path) -> None:
    path = write_rule(tmp_path, body=COVERED)
    above = len(path.read_text().splitlines()) - len(COVERED.splitlines())
    write_library(tmp_path, "mine", "most := 5\n\nf(x) := x + 1 if {\n\tx > 2\n}\n")
    test = """package rules.tests.plain_test

import data.rules.tests.plain as rule

test_a if rule.compliant with input as {"config": {"pitr": {"window_days": 3}}}

test_b if not rule.findings with input as {"config": {"pitr": {"window_days": 4}}}
"""
    path.with_name("plain_test.rego").write_text(test, "utf-8")
    run = ruletest.run(tmp_path, coverage=True)

    library, rule = run.lines
    assert (library.path, library.covered, library.uncovered) == (f"{tmp_path}/lib/mine.rego", 0, (3, 6))
    assert rule.path == str(path)
    assert {line - above for line in rule.uncovered} >= {10}
    assert {line - above for line in rule.uncovered}.isdisjoint({1, 9, 16, 17})
    assert rule.covered > 4


def test_coverage_is_measured_only_when_it_is_asked_for(tmp_path: Path) -> None:
    write_rule(tmp_path)
    assert ruletest.run(tmp_path).lines == ()
    (rule,) = ruletest.run(tmp_path, coverage=True).lines
    assert (rule.covered, len(rule.uncovered)) == (0, 1)
