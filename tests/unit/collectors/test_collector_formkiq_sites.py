from __future__ import annotations

from typing import Any

import pytest
from support.formkiq_answers import NO_STACKS, OUTPUTS, VALUES, listed, parameter_values, stack, tagged
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.formkiq import FORMKIQ, INSTALLATION
from scanner.collectors.formkiq_sites import SITE
from scanner.collectors.options import DEFAULTS, Options

pytestmark = pytest.mark.usefixtures("aws_environment")

BUCKET, POOL = f"formkiq-core-prod-documents-{ACCOUNT}", "eu-west-1_AbCdEf"
INSTALLED = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/formkiq/prod"
DOCUMENT = "9c5a1b9e-7a31-4b52-9d0e-2f6c1a7b8e90"
ASKED = Options(formkiq_site_config=True)
UNSET = {"disposition_action": None, "soft_delete_retention_days": None, "document_time_to_live": None}
NOT_ASKED = ("/config/settings", "", "not_collected", "not read without --formkiq-site-config")


def prefixes(*names: str) -> Answer:
    return {"CommonPrefixes": [{"Prefix": f"{name}/"} for name in names], "Contents": []}


def groups(*names: str) -> Answer:
    return {"Groups": [{"GroupName": name} for name in names]}


def item(site: str, **settings: Any) -> dict[str, Any]:
    return {"SK": {"S": site}} | settings


def collected(*, options: Options = DEFAULTS, **others: Any) -> Ran:
    answers = {
        "ssm:DescribeParameters": others.get("parameters", {"Parameters": listed(*VALUES)}),
        "ssm:GetParameters": others.get("values", parameter_values),
        "cloudformation:DescribeStacks": others.get("stacks", NO_STACKS),
        "resourcegroupstaggingapi:GetResources": others.get("tags", {"ResourceTagMappingList": []}),
        "s3:ListObjectsV2": others.get("prefixes", prefixes()),
        "cognito-idp:ListGroups": others.get("groups", groups()),
        "dynamodb:Query": others.get("items", {"Items": []}),
    }
    return run(FORMKIQ, answers, checked=others.get("checked", True), options=options)


def told(ran: Ran) -> dict[str, tuple[list[str], bool]]:
    return {fact.name: (fact.config["seen_in"], fact.config["certain"]) for fact in ran.all(SITE)}


def test_sites_are_seen_in_prefixes_and_groups() -> None:
    ran = collected(prefixes=prefixes("acme", "north"), groups=groups("acme", "acme_read", "default", "south_govern"))
    assert told(ran) == {
        "acme": (["prefix", "group"], True),
        "default": (["group"], True),
        "north": (["prefix"], False),
        "south": (["group"], True),
    }
    fact = ran.all(SITE)[0]
    assert (fact.id, fact.tags) == (f"{INSTALLED}/site/acme", {})
    assert fact.config == {
        "installation": INSTALLED,
        "environment": "prod",
        "site_id": "acme",
        "seen_in": ["prefix", "group"],
        "certain": True,
        "settings": None,
    }
    assert [(gap.path, gap.operation, gap.reason, gap.detail) for gap in fact.gaps] == [NOT_ASKED]
    assert ran.parameters("s3:ListObjectsV2") == [{"MaxKeys": 1000, "Bucket": BUCKET, "Delimiter": "/"}]
    assert ran.parameters("cognito-idp:ListGroups") == [{"Limit": 60, "UserPoolId": POOL}]
    assert ran.parameters("dynamodb:Query") == []
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize("name", ["Admins", "authentication_only", "global", "API_KEY", ""])
def test_reserved_names_are_no_sites(name: str) -> None:
    ran = collected(
        prefixes=prefixes(name),
        groups=groups(name, *([f"{name}_read"] if name in {"global", "API_KEY"} else [])),
        items={"Items": [item(name)]},
        options=ASKED,
        checked=bool(name),
    )
    assert told(ran) == {}


def test_a_document_of_the_default_site_with_artifacts_is_no_site_unless_something_else_says_so() -> None:
    assert told(collected(prefixes=prefixes(DOCUMENT, DOCUMENT.upper(), DOCUMENT.replace("-", "")))) == {}
    assert told(collected(prefixes=prefixes(DOCUMENT, f"{DOCUMENT}0"), groups=groups(f"{DOCUMENT}_read"))) == {
        DOCUMENT: (["prefix", "group"], True),
        f"{DOCUMENT}0": (["prefix"], False),
    }


def test_every_page_of_prefixes_and_groups_is_read() -> None:
    by_prefix = pages(
        "CommonPrefixes", "NextContinuationToken", [{"Prefix": "a/"}], [{"Prefix": "b/"}], [{"Prefix": "c/"}]
    )
    by_group = pages("Groups", "NextToken", [{"GroupName": "d"}], [{"GroupName": "e"}], [{"GroupName": "f"}])
    assert list(told(collected(prefixes=list(by_prefix), groups=list(by_group)))) == list("abcdef")


