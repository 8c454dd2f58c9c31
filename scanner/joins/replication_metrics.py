"""What CloudWatch measured of a bucket's replication rules.

Pending operations, pending bytes and the latency are published in the destination's Region, failed operations in the
source's; all of them only while metrics are on for the rule, the failed ones only while something is replicated.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Gap, GapReason, Json, Profile

_NAME: Final = "replication_metrics"
_METRICS: Final = "s3.replication_metrics"
_BUCKET: Final = "s3.bucket"

_WAITING: Final = ("operations_pending", "bytes_pending", "latency_seconds")


def _rows(fact: Fact) -> Iterator[Note]:
    config = fact.config
    kept = {name: _summed(config[name]) for name in (*_WAITING, "operations_failed")}
    rule = {name: config[name] for name in ("rule_id", "destination_bucket_arn", "observed_until")}
    yield config["source_bucket_arn"], rule | kept


def _summed(series: Json) -> Json:
    """None where nothing is known or nothing was measured; `earlier_highest` leaves the latest point out."""
    if series is None or not series["points"]:
        return None
    values = [point["value"] for point in series["points"]]
    return {
        "latest_at": series["latest_at"],
        "latest": values[-1],
        "earlier_highest": max(values[:-1], default=None),
        "slope_per_hour": series["slope_per_hour"],
        "total": sum(values),
    }


def _place(fact: Fact) -> Iterator[Note]:
    yield fact.id, {"region": fact.region}


def _find(fact: Fact, _profile: Profile, notes: Notes) -> Link:
    """A row for each rule that is enabled."""
    gaps: list[Gap] = []
    if fact.config["replication"] is None:
        gaps.append(Gap("", "", GapReason.NOT_COLLECTED, "the bucket's replication rules are not known"))
        return [], gaps
    rules = [rule for rule in fact.config["replication"]["rules"] if rule["enabled"]]
    found = notes.notes(_NAME, fact.id, kind=_METRICS)
    rows = []
    for rule in rules:
        destination = rule["destination_bucket_arn"]
        own = [row for row in found if (row["rule_id"], row["destination_bucket_arn"]) == (rule["id"], destination)]
        rows.append(_row(rule, own))
        gaps += _gaps(fact, rule, notes) if rule["metrics"] else []
    return rows, gaps


def _row(rule: Json, own: list[Json]) -> Json:
    measured = {name: next((row[name] for row in own if row[name]), None) for name in _WAITING}
    return {
        "rule_id": rule["id"],
        "destination_bucket_arn": rule["destination_bucket_arn"],
        "metrics": rule["metrics"],
        **{
            name: series and {field: series[field] for field in series if field != "total"}
            for name, series in measured.items()
        },
        "failed_operations": sum(row["operations_failed"]["total"] for row in own if row["operations_failed"]),
    }


def _gaps(fact: Fact, rule: Json, notes: Notes) -> list[Gap]:
    """Why there may be metrics that were not found, in the Regions where they would be."""
    gaps = notes.missing(_METRICS, fact.account, fact.region, fact.id)
    destination = rule["destination_bucket_arn"]
    places = notes.notes(_NAME, destination, kind=_BUCKET)
    if not places:
        detail = f"where the bucket {destination} lies, and so the Region of its metrics, is not in this snapshot"
        return [*gaps, Gap("", "", GapReason.NOT_COLLECTED, detail)]
    return gaps + notes.missing(_METRICS, fact.account, places[0]["region"], fact.id)


REPLICATION_METRICS: Final = Join(
    name=_NAME,
    kinds=frozenset({_BUCKET}),
    keeps={_METRICS: _rows, _BUCKET: _place},
    find=_find,
)
