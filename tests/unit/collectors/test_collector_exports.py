from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.exports import EXPORTS, LOCATION
from scanner.collectors.options import ExportLocation, Options

pytestmark = pytest.mark.usefixtures("aws_environment")

MADE = datetime(2026, 1, 1, tzinfo=UTC)
UPDATED = datetime(2026, 2, 1, 10, 0, 0, 500, UTC)
STACKS = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack"
OF_STACKS = ExportLocation("cloudformation.stack", "exports", "{account}/{region}/{name}/")
OF_POOLS = ExportLocation("cognito.user_pool", "pools", "of-{account}/{region}/{name}/all/")
NOTHING: Answer = {"KeyCount": 0, "IsTruncated": False}
UNTAGGED: Answer = {"ResourceTagMappingList": []}


def stack(name: str = "shop", **changes: Any) -> dict[str, Any]:
    return {
        "StackId": f"{STACKS}/{name}/1a2b",
        "StackName": name,
        "CreationTime": MADE,
        "LastUpdatedTime": UPDATED,
        "StackStatus": "UPDATE_COMPLETE",
    } | changes


def pool(name: str = "people", number: int = 1, **changes: Any) -> dict[str, Any]:
    return {"Id": f"{REGION}_{number}", "Name": name, "CreationDate": MADE} | changes


def written(key: str, at: datetime, size: int = 10) -> dict[str, Any]:
    return {"Key": key, "LastModified": at, "Size": size}


def listed(*objects: dict[str, Any]) -> Answer:
    return {"Contents": list(objects)}


def collected(
    objects: Any = NOTHING,
    *,
    stacks: Any = None,
    pools: Any = None,
    locations: tuple[ExportLocation, ...] = (OF_STACKS,),
    **others: Any,
) -> Ran:
    answers = {
        "cloudformation:DescribeStacks": stacks or {"Stacks": [stack()]},
        "cognito-idp:ListUserPools": pools or {"UserPools": [pool()]},
        "s3:ListObjectsV2": objects,
        "resourcegroupstaggingapi:GetResources": others.get("tags", UNTAGGED),
    }
    return run(EXPORTS, answers, checked=others.get("checked", True), options=Options(exports=locations))


def test_the_newest_export_of_a_stack() -> None:
    ran = collected(
        listed(
            written(f"{ACCOUNT}/{REGION}/shop/", UPDATED + timedelta(days=9), 0),
            written(f"{ACCOUNT}/{REGION}/shop/a.json", UPDATED - timedelta(days=3)),
            written(f"{ACCOUNT}/{REGION}/shop/b.json", UPDATED + timedelta(days=1), 4096),
            written(f"{ACCOUNT}/{REGION}/shop/c.json", UPDATED - timedelta(days=2)),
            written(f"{ACCOUNT}/{REGION}/shop/d.json", UPDATED + timedelta(hours=1)),
        ),
        stacks={"Stacks": [stack(Tags=[{"Key": "Application", "Value": "shop"}])]},
    )
    fact = ran.one(LOCATION)
    prefix = f"{ACCOUNT}/{REGION}/shop/"
    assert fact.id == f"{STACKS}/shop/1a2b/export/exports/{prefix}"
    assert (fact.name, fact.tags, fact.gaps) == ("shop", {"Application": "shop"}, ())
    assert fact.config == {
        "subject_arn": f"{STACKS}/shop/1a2b",
        "subject_kind": "cloudformation.stack",
        "subject_root_arn": None,
        "subject_updated_at": "2026-02-01T10:00:00Z",
        "bucket": "exports",
        "prefix": prefix,
        "object_count": 4,
        "newest_key": f"{prefix}b.json",
        "newest_at": "2026-02-02T10:00:00Z",
        "newest_bytes": 4096,
        "newest_before_update_at": "2026-01-30T10:00:00Z",
        "truncated": False,
    }
    assert ran.parameters("s3:ListObjectsV2") == [{"MaxKeys": 1000, "Bucket": "exports", "Prefix": prefix}]
    assert ran.coverage.gaps == ()


def test_nothing_below_the_prefix_is_no_gap() -> None:
    fact = collected().one(LOCATION)
    assert {name: fact.config[name] for name in ("object_count", "newest_key", "newest_at", "newest_bytes")} == {
        "object_count": 0,
        "newest_key": None,
        "newest_at": None,
        "newest_bytes": None,
    }
    assert (fact.config["newest_before_update_at"], fact.config["truncated"], fact.gaps) == (None, False, ())


