"""Where a bucket is replicated to, and what stays there."""

from typing import Any

import pytest
from support.estates import joined
from support.facts import OTHER_ACCOUNT, OTHER_REGION, bucket, gap, key, lifecycle_rule, replication_rule

from scanner.model import Fact, Gap

KEY = replication_rule()["replica_key_id"]


def replica(**overrides: Any) -> Fact:
    return bucket(name="orders-content-replica", account=OTHER_ACCOUNT, region=OTHER_REGION, **overrides)


def found(source: Fact, *facts: Fact) -> tuple[Any, list[Gap]]:
    return joined("replicas", source, [source, *facts])


def its_key(**overrides: Any) -> Fact:
    return key(id=KEY, account=OTHER_ACCOUNT, region=OTHER_REGION, **overrides)


def test_a_replica_is_told_with_what_it_keeps() -> None:
    replicas, gaps = found(bucket(), replica(), its_key())
    assert gaps == []
    assert replicas == [
        {
            "rule": "everything",
            "bucket_arn": replica().id,
            "account": OTHER_ACCOUNT,
            "region": OTHER_REGION,
            "known": True,
            "versioning": "Enabled",
            "lock_mode": "COMPLIANCE",
            "lock_days": 90,
            "key_arn": KEY,
            "key_state": "Enabled",
            "deleted_min_days": 400,
            "current_min_days": None,
            "shorter": [],
        }
    ]


def test_a_replica_is_worth_what_its_key_is_worth() -> None:
    (told,), gaps = found(bucket(), replica(), its_key(state="PendingDeletion"))
    assert (told["key_state"], gaps) == ("PendingDeletion", [])
    (told,), gaps = found(bucket(), replica())
    assert (told["key_state"], gaps) == (None, [])


@pytest.mark.parametrize("name", [None, "arn:aws:kms:eu-west-1:444455556666:alias/aws/s3"])
def test_a_key_of_awss_own_is_none(name: str | None) -> None:
    source = bucket(replication={"configured": True, "rules": [replication_rule(replica_key_id=None)]})
    encryption = {"algorithm": "aws:kms" if name else "AES256", "key_id": name, "bucket_key": False}
    (told,), _ = found(source, replica(encryption=encryption))
    assert told["key_state"] == "none"


def test_what_it_keeps_less_of_is_told() -> None:
    rules = [lifecycle_rule(id="short", noncurrent_days=30)]
    unlocked = {"enabled": False, "mode": None, "default_retention_days": None}
    shorter = replica(lifecycle={"configured": True, "rules": rules}, object_lock=unlocked)
    source = bucket(replication={"configured": True, "rules": [replication_rule(replica_key_id=None)]})
    (told,), gaps = found(source, shorter)
    assert gaps == []
    assert (told["lock_mode"], told["lock_days"]) == (None, None)
    assert told["key_arn"] == shorter.config["encryption"]["key_id"]
    assert [(each["what"], each["source_days"], each["replica_days"]) for each in told["shorter"]] == [
        ("deleted", 400, 30)
    ]


def test_a_replica_that_was_not_seen_is_a_gap() -> None:
    (told,), gaps = found(bucket())
    assert (told["known"], told["account"], told["region"], told["versioning"]) == (False, OTHER_ACCOUNT, None, None)
    assert told["key_arn"] == KEY
    assert [each.path for each in gaps] == ["/links/replicas"]


def test_a_replica_that_is_half_known_is_a_gap() -> None:
    for field in ("lifecycle", "versioning", "object_lock"):
        (told,), gaps = found(bucket(), replica(**{field: None}, gaps=(gap(f"/config/{field}"),)))
        assert not told["known"]
        assert told["region"] == OTHER_REGION
        assert len(gaps) == 1


def test_a_source_that_is_half_known_is_a_gap() -> None:
    (told,), gaps = found(bucket(lifecycle=None, gaps=(gap("/config/lifecycle"),)), replica())
    assert not told["known"]
    assert len(gaps) == 1


def test_rules_that_are_off_send_nothing_and_unread_ones_are_a_gap() -> None:
    off = bucket(replication={"configured": True, "rules": [replication_rule(enabled=False)]})
    assert found(off, replica()) == ([], [])
    replicas, gaps = found(bucket(replication=None, gaps=(gap("/config/replication"),)))
    assert (replicas, len(gaps)) == ([], 1)


def test_rules_that_meet_in_too_many_ways_are_a_gap() -> None:
    rules = [
        lifecycle_rule(id=str(number), filter={"prefix": "", "tags": {f"k{number}": "1"}}, expiration_days=1)
        for number in range(30)
    ]
    (told,), gaps = found(bucket(), replica(lifecycle={"configured": True, "rules": rules}))
    assert not told["known"]
    assert "in too many ways" in gaps[0].detail
