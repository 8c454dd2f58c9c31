"""What every collector is made of: its declaration, the unit of work it runs in, and the draft of a fact."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import astuple, dataclass, field
from threading import Lock, Semaphore
from typing import Any, Protocol, TypeVar

import orjson

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.collectors.options import DEFAULTS, Options
from scanner.collectors.shapes import MALFORMED, tag_map, text
from scanner.model import Fact, Gap, GapReason, Json

_T = TypeVar("_T")
_R = TypeVar("_R")

_WINDOW = 24
"""Resources of a unit under way: leaves threads to other units."""

_BUFFER = 256
"""Resources of a unit under way or waiting to be written: bounds memory. All may overtake one that must wait."""

GET_RESOURCES = Operation("resourcegroupstaggingapi", "GetResources", "tag:GetResources")
"""Tags of a whole resource type, 100 resources a page: one call in place of a hundred."""

_TAGS = Listing(
    GET_RESOURCES, "ResourceTagMappingList", ("ResourcesPerPage", 100), "PaginationToken", "PaginationToken"
)


@dataclass(frozen=True, slots=True)
class Collector:
    """One service's collector.

    per_region: whether it runs once in each Region, or once in the account. kinds: of the facts it makes.
    operations: every one that it may call. http_operations: no operations of AWS, but questions that it puts to the
    user's own endpoints over HTTP, where the user's options say so. collect: makes the facts of a unit.
    idle_calls: how many a unit makes that finds nothing. calls_each: the most for one resource, by kind, where it
    takes any beside the listing's.
    """

    name: str
    kinds: tuple[str, ...]
    operations: tuple[Operation, ...]
    collect: Callable[[Unit], Iterable[Fact]]
    per_region: bool = True
    idle_calls: int = 1
    calls_each: Mapping[str, int] = field(default_factory=dict)
    http_operations: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A call that tells some fields of a fact's `config`.

    fields: those it tells. normalize: the answer to them. absent: error codes by which AWS says "not configured",
    and `unset` the fields then. detail: not among the core facts, and left out with `--detail core`.
    """

    operation: Operation
    fields: tuple[str, ...]
    normalize: Callable[[Raw], Mapping[str, Json]]
    absent: tuple[str, ...] = ()
    unset: Mapping[str, Json] = field(default_factory=dict)
    detail: bool = False


class Once(Protocol):
    """What is shared by an account's units: computes the value of a key the first time, and remembers it."""

    def __call__(self, key: str, compute: Callable[[], _T]) -> _T:
        """The key's value; whoever asks meanwhile waits for it."""


class Signed(Protocol):
    """What asks the user's own endpoints with requests signed as AWS wants them: scanner.aws.signed."""

    def read(self, operation: Operation, host: str, question: Callable[[Any], Any]) -> Raw | Failure:
        """The answer of an OpenSearch domain. question: puts one to a client of opensearch-py."""


class VanishedError(Exception):
    """A resource that was listed and is gone now."""


