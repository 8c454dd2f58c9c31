"""Collections over accounts whose answers are written down, with collectors made for a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from support.stubbed_aws import ACCOUNT, REGION, Answer, StubbedSession

import scanner.crew
from scanner.aws.failures import Failure
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.collect import ScanInterruptedError, ScanPlan, Silent, collect
from scanner.collectors import Collector
from scanner.collectors.base import UNTAGGED, Draft, Unit
from scanner.model import CoverageUnit, Fact
from scanner.settings import RoleSettings
from scanner.snapshot import Snapshot

NOW = "2026-03-31T12:00:00Z"
IDENTITY = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/scan"}
ROLE = RoleSettings("safehold")


def regions(*names: str, closed: tuple[str, ...] = ()) -> dict[str, Any]:
    """What DescribeRegions answers. closed: Regions that are not enabled."""
    told = dict.fromkeys(names, "opt-in-not-required") | dict.fromkeys(closed, "not-opted-in")
    return {"Regions": [{"RegionName": name, "OptInStatus": status} for name, status in told.items()]}


class World:
    """AWS as a test wants it: the answers of each account, by operation, or why it cannot be entered.

    sessions: every one that was opened, by account. Changing `accounts` changes what later sessions are told.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.accounts: dict[str, Mapping[str, Answer] | Failure] = {ACCOUNT: {}}
        self.sessions: list[tuple[str, StubbedSession]] = []
        self._patch = monkeypatch
        world = self

        class Opened(Session):
            def __new__(cls, _boto: object, _home: str, traffic: Traffic, *, account: str) -> Any:
                return world._session(account, traffic)

        def opened(_profile: str | None, _regions: Any, traffic: Traffic) -> Session:
            return self._session(ACCOUNT, traffic)

        monkeypatch.setattr(Session, "open", opened)
        monkeypatch.setattr(scanner.crew, "Session", Opened)
        monkeypatch.setattr(scanner.crew, "enter", self._enter)

    def collectors(self, *collectors: Collector) -> None:
        """Puts these in the place of the real ones."""
        self._patch.setattr(scanner.crew, "COLLECTORS", collectors)

    def answers(self, account: str = ACCOUNT, **answers: Answer) -> None:
        """What an account answers beside who we are and which Regions it has; operations as `s3_ListBuckets`."""
        self.accounts[account] = {name.replace("_", ":"): answer for name, answer in answers.items()}

    def asked(self, operation: str) -> list[str]:
        """The accounts, in order, in which an operation was called."""
        return [account for account, session in self.sessions for asked, _, _ in session.asked if asked == operation]

    def _session(self, account: str, traffic: Traffic) -> StubbedSession:
        told = self.accounts[account]
        assert not isinstance(told, Failure)
        common: dict[str, Answer] = {"sts:GetCallerIdentity": IDENTITY, "ec2:DescribeRegions": regions(REGION)}
        session = StubbedSession(common | dict(told), checked=False, traffic=traffic, account=account)
        self.sessions.append((account, session))
        return session

    def _enter(self, _home: object, _caller: object, account: str, *_: object, **__: object) -> Any:
        told = self.accounts[account]
        return told if isinstance(told, Failure) else account


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, aws_environment: pytest.MonkeyPatch) -> World:
    assert aws_environment
    return World(monkeypatch)


def made(name: str, facts: Callable[[Unit], Iterator[Fact]], *kinds: str, per_region: bool = True) -> Collector:
    """A collector."""
    return Collector(name, kinds or ("account",), (GET_CALLER_IDENTITY,), facts, per_region=per_region)


def account(unit: Unit, number: int, **changes: Any) -> Fact:
    """A fact; of a kind that has hardly any fields."""
    draft = Draft(unit, "account", f"arn:aws:iam::{number:012}:root", str(number))
    draft.config = {"partition": "aws", "enabled_regions": None, "not_enabled_regions": None} | changes
    return draft.fact(UNTAGGED)


def good(unit: Unit) -> Iterator[Fact]:
    """Three facts."""
    yield from (account(unit, number) for number in range(3))


def vaults(unit: Unit) -> Iterator[Fact]:
    """One fact of another kind, which does not fit its schema."""
    yield Draft(unit, "backup.vault", f"arn:aws:backup:{unit.region}::backup-vault:main", "main").fact(UNTAGGED)


def scanned(directory: Path, *names: str, plan: ScanPlan | None = None, **options: Any) -> Snapshot:
    """The snapshot of a scan of these Regions, or by the plan; it is whole."""
    snapshot = collect(plan or ScanPlan(regions=names), directory, tool_version="0.0.0", now=NOW, **options)
    snapshot.verify()
    return snapshot


def stopped(directory: Path, *names: str, patience: int = 1, plan: ScanPlan | None = None) -> ScanInterruptedError:
    """What a scan says that is stopped by Ctrl-C after so many units; all its threads have ended."""
    with pytest.raises(ScanInterruptedError) as caught:
        scanned(directory, *names, plan=plan, progress=Watched(patience))
    for thread in threading.enumerate():
        if thread.name.startswith(("unit", "call")):
            thread.join()
    return caught.value


class Watched(Silent):
    """Progress that remembers, and presses Ctrl-C after so many units."""

    def __init__(self, patience: int = 10**9) -> None:
        self.units = self.kept = 0
        self.done: list[CoverageUnit] = []
        self.calls: list[str] = []
        self.throttles: list[str] = []
        self._patience = patience

    def started(self, units: int, kept: int) -> None:
        self.units, self.kept = units, kept

    def unit_done(self, unit: CoverageUnit) -> None:
        self.done.append(unit)
        if len(self.done) == self._patience:
            raise KeyboardInterrupt

    def called(self, service: str, operation: str) -> None:
        self.calls.append(f"{service}:{operation}")

    def throttled(self, service: str, operation: str) -> None:
        self.throttles.append(f"{service}:{operation}")
