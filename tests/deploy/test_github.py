"""The GitHub Action and its example: valid to GitHub's own tools, hostile inputs stay inert, the exit code is kept."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import reports
from support.deployed import ROOT, parsed, tool

ACTION = ROOT / "action.yml"
EXAMPLE = ROOT / "deploy" / "github" / "workflow.yml"
SCRIPTS = ROOT / "deploy" / "github"
ACTIONS = yaml.safe_load(ACTION.read_text("utf-8"))
SCAN = next(step for step in ACTIONS["runs"]["steps"] if step.get("id") == "scan")

STUB = """#!/usr/bin/env bash
printf '%s\\0' "$@" > asked
for name in $WRITES; do mkdir -p "$INPUT_OUTPUT"; touch "$INPUT_OUTPUT/$name"; done
exit "$ENDS"
"""


@pytest.mark.parametrize(
    "command",
    [
        ("check-jsonschema", "--builtin-schema", "vendor.github-actions", ACTION),
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", EXAMPLE),
        ("zizmor", "--offline", "--no-progress", "--persona", "pedantic", ACTION, EXAMPLE),
        ("shellcheck", *sorted(SCRIPTS.glob("*.sh"))),
    ],
    ids=lambda command: Path(str(command[-1])).name,
)
def test_it_is_valid(command: Any) -> None:
    ran = tool(*command)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_example_gives_the_action_what_it_takes(tmp_path: Path) -> None:
    """actionlint compares the inputs of an action that lies in the same repository."""
    shutil.copy(ACTION, tmp_path)
    (tmp_path / ".git").mkdir()
    workflow = tmp_path / ".github" / "workflows" / "safehold.yml"
    workflow.parent.mkdir(parents=True)
    text, replaced = re.subn(r"YOUR-ORGANIZATION/safehold@\S+", "./", EXAMPLE.read_text("utf-8"))
    assert replaced == 2
    workflow.write_text(text, "utf-8")
    ran = tool("actionlint", "-no-color", workflow)
    assert ran.returncode == 0, ran.stdout
    workflow.write_text(text.replace("history:", "histories:"), "utf-8")
    assert 'input "histories" is not defined' in tool("actionlint", "-no-color", workflow).stdout


def test_every_action_is_pinned_to_a_commit_and_tells_its_version() -> None:
    used = re.findall(r"uses: (\S+)(.*)", ACTION.read_text("utf-8") + EXAMPLE.read_text("utf-8"))
    others = [each for each in used if not each[0].startswith("YOUR-ORGANIZATION/")]
    assert len(others) == 7
    for name, comment in others:
        assert re.fullmatch(r"[a-z-]+/[a-z-]+(/[a-z-]+)?@[0-9a-f]{40}", name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_no_script_holds_what_people_typed() -> None:
    for step in ACTIONS["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_uploads_run_even_after_a_scan_that_failed() -> None:
    uploads = [step for step in ACTIONS["runs"]["steps"] if "upload" in step.get("uses", "")]
    assert len(uploads) == 2
    assert all(step["if"].startswith("always() && ") for step in uploads)


class Runner:
    """Runs the scan's script as a runner would, with a command that writes down what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        commands = folder / "bin"
        commands.mkdir()
        stub = commands / "safehold"
        stub.write_text(STUB, "utf-8")
        stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
        defaults = {name: str(each.get("default", "")) for name, each in ACTIONS["inputs"].items()}
        named = {
            name: found[1]
            for name, value in SCAN["env"].items()
            if (found := re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value))
        }
        self.given = {name: defaults[each] for name, each in named.items()}
        self.environment = {"PATH": os.environ["PATH"], "SAFEHOLD": str(commands), "GITHUB_OUTPUT": str(folder / "out")}

    def run(self, inputs: Mapping[str, str] | None = None, *, code: int = 0, writes: str = "") -> int:
        """The exit code. inputs: by their names in action.yml. code: what the command ends with. writes: files."""
        inputs = {f"INPUT_{name.upper().replace('-', '_')}": value for name, value in (inputs or {}).items()}
        assert inputs.keys() <= self.given.keys()
        (self.folder / "out").write_text("")
        told = {"ENDS": str(code), "WRITES": writes}
        script = ["bash", str(SCRIPTS / "scan.sh")]
        environment = self.environment | self.given | inputs | told
        return subprocess.run(script, cwd=self.folder, env=environment, check=False).returncode  # noqa: S603 - ours

    @property
    def asked(self) -> list[str]:
        """The command's arguments."""
        return (self.folder / "asked").read_bytes().decode().split("\0")[:-1]

    @property
    def outputs(self) -> list[str]:
        return (self.folder / "out").read_text("utf-8").splitlines()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_defaults(runner: Runner) -> None:
    assert runner.run() == 0
    assert runner.asked == ["scan", "--output=safehold-report", "--format=html,sarif,json,markdown"]
    parsed(runner.asked)


