"""CloudWatch Logs: log groups, and how long they keep what is written to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Tags, Unit
from scanner.collectors.shapes import instant
from scanner.model import Fact

LOG_GROUP = "logs.log_group"

LIST_GROUPS = Listing(Operation("logs", "DescribeLogGroups"), "logGroups", ("limit", 50), "nextToken", "nextToken")

_DELIVERY_DAYS = 1
"""A log group of the class DELIVERY only passes events on, and keeps them so long, whatever its retention says:
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html"""


def _log_group(unit: Unit, tags: Tags, group: Raw) -> Fact:
    # "arn" ends in ":*", for policies; tags and other services know the group by the ARN without it.
    arn = group.get("logGroupArn") or group["arn"].removesuffix(":*")
    days = _DELIVERY_DAYS if group.get("logGroupClass") == "DELIVERY" else group.get("retentionInDays")
    draft = Draft(unit, LOG_GROUP, arn, group["logGroupName"])
    draft.config |= {
        "retention_days": days,
        "never_expires": days is None,
        "stored_bytes": group.get("storedBytes"),
        "created_at": _created(group["creationTime"]),
        "kms_key_id": group.get("kmsKeyId"),
        "class": group.get("logGroupClass"),
        "metric_filter_count": group.get("metricFilterCount"),
        "deletion_protection": group.get("deletionProtectionEnabled"),
    }
    return draft.fact(tags.of(arn))


def _created(milliseconds: int) -> str:
    try:
        return instant(datetime.fromtimestamp(milliseconds // 1000, UTC))
    except (OverflowError, OSError) as error:
        raise ValueError(f"no such time: {milliseconds}") from error


def _collect(unit: Unit) -> Iterator[Fact]:
    groups = unit.listed(LIST_GROUPS, LOG_GROUP)
    return unit.read(LOG_GROUP, LIST_GROUPS.operation, groups, partial(_log_group, unit, unit.tags("logs:log-group")))


LOGS = Collector(
    name="logs",
    kinds=(LOG_GROUP,),
    operations=(LIST_GROUPS.operation, GET_RESOURCES),
    collect=_collect,
)
