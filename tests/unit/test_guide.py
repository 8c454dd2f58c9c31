"""The steps of a restore."""

import re
import shlex
from dataclasses import replace

import pytest
from support.facts import bucket, table
from support.matrices import path

from scanner.assets import POLICIES
from scanner.guide import mechanisms, steps

KNOWN = {
    "arn",
    "name",
    "account",
    "region",
    "copy_arn",
    "copy_name",
    "copy_account",
    "copy_region",
    "earliest",
    "latest",
}
VAULT = "arn:aws:backup:eu-west-1:444455556666:backup-vault:copies"


def test_every_mechanism_of_the_model_has_its_steps_and_no_other_has() -> None:
    named: set[str] = set()
    for file in (POLICIES / "recovery").glob("*.rego"):
        if not file.name.endswith("_test.rego"):
            named |= set(re.findall(r'"mechanism": "([a-z0-9_]+)"', file.read_text("utf-8")))
    # What is not known about restore tests and keys is told beside the mechanisms; nothing is restored by them.
    assert named - {"kms_key", "restore_test"} == set(mechanisms())


@pytest.mark.parametrize("name", mechanisms())
def test_steps_are_filled_in_and_commands_can_be_pasted(name: str) -> None:
    found = steps(table(), path(name, arn=VAULT, account="444455556666", region="eu-west-1"))
    assert found
    for step in found:
        assert "{" not in step.text.replace("{}", "")
        if step.command:
            assert shlex.split(re.sub(r"<[a-z-]+>", "X", step.command))[0] in {"aws", "awscurl"}
    raw = " ".join(f"{step.text} {step.command}" for step in mechanisms()[name].steps)
    assert set(re.findall(r"\{([a-z_]+)\}", raw)) <= KNOWN


def test_names_stand_where_they_belong() -> None:
    found = steps(
        table(name="orders"), path("backup_recovery_point", arn=VAULT, account="444455556666", region="eu-west-1")
    )
    assert f"--backup-vault-name copies --by-resource-arn {table(name='orders').id}" in found[0].command


@pytest.mark.parametrize("name", ["a; rm -rf /", "$(id)", "-rf", "a b", "`id`", "a\nb", ""])
def test_what_a_shell_could_obey_is_not_filled_in(name: str) -> None:
    fact = replace(bucket(), name=name)
    commands = [step.command for step in steps(fact, path("s3_versioning"))]
    assert any("<name>" in command for command in commands)
    assert not any(name and name in command for command in commands if len(name) > 2)


def test_an_unknown_mechanism_has_no_steps() -> None:
    assert steps(table(), path("magic")) == ()
