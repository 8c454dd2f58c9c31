"""What CloudFormation answers: stacks, and what they own."""

from __future__ import annotations

from typing import Any

from support.collected import THEN
from support.stubbed_aws import ACCOUNT, REGION, Ran, run

from scanner.collectors.cloudformation import CLOUDFORMATION
from scanner.collectors.options import Options

SUMMARIES = "StackResourceSummaries"


def stack_id(name: str) -> str:
    return f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/51af3dc0-da77-11e4-872e-1234567db123"


def stack(name: str = "formkiq", **changes: Any) -> dict[str, Any]:
    """An entry of DescribeStacks."""
    return {
        "StackId": stack_id(name),
        "StackName": name,
        "CreationTime": THEN,
        "StackStatus": "CREATE_COMPLETE",
    } | changes


def resource(logical_id: str, kind: str = "AWS::DynamoDB::Table", **changes: Any) -> dict[str, Any]:
    """An entry of ListStackResources."""
    return {
        "LogicalResourceId": logical_id,
        "ResourceType": kind,
        "LastUpdatedTimestamp": THEN,
        "ResourceStatus": "CREATE_COMPLETE",
    } | changes


def cloudformation(*stacks: Any, **changes: Any) -> Ran:
    """The stacks, which own nothing, but for the changes; those are by operation of CloudFormation, and "details"."""
    checked, options = changes.pop("checked", True), Options(details=changes.pop("details", True))
    answers: dict[str, Any] = {
        "DescribeStacks": {"Stacks": list(stacks)},
        "ListStackResources": {SUMMARIES: []},
        "GetTemplate": {"TemplateBody": '{"Resources": {}}'},
    }
    asked = {f"cloudformation:{name}": answer for name, answer in (answers | changes).items()}
    return run(CLOUDFORMATION, asked, checked=checked, options=options)
