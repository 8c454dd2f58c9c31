"""AWS to snapshot: accounts, Regions and collectors make units, and units run side by side.

A unit that fails, whatever the reason, leaves a gap on the coverage of its kinds, and the others go on.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from threading import Event

import orjson

from scanner.aws import organization
from scanner.aws.caller import Caller
from scanner.aws.failures import one_line
from scanner.aws.identity import Identity, identify
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.collectors import Collector
from scanner.collectors.options import DEFAULTS, Options
from scanner.collectors.shapes import instant
from scanner.crew import Credentials, Crew, Doors, chosen
from scanner.errors import UsageError
from scanner.estate import Surveyed, refuse_blind, survey
from scanner.journal import Done, Header
from scanner.lanes import UNITS_AT_ONCE, Lane, ProcessLane
from scanner.manifest import GLOBAL
from scanner.model import AccountScope, CoverageUnit, Scope
from scanner.permissions import needed, session_policies
from scanner.settings import AccountFilter, RoleSettings
from scanner.snapshot import Snapshot
from scanner.units import Progress, Task, Work, uncovered
from scanner.writing import SnapshotWriter

_LOOK_AHEAD = 256
"""Units among which the next is chosen: enough for a Region or two of every collector, few enough to look at."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What to scan.

    regions: names; none means all that are enabled for each account. collectors: names; none means all.
    profile: of ~/.aws; None for the default credential chain. accounts: ids; none means the one of the credentials.
    organization: scan its accounts instead, the included ones (None: all) less the excluded ones. role: to take in
    accounts other than that of the credentials.
    processes: that call AWS, this one among them. unit_minutes: how long a unit may take.
    """

    regions: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    profile: str | None = None
    accounts: tuple[str, ...] = ()
    organization: bool = False
    include: AccountFilter | None = None
    exclude: AccountFilter = field(default_factory=AccountFilter)
    role: RoleSettings | None = None
    options: Options = DEFAULTS
    processes: int = 1
    unit_minutes: float = 30

    @property
    def asked(self) -> str:
        """The SHA-256 of all that decides what is in the snapshot, in hex."""
        local = {"profile", "role", "processes", "unit_minutes"}
        asked = {name: value for name, value in asdict(self).items() if name not in local}
        asked |= {name: sorted(set(asked[name])) for name in ("regions", "collectors", "accounts")}
        return hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()

    @property
    def one_account(self) -> bool:
        """Whether it is the account of the credentials that is scanned, and no other."""
        return not self.accounts and not self.organization


class ScanInterruptedError(KeyboardInterrupt):
    """Ctrl-C, or a request to end. done: how many of the units are kept."""

    def __init__(self, done: int, units: int) -> None:
        super().__init__()
        self.done = done
        self.units = units


class Silent:
    """Progress that nobody looks at."""

    def started(self, units: int, kept: int) -> None:
        """Says nothing."""

    def unit_done(self, unit: CoverageUnit) -> None:
        """Says nothing."""

    def called(self, service: str, operation: str) -> None:
        """Says nothing."""

    def throttled(self, service: str, operation: str) -> None:
        """Says nothing."""


SILENT: Progress = Silent()


def collect(  # noqa: PLR0913 - what a collection depends on
    plan: ScanPlan,
    directory: Path,
    *,
    progress: Progress = SILENT,
    tool_version: str,
    now: str | None = None,
    resume: bool = False,
    force: bool = False,
) -> Snapshot:
    """Collects what the plan says into a snapshot in `directory`.

    now: the time that the snapshot is of, RFC 3339 UTC; None for the clock's. resume: go on with the collection that
    was stopped there, or do again what one that ended could not list; its time and its Regions hold. force: write
    beside what else is in the directory.

    Raises:
        CredentialsError: AWS cannot be asked, or does not know the profile or a Region.
        UsageError: a collector is unknown, the directory holds something else, or there is nothing to resume.
        SnapshotError: what is to be resumed was altered.
        SafeholdError: the disk does not take the snapshot.
        ScanInterruptedError: the scan was stopped; what is done is kept in the directory, which holds no snapshot yet.
    """
    collectors = chosen(plan.collectors)
    stop = Event()
    with closing(Scan(plan, collectors, progress, stop)) as scan:
        if resume:
            writer = SnapshotWriter.resume(
                directory, lambda header: _refuse_another(header, plan, tool_version, scan.identity)
            )
        else:
            surveyed = scan.survey(scan.accounts())
            scope = scan.scope(surveyed)
            header = Header(tool_version, now or instant(datetime.now(UTC)), scope)
            writer = SnapshotWriter.begin(directory, header, force=force)
        with writer:
            try:
                if resume:
                    surveyed = scan.survey((each.id, each.name) for each in writer.header.scope.estate if not each.told)
                    writer.header = _with(writer.header, surveyed)
                scan.run(writer, surveyed)
                return writer.finish()
            except KeyboardInterrupt:
                raise ScanInterruptedError(len(writer.done), max(scan.units, len(writer.done))) from None


def _refuse_another(header: Header, plan: ScanPlan, tool_version: str, identity: Identity) -> None:
    """Nothing, if what was begun is what is asked for."""
    advice = "; or leave --resume out, to collect afresh"
    if header.tool_version != tool_version:
        raise UsageError(f"Safehold {header.tool_version} began that collection: go on with that version{advice}")
    if header.scope.asked != plan.asked:
        raise UsageError(f"that collection was begun with other options: give the same ones{advice}")
    if plan.one_account and identity.account not in header.scope.accounts:
        raise UsageError(
            f"that collection is of account {', '.join(header.scope.accounts)}, and these credentials are for "
            f"{identity.account}: use the ones it was begun with{advice}"
        )


def _with(header: Header, surveyed: Iterable[Surveyed]) -> Header:
    """The header, with what is known of accounts that could not be entered before."""
    found: dict[str, AccountScope] = {each.scope.id: each.scope for each in surveyed}
    estate = tuple(found.get(account.id, account) for account in header.scope.estate)
    return replace(header, scope=replace(header.scope, estate=estate))


class Scan:
    """The credentials of a scan at work. units: how many there are, once they run.

    Raises:
        CredentialsError: AWS cannot be asked, or does not know the profile or a Region.
    """

    def __init__(self, plan: ScanPlan, collectors: tuple[Collector, ...], progress: Progress, stop: Event) -> None:
        self._plan = plan
        self._collectors = collectors
        self._progress = progress
        self._stop = stop
        self.units = 0
        traffic = Traffic(stop, progress.throttled)
        self._home = Session.open(plan.profile, plan.regions, traffic)
        self._caller = Caller(self._home, self._home.home, progress.called)
        self._home.check_regions(plan.regions)
        self.identity = identify(self._caller)
        self._home.check_regions(plan.regions, self.identity.partition)
        operations = needed(collectors, plan.options)
        policies = session_policies(operations, self.identity.partition) if plan.role else None
        self._given = Credentials(plan.profile, self._home.home, self.identity, plan.role, policies)
        self._doors = Doors(self._given, self._home, traffic, progress)

    def close(self) -> None:
        """Closes every connection."""
        self._home.close()

    def accounts(self) -> list[tuple[str, str]]:
        """The accounts to scan, with their names."""
        plan = self._plan
        if plan.organization:
            whole = organization.fetch(self._caller, plan.include, plan.exclude)
            found = organization.chosen(whole, plan.include, plan.exclude)
            for account in found.left_out:
                _log.warning("account %s (%s) is left out: it is %s", account.id, one_line(account.name), account.state)
            return [(account.id, account.name) for account in found.accounts]
        return [(account, "") for account in sorted(set(plan.accounts))] or [(self.identity.account, "")]

    def survey(self, accounts: Iterable[tuple[str, str]], *, sure: bool = False) -> list[Surveyed]:
        """What is known of accounts before their units run. sure: ask each, even if its Regions need no asking."""
        wanted = tuple(sorted(set(self._plan.regions)))
        surveyed = survey(
            accounts, wanted, self._doors.enter, self.identity.partition, self._progress.called, sure=sure
        )
        if self._plan.one_account:
            for each in surveyed:
                refuse_blind(each)
        return surveyed

    def scope(self, surveyed: Iterable[Surveyed]) -> Scope:
        """What the scan is asked to look at."""
        detail = "full" if self._plan.options.details else "core"
        names = tuple(collector.name for collector in self._collectors)
        return Scope(tuple(each.scope for each in surveyed), names, detail, self._plan.asked)

    def run(self, writer: SnapshotWriter, surveyed: Iterable[Surveyed]) -> None:
        """Runs every unit that is not done; the first error that concerns more than its unit stops them all."""
        shut = [
            uncovered(Task(each.scope.id, GLOBAL, collector.name), collector, why.gap("", f"account {each.scope.id}"))
            for each in surveyed
            if (why := each.failure)
            for collector in self._collectors
        ]
        tasks = [task for task in self._tasks(writer.header.scope) if task.key not in writer.done]
        self.units = len(writer.done) + len(shut) + len(tasks)
        self._progress.started(self.units, len(writer.done))
        work = Work(
            self.identity.partition,
            self._standing(writer.header.scope),
            writer.header.taken_at,
            writer.staging,
            60 * self._plan.unit_minutes,
            self._plan.options,
        )
        seeds = {each.scope.id: each.regions for each in surveyed if each.regions is not None}
        crew = Crew(self._given, tuple(collector.name for collector in self._collectors), work, seeds)
        processes = min(self._plan.processes, len(tasks))
        lanes: list[Lane] = []
        try:
            lanes += (ProcessLane(crew.lane, self._progress) for _ in range(1, processes))
            lanes.insert(0, crew.lane(self._progress, self._stop, self._home))
            for done in chain(map(Done, shut), _run(tasks, lanes)):
                writer.add(done)
                self._progress.unit_done(done.unit)
        except BaseException:
            self._stop.set()
            for lane in lanes:
                lane.stop()
            raise
        for lane in lanes:
            lane.close()

    def _standing(self, scope: Scope) -> str:
        """The account that stands for the scan: that of the credentials, if it is scanned."""
        return self.identity.account if self.identity.account in scope.accounts else scope.accounts[0]

    def _tasks(self, scope: Scope) -> Iterator[Task]:
        for account in scope.estate:
            for collector in self._collectors if account.told else ():
                for region in account.regions if collector.per_region else (GLOBAL,):
                    yield Task(account.id, region, collector.name)


def _run(tasks: Iterable[Task], lanes: list[Lane]) -> Iterator[Done]:
    """Runs the tasks on the lanes, each lane as many at once as it may; in no particular order."""
    waiting: dict[Task, None] = dict.fromkeys(tasks)
    running: dict[Future[Done], tuple[Task, int]] = {}
    while waiting or running:
        load = [sum(lane == number for _, lane in running.values()) for number in range(len(lanes))]
        while waiting and min(load) < UNITS_AT_ONCE:
            lane = load.index(min(load))
            task = _next(waiting, (task for task, _ in running.values()))
            del waiting[task]
            running[lanes[lane].submit(task)] = (task, lane)
            load[lane] += 1
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            running.pop(future)
            yield future.result()


def _next(waiting: Iterable[Task], running: Iterable[Task]) -> Task:
    """The task to run next: of the first accounts, one of the collector of which the fewest run.

    So a service that is slow, or slowed down by AWS, takes no more than its share of the places.
    """
    busy = Counter(task.collector for task in running)
    return min(islice(waiting, _LOOK_AHEAD), key=lambda task: busy[task.collector])
