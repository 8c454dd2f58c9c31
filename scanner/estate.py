"""The accounts of a scan, and the Regions of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure
from scanner.aws.identity import enabled_regions
from scanner.aws.operations import DESCRIBE_REGIONS
from scanner.aws.regions import OPEN_TO_ALL
from scanner.aws.session import Session
from scanner.collectors.base import misread
from scanner.collectors.shapes import MALFORMED
from scanner.errors import CredentialsError
from scanner.model import AccountScope

_AT_ONCE = 16
"""Accounts that are looked at together."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """An account that was looked at before its units run.

    regions: what DescribeRegions answered; None where nobody had to ask. failure: why nothing can be scanned there.
    """

    scope: AccountScope
    regions: Raw | Failure | None
    failure: Failure | None = None


def survey(  # noqa: PLR0913 - what decides on Regions
    accounts: Iterable[tuple[str, str]],
    wanted: tuple[str, ...],
    enter: Callable[[str], Session | Failure],
    partition: str,
    called: Callable[[str, str], None],
    *,
    sure: bool = False,
) -> list[Surveyed]:
    """Which Regions of each account to scan: those wanted that the account has enabled; with none wanted, all enabled.

    accounts: ids and names. enter: gives an account's session, or why it cannot be entered. called: told of every call.
    sure: ask each account, even if its Regions need no asking.
    """

    def one(account: tuple[str, str]) -> Surveyed:
        identifier, name = account
        if wanted and not sure and OPEN_TO_ALL.issuperset(wanted):
            return Surveyed(AccountScope(identifier, wanted, name), None)
        session = enter(identifier)
        if isinstance(session, Failure):
            return Surveyed(AccountScope(identifier, (), name), session, session)
        answer = Caller(session, session.home, called).call(DESCRIBE_REGIONS, AllRegions=True)
        session.close()
        return _surveyed(
            AccountScope(identifier, (), name), answer, wanted, partial(session.in_partition, partition=partition)
        )

    pool = ThreadPoolExecutor(_AT_ONCE, "survey")
    try:
        return list(pool.map(one, accounts))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _surveyed(
    account: AccountScope, answer: Raw | Failure, wanted: tuple[str, ...], ours: Callable[[str], bool]
) -> Surveyed:
    """account: of which no Region is known yet. ours: whether a Region may be in the partition of the scan."""
    failed = answer if isinstance(answer, Failure) else None
    enabled: tuple[str, ...] = ()
    if not isinstance(answer, Failure):
        try:
            # An emulator may list the Regions of every partition.
            enabled = tuple(filter(ours, enabled_regions(answer)))
        except MALFORMED as error:
            failed = misread(DESCRIBE_REGIONS, error)
    if failed:
        # What is named is tried.
        return Surveyed(replace(account, regions=wanted), answer, None if wanted else failed)
    regions = tuple(region for region in wanted or enabled if region in enabled)
    not_enabled = tuple(region for region in wanted if region not in enabled)
    return Surveyed(replace(account, regions=regions, not_enabled=not_enabled), answer)


def refuse_blind(surveyed: Surveyed) -> None:
    """Nothing, if the one account of a scan can be scanned.

    Raises:
        CredentialsError: its Regions cannot be told.
    """
    if surveyed.failure:
        raise CredentialsError(
            f"the enabled Regions cannot be listed: {surveyed.failure.detail}; permit ec2:DescribeRegions, "
            "or name the Regions with --region"
        )