class Unit:
    """One collector in one account and Region, at work.

    region: "global" for what belongs to no Region. began: when the scan began, RFC 3339 UTC.
    caller: makes and counts the calls. pool: runs those about single resources. once: shared by the account's units.
    options: what the user asked for beside, or instead of, what every scan reads. signed: asks the user's own
    endpoints; None where the options need none. home: whether the account is the one that stands for the scan.
    """

    def __init__(  # noqa: PLR0913 - what a unit is, is what it needs
        self,
        *,
        account: str,
        partition: str,
        region: str,
        began: str,
        caller: Caller,
        pool: Executor,
        once: Once,
        options: Options = DEFAULTS,
        signed: Signed | None = None,
        home: bool = True,
    ) -> None:
        self.account = account
        self.partition = partition
        self.region = region
        self.began = began
        self._once = once
        self.options = options
        self.call = caller.call
        self.pages = caller.pages
        self._caller = caller
        self._pool = pool
        self.home = home
        self._signed = signed
        self._gaps: dict[Gap, None] = {}
        self._vanished = 0
        self._lock = Lock()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Listings that failed, each with the kind as its path."""
        return tuple(sorted(self._gaps, key=astuple))

    @property
    def ended(self) -> Failure | None:
        """Why no call can succeed any more; None as long as one may."""
        return self._caller.ended

    @property
    def vanished(self) -> int:
        """How many resources were gone when they were described."""
        return self._vanished

    def arn(self, service: str, rest: str) -> str:
        """The ARN of something of this account and Region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{rest}"

    def once(self, key: str, compute: Callable[[], _T]) -> _T:
        """The value of a key, computed by the first unit of the account that asks, in its thread."""
        value, calls = self._once(key, lambda: self._caller.recorded(compute))
        self._caller.rests_on(key, calls)
        return value

    def incomplete(self, gap: Gap) -> None:
        """Says that some facts of a kind, the gap's path, are missing."""
        with self._lock:
            self._gaps[gap] = None

    def ask(self, operation: Operation, host: str, question: Callable[[Any], Any]) -> Raw | Failure:
        """Asks an OpenSearch domain at its own endpoint; counted like any call. See `Signed.read`."""
        if self._signed is None:
            return Failure(operation, GapReason.NOT_COLLECTED, "", "nothing was given to sign requests with")
        self._caller.count(operation)
        return self._signed.read(operation, host, question)

    def listed(
        self,
        listing: Listing,
        *kinds: str,
        about: str = "",
        gone: tuple[str, ...] = (),
        **parameters: Any,  # noqa: ANN401 - as botocore takes them
    ) -> Iterator[Any]:
        """The entries of a listing, read as they are asked for; if it fails, the kinds are incomplete.

        about: what is listed, where one kind takes several listings. gone: error codes by which AWS says that what
        holds the entries is not there any more, and so neither are they: it has vanished.
        """

        def failed(why: Failure) -> None:
            if why.code in gone:
                self.lost()
                return
            for kind in kinds:
                self.incomplete(why.gap(kind, about))

        for page in self._caller.pages(listing, failed, **parameters):
            yield from page

    def each(self, items: Iterable[_T], work: Callable[[_T], _R]) -> Iterator[_R]:
        """`work` on every item, many at a time, in order."""
        waiting: deque[Future[_R]] = deque()
        places = Semaphore(_WINDOW)
        try:
            for item in items:
                if len(waiting) == _BUFFER:
                    yield waiting.popleft().result()
                places.acquire()
                future = self._pool.submit(work, item)
                waiting.append(future)
                future.add_done_callback(lambda _: places.release())
                while waiting and waiting[0].done():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def described(
        self, kind: str, operation: Operation, items: Iterable[_T], describe: Callable[[_T], Fact | None]
    ) -> Iterator[Fact]:
        """The fact of every entry of a listing, each with calls of its own, many at a time, in order.

        describe: may answer None for what is not this unit's affair.
        """
        made = self.each(items, lambda item: self._made(kind, operation, item, describe))
        return (fact for fact in made if fact is not None)

    def read(
        self, kind: str, operation: Operation, items: Iterable[_T], describe: Callable[[_T], Fact | None]
    ) -> Iterator[Fact]:
        """The fact of every entry of a listing that itself tells all there is."""
        made = (self._made(kind, operation, item, describe) for item in items)
        return (fact for fact in made if fact is not None)

    def lost(self) -> None:
        """Counts a resource that vanished."""
        with self._lock:
            self._vanished += 1

    def _made(self, kind: str, operation: Operation, item: _T, describe: Callable[[_T], Fact | None]) -> Fact | None:
        """The item's fact; one that vanished is counted, and one that cannot be read leaves the kind incomplete."""
        try:
            return describe(item)
        except VanishedError:
            self.lost()
        except MALFORMED as error:
            self.incomplete(misread(operation, error).gap(kind))
        return None

    def tags(self, resource_type: str) -> Tags:
        """The tags of every resource of a type in the Region; listed when the first are asked for."""
        return Tags(lambda: self.once(f"tags of {resource_type} in {self.region}", lambda: self._tags(resource_type)))

    def _tags(self, resource_type: str) -> _Tagged:
        failures: list[Failure] = []
        found: dict[str, bytes] = {}
        same: dict[bytes, bytes] = {}
        for page in self._caller.pages(_TAGS, failures.append, ResourceTypeFilters=[resource_type]):
            for entry in page:
                try:
                    tags = orjson.dumps(tag_map(entry["Tags"]))
                    found[text(entry["ResourceARN"])] = same.setdefault(tags, tags)
                except MALFORMED as error:
                    failures.append(misread(GET_RESOURCES, error))
        return found, failures[0] if failures else None


