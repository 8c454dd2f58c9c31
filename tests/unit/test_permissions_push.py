"""What a push may do: two actions, and nothing but the push may do them."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from importlib.resources import files
from types import ModuleType
from typing import Any

import botocore.session
import pytest
from click.testing import CliRunner
from support.iam import patterns

import scanner.aws
import scanner.collectors
from scanner import securityhub
from scanner.aws.operations import Listing, Operation
from scanner.cli.permissions import iam_policy
from scanner.permissions import pushing_statements

READS = re.compile(r"(BatchGet|Get|List|Describe|Head)[A-Z]|Query$")
PUSHES = {"securityhub:BatchImportFindings", "securityhub:BatchUpdateFindings"}


def operations(*modules: ModuleType) -> Iterator[Operation]:
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Operation):
                yield value
            elif isinstance(value, Listing):
                yield value.operation


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for each in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{each.name}")


def test_only_the_push_writes() -> None:
    assert {str(operation) for operation in operations(securityhub)} == PUSHES
    asking = set(operations(*modules_of(scanner.aws), *modules_of(scanner.collectors)))
    # To assume a role changes nothing in AWS; what its session may do is capped.
    assert {str(each) for each in asking if not READS.match(each.name)} == {"sts:AssumeRole"}


def test_the_operations_are_those_of_the_model() -> None:
    model = botocore.session.get_session().get_service_model("securityhub")
    assert {f"securityhub:{name}" for name in model.operation_names} >= PUSHES


@pytest.mark.parametrize("statement", pushing_statements(), ids=lambda statement: statement["Sid"])
def test_a_permission_is_for_a_resource_that_the_action_has(statement: dict[str, Any]) -> None:
    known = json.loads(files("cfnlint.data.AdditionalSpecs").joinpath("Policies.json").read_text("utf-8"))
    (action,) = statement["Action"]
    resources = known["securityhub"]["Actions"][action.partition(":")[2].lower()]["Resources"]
    forms = [form for each in resources for form in known["securityhub"]["Resources"][each]["ARNFormats"]]
    arn = statement["Resource"].replace(":*:securityhub:*:*:", ":aws:securityhub:eu-west-1:111122223333:")
    shapes = [re.sub(r"\$\{\w+\}", "[^:]+", form) for form in forms]
    assert any(re.fullmatch(shape, arn) for shape in shapes)


def policy(*arguments: str) -> set[str]:
    ran = CliRunner().invoke(iam_policy, ["--collectors", "sqs", *arguments])
    assert ran.exit_code == 0, ran.output
    return set(patterns(json.loads(ran.stdout)["Statement"]))


def test_the_flag_adds_those_two_and_nothing_else() -> None:
    assert policy("--push-security-hub") - policy() == PUSHES


def test_the_role_that_is_entered_never_pushes() -> None:
    ran = CliRunner().invoke(iam_policy, ["--format", "stackset", "--push-security-hub"])
    assert ran.exit_code == 2
    assert "--push-security-hub is for whoever starts the scan" in ran.output
