"""Exports of stacks and user pools: the newest object below the prefix that the user names for each.

S3 lists by key and not by time, so the newest is known only once all were listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Unit, misread
from scanner.collectors.cognito import LIST_POOLS, pools
from scanner.collectors.options import ExportLocation
from scanner.collectors.shapes import MALFORMED, moment, text
from scanner.collectors.stacks import LIST_STACKS, stacks
from scanner.model import Fact, Gap, GapReason, Json

LOCATION = "export.location"
STACK, POOL = "cloudformation.stack", "cognito.user_pool"

LIST_OBJECTS = Listing(
    Operation("s3", "ListObjectsV2", "s3:ListBucket"),
    "Contents",
    ("MaxKeys", 1000),
    "ContinuationToken",
    "NextContinuationToken",
    sparse=True,
)

_MOST_PAGES = 20
"""Pages of objects below one prefix: whoever exports daily fills them in fifty years."""

_FIELDS = ("object_count", "newest_key", "newest_at", "newest_bytes", "newest_before_update_at", "truncated")
_PLACEHOLDER = re.compile(r"\{(account|region|name)\}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is exported. root: of a nested stack, its outermost one. tags: with the gap if they are not known.

    namesake: another of the Region has the same name, so that one cannot tell whose export it is.
    """

    arn: str
    name: str
    updated: datetime
    root: str | None
    tags: tuple[Mapping[str, str] | None, tuple[Gap, ...]]
    namesake: bool = False


class _Seen:
    """What was seen of the objects below a prefix."""

    def __init__(self, updated: datetime) -> None:
        self._updated = updated
        self._count = 0
        self._newest: tuple[datetime, str, int] | None = None
        self._before: datetime | None = None

    def add(self, entry: Raw) -> None:
        """An object. What the console makes to show a folder is none."""
        key, at, size = entry["Key"], entry["LastModified"], entry["Size"]
        if key.endswith("/"):
            return
        self._count += 1
        self._newest = max(self._newest or (at, key, size), (at, key, size))
        if at < self._updated.replace(microsecond=0):  # S3 tells whole seconds
            self._before = max(self._before or at, at)

    def fields(self, *, truncated: bool) -> dict[str, Json]:
        """What it comes to."""
        at, key, size = self._newest or (None, None, None)
        values = (self._count, key, moment(at), size, moment(self._before), truncated)
        return dict(zip(_FIELDS, values, strict=True))


def _describe(unit: Unit, location: ExportLocation, subject: Subject) -> Fact:
    stands_for = {"account": unit.account, "region": unit.region, "name": subject.name}
    prefix = _PLACEHOLDER.sub(lambda match: stands_for[match[1]], location.prefix)
    draft = Draft(unit, LOCATION, f"{subject.arn}/export/{location.bucket}/{prefix}", subject.name)
    draft.config = {
        "subject_arn": subject.arn,
        "subject_kind": location.kind,
        "subject_root_arn": subject.root,
        "subject_updated_at": moment(subject.updated),
        "bucket": location.bucket,
        "prefix": prefix,
    }
    if subject.namesake:
        why = f"another {location.kind} here is called {subject.name} too, so the export may be its"
        draft.miss(_FIELDS, Failure(LIST_OBJECTS.operation, GapReason.NOT_SUPPORTED, "", why))
    else:
        _look(unit, draft, subject)
    return draft.fact(subject.tags)


def _look(unit: Unit, draft: Draft, subject: Subject) -> None:
    """Fills in what lies below the prefix. What could not be listed may be newer than what was."""
    seen, failures = _Seen(subject.updated), list[Failure]()
    number = 0
    try:
        where = {"Bucket": draft.config["bucket"], "Prefix": draft.config["prefix"]}
        for number, page in enumerate(unit.pages(LIST_OBJECTS, failures.append, **where), 1):
            if number > _MOST_PAGES:
                why = f"only the first {_MOST_PAGES} pages of objects were looked at"
                failures.append(Failure(LIST_OBJECTS.operation, GapReason.NOT_COLLECTED, "", why))
                break
            for entry in page:
                seen.add(entry)
    except MALFORMED as error:
        draft.miss(_FIELDS, misread(LIST_OBJECTS.operation, error))
        return
    if failures and number == 0:
        draft.miss(_FIELDS, failures[0])
        return
    draft.config |= seen.fields(truncated=bool(failures))
    draft.gaps += [why.gap(f"/config/{name}") for why in failures for name in _FIELDS if name != "truncated"]


def _stacks(unit: Unit) -> Iterator[Subject]:
    """The stacks that have a template to export."""
    found = stacks(unit)
    if found.failure:
        unit.incomplete(found.failure.gap(LOCATION, STACK))
    for stack in found.known:
        if not stack.in_review:
            yield Subject(stack.arn, stack.name, stack.updated, stack.root, (stack.tags, ()))


def _pools(unit: Unit) -> Iterator[Subject]:
    tags = unit.tags("cognito-idp:userpool")
    found = pools(unit)
    if found.failure:
        unit.incomplete(found.failure.gap(LOCATION, POOL))
    called = Counter(str(pool.get("Name")) for pool in found.known)
    for pool in found.known:
        try:
            arn = unit.arn("cognito-idp", f"userpool/{text(pool['Id'])}")
            updated = pool.get("LastModifiedDate") or pool["CreationDate"]
            name = text(pool["Name"])
            yield Subject(arn, name, updated, None, tags.of(arn), namesake=called[name] > 1)
        except MALFORMED as error:
            unit.incomplete(misread(LIST_POOLS.operation, error).gap(LOCATION, POOL))


_SUBJECTS: Mapping[str, Callable[[Unit], Iterator[Subject]]] = {STACK: _stacks, POOL: _pools}


def _collect(unit: Unit) -> Iterator[Fact]:
    for kind in dict.fromkeys(location.kind for location in unit.options.exports):
        subjects = list(_SUBJECTS[kind](unit))
        for location in unit.options.exports:
            if location.kind == kind:
                describe = partial(_describe, unit, location)
                yield from unit.described(LOCATION, LIST_OBJECTS.operation, subjects, describe)


EXPORTS = Collector(
    name="exports",
    kinds=(LOCATION,),
    operations=(*(listing.operation for listing in (LIST_STACKS, LIST_POOLS, LIST_OBJECTS)), GET_RESOURCES),
    collect=_collect,
    idle_calls=0,
    calls_each={LOCATION: _MOST_PAGES + 1},
)
