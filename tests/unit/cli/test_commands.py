"""What a person types, and what comes of it."""

import json
import subprocess
import sys
from typing import Any

import click
import pytest
from support.facts import gap, table, unit
from support.packs import write_rule
from support.snapshots import write

from scanner import __version__
from scanner.cli.main import main
from scanner.config import load
from scanner.render import RENDERERS


def said(result: Any) -> Any:
    return result.stdout + result.stderr


def commands(group: Any, prefix: Any = ()) -> Any:
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*prefix, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*prefix, name))


@pytest.mark.parametrize("command", [(), *commands(main)], ids=" ".join)
def test_every_command_has_help_with_an_example(safehold: Any, command: Any) -> None:
    result = safehold(*command, "--help")
    assert result.exit_code == 0
    is_group = command in {("rules",), ("snapshot",), ("tiers",)}
    assert is_group or "Example" in result.stdout
    assert is_group or f"safehold {' '.join(command)}".strip() in result.stdout


@pytest.mark.parametrize("arguments", [("--version",), ("version",)])
def test_the_version(safehold: Any, arguments: Any) -> None:
    assert f"safehold {__version__}" in safehold(*arguments).stdout


class TestEvaluate:
    def test_prints_the_summary_and_exits_by_the_gate(self, safehold: Any, snapshot: Any) -> None:
        result = safehold("evaluate", snapshot, "--fail-on", "medium")
        assert result.exit_code == 10
        assert "EST-002" in result.stdout
        assert result.stderr.splitlines()[-1].startswith("safehold: exit 10: ")

    def test_a_higher_threshold_lets_it_pass(self, safehold: Any, snapshot: Any) -> None:
        result = safehold("evaluate", snapshot, "--fail-on", "critical")
        assert result.exit_code == 0
        assert result.stderr == "safehold: exit 0: no finding at or above critical\n"

    def test_the_threshold_of_the_configuration_holds_where_none_is_given(
        self, safehold: Any, snapshot: Any, tmp_path: Any
    ) -> None:
        (tmp_path / "safehold.yaml").write_text("version: 1\nfail_on: medium\n")
        assert safehold("evaluate", snapshot).exit_code == 10
        assert safehold("evaluate", snapshot, "--fail-on", "never").exit_code == 0

    def test_an_incomplete_snapshot_is_never_clean(self, safehold: Any, tmp_path: Any) -> None:
        write(tmp_path / "partial", [table()], [unit("s3.bucket", gaps=(gap("s3.bucket"),))])
        result = safehold("evaluate", "partial", "--fail-on", "never")
        assert result.exit_code == 11
        assert "incomplete" in result.stderr

    def test_the_engine_and_its_server_go_together(self, safehold: Any, snapshot: Any) -> None:
        for arguments in (["--engine", "opa"], ["--opa-url", "http://localhost:1"]):
            result = safehold("evaluate", snapshot, *arguments)
            assert result.exit_code == 2
            assert "--engine opa and --opa-url go together" in result.stderr

    def test_an_opa_server_that_does_not_answer_is_no_verdict(self, safehold: Any, snapshot: Any) -> None:
        result = safehold("evaluate", snapshot, "--engine", "opa", "--opa-url", "http://127.0.0.1:9")
        assert result.exit_code == 1
        assert "safehold: error:" in result.stderr
        assert "127.0.0.1:9" in result.stderr


