from __future__ import annotations

import pytest
from support.formkiq_answers import OUTPUTS, STACKS, VALUES, collected, listed, stack, tagged
from support.stubbed_aws import ACCOUNT, DENIED, REGION, pages, run

from scanner.collectors.formkiq import FORMKIQ, INSTALLATION
from scanner.collectors.formkiq_sites import SITE
from scanner.collectors.options import Options

pytestmark = pytest.mark.usefixtures("aws_environment")


def test_an_installation_that_lost_its_parameters_is_found_by_its_root_stack() -> None:
    ran = collected(
        stacks={
            "Stacks": [
                stack(**OUTPUTS, HttpApiUrl="https://api.example.com", TypesenseKey="secret"),
                stack("formkiq-Storage-1AB", root="formkiq", DocumentsTableName="x"),
                stack("formkiq-Storage-1AB-Deep-2CD", root="formkiq"),
                stack("other-Nested-3EF", root="other"),
                stack("other", **dict(list(OUTPUTS.items())[1:])),
                stack("nested-copy", root="other", **OUTPUTS),
            ]
        }
    )
    fact = ran.one(INSTALLATION)
    assert fact.id == f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/formkiq/prod"
    assert fact.gaps == ()
    assert fact.config == {
        "environment": "prod",
        "found_by": ["stack"],
        "edition": None,
        "version": "1.19.0",
        "resources": {},
        "stacks": [
            {
                "arn": f"{STACKS}/formkiq/1",
                "nested_arns": [f"{STACKS}/formkiq-Storage-1AB-Deep-2CD/1", f"{STACKS}/formkiq-Storage-1AB/1"],
                "outputs": {name: value for name, value in OUTPUTS.items() if name != "AppEnvironment"},
            }
        ],
    }
    assert "secret" not in str(ran.facts)
    assert "api.example.com" not in str(ran.facts)
    assert ran.parameters("ssm:GetParameters") == []
    assert ran.parameters("cloudformation:DescribeStacks") == [{}]


def test_one_that_lost_these_too_is_found_by_tags() -> None:
    ran = collected(tags=tagged("green", "green", "no environment!", ""))
    fact = ran.one(INSTALLATION)
    assert (fact.name, fact.config["found_by"], fact.config["resources"], fact.config["stacks"]) == (
        "green",
        ["tags"],
        {},
        [],
    )
    assert (fact.gaps, ran.coverage.gaps) == ((), ())
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == [
        {"ResourcesPerPage": 100, "TagFilters": [{"Key": "Application", "Values": ["FormKiQ"]}]}
    ]


def test_what_all_three_ways_find_is_one_installation() -> None:
    ran = collected(
        {"Parameters": listed(*VALUES)},
        stacks={"Stacks": [stack(**OUTPUTS | {"FormKiQVersion": "1.18.0"})]},
        tags=tagged("prod", "dev"),
    )
    dev, prod = ran.all(INSTALLATION)
    assert (prod.config["found_by"], prod.config["version"]) == (["ssm", "stack", "tags"], "1.19.0")
    assert prod.config["stacks"][0]["outputs"]["FormKiQVersion"] == "1.18.0"
    assert prod.config["resources"]["s3/DocumentsS3Bucket"] == f"formkiq-core-prod-documents-{ACCOUNT}"
    assert (dev.config["environment"], dev.config["found_by"]) == ("dev", ["tags"])


def test_two_root_stacks_of_one_environment_are_both_told() -> None:
    stacks = [stack("b", **OUTPUTS), stack("a", **OUTPUTS | {"DocumentsTableName": "other"})]
    fact = collected(stacks={"Stacks": stacks}).one(INSTALLATION)
    assert [(each["arn"], each["outputs"]["DocumentsTableName"]) for each in fact.config["stacks"]] == [
        (f"{STACKS}/a/1", "other"),
        (f"{STACKS}/b/1", "formkiq-core-prod-documents"),
    ]


def test_an_output_that_is_no_name_is_not_kept() -> None:
    fact = collected(stacks={"Stacks": [stack(**OUTPUTS | {"DocumentsTableName": "key: MII+/="})]}).one(INSTALLATION)
    assert "DocumentsTableName" not in fact.config["stacks"][0]["outputs"]
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/stacks/0/outputs/DocumentsTableName", "error")]
    assert "MII" not in str(fact)

    ran = collected(stacks={"Stacks": [stack(**OUTPUTS | {"AppEnvironment": "what is this?"})]})
    assert ran.facts == []
    assert ran.gaps(INSTALLATION) == [
        ("cloudformation:DescribeStacks", "error", "malformed answer: AppEnvironment of formkiq is no environment")
    ]


