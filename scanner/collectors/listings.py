"""Listings that a unit does not stream: of one page, about what another listing names, or shared by collectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Unit, misread
from scanner.collectors.shapes import MALFORMED

_T = TypeVar("_T")

Rows = dict[str, Raw]
"""What is told, by the key of the resource that it is about."""


def entries(
    unit: Unit,
    operation: Operation,
    items: str,
    kind: str,
    **parameters: Any,  # noqa: ANN401 - as botocore takes them
) -> list[Any]:
    """The entries of an operation that lists without pages; none if it fails, and the kind is incomplete then.

    items: the field of the answer that holds them.
    """
    answer = unit.call(operation, **parameters)
    if isinstance(answer, Failure):
        unit.incomplete(answer.gap(kind))
        return []
    found = answer.get(items)
    if isinstance(found, list):
        return found
    unit.incomplete(malformed(operation, f"no {items}").gap(kind))
    return []


def whole(unit: Unit, listing: Listing, **parameters: Any) -> Raw | Failure:  # noqa: ANN401 - as botocore takes them
    """All entries of a listing, as if they stood on one page; or why they are not all known."""
    failures: list[Failure] = []
    entries = [entry for page in unit.pages(listing, failures.append, **parameters) for entry in page]
    return failures[0] if failures else {listing.items: entries}


@dataclass(frozen=True, slots=True)
class Shared(Generic[_T]):
    """What is kept of the entries of a listing, and why these may not be all."""

    known: tuple[_T, ...]
    failure: Failure | None


def shared(
    unit: Unit,
    listing: Listing,
    keep: Callable[[Raw], _T],
    **parameters: Any,  # noqa: ANN401 - as botocore takes them
) -> Shared[_T]:
    """A listing of the unit's Region that several collectors need, made once by each process of a scan.

    keep: what all of them need of an entry, and little more: it is held as long as the account is at work.
    """

    def read() -> Shared[_T]:
        known: list[_T] = []
        failures: list[Failure] = []
        for page in unit.pages(listing, failures.append, **parameters):
            for entry in page:
                try:
                    known.append(keep(entry))
                except MALFORMED as error:
                    failures.append(misread(listing.operation, error))
        return Shared(tuple(known), failures[0] if failures else None)

    return unit.once(" ".join((str(listing.operation), unit.region, *map(str, parameters.values()))), read)


class Lookup:
    """A listing read once, when the first resource is asked about. Any thread may ask.

    note: adds an entry of the listing to the rows. absent: error codes by which AWS says that there is nothing to list.
    One that is not whole tells nothing: what it did not reach may be about any resource.
    """

    def __init__(
        self, unit: Unit, listing: Listing, note: Callable[[Rows, Raw], None], absent: tuple[str, ...] = ()
    ) -> None:
        self._unit = unit
        self._listing = listing
        self._note = note
        self._absent = absent
        self._lock = Lock()
        self._told: Rows | Failure | None = None

    def of(self, key: str) -> Raw | Failure:
        """What is told about a resource, {} if nothing is; or why that is not known."""
        with self._lock:
            if self._told is None:
                self._told = self._read()
        return self._told if isinstance(self._told, Failure) else self._told.get(key, {})

    def _read(self) -> Rows | Failure:
        rows: Rows = {}
        failures: list[Failure] = []
        for page in self._unit.pages(self._listing, failures.append):
            for entry in page:
                try:
                    self._note(rows, entry)
                except MALFORMED as error:
                    return misread(self._listing.operation, error)
        return next((why for why in failures if why.code not in self._absent), rows)