class TestReport:
    def test_writes_the_formats_asked_for_and_exits_0(self, safehold: Any, snapshot: Any, tmp_path: Any) -> None:
        result = safehold("report", snapshot, "--format", "json,text,json", "-o", "out")
        assert result.exit_code == 0
        assert {p.name for p in (tmp_path / "out").iterdir()} == {"findings.json", "summary.txt", ".safehold-output"}

    def test_a_single_format_goes_to_stdout(self, safehold: Any, snapshot: Any, tmp_path: Any) -> None:
        result = safehold("report", snapshot, "--format", "json", "-o", "-")
        assert json.loads(result.stdout)["tool"]["version"] == __version__
        assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == ["snapshot"]

    def test_several_formats_do_not(self, safehold: Any, snapshot: Any) -> None:
        result = safehold("report", snapshot, "-o", "-")
        assert result.exit_code == 2
        assert "only a single --format" in result.stderr

    def test_an_unknown_format_is_refused_with_the_known_ones(self, safehold: Any, snapshot: Any) -> None:
        result = safehold("report", snapshot, "--format", "html,pdf")
        assert result.exit_code == 2
        assert f"'pdf' is none of {', '.join(RENDERERS)}" in result.stderr

    def test_the_same_snapshot_gives_the_same_bytes(self, safehold: Any, snapshot: Any, tmp_path: Any) -> None:
        for out in ("one", "two"):
            safehold("report", snapshot, "--format", ",".join(RENDERERS), "-o", out)
        for renderer in RENDERERS.values():
            assert (tmp_path / "one" / renderer.filename).read_bytes() == (
                tmp_path / "two" / renderer.filename
            ).read_bytes()

    def test_a_report_that_fails_leaves_nothing(self, safehold: Any, snapshot: Any, tmp_path: Any) -> None:
        (snapshot / "manifest.json").write_text("{}")
        result = safehold("report", snapshot, "-o", "out")
        assert result.exit_code == 2
        assert not (tmp_path / "out").exists()


class TestSnapshotVerify:
    def test_a_whole_one(self, safehold: Any, snapshot: Any) -> None:
        result = safehold("snapshot", "verify", snapshot)
        assert result.exit_code == 0
        assert "whole and unaltered" in result.stdout

    def test_an_altered_one_names_the_part(self, safehold: Any, snapshot: Any) -> None:
        part = next((snapshot / "facts").rglob("s3.bucket.jsonl"))
        part.write_bytes(part.read_bytes().replace(b"Enabled", b"Endbled"))
        result = safehold("snapshot", "verify", snapshot)
        assert result.exit_code == 2
        assert "s3.bucket.jsonl" in result.stderr

    @pytest.mark.parametrize("command", [("snapshot", "verify"), ("evaluate",), ("report",)])
    def test_no_snapshot(self, safehold: Any, tmp_path: Any, command: Any) -> None:
        (tmp_path / "other").mkdir()
        for path in ("nowhere", "other"):
            result = safehold(*command, path)
            assert result.exit_code == 2
            assert path in result.stderr
            assert "Traceback" not in said(result)


