from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from support.organization_answers import MANAGEMENT, account, answers, example
from support.stubbed_aws import DENIED, REGION, Answer, Refusal, StubbedSession

from scanner.aws.caller import Caller
from scanner.aws.organization import AccountEntry, Organization, chosen, fetch
from scanner.errors import CredentialsError, UsageError
from scanner.settings import AccountFilter

pytestmark = pytest.mark.usefixtures("aws_environment")

NOBODY = AccountFilter()
WITH_UNITS = AccountFilter(units=("/Sandbox",))


def fetched(
    include: AccountFilter | None = None, exclude: AccountFilter = NOBODY, **changes: Answer
) -> tuple[Organization, Counter[str]]:
    """The organization, and how often each operation was called."""
    told = answers(example()) | {f"organizations:{name}": answer for name, answer in changes.items()}
    session = StubbedSession(told)
    organization = fetch(Caller(session, REGION, lambda _service, _operation: None), include, exclude)
    assert session.mistakes == []
    return organization, Counter(operation.partition(":")[2] for operation, _, _ in session.asked)


@pytest.fixture
def whole() -> Organization:
    return fetched(WITH_UNITS)[0]


def names(organization: Organization, include: AccountFilter | None = None, **exclude: Any) -> list[str]:
    return [each.name for each in chosen(organization, include, AccountFilter(**exclude)).accounts]


def test_without_units_it_takes_a_page_for_twenty_accounts_and_one_call_more() -> None:
    organization, calls = fetched()
    assert calls == {"DescribeOrganization": 1, "ListAccounts": 3}
    assert organization.management == MANAGEMENT
    assert organization.units == {}
    assert organization.accounts[0] == AccountEntry("000000000002", "platform", "ACTIVE")
    assert [each.id for each in organization.accounts] == sorted(each.id for each in organization.accounts)
    assert len(organization.accounts) == 6


@pytest.mark.parametrize(("include", "exclude"), [(WITH_UNITS, NOBODY), (None, WITH_UNITS)])
def test_with_units_the_tree_is_walked_and_accounts_are_not_listed_again(
    include: AccountFilter | None, exclude: AccountFilter
) -> None:
    organization, calls = fetched(include, exclude)
    assert calls == {
        "DescribeOrganization": 1,
        "ListRoots": 1,
        "ListAccountsForParent": 6,
        "ListOrganizationalUnitsForParent": 7,  # the root has three units, and a page holds two
    }
    assert organization.units == {
        "r-ab12": "/",
        "ou-ab12-prod00000": "/Production",
        "ou-ab12-shops0000": "/Production/Shops",
        "ou-ab12-old000000": "/Production/Old",
        "ou-ab12-sand00000": "/Sandbox",
        "ou-ab12-empty0000": "/Empty",
    }
    by_name = {each.name: each for each in organization.accounts}
    assert by_name["shop-eu"] == AccountEntry(
        "000000000003",
        "shop-eu",
        "ACTIVE",
        "/Production/Shops",
        ("r-ab12", "ou-ab12-prod00000", "ou-ab12-shops0000"),
    )
    assert (by_name["management"].unit_path, by_name["management"].unit_ids) == ("", ("r-ab12",))


def test_pages_ask_for_as_many_as_aws_gives() -> None:
    session = StubbedSession(answers(example()))
    fetch(Caller(session, REGION, lambda _service, _operation: None), WITH_UNITS, NOBODY)
    asked = [
        parameters for operation, _, parameters in session.asked if operation != "organizations:DescribeOrganization"
    ]
    assert {parameters["MaxResults"] for parameters in asked} == {20}


def test_an_account_that_moves_while_it_is_listed_is_there_once() -> None:
    root = example()
    root.units[1].accounts.append(account(3, "shop-eu"))
    session = StubbedSession(answers(root))
    organization = fetch(Caller(session, REGION, lambda _service, _operation: None), WITH_UNITS, NOBODY)
    assert [each.name for each in organization.accounts].count("shop-eu") == 1


