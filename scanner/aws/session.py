"""The session with AWS: one client for each service and Region, shared by all threads.

Credentials and endpoints come from where botocore finds them: options, environment, ~/.aws, a container's or a
machine's role. AWS_ENDPOINT_URL is botocore's affair too.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import partial
from threading import Event, Lock
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from scanner.aws.failures import credentials_error, failure, is_throttling, one_line
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.aws.pace import DOCUMENTED, Pace
from scanner.errors import CredentialsError

CALL_THREADS = 48
"""Calls about resources under way at once: enough for the 500 calls a second that one process can make."""

UNIT_THREADS = 16
"""Units under way at once; each makes its listings itself, beside the calls of the pool."""

_FALLBACK_REGION = "us-east-1"

_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 8},  # see scanner.aws.pace for why not "adaptive"
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=CALL_THREADS + UNIT_THREADS,
    # One host for all buckets, so one pool of connections: twice the calls a second of one host a bucket.
    s3={"addressing_style": "path"},
    user_agent_extra="safehold",
)


class ScanStoppedError(Exception):
    """The scan was stopped while a call was about to be made: nobody waits for its answer any more."""


class Session:
    """One account's clients, shared by every thread.

    profile: of ~/.aws, or None for the default chain. region: where account-wide questions are asked; None for the
    configured default. stop: once set, no request is sent any more.

    Raises:
        CredentialsError: the profile, the configuration or the Region cannot be used.
    """

    def __init__(self, profile: str | None, region: str | None, stop: Event) -> None:
        try:
            self._session = boto3.session.Session(profile_name=profile)
            self.home = region or self._session.region_name or _FALLBACK_REGION
        except BotoCoreError as error:
            raise credentials_error(failure(GET_CALLER_IDENTITY, error)) from error
        self._partitions = {
            name: partition
            for partition in self._session.get_available_partitions()
            for name in self._session.get_available_regions("ec2", partition_name=partition)
        }
        self.check_regions((self.home,))
        self._stop = stop
        self._paces: dict[tuple[str, str], Pace] = {}
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401 - botocore makes each client's class as it goes
        """The client of a service in a Region: made once, for any number of threads.

        Raises:
            BotoCoreError, ValueError: botocore refuses the configuration (an unusable AWS_ENDPOINT_URL).
        """
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                name: Any = service
                client = self._session.client(name, region_name=region, config=_CONFIG)
                self._paces |= {
                    (operation, region): Pace(rate, self._stop)
                    for operation, rate in DOCUMENTED.items()
                    if operation.startswith(f"{service}:")
                }
                client.meta.events.register("before-send", partial(self._before_send, service, region))
                client.meta.events.register("response-received", partial(self._received, service, region))
                self._clients[service, region] = client
            return client

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
        regions = self._session.get_available_regions(service, partition_name=partition)
        return not regions or region in regions

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()

    def _before_send(self, service: str, region: str, event_name: str, **_event: object) -> None:
        """Before every attempt, the repeated ones too."""
        if pace := self._pace(service, region, event_name):
            pace.wait()
        if self._stop.is_set():
            raise ScanStoppedError

    def _received(
        self,
        service: str,
        region: str,
        event_name: str,
        parsed_response: Mapping[str, Mapping[str, Any]] | None,
        **_event: object,
    ) -> None:
        """After every attempt; botocore itself decides whether another follows."""
        code = (parsed_response or {}).get("Error", {}).get("Code", "")
        if is_throttling(code) and (pace := self._pace(service, region, event_name)):
            pace.throttled()

    def _pace(self, service: str, region: str, event_name: str) -> Pace | None:
        return self._paces.get((f"{service}:{event_name.rpartition('.')[2]}", region))
