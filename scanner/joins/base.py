"""What a join is: something that other facts say about a resource, found when the resource is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from scanner.model import Fact, Gap, Json, Profile, Scope

Link = tuple[Json, list[Gap]]
"""What is known of a link, and why that may not be all. The paths of these gaps do not matter."""

Note = tuple[str, Json]
"""What to look it up by (an ARN, a name …; "" for what is about everything), and what to keep."""


class Notes(Protocol):
    """Where joins look things up."""

    @property
    def scope(self) -> Scope:
        """What the scan was asked to look at."""
        ...

    @property
    def taken_at(self) -> str:
        """When the snapshot was begun, RFC 3339 UTC."""
        ...

    def notes(
        self, join: str, key: str, *, kind: str | None = None, account: str | None = None, region: str | None = None
    ) -> list[Json]:
        """What a join kept under a key, ordered by account, Region, kind, id; of one kind or place where given."""
        ...

    def recovery_points(self, subject: str) -> Sequence[Mapping[str, Json]]:
        """AWS Backup's recovery points of a resource, by vault and status, in whatever account and Region."""
        ...

    def vault_points(self, vault_arn: str) -> Sequence[Mapping[str, Json]]:
        """The recovery points in a vault, by resource and status."""
        ...

    def encrypted_points(self, key_arn: str) -> Sequence[Mapping[str, Json]]:
        """How many recovery points of each vault are encrypted with a key, by vault."""
        ...

    def missing(self, kind: str, account: str, region: str, subject: str) -> list[Gap]:
        """Why the facts of a kind in an account and Region may not be all, or not wholly known.

        subject: the key under which what has gaps of its own was kept; "" for gaps of the listing alone.
        """
        ...


def here(fact: Fact) -> str:
    """A key for what is kept of a place and not of one resource: its gaps are those of that place alone."""
    return f"{fact.account} {fact.region}"


@dataclass(frozen=True, slots=True)
class Join:
    """One member of `links` (schemas/input.json).

    name: of the member. kinds: the kinds of facts that it is joined to; others have null there.
    keeps: the kinds of facts that it is made of, each with what to keep of one that fits its schema.
    find: its value for a fact of one of `kinds`, which fits its schema.
    """

    name: str
    kinds: frozenset[str]
    keeps: Mapping[str, Callable[[Fact], Iterable[Note]]]
    find: Callable[[Fact, Profile, Notes], Link]