def test_a_stack_that_was_never_updated_counts_from_its_creation_and_a_nested_one_names_its_root() -> None:
    made = stack(RootId=f"{STACKS}/root/1", StackStatus="CREATE_COMPLETE")
    del made["LastUpdatedTime"]
    fact = collected(stacks={"Stacks": [made, stack("planned", StackStatus="REVIEW_IN_PROGRESS")]}).one(LOCATION)
    assert fact.config["subject_updated_at"] == "2026-01-01T00:00:00Z"
    assert fact.config["subject_root_arn"] == f"{STACKS}/root/1"


def test_an_object_of_the_moment_of_the_update_is_none_before_it() -> None:
    fact = collected(listed(written("x", UPDATED.replace(microsecond=0)))).one(LOCATION)
    assert (fact.config["newest_at"], fact.config["newest_before_update_at"]) == ("2026-02-01T10:00:00Z", None)


def test_a_hostile_key_is_kept_as_it_is() -> None:
    key = "<script>alert(1)</script>\n../../etc/passwd"
    assert collected(listed(written(key, UPDATED))).one(LOCATION).config["newest_key"] == key


def test_every_page_is_looked_at() -> None:
    answers = pages(
        "Contents",
        "NextContinuationToken",
        [written("c", UPDATED)],
        [written("a", UPDATED + timedelta(days=2))],
        [written("b", UPDATED + timedelta(days=1))],
    )
    ran = collected(list(answers))
    fact = ran.one(LOCATION)
    assert (fact.config["object_count"], fact.config["newest_key"], fact.config["truncated"]) == (3, "a", False)
    assert [asked.get("ContinuationToken", "")[:7] for asked in ran.parameters("s3:ListObjectsV2")] == [
        "",
        "token-1",
        "token-2",
    ]


def test_a_prefix_with_more_objects_than_anybody_exports_ends_with_a_gap() -> None:
    numbers = iter(range(1000))

    def page(_: Any) -> Answer:
        number = next(numbers)
        return {
            "Contents": [written(f"{number}", UPDATED + timedelta(days=number))],
            "NextContinuationToken": f"{number}",
        }

    ran = collected(page)
    fact = ran.one(LOCATION)
    assert len(ran.parameters("s3:ListObjectsV2")) == EXPORTS.calls_each[LOCATION] == 21
    assert (fact.config["object_count"], fact.config["newest_key"], fact.config["truncated"]) == (20, "19", True)
    assert {(gap.operation, gap.reason, gap.detail) for gap in fact.gaps} == {
        ("s3:ListObjectsV2", "not_collected", "only the first 20 pages of objects were looked at")
    }
    assert {gap.path for gap in fact.gaps} == {
        "/config/object_count",
        "/config/newest_key",
        "/config/newest_at",
        "/config/newest_bytes",
        "/config/newest_before_update_at",
    }


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("SlowDown", status=503), "throttled"),
        (Refusal("NoSuchBucket", status=404), "not_found"),
        ({"Contents": [{"Key": "x", "Size": 1}]}, "error"),
        ({"Contents": "x"}, "error"),
    ],
)
def test_what_cannot_be_listed_is_a_gap_and_not_an_empty_prefix(answer: Answer, reason: str) -> None:
    ran = collected(answer, checked=False)
    fact = ran.one(LOCATION)
    unknown = ("object_count", "newest_key", "newest_at", "newest_bytes", "newest_before_update_at", "truncated")
    assert {fact.config[name] for name in unknown} == {None}
    assert {(gap.path, gap.reason) for gap in fact.gaps} == {(f"/config/{name}", reason) for name in unknown}
    assert ran.coverage.gaps == ()


def test_what_was_seen_before_a_page_failed_is_kept_beside_the_gap() -> None:
    first, _ = pages("Contents", "NextContinuationToken", [written("a", UPDATED)], [])
    fact = collected([first, DENIED]).one(LOCATION)
    assert (fact.config["object_count"], fact.config["newest_key"], fact.config["truncated"]) == (1, "a", True)
    assert {gap.detail for gap in fact.gaps} == {"partial, after 1 pages: AccessDenied: not for you"}
    assert "/config/newest_at" in {gap.path for gap in fact.gaps}


