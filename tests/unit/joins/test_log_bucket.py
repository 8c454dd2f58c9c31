"""The bucket of a trail, and how long log files stay in it."""

from typing import Any

import pytest
from support.audit_facts import trail
from support.estates import joined
from support.facts import ACCOUNT, REGION, bucket, gap, lifecycle_rule

from scanner.model import Fact, Gap

LOGS: dict[str, Any] = {"name": "orders-trail"}


def found(*facts: Fact, fact: Fact | None = None) -> tuple[Any, list[Gap]]:
    subject = fact or trail()
    return joined("log_bucket", subject, [subject, *facts])


def days(*rules: Any, prefix: str | None = None) -> int | None:
    logs = bucket(**LOGS, lifecycle={"configured": True, "rules": list(rules)}, object_lock={"enabled": False})
    told, gaps = found(logs, fact=trail(prefix=prefix))
    assert gaps == []
    kept: int | None = told["current_min_days"]
    return kept


def filtered(prefix: str = "", **more: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"tags": {}, "size_greater_than_bytes": None, "size_less_than_bytes": None}
    return {"prefix": prefix} | nothing | more


def test_a_bucket_that_expires_nothing_keeps_log_files_for_ever() -> None:
    told, gaps = found(bucket(**LOGS))
    assert gaps == []
    assert told == {
        "bucket_arn": "arn:aws:s3:::orders-trail",
        "account": ACCOUNT,
        "region": REGION,
        "current_min_days": None,
        "lock_days": 90,
    }


def test_the_shortest_expiration_of_log_files_counts() -> None:
    year, month = lifecycle_rule(expiration_days=400), lifecycle_rule(id="b", expiration_days=30)
    assert days(year) == 400
    assert days(year, month) == 30
    assert days(year, month | {"enabled": False}) == 400


@pytest.mark.parametrize(
    ("prefix", "of_rule", "kept"),
    [
        (None, "AWSLogs/", 30),
        (None, "AWSLogs/123456789012/CloudTrail-Digest/", 30),
        (None, "other/", None),
        (None, "audit/", None),
        ("audit", "audit/", 30),
        ("audit", "AWSLogs/", None),
        ("audit/", "audit/AWSLogs/", 30),
    ],
)
def test_a_rule_counts_where_its_prefix_and_that_of_the_trail_meet(
    prefix: str | None, of_rule: str, kept: int | None
) -> None:
    assert days(lifecycle_rule(expiration_days=30, filter=filtered(of_rule)), prefix=prefix) == kept


def test_log_files_have_no_tags() -> None:
    assert days(lifecycle_rule(expiration_days=30, filter=filtered(tags={"class": "temp"}))) is None


def test_a_bucket_that_nobody_knows_is_a_gap() -> None:
    told, gaps = found()
    assert told is None
    assert [each.detail for each in gaps] == ["the bucket arn:aws:s3:::orders-trail is not in this snapshot"]
    told, gaps = found(fact=trail(bucket=None))
    assert told is None
    assert [each.detail for each in gaps] == ["AWS does not say to which bucket the trail delivers"]


def test_a_lifecycle_that_could_not_be_read_is_a_gap() -> None:
    told, gaps = found(bucket(**LOGS, lifecycle=None, gaps=(gap("/config/lifecycle"),)))
    assert told is None
    assert [each.reason for each in gaps] == ["access_denied"]


def test_rules_that_meet_in_too_many_ways_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.joins.log_bucket.retention", lambda *_, **__: {"complete": False})
    told, gaps = found(bucket(**LOGS))
    assert told is None
    assert "in too many ways" in gaps[0].detail