def test_a_unit_that_holds_itself_is_read_once() -> None:
    root = example()
    told = answers(root)
    root.units[1].units += [root.units[0], root.units[1]]
    session = StubbedSession(told)
    organization = fetch(Caller(session, REGION, lambda _service, _operation: None), WITH_UNITS, NOBODY)
    assert (len(organization.accounts), len(organization.units)) == (6, 6)


def test_the_state_of_an_account_where_aws_tells_only_the_old_one() -> None:
    old = {key: value for key, value in account(7, "old").items() if key != "State"}
    organization, _ = fetched(ListAccounts={"Accounts": [old]})
    assert organization.accounts == (AccountEntry("000000000007", "old", "ACTIVE"),)


def test_no_address_of_anybody_is_kept() -> None:
    assert "example.com" not in repr(fetched(WITH_UNITS))


def test_all_active_accounts_without_a_filter(whole: Organization) -> None:
    everything = chosen(whole, None, NOBODY)
    assert [each.name for each in everything.accounts] == ["platform", "shop-eu", "shop-us", "sandbox", "management"]
    assert [(each.name, each.state) for each in everything.left_out] == [("shop-jp", "SUSPENDED")]


@pytest.mark.parametrize(
    ("include", "exclude", "left"),
    [
        ({"accounts": ("000000000003",)}, {}, ["shop-eu"]),
        ({"names": ("shop-*",)}, {}, ["shop-eu", "shop-us"]),
        ({"names": ("shop-[eu]?",)}, {}, ["shop-eu", "shop-us"]),
        ({"units": ("/Production",)}, {}, ["platform", "shop-eu", "shop-us"]),
        ({"units": ("/Production/Shops",)}, {}, ["shop-eu", "shop-us"]),
        ({"units": ("ou-ab12-prod00000",)}, {}, ["platform", "shop-eu", "shop-us"]),
        ({"units": ("r-ab12",)}, {"names": ("shop-*",)}, ["platform", "sandbox", "management"]),
        ({"accounts": ("000000000006",), "units": ("/Production/Shops",)}, {}, ["shop-eu", "shop-us", "sandbox"]),
        ({"units": ("/Production",)}, {"units": ("/Production/Shops",)}, ["platform"]),
        ({"units": ("/Production",)}, {"accounts": ("000000000003",)}, ["platform", "shop-us"]),
        (None, {"units": ("/Empty", "ou-ab12-sand00000")}, ["platform", "shop-eu", "shop-us", "management"]),
        (None, {"accounts": ("000000000005",)}, ["platform", "shop-eu", "shop-us", "sandbox", "management"]),
    ],
)
def test_include_and_exclude(
    whole: Organization, include: dict[str, Any] | None, exclude: dict[str, Any], left: list[str]
) -> None:
    assert names(whole, None if include is None else AccountFilter(**include), **exclude) == left


def test_a_suspended_account_that_is_excluded_is_not_left_out(whole: Organization) -> None:
    assert chosen(whole, None, AccountFilter(names=("shop-jp",))).left_out == ()
    assert chosen(whole, AccountFilter(names=("shop-eu",)), NOBODY).left_out == ()


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"])
def test_only_active_accounts_are_scanned(whole: Organization, state: str) -> None:
    accounts = tuple(replace(each, state=state) if each.name == "sandbox" else each for each in whole.accounts)
    everything = chosen(replace(whole, accounts=accounts), None, AccountFilter(names=("shop-jp",)))
    assert [(each.name, each.state) for each in everything.left_out] == [("sandbox", state)]


