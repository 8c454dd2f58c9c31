"""AWS to snapshot: accounts, Regions and collectors make units, and units run side by side.

A unit that fails, whatever the reason, leaves a gap on the coverage of its kinds, and the others go on.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from typing import Any, Protocol, TypeVar

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure, one_line
from scanner.aws.identity import Identity, enabled_regions, identify
from scanner.aws.operations import DESCRIBE_REGIONS
from scanner.aws.session import CALL_THREADS, UNIT_THREADS, Session
from scanner.collectors import COLLECTORS, Collector
from scanner.collectors.base import Unit
from scanner.collectors.shapes import instant
from scanner.errors import CredentialsError, SafeholdError, UsageError
from scanner.facts import encode, misfit
from scanner.model import CoverageUnit, Fact, Gap, GapReason, Scope
from scanner.snapshot import Part, Snapshot, SnapshotWriter

_T = TypeVar("_T")

GLOBAL = "global"
"""The Region of what belongs to no Region."""

_GRACE_SECONDS = 5
"""How long calls that are under way may take to end when a scan is stopped; after that nobody waits for them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What to scan.

    regions: names; none means all that are enabled for the account. collectors: names; none means all.
    profile: of ~/.aws; None for the default credential chain.
    """

    regions: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    profile: str | None = None


class Progress(Protocol):
    """Who wants to know how the collection goes. `called` comes from many threads, the others from one."""

    def started(self, units: int) -> None:
        """So many units will run."""

    def unit_done(self, unit: CoverageUnit) -> None:
        """A unit has ended."""

    def called(self, service: str, operation: str) -> None:
        """A call is being made."""


class Silent:
    """Progress that nobody looks at."""

    def started(self, units: int) -> None:
        """Says nothing."""

    def unit_done(self, unit: CoverageUnit) -> None:
        """Says nothing."""

    def called(self, service: str, operation: str) -> None:
        """Says nothing."""


SILENT: Progress = Silent()


def collect(
    plan: ScanPlan, directory: Path, *, progress: Progress = SILENT, tool_version: str, now: str | None = None
) -> Snapshot:
    """Collects what the plan says into a snapshot in `directory`.

    now: the time that the snapshot is of, RFC 3339 UTC; None for the clock's.

    Raises:
        CredentialsError: AWS cannot be asked, or does not know the profile or a Region.
        UsageError: a collector is unknown, or the directory holds something else.
        SafeholdError: the disk does not take the snapshot.
        KeyboardInterrupt: the scan was stopped; what is in the directory is no snapshot.
    """
    collectors = _chosen(plan.collectors)
    taken_at = now or instant(datetime.now(UTC))
    stop = Event()
    with closing(Session(plan.profile, next(iter(plan.regions), None), stop)) as session:
        session.check_regions(plan.regions)
        scan = _Scan(session, progress, stop, taken_at)
        scope = Scope((scan.identity.account,), scan.regions(plan), tuple(c.name for c in collectors))
        with SnapshotWriter(directory, tool_version=tool_version, taken_at=taken_at, scope=scope) as writer:
            for unit in scan.run(collectors, scope.regions, writer):
                writer.cover(unit)
            return writer.finish()


def _chosen(names: Iterable[str]) -> tuple[Collector, ...]:
    known = {collector.name: collector for collector in COLLECTORS}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known) or known
            raise UsageError(f"unknown collector {one_line(name)!r}; did you mean {', '.join(near)}?")
    wanted = set(names) or known.keys()
    return tuple(collector for collector in COLLECTORS if collector.name in wanted)


class _Once:
    """Computes each key's value once, in the thread that asks first; the others wait for it."""

    def __init__(self) -> None:
        self._futures: dict[str, Future[Any]] = {}
        self._lock = Lock()

    def __call__(self, key: str, compute: Callable[[], _T]) -> _T:
        with self._lock:
            future = self._futures.get(key)
            mine = future is None
            if future is None:
                future = self._futures[key] = Future()
        if mine:
            try:
                future.set_result(compute())
            except BaseException as error:
                future.set_exception(error)
                raise
        value: _T = future.result()
        return value


