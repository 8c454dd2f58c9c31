"""`safehold iam-policy`: without credentials, without a network."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from support.iam import patterns

from scanner import permissions
from scanner.cli.permissions import iam_policy
from scanner.collectors import COLLECTORS


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_PROFILE", "of-nobody")


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(iam_policy, arguments)


def policy(*arguments: str) -> Any:
    result = ran(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def actions(*arguments: str) -> set[str]:
    return set(patterns(policy(*arguments)["Statement"]))


def test_one_collector() -> None:
    assert policy("--collectors", "sqs") == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Ec2", "Effect": "Allow", "Action": ["ec2:DescribeRegions"], "Resource": "*"},
            {
                "Sid": "Sqs",
                "Effect": "Allow",
                "Action": ["sqs:GetQueueAttributes", "sqs:ListQueues"],
                "Resource": "*",
            },
            {"Sid": "Sts", "Effect": "Allow", "Action": ["sts:GetCallerIdentity"], "Resource": "*"},
            {"Sid": "Tag", "Effect": "Allow", "Action": ["tag:GetResources"], "Resource": "*"},
        ],
    }


def test_all_collectors_without_what_nobody_asked_for() -> None:
    usual = actions()
    assert {"s3:ListAllMyBuckets", "backup:ListBackupVaults", "tag:GetResources"} <= usual
    assert not {"es:ESHttpGet", "dynamodb:Query", "organizations:ListAccounts", "sts:AssumeRole"} & usual
    assert actions("--opensearch-snapshots") - usual == {"es:ESHttpGet"}
    assert actions("--formkiq-site-config") - usual == {"dynamodb:Query"}
    left_out = usual - actions("--detail", "core")
    assert {"s3:GetBucketPolicy", "cloudformation:GetTemplate"} <= left_out
    assert actions("--detail", "full") == usual


def test_whoever_scans_an_organization() -> None:
    assert {"organizations:ListAccounts", "sts:AssumeRole"} <= actions("--organization") - actions()
    *_, entering = policy("--organization", "--role-name", "audit/reader")["Statement"]
    assert entering["Resource"] == "arn:*:iam::*:role/audit/reader"
    *_, entering = policy("--organization")["Statement"]
    assert entering["Resource"] == "arn:*:iam::*:role/safehold"


def test_the_template() -> None:
    result = ran(
        "--format", "stackset", "--collectors", "sqs", "--role-name", "reader", "--external-id", "between-us",
        "--trusted-account", "111122223333",
    )  # fmt: skip
    assert (result.exit_code, result.stderr) == (0, "")
    body = yaml.safe_load(result.stdout)
    defaults = {name: told.get("Default") for name, told in body["Parameters"].items()}
    assert defaults == {
        "TrustedAccount": "111122223333",
        "TrustedPrincipal": "",
        "ExternalId": "between-us",
        "RoleName": "reader",
        "SessionSeconds": 3600,
    }
    assert body["Resources"]["Reads1"]["Properties"]["PolicyDocument"] == policy("--collectors", "sqs")


def test_what_is_not_said_the_configuration_says(tmp_path: Path) -> None:
    config = tmp_path / "safehold.yaml"
    config.write_text(
        """\
version: 1
scan:
  collectors: [s3, exports]
  detail: core
  role: {name: audit/reader, external_id: between-us}
  exports: [{kind: cloudformation.stack, location: "s3://our-exports/{account}/{region}/{name}/"}]
"""
    )
    said = ("--config", str(config))
    by_sid = {statement["Sid"]: statement for statement in policy(*said)["Statement"]}
    assert "s3:GetBucketPolicy" not in by_sid["S3"]["Action"]
    assert by_sid["S3Objects"]["Resource"] == ["arn:*:s3:::our-exports"]
    assert "Sqs" not in by_sid
    assert "s3:GetBucketPolicy" in actions(*said, "--detail", "full")
    assert "sqs:ListQueues" in actions(*said, "--collectors", "sqs")
    *_, entering = policy(*said, "--organization")["Statement"]
    assert entering["Resource"] == "arn:*:iam::*:role/audit/reader"
    body = yaml.safe_load(ran(*said, "--format", "stackset").stdout)
    assert body["Resources"]["Role"]["Properties"]["Path"] == "/audit/"
    assert body["Parameters"]["ExternalId"]["Default"] == "between-us"


def test_a_policy_beyond_the_quota_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "MANAGED_POLICY_SIZE", 1500)
    result = ran()
    assert result.exit_code == 0
    assert json.loads(result.stdout)["Version"] == "2012-10-17"
    assert "a managed policy holds 1500" in result.stderr
    template = ran("--format", "stackset")
    assert template.stderr == ""
    made = yaml.safe_load(template.stdout)["Resources"]
    assert len(made) > 3
    sizes = [permissions.size(each["Properties"]["PolicyDocument"]) for name, each in made.items() if name != "Role"]
    assert max(sizes) <= 1500


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--collectors", "s4"), "'s4' is none of"),
        (("--role-name", "a b"), "'a b' is not the name of a role"),
        (("--role-name", "arn:aws:iam::111122223333:role/x"), "is not the name of a role"),
        (("--role-name", "safehold\n"), "is not the name of a role"),
        (("--format", "stackset", "--external-id", "x"), "'x' is not an external id"),
        (("--format", "stackset", "--trusted-account", "1234"), "'1234' is not an AWS account: 12 digits"),
        (("--external-id", "between-us"), "need --format stackset"),
        (("--trusted-account", "111122223333"), "need --format stackset"),
        (("--role-name", "reader"), "--role-name needs --format stackset or --organization"),
        (("--format", "stackset", "--organization"), "--organization is for whoever starts the scan"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], told: str) -> None:
    result = ran(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_the_help_names_every_collector() -> None:
    told = " ".join(ran("--help").stdout.split())
    assert all(collector.name in told for collector in COLLECTORS)
