"""A made-up AWS estate, of any size: what its services answer, as boto3 returns it.

The same for ever: all follows from the seed and from a resource's number, and nothing reads a clock. Every account
has as many buckets and tables in every Region. Six buckets in ten have versions, and half the tables can be restored
to a point in time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

from bench.answered import Refusal
from bench.asked import Parameters, access_key

BORN = datetime(2025, 3, 1, 4, 5, 6, tzinfo=UTC)
TAKEN = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
"""Of everything that was made, and of the newest backups."""

_FAR = datetime(2999, 1, 1, tzinfo=UTC)
_TIERS = ("basic", "standard", "enhanced", "enterprise")
_ROOT, _ORGANIZATION = "r-root", "o-bench00000"

Answer = Mapping[str, Any] | Refusal


@dataclass(frozen=True, slots=True)
class Estate:
    """buckets, tables: of each account in each Region. recovery_points: of each resource that a plan backs up.

    vaults, plans: likewise of each Region. accounts: the first is that of the credentials.
    """

    buckets: int = 1000
    tables: int = 1000
    vaults: int = 2
    plans: int = 3
    recovery_points: int = 3
    regions: tuple[str, ...] = ("eu-west-1",)
    accounts: tuple[str, ...] = ("111122223333",)
    seed: int = 1

    @property
    def nothing(self) -> Estate:
        """The same accounts and Regions, and nothing there."""
        return Estate(0, 0, 0, 0, 0, self.regions, self.accounts, self.seed)


@dataclass(frozen=True, slots=True)
class Place:
    """An account's Region."""

    estate: Estate
    account: str
    region: str

    def arn(self, service: str, rest: str) -> str:
        """The ARN of something there."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def bucket(self, number: int) -> str:
        """A bucket's name. Names are the world's own: the account and the Region are in them."""
        return f"docs-{self.account}-{self.region}-{number:06}"


Answers = Callable[[Place, Parameters], Answer]
"""What an operation answers there, given its parameters."""


def page(
    given: Parameters, count: int, make: Callable[[int], Any], names: tuple[str, str, int]
) -> tuple[list[Any], str]:
    """The entries that are asked for, and the token of the next; "" on the last page.

    count: of all. make: the entry of a number. names: of the parameters for the size of a page and for its token, and
    the most that fit on a page.
    """
    size, token, most = names
    start = int(given.get(token) or 0)
    end = min(start + int(given.get(size) or most), start + most, count)
    return [make(number) for number in range(start, end)], str(end) if end < count else ""


def no(what: str) -> Refusal:
    """How S3 says that something is not configured."""
    return Refusal(what, "it is not there", 404)


def table_name(number: int) -> str:
    """In order of the numbers."""
    return f"table-{number:06}"


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is decided of a bucket. versioning: None where it never was on. rules: of its lifecycle."""

    versioning: str | None
    locked: bool
    replicated: bool
    rules: tuple[str, ...]
    encrypted: bool
    policy: bool
    tier: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """What is decided of a table. tier: None where it has no tags."""

    pitr_days: int | None
    protected: bool
    expires: bool
    encrypted: bool
    tier: str | None


@cache
def bucket(seed: int, number: int) -> Bucket:
    """A bucket's configuration."""
    dice = Random(f"bucket {seed} {number}")  # noqa: S311 - no secret
    versioned, locked = dice.random() < 0.6, dice.random() < 0.1
    return Bucket(
        versioning=("Enabled" if locked or dice.random() < 0.95 else "Suspended") if versioned else None,
        locked=versioned and locked,
        replicated=versioned and dice.random() < 0.25,
        rules=tuple(name for name in ("noncurrent", "archive", "incomplete") if dice.random() < 0.35),
        encrypted=dice.random() < 0.3,
        policy=dice.random() < 0.4,
        tier=dice.choice(_TIERS) if dice.random() < 0.8 else None,
    )


@cache
def table(seed: int, number: int) -> Table:
    """A table's configuration."""
    dice = Random(f"table {seed} {number}")  # noqa: S311 - no secret
    return Table(
        pitr_days=dice.choice((35, 35, 14, 7)) if dice.random() < 0.5 else None,
        protected=dice.random() < 0.4,
        expires=dice.random() < 0.2,
        encrypted=dice.random() < 0.3,
        tier=dice.choice(_TIERS) if dice.random() < 0.8 else None,
    )


def tags(tier: str | None, data_type: str) -> list[dict[str, str]]:
    """A resource's tags."""
    if tier is None:
        return []
    return [{"Key": "safehold:tier", "Value": tier}, {"Key": "safehold:data-type", "Value": data_type}]


