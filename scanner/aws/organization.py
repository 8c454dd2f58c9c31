"""The accounts of an AWS Organization, and which of them a scan is about.

`fetch` asks AWS; `chosen` decides, and asks nobody.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import islice
from typing import Any, NoReturn

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure, malformed, one_line
from scanner.aws.operations import Listing, Operation
from scanner.aws.roles import ASSUME_ROLE
from scanner.errors import CredentialsError, UsageError
from scanner.model import GapReason
from scanner.settings import AccountFilter

DESCRIBE_ORGANIZATION = Operation("organizations", "DescribeOrganization")

_PAGE = ("MaxResults", 20)
LIST_ACCOUNTS = Listing(Operation("organizations", "ListAccounts"), "Accounts", _PAGE)
LIST_ROOTS = Listing(Operation("organizations", "ListRoots"), "Roots", _PAGE)
LIST_UNITS = Listing(Operation("organizations", "ListOrganizationalUnitsForParent"), "OrganizationalUnits", _PAGE)
LIST_ACCOUNTS_OF = Listing(Operation("organizations", "ListAccountsForParent"), "Accounts", _PAGE)

LISTINGS = (LIST_ACCOUNTS, LIST_ROOTS, LIST_UNITS, LIST_ACCOUNTS_OF)
ESTATE_OPERATIONS = (DESCRIBE_ORGANIZATION, *(listing.operation for listing in LISTINGS), ASSUME_ROLE)
"""What is called beside the collectors' operations to scan more than one account."""

_SUGGESTED = 3
_ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account of the organization. state: AWS's word, "ACTIVE" where there is something to enter.

    unit_path: of names from the root, "/Production/Shops"; "" directly below it. unit_ids: the root's and the
    units', outermost first. Both are empty where units were not asked for.
    """

    id: str
    name: str
    state: str
    unit_path: str = ""
    unit_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """management: the id of the management account. accounts: by id. units: path by id, the root's is "/"."""

    management: str
    accounts: tuple[AccountEntry, ...]
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """accounts: to be scanned, by id. left_out: asked for, and not active any more (or not yet)."""

    accounts: tuple[AccountEntry, ...]
    left_out: tuple[AccountEntry, ...]


def fetch(caller: Caller, include: AccountFilter | None, exclude: AccountFilter) -> Organization:
    """The organization, as far as `chosen` needs it for these filters, in the fewest calls.

    Twenty accounts a call; where a filter names units, beside them two calls for each unit in place of that.

    Raises:
        CredentialsError: it cannot be listed. UsageError: the account is in none.
    """
    answer = caller.call(DESCRIBE_ORGANIZATION)
    if isinstance(answer, Failure):
        _give_up(answer)
    try:
        management = answer["Organization"]["MasterAccountId"]
        if exclude.units or (include and include.units):
            return _with_units(caller, management)
        accounts = (_entry(account) for account in _listed(caller, LIST_ACCOUNTS))
        return Organization(management, _by_id(accounts))
    except (KeyError, TypeError, AttributeError) as error:
        _give_up(malformed(DESCRIBE_ORGANIZATION, f"no {error}"))


def chosen(organization: Organization, include: AccountFilter | None, exclude: AccountFilter) -> Chosen:
    """The accounts that are included, less those that are excluded. include: None for all.

    Raises:
        UsageError: a filter names what is not there, or no account is left.
    """
    wanted = {account.id for account in organization.accounts}
    if include is not None:
        wanted = _named(organization, include, "include")
    wanted -= _named(organization, exclude, "exclude")
    among = [account for account in organization.accounts if account.id in wanted]
    active = tuple(account for account in among if account.state == _ACTIVE)
    if not active:
        raise UsageError("no active account of the organization is left: see include and exclude in safehold.yaml")
    return Chosen(active, tuple(account for account in among if account.state != _ACTIVE))


