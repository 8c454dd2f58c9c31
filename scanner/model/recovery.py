"""What becomes of a resource, whatever befalls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class CellStatus(StrEnum):
    """Whether a resource can be brought back from what befell it."""

    RECOVERABLE = "recoverable"
    NOT_RECOVERABLE = "not_recoverable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RecoveryPath:
    """One proven way to bring a resource's data back. Made by policies/recovery; schemas/input.json has its shape.

    arn: the vault, bucket or table in which the copy lies; None: the resource itself.
    promised_seconds: the most that configuration says can be lost. observed_seconds: what would have been lost when
    the snapshot was taken. rpo_seconds: the worse of the two. Each is None where it is not known, or has no bound.
    continuous: any moment from earliest_at to latest_at can be chosen. reach_seconds: how far back; None: no bound.
    immutable_until: until when nobody at all can destroy it. rto_seconds: as measured; None: never.
    falls: for each scenario that it does not survive, why. evidence: JSON pointers to what proves it.
    """

    mechanism: str
    account: str | None
    region: str | None
    arn: str | None
    promised_seconds: int | None
    observed_seconds: int | None
    rpo_seconds: int | None
    continuous: bool
    earliest_at: str | None
    latest_at: str | None
    reach_seconds: int | None
    immutable_until: str | None
    rto_seconds: int | None
    survives: tuple[str, ...]
    falls: Mapping[str, str]
    because: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecoveryCell:
    """What becomes of a resource in one scenario, by its best path.

    required: whether the tier asks for it. path: the index of the best path, None without one.
    doubts: what could not be seen, and might hold a path, or a better one.
    """

    scenario: str
    status: CellStatus
    required: bool
    rpo_seconds: int | None
    reach_seconds: int | None
    rto_seconds: int | None
    path: int | None
    because: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """The recovery matrix of a resource. fallen: protections without any path, each with the reason.

    cells: in the order of the scenarios; one that cannot befall such a resource is absent.
    """

    paths: tuple[RecoveryPath, ...]
    fallen: tuple[tuple[str, str], ...]
    cells: tuple[RecoveryCell, ...]
