"""Recovery points and jobs, summed up, and the listings and facts that leave gaps in them."""

from collections.abc import Iterable
from typing import Any

import pytest
from support.estates import (
    AWAY,
    BACKUPS,
    COPY_JOBS,
    HOME,
    JOBS,
    LOCATIONS,
    MANAGED,
    OPTED_IN,
    PLAN_RULES,
    RECOVERY_POINTS,
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
    VAULT_ARN,
    backup_job,
    bucket,
    copy_job,
    gap,
    plan,
    plan_rule,
    recovery_point,
    region_settings,
    selection,
    table,
    table_backup,
    table_export,
    vault,
)

from scanner.model import Fact, GapReason


def points(*changes: dict[str, Any]) -> tuple[Fact, ...]:
    return replaced(*(recovery_point(id=f"point-{number}", **change) for number, change in enumerate(changes)))


def test_recovery_points_are_summed_up_by_vault_and_status() -> None:
    facts = points(
        {"created_at": "2026-02-02T00:00:00Z", "expires_at": None},
        {"created_at": "2026-02-03T00:00:00Z", "expires_at": "2026-05-04T00:00:00Z"},
        {"created_at": "2026-02-01T00:00:00Z", "expires_at": "2026-06-01T23:59:59Z"},
        {"created_at": "2026-02-02T12:00:00Z", "expires_at": None},
        {"status": "EXPIRED"},
        {"resource_arn": BUCKET_ARN},
        {"vault_arn": f"{VAULT_ARN}-2", "expires_at": None},
    )
    completed, expired, other = linked(table(), facts)[0]["backup"]["recovery_points"]
    assert (completed["status"], completed["count"], completed["never_expires"]) == ("COMPLETED", 4, 2)
    assert (completed["oldest_at"], completed["newest_at"]) == ("2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z")
    assert (completed["latest_expiry_at"], completed["longest_days"]) == ("2026-06-01T23:59:59Z", 120)
    assert (expired["status"], expired["count"]) == ("EXPIRED", 1)
    assert (other["vault_arn"], other["latest_expiry_at"], other["longest_days"]) == (f"{VAULT_ARN}-2", None, None)


def test_an_expiry_that_could_not_be_read_is_not_for_ever() -> None:
    unread = {"expires_at": None, "gaps": (gap("/config/expires_at"),)}
    (point,) = linked(table(), points(unread))[0]["backup"]["recovery_points"]
    assert (point["never_expires"], point["longest_days"]) == (0, None)
    (backup,) = linked(table(), replaced(table_backup(**unread)))[0]["backups"]
    assert (backup["never_expires"], backup["longest_days"]) == (0, None)


def test_recovery_points_are_found_wherever_their_vault_is() -> None:
    elsewhere = {"account": "777788889999", "region": "us-west-2"}
    arn = "arn:aws:backup:us-west-2:777788889999:backup-vault:central"
    facts = points({}, {"vault_arn": arn, **elsewhere}, {"vault_arn": "arn:aws:odd", **elsewhere})
    links, gaps = linked(table(), facts)
    assert [
        (point["vault_arn"], point["account"], point["region"]) for point in links["backup"]["recovery_points"]
    ] == [
        (VAULT_ARN, ACCOUNT, REGION),
        (arn, *elsewhere.values()),
        ("arn:aws:odd", *elsewhere.values()),
    ]
    places = [(place["what"], place["arn"], place["account"]) for place in links["locations"]]
    assert ("copy", arn, "777788889999") in places
    assert ("copy", VAULT_ARN, ACCOUNT) not in places
    assert gaps == ()


