"""The session with AWS: one client for each service and Region, shared by all threads.

Credentials and endpoints come from where botocore finds them: options, environment, ~/.aws, a container's or a
machine's role. AWS_ENDPOINT_URL is botocore's affair too.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, NoCredentialsError

from scanner.aws.failures import Failure, credentials_error, failure, one_line
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.aws.regions import OPEN_TO_ALL
from scanner.aws.traffic import IN_FLIGHT, Traffic
from scanner.errors import CredentialsError

if TYPE_CHECKING:
    from scanner.aws.signed import SignedReader

_FALLBACK_REGION = "us-east-1"

_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 8},  # see scanner.aws.pace for why not "adaptive"
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=IN_FLIGHT,
    # One host for all buckets, so one pool of connections: twice the calls a second of one host a bucket.
    s3={"addressing_style": "path"},
    user_agent_extra="safehold",
)


class Session:
    """One account's clients, shared by every thread.

    boto: its credentials and configuration. home: the Region where account-wide questions are asked; None for the
    configured default. traffic: what all clients of the process share. account: the name under which its calls are
    paced.

    Raises:
        CredentialsError: the Region cannot be used.
    """

    def __init__(self, boto: boto3.session.Session, home: str | None, traffic: Traffic, *, account: str = "") -> None:
        self.boto = boto
        self.home = home or boto.region_name or _FALLBACK_REGION
        self.ended: Failure | None = None
        """Why no call can succeed any more: the credentials ran out, and cannot be renewed."""
        self.traffic = traffic
        self._account = account
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = Lock()
        self._partitions = {
            name: partition
            for partition in self.boto.get_available_partitions()
            for name in self.boto.get_available_regions("ec2", partition_name=partition)
        }
        self.check_regions((self.home,))

    @classmethod
    def open(cls, profile: str | None, regions: Iterable[str], traffic: Traffic) -> Self:
        """The session of the credentials that the machine has. profile: of ~/.aws; None for the default chain.

        regions: that will be asked; the first that is open to every account is its home.

        Raises:
            CredentialsError: the profile, the configuration or the Region cannot be used.
        """
        try:
            boto = boto3.session.Session(profile_name=profile)
            to_enable = set(boto.get_available_regions("ec2")) - OPEN_TO_ALL
            return cls(boto, next((region for region in regions if region not in to_enable), None), traffic)
        except BotoCoreError as error:
            raise credentials_error(failure(GET_CALLER_IDENTITY, error)) from error

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401 - botocore makes each client's class as it goes
        """The client of a service in a Region: made once, for any number of threads.

        Raises:
            BotoCoreError, ValueError: botocore refuses the configuration (an unusable AWS_ENDPOINT_URL).
        """
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                name: Any = service
                client = self.boto.client(name, region_name=region, config=_CONFIG)
                self.traffic.watch(client, self._account)
                self._clients[service, region] = client
            return client

    @contextmanager
    def signed(self, region: str) -> Iterator[SignedReader]:
        """What asks the account's OpenSearch domains in a Region themselves."""
        from scanner.aws.signed import SignedReader  # noqa: PLC0415 - needs an extra, and takes half a second to load

        credentials = self.boto.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        url = self.client("opensearch", region).meta.endpoint_url
        with closing(SignedReader(credentials, region, service_url=url, stop=self.traffic.stop)) as reader:
            yield reader

    def check_regions(self, regions: Iterable[str], partition: str | None = None) -> None:
        """Nothing, if botocore knows each Region, and has it in the partition when one is given.

        Raises:
            CredentialsError: names the Region, and those that are spelt most like it.
        """
        known = self._partitions
        for region in regions:
            if region not in known:
                near = difflib.get_close_matches(region, known, n=3) or sorted(known)
                raise CredentialsError(f"unknown Region {one_line(region)!r}; did you mean {', '.join(near)}?")
            if partition is not None and known[region] != partition:
                raise CredentialsError(
                    f"Region {region} is in the partition {known[region]}, and the credentials are for {partition}"
                )

    def in_partition(self, region: str, partition: str) -> bool:
        """Whether the Region may be in the partition: it is, or botocore does not know it yet."""
        return self._partitions.get(region, partition) == partition

    def has_service(self, service: str, region: str) -> bool:
        """Whether botocore knows the service to exist in the Region, or knows no Regions of the service."""
        partition = self._partitions.get(region, "aws")
        regions = self.boto.get_available_regions(service, partition_name=partition)
        return not regions or region in regions

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()
