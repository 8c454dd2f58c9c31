from __future__ import annotations

import hashlib
from typing import Any

import pytest
from support.cloudformation_answers import SUMMARIES, cloudformation, resource, stack, stack_id
from support.collected import AT, THEN
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Refusal, pages

from scanner.collectors.cloudformation import CLOUDFORMATION, STACK

pytestmark = pytest.mark.usefixtures("aws_environment")

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:changes"
GONE = Refusal("ValidationError", "Stack with id formkiq does not exist")
DETAILS = {"/config/template", "/config/template_resources"}


def test_a_stack_of_which_aws_tells_everything() -> None:
    told = stack(
        Description="the password is hunter2",
        LastUpdatedTime=THEN,
        StackStatus="UPDATE_COMPLETE",
        EnableTerminationProtection=True,
        DriftInformation={"StackDriftStatus": "DRIFTED", "LastCheckTimestamp": THEN},
        Parameters=[
            {"ParameterKey": "Region", "ParameterValue": "*"},
            {"ParameterKey": "Password", "ParameterValue": "****"},
            {"ParameterKey": "Email", "ParameterValue": "hunter2", "ResolvedValue": "hunter2"},
            {"ParameterKey": "Unset"},
        ],
        Outputs=[
            {"OutputKey": "FormKiQVersion", "OutputValue": "hunter2", "Description": "hunter2"},
            {"OutputKey": "AppEnvironment", "OutputValue": "hunter2", "ExportName": "hunter2"},
        ],
        Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        NotificationARNs=[TOPIC],
        RoleARN=f"arn:aws:iam::{ACCOUNT}:role/deploys",
        Tags=[{"Key": "Application", "Value": "FormKiQ"}],
    )
    resources = [
        resource("Documents", PhysicalResourceId="docs", DriftInformation={"StackResourceDriftStatus": "MODIFIED"}),
        resource("Cache", ResourceStatus="CREATE_FAILED"),
    ]
    body = '{"Resources": {"Documents": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain"}}}'
    ran = cloudformation(told, ListStackResources={SUMMARIES: resources}, GetTemplate={"TemplateBody": body})
    fact = ran.one(STACK)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (
        stack_id("formkiq"),
        "formkiq",
        {"Application": "FormKiQ"},
        (),
    )
    assert fact.config == {
        "status": "UPDATE_COMPLETE",
        "created_at": AT,
        "updated_at": AT,
        "parent_id": None,
        "root_id": None,
        "termination_protection": True,
        "drift": {"status": "DRIFTED", "checked_at": AT},
        "parameters": ["Email", "Password", "Region", "Unset"],
        "masked_parameters": ["Password"],
        "outputs": ["AppEnvironment", "FormKiQVersion"],
        "capabilities": ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_NAMED_IAM"],
        "notification_topic_count": 1,
        "role_arn": f"arn:aws:iam::{ACCOUNT}:role/deploys",
        "resources": [
            {
                "logical_id": "Cache",
                "type": "AWS::DynamoDB::Table",
                "physical_id": None,
                "status": "CREATE_FAILED",
                "drift_status": None,
            },
            {
                "logical_id": "Documents",
                "type": "AWS::DynamoDB::Table",
                "physical_id": "docs",
                "status": "CREATE_COMPLETE",
                "drift_status": "MODIFIED",
            },
        ],
        "template": {
            "format": "json",
            "sha256": "57f0edcc9a511bc4b5d83dda524ac5089552a83b58d38cf0a5b9f3b9a3045ed4",
        },
        "template_resources": [
            {
                "logical_id": "Documents",
                "type": "AWS::DynamoDB::Table",
                "deletion_policy": "Retain",
                "update_replace_policy": None,
            }
        ],
    }
    assert "hunter2" not in str(fact)
    assert ran.coverage.gaps == ()
    assert ran.parameters("cloudformation:GetTemplate") == [{"StackName": "formkiq", "TemplateStage": "Processed"}]


def test_a_stack_of_which_aws_tells_least() -> None:
    fact = cloudformation(stack()).one(STACK)
    assert fact.config["template"]["format"] == "json"
    assert {name: value for name, value in fact.config.items() if name != "template"} == {
        "status": "CREATE_COMPLETE",
        "created_at": AT,
        **dict.fromkeys(("updated_at", "parent_id", "root_id", "termination_protection", "drift", "role_arn")),
        **{name: [] for name in ("parameters", "masked_parameters", "outputs", "capabilities")},
        "notification_topic_count": 0,
        "resources": [],
        "template_resources": [],
    }
    assert (fact.tags, fact.gaps) == ({}, ())


