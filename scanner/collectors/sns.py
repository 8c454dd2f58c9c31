"""SNS: topics, and how many are subscribed to them. Endpoints are addresses and secrets, and are never kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit
from scanner.collectors.listings import Lookup, Rows
from scanner.collectors.shapes import either, text
from scanner.model import Fact, Json

TOPIC = "sns.topic"

LIST_TOPICS = Listing(Operation("sns", "ListTopics"), "Topics", None)
LIST_SUBSCRIPTIONS = Listing(Operation("sns", "ListSubscriptions"), "Subscriptions", None)
GET_ATTRIBUTES = Operation("sns", "GetTopicAttributes")

_GONE = ("NotFound", "NotFoundException")


def _counts(answer: Raw) -> dict[str, Json]:
    attributes = answer["Attributes"]
    return {
        "subscriptions_confirmed": int(attributes["SubscriptionsConfirmed"]),
        "subscriptions_pending": int(attributes["SubscriptionsPending"]),
        "subscriptions_deleted": int(attributes["SubscriptionsDeleted"]),
    }


def _settings(answer: Raw) -> dict[str, Json]:
    """What a topic does not have, AWS leaves out."""
    attributes = answer["Attributes"]
    return {
        "kms_key_id": attributes.get("KmsMasterKeyId") or None,
        "fifo": either(attributes.get("FifoTopic", "false"), ("true",), ("false",)),
    }


COUNTS = Section(GET_ATTRIBUTES, ("subscriptions_confirmed", "subscriptions_pending", "subscriptions_deleted"), _counts)
SETTINGS = Section(GET_ATTRIBUTES, ("kms_key_id", "fifo"), _settings)


def _note(rows: Rows, entry: Raw) -> None:
    """Counts a confirmed subscription; others have "PendingConfirmation" or "Deleted" in place of an ARN."""
    if entry["SubscriptionArn"].startswith("arn:"):
        counts = rows.setdefault(text(entry["TopicArn"]), {})
        counts[entry["Protocol"]] = counts.get(entry["Protocol"], 0) + 1


def _protocols(counts: Raw) -> dict[str, Json]:
    return {
        "protocols": [
            {"protocol": protocol, "subscriptions_confirmed": count} for protocol, count in sorted(counts.items())
        ]
    }


PROTOCOLS = Section(LIST_SUBSCRIPTIONS.operation, ("protocols",), _protocols)


def _describe(unit: Unit, tags: Tags, subscribed: Lookup, topic: Raw) -> Fact:
    arn = topic["TopicArn"]
    draft = Draft(unit, TOPIC, arn, arn.rpartition(":")[2], _GONE)
    answer = unit.call(GET_ATTRIBUTES, TopicArn=arn)
    draft.take(COUNTS, answer)
    draft.take(SETTINGS, answer)
    draft.take(PROTOCOLS, subscribed.of(arn))
    return draft.fact(tags.of(arn))


def _collect(unit: Unit) -> Iterator[Fact]:
    topics = unit.listed(LIST_TOPICS, TOPIC)
    # All that the account has subscribed to, a hundred a page, in place of a listing for every topic.
    subscribed = Lookup(unit, LIST_SUBSCRIPTIONS, _note)
    return unit.described(TOPIC, LIST_TOPICS.operation, topics, partial(_describe, unit, unit.tags("sns"), subscribed))


SNS = Collector(
    name="sns",
    kinds=(TOPIC,),
    operations=(LIST_TOPICS.operation, LIST_SUBSCRIPTIONS.operation, GET_ATTRIBUTES, GET_RESOURCES),
    collect=_collect,
    calls_each={TOPIC: 1},
)
