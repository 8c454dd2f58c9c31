"""One process's part of a collection: runs units, each one collector in one account and Region."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any, Protocol, TypeVar

from scanner.aws.caller import Caller, OverdueError
from scanner.aws.failures import Failure, one_line
from scanner.aws.session import Session
from scanner.aws.traffic import ScanStoppedError
from scanner.collectors.base import Collector, Unit
from scanner.collectors.options import DEFAULTS, Options
from scanner.errors import SafeholdError
from scanner.facts import encode, misfit
from scanner.journal import Done
from scanner.manifest import GLOBAL
from scanner.model import CoverageUnit, Fact, Gap, GapReason
from scanner.parts import Part, PartFolder

_T = TypeVar("_T")

Seeds = Mapping[str, Mapping[str, tuple[Any, Counter[str]]]]
"""By account and key: what units share and is known before they run, with the calls that it took."""

_IDLE_SESSIONS = 2
"""Accounts whose clients are kept although no unit of theirs runs: one more unit may come. Each takes 75 MB."""

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """Who wants to know how the collection goes. `called` and `throttled` come from many threads."""

    def started(self, units: int, kept: int) -> None:
        """So many units will run; `kept` of them are done already, by a collection that was stopped."""

    def unit_done(self, unit: CoverageUnit) -> None:
        """A unit has ended."""

    def called(self, service: str, operation: str) -> None:
        """A call is being made."""

    def throttled(self, service: str, operation: str) -> None:
        """AWS has refused a call as one too many; it will be made again."""


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """A unit to run. region: "global" for what belongs to no Region."""

    account: str
    region: str
    collector: str

    @property
    def key(self) -> tuple[str, str, str]:
        """As `Done` has it."""
        return (self.account, self.region, self.collector)


@dataclass(frozen=True, slots=True)
class Work:
    """What all units of a collection have in common.

    partition: of the accounts. home: the account that stands for the scan, for what belongs to none. began: when the
    collection began, RFC 3339 UTC. staging: where parts are written.
    limit_seconds: how long a unit may take.
    """

    partition: str
    home: str
    began: str
    staging: Path
    limit_seconds: float
    options: Options = DEFAULTS


class Worker:
    """Runs units, any number of them at once.

    collectors: by name. enter: gives an account's session, or why it cannot be entered; called once as long as the
    account has units running. pool: runs calls about single resources. seeds: by account, answers known already.
    stop: ends the units once set.
    """

    def __init__(  # noqa: PLR0913 - all that a unit needs comes through here
        self,
        work: Work,
        collectors: Mapping[str, Collector],
        *,
        enter: Callable[[str], Session | Failure],
        pool: Executor,
        progress: Progress,
        seeds: Seeds,
        stop: Event,
    ) -> None:
        self._work = work
        self._stop = stop
        self._collectors = collectors
        self._accounts = _Accounts(enter, seeds)
        self._pool = pool
        self._progress = progress

    def run(self, task: Task) -> Done:
        """Runs a unit. Whatever it trips over is a gap on its kinds.

        Raises:
            ScanStoppedError: the scan was stopped meanwhile.
            SafeholdError: the disk does not take the facts.
        """
        collector = self._collectors[task.collector]
        with self._accounts.entered(task.account) as account, ExitStack() as stack:
            session = account.session
            if isinstance(session, Failure):
                return Done(uncovered(task, collector, session.gap("", f"account {task.account}")))
            region = session.home if task.region == GLOBAL else task.region
            until = monotonic() + self._work.limit_seconds
            caller = Caller(session, region, self._progress.called, until)
            unit = Unit(
                account=task.account,
                partition=self._work.partition,
                region=task.region,
                began=self._work.began,
                caller=caller,
                pool=self._pool,
                once=account.once,
                options=self._work.options,
                signed=stack.enter_context(session.signed(region)) if self._asks_endpoints(collector) else None,
                home=task.account == self._work.home,
            )
            folder = PartFolder(self._work.staging)
            blown = self._run(unit, collector, folder)
        gaps = (*unit.gaps, *(replace(blown, path=kind) for kind in collector.kinds if blown))
        covered = CoverageUnit(
            task.account, task.region, task.collector, collector.kinds, gaps, unit.vanished, caller.calls
        )
        return Done(covered, folder.entries)

    def close(self) -> None:
        """Closes every connection."""
        self._accounts.close()

    def _asks_endpoints(self, collector: Collector) -> bool:
        return bool(collector.http_operations) and self._work.options.opensearch_snapshots

    def _run(self, unit: Unit, collector: Collector, folder: PartFolder) -> Gap | None:
        """Runs the collector; the gap that it leaves on all its kinds if it did not come to its end."""
        try:
            _write(unit, collector.collect(unit), folder)
        except (SafeholdError, ScanStoppedError):
            raise
        except OverdueError:
            minutes = self._work.limit_seconds / 60
            return Gap("", "", GapReason.ERROR, f"did not end within {minutes:g} minutes (--unit-timeout)")
        except Exception as error:  # whatever it is, it is this unit's only: the kinds say so
            if self._stop.is_set():
                raise ScanStoppedError from error
            _log.error("%s in %s %s: %s: %s", collector.name, unit.account, unit.region, type(error).__name__, error)
            _log.debug("the traceback of that", exc_info=True)
            return Gap("", "", GapReason.ERROR, one_line(f"the collector failed: {type(error).__name__}: {error}"))
        # What was read before the credentials ran out is whole, and what came after is missing.
        return unit.ended.gap("") if unit.ended else None


def uncovered(task: Task, collector: Collector, gap: Gap) -> CoverageUnit:
    """The coverage of a unit that could not run. gap: why, on no kind yet."""
    gaps = tuple(replace(gap, path=kind) for kind in collector.kinds)
    return CoverageUnit(task.account, task.region, task.collector, collector.kinds, gaps)


class _Once:
    """Computes each key's value once, in the thread that asks first; the others wait for it."""

    def __init__(self, seeds: Mapping[str, tuple[Any, Counter[str]]]) -> None:
        self._futures: dict[str, Future[Any]] = {}
        self._lock = Lock()
        for key, value in seeds.items():
            self._futures[key] = Future()
            self._futures[key].set_result(value)

    def __call__(self, key: str, compute: Callable[[], _T]) -> _T:
        while True:
            with self._lock:
                future = self._futures.get(key)
                mine = future is None
                if future is None:
                    future = self._futures[key] = Future()
            if mine:
                try:
                    future.set_result(compute())
                except BaseException as error:
                    if isinstance(error, OverdueError):  # is that unit's alone: others have time left
                        del self._futures[key]
                    future.set_exception(error)
                    raise
            try:
                value: _T = future.result()
            except OverdueError:
                continue
            return value