def _with_units(caller: Caller, management: str) -> Organization:
    """The whole tree, from the root down."""
    accounts: list[AccountEntry] = []
    units: dict[str, str] = {}

    def below(parent: str, path: str, ids: tuple[str, ...]) -> None:
        if parent in units:
            return
        units[parent] = path or "/"
        ids = (*ids, parent)
        accounts.extend(_entry(account, path, ids) for account in _listed(caller, LIST_ACCOUNTS_OF, ParentId=parent))
        for unit in list(_listed(caller, LIST_UNITS, ParentId=parent)):
            below(unit["Id"], f"{path}/{unit['Name']}", ids)

    for root in list(_listed(caller, LIST_ROOTS)):
        below(root["Id"], "", ())
    return Organization(management, _by_id(accounts), units)


def _listed(caller: Caller, listing: Listing, **parameters: Any) -> Iterator[Raw]:  # noqa: ANN401 - as botocore takes them
    for page in caller.pages(listing, _give_up, **parameters):
        yield from page


def _entry(account: Raw, path: str = "", ids: tuple[str, ...] = ()) -> AccountEntry:
    # "Status" is what AWS retires in September 2026, in favour of "State".
    state = account.get("State") or account["Status"]
    return AccountEntry(account["Id"], account["Name"], state, path, ids)


def _by_id(accounts: Iterable[AccountEntry]) -> tuple[AccountEntry, ...]:
    """Sorted, each once: an account that moves while it is listed shows up twice."""
    known = {account.id: account for account in accounts}
    return tuple(known[account] for account in sorted(known))


def _named(organization: Organization, names: AccountFilter, which: str) -> set[str]:
    """The ids of all accounts that a filter names."""
    accounts = organization.accounts
    asked: tuple[tuple[str, tuple[str, ...], _Matches, Iterable[str]], ...] = (
        ("account", names.accounts, lambda account, wanted: account.id == wanted, (each.id for each in accounts)),
        ("name", names.names, lambda account, wanted: fnmatchcase(account.name, wanted), (a.name for a in accounts)),
        ("unit", names.units, _in_unit, (*organization.units, *organization.units.values())),
    )
    found: set[str] = set()
    for what, patterns, matches, names_of_all in asked:
        known = set(names_of_all)
        for wanted in patterns:
            hits = {account.id for account in accounts if matches(account, wanted)}
            if not hits and wanted not in known:  # a unit may be empty
                there = _near(wanted, known)
                raise UsageError(f"{which}: no {what} of the organization is {one_line(wanted)!r}; {there}")
            found |= hits
    return found


_Matches = Callable[[AccountEntry, str], bool]


def _in_unit(account: AccountEntry, wanted: str) -> bool:
    return wanted in account.unit_ids or f"{account.unit_path}/".startswith(f"{wanted}/")


def _near(wanted: str, known: set[str]) -> str:
    """What there is that is spelt like it, or else some of what there is."""
    like = {name.casefold(): name for name in sorted(known) if name.startswith("/") == wanted.startswith("/")}
    near = difflib.get_close_matches(wanted.casefold(), like, n=_SUGGESTED)
    if near:
        return f"did you mean {', '.join(one_line(like[name]) for name in near)}?"
    some = [one_line(name) for name in islice(like.values(), _SUGGESTED)]
    return f"there is {', '.join(some)}{' and more' if len(like) > len(some) else ''}"


def _give_up(why: Failure) -> NoReturn:
    """Without its accounts there is nothing of an organization to scan."""
    if why.code == "AWSOrganizationsNotInUseException":
        raise UsageError("the account of the credentials is in no organization; name accounts instead")
    advice = "try again"
    if why.reason is GapReason.ACCESS_DENIED:
        advice = (
            "only the management account and delegated administrators may list it, with the permissions that"
            " `safehold iam-policy --organization` prints"
        )
    raise CredentialsError(f"the accounts of the organization cannot be listed: {why.detail}; {advice}")
