"""What AWS said, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = Any
"""A JSON value: None, bool, int, float, str, list of Json, or dict of str to Json."""


class GapReason(StrEnum):
    """Why something could not be read."""

    ACCESS_DENIED = "access_denied"
    THROTTLED = "throttled"
    NOT_SUPPORTED = "not_supported"
    NOT_FOUND = "not_found"
    ERROR = "error"
    NOT_COLLECTED = "not_collected"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read, which is never the same as something that is not there.

    path: a JSON pointer into the fact ("/config/pitr", "" for the whole fact), or, on a coverage unit,
        the kind whose listing failed ("backup.recovery_point").
    operation: the AWS operation, "dynamodb:DescribeContinuousBackups"; "" when none was called.
    detail: one line for a person: AWS's error code and what it says, free of secrets.
    """

    path: str
    operation: str
    reason: GapReason
    detail: str

    def touches(self, pointer: str) -> bool:
        """Whether what is missing contains `pointer` or lies below it."""
        return self.path == pointer or _below(self.path, pointer) or _below(pointer, self.path)


def _below(outer: str, inner: str) -> bool:
    return inner.startswith(f"{outer}/")


@dataclass(frozen=True, slots=True)
class Fact:
    """One resource as AWS described it. `config` has the shape of schemas/facts/<kind>.json.

    id: the ARN; for what has none, one made from the ARN of its owner.
    region: "global" for what belongs to the account and to no Region.
    tags: None exactly when they could not be read (then a gap at "/tags" says why).
    """

    kind: str
    id: str
    account: str
    region: str
    name: str
    tags: Mapping[str, str] | None
    config: Mapping[str, Json]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageUnit:
    """How one collector fared in one account and Region.

    kinds: what it was to collect. gaps: listings that failed, each with the kind as its path.
    vanished: resources that were listed, and gone when they were described.
    calls: AWS operations called ("s3:GetBucketVersioning") and how often.
    """

    account: str
    region: str
    collector: str
    kinds: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    vanished: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at. Anything outside it was not, and is unknown."""

    units: tuple[CoverageUnit, ...]

    @property
    def complete(self) -> bool:
        """Whether something was looked at, and every listing in every unit succeeded."""
        return bool(self.units) and not any(unit.gaps for unit in self.units)


@dataclass(frozen=True, slots=True, order=True)
class AccountScope:
    """An account that a scan was asked to look at, and where.

    id: its twelve digits. name: as the organization calls it; "" where nobody asked it. regions: those that are
    looked at. not_enabled: Regions that were asked for, and that the account has not enabled. Both are empty if it
    had to be entered to tell them, and could not be.
    """

    id: str
    regions: tuple[str, ...]
    name: str = ""
    not_enabled: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether its Regions could be told."""
        return bool(self.regions or self.not_enabled)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scan was asked to look at.

    collectors: names. detail: "full", or "core" for the core facts only. asked: the SHA-256, in hex, of all that was
    asked for, so that a scan that is resumed asks the same.
    """

    estate: tuple[AccountScope, ...]
    collectors: tuple[str, ...]
    detail: str = "full"
    asked: str = ""

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts, sorted."""
        return tuple(sorted(account.id for account in self.estate))

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions of all accounts together, sorted."""
        return tuple(sorted({region for account in self.estate for region in account.regions}))


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the snapshot: its path in it, and its SHA-256 in hex; by them a fact is traced to what AWS said."""

    path: str
    sha256: str