@cache
def tagged(place: Place) -> list[tuple[str, list[dict[str, str]]]]:
    """The ARN and the tags of every bucket and table that has any, buckets first."""
    estate = place.estate
    buckets = [
        (f"arn:aws:s3:::{place.bucket(number)}", tags(bucket(estate.seed, number).tier, "document_content"))
        for number in range(estate.buckets)
    ]
    tables = [
        (
            place.arn("dynamodb", f"table/{table_name(number)}"),
            tags(table(estate.seed, number).tier, "document_metadata"),
        )
        for number in range(estate.tables)
    ]
    return [each for each in (*buckets, *tables) if each[1]]


_TAGGED_TYPES = {"s3": ":s3:", "dynamodb": ":dynamodb:", "dynamodb:table": ":dynamodb:"}


def _resources(place: Place, given: Parameters) -> Answer:
    found = tagged(place)
    if wanted := given.get("ResourceTypeFilters"):
        parts = [_TAGGED_TYPES[name] for name in wanted if name in _TAGGED_TYPES]
        found = [each for each in found if any(part in each[0] for part in parts)]

    def entry(number: int) -> dict[str, Any]:
        return {"ResourceARN": found[number][0], "Tags": found[number][1]}

    entries, token = page(given, len(found), entry, ("ResourcesPerPage", "PaginationToken", 100))
    return {"ResourceTagMappingList": entries, "PaginationToken": token}


def _identity(place: Place, _given: Parameters) -> Answer:
    return {"UserId": "AIDATESTING", "Account": place.account, "Arn": f"arn:aws:iam::{place.account}:user/scanner"}


def _role(place: Place, given: Parameters) -> Answer:
    arn = given["RoleArn"]
    account = arn.split(":")[4]
    if account not in place.estate.accounts:
        return Refusal("AccessDenied", f"not authorized to assume {arn}", 403)
    return {
        "Credentials": {
            "AccessKeyId": access_key(account),
            "SecretAccessKey": "secret",
            "SessionToken": "token",
            "Expiration": _FAR,
        },
        "AssumedRoleUser": {"AssumedRoleId": "AROATESTING:safehold", "Arn": arn},
    }


def _regions(place: Place, _given: Parameters) -> Answer:
    return {
        "Regions": [
            {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": "opt-in-not-required"}
            for name in place.estate.regions
        ]
    }


def _organization(place: Place, _given: Parameters) -> Answer:
    first = place.estate.accounts[0]
    return {
        "Organization": {
            "Id": _ORGANIZATION,
            "Arn": f"arn:aws:organizations::{first}:organization/{_ORGANIZATION}",
            "FeatureSet": "ALL",
            "MasterAccountArn": f"arn:aws:organizations::{first}:account/{_ORGANIZATION}/{first}",
            "MasterAccountId": first,
            "MasterAccountEmail": "root@example.com",
        }
    }


def _accounts(place: Place, given: Parameters) -> Answer:
    accounts = place.estate.accounts if given.get("ParentId", _ROOT) == _ROOT else ()

    def entry(number: int) -> dict[str, Any]:
        return {"Id": accounts[number], "Name": f"account-{number}", "Status": "ACTIVE", "State": "ACTIVE"}

    entries, token = page(given, len(accounts), entry, ("MaxResults", "NextToken", 20))
    return {"Accounts": entries} | ({"NextToken": token} if token else {})


def _roots(_place: Place, _given: Parameters) -> Answer:
    return {"Roots": [{"Id": _ROOT, "Name": "Root", "Arn": f"arn:aws:organizations::root/{_ORGANIZATION}/{_ROOT}"}]}


def _key(_place: Place, given: Parameters) -> Answer:
    arn = str(given["KeyId"])
    return {
        "KeyMetadata": {
            "KeyId": arn.rpartition("/")[2],
            "Arn": arn,
            "KeyManager": "CUSTOMER",
            "KeyState": "Enabled",
            "MultiRegion": False,
        }
    }


ACCOUNTS: dict[str, Answers] = {
    "sts:GetCallerIdentity": _identity,
    "sts:AssumeRole": _role,
    "organizations:DescribeOrganization": _organization,
    "organizations:ListAccounts": _accounts,
    "organizations:ListAccountsForParent": _accounts,
    "organizations:ListRoots": _roots,
    "ec2:DescribeRegions": _regions,
    "kms:DescribeKey": _key,
    "resourcegroupstaggingapi:GetResources": _resources,
}
"""Who is asked, what there is, and what belongs to no service alone."""
