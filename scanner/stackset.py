"""The CloudFormation template that makes the role of a scan in every account of an organization."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import yaml

from scanner.model import Json
from scanner.permissions import Document

ACCOUNT = "[0-9]{12}"
EXTERNAL_ID = "[A-Za-z0-9+=,.@:/_-]{2,1224}"
ROLE_NAME = "[A-Za-z0-9+=,.@_-]{1,64}"
"""What IAM takes for them, without the path of a role."""

_HEAD = """\
# The role through which Safehold reads an account. It reads configuration and changes nothing.
# Deploy it as a StackSet to the accounts to scan, in one Region: IAM is the same in all of them.
# StackSets leave the management account out: scan that with its own credentials, or deploy a stack there too.
# Made by `safehold iam-policy`; make it again when you choose other collectors.
"""


def template(
    policies: Sequence[Document], *, role_name: str, external_id: str | None, trusted_account: str | None
) -> str:
    """The template, as YAML.

    role_name: with its path, if it has one ("audit/safehold"). external_id, trusted_account: defaults of the
    parameters; None for none: whoever deploys it must name an account, and need not use an external id.
    """
    path, _, name = f"/{role_name}".rpartition("/")
    managed: dict[str, Json] = {f"Reads{number}": _managed(policy) for number, policy in zip(count(1), policies)}
    body: dict[str, Json] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role through which Safehold reads this account. It changes nothing.",
        "Parameters": _parameters(name, external_id, trusted_account),
        "Conditions": {
            "HasExternalId": {"Fn::Not": [{"Fn::Equals": [_ref("ExternalId"), ""]}]},
            "HasPrincipal": {"Fn::Not": [{"Fn::Equals": [_ref("TrustedPrincipal"), ""]}]},
        },
        "Resources": {"Role": _role(f"{path}/"), **managed},
        "Outputs": {"RoleArn": {"Description": "The role to enter.", "Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return _HEAD + yaml.dump(body, Dumper=_Plain, sort_keys=False, width=120)


def _parameters(role_name: str, external_id: str | None, trusted_account: str | None) -> dict[str, Json]:
    account = {"Default": _Quoted(trusted_account)} if trusted_account else {}
    return {
        "TrustedAccount": {
            "Type": "String",
            "Description": "The account that scans.",
            "AllowedPattern": ACCOUNT,
            "ConstraintDescription": "12 digits",
            **account,
        },
        "TrustedPrincipal": {
            "Type": "String",
            "Description": "The ARN (* for any text) of who may enter in that account; empty for whoever it lets.",
            "Default": "",
            "AllowedPattern": "(arn:.+)?",
        },
        "ExternalId": {
            "Type": "String",
            "Description": "What the scan has to say to enter; empty for nothing.",
            "Default": _Quoted(external_id or ""),
            "AllowedPattern": f"({EXTERNAL_ID})?",
        },
        "RoleName": {
            "Type": "String",
            "Description": "The name of the role, the same in all accounts.",
            "Default": _Quoted(role_name),
            "AllowedPattern": ROLE_NAME,
        },
        "SessionSeconds": {
            "Type": "Number",
            "Description": "The longest session. A scan renews its sessions, so an hour does.",
            "Default": 3600,
            "MinValue": 3600,
            "MaxValue": 43200,
        },
    }


def _role(path: str) -> dict[str, Json]:
    none = _ref("AWS::NoValue")
    trust: dict[str, Json] = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${TrustedAccount}:root"}},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"Fn::If": ["HasExternalId", {"sts:ExternalId": _ref("ExternalId")}, none]},
            "ArnLike": {"Fn::If": ["HasPrincipal", {"aws:PrincipalArn": _ref("TrustedPrincipal")}, none]},
        },
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": _ref("RoleName"),
            "Path": path,
            "MaxSessionDuration": _ref("SessionSeconds"),
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        },
    }


def _managed(policy: Document) -> dict[str, Json]:
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": policy, "Roles": [_ref("Role")]}}


def _ref(name: str) -> dict[str, Json]:
    return {"Ref": name}


class _Quoted(str):
    """A text that is one to every reader of YAML: to some, 1e5 is a number."""

    __slots__ = ()


class _Plain(yaml.SafeDumper):
    """YAML without anchors: what occurs twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - PyYAML's signature
        return True


_Plain.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