_Tagged = tuple[Mapping[str, bytes], Failure | None]
"""Tags by ARN, and why the listing is not whole, if it is not.

As JSON, and those that many resources share only once: of ten thousand buckets they take a tenth of the memory."""


class Tags:
    """Tags by ARN. A resource that is not listed has none, unless the listing is not whole."""

    def __init__(self, listed: Callable[[], _Tagged]) -> None:
        self._listed = listed

    def of(self, arn: str) -> tuple[Mapping[str, str] | None, tuple[Gap, ...]]:
        """A resource's tags, and the gap if they are not known."""
        found, failure = self._listed()
        if arn in found or failure is None:
            return orjson.loads(found.get(arn, b"{}")), ()
        return None, (failure.gap("/tags"),)


NOT_READ = (None, (Gap("/tags", "", GapReason.NOT_COLLECTED, "not read by this version"),))
"""For what can have tags that no collector reads."""

UNTAGGED: tuple[Mapping[str, str], tuple[Gap, ...]] = ({}, ())
"""For what cannot have tags."""


class Draft:
    """A fact in the making.

    gone: error codes by which AWS says that the resource is not there any more.

    Raises:
        TypeError: the ARN or the name is no text.
    """

    def __init__(self, unit: Unit, kind: str, arn: str, name: str, gone: tuple[str, ...] = ()) -> None:
        self.config: dict[str, Json] = {}
        self.gaps: list[Gap] = []
        self.arn = text(arn)
        self._unit = unit
        self._kind = kind
        self._name = text(name)
        self.gone = gone

    def read(self, section: Section, **parameters: Any) -> None:  # noqa: ANN401 - as botocore takes them
        """Calls, and fills the section's fields; a detail that the scan leaves out is a gap.

        Raises:
            VanishedError: the resource is gone.
        """
        if section.detail and not self._unit.options.details:
            self.miss(section.fields, _left_out(section.operation))
            return
        self.take(section, self._unit.call(section.operation, **parameters))

    def take(self, section: Section, answer: Raw | Failure) -> None:
        """Fills the section's fields from an answer.

        Raises:
            VanishedError: the resource is gone.
        """
        if not isinstance(answer, Failure):
            try:
                self.config.update(section.normalize(answer))
            except MALFORMED as error:
                self.miss(section.fields, misread(section.operation, error))
        elif answer.code in section.absent:
            self.config.update(section.unset)
        elif answer.code in self.gone:
            raise VanishedError
        else:
            self.miss(section.fields, answer)

    def miss(self, fields: Iterable[str], why: Failure) -> None:
        """The fields could not be read."""
        for name in fields:
            self.config[name] = None
            self.gaps.append(why.gap(f"/config/{name}"))

    def fact(self, tags: tuple[Mapping[str, str] | None, tuple[Gap, ...]]) -> Fact:
        """The fact, with its tags."""
        known, gaps = tags
        return Fact(
            kind=self._kind,
            id=self.arn,
            account=self._unit.account,
            region=self._unit.region,
            name=self._name,
            tags=known,
            config=self.config,
            gaps=(*self.gaps, *gaps),
        )


def _left_out(operation: Operation) -> Failure:
    return Failure(operation, GapReason.NOT_COLLECTED, "", "left out by --detail core")


def misread(operation: Operation, error: Exception) -> Failure:
    """The failure of an answer that `normalize` could not read."""
    why = f"no {error}" if isinstance(error, KeyError) else str(error)
    return malformed(operation, why)
