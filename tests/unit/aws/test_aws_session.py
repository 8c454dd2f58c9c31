from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from scanner.aws.session import Session
from scanner.aws.traffic import IN_FLIGHT, Traffic
from scanner.errors import CredentialsError

pytestmark = pytest.mark.usefixtures("aws_environment")


def opened(*regions: str, profile: str | None = None) -> Session:
    return Session.open(profile, regions, Traffic(Event()))


@pytest.mark.parametrize(
    ("given", "hint"), [("eu-wst-1", "eu-west-1"), ("us-east1", "us-east-1"), ("Ireland", "af-south-1")]
)
def test_an_unknown_region_is_refused_with_what_may_be_meant(given: str, hint: str) -> None:
    with pytest.raises(CredentialsError, match=f"unknown Region '{given}'; did you mean .*{hint}"):
        opened(given)


def test_a_region_of_another_partition_is_refused() -> None:
    session = opened("cn-north-1")
    session.check_regions(["cn-north-1"], "aws-cn")
    with pytest.raises(CredentialsError, match=r"cn-north-1 is in the partition aws-cn, .* are for aws$"):
        session.check_regions(["cn-north-1"], "aws")


def test_a_region_that_botocore_does_not_know_yet_may_be_in_any_partition() -> None:
    session = opened()
    assert session.in_partition("xx-new-1", "aws")
    assert session.in_partition("eu-west-1", "aws")
    assert not session.in_partition("cn-north-1", "aws")


def test_the_home_region(aws_environment: pytest.MonkeyPatch) -> None:
    assert opened().home == "us-east-1"
    aws_environment.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    assert opened().home == "eu-north-1"
    assert opened("eu-west-3", "eu-west-1").home == "eu-west-3"


@pytest.mark.parametrize(
    ("regions", "home"),
    [
        (("ap-east-1", "eu-west-2", "eu-west-1"), "eu-west-2"),
        (("ap-east-1", "eu-central-2"), "us-east-1"),
        (("cn-northwest-1",), "cn-northwest-1"),
        (("us-gov-east-1",), "us-gov-east-1"),
    ],
)
def test_the_home_region_is_one_that_every_account_has(regions: tuple[str, ...], home: str) -> None:
    assert opened(*regions).home == home


def test_a_region_to_enable_is_home_only_if_the_configuration_says_so(aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.setenv("AWS_DEFAULT_REGION", "ap-east-1")
    assert opened("ap-east-1").home == "ap-east-1"
    assert opened("ap-east-1", "eu-west-1").home == "eu-west-1"


def test_an_unknown_profile_is_refused(aws_environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(CredentialsError, match=r"profile \(nobody\) could not be found; .*--profile"):
        opened(profile="nobody")
    aws_environment.setenv("AWS_PROFILE", "somebody")
    with pytest.raises(CredentialsError, match=r"profile \(somebody\) could not be found"):
        opened()


def test_a_malformed_configuration_is_refused(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[default\nregion")
    aws_environment.setenv("AWS_CONFIG_FILE", str(config))
    with pytest.raises(CredentialsError, match=r"mend ~/\.aws/config"):
        opened()


def test_threads_share_one_client_for_each_service_and_region() -> None:
    session = opened()
    with ThreadPoolExecutor(8) as pool:
        clients = list(pool.map(lambda number: session.client("sts", f"eu-west-{1 + number % 2}"), range(16)))
    assert len({id(client) for client in clients}) == 2
    assert session.client("s3", "eu-west-1") is not clients[0]
    session.close()


def test_clients_are_set_up_for_many_threads_and_short_patience() -> None:
    config = opened().client("s3", "eu-west-1").meta.config
    assert config.s3["addressing_style"] == "path"
    assert config.retries == {"mode": "standard", "total_max_attempts": 8}
    assert config.max_pool_connections >= IN_FLIGHT
    assert (config.connect_timeout, config.read_timeout) == (5, 30)


def test_the_endpoint_is_botocores_affair(aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert opened().client("dynamodb", "eu-west-1").meta.endpoint_url == "http://127.0.0.1:9"


def test_which_services_a_region_has() -> None:
    session = opened()
    assert session.has_service("dynamodb", "eu-west-1")
    assert not session.has_service("connect", "eu-west-3")
    assert session.has_service("dynamodb", "cn-north-1")
    assert session.has_service("a service without a list of Regions", "eu-west-1")