def test_recovery_points_must_have_been_listed_where_they_are_made_and_where_copies_go() -> None:
    third = ("777788889999", "us-west-2")
    failed = {("backup.recovery_point", *place): gap("backup.recovery_point") for place in (HOME, AWAY, third)}

    def seen(facts: Iterable[Fact], *failing: tuple[str, str]) -> set[str]:
        only = {part: reason for part, reason in failed.items() if part[1:] in failing}
        return paths(linked(table(), facts, places=(HOME, AWAY, third), failed=only)[1])

    affected = {RECOVERY_POINTS}
    by_plan = replaced(copy_job(resource_arn=BUCKET_ARN))
    by_job = replaced(plan(rules=[plan_rule(copies=[])]))
    neither = replaced(plan(rules=[plan_rule(copies=[])]), copy_job(resource_arn=BUCKET_ARN))
    assert seen(neither, HOME) == affected
    assert seen(by_plan, AWAY) == affected
    assert seen(by_job, AWAY) == affected
    assert seen(neither, AWAY) == set()
    assert seen(WHOLE, third) == set()


def test_where_a_copy_goes_that_nobody_scanned_is_a_gap() -> None:
    _, gaps = linked(table(), places=(HOME,))
    assert paths(gaps) == {RECOVERY_POINTS}
    assert {(gap.reason, gap.detail) for gap in gaps} == {
        (GapReason.NOT_COLLECTED, f"backup.recovery_point was not collected in {OTHER_ACCOUNT} {OTHER_REGION}")
    }


def test_a_plan_that_might_apply_tells_where_copies_may_lie() -> None:
    _, gaps = linked(table(name="other"), replaced(selection(assignment=None)), places=(HOME,))
    assert RECOVERY_POINTS in paths(gaps)


def test_jobs_are_summed_up_by_vault_and_state() -> None:
    jobs = [
        backup_job(id="1", completed_at="2026-02-03T00:00:00Z", message="older"),
        backup_job(id="2", completed_at=None, created_at="2026-02-04T00:00:00Z", message="newest"),
        backup_job(id="3", completed_at="2026-02-01T00:00:00Z", message="oldest"),
        backup_job(id="4", state="FAILED", completed_at="2026-02-01T00:00:00Z", message="first"),
        backup_job(id="5", state="FAILED", completed_at="2026-02-01T00:00:00Z", message="second"),
        backup_job(id="6", state="ABORTED", vault_arn=None),
        backup_job(id="7", resource_arn=BUCKET_ARN),
        backup_job(id="8", region=OTHER_REGION),
    ]
    assert linked(table(), replaced(*jobs))[0]["backup"]["jobs"] == [
        {
            "vault_arn": None,
            "state": "ABORTED",
            "count": 1,
            "newest_at": "2026-03-01T05:40:00Z",
            "message": None,
        },
        {
            "vault_arn": VAULT_ARN,
            "state": "COMPLETED",
            "count": 3,
            "newest_at": "2026-02-04T00:00:00Z",
            "message": "newest",
        },
        {
            "vault_arn": VAULT_ARN,
            "state": "FAILED",
            "count": 2,
            "newest_at": "2026-02-01T00:00:00Z",
            "message": "second",
        },
    ]


def test_copy_jobs_are_summed_up_by_destination_and_state() -> None:
    other = f"{COPY_VAULT_ARN}-2"
    jobs = [
        copy_job(id="1"),
        copy_job(id="2", state="FAILED", message="AccessDenied"),
        copy_job(id="3", destination_vault_arn=other),
        copy_job(id="4"),
    ]
    found = linked(table(), replaced(*jobs))[0]["backup"]["copy_jobs"]
    assert [(job["vault_arn"], job["state"], job["count"], job["message"]) for job in found] == [
        (COPY_VAULT_ARN, "COMPLETED", 2, None),
        (COPY_VAULT_ARN, "FAILED", 1, "AccessDenied"),
        (other, "COMPLETED", 1, None),
    ]
    assert {(job["account"], job["region"]) for job in found} == {AWAY}


