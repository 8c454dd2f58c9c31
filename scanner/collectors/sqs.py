"""SQS: queues, how long they keep messages, and where they send those that nobody could handle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

import orjson

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit
from scanner.collectors.shapes import either, instant
from scanner.model import Fact, Json

QUEUE = "sqs.queue"

# Where there are no queues, AWS answers without the list: https://github.com/boto/boto3/issues/1813
LIST_QUEUES = Listing(Operation("sqs", "ListQueues"), "QueueUrls", ("MaxResults", 1000), sparse=True)
GET_ATTRIBUTES = Operation("sqs", "GetQueueAttributes")

_GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")

_PERMISSIONS = ("allowAll", "byQueue", "denyAll")

_Attributes = Mapping[str, str]


def _created(answer: Raw) -> dict[str, Json]:
    """AWS tells whole seconds since 1970; an emulator may add a fraction."""
    seconds = answer["Attributes"]["CreatedTimestamp"].partition(".")[0]
    try:
        return {"created_at": instant(datetime.fromtimestamp(int(seconds), UTC))}
    except (OverflowError, OSError) as error:
        raise ValueError(f"no such time: {seconds}") from error


def _settings(answer: Raw) -> dict[str, Json]:
    attributes = answer["Attributes"]
    return {
        "fifo": _is_on(attributes.get("FifoQueue", "false")),
        "retention_seconds": int(attributes["MessageRetentionPeriod"]),
        "visibility_timeout_seconds": _number(attributes, "VisibilityTimeout"),
        "delay_seconds": _number(attributes, "DelaySeconds"),
        "messages_visible": _number(attributes, "ApproximateNumberOfMessages"),
        "messages_not_visible": _number(attributes, "ApproximateNumberOfMessagesNotVisible"),
        "messages_delayed": _number(attributes, "ApproximateNumberOfMessagesDelayed"),
    }


def _is_on(value: str) -> bool:
    return either(value, ("true",), ("false",))


def _number(attributes: _Attributes, name: str) -> int | None:
    return int(attributes[name]) if name in attributes else None


def _encryption(answer: Raw) -> dict[str, Json]:
    """Of the two ways to encrypt, a queue has one: AWS names a key, or says whether SQS's own is used."""
    attributes = answer["Attributes"]
    key, managed = attributes.get("KmsMasterKeyId"), attributes.get("SqsManagedSseEnabled")
    if key:
        kind = "KMS"
    elif managed is None:
        kind = None
    else:
        kind = "SSE_SQS" if _is_on(managed) else "NONE"
    return {"encryption": {"type": kind, "key_id": key or None}}


def _redrive(answer: Raw) -> dict[str, Json]:
    policy = answer["Attributes"].get("RedrivePolicy")
    if not policy:
        return {"redrive": {"configured": False, "dead_letter_queue_arn": None, "max_receive_count": None}}
    redrive = orjson.loads(policy)
    return {
        "redrive": {
            "configured": True,
            "dead_letter_queue_arn": redrive["deadLetterTargetArn"],
            "max_receive_count": int(redrive["maxReceiveCount"]),  # AWS gives it back as it was set: 3 or "3"
        }
    }


def _redrive_allow(answer: Raw) -> dict[str, Json]:
    """Without such a policy, all queues of the account and Region may name this one as theirs for dead letters."""
    policy = answer["Attributes"].get("RedriveAllowPolicy")
    allow = orjson.loads(policy) if policy else {"redrivePermission": "allowAll"}
    permission = allow["redrivePermission"]
    if permission not in _PERMISSIONS:
        raise ValueError(f"unknown value {permission!r}")
    return {
        "redrive_allow": {
            "configured": bool(policy),
            "permission": permission,
            "source_queue_arns": allow.get("sourceQueueArns", []),
        }
    }


SECTIONS = (
    Section(GET_ATTRIBUTES, ("created_at",), _created),
    Section(
        GET_ATTRIBUTES,
        (
            "fifo",
            "retention_seconds",
            "visibility_timeout_seconds",
            "delay_seconds",
            "messages_visible",
            "messages_not_visible",
            "messages_delayed",
        ),
        _settings,
    ),
    Section(GET_ATTRIBUTES, ("encryption",), _encryption),
    Section(GET_ATTRIBUTES, ("redrive",), _redrive),
    Section(GET_ATTRIBUTES, ("redrive_allow",), _redrive_allow),
)
"""All told by one answer; what cannot be read of it leaves the rest as it is."""


def _describe(unit: Unit, tags: Tags, url: str) -> Fact:
    name = url.rpartition("/")[2]
    draft = Draft(unit, QUEUE, unit.arn("sqs", name), name, _GONE)
    answer = unit.call(GET_ATTRIBUTES, QueueUrl=url, AttributeNames=["All"])
    for section in SECTIONS:
        draft.take(section, answer)
    return draft.fact(tags.of(draft.arn))


def _collect(unit: Unit) -> Iterator[Fact]:
    describe = partial(_describe, unit, unit.tags("sqs"))
    return unit.described(QUEUE, LIST_QUEUES.operation, unit.listed(LIST_QUEUES, QUEUE), describe)


SQS = Collector(
    name="sqs",
    kinds=(QUEUE,),
    operations=(LIST_QUEUES.operation, GET_ATTRIBUTES, GET_RESOURCES),
    collect=_collect,
    calls_each={QUEUE: 1},
)