def test_a_template_that_may_not_be_read_leaves_the_rest() -> None:
    fact = cloudformation(stack(), GetTemplate=DENIED).one(STACK)
    assert {(gap.path, gap.operation, gap.reason) for gap in fact.gaps} == {
        (path, "cloudformation:GetTemplate", "access_denied") for path in DETAILS
    }
    assert (fact.config["template"], fact.config["template_resources"], fact.config["resources"]) == (None, None, [])


def test_the_core_facts_leave_the_template_out() -> None:
    ran = cloudformation(stack(), details=False)
    fact = ran.one(STACK)
    assert {(gap.path, gap.reason) for gap in fact.gaps} == {(path, "not_collected") for path in DETAILS}
    assert ran.parameters("cloudformation:GetTemplate") == []
    assert fact.config["resources"] == []


@pytest.mark.parametrize("operation", ["ListStackResources", "GetTemplate"])
def test_a_stack_that_was_deleted_in_between_is_dropped_and_counted(operation: str) -> None:
    ran = cloudformation(stack(), **{operation: GONE})
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_another_validation_error_is_a_gap() -> None:
    fact = cloudformation(stack(), GetTemplate=Refusal("ValidationError", "1 validation error detected")).one(STACK)
    assert {(gap.path, gap.reason) for gap in fact.gaps} == {(path, "error") for path in DETAILS}


def test_a_stack_that_was_never_deployed_has_no_resources_and_no_template() -> None:
    ran = cloudformation(stack(StackStatus="REVIEW_IN_PROGRESS"))
    fact = ran.one(STACK)
    assert (fact.config["resources"], fact.config["template"], fact.config["template_resources"]) == ([], None, [])
    assert (fact.gaps, len(ran.asked)) == ((), 1)


def test_stacks_of_three_pages_and_what_they_cost() -> None:
    names = [f"stack-{number}" for number in range(5)]
    listing = list(pages("Stacks", "NextToken", [stack(name) for name in names[:2]], [stack(names[2])], []))
    listing[2]["Stacks"] = [stack(name) for name in names[3:]]
    ran = cloudformation(DescribeStacks=listing)
    assert [fact.name for fact in ran.facts] == names
    assert [set(asked) for asked in ran.parameters("cloudformation:DescribeStacks")] == [
        set(),
        {"NextToken"},
        {"NextToken"},
    ]
    assert len(ran.asked) == 3 + CLOUDFORMATION.calls_each[STACK] * len(names)


def test_no_stacks_take_one_call() -> None:
    assert len(cloudformation().asked) == CLOUDFORMATION.idle_calls


def test_a_listing_that_fails_leaves_the_kind_incomplete() -> None:
    ran = cloudformation(DescribeStacks=DENIED)
    assert (ran.facts, ran.gaps(STACK)) == (
        [],
        [("cloudformation:DescribeStacks", "access_denied", "AccessDenied: not for you")],
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"StackName": "nameless"},
        stack(StackStatus=None, Outputs=[{}]),
        stack(DriftInformation={}),
        stack(Parameters=[{"ParameterValue": "hunter2"}]),
        None,
    ],
)
def test_a_malformed_stack_leaves_the_kind_incomplete(entry: Any) -> None:
    ran = cloudformation(entry, stack("whole"), checked=False)
    assert [fact.name for fact in ran.facts] == ["whole"]
    ((operation, reason, detail),) = ran.gaps(STACK)
    assert (operation, reason) == ("cloudformation:DescribeStacks", "error")
    assert "hunter2" not in detail


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("Resources: {A: {Type: t, DeletionPolicy: Retain, Properties: !Ref B}}", [("A", "Retain")]),
        ("Resources: {A: {Type: t, Properties: !Ref hunter2}", None),
    ],
)
def test_a_template_in_yaml_has_a_digest_whether_or_not_it_can_be_read(body: str, rows: Any) -> None:
    fact = cloudformation(stack(), GetTemplate={"TemplateBody": body}).one(STACK)
    assert fact.config["template"] == {"format": "yaml", "sha256": hashlib.sha256(body.encode()).hexdigest()}
    told = fact.config["template_resources"]
    assert (told and [(row["logical_id"], row["deletion_policy"]) for row in told]) == rows
    paths = [] if rows else ["/config/template_resources"]
    assert [gap.path for gap in fact.gaps] == paths
    assert "hunter2" not in str(fact)
