"""The stacks of a Region, read once in a scan for all collectors that need them: what tells no values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Unit
from scanner.collectors.listings import Shared, shared
from scanner.collectors.shapes import moment, tag_map, text
from scanner.model import Json

# "This requires ListStacks and DescribeStacks permissions": botocore's model, of the parameter StackName left out.
_DESCRIBE_STACKS = Operation("cloudformation", "DescribeStacks", also=("cloudformation:ListStacks",))
LIST_STACKS = Listing(_DESCRIBE_STACKS, "Stacks", None)

FORMKIQ_OUTPUTS = frozenset(
    {"AppEnvironment", "FormKiQVersion", "DocumentsTableName", "DocumentsS3Buckets", "CognitoUserPoolId"}
)
"""The root stack of a FormKiQ installation has them all. The values of no other outputs are kept, nor of other stacks:
secrets are passed in them."""

_MASKED = re.compile(r"\*{4,}")
"""What DescribeStacks gives for the value of a NoEcho parameter:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack. root: the ARN of the outermost one; None for that itself. updated: last, or else when it was created.

    in_review: it was never created, and has no template yet. formkiq: FORMKIQ_OUTPUTS; {} for any other stack.
    settings: fields of the stack's fact, as JSON: that takes less memory than the objects.
    """

    arn: str
    name: str
    root: str | None
    updated: datetime
    in_review: bool
    tags: Mapping[str, str]
    formkiq: Mapping[str, str]
    settings: bytes


def stacks(unit: Unit) -> Shared[Stack]:
    """The stacks of the unit's Region."""
    return shared(unit, LIST_STACKS, _stack)


def _stack(entry: Raw) -> Stack:
    root = text(entry["RootId"]) if "RootId" in entry else None
    outputs = {text(output["OutputKey"]): text(output.get("OutputValue", "")) for output in entry.get("Outputs", [])}
    is_formkiq = root is None and outputs.keys() >= FORMKIQ_OUTPUTS
    return Stack(
        arn=text(entry["StackId"]),
        name=text(entry["StackName"]),
        root=root,
        updated=entry.get("LastUpdatedTime") or entry["CreationTime"],
        in_review=entry["StackStatus"] == "REVIEW_IN_PROGRESS",
        tags=tag_map(entry.get("Tags", [])),
        formkiq={name: outputs[name] for name in sorted(FORMKIQ_OUTPUTS)} if is_formkiq else {},
        settings=orjson.dumps(_settings(entry)),
    )


def _settings(stack: Raw) -> dict[str, Json]:
    """What DescribeStacks tells; of parameters and outputs only the names, since secrets are passed in them."""
    drift, parameters = stack.get("DriftInformation"), stack.get("Parameters", [])
    return {
        "status": stack["StackStatus"],
        "created_at": moment(stack.get("CreationTime")),
        "updated_at": moment(stack.get("LastUpdatedTime")),
        "parent_id": stack.get("ParentId"),
        "root_id": stack.get("RootId"),
        "termination_protection": stack.get("EnableTerminationProtection"),
        "drift": None if drift is None else _drift(drift),
        "parameters": sorted(parameter["ParameterKey"] for parameter in parameters),
        "masked_parameters": sorted(
            parameter["ParameterKey"]
            for parameter in parameters
            if _MASKED.fullmatch(parameter.get("ParameterValue", ""))
        ),
        "outputs": sorted(output["OutputKey"] for output in stack.get("Outputs", [])),
        "capabilities": sorted(stack.get("Capabilities", [])),
        "notification_topic_count": len(stack.get("NotificationARNs", [])),
        "role_arn": stack.get("RoleARN"),
    }


def _drift(drift: Raw) -> dict[str, Json]:
    return {"status": drift["StackDriftStatus"], "checked_at": moment(drift.get("LastCheckTimestamp"))}
