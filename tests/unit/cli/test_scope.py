"""`safehold scope`: what a scan would look at and take, before it is made."""

from typing import Any

import pytest
from support.aws_environment import aws_environment
from support.scans import ROLE, World, made, regions, vaults, world
from support.stubbed_aws import ACCOUNT, DENIED, REGION

import scanner.aws.organization
from scanner.aws.failures import Failure
from scanner.aws.organization import AccountEntry, Chosen
from scanner.aws.roles import ASSUME_ROLE
from scanner.collectors.base import Collector
from scanner.model import GapReason

__all__ = ["aws_environment", "world"]

SHOP, LAB = "222233334444", "333344445555"
SHUT = Failure(ASSUME_ROLE, GapReason.ACCESS_DENIED, "AccessDenied", "AccessDenied: no \u202e entry")


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_when_the_regions_are_named_nothing_is_called_and_no_credentials_are_needed(
    safehold: Any, aws_environment: Any
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        aws_environment.delenv(name)
    result = safehold("scope", "--region", "eu-west-2", "--region", "eu-west-1", "--collectors", "s3,account")
    assert result.exit_code == 0, result.stderr
    told = lines(result.stdout)
    assert told[:2] == ["Account: that of the credentials", "Regions: eu-west-1, eu-west-2"]
    assert any(line.startswith("account 1 ") for line in told)
    assert any(line.startswith("s3 2 ") and " a s3.bucket" in line for line in told)
    assert told[-1] == "Nothing was read of any resource; 0 calls found the scope."
    assert "Last time" not in result.stdout


def test_otherwise_the_account_is_asked_for_its_regions(safehold: Any, world: World) -> None:
    world.answers(ec2_DescribeRegions=regions(REGION, "eu-west-2", closed=("ap-east-1",)))
    result = safehold("scope", "--collectors", "dynamodb")
    assert result.exit_code == 0, result.stderr
    told = lines(result.stdout)
    assert told[0] == "Account Name Regions Not enabled"
    assert told[2] == f"{ACCOUNT} {REGION}, eu-west-2"
    assert any(line.startswith("dynamodb 2 ") for line in told)
    assert told[-1] == "Nothing was read of any resource; 2 calls found the scope."


def test_regions_that_nobody_may_list_have_to_be_named(safehold: Any, world: World) -> None:
    world.answers(ec2_DescribeRegions=DENIED)
    result = safehold("scope")
    assert result.exit_code == 2
    assert "name the Regions with --region" in result.stderr


@pytest.fixture
def estate(world: World, monkeypatch: Any) -> World:
    """An organization of three accounts: one cannot be entered, and one has another Region."""
    accounts = tuple(
        AccountEntry(*each, "ACTIVE") for each in ((ACCOUNT, "audit"), (SHOP, "shop\x1b[1m"), (LAB, "lab"))
    )
    monkeypatch.setattr(scanner.aws.organization, "fetch", lambda *_: None)
    monkeypatch.setattr(scanner.aws.organization, "chosen", lambda *_: Chosen(accounts, ()))
    world.accounts[SHOP] = SHUT
    world.answers(LAB, ec2_DescribeRegions=regions("us-east-1"))
    world.collectors(
        made("once", vaults, "backup.vault", per_region=False),
        Collector("many", ("s3.bucket",), (), vaults, idle_calls=3, calls_each={"s3.bucket": 11}),
    )
    return world


def test_accounts_are_told_with_what_is_closed_and_why(safehold: Any, estate: World) -> None:
    assert estate
    result = safehold("scope", "--organization", "--role", ROLE.name, "--region", REGION)
    assert result.exit_code == 0, result.stderr
    told = lines(result.stdout)
    assert told[2:5] == [
        f"{ACCOUNT} audit {REGION}",
        f"{SHOP} shop\\x1b[1m cannot be entered: AccessDenied: no \\u202e entry",
        f"{LAB} lab none {REGION}",
    ]
    assert told[-5:-3] == ["once 2 2", "many 1 3 11 a s3.bucket"]
    assert told[-2:] == [
        "3 units, at least 5 calls, and more by what is found.",
        "Nothing was read of any resource; 3 calls found the scope.",
    ]


def test_an_earlier_scan_is_a_measure(safehold: Any, estate: World, snapshot: Any) -> None:
    assert estate
    result = safehold("scope", "--organization", "--role", ROLE.name, "--like", snapshot)
    told = lines(result.stdout)
    assert any(line.endswith("Last time") for line in told)
    assert "The earlier scan took 0 calls." in told
    assert safehold("scope", "--region", REGION, "--like", "nowhere").exit_code == 2
