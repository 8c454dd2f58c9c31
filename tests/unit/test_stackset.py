"""The template of the role: valid, and trusting whom it is told to trust."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from cfnlint.api import lint_all  # type: ignore[import-untyped]

from scanner.collectors import COLLECTORS
from scanner.collectors.options import Options
from scanner.permissions import Document, documents, statements
from scanner.stackset import template

POLICIES = documents(statements(COLLECTORS, Options(opensearch_snapshots=True, formkiq_site_config=True)))


def made(policies: list[Document] = POLICIES, **changes: Any) -> str:
    asked: dict[str, Any] = {"role_name": "safehold", "external_id": None, "trusted_account": None}
    return template(policies, **(asked | changes))


@pytest.mark.parametrize(
    "text",
    [
        made(),
        made(role_name="audit/safehold", external_id="between-us", trusted_account="111122223333"),
        made(POLICIES * 10),
    ],
    ids=["bare", "full", "large"],
)
def test_it_is_valid(text: str) -> None:
    assert [str(problem) for problem in lint_all(text) if problem.rule.severity != "informational"] == []


def test_it_holds_every_policy_and_the_role_has_them_all() -> None:
    body = yaml.safe_load(made(POLICIES * 3))
    del body["Resources"]["Role"]
    assert [each["Properties"]["PolicyDocument"] for each in body["Resources"].values()] == POLICIES * 3
    assert {each["Type"] for each in body["Resources"].values()} == {"AWS::IAM::ManagedPolicy"}
    assert all(each["Properties"]["Roles"] == [{"Ref": "Role"}] for each in body["Resources"].values())


def test_its_parameters_have_the_defaults_that_were_asked_for() -> None:
    parameters = yaml.safe_load(made(external_id="between-us", trusted_account="000022223333"))["Parameters"]
    assert parameters["TrustedAccount"]["Default"] == "000022223333"
    assert parameters["ExternalId"]["Default"] == "between-us"
    assert parameters["RoleName"]["Default"] == "safehold"
    bare = yaml.safe_load(made())["Parameters"]
    assert "Default" not in bare["TrustedAccount"]
    assert bare["ExternalId"]["Default"] == ""


@pytest.mark.parametrize("text", ["1e5", "0o17", "yes", "12345", "a:b"])
def test_what_looks_like_a_number_stays_a_text(text: str) -> None:
    assert f'Default: "{text}"' in made(external_id=text)
    assert yaml.safe_load(made(external_id=text))["Parameters"]["ExternalId"]["Default"] == text


@pytest.mark.parametrize(
    ("name", "path", "bare"), [("safehold", "/", "safehold"), ("a/b/safehold", "/a/b/", "safehold")]
)
def test_a_role_may_have_a_path(name: str, path: str, bare: str) -> None:
    body = yaml.safe_load(made(role_name=name))
    assert body["Resources"]["Role"]["Properties"]["Path"] == path
    assert body["Parameters"]["RoleName"]["Default"] == bare


def test_it_trusts_one_account_and_demands_what_was_agreed() -> None:
    body = yaml.safe_load(made())
    (trust,) = body["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${TrustedAccount}:root"}}
    assert trust["Action"] == "sts:AssumeRole"
    when, demanded, otherwise = trust["Condition"]["StringEquals"]["Fn::If"]
    assert (when, demanded) == ("HasExternalId", {"sts:ExternalId": {"Ref": "ExternalId"}})
    assert otherwise == {"Ref": "AWS::NoValue"}
    assert trust["Condition"]["ArnLike"]["Fn::If"][:2] == [
        "HasPrincipal",
        {"aws:PrincipalArn": {"Ref": "TrustedPrincipal"}},
    ]


def test_it_says_what_to_do_with_it() -> None:
    assert made().startswith("# The role through which Safehold reads an account.")
    assert "one Region" in made()
    assert "&id" not in made(POLICIES * 3)
