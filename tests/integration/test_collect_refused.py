"""What keeps a scan from starting: it says so, and what to do, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.aws_environment import aws_environment, impatient
from support.scans import World, good, made, regions, scanned, world
from support.scripted_http import scripted_http
from support.stubbed_aws import DENIED, REGION, Answer

from scanner.collect import ScanPlan, collect
from scanner.collectors.account import ACCOUNT_COLLECTOR
from scanner.errors import CredentialsError, UsageError

__all__ = ["aws_environment", "impatient", "world"]


@pytest.mark.usefixtures("aws_environment")
@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (ScanPlan(collectors=("dynamo",)), "unknown collector 'dynamo'; did you mean dynamodb"),
        (ScanPlan(collectors=("s3", "xyz")), "unknown collector 'xyz'; did you mean account, dynamodb, s3"),
        (ScanPlan(regions=("eu-wst-1",)), "unknown Region 'eu-wst-1'; did you mean eu-west-1"),
        (ScanPlan(regions=("eu-west-1", "nowhere")), "unknown Region 'nowhere'"),
        (ScanPlan(profile="nobody"), "profile .nobody. could not be found"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_anything_is_asked(plan: ScanPlan, told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=told):
        collect(plan, tmp_path / "snapshot", tool_version="0.0.0")
    assert not (tmp_path / "snapshot").exists()


def test_a_region_of_another_partition_is_refused(world: World, tmp_path: Path) -> None:
    world.collectors(made("good", good))
    with pytest.raises(CredentialsError, match="cn-north-1 is in the partition aws-cn"):
        scanned(tmp_path, REGION, "cn-north-1")


def test_no_credentials(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_environment.delenv("AWS_ACCESS_KEY_ID")
    aws_environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match=r"Unable to locate credentials; set AWS_PROFILE"):
        collect(ScanPlan(), tmp_path, tool_version="0.0.0")


def test_half_credentials(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match=r"Partial credentials .* complete them"):
        collect(ScanPlan(), tmp_path, tool_version="0.0.0")


def test_a_token_that_ran_out(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    error = (
        b"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>token is expired</Message></Error></ErrorResponse>"
    )
    with scripted_http(lambda _method, _path: (403, "text/xml", error)) as url:
        aws_environment.setenv("AWS_ENDPOINT_URL", url)
        with pytest.raises(CredentialsError, match="ExpiredToken: token is expired; they ran out: log in again"):
            collect(ScanPlan(), tmp_path, tool_version="0.0.0")


def test_an_endpoint_that_is_none(impatient: pytest.MonkeyPatch, tmp_path: Path) -> None:
    impatient.setenv("AWS_ENDPOINT_URL", "http://user:hunter2@127.0.0.1:9")
    with pytest.raises(CredentialsError, match=r"Could not connect to the endpoint URL.*check the network") as caught:
        collect(ScanPlan(), tmp_path, tool_version="0.0.0")
    assert "hunter2" not in str(caught.value)


NAME_THEM = "permit ec2:DescribeRegions, or name the Regions with --region"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (DENIED, f"AccessDenied: not for you; {NAME_THEM}"),
        ({}, f"malformed answer: no 'Regions'; {NAME_THEM}"),
        ({"Regions": None}, f"malformed answer: .*; {NAME_THEM}"),
        ({"Regions": [{"RegionName": REGION}]}, f"malformed answer: no 'OptInStatus'; {NAME_THEM}"),
    ],
)
def test_regions_that_cannot_be_listed_have_to_be_named(
    answer: Answer, told: str, world: World, tmp_path: Path
) -> None:
    world.answers(ec2_DescribeRegions=answer)
    with pytest.raises(CredentialsError, match=f"the enabled Regions cannot be listed: {told}"):
        scanned(tmp_path / "snapshot")
    assert not (tmp_path / "snapshot").exists()


@pytest.mark.parametrize("answer", [DENIED, {}, {"Regions": None}])
def test_named_regions_need_no_list(answer: Answer, world: World, tmp_path: Path) -> None:
    world.collectors(ACCOUNT_COLLECTOR)
    world.answers(ec2_DescribeRegions=answer, backup_DescribeGlobalSettings={"GlobalSettings": {}})
    snapshot = scanned(tmp_path, REGION)
    (fact,) = snapshot.facts("account")
    assert fact.config == {"partition": "aws", "enabled_regions": None, "not_enabled_regions": None}
    assert [gap.path for gap in fact.gaps] == ["/config/enabled_regions", "/config/not_enabled_regions"]
    assert snapshot.scope.regions == (REGION,)
    assert snapshot.coverage.complete
    assert world.asked("ec2:DescribeRegions") == snapshot.scope.estate[0].id.split()  # asked once, and remembered


def test_regions_of_other_partitions_are_an_emulators(world: World, tmp_path: Path) -> None:
    world.collectors(made("good", good))
    world.answers(ec2_DescribeRegions=regions(REGION, "cn-north-1", closed=("ap-east-1",)))
    assert scanned(tmp_path).scope.regions == (REGION,)


def test_a_folder_that_holds_something_else_is_left_alone(world: World, tmp_path: Path) -> None:
    world.collectors(made("good", good))
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError):
        scanned(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    scanned(tmp_path, force=True)
    assert {path.name for path in tmp_path.iterdir()} == {"thesis.txt", "manifest.json", "facts"}
