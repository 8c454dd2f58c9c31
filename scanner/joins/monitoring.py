"""What watches over the data and the backups of an account, Region by Region.

What could not be read stands in the value, by what it leaves open: an alarm that nobody could read says nothing against
a rule of AWS Config that was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from scanner.joins import monitored
from scanner.joins.base import Join, Link, Note, Notes
from scanner.joins.regions import ACCOUNT, EVERY, enabled, looked_at, unseen
from scanner.model import Fact, Json, Profile

_NAME: Final = "monitoring"

_TABLE: Final = "dynamodb.table"
_BUCKET: Final = "s3.bucket"
_VAULT: Final = "backup.vault"
_PLAN: Final = "backup.plan"
_RECORDER: Final = "config.recorder"
_RULE: Final = "config.rule"
_EVENTS: Final = "events.rule"
_ALARM: Final = "cloudwatch.alarm"
_QUEUE: Final = "sqs.queue"

_TOPICS: Final[Mapping[str, Sequence[str]]] = {
    "config": (_TABLE, _BUCKET, _RECORDER, _RULE),
    "backup": (_PLAN, _VAULT, _EVENTS, _ALARM),
    "alarms": (_BUCKET, _QUEUE, _ALARM),
}
"""The kinds that each of the three questions rests on."""

_READ: Final[Mapping[str, tuple[str, ...]]] = {
    _BUCKET: ("replication",),
    _VAULT: ("notifications",),
    _PLAN: ("rules",),
    _RECORDER: ("recording", "all_supported"),
    _RULE: ("identifier",),
    _EVENTS: ("enabled", "event_pattern", "targets"),
    _QUEUE: ("redrive",),
}
"""What of each kind is looked at, where it can be missing."""

_OF_CONFIG: Final = frozenset({_RECORDER, _RULE})


def _kept(fact: Fact) -> Iterator[Note]:
    unread = any(gap.touches(f"/config/{field}") for field in _READ.get(fact.kind, ()) for gap in fact.gaps)
    row = {"name": fact.name, "unread": unread}
    told = _TOLD[fact.kind](fact) if fact.kind in _TOLD else {}
    if told is not None:
        yield EVERY, row | told


def _bucket(fact: Fact) -> dict[str, Json]:
    rules = (fact.config["replication"] or {}).get("rules", ())
    return {"replicated": any(rule["enabled"] for rule in rules)}


def _vault(fact: Fact) -> dict[str, Json]:
    """What AWS Backup tells of jobs but for their start tells of those that failed."""
    told = fact.config["notifications"] or {"configured": False, "events": []}
    jobs = [event for event in told["events"] if event.startswith("BACKUP_JOB_") and event != "BACKUP_JOB_STARTED"]
    return {"notifies": told["configured"] and bool(jobs)}


def _plan(fact: Fact) -> dict[str, Json]:
    return {"vaults": [rule["vault_name"] for rule in fact.config["rules"] or ()]}


def _queue(fact: Fact) -> dict[str, Json]:
    return {"dead_letters": (fact.config["redrive"] or {}).get("dead_letter_queue_arn")}


_TOLD: Final = {
    _BUCKET: _bucket,
    _VAULT: _vault,
    _PLAN: _plan,
    _RECORDER: monitored.recorder,
    _RULE: monitored.config_rule,
    _EVENTS: monitored.event_rule,
    _ALARM: monitored.alarm,
    _QUEUE: _queue,
}


def _find(fact: Fact, _profile: Profile, notes: Notes) -> Link:
    hidden, gaps = unseen(notes, _NAME, fact.account)
    regions = looked_at(notes, fact.account)
    alarms = {region: monitored.acting(_noted(notes, _ALARM, fact, region)) for region in regions}
    return {"regions": [_region(notes, fact, region, alarms) for region in regions], "unseen": hidden}, gaps


def _noted(notes: Notes, kind: str, fact: Fact, region: str) -> list[Json]:
    return notes.notes(_NAME, EVERY, kind=kind, account=fact.account, region=region)


def _region(notes: Notes, fact: Fact, region: str, alarms: Mapping[str, list[Json]]) -> Json:
    noted = {kind: _noted(notes, kind, fact, region) for kind in (_TABLE, *_TOLD)}
    here = alarms[region]
    everywhere = [alarm for found in alarms.values() for alarm in found]
    recorded = {what for each in noted[_RECORDER] for what in each["recorded"]}
    targeted = {name for plan in noted[_PLAN] for name in plan["vaults"]}
    queues = [each["dead_letters"].split(":") for each in noted[_QUEUE] if each["dead_letters"]]
    dead_letters = sorted({parts[-1] for parts in queues if parts[3:5] == [region, fact.account]})
    replicated = sorted(each["name"] for each in noted[_BUCKET] if each["replicated"])
    return {
        "region": region,
        "tables": len(noted[_TABLE]),
        "buckets": len(noted[_BUCKET]),
        "recording": any(each["on"] for each in noted[_RECORDER]),
        **{
            f"{what}_checked": [each["name"] for each in noted[_RULE] if what in each["checks"] and what in recorded]
            for what in ("tables", "buckets")
        },
        "plan_vaults": sorted(targeted),
        "plan_vaults_notifying": [
            each["name"] for each in noted[_VAULT] if each["notifies"] and each["name"] in targeted
        ],
        "event_rules": [each["name"] for each in noted[_EVENTS] if each["tells"]],
        "event_rules_unclear": [each["name"] for each in noted[_EVENTS] if each["tells"] is None],
        "backup_alarms": [each["name"] for each in here if monitored.watches(each, "AWS/Backup")],
        "dead_letter_queues": dead_letters,
        "dead_letter_queues_alarmed": [
            name for name in dead_letters if any(monitored.watches(each, "AWS/SQS", "QueueName", name) for each in here)
        ],
        "replicated_buckets": replicated,
        "replicated_buckets_alarmed": [
            name
            for name in replicated
            if any(monitored.watches(each, "AWS/S3", "SourceBucket", name) for each in everywhere)
        ],
        **{f"{topic}_unread": _unread(notes, fact, region, topic, noted) for topic in _TOPICS},
    }


def _unread(notes: Notes, fact: Fact, region: str, topic: str, noted: Mapping[str, list[Json]]) -> list[str]:
    """Why what is told of a topic may not be all. A bucket counts for AWS Config whatever is not known of it."""
    reasons: set[str] = set()
    for kind in _TOPICS[topic]:
        reasons.update(gap.detail for gap in notes.missing(kind, fact.account, region, ""))
        if topic != "config" or kind in _OF_CONFIG:
            reasons.update(f"{kind} {each['name']} could not be read whole" for each in noted[kind] if each["unread"])
    return sorted(reasons)


MONITORING: Final = Join(
    name=_NAME,
    kinds=frozenset({ACCOUNT}),
    keeps={**dict.fromkeys((_TABLE, *_TOLD), _kept), ACCOUNT: enabled},
    find=_find,
)
