"""CloudTrail: trails, whether they log, and what they log. Each is told of in its home Region.

An organization's trail is told of in every member account too, where AWS may keep its selectors to the owner. With
only some Regions scanned, a trail whose home is another one logs them all the same, and is not among the facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Operation
from scanner.collectors.base import GET_RESOURCES, NOT_READ, Collector, Draft, Section, Tags, Unit
from scanner.collectors.cloudtrail_selectors import selectors
from scanner.collectors.listings import entries
from scanner.collectors.shapes import moment, text
from scanner.model import Fact, Json

TRAIL = "cloudtrail.trail"

DESCRIBE_TRAILS = Operation("cloudtrail", "DescribeTrails")
"""Answers without pages: there are five trails in a Region at most.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html"""


def _logging(answer: Raw) -> dict[str, Json]:
    return {
        "logging": {
            "on": answer["IsLogging"],
            "started_at": moment(answer.get("StartLoggingTime")),
            "stopped_at": moment(answer.get("StopLoggingTime")),
            "latest_delivery_at": moment(answer.get("LatestDeliveryTime")),
            "latest_delivery_error": answer.get("LatestDeliveryError") or None,
            "latest_digest_at": moment(answer.get("LatestDigestDeliveryTime")),
            "latest_digest_error": answer.get("LatestDigestDeliveryError") or None,
        }
    }


GET_STATUS = Section(Operation("cloudtrail", "GetTrailStatus"), ("logging",), _logging)
GET_SELECTORS = Section(Operation("cloudtrail", "GetEventSelectors"), ("selectors",), selectors)


def _describe(unit: Unit, tags: Tags, trail: Raw) -> Fact | None:
    """The trail's fact; None where it is the shadow of a trail whose home is another Region."""
    if text(trail["HomeRegion"]) != unit.region:
        return None
    arn = trail["TrailARN"]
    owner = arn.split(":")[4]
    own = owner == unit.account
    # To a member account its organization's trail may be as unknown as one that is gone.
    draft = Draft(unit, TRAIL, arn, trail["Name"], ("TrailNotFoundException",) if own else ())
    draft.config |= {
        "owner_account": owner,
        "organization": trail.get("IsOrganizationTrail"),
        "multi_region": trail.get("IsMultiRegionTrail"),
        "global_service_events": trail.get("IncludeGlobalServiceEvents"),
        "bucket": trail.get("S3BucketName"),
        "prefix": trail.get("S3KeyPrefix"),
        "key_arn": trail.get("KmsKeyId"),
        "log_group_arn": trail.get("CloudWatchLogsLogGroupArn"),
        "topic_arn": trail.get("SnsTopicARN"),
        "validation": trail.get("LogFileValidationEnabled"),
    }
    # A name alone would be looked for in this account: a trail of the organization needs its ARN.
    draft.read(GET_STATUS, Name=arn)
    draft.read(GET_SELECTORS, TrailName=arn)
    return draft.fact(tags.of(arn) if own else NOT_READ)


def _collect(unit: Unit) -> Iterator[Fact]:
    trails = entries(unit, DESCRIBE_TRAILS, "trailList", TRAIL, includeShadowTrails=True)
    describe = partial(_describe, unit, unit.tags("cloudtrail:trail"))
    return unit.described(TRAIL, DESCRIBE_TRAILS, trails, describe)


CLOUDTRAIL = Collector(
    name="cloudtrail",
    kinds=(TRAIL,),
    operations=(DESCRIBE_TRAILS, GET_STATUS.operation, GET_SELECTORS.operation, GET_RESOURCES),
    collect=_collect,
    calls_each={TRAIL: 2},
)
