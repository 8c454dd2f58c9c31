"""Scans of one service in moto's server: fixtures for tests that build a small estate of it first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import boto3
import pytest
from moto.moto_api._internal.models import moto_api_backend
from support.moto_server import Moto, moto_server

from scanner.collect import ScanPlan, collect
from scanner.collectors.options import DEFAULTS, Options
from scanner.demo.server import SETTINGS
from scanner.model import Fact

HERE = "eu-west-1"
NOW = datetime.now(UTC).replace(microsecond=0)
TAGS = {"safehold:tier": "standard"}
TAG_LIST = [{"Key": key, "Value": value} for key, value in TAGS.items()]

Gaps = Mapping[tuple[str, str], str]
"""Kind and place of each gap, to the operation that left it; no place where the kind is incomplete."""


class Scan(Protocol):
    """Scans with one collector: facts by name. No request may come twice, and no gap that is not foreseen."""

    def __call__(self, collector: str, *, gaps: Gaps | None = None, options: Options = DEFAULTS) -> dict[str, Fact]: ...


Shorten = Callable[[str, str], None]
"""Makes a listing of a collector ask for pages of four, so that nine entries fill three."""


@pytest.fixture(scope="module")
def server() -> Iterator[Moto]:
    """moto's server, for the tests of a module."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in SETTINGS.items():
            environment.setenv(name, value)
        with moto_server() as running:
            yield running


@pytest.fixture
def moto(server: Moto, impatient: pytest.MonkeyPatch) -> Moto:
    """The server, empty, where boto3 finds it."""
    moto_api_backend.reset()
    impatient.setenv("AWS_ENDPOINT_URL", server.url)
    return server


@pytest.fixture
def scan(moto: Moto, tmp_path: Path) -> Scan:
    """See Scan."""

    def scanned(collector: str, *, gaps: Gaps | None = None, options: Options = DEFAULTS) -> dict[str, Fact]:
        moto.forget()
        plan = ScanPlan(regions=(HERE,), collectors=(collector,), options=options)
        snapshot = collect(plan, tmp_path, tool_version="0.0.0", now=NOW.strftime("%Y-%m-%dT%H:%M:%SZ"))
        snapshot.verify()
        facts = list(snapshot.facts())
        found = {(fact.kind, gap.path): gap.operation for fact in facts for gap in fact.gaps}
        found |= {(gap.path, ""): gap.operation for unit in snapshot.coverage.units for gap in unit.gaps}
        assert found == (gaps or {})
        assert {request for request, times in moto.requests.items() if times > 1} == set()
        return {fact.name: fact for fact in facts}

    return scanned


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> Shorten:
    """See Shorten."""

    def shorten(collector: str, name: str) -> None:
        module = import_module(f"scanner.collectors.{collector}")
        listing = getattr(module, name)
        assert listing.size is not None
        monkeypatch.setattr(module, name, replace(listing, size=(listing.size[0], 4)))

    return shorten


def client(service: Any) -> Any:
    return boto3.client(service, region_name=HERE)
