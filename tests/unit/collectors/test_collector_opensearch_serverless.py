from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT
from support.opensearch_answers import COLLECTIONS, detail, serverless, summary
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Refusal, pages

from scanner.collectors.opensearch_serverless import COLLECTION, GET_COLLECTIONS, OPENSEARCH_SERVERLESS

pytestmark = pytest.mark.usefixtures("aws_environment")


def test_a_collection_of_which_aws_tells_everything() -> None:
    key = "arn:aws:kms:::key/k"
    told = detail(kmsKeyArn=key, deletionProtection="ENABLED", collectionEndpoint="https://c", description="of ours")
    tags = [{"ResourceARN": f"{COLLECTIONS}/07tjusf2h91cunochc", "Tags": [{"Key": "stack", "Value": "formkiq"}]}]
    ran = serverless(BatchGetCollection={"collectionDetails": [told]}, tags={"ResourceTagMappingList": tags})
    fact = ran.one(COLLECTION)
    assert (fact.id, fact.name) == (f"{COLLECTIONS}/07tjusf2h91cunochc", "search")
    assert (fact.account, fact.region) == (ACCOUNT, REGION)
    assert (fact.tags, fact.gaps) == ({"stack": "formkiq"}, ())
    assert fact.config == {
        "status": "ACTIVE",
        "type": "SEARCH",
        "created_at": AT,
        "key_arn": key,
        "standby_replicas": True,
        "deletion_protection": True,
    }
    assert ran.coverage.gaps == ()
    assert ran.coverage.calls == {
        "opensearchserverless:BatchGetCollection": OPENSEARCH_SERVERLESS.calls_each[COLLECTION],
        "opensearchserverless:ListCollections": OPENSEARCH_SERVERLESS.idle_calls,
        "resourcegroupstaggingapi:GetResources": 1,
    }


def test_a_collection_of_which_aws_tells_least() -> None:
    told = {"id": "07tjusf2h91cunochc", "kmsKeyArn": "auto", "standbyReplicas": "DISABLED"}
    fact = serverless(BatchGetCollection={"collectionDetails": [told]}).one(COLLECTION)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "status": "ACTIVE",
        **dict.fromkeys(("type", "created_at", "key_arn", "deletion_protection")),
        "standby_replicas": False,
    }


def test_a_region_without_collections_takes_one_call() -> None:
    ran = serverless(ListCollections={"collectionSummaries": []})
    assert ran.facts == []
    assert ran.coverage.calls == {"opensearchserverless:ListCollections": OPENSEARCH_SERVERLESS.idle_calls}


def test_a_hundred_collections_are_described_at_a_time_over_three_pages() -> None:
    every = [summary(f"id{number:03}", f"c{number:03}") for number in range(205)]
    ran = serverless(
        ListCollections=list(pages("collectionSummaries", "nextToken", every[:100], every[100:200], every[200:])),
        BatchGetCollection=lambda asked: {"collectionDetails": [detail(each) for each in asked["ids"]]},
    )
    assert [fact.name for fact in ran.facts] == [each["name"] for each in every]
    assert [len(asked["ids"]) for asked in ran.parameters("opensearchserverless:BatchGetCollection")] == [100, 100, 5]
    assert [asked["maxResults"] for asked in ran.parameters("opensearchserverless:ListCollections")] == [100] * 3


@pytest.mark.parametrize(
    ("answer", "reason", "why"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        (Refusal("ThrottlingException", "slow"), "throttled", "ThrottlingException: slow"),
        ({}, "error", "malformed answer: no 'collectionDetails'"),
        (
            {"collectionDetails": []},
            "error",
            "malformed answer: the collection was asked for, and is not answered",
        ),
        (
            {"collectionDetails": [detail(standbyReplicas="PERHAPS")]},
            "error",
            "malformed answer: unknown value 'PERHAPS'",
        ),
        ({"collectionDetails": [detail(createdDate=10**400)]}, "error", "malformed answer: [removed] is no time"),
        (
            {
                "collectionDetails": [],
                "collectionErrorDetails": [
                    {"id": "07tjusf2h91cunochc", "errorCode": "INTERNAL", "errorMessage": "not now"}
                ],
            },
            "error",
            "INTERNAL: not now",
        ),
    ],
)
def test_a_collection_that_cannot_be_described_is_kept_with_its_gaps(answer: Any, reason: str, why: str) -> None:
    ran = serverless(BatchGetCollection=answer, checked=False)
    fact = ran.one(COLLECTION)
    assert fact.config == {"status": "ACTIVE", **dict.fromkeys(GET_COLLECTIONS.fields)}
    assert [gap.path for gap in fact.gaps] == [f"/config/{name}" for name in GET_COLLECTIONS.fields]
    assert {(gap.operation, gap.reason) for gap in fact.gaps} == {("opensearchserverless:BatchGetCollection", reason)}
    assert all(gap.detail.startswith(why) for gap in fact.gaps)
    assert ran.coverage.gaps == ()


def test_a_collection_that_was_deleted_since_it_was_listed() -> None:
    error = {"id": "07tjusf2h91cunochc", "errorCode": "NOT_FOUND", "errorMessage": "no such collection"}
    ran = serverless(BatchGetCollection={"collectionDetails": [], "collectionErrorDetails": [error]})
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_collections_that_cannot_be_listed() -> None:
    ran = serverless(ListCollections=DENIED)
    assert ran.facts == []
    why = ("opensearchserverless:ListCollections", "access_denied", "AccessDenied: not for you")
    assert ran.gaps(COLLECTION) == [why]


def test_an_entry_of_the_listing_that_cannot_be_read_leaves_the_others() -> None:
    listed = [{"name": "torn"}, 5, summary() | {"id": []}, summary()]
    ran = serverless(ListCollections={"collectionSummaries": listed}, checked=False)
    assert [fact.name for fact in ran.facts] == ["search"]
    assert {gap[:2] for gap in ran.gaps(COLLECTION)} == {("opensearchserverless:ListCollections", "error")}
    assert len(ran.gaps(COLLECTION)) == 3


def test_tags_that_cannot_be_listed() -> None:
    fact = serverless(tags=DENIED).one(COLLECTION)
    assert fact.tags is None
    assert [gap.path for gap in fact.gaps] == ["/tags"]