@pytest.mark.parametrize(
    ("kind", "affected"),
    [
        ("backup.job", {JOBS}),
        ("backup.copy_job", {COPY_JOBS, RECOVERY_POINTS, LOCATIONS}),
        ("backup.recovery_point", {RECOVERY_POINTS}),
        ("backup.region_settings", {MANAGED, OPTED_IN}),
        ("dynamodb.backup", {BACKUPS}),
        ("dynamodb.export", {LOCATIONS}),
        ("backup.protected_resource", set()),
        ("s3.bucket", set()),
    ],
)
def test_a_listing_that_failed_is_a_gap_on_the_links_that_it_feeds(kind: str, affected: set[str]) -> None:
    failed = {(kind, *HOME): gap(kind, operation="backup:List", detail="AccessDeniedException: no")}
    _, gaps = linked(table(), failed=failed)
    assert paths(gaps) == affected
    assert {gap.reason for gap in gaps} <= {GapReason.ACCESS_DENIED}
    assert linked(table(), failed={(kind, ACCOUNT, OTHER_REGION): gap(kind)})[1] == ()


def test_a_bucket_asks_for_no_tables_lists() -> None:
    failed = {(kind, *HOME): gap(kind) for kind in ("dynamodb.backup", "dynamodb.export")}
    assert linked(bucket(), failed=failed)[1] == ()


@pytest.mark.parametrize(
    ("odd", "affected"),
    [
        (recovery_point(status=7), {RECOVERY_POINTS}),
        (recovery_point(created_at="2026-03-01T05:10:00+02:00"), {RECOVERY_POINTS}),
        (recovery_point(expires_at="2026-03-01T05:10:00.5Z"), {RECOVERY_POINTS}),
        (recovery_point(created_at="0000-01-01T00:00:00Z"), {RECOVERY_POINTS}),
        (recovery_point(created_at="2026-03-01t05:10:00z"), {RECOVERY_POINTS}),
        (backup_job(resource_arn=None), {JOBS}),
        (backup_job(completed_at="yesterday"), {JOBS}),
        (copy_job(state=None), {COPY_JOBS, RECOVERY_POINTS, LOCATIONS}),
        (plan(rules=[{}]), {PLAN_RULES, RECOVERY_POINTS, LOCATIONS}),
        (selection(assignment=7), {PLAN_RULES, RECOVERY_POINTS, LOCATIONS}),
        (vault(lock=None), {PLAN_RULES}),
        (region_settings(opt_in={"DynamoDB": 1}), {MANAGED, OPTED_IN}),
        (table_backup(type="OTHER"), {BACKUPS}),
        (table_export(bucket=7), {LOCATIONS}),
    ],
)
def test_a_fact_that_does_not_fit_is_a_gap_where_it_lies(odd: Fact, affected: set[str]) -> None:
    _, gaps = linked(table(), replaced(odd))
    assert paths(gaps) == affected
    assert {gap.reason for gap in gaps} <= {GapReason.ERROR, GapReason.NOT_COLLECTED}
    assert any(odd.id in gap.detail for gap in gaps)
    elsewhere = (*replaced(odd), region_settings(region=OTHER_REGION))
    assert linked(table(region=OTHER_REGION), elsewhere, places=((ACCOUNT, OTHER_REGION),))[1] == ()


@pytest.mark.parametrize(
    ("maker", "affected"),
    [
        (recovery_point, {RECOVERY_POINTS}),
        (backup_job, {JOBS}),
        (copy_job, {COPY_JOBS, RECOVERY_POINTS, LOCATIONS}),
        (table_backup, {BACKUPS}),
        (table_export, {LOCATIONS}),
    ],
)
def test_a_fact_with_a_gap_is_a_gap_for_its_resource_only(maker: Any, affected: set[str]) -> None:
    tagless = maker(tags=None, gaps=(gap("/tags"),))
    assert linked(table(), replaced(tagless))[1] == ()
    holed = maker(gaps=(gap("/tags"), gap("/config/message", GapReason.THROTTLED)))
    _, gaps = linked(table(), replaced(holed))
    assert paths(gaps) == affected
    assert {gap.reason for gap in gaps} == {GapReason.THROTTLED}
    assert linked(table(name="other"), replaced(holed))[1] == ()
