"""What a scan would look at, and the calls that it would take: told before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from threading import Event, Lock

from scanner.collect import Scan, ScanPlan, Silent
from scanner.collectors import Collector
from scanner.crew import chosen
from scanner.model import AccountScope
from scanner.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Estimate:
    """The calls of one collector over the whole scope.

    units: how often it runs. idle_calls: what it takes where there is nothing. each: the most for one resource, by
    kind, beside the listing's. last: what it took in an earlier scan, where one is given.
    """

    collector: str
    units: int
    idle_calls: int
    each: dict[str, int]
    last: int | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """accounts: None for that of the credentials, when nobody had to ask. calls: made to find the scope out."""

    accounts: tuple[AccountScope, ...] | None
    regions: tuple[str, ...]
    unreachable: dict[str, str]
    estimates: tuple[Estimate, ...]
    calls: int


def outlook(plan: ScanPlan, like: Snapshot | None = None) -> Outlook:
    """What a scan by the plan would look at. like: an earlier snapshot, whose calls are a measure.

    With the Regions named and no other account, nothing is called; otherwise only what finds accounts and Regions.

    Raises:
        CredentialsError, UsageError: as `collect` does.
    """
    collectors = chosen(plan.collectors)
    last = _last(like)
    if plan.one_account and plan.regions:
        regions = tuple(sorted(set(plan.regions)))
        return Outlook(None, regions, {}, _estimates(collectors, [len(regions)], last), 0)
    counting = _Counting()
    with closing(Scan(plan, collectors, counting, Event())) as scan:
        surveyed = scan.survey(scan.accounts(), sure=True)
    accounts = tuple(each.scope for each in surveyed)
    return Outlook(
        accounts,
        tuple(sorted({region for account in accounts for region in account.regions})),
        {each.scope.id: each.failure.detail for each in surveyed if each.failure},
        _estimates(collectors, [len(account.regions) for account in accounts if account.told], last),
        counting.calls,
    )


class _Counting(Silent):
    """Progress that counts calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._lock = Lock()

    def called(self, service: str, operation: str) -> None:  # noqa: ARG002 - the protocol's signature
        with self._lock:
            self.calls += 1


def _estimates(collectors: Iterable[Collector], regions: list[int], last: Counter[str] | None) -> tuple[Estimate, ...]:
    """regions: how many, for each account."""
    found = []
    for collector in collectors:
        units = sum(regions) if collector.per_region else len(regions)
        told = None if last is None else last[collector.name]
        found.append(Estimate(collector.name, units, units * collector.idle_calls, dict(collector.calls_each), told))
    return tuple(found)


def _last(like: Snapshot | None) -> Counter[str] | None:
    if like is None:
        return None
    calls: Counter[str] = Counter()
    for unit in like.coverage.units:
        calls[unit.collector] += sum(unit.calls.values())
    return calls