def test_pages_without_prefixes_hold_documents_of_the_default_site() -> None:
    answers: list[Answer] = [{"KeyCount": 1000, "NextContinuationToken": "x"}, prefixes("acme")]
    assert list(told(collected(prefixes=answers))) == ["acme"]


def test_a_bucket_full_of_documents_of_the_default_site_ends_with_a_gap() -> None:
    numbers = iter(range(1000))

    def page(_: Any) -> Answer:
        number = next(numbers)
        return {"CommonPrefixes": [{"Prefix": f"site-{number}/"}], "NextContinuationToken": f"{number}"}

    ran = collected(prefixes=page)
    assert (len(ran.parameters("s3:ListObjectsV2")), len(ran.all(SITE))) == (101, 100)
    assert ran.gaps(SITE) == [
        ("s3:ListObjectsV2", "not_collected", f"prod: only the first 100 pages of {BUCKET} were looked at")
    ]


@pytest.mark.parametrize(("answer", "reason"), [(DENIED, "access_denied"), (Refusal("SlowDown"), "throttled")])
def test_what_cannot_be_listed_leaves_the_kind_and_what_was_seen_elsewhere_incomplete(
    answer: Answer, reason: str
) -> None:
    ran = collected(prefixes=answer, groups=groups("acme"))
    assert [gap[:2] for gap in ran.gaps(SITE)] == [("s3:ListObjectsV2", reason)]
    fact = ran.one(SITE)
    assert (fact.config["seen_in"], fact.config["certain"]) == (["group"], True)
    assert [(gap.path, gap.reason) for gap in fact.gaps[:-1]] == [("/config/seen_in", reason)]

    ran = collected(prefixes=prefixes("acme", DOCUMENT), groups=answer)
    assert [gap[:2] for gap in ran.gaps(SITE)] == [("cognito-idp:ListGroups", reason)]
    fact = ran.one(SITE)
    assert (fact.config["seen_in"], fact.config["certain"]) == (["prefix"], None)
    assert [gap.path for gap in fact.gaps] == ["/config/seen_in", "/config/certain", "/config/settings"]


def test_a_bucket_and_a_pool_that_are_gone_hold_no_sites() -> None:
    ran = collected(
        prefixes=Refusal("NoSuchBucket", status=404),
        groups=Refusal("ResourceNotFoundException"),
        items=Refusal("ResourceNotFoundException"),
        options=ASKED,
    )
    assert (ran.all(SITE), ran.coverage.gaps) == ([], ())


def test_entries_that_cannot_be_read_leave_the_kind_incomplete() -> None:
    ran = collected(
        prefixes={"CommonPrefixes": [{}, {"Prefix": "a/"}]},
        groups={"Groups": [{"GroupName": 5}, {"GroupName": "b"}]},
        checked=False,
    )
    assert list(told(ran)) == ["a", "b"]
    assert [gap[:2] for gap in ran.gaps(SITE)] == [("cognito-idp:ListGroups", "error"), ("s3:ListObjectsV2", "error")]


# --- which bucket, pool and table


def test_what_the_stack_names_is_looked_into_where_the_parameters_are_lost() -> None:
    ran = collected(
        parameters={"Parameters": []},
        stacks={"Stacks": [stack(**OUTPUTS | {"DocumentsS3Buckets": "theirs"})]},
        prefixes=prefixes("acme"),
        items={"Items": [item("acme")]},
        options=ASKED,
    )
    assert list(told(ran)) == ["acme"]
    assert [asked["Bucket"] for asked in ran.parameters("s3:ListObjectsV2")] == ["theirs"]
    assert [asked["TableName"] for asked in ran.parameters("dynamodb:Query")] == ["formkiq-core-prod-documents"]


def test_where_both_are_there_and_differ_both_are_looked_into() -> None:
    ran = collected(stacks={"Stacks": [stack(**OUTPUTS | {"DocumentsS3Buckets": "theirs"})]})
    assert [asked["Bucket"] for asked in ran.parameters("s3:ListObjectsV2")] == [BUCKET, "theirs"]
    assert len(ran.parameters("cognito-idp:ListGroups")) == 1


def test_an_installation_whose_bucket_or_pool_nothing_names_has_sites_that_nobody_knows() -> None:
    ran = collected(parameters={"Parameters": listed("/formkiq/prod/version")})
    assert ran.gaps(SITE) == [
        ("", "not_found", "prod: neither parameter cognito/UserPoolId nor output CognitoUserPoolId"),
        ("", "not_found", "prod: neither parameter s3/DocumentsS3Bucket nor output DocumentsS3Buckets"),
    ]
    ran = collected(values=DENIED)
    assert {gap[:2] for gap in ran.gaps(SITE)} == {("ssm:GetParameters", "access_denied")}


def test_a_site_may_have_been_seen_too_where_nothing_names_what_to_look_into() -> None:
    fact = collected(
        parameters={"Parameters": listed("/formkiq/prod/s3/DocumentsS3Bucket")},
        prefixes=prefixes("acme"),
        options=ASKED,
    ).one(SITE)
    assert (fact.config["seen_in"], fact.config["certain"], fact.config["settings"]) == (["prefix"], None, None)
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [
        ("/config/seen_in", "not_found"),
        ("/config/certain", "not_found"),
        ("/config/seen_in", "not_found"),
        ("/config/certain", "not_found"),
        ("/config/settings", "not_found"),
    ]