@pytest.mark.parametrize("way", ["stacks", "tags"])
def test_a_way_that_is_closed_is_a_gap_on_what_the_others_found(way: str) -> None:
    ran = collected({"Parameters": listed(*VALUES)}, **{way: DENIED})
    fact = ran.one(INSTALLATION)
    operation = {"stacks": "cloudformation:DescribeStacks", "tags": "resourcegroupstaggingapi:GetResources"}[way]
    assert fact.config["found_by"] == ["ssm"]
    assert fact.config["stacks"] == (None if way == "stacks" else [])
    assert [(gap.path, gap.operation) for gap in fact.gaps] == [
        ("/config/found_by", operation),
        *([("/config/stacks", operation)] if way == "stacks" else []),
    ]
    assert [gap[:2] for gap in ran.gaps(INSTALLATION)] == [(operation, "access_denied")]
    assert [gap[:2] for gap in ran.gaps(SITE)] == ([] if way == "tags" else [(operation, "access_denied")])


def test_parameters_that_cannot_be_listed_leave_sites_to_miss() -> None:
    ran = collected(DENIED, tags=tagged("prod"))
    fact = ran.one(INSTALLATION)
    assert fact.config["found_by"] == ["tags"]
    assert [gap.path for gap in fact.gaps] == [
        f"/config/{field}" for field in ("found_by", "resources", "edition", "version")
    ]
    assert ran.gaps(INSTALLATION) == ran.gaps(SITE)
    assert ran.gaps(SITE) == [("ssm:DescribeParameters", "access_denied", "AccessDenied: not for you")]


def test_stacks_of_three_pages_and_one_that_fails() -> None:
    three = pages("Stacks", "NextToken", [stack(**OUTPUTS)], [stack("x")], [stack("formkiq-N", root="formkiq")])
    fact = collected(stacks=list(three)).one(INSTALLATION)
    assert fact.config["stacks"][0]["nested_arns"] == [f"{STACKS}/formkiq-N/1"]

    first, _ = pages("Stacks", "NextToken", [stack(**OUTPUTS)], [])
    fact = collected(stacks=[first, DENIED]).one(INSTALLATION)
    assert fact.config["found_by"] == ["stack"]
    assert [each["arn"] for each in fact.config["stacks"]] == [f"{STACKS}/formkiq/1"]
    assert [(gap.path, gap.detail) for gap in fact.gaps] == [
        ("/config/stacks", "partial, after 1 pages: AccessDenied: not for you")
    ]


def test_a_version_that_may_stand_where_nobody_can_look_is_unknown() -> None:
    fact = collected(DENIED, stacks={"Stacks": [stack(**OUTPUTS)]}).one(INSTALLATION)
    assert (fact.config["version"], fact.config["stacks"][0]["outputs"]["FormKiQVersion"]) == (None, "1.19.0")
    assert ("/config/version", "ssm:DescribeParameters") in [(gap.path, gap.operation) for gap in fact.gaps]

    for stacks in (DENIED, {"Stacks": [stack(**OUTPUTS | {"FormKiQVersion": "what is this?"})]}):
        parameters = {"Parameters": listed("/formkiq/prod/s3/DocumentsS3Bucket")}
        fact = collected(parameters, stacks=stacks).one(INSTALLATION)
        assert fact.config["version"] is None
        assert ("/config/version", "cloudformation:DescribeStacks") in [(gap.path, gap.operation) for gap in fact.gaps]


def test_answers_that_cannot_be_read_leave_the_kind_incomplete() -> None:
    ran = collected(stacks={"Stacks": [{"StackName": "x"}]}, tags={"ResourceTagMappingList": [{"ResourceARN": "x"}]})
    assert ran.gaps(INSTALLATION) == [
        ("cloudformation:DescribeStacks", "error", "malformed answer: no 'StackId'"),
        ("resourcegroupstaggingapi:GetResources", "error", "malformed answer: no 'Tags'"),
    ]


def test_the_calls_of_a_region_without_formkiq_and_with_it() -> None:
    assert sum(collected().coverage.calls.values()) == FORMKIQ.idle_calls == 3
    names = [*VALUES, *(f"/formkiq/prod/dynamodb/Extra{number}TableName" for number in range(6))]
    ran = run(
        FORMKIQ,
        {
            "ssm:DescribeParameters": {"Parameters": listed(*names)},
            "ssm:GetParameters": lambda asked: {
                "Parameters": [{"Name": name, "Value": VALUES.get(name, "x")} for name in asked["Names"]]
            },
            "cloudformation:DescribeStacks": {"Stacks": []},
            "resourcegroupstaggingapi:GetResources": {"ResourceTagMappingList": []},
            "s3:ListObjectsV2": {},
            "cognito-idp:ListGroups": {"Groups": []},
            "dynamodb:Query": {"Items": []},
        },
        options=Options(formkiq_site_config=True),
    )
    assert sum(ran.coverage.calls.values()) == FORMKIQ.idle_calls + FORMKIQ.calls_each[INSTALLATION]
