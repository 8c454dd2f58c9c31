"""The templates for GitLab and Azure, and the CronJob: valid by their own schemas, with commands that exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.deployed import ROOT, parsed, tool

from scanner.render import RENDERERS

GITLAB = ROOT / "deploy" / "gitlab" / "safehold.gitlab-ci.yml"
AZURE = ROOT / "deploy" / "azure" / "azure-pipelines.yml"
KUBERNETES = ROOT / "deploy" / "kubernetes" / "cronjob.yaml"

_CHECK = "check-jsonschema"


@pytest.mark.parametrize(
    "command",
    [
        (_CHECK, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", GITLAB),
        # The schema has patterns that ECMAScript refuses in its strict mode.
        (_CHECK, "--regex-variant", "python", "--builtin-schema", "vendor.azure-pipelines", AZURE),
        *(("kubernetes-validate", "--strict", "-k", version, KUBERNETES) for version in ("1.29", "1.37")),
    ],
    ids=lambda command: f"{command[-1].name} {command[-2]}",
)
def test_it_is_valid(command: Any) -> None:
    ran = tool(*command)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def resources() -> dict[str, Any]:
    """What the file makes in a cluster, by kind."""
    return {each["kind"]: each for each in yaml.safe_load_all(KUBERNETES.read_text("utf-8"))}


def pod() -> Any:
    return resources()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def test_the_pod_may_do_as_little_as_it_can() -> None:
    """The restricted profile and more: https://kubernetes.io/docs/concepts/security/pod-security-standards/."""
    (container,) = pod()["containers"]
    assert pod()["securityContext"]["runAsNonRoot"] is True
    assert pod()["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod()["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"].keys() == {"memory", "ephemeral-storage"}
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/etc/safehold", "/scan", "/tmp"}  # noqa: S108
    assert resources()["CronJob"]["spec"]["concurrencyPolicy"] == "Forbid"


def test_the_pod_runs_as_the_user_of_the_image() -> None:
    user = re.search(r"^USER (\d+):(\d+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert user
    context = pod()["securityContext"]
    assert [int(each) for each in user.groups()] == [context["runAsUser"], context["runAsGroup"]]


def test_what_would_end_the_same_way_is_not_tried_again() -> None:
    (rule,) = resources()["CronJob"]["spec"]["jobTemplate"]["spec"]["podFailurePolicy"]["rules"]
    assert rule["onExitCodes"]["values"] == [2, 3, 10, 11]


def test_the_command_of_the_cronjob() -> None:
    parsed(pod()["containers"][0]["args"])


def test_the_role_of_the_service_account_needs_a_trust_of_its_own() -> None:
    notes = resources()["ServiceAccount"]["metadata"]["annotations"]
    assert re.fullmatch(r"arn:aws:iam::\d{12}:role/\S+", notes["eks.amazonaws.com/role-arn"])
    assert pod()["serviceAccountName"] == resources()["ServiceAccount"]["metadata"]["name"]


def gitlab_ran(folder: Path, **variables: str) -> list[str]:
    """The command that the job's script runs, in a shell, with `safehold` replaced by one that writes it down."""
    job = yaml.safe_load(GITLAB.read_text("utf-8"))
    commands = folder / "bin"
    commands.mkdir()
    (commands / "safehold").write_text('#!/bin/sh\nprintf "%s\\0" "$@" > asked\n', "utf-8")
    (commands / "safehold").chmod(0o755)
    environment = {"PATH": f"{commands}:{os.environ['PATH']}", "CI_JOB_ID": "1", **job["variables"], **variables}
    (script,) = job[".safehold"]["script"]
    subprocess.run(["sh", "-c", script], cwd=folder, env=environment, check=True)  # noqa: S603, S607 - our own file
    return (folder / "asked").read_bytes().decode().split("\0")[:-1]


def test_the_command_of_gitlab(tmp_path: Path) -> None:
    asked = gitlab_ran(tmp_path)
    parsed(asked)
    assert asked == [
        "scan",
        "--output=safehold-report",
        "--force",
        "--format=html,sarif,json,junit",
        "--fail-on=high",
    ]


def test_everything_that_gitlab_can_be_told(tmp_path: Path) -> None:
    asked = gitlab_ran(
        tmp_path,
        SAFEHOLD_CONFIG="$(touch pwned) a.yaml",
        SAFEHOLD_REGIONS="eu-west-1 *",
        SAFEHOLD_FAIL_ON_NEW="medium",
        SAFEHOLD_BASELINE="old; touch pwned",
        SAFEHOLD_HISTORY="`touch pwned`",
    )
    parsed([*asked[:-1], "--region=eu-west-1"])
    assert asked[5:] == [
        "--config=$(touch pwned) a.yaml",
        "--fail-on-new=medium",
        "--baseline=old; touch pwned",
        "--history=`touch pwned`",
        "--region=eu-west-1",
        "--region=*",
    ]
    assert not (tmp_path / "pwned").exists()


def test_the_scripts_of_gitlab_and_azure_are_clean(tmp_path: Path) -> None:
    (gitlab,) = yaml.safe_load(GITLAB.read_text("utf-8"))[".safehold"]["script"]
    azure = [step["bash"] for step in azure_steps() if "bash" in step]
    for number, (shell, script) in enumerate([("sh", gitlab), *(("bash", each) for each in azure)]):
        (tmp_path / f"{number}.sh").write_text(script, "utf-8")
        ran = tool("shellcheck", f"--shell={shell}", tmp_path / f"{number}.sh")
        assert ran.returncode == 0, ran.stdout


def azure_steps() -> list[Any]:
    steps: list[Any] = yaml.safe_load(AZURE.read_text("utf-8"))["jobs"][0]["steps"]
    return steps


def test_the_command_of_azure() -> None:
    (scan,) = [step["bash"] for step in azure_steps() if step.get("displayName") == "Scan"]
    words = shlex.split(scan.replace("\\\n", "").replace("$REPORT", "report").replace("$FAIL_ON", "high"))
    assert words[0].endswith("/safehold")
    parsed(words[1:])


def test_reports_are_kept_even_after_a_scan_that_failed() -> None:
    kept = [step for step in azure_steps() if step.get("task", "").startswith("Publish")]
    assert len(kept) == 3
    assert {step["condition"] for step in kept} == {"succeededOrFailed()"}
    assert yaml.safe_load(GITLAB.read_text("utf-8"))[".safehold"]["artifacts"]["when"] == "always"


def test_reports_have_the_names_that_the_templates_know() -> None:
    job = yaml.safe_load(GITLAB.read_text("utf-8"))
    assert job[".safehold"]["artifacts"]["reports"] == {"junit": f"safehold-report/{RENDERERS['junit'].filename}"}
    assert job[".safehold-sarif"]["artifacts"]["reports"] == {"sarif": f"safehold-report/{RENDERERS['sarif'].filename}"}
    published = {
        step["inputs"].get("testResultsFiles", step["inputs"].get("targetPath")) for step in azure_steps()[-3:]
    }
    names = {"$(report)", *(f"$(report)/{RENDERERS[name].filename}" for name in ("junit", "sarif"))}
    assert published == names
    script = (ROOT / "deploy" / "github" / "scan.sh").read_text("utf-8")
    assert f"/{RENDERERS['sarif-github'].filename}" in script
