from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import yaml

from scanner.collectors import cloudformation_template
from scanner.collectors.cloudformation_template import digest, policies
from scanner.collectors.shapes import MALFORMED

YAML = """\
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Password: {Type: String, NoEcho: true, Default: hunter2}
Conditions:
  Production: !Equals [!Ref Env, prod]
Resources:
  Documents:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: "Retain"
    Condition: Production
    Properties:
      TableName: !Sub "${AWS::StackName}-documents"
      Tags:
        - {Key: Owner, Value: !GetAtt Owner.Name}
        - !If [Production, {Key: a, Value: b}, !Ref AWS::NoValue]
  Bucket:
    DependsOn: [Documents]
    Type: 'AWS::S3::Bucket'
    Properties: &shared {BucketName: !Join ["-", [a, !ImportValue b]]}
  Copy:
    Type: AWS::S3::Bucket
    Properties: *shared
Outputs:
  Name: {Value: !Ref Documents}
"""
ROWS = [
    {"logical_id": "Bucket", "type": "AWS::S3::Bucket", "deletion_policy": None, "update_replace_policy": None},
    {"logical_id": "Copy", "type": "AWS::S3::Bucket", "deletion_policy": None, "update_replace_policy": None},
    {
        "logical_id": "Documents",
        "type": "AWS::DynamoDB::Table",
        "deletion_policy": "Retain",
        "update_replace_policy": "Retain",
    },
]
JSON = {
    "Resources": {
        "Documents": {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {"TableName": {"Fn::Sub": "${AWS::StackName}-documents"}},
        },
        "Copy": {"Type": "AWS::S3::Bucket"},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {}},
    },
    "Description": "Ümlaut",
}


@pytest.fixture(params=["libyaml", "plain"], autouse=True)
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's readers: it may come without libyaml."""
    if request.param == "plain":
        monkeypatch.setattr(cloudformation_template, "_LOADER", yaml.SafeLoader)


def resources(body: Any) -> Any:
    return policies({"TemplateBody": body})["template_resources"]


def sha256(body: Any) -> Any:
    return digest({"TemplateBody": body})["template"]


@pytest.mark.parametrize("body", [YAML, JSON, json.dumps(JSON, indent=1)], ids=["yaml", "json", "json as yaml"])
def test_resources_of_a_template_with_their_policies(body: Any) -> None:
    assert resources(body) == ROWS


def test_a_template_in_json_has_one_digest_however_it_is_written() -> None:
    written = json.dumps(JSON, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    expected = {"format": "json", "sha256": hashlib.sha256(written).hexdigest()}
    assert sha256(JSON) == sha256(dict(reversed(JSON.items()))) == expected


def test_a_template_in_yaml_is_digested_as_it_stands() -> None:
    assert sha256(YAML) == {"format": "yaml", "sha256": hashlib.sha256(YAML.encode()).hexdigest()}
    assert sha256(YAML + "\n") != sha256(YAML)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hunter2",
        "[hunter2]",
        "!Ref hunter2",
        "hunter2: {}",
        "Resources: hunter2",
        "Resources: [hunter2]",
        "Resources: *hunter2",
        "Resources: {A: hunter2}",
        "Resources: {A: [hunter2]}",
        "Resources: {A: {Properties: hunter2}}",
        "Resources: {A: {Type: !Ref hunter2}}",
        "Resources: {A: {Type: t, DeletionPolicy: !Ref hunter2}}",
        "Resources: {A: {Type: t, UpdateReplacePolicy: {Ref: hunter2}}}",
        "Resources: {[hunter2]: {Type: t}}",
        "Resources: {A: {Type: t}, [hunter2]: {Type: t}}",
        "Resources: {A: {Type: t}",
        "Resources: {A: {Type: 'hunter2",
        "a: b: hunter2",
        "%hunter2",
        "\thunter2: a",
        "hunter2: \x00",
        "Resources: {A: {Type: t, Properties: " + "[" * 150 + "]" * 150 + "}}",
        "Resources: {A: {Type: t, Properties: " + "[" * 100_000,
        *("- " * depth + "hunter2" for depth in (3, 5000)),
        {},
        {"Resources": None},
        {"Resources": {"A": "hunter2"}},
        {"Resources": {"A": {"Type": {"Ref": "hunter2"}}}},
        {"Resources": {"A": {"Type": "t", "DeletionPolicy": {"Ref": "hunter2"}}}},
        {"Resources": {"Fn::ForEach::A": ["hunter2"]}},
        ["hunter2"],
        5,
        None,
    ],
    ids=str,
)
def test_what_is_no_template_is_refused_without_a_word_of_it(body: Any) -> None:
    with pytest.raises(MALFORMED) as refused:
        resources(body)
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in str(refused.value.__cause__)


def test_the_line_of_a_mistake_is_told() -> None:
    with pytest.raises(ValueError, match=r"neither JSON nor YAML in line 3$"):
        resources("Resources:\n  A:\n   - b: c: hunter2\n")


@pytest.mark.parametrize("body", ["\ud800", {"a": "\ud800"}, {"a": 2**70}, {"a": object()}, 5, None, ["a"]])
def test_what_cannot_be_written_down_has_no_digest(body: Any) -> None:
    with pytest.raises(MALFORMED):
        sha256(body)


def test_aliases_are_not_expanded() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    assert resources(f"l0: &l0 hunter2\n{levels}\nResources: {{A: {{Type: t, <<: *l29}}}}\n") == [
        {"logical_id": "A", "type": "t", "deletion_policy": None, "update_replace_policy": None}
    ]
