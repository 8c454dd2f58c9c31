"""Loading rules: ours, and those of users' folders beside them."""

from pathlib import Path

import pytest
from support.packs import PROVEN, write_library, write_rule

from scanner.errors import RuleError
from scanner.model import Severity
from scanner.rules import load


def refused(folder: Path) -> str:
    with pytest.raises(RuleError) as caught:
        load([folder])
    return str(caught.value)


def test_ours_are_loaded_by_id_with_what_they_say_of_themselves() -> None:
    pack = load()
    assert list(pack.rules) == sorted(pack.rules)
    rule = pack.rules["DDB-001"]
    assert rule.severity is Severity.CRITICAL
    assert rule.kinds == ("dynamodb.table",)
    assert rule.needs == ("/config/pitr",)
    assert rule.controls["aws_fsbp"] == ("DynamoDB.2",)
    assert rule.package == "rules.dynamodb.pitr_enabled"
    assert rule.path == "policies/rules/dynamodb/pitr_enabled.rego"
    assert {"compliant", "findings"} <= rule.defines


def test_the_line_of_a_rule_is_that_of_its_package() -> None:
    rule = load().rules["DDB-001"]
    source = next(module.source for module in load().modules if module.package == rule.package)
    assert source.splitlines()[rule.line - 1] == f"package {rule.package}"


def test_a_pack_judges_with_rules_and_libraries_and_without_tests() -> None:
    names = [module.name for module in load().modules]
    assert any(name.startswith("lib/") for name in names)
    assert not any(name.endswith("_test.rego") or name.startswith("testing/") for name in names)


def test_kinds_find_their_rules(tmp_path: Path) -> None:
    write_rule(tmp_path, body="compliant if input.region == `x`\n", kind=["backup.plan", "account"], needs=[])
    by_kind = load([tmp_path]).by_kind
    assert "TST-001" in {rule.id for rule in by_kind["backup.plan"]}
    assert "TST-001" in {rule.id for rule in by_kind["account"]}
    assert "DDB-001" in {rule.id for rule in by_kind["dynamodb.table"]}
    assert "backup.job" not in by_kind


def test_a_users_folder_is_loaded_beside_ours_and_may_use_our_libraries(tmp_path: Path) -> None:
    body = (
        "import data.lib.mine\nimport data.lib.retention\n\n"
        "compliant if {\n\tretention.lasts(input.config.pitr.window_days, mine.most)\n}\n"
    )
    write_rule(tmp_path, body=body)
    write_library(tmp_path, "mine", "most := 5\n")
    pack = load([tmp_path])
    assert pack.rules["TST-001"].path == f"{tmp_path}/rules/tests/plain.rego"
    assert pack.rules.keys() > load().rules.keys()
    assert [module.package for module in pack.modules] == sorted(module.package for module in pack.modules)


def test_the_digest_is_of_names_and_contents_and_of_nothing_else(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        write_rule(folder)
    assert load([one]).sha256 == load([other]).sha256 != load().sha256
    write_rule(other, body=PROVEN + "# more\n")
    assert load([one]).sha256 != load([other]).sha256
    renamed = tmp_path / "renamed"
    write_rule(renamed, "tests/other")
    assert load([one]).sha256 != load([renamed]).sha256


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing").startswith(f"{tmp_path}/missing:1:1: no such folder of rules")


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path).startswith(f"{tmp_path}:1:1: holds no rules; a rule belongs in rules/<service>/")


def test_an_id_of_ours_is_taken(tmp_path: Path) -> None:
    path = write_rule(tmp_path, id="DDB-001")
    assert refused(tmp_path).startswith(f"{path}:17:1: the id DDB-001 is taken by policies/rules/dynamodb/")


def test_an_id_is_taken_by_another_folder_too(tmp_path: Path) -> None:
    write_rule(tmp_path / "one")
    write_rule(tmp_path / "other", "tests/other")
    with pytest.raises(RuleError, match=r"the id TST-001 is taken by .*one/rules/tests/plain\.rego:17"):
        load([tmp_path / "one", tmp_path / "other"])


def test_our_rules_are_not_redefined(tmp_path: Path) -> None:
    path = write_rule(tmp_path, "dynamodb/pitr_enabled")
    says = f"{path}:17:9: the package is taken by policies/rules/dynamodb/pitr_enabled.rego; rename the file"
    assert refused(tmp_path) == says


def test_our_libraries_are_not_redefined(tmp_path: Path) -> None:
    write_library(tmp_path, "retention", "lasts(_, _) := true\n")
    write_rule(tmp_path)
    assert "lib/retention.rego:1:9: the package is taken by policies/lib/retention.rego" in refused(tmp_path)


def test_what_the_lint_refuses_is_not_loaded(tmp_path: Path) -> None:
    path = write_rule(tmp_path, body="compliant if not input.config.pitr.enabled == false\n")
    assert refused(tmp_path).startswith(f"{path}:19:14: `not` in a proof")


def test_all_problems_are_told_up_to_a_number(tmp_path: Path) -> None:
    for number in range(25):
        write_rule(tmp_path, f"tests/r{number:02}", "compliant if {\n", id=f"TST-{number:03}")
    lines = refused(tmp_path).splitlines()
    assert len(lines) == 21
    assert lines[0].startswith(f"{tmp_path}/rules/tests/r00.rego:20:1: does not parse")
    assert lines[-1] == "… and 5 more; `safehold rules lint` shows all"
