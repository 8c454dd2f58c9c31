"""What CloudWatch measured of replication rules: found by source, destination and rule, in either Region."""

from typing import Any

from support.estates import joined
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    bucket,
    gap,
    replication_metrics,
    replication_rule,
)
from support.s3_facts import series

from scanner.model import Fact, Gap

PLACES = ((ACCOUNT, REGION), (ACCOUNT, OTHER_REGION), (OTHER_ACCOUNT, OTHER_REGION))
REPLICA = bucket(name="orders-content-replica", account=OTHER_ACCOUNT, region=OTHER_REGION)
SILENT: dict[str, Any] = {
    "exists": False,
    "points": [],
    "latest_at": None,
    "latest_value": None,
    "slope_per_hour": None,
}
AWAY = replication_metrics(operations_failed=SILENT)
HERE = replication_metrics(
    region=REGION,
    operations_pending=SILENT,
    bytes_pending=SILENT,
    latency_seconds=SILENT,
    operations_failed=series(2, 1, 0),
    id=f"arn:aws:s3:{REGION}:{ACCOUNT}:replication-metrics/orders-content/orders-content-replica/everything",
)


def found(*facts: Fact, fact: Fact | None = None, places: Any = PLACES) -> tuple[list[Any], list[Gap]]:
    subject = fact or bucket()
    return joined("replication_metrics", subject, [subject, *facts], places=places)


def with_rules(*rules: Any) -> Fact:
    return bucket(replication={"rules": list(rules)})


def test_what_waits_is_told_in_one_region_and_what_failed_in_the_other() -> None:
    ((row,), gaps) = found(HERE, AWAY, REPLICA)
    assert gaps == []
    assert row == {
        "rule_id": "everything",
        "destination_bucket_arn": REPLICA.id,
        "metrics": True,
        "operations_pending": {
            "latest_at": "2026-03-01T11:00:00Z",
            "latest": 0,
            "earlier_highest": 4,
            "slope_per_hour": -2.0,
        },
        "bytes_pending": {
            "latest_at": "2026-03-01T11:00:00Z",
            "latest": 0,
            "earlier_highest": 4096,
            "slope_per_hour": -2048.0,
        },
        "latency_seconds": {
            "latest_at": "2026-03-01T11:00:00Z",
            "latest": 7,
            "earlier_highest": 9,
            "slope_per_hour": -1.0,
        },
        "failed_operations": 3,
    }


def test_a_single_value_has_none_before_it() -> None:
    single = SILENT | {
        "exists": True,
        "points": [{"at": "2026-03-01T11:00:00Z", "value": 5}],
        "latest_at": "2026-03-01T11:00:00Z",
        "latest_value": 5,
    }
    ((row,), _) = found(replication_metrics(operations_pending=single), REPLICA)
    assert row["operations_pending"] == {
        "latest_at": "2026-03-01T11:00:00Z",
        "latest": 5,
        "earlier_highest": None,
        "slope_per_hour": None,
    }


def test_metrics_of_other_rules_and_destinations_are_not_its() -> None:
    others = (
        replication_metrics(rule_id="other", id="arn:aws:s3:::a"),
        replication_metrics(destination_bucket_arn="arn:aws:s3:::other", id="arn:aws:s3:::b"),
        replication_metrics(source_bucket_arn="arn:aws:s3:::other", id="arn:aws:s3:::c"),
    )
    ((row,), gaps) = found(*others, REPLICA)
    assert gaps == []
    assert (row["operations_pending"], row["bytes_pending"], row["latency_seconds"]) == (None, None, None)
    assert row["failed_operations"] == 0


def test_rules_that_are_off_have_no_row() -> None:
    assert found(REPLICA, fact=with_rules(replication_rule(enabled=False))) == ([], [])


def test_a_rule_without_metrics_has_no_gap() -> None:
    ((row,), gaps) = found(fact=with_rules(replication_rule(metrics=False)))
    assert row["metrics"] is False
    assert gaps == []


def test_a_destination_that_nobody_knows_is_a_gap() -> None:
    (_, gaps) = found(HERE, AWAY)
    assert [each.detail for each in gaps] == [
        f"where the bucket {REPLICA.id} lies, and so the Region of its metrics, is not in this snapshot"
    ]


def test_a_region_whose_metrics_were_not_listed_is_a_gap() -> None:
    (_, gaps) = found(HERE, REPLICA, places=((ACCOUNT, REGION), (OTHER_ACCOUNT, OTHER_REGION)))
    assert [each.detail for each in gaps] == [f"s3.replication_metrics was not collected in {ACCOUNT} {OTHER_REGION}"]


def test_a_metric_that_could_not_be_read_is_a_gap() -> None:
    unread = replication_metrics(latency_seconds=None, gaps=(gap("/config/latency_seconds"),))
    ((row,), gaps) = found(unread, REPLICA)
    assert row["latency_seconds"] is None
    assert [each.reason for each in gaps] == ["access_denied"]


def test_rules_that_are_not_known_are_a_gap() -> None:
    unread = bucket(replication=None, gaps=(gap("/config/replication"),))
    rows, gaps = found(fact=unread)
    assert rows == []
    assert [each.detail for each in gaps] == ["the bucket's replication rules are not known"]
