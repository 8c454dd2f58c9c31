"""CloudFormation: stacks, root and nested, the resources that they own, and how far both drifted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import orjson

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Collector, Draft, Section, Unit, VanishedError
from scanner.collectors.cloudformation_template import digest, policies
from scanner.collectors.listings import whole
from scanner.collectors.stacks import LIST_STACKS, Stack, stacks
from scanner.model import Fact, Json

STACK = "cloudformation.stack"

LIST_RESOURCES = Listing(Operation("cloudformation", "ListStackResources"), "StackResourceSummaries", None)
GET_TEMPLATE = Operation("cloudformation", "GetTemplate")

_NAMED = re.compile(
    r"AWS::(?:Backup|CloudTrail|CloudWatch|Config|DynamoDB|EFS|Events|Elasticsearch|KMS|Logs|OpenSearchServerless"
    r"|OpenSearchService|RDS|S3|SQS)::\w+"
    r"|AWS::(?:CloudFormation::Stack|Cognito::UserPool|EC2::Volume|SNS::Topic|SSM::Parameter)"
)
"""Types whose physical ids are kept, which are names and ARNs of what other facts are about. Elsewhere they may be
presigned URLs (wait conditions), API keys (AppSync), e-mail addresses, or whatever a custom resource answers."""


def _resources(answer: Raw) -> dict[str, Json]:
    rows = [
        {
            "logical_id": resource["LogicalResourceId"],
            "type": resource["ResourceType"],
            "physical_id": resource.get("PhysicalResourceId") if _NAMED.fullmatch(resource["ResourceType"]) else None,
            "status": resource["ResourceStatus"],
            "drift_status": resource.get("DriftInformation", {}).get("StackResourceDriftStatus"),
        }
        for resource in answer[LIST_RESOURCES.items]
    ]
    return {"resources": sorted(rows, key=lambda row: str(row["logical_id"]))}


RESOURCES = Section(LIST_RESOURCES.operation, ("resources",), _resources)
TEMPLATE = Section(GET_TEMPLATE, ("template",), digest, detail=True)
POLICIES = Section(GET_TEMPLATE, ("template_resources",), policies, detail=True)


def _describe(unit: Unit, stack: Stack) -> Fact:
    """The stack's fact. It is asked about by name: by its id, AWS would tell of a deleted one for 90 days more.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
    """
    draft = Draft(unit, STACK, stack.arn, stack.name)
    draft.config |= orjson.loads(stack.settings)
    if stack.in_review:
        # "without any templates or resources":
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
        draft.config |= {"resources": [], "template": None, "template_resources": []}
    else:
        draft.take(RESOURCES, _alive(whole(unit, LIST_RESOURCES, StackName=stack.name)))
        _add_template(unit, draft, stack.name)
    return draft.fact((stack.tags, ()))


def _add_template(unit: Unit, draft: Draft, name: str) -> None:
    """Adds what the template tells: as processed, since only then the logical ids are those of the resources."""
    if unit.options.details:
        answer = _alive(unit.call(GET_TEMPLATE, StackName=name, TemplateStage="Processed"))
        for section in (TEMPLATE, POLICIES):
            draft.take(section, answer)
    else:
        for section in (TEMPLATE, POLICIES):
            draft.read(section)


def _alive(answer: Raw | Failure) -> Raw | Failure:
    """The answer; what CloudFormation says of a stack that is gone is told from its other errors by the words alone.

    Raises:
        VanishedError: the stack is gone.
    """
    if isinstance(answer, Failure) and answer.code == "ValidationError" and "does not exist" in answer.detail:
        raise VanishedError
    return answer


def _collect(unit: Unit) -> Iterator[Fact]:
    listed = stacks(unit)
    if listed.failure:
        unit.incomplete(listed.failure.gap(STACK))
    return unit.described(STACK, LIST_STACKS.operation, listed.known, partial(_describe, unit))


CLOUDFORMATION = Collector(
    name="cloudformation",
    kinds=(STACK,),
    operations=(LIST_STACKS.operation, LIST_RESOURCES.operation, GET_TEMPLATE),
    collect=_collect,
    calls_each={STACK: 2},
)