@pytest.mark.parametrize(
    ("include", "told"),
    [
        (
            AccountFilter(accounts=("000000000033",)),
            "include: no account of the organization is '000000000033'; did you mean 000000000003, ",
        ),
        (
            AccountFilter(names=("Shop-EU",)),
            "include: no name of the organization is 'Shop-EU'; did you mean shop-eu, ",
        ),
        (
            AccountFilter(names=("zzz*",)),
            "include: no name of the organization is 'zzz*'; there is management, platform, sandbox and more",
        ),
        (AccountFilter(units=("/production",)), "did you mean /Production, /Production/Old, "),
        (AccountFilter(units=("/Prod",)), "include: no unit of the organization is '/Prod'; did you mean /Production"),
        (AccountFilter(units=("ou-ab12-shops0001",)), "did you mean ou-ab12-shops0000, "),
        (AccountFilter(names=("a\nb\x1b[31m",)), "'a b [31m'"),
        (AccountFilter(names=("shop-eu", "shop-fr")), "include: no name of the organization is 'shop-fr'"),
    ],
)
def test_a_filter_that_names_nothing_is_a_mistake(whole: Organization, include: AccountFilter, told: str) -> None:
    with pytest.raises(UsageError) as error:
        chosen(whole, include, NOBODY)
    assert told in str(error.value)
    with pytest.raises(UsageError, match=r"^exclude: "):
        chosen(whole, None, include)


@pytest.mark.parametrize(
    ("include", "exclude"),
    [
        (AccountFilter(), NOBODY),
        (AccountFilter(names=("shop-jp",)), NOBODY),
        (AccountFilter(units=("/Empty",)), NOBODY),
        (None, AccountFilter(names=("*",))),
    ],
)
def test_a_scan_of_no_account_is_none(
    whole: Organization, include: AccountFilter | None, exclude: AccountFilter
) -> None:
    with pytest.raises(UsageError, match="no active account of the organization is left"):
        chosen(whole, include, exclude)


@pytest.mark.parametrize(
    "operation", ["DescribeOrganization", "ListRoots", "ListAccountsForParent", "ListOrganizationalUnitsForParent"]
)
def test_an_organization_that_cannot_be_listed_ends_the_scan(operation: str) -> None:
    denied: dict[str, Any] = {operation: DENIED}
    throttled: dict[str, Any] = {operation: Refusal("Throttling")}
    with pytest.raises(CredentialsError) as error:
        fetched(WITH_UNITS, **denied)
    assert "cannot be listed: AccessDenied: not for you; only the management account" in str(error.value)
    assert "safehold iam-policy --organization" in str(error.value)
    with pytest.raises(CredentialsError, match="Throttling: so it is; try again"):
        fetched(WITH_UNITS, **throttled)


def test_a_listing_that_fails_midway_is_no_shorter_organization() -> None:
    session = StubbedSession(
        answers(example())
        | {"organizations:ListAccounts": [{"Accounts": [account(1, "a")], "NextToken": "x"}, Refusal("Throttling")]}
    )
    with pytest.raises(CredentialsError, match="partial, after 1 pages"):
        fetch(Caller(session, REGION, lambda _service, _operation: None), None, NOBODY)


def test_an_account_in_no_organization() -> None:
    with pytest.raises(UsageError, match="in no organization; name accounts instead"):
        fetched(DescribeOrganization=Refusal("AWSOrganizationsNotInUseException"))


@pytest.mark.parametrize(
    "changes",
    [
        {"DescribeOrganization": {}},
        {"DescribeOrganization": {"Organization": None}},
        {"ListAccounts": {"Accounts": [{}]}},
        {"ListAccounts": {"Accounts": ["x"]}},
        {"ListAccounts": {"Accounts": None}},
        {"ListAccounts": {}},
    ],
)
def test_malformed_answers(changes: dict[str, Any]) -> None:
    told = answers(example()) | {f"organizations:{name}": answer for name, answer in changes.items()}
    caller = Caller(StubbedSession(told, checked=False), REGION, lambda _service, _operation: None)
    with pytest.raises(CredentialsError, match="malformed answer"):
        fetch(caller, None, NOBODY)
