from __future__ import annotations

import json
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.sqs import QUEUE, SQS

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}"
URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}"
LEAST = {"CreatedTimestamp": "1772337906", "MessageRetentionPeriod": "345600"}
THROTTLED = Refusal("RequestThrottled", "slow down", 403)
FIELDS = {
    "created_at",
    "fifo",
    "retention_seconds",
    "visibility_timeout_seconds",
    "delay_seconds",
    "messages_visible",
    "messages_not_visible",
    "messages_delayed",
    "encryption",
    "redrive",
    "redrive_allow",
}


def sqs(
    *names: str,
    attributes: Any = None,
    listing: Any = None,
    tags: Any = None,
    checked: bool = True,
) -> Ran:
    """The queues named, or what a listing answers; of each, the attributes."""
    answers = {
        "sqs:ListQueues": listing or {"QueueUrls": [f"{URL}/{name}" for name in names]},
        "sqs:GetQueueAttributes": {"Attributes": LEAST} if attributes is None else attributes,
        "resourcegroupstaggingapi:GetResources": tags or {"ResourceTagMappingList": []},
    }
    return run(SQS, answers, checked=checked)


def told(**attributes: str) -> dict[str, Any]:
    """The configuration of a queue with these attributes beside the least."""
    return dict(sqs("work", attributes={"Attributes": LEAST | attributes}).one(QUEUE).config)


def test_a_queue_of_which_aws_tells_everything() -> None:
    attributes = LEAST | {
        "QueueArn": f"{ARN}:work.fifo",
        "LastModifiedTimestamp": "1772337907",
        "Policy": json.dumps({"Statement": [{"Effect": "Allow", "Condition": {"StringEquals": {"x": "hush"}}}]}),
        "FifoQueue": "true",
        "VisibilityTimeout": "30",
        "DelaySeconds": "5",
        "ApproximateNumberOfMessages": "7",
        "ApproximateNumberOfMessagesNotVisible": "2",
        "ApproximateNumberOfMessagesDelayed": "1",
        "KmsMasterKeyId": "alias/queues",
        "SqsManagedSseEnabled": "false",
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": f"{ARN}:dead.fifo", "maxReceiveCount": 3}),
        "RedriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [f"{ARN}:a.fifo"]}),
    }
    tags = {"ResourceTagMappingList": [{"ResourceARN": f"{ARN}:work.fifo", "Tags": [{"Key": "k", "Value": "v"}]}]}
    ran = sqs("work.fifo", attributes={"Attributes": attributes}, tags=tags)
    fact = ran.one(QUEUE)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{ARN}:work.fifo", "work.fifo", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps, ran.coverage.gaps) == ({"k": "v"}, (), ())
    assert fact.config == {
        "created_at": "2026-03-01T04:05:06Z",
        "fifo": True,
        "retention_seconds": 345600,
        "visibility_timeout_seconds": 30,
        "delay_seconds": 5,
        "messages_visible": 7,
        "messages_not_visible": 2,
        "messages_delayed": 1,
        "encryption": {"type": "KMS", "key_id": "alias/queues"},
        "redrive": {"configured": True, "dead_letter_queue_arn": f"{ARN}:dead.fifo", "max_receive_count": 3},
        "redrive_allow": {
            "configured": True,
            "permission": "byQueue",
            "source_queue_arns": [f"{ARN}:a.fifo"],
        },
    }
    assert ran.parameters("sqs:ListQueues") == [{"MaxResults": 1000}]
    assert ran.parameters("sqs:GetQueueAttributes") == [
        {"QueueUrl": f"{URL}/work.fifo", "AttributeNames": ["All"]},
    ]


def test_a_queue_of_which_aws_tells_least() -> None:
    fact = sqs("work").one(QUEUE)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "created_at": "2026-03-01T04:05:06Z",
        "fifo": False,
        "retention_seconds": 345600,
        **dict.fromkeys(("visibility_timeout_seconds", "delay_seconds")),
        **dict.fromkeys(("messages_visible", "messages_not_visible", "messages_delayed")),
        "encryption": {"type": None, "key_id": None},
        "redrive": {"configured": False, "dead_letter_queue_arn": None, "max_receive_count": None},
        "redrive_allow": {"configured": False, "permission": "allowAll", "source_queue_arns": []},
    }


@pytest.mark.parametrize(("managed", "kind"), [("true", "SSE_SQS"), ("false", "NONE")])
def test_encryption_without_a_key(managed: str, kind: str) -> None:
    assert told(SqsManagedSseEnabled=managed)["encryption"] == {"type": kind, "key_id": None}


def test_a_receive_count_may_be_text_and_a_removed_policy_is_none() -> None:
    policy = json.dumps({"deadLetterTargetArn": f"{ARN}:dead", "maxReceiveCount": "5"})
    assert told(RedrivePolicy=policy)["redrive"]["max_receive_count"] == 5
    assert told(RedrivePolicy="")["redrive"]["configured"] is False


@pytest.mark.parametrize("permission", ["allowAll", "denyAll"])
def test_who_may_send_dead_letters_without_naming_queues(permission: str) -> None:
    allowed = told(RedriveAllowPolicy=json.dumps({"redrivePermission": permission}))["redrive_allow"]
    assert allowed == {"configured": True, "permission": permission, "source_queue_arns": []}


def test_a_fraction_of_a_second_is_left_out() -> None:
    assert told(CreatedTimestamp="1772337906.987")["created_at"] == "2026-03-01T04:05:06Z"


