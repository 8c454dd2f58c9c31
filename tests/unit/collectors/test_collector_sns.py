from __future__ import annotations

from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.sns import SNS, TOPIC
from scanner.facts import encode

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}"
COUNTED = {"SubscriptionsConfirmed": "0", "SubscriptionsPending": "0", "SubscriptionsDeleted": "0"}
COUNTS = {"subscriptions_confirmed", "subscriptions_pending", "subscriptions_deleted"}
SECRET = "https://hooks.example.com/?token=hush"


def sns(
    *names: str,
    attributes: Any = None,
    subscriptions: Any = None,
    tags: Any = None,
    checked: bool = True,
    **changes: Any,
) -> Ran:
    """The topics named; of each, the attributes; what the account has subscribed to."""
    answers = {
        "sns:ListTopics": changes.get("ListTopics", {"Topics": [{"TopicArn": f"{ARN}:{name}"} for name in names]}),
        "sns:GetTopicAttributes": {"Attributes": COUNTED} if attributes is None else attributes,
        "sns:ListSubscriptions": {"Subscriptions": []} if subscriptions is None else subscriptions,
        "resourcegroupstaggingapi:GetResources": tags or {"ResourceTagMappingList": []},
    }
    return run(SNS, answers, checked=checked)


def subscription(protocol: str, topic: str = "alerts", arn: str = "") -> dict[str, str]:
    return {
        "TopicArn": f"{ARN}:{topic}",
        "Protocol": protocol,
        "SubscriptionArn": arn or f"{ARN}:{topic}:80289ba6-0fd4-4079-afb4-ce8c8260f0ca",
        "Owner": ACCOUNT,
        "Endpoint": SECRET,
    }


def test_a_topic_of_which_aws_tells_everything() -> None:
    attributes = {
        "TopicArn": f"{ARN}:alerts",
        "Owner": ACCOUNT,
        "DisplayName": SECRET,
        "Policy": "{}",
        "SubscriptionsConfirmed": "4",
        "SubscriptionsPending": "1",
        "SubscriptionsDeleted": "2",
        "KmsMasterKeyId": "alias/topics",
        "FifoTopic": "true",
    }
    listed = [
        subscription("sqs"),
        subscription("email"),
        subscription("email"),
        subscription("https", arn="PendingConfirmation"),
        subscription("lambda", arn="Deleted"),
        subscription("lambda", topic="others"),
    ]
    tags = {"ResourceTagMappingList": [{"ResourceARN": f"{ARN}:alerts", "Tags": [{"Key": "k", "Value": "v"}]}]}
    ran = sns("alerts", attributes={"Attributes": attributes}, subscriptions={"Subscriptions": listed}, tags=tags)
    fact = ran.one(TOPIC)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{ARN}:alerts", "alerts", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps, ran.coverage.gaps) == ({"k": "v"}, (), ())
    assert fact.config == {
        "subscriptions_confirmed": 4,
        "subscriptions_pending": 1,
        "subscriptions_deleted": 2,
        "protocols": [
            {"protocol": "email", "subscriptions_confirmed": 2},
            {"protocol": "sqs", "subscriptions_confirmed": 1},
        ],
        "kms_key_id": "alias/topics",
        "fifo": True,
    }
    assert b"hush" not in encode(fact)


def test_a_topic_of_which_aws_tells_least() -> None:
    fact = sns("alerts").one(TOPIC)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {**dict.fromkeys(COUNTS, 0), "protocols": [], "kms_key_id": None, "fifo": False}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(Refusal("AuthorizationError", status=403), "access_denied"), (Refusal("Throttling"), "throttled"), ({}, "error")],
)
def test_attributes_that_cannot_be_read_are_gaps(answer: Answer, reason: str) -> None:
    ran = sns("alerts", attributes=answer)
    fact = ran.one(TOPIC)
    unread = COUNTS | {"kms_key_id", "fifo"}
    assert dict(fact.config) == {**dict.fromkeys(unread), "protocols": []}
    assert {(gap.path, gap.operation, gap.reason) for gap in fact.gaps} == {
        (f"/config/{field}", "sns:GetTopicAttributes", reason) for field in unread
    }
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize(
    ("attributes", "fields"),
    [
        ({"SubscriptionsConfirmed": "3"}, COUNTS),
        (COUNTED | {"SubscriptionsPending": "some"}, COUNTS),
        (COUNTED | {"FifoTopic": "perhaps"}, {"kms_key_id", "fifo"}),
    ],
)
def test_what_cannot_be_read_of_the_attributes_leaves_the_rest(attributes: dict[str, str], fields: set[str]) -> None:
    fact = sns("alerts", attributes={"Attributes": attributes}).one(TOPIC)
    assert {gap.path for gap in fact.gaps} == {f"/config/{field}" for field in fields}
    assert all(fact.config[field] is None for field in fields)


