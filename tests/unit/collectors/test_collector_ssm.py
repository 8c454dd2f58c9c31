from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, THEN
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.ssm import PARAMETER, SSM

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter"
BARE = {"Name": "/app/name", "Type": "String"}
SECRETS = ("hunter2", "root@", "somebody", "a.*")


def ssm(parameters: Answer | list[Answer], *, tags: Any = None, checked: bool = True) -> Ran:
    tags = tags or {"ResourceTagMappingList": []}
    return run(
        SSM, {"ssm:DescribeParameters": parameters, "resourcegroupstaggingapi:GetResources": tags}, checked=checked
    )


def test_a_parameter_of_which_aws_tells_everything() -> None:
    parameter = {
        "Name": "/app/database/password",
        "ARN": f"{ARN}/app/database/password",
        "Type": "SecureString",
        "KeyId": "alias/aws/ssm",
        "LastModifiedDate": THEN,
        "LastModifiedUser": f"arn:aws:iam::{ACCOUNT}:user/somebody",
        "Description": "it is hunter2, ask root@example.com",
        "AllowedPattern": "a.*",
        "Version": 3,
        "Tier": "Advanced",
        "DataType": "text",
        "Policies": [
            {
                "PolicyText": '{"Type":"Expiration","say":"hunter2"}',
                "PolicyType": "Expiration",
                "PolicyStatus": "Pending",
            }
        ],
    }
    tags = {"ResourceTagMappingList": [{"ResourceARN": parameter["ARN"], "Tags": [{"Key": "app", "Value": "docs"}]}]}
    ran = ssm({"Parameters": [parameter]}, tags=tags)
    fact = ran.one(PARAMETER)
    assert (fact.id, fact.name) == (f"{ARN}/app/database/password", "/app/database/password")
    assert (fact.tags, fact.gaps) == ({"app": "docs"}, ())
    assert fact.config == {
        "type": "SecureString",
        "tier": "Advanced",
        "data_type": "text",
        "version": 3,
        "modified_at": AT,
        "key_id": "alias/aws/ssm",
        "policies": [{"type": "Expiration", "status": "Pending"}],
    }
    assert not any(secret in str(fact) for secret in SECRETS)
    assert ran.parameters("ssm:DescribeParameters") == [{"MaxResults": 50}]
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == [
        {"ResourcesPerPage": 100, "ResourceTypeFilters": ["ssm:parameter"]}
    ]


def test_a_parameter_of_which_aws_tells_least() -> None:
    fact = ssm({"Parameters": [BARE]}).one(PARAMETER)
    assert fact.config == {
        "type": "String",
        **dict.fromkeys(("tier", "data_type", "version", "modified_at", "key_id")),
        "policies": [],
    }
    assert (fact.tags, fact.gaps) == ({}, ())


@pytest.mark.parametrize(
    ("name", "arn"), [("/app/name", f"{ARN}/app/name"), ("plain", f"{ARN}/plain"), ("/one", f"{ARN}/one")]
)
def test_the_arn_of_a_parameter_where_aws_does_not_tell_it(name: str, arn: str) -> None:
    assert ssm({"Parameters": [{"Name": name, "Type": "String"}]}).one(PARAMETER).id == arn


def test_parameters_of_four_pages_of_which_one_is_empty() -> None:
    names = [f"/p/{number:03}" for number in range(120)]
    entries = [{"Name": name, "Type": "String"} for name in names]
    ran = ssm(list(pages("Parameters", "NextToken", entries[:50], [], entries[50:100], entries[100:])))
    assert [fact.name for fact in ran.facts] == names
    assert ran.coverage.calls == {"resourcegroupstaggingapi:GetResources": 1, "ssm:DescribeParameters": 4}
    assert SSM.calls_each == {}


def test_no_parameters_take_one_call() -> None:
    ran = ssm({"Parameters": []})
    assert (ran.facts, ran.coverage.gaps, len(ran.asked)) == ([], (), SSM.idle_calls)


@pytest.mark.parametrize(
    ("refusal", "reason"), [(DENIED, "access_denied"), (Refusal("ThrottlingException"), "throttled")]
)
def test_a_listing_that_fails_leaves_the_kind_incomplete(refusal: Refusal, reason: str) -> None:
    first, _ = pages("Parameters", "NextToken", [BARE], [])
    ran = ssm([first, refusal])
    assert [fact.name for fact in ran.facts] == ["/app/name"]
    ((operation, told, detail),) = ran.gaps(PARAMETER)
    assert (operation, told) == ("ssm:DescribeParameters", reason)
    assert detail.startswith("partial, after 1 pages")


def test_tags_that_may_not_be_read_are_a_gap() -> None:
    fact = ssm({"Parameters": [BARE]}, tags=DENIED).one(PARAMETER)
    assert fact.tags is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/tags", "access_denied")]


@pytest.mark.parametrize(
    "entry", [{"Type": "String"}, {"Name": "/a"}, {"Name": "/a", "Type": "String", "Policies": [{}]}, None, "a"]
)
def test_an_entry_that_is_malformed_leaves_the_kind_incomplete(entry: Any) -> None:
    ran = ssm({"Parameters": [entry, BARE]}, checked=False)
    assert [fact.name for fact in ran.facts] == ["/app/name"]
    ((operation, reason, _),) = ran.gaps(PARAMETER)
    assert (operation, reason) == ("ssm:DescribeParameters", "error")
