"""EventBridge: rules of every bus, what they match, and where they send it.

What a target is given is never kept: its input, headers and parameters may hold secrets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial

import orjson

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit, misread
from scanner.collectors.listings import whole
from scanner.collectors.shapes import MALFORMED, either
from scanner.model import Fact, Json

RULE = "events.rule"

_PAGE = ("Limit", 100)
_GONE = ("ResourceNotFoundException",)

LIST_BUSES = Listing(Operation("events", "ListEventBuses"), "EventBuses", _PAGE)
LIST_RULES = Listing(Operation("events", "ListRules"), "Rules", _PAGE)
LIST_TARGETS = Listing(Operation("events", "ListTargetsByRule"), "Targets", _PAGE)


def _state(rule: Raw) -> dict[str, Json]:
    on = ("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
    return {"enabled": either(rule["State"], on, ("DISABLED",))}


def _pattern(rule: Raw) -> dict[str, Json]:
    """A rule that only follows a schedule has no pattern."""
    text = rule.get("EventPattern")
    if text is None:
        return {"event_pattern": None}
    pattern = orjson.loads(text)
    if not isinstance(pattern, dict):
        raise TypeError("the event pattern is no object")
    return {
        "event_pattern": {
            "sources": _values(pattern, "source"),
            "detail_types": _values(pattern, "detail-type"),
            "other_fields": sorted(pattern.keys() - {"source", "detail-type"}),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
    }


def _values(pattern: Raw, field: str) -> list[str] | None:
    """What a field of the event may be; None where the pattern does not look at it.

    What is no text is a matcher ({"prefix": "aws."}) or a value that no event has there: it stays as its JSON.
    """
    if field not in pattern:
        return None
    values = pattern[field]
    if not isinstance(values, list):
        raise TypeError(f"the event pattern's {field} is no list")
    return [value if isinstance(value, str) else orjson.dumps(value).decode() for value in values]


def _targets(answer: Raw) -> dict[str, Json]:
    """In order of their ARNs: theirs means nothing."""
    rows = [
        {
            "arn": target["Arn"],
            "type": target["Arn"].split(":")[2],
            "dead_letter_arn": target.get("DeadLetterConfig", {}).get("Arn"),
        }
        for target in answer["Targets"]
    ]
    return {"targets": sorted(rows, key=lambda row: (row["arn"], str(row["dead_letter_arn"])))}


STATE = Section(LIST_RULES.operation, ("enabled",), _state)
PATTERN = Section(LIST_RULES.operation, ("event_pattern",), _pattern)
TARGETS = Section(LIST_TARGETS.operation, ("targets",), _targets)


def _describe(unit: Unit, tags: Tags, found: tuple[str, Raw]) -> Fact:
    bus, rule = found
    draft = Draft(unit, RULE, rule["Arn"], rule["Name"], _GONE)
    draft.config |= {
        "bus_name": bus,
        "schedule_expression": rule.get("ScheduleExpression"),
        "managed_by": rule.get("ManagedBy"),
    }
    draft.take(STATE, rule)
    draft.take(PATTERN, rule)
    draft.take(TARGETS, whole(unit, LIST_TARGETS, Rule=rule["Name"], EventBusName=bus))
    return draft.fact(tags.of(draft.arn))


def _rules(unit: Unit) -> Iterator[tuple[str, Raw]]:
    """Every rule, with the name of its bus."""
    for bus in unit.listed(LIST_BUSES, RULE):
        try:
            name = bus["Name"]
        except MALFORMED as error:
            unit.incomplete(misread(LIST_BUSES.operation, error).gap(RULE))
            continue
        for rule in unit.listed(LIST_RULES, RULE, about=name, gone=_GONE, EventBusName=name):
            yield name, rule


def _collect(unit: Unit) -> Iterator[Fact]:
    describe = partial(_describe, unit, unit.tags("events:rule"))
    return unit.described(RULE, LIST_RULES.operation, _rules(unit), describe)


EVENTS = Collector(
    name="events",
    kinds=(RULE,),
    operations=(*(listing.operation for listing in (LIST_BUSES, LIST_RULES, LIST_TARGETS)), GET_RESOURCES),
    collect=_collect,
    idle_calls=2,  # every account has a default bus in every Region
    calls_each={RULE: 1},
)
