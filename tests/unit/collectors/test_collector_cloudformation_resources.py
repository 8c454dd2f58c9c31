from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from support.cloudformation_answers import SUMMARIES, cloudformation, resource, stack, stack_id
from support.stubbed_aws import Answer, Refusal, pages

from scanner.collectors.cloudformation import STACK

pytestmark = pytest.mark.usefixtures("aws_environment")


def test_a_nested_stack_names_its_parent_and_root_and_is_among_the_resources_of_its_parent() -> None:
    root, middle = stack_id("root"), stack_id("root-data")
    listing = [stack("root"), stack("root-data", ParentId=root, RootId=root)]
    listing.append(stack("root-data-deep", ParentId=middle, RootId=root))
    owned = {"root": "root-data", "root-data": "root-data-deep"}
    ran = cloudformation(
        *listing,
        ListStackResources=lambda asked: {
            SUMMARIES: [
                resource("Nested", "AWS::CloudFormation::Stack", PhysicalResourceId=stack_id(name))
                for name in (owned.get(asked["StackName"]),)
                if name
            ]
        },
    )
    assert [(fact.name, fact.config["parent_id"], fact.config["root_id"]) for fact in ran.facts] == [
        ("root", None, None),
        ("root-data", root, root),
        ("root-data-deep", middle, root),
    ]
    assert [[row["physical_id"] for row in fact.config["resources"]] for fact in ran.facts] == [
        [middle],
        [stack_id("root-data-deep")],
        [],
    ]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("AWS::SQS::Queue", True),
        ("AWS::S3::Bucket", True),
        ("AWS::DynamoDB::GlobalTable", True),
        ("AWS::Cognito::UserPool", True),
        ("AWS::Cognito::UserPoolUser", False),
        ("AWS::CloudFormation::WaitConditionHandle", False),
        ("AWS::CloudFormation::CustomResource", False),
        ("AWS::AppSync::ApiKey", False),
        ("AWS::IAM::AccessKey", False),
        ("AWS::SNS::Subscription", False),
        ("Custom::AWS::S3::Bucket", False),
    ],
)
def test_a_physical_id_is_kept_only_of_what_other_facts_are_about(kind: str, *, kept: bool) -> None:
    ran = cloudformation(
        stack(), ListStackResources={SUMMARIES: [resource("It", kind, PhysicalResourceId="https://it?Signature=s")]}
    )
    (row,) = ran.one(STACK).config["resources"]
    assert row["physical_id"] == ("https://it?Signature=s" if kept else None)


def test_resources_of_three_pages_in_one_order() -> None:
    names = [f"Table{number:03}" for number in range(250)]
    entries = [resource(name) for name in reversed(names)]
    listing = list(pages(SUMMARIES, "NextToken", entries[:100], entries[100:200], entries[200:]))
    ran = cloudformation(stack(), ListStackResources=listing)
    assert [row["logical_id"] for row in ran.one(STACK).config["resources"]] == names
    assert {asked["StackName"] for asked in ran.parameters("cloudformation:ListStackResources")} == {"formkiq"}


@pytest.mark.parametrize(
    ("answer", "reason", "why"),
    [
        (Refusal("Throttling", "Rate exceeded"), "throttled", "Throttling: Rate exceeded"),
        (ReadTimeoutError(endpoint_url="e"), "error", 'ReadTimeoutError: Read timeout on endpoint URL: "e"'),
        ({}, "error", "malformed answer: no StackResourceSummaries"),
    ],
    ids=["throttled", "timed out", "malformed"],
)
def test_resources_that_are_not_all_known_are_not_known(answer: Answer, reason: str, why: str) -> None:
    first, _ = pages(SUMMARIES, "NextToken", [resource("Documents")], [])
    fact = cloudformation(stack(), ListStackResources=[first, answer]).one(STACK)
    assert fact.config["resources"] is None
    assert [(gap.path, gap.operation, gap.reason, gap.detail) for gap in fact.gaps] == [
        ("/config/resources", "cloudformation:ListStackResources", reason, f"partial, after 1 pages: {why}")
    ]
    assert fact.config["template"] is not None


def test_a_token_that_comes_back_ends_the_listing() -> None:
    first, _ = pages(SUMMARIES, "NextToken", [resource("Documents")], [])
    ran = cloudformation(stack(), ListStackResources=[first, first])
    assert ran.one(STACK).config["resources"] is None
    (gap,) = ran.one(STACK).gaps
    assert gap.detail == "partial, after 2 pages: malformed answer: the token of the next page came before"


@pytest.mark.parametrize("answer", [{}, {SUMMARIES: [{}]}, {SUMMARIES: None}, {SUMMARIES: ["x"]}])
def test_malformed_resources_are_a_gap(answer: Any) -> None:
    fact = cloudformation(stack(), ListStackResources=answer, checked=False).one(STACK)
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/resources", "error")]
    assert fact.config["resources"] is None
