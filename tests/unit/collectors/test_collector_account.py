from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, THEN
from support.stubbed_aws import ACCOUNT, DENIED, Answer, Ran, Refusal, run

from scanner.collectors.account import ACCOUNT as KIND
from scanner.collectors.account import ACCOUNT_COLLECTOR, GLOBAL_SETTINGS

pytestmark = pytest.mark.usefixtures("aws_environment")

REGIONS = {
    "Regions": [
        {"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "me-south-1", "OptInStatus": "not-opted-in"},
        {"RegionName": "af-south-1", "OptInStatus": "not-opted-in"},
        {"RegionName": "eu-south-1", "OptInStatus": "opted-in"},
    ]
}
FLAGS = {"isCrossAccountBackupEnabled": "true", "isMpaEnabled": "false", "isDelegatedAdministratorEnabled": "true"}
SETTINGS = {"GlobalSettings": FLAGS, "LastUpdateTime": THEN}
ALONE = Refusal("InvalidRequestException", "Your account is not a member of an organization.")


def account(regions: Answer = REGIONS, settings: Answer = SETTINGS, **options: Any) -> Ran:
    answers = {"ec2:DescribeRegions": regions, "backup:DescribeGlobalSettings": settings}
    return run(ACCOUNT_COLLECTOR, answers, region="global", **options)


def test_an_account_and_the_regions_that_are_open_to_it_and_not() -> None:
    ran = account()
    fact = ran.one(KIND)
    assert (fact.id, fact.name, fact.region) == (f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, "global")
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "partition": "aws",
        "enabled_regions": ["eu-south-1", "us-east-1"],
        "not_enabled_regions": ["af-south-1", "me-south-1"],
    }
    assert ran.parameters("ec2:DescribeRegions") == [{"AllRegions": True}]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("RequestLimitExceeded"), "throttled"),
        ({}, "error"),
        ({"Regions": [{"RegionName": "us-east-1"}]}, "error"),
    ],
)
def test_regions_that_cannot_be_read_are_gaps(answer: Answer, reason: str) -> None:
    fact = account(answer).one(KIND)
    assert fact.config == {"partition": "aws", "enabled_regions": None, "not_enabled_regions": None}
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps if gap.path != "/tags"] == [
        (f"/config/{name}", "ec2:DescribeRegions", reason) for name in ("enabled_regions", "not_enabled_regions")
    ]


def test_what_aws_backup_is_set_to_in_an_organization() -> None:
    fact = account().one(GLOBAL_SETTINGS)
    assert (fact.id, fact.name) == (f"arn:aws:backup::{ACCOUNT}:global-settings", ACCOUNT)
    assert (fact.region, fact.tags, fact.gaps) == ("global", {}, ())
    assert fact.config == {
        "in_organization": True,
        "cross_account_backup": True,
        "multi_party_approval": False,
        "delegated_administrator": True,
        "updated_at": AT,
    }


def test_a_flag_that_aws_does_not_tell_is_unknown() -> None:
    config = account(settings={"GlobalSettings": {"isCrossAccountBackupEnabled": "false"}}).one(GLOBAL_SETTINGS).config
    unknown = dict.fromkeys(("multi_party_approval", "delegated_administrator", "updated_at"))
    assert config == {"in_organization": True, "cross_account_backup": False} | unknown


def test_an_account_of_no_organization_says_so() -> None:
    ran = account(settings=ALONE)
    config = ran.one(GLOBAL_SETTINGS).config
    assert config == dict.fromkeys(config) | {"in_organization": False}
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "access_denied"),
        (Refusal("ThrottlingException"), "throttled"),
        (
            Refusal("InvalidRequestException", "Feature Cross Account Backup is not available in current region."),
            "error",
        ),
        ({}, "error"),
        ({"GlobalSettings": {"isMpaEnabled": "perhaps"}}, "error"),
    ],
)
def test_settings_that_cannot_be_read_leave_no_fact(answer: Answer, reason: str) -> None:
    ran = account(settings=answer)
    assert ran.all(GLOBAL_SETTINGS) == []
    assert [gap[:2] for gap in ran.gaps(GLOBAL_SETTINGS)] == [("backup:DescribeGlobalSettings", reason)]
    assert ran.one(KIND).config["enabled_regions"] == ["eu-south-1", "us-east-1"]


def test_it_makes_the_calls_that_it_says() -> None:
    assert sum(account().coverage.calls.values()) == ACCOUNT_COLLECTOR.idle_calls