def test_what_is_known_by_tags_alone_has_no_sites_to_miss() -> None:
    ran = collected(parameters={"Parameters": []}, tags=tagged("prod"), options=ASKED)
    assert (len(ran.all(INSTALLATION)), ran.all(SITE), ran.coverage.gaps) == (1, [], ())
    assert sum(ran.coverage.calls.values()) == FORMKIQ.idle_calls


# --- settings


def test_settings_are_read_when_asked_for() -> None:
    ran = collected(
        groups=groups("acme", "bare"),
        items={
            "Items": [
                item(
                    "acme",
                    documentDispositionAction={"S": "SOFT_DELETE"},
                    documentSoftDeleteRetentionInDays={"N": "-1"},
                    DocumentTimeToLive={"S": "86400"},
                ),
                item("default", DocumentTimeToLive={"NULL": True}),
            ]
        },
        options=ASKED,
    )
    assert {fact.name: fact.config["settings"] for fact in ran.all(SITE)} == {
        "acme": {
            "disposition_action": "SOFT_DELETE",
            "soft_delete_retention_days": -1,
            "document_time_to_live": "86400",
        },
        "bare": UNSET,
        "default": UNSET,
    }
    assert told(ran)["default"] == (["configuration"], True)
    assert [fact.gaps for fact in ran.all(SITE)] == [(), (), ()]


def test_of_the_items_that_hold_secrets_nothing_else_is_asked_for_or_kept() -> None:
    secret = {"docusignRsaPrivateKey": {"S": "MIIsecret"}, "ChatGptApiKey": {"S": "sk-secret"}}
    ran = collected(items={"Items": [item("acme", **secret)]}, options=ASKED)
    (asked,) = ran.parameters("dynamodb:Query")
    assert asked == {
        "TableName": "formkiq-core-prod-documents",
        "KeyConditionExpression": "PK = :configs",
        "ExpressionAttributeValues": {":configs": {"S": "configs#"}},
        "ProjectionExpression": "SK, documentDispositionAction, documentSoftDeleteRetentionInDays, DocumentTimeToLive",
        "Select": "SPECIFIC_ATTRIBUTES",
    }
    assert "secret" not in str(ran.facts)


@pytest.mark.parametrize(
    "settings",
    [
        {"documentDispositionAction": {"S": "-----BEGIN PRIVATE KEY-----\nMII"}},
        {"documentSoftDeleteRetentionInDays": {"S": "MII/ninety"}},
        {"documentSoftDeleteRetentionInDays": {"N": "7.5"}},
        {"DocumentTimeToLive": {"M": {"MII": {"S": "x"}}}},
        {"DocumentTimeToLive": {}},
    ],
)
def test_a_setting_that_is_none_is_not_kept(settings: dict[str, Any]) -> None:
    ran = collected(items={"Items": [item("acme", **settings), item("b")]}, options=ASKED, checked=False)
    odd, other = ran.all(SITE)
    assert (odd.config["settings"], [(gap.path, gap.reason) for gap in odd.gaps]) == (
        None,
        [("/config/settings", "error")],
    )
    assert (other.config["settings"] is None, other.gaps) == (False, ())
    assert "MII" not in str(ran.facts)


def test_settings_of_several_pages_and_of_more_than_anybody_has() -> None:
    key = {"PK": {"S": "configs#"}, "SK": {"S": "a"}}
    ran = collected(items=[{"Items": [item("a")], "LastEvaluatedKey": key}, {"Items": [item("b")]}], options=ASKED)
    assert list(told(ran)) == ["a", "b"]
    assert [asked.get("ExclusiveStartKey") for asked in ran.parameters("dynamodb:Query")] == [None, key]

    ran = collected(items={"Items": [item("a")], "LastEvaluatedKey": key}, groups=groups("b"), options=ASKED)
    assert len(ran.parameters("dynamodb:Query")) == 20
    assert ran.gaps(SITE) == [("dynamodb:Query", "not_collected", "prod: only the first 20 pages were read")]
    a, b = ran.all(SITE)
    assert (a.config["settings"] is None, b.config["settings"]) == (False, None)
    assert [gap.path for gap in b.gaps] == ["/config/seen_in", "/config/settings"]


@pytest.mark.parametrize(("answer", "reason"), [(DENIED, "access_denied"), ({"Items": [{}]}, "error"), ({}, "error")])
def test_settings_that_cannot_be_read_are_gaps(answer: Answer, reason: str) -> None:
    ran = collected(items=answer, groups=groups("acme"), options=ASKED, checked=False)
    fact = ran.one(SITE)
    assert fact.config["settings"] is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/seen_in", reason), ("/config/settings", reason)]
    assert [gap[:2] for gap in ran.gaps(SITE)] == [("dynamodb:Query", reason)]
