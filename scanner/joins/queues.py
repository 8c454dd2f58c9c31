"""Which queue takes the dead letters of which.

A dead-letter queue lies in the account and the Region of its sources:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Profile

_QUEUE: Final = "sqs.queue"
_RULE: Final = "events.rule"


def _itself(fact: Fact) -> Iterator[Note]:
    yield fact.id, fact.id


def _dead_letter(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    redrive = fact.config["redrive"]
    arn = redrive and redrive["dead_letter_queue_arn"]
    if arn is None:
        return None, []
    found = bool(notes.notes("dead_letter", arn))
    return {"arn": arn, "found": found}, [] if found else notes.missing(_QUEUE, fact.account, fact.region, "")


def _source(fact: Fact) -> Iterator[Note]:
    """A queue under the one that it names; one of which nobody knows what it names, under none."""
    redrive = fact.config["redrive"]
    if redrive is None or redrive["dead_letter_queue_arn"]:
        key = redrive["dead_letter_queue_arn"] if redrive else ""
        yield key, {"arn": fact.id, "name": fact.name, "retention_seconds": fact.config["retention_seconds"]}


def _sources(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    found = notes.notes("sources", fact.id, account=fact.account, region=fact.region)
    return found, notes.missing(_QUEUE, fact.account, fact.region, fact.id)


def _rule(fact: Fact) -> Iterator[Note]:
    targets = fact.config["targets"]
    if targets is None:
        yield "", fact.id
    for arn in sorted({target["dead_letter_arn"] for target in targets or () if target["dead_letter_arn"]}):
        yield arn, fact.id


def _event_sources(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    found = notes.notes("event_sources", fact.id, account=fact.account, region=fact.region)
    return found, notes.missing(_RULE, fact.account, fact.region, fact.id)


_KINDS: Final = frozenset({_QUEUE})

DEAD_LETTER: Final = Join(name="dead_letter", kinds=_KINDS, keeps={_QUEUE: _itself}, find=_dead_letter)

SOURCES: Final = Join(name="sources", kinds=_KINDS, keeps={_QUEUE: _source}, find=_sources)

EVENT_SOURCES: Final = Join(name="event_sources", kinds=_KINDS, keeps={_RULE: _rule}, find=_event_sources)