class _Scan:
    """One account being scanned."""

    def __init__(self, session: Session, progress: Progress, stop: Event, taken_at: str) -> None:
        self._session = session
        self._progress = progress
        self._stop = stop
        self._taken_at = taken_at
        self._once = _Once()
        self._home = self._caller(session.home)
        self.identity: Identity = identify(self._home)

    def regions(self, plan: ScanPlan) -> tuple[str, ...]:
        """The Regions to scan: those of the plan, or all enabled ones."""
        if plan.regions:
            self._session.check_regions(plan.regions, self.identity.partition)
            return tuple(sorted(set(plan.regions)))
        answer: Raw | Failure = self._once(str(DESCRIBE_REGIONS), lambda: self._home.call(DESCRIBE_REGIONS))
        if isinstance(answer, Failure):
            raise CredentialsError(
                f"the enabled Regions cannot be listed: {answer.detail}; permit ec2:DescribeRegions, "
                "or name the Regions with --region"
            )
        try:
            enabled = enabled_regions(answer)
        except KeyError as error:
            raise CredentialsError(
                f"the enabled Regions cannot be listed: the answer has no {error}; name them with --region"
            ) from error
        # An emulator may list the Regions of every partition.
        return tuple(region for region in enabled if self._session.in_partition(region, self.identity.partition))

    def run(
        self, collectors: Iterable[Collector], regions: Iterable[str], writer: SnapshotWriter
    ) -> list[CoverageUnit]:
        """Runs every unit; the first error that concerns more than its unit stops them all."""
        work = [
            (collector, region)
            for collector in collectors
            for region in (regions if collector.per_region else (GLOBAL,))
        ]
        self._progress.started(len(work))
        units = ThreadPoolExecutor(UNIT_THREADS, "unit")
        calls = ThreadPoolExecutor(CALL_THREADS, "call")
        futures: list[Future[CoverageUnit]] = []
        done = []
        try:
            futures += [units.submit(self._unit, collector, region, calls, writer) for collector, region in work]
            for future in as_completed(futures):
                done.append(future.result())
                self._progress.unit_done(done[-1])
        except BaseException:
            self._stop.set()
            for pool in (units, calls):
                pool.shutdown(wait=False, cancel_futures=True)
            wait(futures, _GRACE_SECONDS)
            raise
        for pool in (units, calls):
            pool.shutdown()
        return done

    def _caller(self, region: str) -> Caller:
        return Caller(self._session, region, self._progress.called)

    def _unit(self, collector: Collector, region: str, pool: Executor, writer: SnapshotWriter) -> CoverageUnit:
        caller = self._caller(region) if collector.per_region else self._home
        unit = Unit(
            account=self.identity.account,
            partition=self.identity.partition,
            region=region,
            began=self._taken_at,
            caller=caller,
            pool=pool,
            once=self._once,
        )
        blown: tuple[Gap, ...] = ()
        try:
            _write(unit, collector.collect(unit), writer)
        except SafeholdError:
            raise
        except Exception as error:  # whatever it is, it is this unit's only: the kinds say so
            if self._stop.is_set():
                raise
            _log.error("%s in %s %s: %s: %s", collector.name, unit.account, region, type(error).__name__, error)
            _log.debug("the traceback of that", exc_info=True)
            detail = one_line(f"the collector failed: {type(error).__name__}: {error}")
            blown = tuple(Gap(kind, "", GapReason.ERROR, detail) for kind in collector.kinds)
        return CoverageUnit(
            account=unit.account,
            region=region,
            collector=collector.name,
            kinds=collector.kinds,
            gaps=(*unit.gaps, *blown),
            vanished=unit.vanished,
            calls=caller.calls,
        )


def _write(unit: Unit, facts: Iterable[Fact], writer: SnapshotWriter) -> None:
    """Writes facts to their parts as they come, each once; when they fail midway, those before are kept."""
    with ExitStack() as stack:
        parts: dict[str, Part] = {}
        seen: set[tuple[str, str]] = set()
        failed: Exception | None = None
        try:
            for fact in facts:
                # A listing that changes while it is paged through may show an entry twice.
                if (fact.kind, fact.id) in seen:
                    continue
                seen.add((fact.kind, fact.id))
                checked = _checked(fact)
                if why := _unwritable(checked):
                    unit.incomplete(Gap(fact.kind, "", GapReason.ERROR, one_line(f"{fact.id}: {why}")))
                    continue
                if fact.kind not in parts:
                    parts[fact.kind] = stack.enter_context(writer.part(fact.account, fact.region, fact.kind))
                parts[fact.kind].add(checked)
        except SafeholdError:
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
