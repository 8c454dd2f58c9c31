"""The trails of CloudTrail that can record what is done to a bucket's objects, or in an account.

A trail of one Region records what happens there; one of all Regions, wherever its home is, what happens in every
enabled Region. So where a Region was not looked at, there may be more than was found.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.joins.regions import ACCOUNT, EVERY, enabled, looked_at, unseen
from scanner.model import Fact, Gap, GapReason, Json, Profile

_NAME: Final = "trails"
_TRAIL: Final = "cloudtrail.trail"
_OBJECT: Final = "AWS::S3::Object"

_SPARED: Final = frozenset({"rdsdata.amazonaws.com"})
"""Whose events may be left out: the Data API's statements. KMS's events tell of keys that are to be deleted.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html"""

_DELETIONS: Final = ("DeleteObject", "DeleteObjects")
"""What S3 calls the data events of deletions, those of a version among them.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html"""

_DELETION: Final = {
    "eventCategory": "Data",
    "eventSource": "s3.amazonaws.com",
    "eventType": "AwsApiCall",
    "readOnly": "false",
    "resources.type": _OBJECT,
}
"""What a deletion has in the fields that advanced selectors look at. A condition on another field lets a part pass."""


def _rows(fact: Fact) -> Iterator[Note]:
    config = fact.config
    yield (
        EVERY,
        {
            "arn": fact.id,
            "region": fact.region,
            "ours": config["owner_account"] == fact.account or config["organization"] is True,
            "logging": config["logging"] and config["logging"]["on"],
            **{name: config[name] for name in ("bucket", "multi_region", "organization", "selectors")},
        },
    )


def _find(fact: Fact, _profile: Profile, notes: Notes) -> Link:
    """Of every Region for an account; of its own Region, and of those that log all Regions, for a bucket."""
    trails = notes.notes(_NAME, EVERY, kind=_TRAIL, account=fact.account)
    found = [
        _told(trail, fact)
        for trail in trails
        if trail["ours"] and (trail["multi_region"] or fact.kind == ACCOUNT or trail["region"] == fact.region)
    ]
    hidden, gaps = unseen(notes, _NAME, fact.account)
    for region in looked_at(notes, fact.account):
        gaps += notes.missing(_TRAIL, fact.account, region, EVERY)
    if hidden:
        detail = f"{_TRAIL} was not collected in {len(hidden)} enabled Regions of {fact.account}: {', '.join(hidden)}"
        gaps.append(Gap("", "", GapReason.NOT_COLLECTED, detail))
    return found, gaps


def _told(trail: Json, fact: Fact) -> Json:
    writes, deletes = _covers(trail["selectors"], fact)
    return {
        "trail_arn": trail["arn"],
        "logging": trail["logging"],
        "multi_region": trail["multi_region"],
        "organization": trail["organization"],
        "covers_writes": writes,
        "covers_deletes": deletes,
        "bucket": trail["bucket"],
    }


def _covers(selectors: Json, fact: Fact) -> tuple[bool, bool]:
    """Whether everything that writes, and everything that deletes, is logged for certain."""
    if selectors is None:
        return False, False
    if fact.kind == ACCOUNT:
        managed = any(
            event["write"] and _SPARED.issuperset(event["excluded_sources"]) for event in selectors["management_events"]
        )
        return managed, managed
    objects = f"{fact.id}/"
    writes = any(event["write"] and _covers_objects(event, objects) for event in selectors["data_events"])
    deletes = all(
        any(_selects(selector["fields"], name, objects) for selector in selectors["advanced"]) for name in _DELETIONS
    )
    return writes, writes or deletes


def _covers_objects(event: Json, objects: str) -> bool:
    """Whether data events of all the objects whose ARNs begin so are logged."""
    return (
        event["resource_type"] == _OBJECT
        and (event["all"] or _is_within(objects, event["arn_prefixes"]))
        and not any(arn.startswith(objects) for arn in event["excluded_arns"])
        and not any(_touch(prefix, objects) for prefix in event["excluded_arn_prefixes"])
    )


def _selects(fields: list[Any], name: str, objects: str) -> bool:
    """Whether an advanced selector logs every event of that name about all these objects."""
    event = _DELETION | {"eventName": name}
    return all(
        _admits_objects(field, objects) if field["field"] == "resources.ARN" else _admits(field, event)
        for field in fields
    )


def _admits(field: Json, event: dict[str, str]) -> bool:
    value = event.get(field["field"])
    if value is None:
        return False
    wanted, unwanted = (
        _matches(value, *(field[f"{no}{how}"] for how in ("equals", "starts_with", "ends_with"))) for no in ("", "not_")
    )
    selecting = field["equals"] or field["starts_with"] or field["ends_with"]
    return (wanted or not selecting) and not unwanted


def _matches(value: str, equals: list[str], starts: list[str], ends: list[str]) -> bool:
    return value in equals or value.startswith(tuple(starts)) or value.endswith(tuple(ends))


def _admits_objects(field: Json, objects: str) -> bool:
    """Names of objects end in any way, so a condition on their ends lets only a part of them pass."""
    selecting = field["equals"] or field["starts_with"] or field["ends_with"]
    return (
        (not selecting or _is_within(objects, field["starts_with"]))
        and not field["not_ends_with"]
        and not any(_touch(arn, objects) for arn in (*field["not_equals"], *field["not_starts_with"]))
    )


def _is_within(objects: str, prefixes: list[str]) -> bool:
    return objects.startswith(tuple(prefixes))


def _touch(prefix: str, objects: str) -> bool:
    return prefix.startswith(objects) or objects.startswith(prefix)


TRAILS: Final = Join(
    name=_NAME,
    kinds=frozenset({ACCOUNT, "s3.bucket"}),
    keeps={_TRAIL: _rows, ACCOUNT: enabled},
    find=_find,
)
