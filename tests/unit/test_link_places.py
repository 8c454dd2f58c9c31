"""Backups, replication, and everywhere that copies of a resource lie."""

from typing import Any

import pytest
from support.estates import (
    COPY,
    EXPORTS,
    HOME,
    LOCATIONS,
    RECOVERY_POINTS,
    REPLICA,
    REPLICATION,
    WHOLE,
    linked,
    paths,
    replaced,
)
from support.facts import (
    ACCOUNT,
    BUCKET_ARN,
    COPY_VAULT_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    TABLE_ARN,
    bucket,
    copy_job,
    gap,
    plan,
    plan_rule,
    replica,
    replication_rule,
    table,
    table_backup,
    table_export,
)

from scanner.model import Fact, Gap, GapReason, Json


def test_backups_are_summed_up_by_type_and_status() -> None:
    backups = [
        table_backup(id="1", created_at="2026-02-01T00:00:00Z", expires_at="2026-03-08T00:00:00Z", type="SYSTEM"),
        table_backup(id="2", created_at="2026-02-01T00:00:01Z", expires_at="2026-03-08T00:00:00Z", type="SYSTEM"),
        table_backup(id="3"),
        table_backup(id="4", created_at="2026-02-21T00:00:00Z", expires_at="2027-02-21T00:00:00Z"),
        table_backup(id="5", table_arn=f"{TABLE_ARN}-2"),
    ]
    system, user = linked(table(), replaced(*backups))[0]["backups"]
    assert (system["type"], system["count"], system["never_expires"], system["longest_days"]) == ("SYSTEM", 2, 0, 35)
    assert (user["type"], user["count"], user["never_expires"], user["longest_days"]) == ("USER", 2, 1, 365)
    assert user["newest_at"] == "2026-02-21T00:00:00Z"


def test_only_enabled_rules_replicate_but_disabled_ones_may_have() -> None:
    rules = [
        replication_rule(),
        replication_rule(destination_account=None),
        replication_rule(destination_bucket_arn=EXPORTS.id, enabled=False),
    ]
    links, gaps = linked(bucket(replication={"rules": rules}))
    assert [destination["bucket_arn"] for destination in links["replication"]] == [REPLICA.id]
    places = [place["arn"] for place in links["locations"] if place["what"] == "replication"]
    assert places == [REPLICA.id, EXPORTS.id]
    assert gaps == ()


def test_a_destination_outside_the_snapshot_is_a_gap() -> None:
    links, gaps = linked(bucket(), [fact for fact in WHOLE if fact is not REPLICA])
    place = {"account": OTHER_ACCOUNT, "region": None}
    assert links["replication"] == [{"bucket_arn": REPLICA.id, **place, "versioning": None}]
    assert {"what": "replication", "arn": REPLICA.id, **place} in links["locations"]
    assert [(gap.path, gap.reason, gap.detail) for gap in gaps] == [
        (path, GapReason.NOT_COLLECTED, f"the bucket {REPLICA.id} is not in this snapshot")
        for path in (LOCATIONS, REPLICATION)
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"versioning": None, "gaps": (gap("/config/versioning"),)}, GapReason.ACCESS_DENIED),
        ({"versioning": None}, GapReason.ERROR),
        ({"versioning": "Enabled"}, GapReason.ERROR),
    ],
)
def test_a_destination_whose_versioning_is_not_known_is_a_gap(changes: dict[str, Any], reason: GapReason) -> None:
    unread = bucket(name="orders-content-replica", account=OTHER_ACCOUNT, region=OTHER_REGION, **changes)
    links, gaps = linked(bucket(), (*(fact for fact in WHOLE if fact is not REPLICA), unread))
    (destination,) = links["replication"]
    assert (destination["region"], destination["versioning"]) == (OTHER_REGION, None)
    assert [(gap.path, gap.reason) for gap in gaps] == [(REPLICATION, reason)]


@pytest.mark.parametrize(
    ("gaps", "reason"), [((gap("/config/replication"),), GapReason.ACCESS_DENIED), ((), GapReason.ERROR)]
)
def test_replication_that_could_not_be_read_is_a_gap(gaps: tuple[Gap, ...], reason: GapReason) -> None:
    links, found = linked(bucket(replication=None, gaps=gaps))
    assert links["replication"] == []
    assert {(gap.path, gap.reason) for gap in found} == {(REPLICATION, reason), (LOCATIONS, reason)}


def test_no_replication_is_no_gap() -> None:
    links, gaps = linked(bucket(replication={"configured": False, "role_arn": None, "rules": []}))
    assert (links["replication"], gaps) == ([], ())


def test_replicas_lie_in_the_tables_account() -> None:
    replicas = [replica(region) for region in ("us-east-1", REGION, "ap-south-1")]
    places = [place for place in linked(table(replicas=replicas))[0]["locations"] if place["what"] == "replica"]
    assert [(place["arn"], place["region"]) for place in places] == [
        (f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/orders", region) for region in ("ap-south-1", "us-east-1")
    ]
    assert {place["account"] for place in places} == {ACCOUNT}


@pytest.mark.parametrize("changes", [{"gaps": (gap("/config/replicas"),)}, {"replicas": None}])
def test_replicas_that_could_not_be_read_are_a_gap(changes: dict[str, Any]) -> None:
    assert paths(linked(table(**changes))[1]) == {LOCATIONS}


def test_a_tables_other_gaps_are_none_of_its_links() -> None:
    assert linked(table(pitr=None, gaps=(gap("/config/pitr"), gap("/config/ttl"))))[1] == ()


def test_exports_lie_in_their_bucket() -> None:
    known = table_export(id="1", bucket_owner=None)
    failed = table_export(id="2", bucket="gone", bucket_owner=None, status="FAILED")
    owned = table_export(id="3", bucket="gone", bucket_owner="777788889999")
    unread = table_export(id="4", bucket=None, bucket_owner=None, gaps=(gap("/config/bucket"),))
    links, gaps = linked(table(), replaced(known, failed, owned, unread, EXPORTS, REPLICA))
    assert [place for place in links["locations"] if place["what"] == "export"] == [
        {"what": "export", "arn": "arn:aws:s3:::gone", "account": "777788889999", "region": None},
        {"what": "export", "arn": EXPORTS.id, "account": ACCOUNT, "region": REGION},
    ]
    assert paths(gaps) == {LOCATIONS}
    assert {gap.reason for gap in gaps} == {GapReason.NOT_COLLECTED, GapReason.ACCESS_DENIED}


def test_copies_lie_where_plans_and_copy_jobs_send_them() -> None:
    def copies(*facts: Fact) -> tuple[list[Json], set[str]]:
        links, gaps = linked(table(), replaced(*facts), places=(HOME,))
        return [place["arn"] for place in links["locations"] if place["what"] == "copy"], paths(gaps)

    here = COPY | {"vault_arn": f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:spare"}
    by_plan, by_job = plan(rules=[plan_rule(copies=[COPY, here])]), copy_job(state="RUNNING")
    no_plan, no_job = plan(rules=[plan_rule(copies=[here])]), copy_job(resource_arn=BUCKET_ARN)
    # That nobody looked into the vault says nothing about where it lies.
    assert copies(by_plan, no_job) == ([COPY_VAULT_ARN], {RECOVERY_POINTS})
    assert copies(no_plan, by_job) == ([COPY_VAULT_ARN], {RECOVERY_POINTS})
    assert copies(no_plan, no_job) == ([], set())
