"""The bucket that a trail delivers to, and how long the trail's log files stay in it.

Their keys begin with the trail's prefix and AWSLogs/, and CloudTrail gives them no tags.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

from typing import Final

from scanner.joins import bucket_notes
from scanner.joins.base import Join, Link, Notes
from scanner.joins.bucket_notes import BUCKET
from scanner.link_rows import partition
from scanner.model import Fact, Gap, GapReason, Profile
from scanner.retention import Filter, retention

_NAME: Final = "log_bucket"


def _find(fact: Fact, _profile: Profile, notes: Notes) -> Link:
    if fact.config["bucket"] is None:
        return None, [Gap("", "", GapReason.NOT_COLLECTED, "AWS does not say to which bucket the trail delivers")]
    arn = f"arn:{partition(fact.id)}:s3:::{fact.config['bucket']}"
    row, gaps = bucket_notes.find(_NAME, arn, notes)
    if gaps:
        return None, gaps
    prefix = fact.config["prefix"]
    files = Filter(prefix=f"{prefix.rstrip('/')}/AWSLogs/" if prefix else "AWSLogs/")
    kept = retention(row["config"], notes.taken_at, within=files)
    if not kept["complete"]:
        why = f"the lifecycle rules of {arn} meet in too many ways to tell how long log files stay"
        return None, [Gap("", "", GapReason.NOT_COLLECTED, why)]
    days = [region["current_min_days"] for region in kept["regions"] if not region["tags"]]
    return {
        "bucket_arn": arn,
        "account": row["account"],
        "region": row["region"],
        "current_min_days": min((each for each in days if each is not None), default=None),
        "lock_days": kept["lock_days"],
    }, []


LOG_BUCKET: Final = Join(
    name=_NAME,
    kinds=frozenset({"cloudtrail.trail"}),
    keeps={BUCKET: bucket_notes.kept},
    find=_find,
)
