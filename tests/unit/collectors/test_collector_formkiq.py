from __future__ import annotations

import pytest
from support.formkiq_answers import VALUES, collected, listed
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Refusal, pages

from scanner.collectors.formkiq import INSTALLATION

pytestmark = pytest.mark.usefixtures("aws_environment")

NEVER_READ = (
    "/formkiq/prod/typesense/ApiKey",
    "/formkiq/prod/dynamodb/DocumentsStreamArn",
    "/formkiq/prod/s3/ConsoleArn",
    "/formkiq/prod/cognito/UserPoolArn",
    "/formkiq/prod/cognito/UserPoolClientId",
    "/formkiq/prod/api/DocumentsHttpUrl",
    "/formkiq/prod/edition/secret",
    "/formkiq/cognito/docs.example.com/UserPoolId",
    "/formkiq/cognito/version",
    "/formkiq/ses/version",
    "/formkiqx/prod/version",
    "/other/formkiq/prod/version",
)


def test_an_installation() -> None:
    ran = collected({"Parameters": listed(*VALUES, *NEVER_READ)})
    fact = ran.one(INSTALLATION)
    assert fact.id == f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/formkiq/prod"
    assert (fact.name, fact.tags, fact.gaps) == ("prod", {}, ())
    assert fact.config == {
        "environment": "prod",
        "found_by": ["ssm"],
        "edition": "core",
        "version": "1.19.0",
        "resources": {
            "cognito/UserPoolId": "eu-west-1_AbCdEf",
            "dynamodb/CacheTableName": "formkiq-core-prod-cache",
            "dynamodb/DocumentsTableName": "formkiq-core-prod-documents",
            "s3/Console": f"formkiq-core-prod-console-{ACCOUNT}",
            "s3/DocumentsS3Bucket": f"formkiq-core-prod-documents-{ACCOUNT}",
            "s3/OcrBucket": f"formkiq-core-prod-ocr-{ACCOUNT}",
        },
        "stacks": [],
    }
    assert ran.parameters("ssm:DescribeParameters") == [
        {"MaxResults": 50, "ParameterFilters": [{"Key": "Path", "Option": "Recursive", "Values": ["/formkiq"]}]}
    ]


def test_no_value_is_read_but_the_listed_ones() -> None:
    ran = collected(
        {"Parameters": [*listed(*VALUES), *listed(*NEVER_READ), *listed("/formkiq/a/version", kind="SecureString")]}
    )
    asked = ran.parameters("ssm:GetParameters")
    assert sorted(name for batch in asked for name in batch["Names"]) == sorted(VALUES)
    assert {batch["WithDecryption"] for batch in asked} == {False}


def test_values_are_read_ten_at_a_time_over_all_installations() -> None:
    names = [f"/formkiq/env{number:02}/version" for number in range(25)]
    listing = pages("Parameters", "NextToken", listed(*names[:10]), listed(*names[10:20]), listed(*names[20:]))
    ran = collected(
        list(listing),
        lambda asked: {"Parameters": [{"Name": name, "Value": "1.0"} for name in asked["Names"]]},
    )
    assert [len(batch["Names"]) for batch in ran.parameters("ssm:GetParameters")] == [10, 10, 5]
    assert [fact.name for fact in ran.all(INSTALLATION)] == [f"env{number:02}" for number in range(25)]


def test_what_is_no_installation() -> None:
    ran = collected({"Parameters": listed(*NEVER_READ)})
    assert (ran.facts, ran.coverage.gaps, ran.parameters("ssm:GetParameters")) == ([], (), [])


def test_values_that_may_not_be_read_are_gaps() -> None:
    fact = collected({"Parameters": listed(*VALUES)}, DENIED).one(INSTALLATION)
    assert (fact.config["version"], fact.config["edition"], fact.config["resources"]) == (None, None, {})
    assert {gap.path for gap in fact.gaps} == {
        "/config/version",
        "/config/edition",
        "/config/resources/cognito~1UserPoolId",
        "/config/resources/dynamodb~1CacheTableName",
        "/config/resources/dynamodb~1DocumentsTableName",
        "/config/resources/s3~1Console",
        "/config/resources/s3~1DocumentsS3Bucket",
        "/config/resources/s3~1OcrBucket",
    }
    assert {(gap.operation, gap.reason) for gap in fact.gaps} == {("ssm:GetParameters", "access_denied")}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"Parameters": [], "InvalidParameters": ["/formkiq/prod/version"]}, "not_found"),
        ({"Parameters": [{"Name": "/formkiq/prod/version"}]}, "error"),
        ({}, "error"),
        ({"Parameters": [{"Name": "/formkiq/prod/version", "Value": "-----BEGIN PRIVATE KEY-----\nMII"}]}, "error"),
        (Refusal("ThrottlingException"), "throttled"),
    ],
)
def test_a_value_that_is_not_there_or_is_no_name_is_a_gap(answer: Answer, reason: str) -> None:
    fact = collected({"Parameters": listed("/formkiq/prod/version")}, answer).one(INSTALLATION)
    assert fact.config["version"] is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/version", reason)]
    assert "PRIVATE" not in fact.gaps[0].detail


def test_listings_that_fail_and_entries_that_are_malformed() -> None:
    first, _ = pages("Parameters", "NextToken", [*listed("/formkiq/prod/version"), {"Type": "String"}], [])
    ran = collected([first, DENIED])
    assert [fact.name for fact in ran.facts] == ["prod"]
    assert ran.gaps(INSTALLATION) == [
        ("ssm:DescribeParameters", "access_denied", "partial, after 1 pages: AccessDenied: not for you"),
        ("ssm:DescribeParameters", "error", "malformed answer: no 'Name'"),
    ]