@pytest.mark.parametrize(("answer", "reason"), [(DENIED, "access_denied"), (THROTTLED, "throttled"), ({}, "error")])
def test_attributes_that_cannot_be_read_are_gaps(answer: Answer, reason: str) -> None:
    ran = sqs("work", attributes=answer)
    fact = ran.one(QUEUE)
    assert fact.id == f"{ARN}:work"
    assert dict(fact.config) == dict.fromkeys(FIELDS)
    assert {(gap.path, gap.operation, gap.reason) for gap in fact.gaps} == {
        (f"/config/{field}", "sqs:GetQueueAttributes", reason) for field in FIELDS
    }
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("CreatedTimestamp", "yesterday", {"created_at"}),
        ("CreatedTimestamp", "9" * 30, {"created_at"}),
        ("CreatedTimestamp", "9" * 18, {"created_at"}),
        ("MessageRetentionPeriod", "", FIELDS - {"created_at", "encryption", "redrive", "redrive_allow"}),
        ("SqsManagedSseEnabled", "maybe", {"encryption"}),
        ("RedrivePolicy", "{", {"redrive"}),
        ("RedrivePolicy", "[]", {"redrive"}),
        ("RedrivePolicy", '{"deadLetterTargetArn": "arn:x"}', {"redrive"}),
        ("RedrivePolicy", '{"deadLetterTargetArn": "arn:x", "maxReceiveCount": null}', {"redrive"}),
        ("RedriveAllowPolicy", "nonsense", {"redrive_allow"}),
        ("RedriveAllowPolicy", '{"redrivePermission": "someOfThem"}', {"redrive_allow"}),
        ("RedriveAllowPolicy", '{"redrivePermission": []}', {"redrive_allow"}),
    ],
)
def test_what_cannot_be_read_of_the_attributes_leaves_the_rest(name: str, value: str, fields: set[str]) -> None:
    fact = sqs("work", attributes={"Attributes": LEAST | {name: value}}).one(QUEUE)
    assert {gap.path for gap in fact.gaps} == {f"/config/{field}" for field in fields}
    assert all(fact.config[field] is None for field in fields)
    assert {gap.reason for gap in fact.gaps} == {"error"}


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"])
def test_a_queue_that_vanished_is_dropped_and_counted(code: str) -> None:
    ran = sqs("work", attributes=Refusal(code))
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_a_region_without_queues_answers_without_a_list() -> None:
    ran = sqs(listing=[{}])
    assert (ran.facts, ran.coverage.gaps) == ([], ())
    assert sum(ran.coverage.calls.values()) == SQS.idle_calls


def test_three_queues_take_as_many_calls_as_declared() -> None:
    ran = sqs("a", "b", "c")
    assert ran.coverage.calls == {
        "resourcegroupstaggingapi:GetResources": 1,
        "sqs:GetQueueAttributes": 3 * SQS.calls_each[QUEUE],
        "sqs:ListQueues": 1,
    }
    assert ran.parameters("resourcegroupstaggingapi:GetResources")[0]["ResourceTypeFilters"] == ["sqs"]


def test_queues_of_three_pages() -> None:
    names = [f"queue-{number}" for number in range(5)]
    urls = [f"{URL}/{name}" for name in names]
    ran = sqs(listing=list(pages("QueueUrls", "NextToken", urls[:2], urls[2:4], urls[4:])))
    assert [fact.name for fact in ran.all(QUEUE)] == names
    assert [set(asked) for asked in ran.parameters("sqs:ListQueues")] == [
        {"MaxResults"},
        {"MaxResults", "NextToken"},
        {"MaxResults", "NextToken"},
    ]


def test_a_listing_that_fails_half_way_keeps_what_it_told() -> None:
    first, _ = pages("QueueUrls", "NextToken", [f"{URL}/a"], [])
    ran = sqs(listing=[first, DENIED])
    assert [fact.name for fact in ran.all(QUEUE)] == ["a"]
    assert ran.gaps(QUEUE) == [
        ("sqs:ListQueues", "access_denied", "partial, after 1 pages: AccessDenied: not for you"),
    ]


def test_a_token_that_repeats_ends_the_listing() -> None:
    page = {"QueueUrls": [f"{URL}/a"], "NextToken": "again"}
    ran = sqs(listing=[page, page | {"QueueUrls": []}])
    assert [fact.name for fact in ran.all(QUEUE)] == ["a"]
    assert ran.gaps(QUEUE) == [
        (
            "sqs:ListQueues",
            "error",
            "partial, after 2 pages: malformed answer: the token of the next page came before",
        ),
    ]


@pytest.mark.parametrize(
    ("listing", "reason", "detail"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        ({"QueueUrls": "none"}, "error", "malformed answer: no QueueUrls"),
        ({"QueueUrls": [None]}, "error", "malformed answer: 'NoneType' object has no attribute 'rpartition'"),
    ],
)
def test_a_listing_that_cannot_be_read_is_a_gap_on_the_kind(listing: Answer, reason: str, detail: str) -> None:
    ran = sqs(listing=listing, checked=False)
    assert (ran.facts, ran.gaps(QUEUE)) == ([], [("sqs:ListQueues", reason, detail)])


def test_tags_that_may_not_be_read_are_a_gap() -> None:
    fact = sqs("work", tags=DENIED).one(QUEUE)
    assert fact.tags is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/tags", "access_denied")]
