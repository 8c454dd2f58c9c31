from pathlib import Path

from support.packs import pack_behind_the_lint, write_rule

from scanner.catalogue import coverage, statements


def judged(folder: Path) -> dict[int, tuple[tuple[str, ...], int]]:
    """What the rules of a folder judge: ids and tests by statement."""
    found = coverage(pack_behind_the_lint(folder).rules.values(), [folder])
    return {each.statement.number: (each.rules, each.tests) for each in found if each.rules}


def test_a_rule_judges_the_statements_that_it_names(tmp_path: Path) -> None:
    write_rule(tmp_path, "tests/one", id="TST-001", covers=[7, 9])
    write_rule(tmp_path, "tests/two", id="TST-002", covers=[7, 224])

    assert judged(tmp_path) == {
        7: (("TST-001", "TST-002"), 0),
        9: (("TST-001",), 0),
        224: (("TST-002",), 0),
    }


def test_the_tests_of_its_rules_are_counted(tmp_path: Path) -> None:
    path = write_rule(tmp_path, "tests/one", covers=[7])
    source = "package rules.tests.one_test\n\ntest_a if true\n\ntest_b if true\n\ntest_b if false\n\n_test_c if true\n"
    path.with_name("one_test.rego").write_text(source, "utf-8")

    assert judged(tmp_path)[7] == (("TST-001",), 2)


def test_what_peers_check_is_judged_when_each_of_their_controls_is_named(tmp_path: Path) -> None:
    write_rule(tmp_path, "tests/one", id="TST-001", controls={"aws_fsbp": ["S3.10", "S3.7"]})

    assert judged(tmp_path) == {204: (("TST-001",), 0)}

    write_rule(tmp_path, "tests/two", id="TST-002", controls={"aws_fsbp": ["S3.13"]})

    assert judged(tmp_path)[202] == (("TST-001", "TST-002"), 0)


def test_what_nothing_names_is_not_judged(tmp_path: Path) -> None:
    write_rule(tmp_path)

    assert judged(tmp_path) == {}


def test_what_goes_beyond_belongs_to_no_tier() -> None:
    assert [each.number for each in statements() if each.beyond] == list(range(201, 201 + 36))
    assert {each.tier for each in statements() if each.beyond} == {""}