def test_everything_that_can_be_said(runner: Runner) -> None:
    runner.run(
        {
            "config": "a b.yaml",
            "profile": "audit",
            "regions": "eu-west-1, us-east-1\n\teu-central-1\r\n",
            "accounts": "111122223333",
            "fail-on": "high",
            "fail-on-unknown": "critical",
            "fail-on-new": "medium",
            "baseline": "old/findings.json",
            "waivers": " team a.yaml\n\nb.yaml ",
            "notify": "events:default\nsns:arn:aws:sns:eu-west-1:111122223333:safehold",
            "formats": "html,json",
            "output": "out put",
            "upload-sarif": "true",
        }
    )
    assert runner.asked == [
        "scan",
        "--output=out put",
        "--format=html,json,sarif-github",
        "--config=a b.yaml",
        "--profile=audit",
        "--region=eu-west-1",
        "--region=us-east-1",
        "--region=eu-central-1",
        "--account=111122223333",
        "--fail-on=high",
        "--fail-on-unknown=critical",
        "--fail-on-new=medium",
        "--baseline=old/findings.json",
        "--waivers=team a.yaml",
        "--waivers=b.yaml",
        "--notify=events:default",
        "--notify=sns:arn:aws:sns:eu-west-1:111122223333:safehold",
    ]
    parsed(runner.asked)
    runner.run({"organization": "true", "role": "safehold", "history": "s3://bucket/history"})
    assert runner.asked[-3:] == ["--organization", "--role=safehold", "--history=s3://bucket/history"]
    parsed(runner.asked)


def test_hostile_inputs_are_one_word_each(runner: Runner) -> None:
    hostile = [value for value in reports.HOSTILE if "\0" not in value and not re.search("[\ud800-\udfff]", value)]
    hostile += ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "--help", "*", "x\ny=1"]
    names = ("config", "profile", "role", "fail-on", "baseline", "history")
    for start in range(0, len(hostile), len(names)):
        values = dict(zip(names, hostile[start:], strict=False))
        runner.run(values)
        assert runner.asked[3:] == [f"--{name}={value}" for name, value in values.items() if value]
    assert not (runner.folder / "pwned").exists()
    runner.run({"regions": "*", "waivers": "$(touch pwned) *"})
    assert runner.asked[3:] == ["--region=*", "--waivers=$(touch pwned) *"]
    assert not (runner.folder / "pwned").exists()


@pytest.mark.parametrize("code", [0, 1, 2, 3, 10, 11, 130])
def test_the_exit_code_is_kept_and_told(runner: Runner, code: int) -> None:
    assert runner.run(code=code) == code
    assert runner.outputs == [f"exit-code={code}"]


def test_only_what_this_scan_wrote_is_uploaded(runner: Runner) -> None:
    assert runner.run(code=10, writes="report-github.sarif") == 10
    assert runner.outputs == ["exit-code=10", "sarif=safehold-report/report-github.sarif"]
    old = runner.folder / "safehold-report" / "report-github.sarif"
    os.utime(old, (1, 1))
    runner.run(code=2)
    assert runner.outputs == ["exit-code=2"]


def test_a_folder_whose_name_would_make_another_output(runner: Runner) -> None:
    runner.run({"output": "a\nexit-code=0"}, code=10, writes="report-github.sarif")
    assert runner.outputs == ["exit-code=10"]