@dataclass(slots=True)
class _Account:
    """An account at work. units: how many of its units run."""

    enter: Callable[[], Session | Failure]
    once: _Once
    units: int = 0
    entered: Session | Failure | None = None
    lock: Lock = field(default_factory=Lock)

    @property
    def session(self) -> Session | Failure:
        """The account's session, entered when it is first asked for; or why it cannot be entered."""
        with self.lock:
            if self.entered is None:
                self.entered = self.enter()
            return self.entered

    def close(self) -> None:
        """Closes its connections."""
        if isinstance(self.entered, Session):
            self.entered.close()


class _Accounts:
    """The accounts at work. Those without a unit are let go, but for the last few."""

    def __init__(self, enter: Callable[[str], Session | Failure], seeds: Seeds) -> None:
        self._enter = enter
        self._seeds = seeds
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def entered(self, name: str) -> Iterator[_Account]:
        with self._lock:
            account = self._accounts.get(name) or self._new(name)
            self._accounts[name] = account
            account.units += 1
        try:
            yield account
        finally:
            with self._lock:
                account.units -= 1
                self._accounts.move_to_end(name)
                idle = [other for other, each in self._accounts.items() if not each.units]
                for other in idle[:-_IDLE_SESSIONS]:
                    self._accounts.pop(other).close()

    def close(self) -> None:
        with self._lock:
            for account in self._accounts.values():
                account.close()

    def _new(self, name: str) -> _Account:
        return _Account(partial(self._enter, name), _Once(self._seeds.get(name, {})))


def _write(unit: Unit, facts: Iterable[Fact], folder: PartFolder) -> None:
    """Writes facts to their parts as they come; when they fail midway, those before are kept."""
    with ExitStack() as stack:
        parts: dict[str, Part] = {}
        failed: Exception | None = None
        try:
            for fact in facts:
                if why := _unwritable(fact):
                    unit.incomplete(Gap(fact.kind, "", GapReason.ERROR, one_line(f"{fact.id}: {why}")))
                    continue
                if fact.kind not in parts:
                    parts[fact.kind] = stack.enter_context(folder.part(fact.account, fact.region, fact.kind))
                parts[fact.kind].add(_checked(fact))
        except (SafeholdError, ScanStoppedError):
            raise
        except Exception as error:  # noqa: BLE001 - raised again, once the parts are closed
            failed = error
    if failed is not None:
        raise failed


def _unwritable(fact: Fact) -> str:
    """Why the fact is no JSON: AWS may cut a text in the middle of a character."""
    try:
        encode(fact)
    except TypeError as error:
        return str(error)
    return ""


def _checked(fact: Fact) -> Fact:
    """The fact; one that does not fit its schema says so."""
    why = misfit(fact)
    if not why:
        return fact
    gap = Gap("", "", GapReason.ERROR, one_line(f"does not fit the schema of {fact.kind}: {why}"))
    return replace(fact, gaps=(*fact.gaps, gap))
