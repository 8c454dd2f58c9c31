from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.collected import AT, THEN
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, run

from scanner.collectors.cloudtrail import CLOUDTRAIL, TRAIL

pytestmark = pytest.mark.usefixtures("aws_environment")

OWNER = "999988887777"
BASIC = {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]}
OFF = {
    "on": False,
    **dict.fromkeys(("started_at", "stopped_at", "latest_delivery_at", "latest_delivery_error")),
    **dict.fromkeys(("latest_digest_at", "latest_digest_error")),
}


def arn(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:cloudtrail:{region}:{account}:trail/{name}"


def trail(name: str = "main", home: str = REGION, account: str = ACCOUNT, **changes: Any) -> dict[str, Any]:
    return {"Name": name, "HomeRegion": home, "TrailARN": arn(name, account, home)} | changes


def cloudtrail(*trails: dict[str, Any], **changes: Any) -> Ran:
    """The trails, of which AWS tells least, but for the changes; their keys are operations, and "tags"."""
    checked = changes.pop("checked", True)
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    answers: dict[str, Any] = {
        "DescribeTrails": {"trailList": list(trails)},
        "GetTrailStatus": {"IsLogging": False},
        "GetEventSelectors": BASIC,
    }
    asked = {f"cloudtrail:{name}": answer for name, answer in (answers | changes).items()}
    return run(CLOUDTRAIL, asked | {"resourcegroupstaggingapi:GetResources": tags}, checked=checked)


def test_a_trail_of_which_aws_tells_everything() -> None:
    told = trail(
        S3BucketName="logs",
        S3KeyPrefix="trail",
        SnsTopicARN="arn:aws:sns:::t",
        IncludeGlobalServiceEvents=True,
        IsMultiRegionTrail=True,
        LogFileValidationEnabled=True,
        CloudWatchLogsLogGroupArn="arn:aws:logs:::g",
        KmsKeyId="arn:aws:kms:::key/k",
        IsOrganizationTrail=True,
    )
    status = {
        "IsLogging": True,
        "LatestDeliveryError": "AccessDenied",
        "LatestDeliveryTime": THEN,
        "StartLoggingTime": THEN - timedelta(days=1),
        "StopLoggingTime": THEN - timedelta(days=2),
        "LatestDigestDeliveryTime": THEN,
        "LatestDigestDeliveryError": "NoSuchBucket",
    }
    tag = {"ResourceARN": arn("main"), "Tags": [{"Key": "team", "Value": "security"}]}
    ran = cloudtrail(told, GetTrailStatus=status, tags={"ResourceTagMappingList": [tag]})
    fact = ran.one(TRAIL)
    assert (fact.id, fact.name, fact.account, fact.region) == (arn("main"), "main", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps) == ({"team": "security"}, ())
    assert fact.config == {
        "owner_account": ACCOUNT,
        "organization": True,
        "multi_region": True,
        "global_service_events": True,
        "bucket": "logs",
        "prefix": "trail",
        "key_arn": "arn:aws:kms:::key/k",
        "log_group_arn": "arn:aws:logs:::g",
        "topic_arn": "arn:aws:sns:::t",
        "validation": True,
        "logging": {
            "on": True,
            "started_at": "2026-02-28T04:05:06Z",
            "stopped_at": "2026-02-27T04:05:06Z",
            "latest_delivery_at": AT,
            "latest_delivery_error": "AccessDenied",
            "latest_digest_at": AT,
            "latest_digest_error": "NoSuchBucket",
        },
        "selectors": {
            "management_events": [{"read": True, "write": True, "excluded_sources": []}],
            "data_events": [],
            "complete": True,
            "advanced": [],
        },
    }
    assert ran.coverage.gaps == ()


def test_a_trail_of_which_aws_tells_least() -> None:
    fact = cloudtrail(trail(), GetTrailStatus={"IsLogging": False, "LatestDeliveryError": ""}).one(TRAIL)
    assert (fact.tags, fact.gaps) == ({}, ())
    unknown = ("organization", "multi_region", "global_service_events", "bucket", "prefix", "key_arn")
    assert {name: value for name, value in fact.config.items() if name != "selectors"} == {
        "owner_account": ACCOUNT,
        **dict.fromkeys((*unknown, "log_group_arn", "topic_arn", "validation")),
        "logging": OFF,
    }


def test_a_trail_is_told_of_in_its_home_region_only() -> None:
    ran = cloudtrail(trail(), trail("elsewhere", home="us-east-1", IsMultiRegionTrail=True))
    assert [fact.name for fact in ran.all(TRAIL)] == ["main"]
    assert ran.parameters("cloudtrail:GetTrailStatus") == [{"Name": arn("main")}]
    assert ran.coverage.vanished == 0


def test_a_trail_of_the_organization_keeps_what_a_member_may_read() -> None:
    refused = Refusal("CloudTrailARNInvalidException", "AccountID in ARN is wrong")
    ran = cloudtrail(trail(account=OWNER, IsOrganizationTrail=True), GetEventSelectors=refused)
    fact = ran.one(TRAIL)
    assert (fact.id, fact.account, fact.config["owner_account"]) == (arn("main", OWNER), ACCOUNT, OWNER)
    assert (fact.config["logging"], fact.config["selectors"], fact.tags) == (OFF, None, None)
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        ("/config/selectors", "cloudtrail:GetEventSelectors", "error"),
        ("/tags", "", "not_collected"),
    ]
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == []


@pytest.mark.parametrize("operation", ["GetTrailStatus", "GetEventSelectors"])
def test_only_a_trail_of_the_account_can_vanish(operation: str) -> None:
    gone = {operation: Refusal("TrailNotFoundException", "unknown trail")}
    ran = cloudtrail(trail(), **gone)
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())
    ran = cloudtrail(trail(account=OWNER), **gone)
    assert ran.coverage.vanished == 0
    assert [gap.reason for gap in ran.one(TRAIL).gaps] == ["not_found", "not_collected"]


@pytest.mark.parametrize(
    ("operation", "answer", "path", "reason", "detail"),
    [
        ("GetTrailStatus", DENIED, "/config/logging", "access_denied", "AccessDenied: not for you"),
        ("GetTrailStatus", Refusal("ThrottlingException"), "/config/logging", "throttled", "so it is"),
        ("GetTrailStatus", {}, "/config/logging", "error", "malformed answer: no 'IsLogging'"),
        ("GetEventSelectors", DENIED, "/config/selectors", "access_denied", "AccessDenied: not for you"),
        ("GetEventSelectors", {}, "/config/selectors", "error", "neither EventSelectors nor AdvancedEventSelectors"),
    ],
)
def test_what_cannot_be_read_is_a_gap(operation: str, answer: Answer, path: str, reason: str, detail: str) -> None:
    fact = cloudtrail(trail(), **{operation: answer}).one(TRAIL)
    (gap,) = fact.gaps
    assert (gap.path, gap.operation, gap.reason) == (path, f"cloudtrail:{operation}", reason)
    assert detail in gap.detail
    assert fact.config[path.removeprefix("/config/")] is None


@pytest.mark.parametrize(
    ("answer", "gap"),
    [
        (DENIED, ("cloudtrail:DescribeTrails", "access_denied", "AccessDenied: not for you")),
        ({}, ("cloudtrail:DescribeTrails", "error", "malformed answer: no trailList")),
        ({"trailList": [{"Name": "x"}]}, ("cloudtrail:DescribeTrails", "error", "malformed answer: no 'HomeRegion'")),
        (
            {"trailList": [{"HomeRegion": REGION, "Name": "x", "TrailARN": "x"}]},
            ("cloudtrail:DescribeTrails", "error", "malformed answer: list index out of range"),
        ),
    ],
)
def test_trails_that_cannot_be_listed_leave_the_kind_incomplete(answer: Answer, gap: tuple[str, str, str]) -> None:
    ran = cloudtrail(DescribeTrails=answer)
    assert (ran.facts, ran.gaps(TRAIL)) == ([], [gap])


def test_calls_are_as_many_as_declared() -> None:
    idle = cloudtrail()
    assert (sum(idle.coverage.calls.values()), idle.coverage.gaps) == (CLOUDTRAIL.idle_calls, ())
    assert idle.parameters("cloudtrail:DescribeTrails") == [{"includeShadowTrails": True}]
    ran = cloudtrail(trail("a"), trail("b"))
    own = sum(ran.coverage.calls.values()) - ran.coverage.calls["resourcegroupstaggingapi:GetResources"]
    assert own == CLOUDTRAIL.idle_calls + 2 * CLOUDTRAIL.calls_each[TRAIL]
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == [
        {"ResourcesPerPage": 100, "ResourceTypeFilters": ["cloudtrail:trail"]}
    ]
