"""What publishes to a topic that somebody has to hear of: alarms, backup vaults, rules of EventBridge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Gap, Profile

_ALARM: Final = "cloudwatch.alarm"
_VAULT: Final = "backup.vault"
_RULE: Final = "events.rule"


def _alarm(fact: Fact) -> Iterator[Note]:
    if fact.config["actions_enabled"] is not False:
        for arn in sorted({arn for arn in fact.config["alarm_action_arns"] if ":sns:" in arn}):
            yield arn, fact.name


def _vault(fact: Fact) -> Iterator[Note]:
    notifications = fact.config["notifications"]
    if notifications is None:
        yield "", fact.name  # so that what is missing of it counts for every topic of its Region
    elif notifications["topic_arn"]:
        yield notifications["topic_arn"], fact.name


def _rule(fact: Fact) -> Iterator[Note]:
    targets = fact.config["targets"]
    if targets is None:
        yield "", fact.name
    elif fact.config["enabled"] is not False:
        for arn in sorted({target["arn"] for target in targets if target["type"] == "sns"}):
            yield arn, fact.name


_KEEPS: Final = {_VAULT: _vault, _ALARM: _alarm, _RULE: _rule}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """Of other accounts, as far as they were scanned: they need the topic's own leave, and are seldom."""
    found, gaps = [], list[Gap]()
    for kind in sorted(_KEEPS):
        names = notes.notes("publishers", fact.id, kind=kind)
        if names:
            found.append({"kind": kind, "count": len(names), "name": names[0]})
        gaps += notes.missing(kind, fact.account, fact.region, fact.id)
    return found, gaps


PUBLISHERS: Final = Join(name="publishers", kinds=frozenset({"sns.topic"}), keeps=_KEEPS, find=_find)
