"""What every rule file keeps to: its metadata, its package, the names it exports, and what it says it reads."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.linted import of_body, told
from support.packs import PROVEN, metadata, rule_text, write_library, write_rule

from scanner import lint
from scanner.assets import POLICIES
from scanner.errors import RuleError

NAME = "rules/tests/plain.rego"


def whole(text: str) -> list[str]:
    return [problem.removeprefix(f"{NAME}:") for problem in told({NAME: text})]


def with_block(block: str) -> list[str]:
    comment = "".join(f"# {line}\n" for line in block.splitlines())
    return whole(f"# METADATA\n{comment}package rules.tests.plain\n\n{PROVEN}")


def block(**changes: Any) -> str:
    return str(yaml.safe_dump(metadata(**changes), sort_keys=False, width=1000))


def test_a_rule_that_keeps_to_all_of_it_has_no_problem() -> None:
    assert of_body(PROVEN) == []
    assert with_block(block()) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("compliant := 1\n", "1:1: does not parse"),
        (" package rules.tests.plain\n\n" + PROVEN, "1:1: no package; write `package rules.tests.plain`"),
        ("package rules.tests.plain\n\n" + PROVEN, "1:1: no METADATA directly before the package"),
        ("# a comment\npackage rules.tests.plain\n\n" + PROVEN, "2:1: no METADATA directly before the package"),
        ("# METADATA\n# title: x\n\npackage rules.tests.plain\n\n" + PROVEN, "4:1: no METADATA directly before"),
        ("# METADATA\npackage rules.tests.plain\n\n" + PROVEN, "2:1: METADATA: null is not of type"),
    ],
)
def test_metadata_that_is_not_there_is_missed(text: str, says: str) -> None:
    (problem,) = whole(text)
    assert problem.startswith(says)


def test_a_comment_may_stand_above_the_metadata() -> None:
    assert whole("# Some words.\n" + rule_text("rules.tests.plain")) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: [", "2:11: METADATA is not valid YAML: expected the node content"),
        ("title: a\ntitle: b", "3:3: METADATA: title is given twice"),
        ("custom:\n  id: a\n  id: b", "4:5: METADATA: id is given twice"),
        ("title: &x a\ndescription: *x", "3:16: METADATA: write out what the alias stands for"),
        ("title: &x [*x]", "2:14: METADATA: write out what the alias stands for"),
        ("title: !!python/name:os.system x", "2:10: METADATA is not valid YAML: could not determine a constructor"),
        ("title: a\n1: 2", "2:1: METADATA is not valid YAML: Dict key must be"),
        ("title: \x07", "2:1: METADATA is not valid YAML: unacceptable character"),
        ("- a", "2:1: METADATA: ["),
        ("text", "2:1: METADATA: "),
    ],
)
def test_metadata_that_cannot_be_read_is_told_with_its_place(text: str, says: str) -> None:
    (problem,) = with_block(text)
    assert problem.startswith(says)


@pytest.mark.parametrize(
    ("changes", "line", "says"),
    [
        ({"title": None}, 2, 'METADATA: "title" is a required property'),
        ({"title": "short"}, 5, 'title: "short" is shorter than 8 characters'),
        ({"id": None}, 7, 'custom: "id" is a required property'),
        ({"id": "ddb-1"}, 8, 'custom.id: "ddb-1" does not match'),
        ({"severity": "severe"}, 9, 'custom.severity: "severe" is not one of'),
        ({"needs": ["/config/pitr", "config"]}, 13, 'custom.needs.1: "config" does not match'),
        ({"requires": ["pitr", "pitr_windw"]}, 15, 'custom.requires.1: "pitr_windw" is not one of'),
        ({"more": 1}, 7, "custom: Additional properties are not allowed ('more' was unexpected)"),
        ({"title": "A rule of 2020", "description": 5}, 6, 'description: 5 is not of type "string"'),
    ],
)
def test_metadata_that_does_not_fit_its_schema_is_told_with_its_line(
    changes: dict[str, Any], line: int, says: str
) -> None:
    (problem,) = with_block(block(**changes))
    assert problem.startswith(f"{line}:1: {says}")


def test_what_a_merge_brings_has_the_line_of_where_it_goes() -> None:
    (problem,) = with_block(block(severity=None).replace("custom:\n", "custom:\n  <<: {severity: severe}\n"))
    assert problem.startswith('7:1: custom.severity: "severe" is not one of')


def test_a_date_is_text() -> None:
    (problem,) = with_block(block(severity="2020-01-01").replace("'2020-01-01'", "2020-01-01"))
    assert 'custom.severity: "2020-01-01" is not one of' in problem


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "dynamodb.tabel"}, "custom.kind: no kind is called dynamodb.tabel; use one of account, "),
        (
            {"needs": ["/config/pitr", "/config/pitr/days"]},
            "custom.needs: a dynamodb.table fact has no /config/pitr/days",
        ),
        (
            {"part_suffices": ["/config/ttl"]},
            "custom.part_suffices: /config/ttl is none of the rule's needs; add it there",
        ),
        (
            {"schemas": [{"input": "schema.other"}]},
            'schemas: `opa check` needs [{"input":"schema.input"},{"input.config":',
        ),
    ],
)
def test_metadata_that_speaks_of_what_is_not_there_is_refused(changes: dict[str, Any], says: str) -> None:
    (problem,) = with_block(block(**changes))
    assert problem.partition(": ")[2].startswith(says)


def test_a_rule_of_several_kinds_needs_what_all_of_them_have() -> None:
    kinds = ["dynamodb.table", "s3.bucket"]
    assert of_body("compliant if input.region == `x`\n", kind=kinds, needs=["/config/created_at"]) == []
    (problem,) = of_body("compliant if input.region == `x`\n", kind=kinds, needs=["/config/versioning"])
    assert "custom.needs: a dynamodb.table fact has no /config/versioning" in problem


def test_the_package_is_that_of_its_place() -> None:
    (problem,) = whole(rule_text("rules.tests.other"))
    assert problem.endswith("package rules.tests.other does not match its file; write `package rules.tests.plain`")


@pytest.mark.parametrize("name", ["rules/s3/a-b.rego", "rules/S3/a.rego", "lib/9a.rego", "rules/s3/a b.rego"])
def test_a_place_is_a_name_that_every_engine_takes(name: str) -> None:
    path = name.removesuffix(".rego").split("/")
    package = path[0] + "".join(f'["{part}"]' for part in path[1:])
    problems = told({name: f"package {package}\n"})
    assert any("use small letters, digits and _" in problem for problem in problems)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("exempt if input.region == `x`\n", ":9: no `compliant`; a rule proves what is good"),
        (PROVEN + "\nhelper if true\n", "3:1: `helper` is neither exempt, compliant, findings, unknown nor a helper"),
        (PROVEN + "\ndeny contains 1\n", "3:1: `deny` is neither exempt, compliant, findings, unknown nor a helper"),
        ("compliant contains 1\n", "1:1: `compliant` has the wrong form; write `compliant if …`"),
        ("compliant(x) if x == 1\n", "1:1: `compliant` has the wrong form; write `compliant if …`"),
        ("compliant.a := 1\n", "1:1: `compliant` has the wrong form; write `compliant if …`"),
        (PROVEN + "\nfindings := []\n", "3:1: `findings` has the wrong form; write `findings contains … if …`"),
        ("compliant := 5\n", "1:1: `compliant` has a value; write `compliant if …`, it is true or undefined"),
        (PROVEN + "\nexempt := input.region\n", "3:1: `exempt` has a value"),
    ],
)
def test_a_rule_exports_exactly_the_four_names(body: str, says: str) -> None:
    (problem,) = of_body(body)
    assert says in problem


@pytest.mark.parametrize(
    ("finding", "says"),
    [
        (
            "{`message`: `m`, `at`: ``, `expected`: 1}",
            "3:20: a finding has exactly these: actual, at, expected, message",
        ),
        ("{`message`: `m`, `at`: ``, `expected`: 1, `actual`: 1, `why`: 1}", "3:20: a finding has exactly these"),
        (
            "{`message`: `m`, `at`: `/config/ptr`, `expected`: 1, `actual`: 1}",
            "3:42: a dynamodb.table document has no /config/ptr",
        ),
    ],
)
def test_a_finding_has_its_four_fields_and_points_somewhere(finding: str, says: str) -> None:
    (problem,) = of_body(f"{PROVEN}\nfindings contains {finding}\n")
    assert problem.startswith(says)


@pytest.mark.parametrize("finding", ["{`message`: `m`, `at`: `/config/pitr`, `expected`: 1, `actual`: 1}", "_finding"])
def test_a_finding_may_be_written_out_or_not(finding: str) -> None:
    assert of_body(f"{PROVEN}\nfindings contains {finding}\n\n_finding := {{`at`: input.region}}\n") == []


def test_a_default_of_false_is_no_value() -> None:
    assert of_body(f"default compliant := false\n\n{PROVEN}") == []


def test_everything_that_a_rule_reads_is_among_its_needs() -> None:
    body = (
        "compliant if {\n\t_on(input.config)\n\tinput.tags.Owner == `x`\n}\n\n_on(all) if all.stream.enabled == true\n"
    )
    assert of_body(body, needs=["/config", "/tags"]) == []
    assert of_body(body, needs=["/config/stream"]) == [
        "2:6: reads /config, which `needs` (line 11) does not cover; add it or what holds it",
        "3:2: reads /tags, which `needs` (line 11) does not cover; add it or what holds it",
    ]


def test_the_input_as_a_whole_is_all_of_it() -> None:
    problems = of_body("compliant if count(object.keys(input)) == 5\n")
    assert [problem.partition(", ")[0] for problem in problems] == [
        "1:32: reads /config",
        "1:32: reads /links",
        "1:32: reads /tags",
        "1:32: reads /recovery",
    ]


def test_what_only_explains_is_read_too() -> None:
    body = (
        PROVEN
        + "\nfindings contains {`message`: m, `at`: ``, `expected`: 1, `actual`: 2} if {\n"
        + "\tsome r in input.links.backup.plan_rules\n\tm := r.rule_name\n}\n"
    )
    assert of_body(body, needs=["/config/pitr", "/links/backup/plan_rules"]) == []
    assert [problem.partition(", ")[0] for problem in of_body(body)] == [
        "4:12: reads /links/backup/plan_rules",
        "5:7: reads /links/backup/plan_rules/rule_name",
    ]


def test_what_a_library_reads_of_its_arguments_is_read_where_it_is_called() -> None:
    body = "import data.lib.mine\n\ncompliant if mine.on(input.config)\n"
    assert of_body(body, library="on(config) if config.stream.enabled == true\n", needs=["/config/pitr"]) == [
        "3:22: reads /config, which `needs` (line 11) does not cover; add it or what holds it",
        "3:14: reads /config/stream/enabled, which `needs` (line 11) does not cover; add it or what holds it",
    ]


def test_every_requirement_that_a_proof_reads_is_among_those_that_it_requires() -> None:
    body = "compliant if input.config.pitr.window_days >= input.requires.pitr_window_days\n"
    assert of_body(body, requires=["pitr_window_days"]) == []
    assert of_body(body) == [
        "1:47: reads the requirement pitr_window_days, which `requires` (line 13) does not name; add it"
    ]


def test_an_explanation_may_read_other_requirements() -> None:
    finding = "{`message`: `m`, `at`: ``, `expected`: input.requires.pitr_window_days, `actual`: 5}"
    body = PROVEN + f"\nfindings contains {finding}\n"
    assert of_body(body) == []


def test_a_library_does_not_read_the_input() -> None:
    assert told({"lib/mine.rego": "package lib.mine\n\nf(x) if x == input.region\n"}) == [
        "lib/mine.rego:3:14: a library does not read `input`; take what it needs as an argument"
    ]


def test_our_own_policies_have_no_problem() -> None:
    assert [str(problem) for problem in lint.check(None)] == []


def test_our_own_folder_is_ours_by_its_name_too() -> None:
    assert lint.check(POLICIES) == []


def test_a_folder_is_checked_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write_rule(tmp_path, "tests/b", "compliant if {\n")
    write_rule(tmp_path, "tests/a", PROVEN + "\nb := 1\n\na := 1\n")
    write_library(tmp_path, "mine", "now := time.now_ns()\n")
    found = [(problem.path.removeprefix(f"{tmp_path}/"), problem.line) for problem in lint.check(tmp_path)]
    assert found == [
        ("lib/mine.rego", 3),
        ("rules/tests/a.rego", 21),
        ("rules/tests/a.rego", 23),
        ("rules/tests/b.rego", 20),
    ]


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"holds no policies; a rule belongs in rules/<service>/<name>\.rego below it"):
        lint.check(tmp_path)


def tangled(depth: int) -> str:
    """Helpers that each call the next with two different things: 2 to the power of `depth` ways to go."""
    calls = "".join(f"_f{n}(x) if {{\n\t_f{n + 1}([x])\n\t_f{n + 1}({{`a`: x}})\n}}\n\n" for n in range(depth))
    return f"{calls}_f{depth}(x) if x == 1\n\ncompliant if _f0(input.region)\n"


def test_a_rule_that_takes_for_ever_to_follow_is_refused_when_its_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lint, "SECONDS", 1.0)
    path = write_rule(tmp_path, body=tangled(60))
    (problem,) = lint.check(tmp_path)
    assert str(problem).startswith(f"{path}:17:9: cannot be checked: no answer within 1 s; call fewer helpers")


def test_helpers_that_call_helpers_are_followed() -> None:
    assert of_body(tangled(4)) == []


def test_an_expression_that_is_too_long_is_refused_and_not_a_crash() -> None:
    many = "1 +\n" * 480
    (problem,) = of_body(f"compliant if 5 == {many}1\n")
    assert "an expression is too long to be checked; name its parts" in problem


def test_the_recovery_model_is_not_added_to() -> None:
    assert told({"recovery/mine.rego": "package recovery.mine\n\npaths := []\n"}, trusted=False) == [
        "recovery/mine.rego:1:9: recovery/ is Safehold's own; judge what it says in a rule, by input.recovery"
    ]
