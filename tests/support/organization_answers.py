"""An organization, as AWS answers about it: what is listed comes in pages of two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

MANAGEMENT = "111122223333"
_PAGE = 2


def arn(kind: str, of: str) -> str:
    return f"arn:aws:organizations::{MANAGEMENT}:{kind}/o-exampleorgid/{of}"


def account(number: int, name: str, state: str = "ACTIVE") -> dict[str, Any]:
    """An account, with what must never reach a report."""
    account_id = f"{number:012}"
    return {
        "Id": account_id,
        "Name": name,
        "State": state,
        "Status": state,
        "Arn": arn("account", account_id),
        "Email": f"{name.lower()}@example.com",
    }


@dataclass
class Unit:
    """The root, or a unit; its accounts and the units below it."""

    id: str
    name: str
    accounts: list[dict[str, Any]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    def all(self) -> Iterable[Unit]:
        yield self
        for unit in self.units:
            yield from unit.all()


def example() -> Unit:
    """Six accounts, one of them suspended, and a unit below another."""
    shops = Unit("ou-ab12-shops0000", "Shops", [account(3, "shop-eu"), account(4, "shop-us")])
    old = Unit("ou-ab12-old000000", "Old", [account(5, "shop-jp", "SUSPENDED")])
    production = Unit("ou-ab12-prod00000", "Production", [account(2, "platform")], [shops, old])
    sandbox = Unit("ou-ab12-sand00000", "Sandbox", [account(6, "sandbox")])
    empty = Unit("ou-ab12-empty0000", "Empty")
    return Unit("r-ab12", "Root", [account(int(MANAGEMENT), "management")], [production, sandbox, empty])


def answers(root: Unit) -> dict[str, Any]:
    """What AWS answers about it, by operation."""
    units = {unit.id: unit for unit in root.all()}
    accounts = sorted((each for unit in units.values() for each in unit.accounts), key=lambda each: str(each["Id"]))

    def paged(items: str, of: Callable[[str], list[dict[str, Any]]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def answer(parameters: dict[str, Any]) -> dict[str, Any]:
            everything, start = of(parameters.get("ParentId", "")), int(parameters.get("NextToken", "0"))
            following = start + _PAGE
            token = {"NextToken": str(following)} if following < len(everything) else {}
            return {items: everything[start:following], **token}

        return answer

    def listed(unit: Unit) -> dict[str, Any]:
        return {"Id": unit.id, "Name": unit.name, "Arn": arn("ou", unit.id)}

    return {
        "organizations:DescribeOrganization": {
            "Organization": {"Id": "o-exampleorgid", "MasterAccountId": MANAGEMENT, "FeatureSet": "ALL"}
        },
        "organizations:ListAccounts": paged("Accounts", lambda _parent: accounts),
        "organizations:ListRoots": {"Roots": [{"Id": root.id, "Name": root.name, "Arn": arn("root", root.id)}]},
        "organizations:ListAccountsForParent": paged("Accounts", lambda parent: units[parent].accounts),
        "organizations:ListOrganizationalUnitsForParent": paged(
            "OrganizationalUnits", lambda parent: [listed(unit) for unit in units[parent].units]
        ),
    }