class TestRules:
    def test_list(self, safehold: Any) -> None:
        result = safehold("rules", "list")
        assert "DDB-001" in result.stdout
        assert "critical" in result.stdout

    def test_show(self, safehold: Any) -> None:
        result = safehold("rules", "show", "ddb-001")
        assert "Point-in-time recovery is on" in result.stdout
        assert "policies/rules/dynamodb/pitr_enabled.rego" in result.stdout

    def test_show_what_is_not_there(self, safehold: Any) -> None:
        result = safehold("rules", "show", "DDB-999")
        assert result.exit_code == 2
        assert "safehold rules list" in result.stderr

    def test_test_passes_on_ours(self, safehold: Any) -> None:
        result = safehold("rules", "test")
        assert result.exit_code == 0
        assert " passed, 0 failed" in result.stdout

    def test_test_says_what_failed_and_where(self, safehold: Any, tmp_path: Any) -> None:
        mine = tmp_path / "mine" / "rules" / "s3"
        mine.mkdir(parents=True)
        (mine / "x_test.rego").write_text("package rules.s3.x_test\n\ntest_truth if 1 == 2\n")
        result = safehold("rules", "test", "mine")
        assert result.exit_code == 1
        assert "x_test.rego:3: test_truth" in result.stderr
        assert "0 passed, 1 failed" in result.stdout

    def test_test_shows_the_lines_without_a_test(self, safehold: Any, tmp_path: Any) -> None:
        path = write_rule(tmp_path / "mine")
        path.with_name("plain_test.rego").write_text("package rules.tests.plain_test\n\ntest_truth if 1 == 1\n")
        result = safehold("rules", "test", "mine", "--coverage")
        assert result.exit_code == 0
        assert "plain.rego  0.0%       19\n\n0.0% of 1 lines in 1 files\n" in result.stdout

    def test_coverage_fail_under(self, safehold: Any, tmp_path: Any) -> None:
        path = write_rule(tmp_path / "mine")
        test = "package rules.tests.plain_test\n\ntest_it if not data.rules.tests.plain.compliant with input as {}\n"
        path.with_name("plain_test.rego").write_text(test)
        result = safehold("rules", "test", "mine", "--coverage-fail-under", "100")
        assert result.exit_code == 0
        assert result.stdout == "1 passed, 0 failed\n\n100.0% of 1 lines in 1 files\n"
        path.write_text(path.read_text().replace("compliant if", "_more if input.region == `a`\n\ncompliant if"))
        result = safehold("rules", "test", "mine", "--coverage-fail-under", "75.5")
        assert result.exit_code == 1
        assert result.stderr == "50.0% of the lines, and 75.5% are asked for\n"

    def test_test_without_a_test_is_a_mistake(self, safehold: Any, tmp_path: Any) -> None:
        (tmp_path / "mine").mkdir()
        assert safehold("rules", "test", "mine").exit_code == 2

    def test_lint_passes_on_ours(self, safehold: Any) -> None:
        assert safehold("rules", "lint").stdout == "no problems\n"

    def test_a_rule_that_does_not_parse_is_refused_by_place_wherever_it_is_loaded(
        self, safehold: Any, snapshot: Any, tmp_path: Any
    ) -> None:
        mine = tmp_path / "mine" / "rules" / "s3"
        mine.mkdir(parents=True)
        (mine / "x.rego").write_text("package rules.s3.x\n\ncompliant if {\n")
        (tmp_path / "safehold.yaml").write_text("version: 1\nrules:\n  paths: [mine]\n")
        for command in (("rules", "lint", "mine"), ("rules", "list"), ("evaluate", snapshot)):
            result = safehold(*command)
            assert result.exit_code == 2
            assert "x.rego:" in result.stderr
            assert "Traceback" not in said(result)


class TestInit:
    def test_writes_a_file_that_loads(self, safehold: Any, tmp_path: Any) -> None:
        assert safehold("init").exit_code == 0
        assert load(tmp_path / "safehold.yaml") == load(None)

    def test_never_overwrites_unless_told_to(self, safehold: Any, tmp_path: Any) -> None:
        (tmp_path / "safehold.yaml").write_text("version: 1\n")
        assert safehold("init").exit_code == 2
        assert (tmp_path / "safehold.yaml").read_text() == "version: 1\n"
        assert safehold("init", "--force").exit_code == 0
        assert (tmp_path / "safehold.yaml").read_text() != "version: 1\n"

    def test_a_place_that_cannot_be_written(self, safehold: Any) -> None:
        result = safehold("init", "nowhere/safehold.yaml")
        assert result.exit_code == 2
        assert "nowhere/safehold.yaml: cannot be written" in result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(safehold: Any, shell: Any) -> None:
    assert f"_SAFEHOLD_COMPLETE={shell}_complete" in safehold("completion", shell).stdout


def test_completion_completes_commands_and_comma_lists() -> None:
    def completed(line: Any) -> Any:
        words = line.split(" ")
        environment = {"_SAFEHOLD_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
        code = "from scanner.cli.main import main; main(prog_name='safehold')"
        ran = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        return ran.stdout

    assert "evaluate" in completed("safehold ev")
    assert "html,sarif-github" in completed("safehold report --format html,sarif-g")
