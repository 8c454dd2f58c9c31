"""What IAM knows, as tests know it: its actions, and a policy of AWS's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from fnmatch import translate
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

Statement = dict[str, Any]

CONTENTS = (
    "s3:GetObject",
    "s3:GetObjectVersion",
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:PartiQLSelect",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "kms:Decrypt",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
    "logs:StartQuery",
    "sqs:ReceiveMessage",
    "kinesis:GetRecords",
    "cognito-idp:ListUsers",
    "cognito-idp:ListUsersInGroup",
    "cognito-idp:AdminGetUser",
    "sts:AssumeRole",
    "sts:GetFederationToken",
    "sts:GetSessionToken",
    "es:ESHttpGet",
    "rds:DownloadDBLogFilePortion",
    "ec2:DescribeInstanceAttribute",
    "lambda:GetFunction",
    "lambda:GetFunctionConfiguration",
    "lambda:ListFunctions",
)
"""Actions that tell what is in a resource, or make somebody somebody else."""


@cache
def iam_actions() -> dict[str, frozenset[str]]:
    """Every action that there is, by service, in lower case: cfn-lint keeps the list."""
    text = files("cfnlint.data.AdditionalSpecs").joinpath("Policies.json").read_text("utf-8")
    return {service: frozenset(told["Actions"]) for service, told in json.loads(text).items()}


@cache
def security_audit() -> tuple[str, ...]:
    """What AWS's SecurityAudit allows on every resource, as patterns: moto keeps the policy."""
    policy = json.loads(aws_managed_policies_data)["SecurityAudit"]["Document"]
    return tuple(patterns(statement for statement in policy["Statement"] if statement["Resource"] == "*"))


def patterns(statements: Iterable[Statement]) -> list[str]:
    """The actions that statements name, one or a list each."""
    named = (statement["Action"] for statement in statements)
    return list(chain.from_iterable([names] if isinstance(names, str) else names for names in named))


def matches(action: str, any_of: Iterable[str]) -> bool:
    """As IAM does: case does not count, and * is any text."""
    return bool(_any_of(frozenset(any_of)).fullmatch(action))


@cache
def _any_of(wanted: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, sorted(wanted))) or r"(?!)", re.IGNORECASE)
