"""The tests of the rules, each as one test here; and all of them on a real OPA, where there is one."""

import subprocess
from functools import cache

import pytest
from support import opa

from scanner import ruletest
from scanner.assets import POLICIES, SCHEMAS
from scanner.lint import SHIPPED
from scanner.lint.reader import trees
from scanner.rego import Sort, read
from scanner.ruletest import Result, Run


def names() -> list[str]:
    """Every test, as "policies/rules/s3/x_test.rego::test_y"."""
    modules = [module for module in read(POLICIES, SHIPPED) if module.sort is Sort.TEST]
    return [
        f"{tree.module.path}::{definition.name}"
        for tree in trees(modules)
        for definition in tree.definitions
        if definition.name.startswith("test_")
    ]


@cache
def run() -> Run:
    """Every test, run once."""
    return ruletest.run(None, coverage=True)


@cache
def results() -> dict[str, Result]:
    """Every result by the name of its test."""
    return {f"{result.path}::{result.name}": result for result in run().results}


NAMES = names()


@pytest.mark.parametrize("name", NAMES)
def test_of_a_rule(name: str) -> None:
    result = results()[name]
    assert not result.failure, f"{result.path}:{result.line}: {result.failure}"


def test_no_two_tests_have_the_same_name() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_rule_and_library_has_its_tests() -> None:
    modules = read(POLICIES, SHIPPED)
    tested = {module.name.removesuffix("_test.rego") for module in modules if module.sort is Sort.TEST}
    own = {module.name.removesuffix(".rego") for module in modules if module.sort in (Sort.RULE, Sort.LIB)}
    # The recovery model is tried as a whole, by hand-written cases; some of its modules have tests of their own too.
    assert own <= tested <= own | {name for name in tested if name.startswith("recovery/")}


@pytest.mark.parametrize(
    "module", [name for name in sorted({name.partition("::")[0] for name in NAMES}) if "/rules/" in name]
)
def test_every_rule_has_at_least_five_tests(module: str) -> None:
    assert len([name for name in NAMES if name.startswith(f"{module}::")]) >= 5


@pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")
@pytest.mark.parametrize(
    "arguments",
    [("test", "--bundle"), ("check", "--strict", f"--schema={SCHEMAS}")],
    ids=["test", "check"],
)
def test_a_real_opa_accepts_them(arguments: tuple[str, ...]) -> None:
    command = [str(opa.BINARY), *arguments, str(POLICIES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the machine's own opa
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tests_go_through_every_line_of_every_policy() -> None:
    assert len(run().lines) > len(NAMES) / 100
    assert {each.path: each.uncovered for each in run().lines if each.uncovered} == {}