# --- stacks and pools


def test_stacks_of_three_pages_are_listed_once_for_all_locations() -> None:
    several = tuple(ExportLocation("cloudformation.stack", bucket, OF_STACKS.prefix) for bucket in ("one", "two"))
    ran = collected(stacks=list(pages("Stacks", "NextToken", *([stack(name)] for name in "abc"))), locations=several)
    assert len(ran.parameters("cloudformation:DescribeStacks")) == 3
    assert sorted((fact.name, fact.config["bucket"]) for fact in ran.facts) == [
        (name, bucket) for name in "abc" for bucket in ("one", "two")
    ]
    assert len({fact.id for fact in ran.facts}) == 6
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == []


def test_stacks_that_cannot_be_listed_leave_the_kind_incomplete() -> None:
    first, _ = pages("Stacks", "NextToken", [stack(), {"StackName": "x"}], [])
    ran = collected(stacks=[first, DENIED], checked=False)
    assert [fact.name for fact in ran.facts] == ["shop"]
    assert ran.gaps(LOCATION) == [
        ("cloudformation:DescribeStacks", "error", "cloudformation.stack: malformed answer: no 'StackId'")
    ]
    assert collected(stacks=DENIED).gaps(LOCATION) == [
        ("cloudformation:DescribeStacks", "access_denied", "cloudformation.stack: AccessDenied: not for you")
    ]


def test_the_newest_export_of_a_user_pool() -> None:
    arn = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_1"
    ran = collected(
        listed(written("export.json", UPDATED + timedelta(days=1))),
        pools={"UserPools": [pool(LastModifiedDate=UPDATED)]},
        locations=(OF_POOLS,),
        tags={"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": [{"Key": "safehold:tier", "Value": "basic"}]}]},
    )
    fact = ran.one(LOCATION)
    assert (fact.name, fact.tags) == ("people", {"safehold:tier": "basic"})
    assert (fact.config["subject_arn"], fact.config["subject_kind"]) == (arn, "cognito.user_pool")
    assert fact.config["prefix"] == f"of-{ACCOUNT}/{REGION}/people/all/"
    assert (fact.config["subject_updated_at"], fact.config["newest_at"]) == (
        "2026-02-01T10:00:00Z",
        "2026-02-02T10:00:00Z",
    )
    assert ran.parameters("cognito-idp:ListUserPools") == [{"MaxResults": 60}]
    assert ran.parameters("cloudformation:DescribeStacks") == []
    assert sum(ran.coverage.calls.values()) == 3


def test_pools_of_one_name_share_a_prefix_so_nobody_knows_whose_export_it_is() -> None:
    answers = pages("UserPools", "NextToken", [pool("twin", 1)], [pool("own", 2)], [pool("twin", 3)])
    ran = collected(listed(written("x", UPDATED)), pools=list(answers), locations=(OF_POOLS,))
    assert [(fact.name, fact.config["newest_key"]) for fact in ran.facts] == [
        ("twin", None),
        ("own", "x"),
        ("twin", None),
    ]
    assert {gap.detail for gap in ran.facts[0].gaps} == {
        "another cognito.user_pool here is called twin too, so the export may be its"
    }
    assert len(ran.parameters("s3:ListObjectsV2")) == 1


def test_pools_that_cannot_be_listed_or_read_leave_the_kind_incomplete() -> None:
    ran = collected(pools={"UserPools": [{"Id": "x"}, pool()]}, locations=(OF_POOLS,), checked=False)
    assert [fact.name for fact in ran.facts] == ["people"]
    assert [detail for _, _, detail in ran.gaps(LOCATION)] == ["cognito.user_pool: malformed answer: no 'CreationDate'"]
    assert collected(pools=DENIED, locations=(OF_POOLS,)).gaps(LOCATION) == [
        ("cognito-idp:ListUserPools", "access_denied", "cognito.user_pool: AccessDenied: not for you")
    ]


def test_tags_that_cannot_be_read_are_a_gap() -> None:
    fact = collected(locations=(OF_POOLS,), tags=DENIED).one(LOCATION)
    assert (fact.tags, [gap.path for gap in fact.gaps]) == (None, ["/tags"])


def test_with_no_location_named_nothing_is_called() -> None:
    ran = run(EXPORTS, {})
    assert (ran.facts, ran.asked, EXPORTS.idle_calls) == ([], [], 0)