@pytest.mark.parametrize("code", ["NotFound", "NotFoundException"])
def test_a_topic_that_vanished_is_dropped_and_counted(code: str) -> None:
    ran = sns("alerts", attributes=Refusal(code, status=404))
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


@pytest.mark.parametrize(
    ("subscriptions", "reason"),
    [
        (DENIED, "access_denied"),
        ([next(pages("Subscriptions", "NextToken", [subscription("email")], [])), DENIED], "access_denied"),
        ({}, "error"),
        ({"Subscriptions": [subscription("email"), {"TopicArn": f"{ARN}:alerts", "Protocol": "sms"}]}, "error"),
        ({"Subscriptions": [None]}, "error"),
    ],
)
def test_subscriptions_that_are_not_all_listed_are_a_gap_on_every_topic(subscriptions: Any, reason: str) -> None:
    ran = sns("alerts", "others", subscriptions=subscriptions, checked=False)
    for fact in ran.all(TOPIC):
        assert fact.config["protocols"] is None
        assert fact.config["subscriptions_confirmed"] == 0
        assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
            ("/config/protocols", "sns:ListSubscriptions", reason)
        ]
    assert len(ran.all(TOPIC)) == 2
    assert ran.coverage.gaps == ()


def test_subscriptions_are_listed_once_and_through_all_pages() -> None:
    listed = pages("Subscriptions", "NextToken", *([subscription("email")] * 2, [], [subscription("email")]))
    ran = sns("alerts", "others", subscriptions=list(listed))
    assert [fact.config["protocols"] for fact in ran.all(TOPIC)] == [
        [{"protocol": "email", "subscriptions_confirmed": 3}],
        [],
    ]
    assert [set(asked) for asked in ran.parameters("sns:ListSubscriptions")] == [set(), {"NextToken"}, {"NextToken"}]


def test_without_topics_nothing_else_is_asked() -> None:
    ran = sns()
    assert (ran.facts, ran.coverage.gaps) == ([], ())
    assert sum(ran.coverage.calls.values()) == SNS.idle_calls


def test_three_topics_take_as_many_calls_as_declared() -> None:
    ran = sns("a", "b", "c")
    assert ran.coverage.calls == {
        "resourcegroupstaggingapi:GetResources": 1,
        "sns:GetTopicAttributes": 3 * SNS.calls_each[TOPIC],
        "sns:ListSubscriptions": 1,
        "sns:ListTopics": 1,
    }
    assert ran.parameters("resourcegroupstaggingapi:GetResources")[0]["ResourceTypeFilters"] == ["sns"]


def test_topics_of_three_pages() -> None:
    arns = [{"TopicArn": f"{ARN}:topic-{number}"} for number in range(5)]
    ran = sns(ListTopics=list(pages("Topics", "NextToken", arns[:2], arns[2:4], arns[4:])))
    assert [fact.id for fact in ran.all(TOPIC)] == [entry["TopicArn"] for entry in arns]


@pytest.mark.parametrize(
    ("listing", "reason", "detail"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        ({}, "error", "malformed answer: no Topics"),
        ({"Topics": [{}]}, "error", "malformed answer: no 'TopicArn'"),
    ],
)
def test_a_listing_that_cannot_be_read_is_a_gap_on_the_kind(listing: Answer, reason: str, detail: str) -> None:
    ran = sns(ListTopics=listing)
    assert (ran.facts, ran.gaps(TOPIC)) == ([], [("sns:ListTopics", reason, detail)])


def test_tags_that_may_not_be_read_are_a_gap() -> None:
    fact = sns("alerts", tags=DENIED).one(TOPIC)
    assert fact.tags is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/tags", "access_denied")]
