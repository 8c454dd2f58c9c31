"""The AWS that the documentation's commands meet: the demo's estate, and what pages name beside it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import boto3

from scanner.demo import emulator, estate
from scanner.demo.build import build
from scanner.demo.layer import Layer

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}  # moto takes any


class Account:
    """The emulated account. url: where. regions: those that are enabled, and answered for here; (): all of moto's."""

    def __init__(self) -> None:
        self.url = ""
        self.regions: tuple[str, ...] = ()
        self.layer = Layer(emulator.moto())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if not self.regions or b"Action=DescribeRegions" not in body:
            return self.layer(environ, start_response)
        items = "".join(
            f"<item><regionName>{region}</regionName><optInStatus>opt-in-not-required</optInStatus></item>"
            for region in self.regions
        )
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>".encode()]

    def extend(self) -> None:
        """Make what the pages name beside the estate, and leave the two Regions in which it lies enabled.

        So a scan of every Region shows no less, in an eighth of the calls.
        """
        self._client("organizations", "us-east-1").create_organization(FeatureSet="ALL")
        self._client("sns").create_topic(Name="recovery")
        self._client("events").create_event_bus(Name="recovery")
        self._client("securityhub").enable_security_hub()
        self.regions = estate.REGIONS

    def _client(self, service: str, region: str = estate.REGIONS[0]) -> Any:
        made: Callable[..., Any] = boto3.client  # its stubs ask for literal names
        return made(service, endpoint_url=self.url, region_name=region, **KEYS)


@contextmanager
def serving() -> Iterator[Account]:
    """The account, with the demo's estate in its place."""
    account = Account()
    with emulator.listening(account) as account.url:
        account.layer.learn(build(account.url))
        yield account
