from __future__ import annotations

from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.logs import LOG_GROUP, LOGS

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"


def group(name: str = "/app", **changes: Any) -> dict[str, Any]:
    """The least that an entry of DescribeLogGroups tells."""
    return {"logGroupName": name, "arn": f"{ARN}:{name}:*", "creationTime": 1772337906789} | changes


def logs(*groups: Any, listing: Any = None, tags: Any = None, checked: bool = True) -> Ran:
    """The log groups, or what a listing answers."""
    answers = {
        "logs:DescribeLogGroups": listing or {"logGroups": list(groups)},
        "resourcegroupstaggingapi:GetResources": tags or {"ResourceTagMappingList": []},
    }
    return run(LOGS, answers, checked=checked)


def test_a_log_group_of_which_aws_tells_everything() -> None:
    entry = group(
        logGroupArn=f"{ARN}:/app",
        retentionInDays=90,
        storedBytes=4096,
        kmsKeyId="arn:aws:kms:::key/k",
        logGroupClass="STANDARD",
        metricFilterCount=2,
        deletionProtectionEnabled=True,
        dataProtectionStatus="ACTIVATED",
        retentionPolicyName="ours",
    )
    tags = {"ResourceTagMappingList": [{"ResourceARN": f"{ARN}:/app", "Tags": [{"Key": "k", "Value": "v"}]}]}
    ran = logs(entry, tags=tags)
    fact = ran.one(LOG_GROUP)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{ARN}:/app", "/app", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps, ran.coverage.gaps) == ({"k": "v"}, (), ())
    assert fact.config == {
        "retention_days": 90,
        "never_expires": False,
        "stored_bytes": 4096,
        "created_at": "2026-03-01T04:05:06Z",
        "kms_key_id": "arn:aws:kms:::key/k",
        "class": "STANDARD",
        "metric_filter_count": 2,
        "deletion_protection": True,
    }


def test_a_log_group_of_which_aws_tells_least_never_expires() -> None:
    fact = logs(group()).one(LOG_GROUP)
    assert (fact.id, fact.tags, fact.gaps) == (f"{ARN}:/app", {}, ())
    assert fact.config == {
        "retention_days": None,
        "never_expires": True,
        "created_at": "2026-03-01T04:05:06Z",
        **dict.fromkeys(("stored_bytes", "kms_key_id", "class", "metric_filter_count", "deletion_protection")),
    }


@pytest.mark.parametrize("told", [{}, {"retentionInDays": 90}])
def test_a_group_that_only_delivers_keeps_a_day(told: dict[str, Any]) -> None:
    config = logs(group(logGroupClass="DELIVERY", **told)).one(LOG_GROUP).config
    assert (config["retention_days"], config["never_expires"], config["class"]) == (1, False, "DELIVERY")


@pytest.mark.parametrize("name", ["/app", "/aws/lambda/f", "a.b#c-d_e"])
@pytest.mark.parametrize("arn", ["{}:{}", "{}:{}:*"])
def test_the_id_is_the_arn_without_the_star(name: str, arn: str) -> None:
    assert logs(group(name, arn=arn.format(ARN, name))).one(LOG_GROUP).id == f"{ARN}:{name}"


def test_log_groups_of_three_pages() -> None:
    entries = [group(f"/app/{number}") for number in range(5)]
    ran = logs(listing=list(pages("logGroups", "nextToken", entries[:2], entries[2:4], entries[4:])))
    assert [fact.name for fact in ran.all(LOG_GROUP)] == [entry["logGroupName"] for entry in entries]
    assert [set(asked) for asked in ran.parameters("logs:DescribeLogGroups")] == [
        {"limit"},
        {"limit", "nextToken"},
        {"limit", "nextToken"},
    ]
    assert LOGS.calls_each == {}
    assert ran.coverage.calls == {"logs:DescribeLogGroups": 3, "resourcegroupstaggingapi:GetResources": 1}
    tagged = ran.parameters("resourcegroupstaggingapi:GetResources")
    assert tagged[0]["ResourceTypeFilters"] == ["logs:log-group"]


def test_a_region_without_log_groups() -> None:
    ran = logs()
    assert (ran.facts, ran.coverage.gaps) == ([], ())
    assert sum(ran.coverage.calls.values()) == LOGS.idle_calls


@pytest.mark.parametrize(
    ("listing", "reason", "detail"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        (Refusal("ThrottlingException", "slow"), "throttled", "ThrottlingException: slow"),
        ([{}], "error", "malformed answer: no logGroups"),
    ],
)
def test_a_listing_that_cannot_be_read_is_a_gap_on_the_kind(
    listing: Answer | list[Answer], reason: str, detail: str
) -> None:
    ran = logs(listing=listing)
    assert (ran.facts, ran.gaps(LOG_GROUP)) == ([], [("logs:DescribeLogGroups", reason, detail)])


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"logGroupName": "/x", "creationTime": 0},
        {"logGroupName": "/x", "arn": f"{ARN}:/x:*"},
        group("/x", creationTime="yesterday"),
        group("/x", creationTime=10**30),
        group("/x", creationTime=10**21),
        None,
    ],
)
def test_a_log_group_that_cannot_be_read_is_a_gap_on_the_kind(entry: Any) -> None:
    ran = logs(entry, group(), checked=False)
    assert [fact.name for fact in ran.all(LOG_GROUP)] == ["/app"]
    assert [(operation, reason) for operation, reason, _ in ran.gaps(LOG_GROUP)] == [
        ("logs:DescribeLogGroups", "error"),
    ]


def test_tags_that_may_not_be_read_are_a_gap() -> None:
    fact = logs(group(), tags=DENIED).one(LOG_GROUP)
    assert fact.tags is None
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/tags", "access_denied")]
