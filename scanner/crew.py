"""Who collects: the credentials of a scan, the accounts that they lead into, and the threads that make the calls."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure, one_line
from scanner.aws.identity import Identity
from scanner.aws.operations import DESCRIBE_REGIONS
from scanner.aws.roles import SessionPolicies, enter
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.collectors import COLLECTORS, Collector
from scanner.errors import UsageError
from scanner.lanes import CALL_THREADS, LocalLane
from scanner.settings import RoleSettings
from scanner.units import Progress, Work, Worker


@dataclass(frozen=True, slots=True)
class Credentials:
    """What leads into the accounts of a scan.

    profile: of ~/.aws; None for the default credential chain. home: the Region where account-wide questions are asked.
    identity: whose the credentials are. role: to take in other accounts, and its session's policies.
    """

    profile: str | None
    home: str
    identity: Identity
    role: RoleSettings | None = None
    policies: SessionPolicies | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """All that another process needs to know to take part. seeds: what DescribeRegions answered, by account."""

    credentials: Credentials
    collectors: tuple[str, ...]
    work: Work
    seeds: Mapping[str, Raw | Failure] = field(default_factory=dict)

    def lane(self, progress: Progress, stop: Event, home: Session | None = None) -> LocalLane:
        """The lane of this process. stop: ends it once set. home: the session of the credentials, if it is open.

        Raises:
            CredentialsError: the profile cannot be used.
        """
        traffic = Traffic(stop, progress.throttled)
        given = self.credentials
        doors = Doors(given, home or Session.open(given.profile, (given.home,), traffic), traffic, progress)
        pool = ThreadPoolExecutor(CALL_THREADS, "call")
        asked = str(DESCRIBE_REGIONS)
        seeds = {account: {asked: (answer, Counter({asked: 1}))} for account, answer in self.seeds.items()}
        collectors = {collector.name: collector for collector in chosen(self.collectors)}
        return LocalLane(
            Worker(self.work, collectors, enter=doors.enter, pool=pool, progress=progress, seeds=seeds, stop=stop), pool
        )


class Doors:
    """The accounts as one process enters them."""

    def __init__(self, given: Credentials, home: Session, traffic: Traffic, progress: Progress) -> None:
        self._given = given
        self._home = home
        self._traffic = traffic
        self._caller = Caller(home, home.home, progress.called)

    def enter(self, account: str) -> Session | Failure:
        """The session of an account, or why it cannot be entered."""
        given = self._given
        if account == given.identity.account:
            return self._home
        if given.role is None or given.policies is None:
            raise AssertionError("other accounts are scanned through a role only")
        boto = enter(
            self._home.boto._session,  # noqa: SLF001 - boto3 gives no other way to botocore's own
            self._caller,
            account,
            given.role,
            partition=given.identity.partition,
            region=given.home,
            policies=given.policies,
        )
        if isinstance(boto, Failure):
            return boto
        return Session(boto, given.home, self._traffic, account=account)


def chosen(names: Iterable[str]) -> tuple[Collector, ...]:
    """The collectors of these names, or all; in the order of COLLECTORS.

    Raises:
        UsageError: there is none of that name.
    """
    known = {collector.name: collector for collector in COLLECTORS}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known) or known
            raise UsageError(f"unknown collector {one_line(name)!r}; did you mean {', '.join(near)}?")
    wanted = set(names) or known.keys()
    return tuple(collector for collector in COLLECTORS if collector.name in wanted)
