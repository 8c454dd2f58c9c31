"""The one place where AWS is called: an answer or a Failure comes back, never an exception."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Lock, local
from time import monotonic
from typing import Any, TypeVar

from botocore import xform_name
from botocore.exceptions import EndpointConnectionError

from scanner.aws.failures import Failure, failure, is_expiry, malformed
from scanner.aws.operations import Listing, Operation
from scanner.aws.session import Session
from scanner.aws.traffic import ScanStoppedError, unheard

_T = TypeVar("_T")

Raw = dict[str, Any]
"""An answer as botocore gives it."""

_log = logging.getLogger(__name__)


class OverdueError(Exception):
    """The unit took longer than it may."""


class Caller:
    """Calls AWS in one Region and counts what it calls. Any thread may use it.

    called: told of every call, with the service and the operation, from the thread that makes it.
    until: the moment, on the monotonic clock, after which nothing is called any more.
    """

    def __init__(
        self,
        session: Session,
        region: str,
        called: Callable[[str, str], None] = unheard,
        until: float = math.inf,
    ) -> None:
        self._session = session
        self._region = region
        self._called = called
        self._until = until
        self._calls: Counter[str] = Counter()
        self._shared: dict[str, Counter[str]] = {}
        self._recording = local()
        self._lock = Lock()

    @property
    def calls(self) -> dict[str, int]:
        """Operation to how often it was called, in order of names. Retries are not counted."""
        with self._lock:
            return dict(sorted(sum(self._shared.values(), self._calls).items()))

    @property
    def ended(self) -> Failure | None:
        """Why no call can succeed any more; None as long as one may."""
        return self._session.ended

    def count(self, operation: Operation) -> None:
        """Counts a call."""
        with self._lock:
            getattr(self._recording, "counter", self._calls)[str(operation)] += 1
        self._called(operation.service, operation.name)

    def recorded(self, compute: Callable[[], _T]) -> tuple[_T, Counter[str]]:
        """What `compute` gives, and the calls that it took in this thread, which are not this caller's own."""
        self._recording.counter = Counter()
        try:
            return compute(), self._recording.counter
        finally:
            del self._recording.counter

    def rests_on(self, key: str, calls: Counter[str]) -> None:
        """Counts the calls of something shared: once, and whoever made them.

        So the counts of a unit are the same whichever unit came first.
        """
        with self._lock:
            self._shared[key] = calls

    def call(self, operation: Operation, **parameters: Any) -> Raw | Failure:  # noqa: ANN401 - as botocore takes them
        """Asks once; botocore tries again as the session's configuration says.

        Raises:
            ScanStoppedError: the scan was stopped.
            OverdueError: time is up.
        """
        if self._session.ended:
            return replace(self._session.ended, operation=operation)
        if monotonic() > self._until:
            raise OverdueError
        self.count(operation)
        try:
            client = self._session.client(operation.service, self._region)
            answer: Raw = getattr(client, xform_name(operation.name))(**parameters)
        except ScanStoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever botocore trips over, this one call has no answer
            _log.debug("%s in %s failed", operation, self._region, exc_info=True)
            absent = isinstance(error, EndpointConnectionError) and not self._session.has_service(
                operation.service, self._region
            )
            why = failure(operation, error, service_absent=absent)
            if is_expiry(why.code):
                self._session.ended = why
            return why
        finally:
            self._session.traffic.let_go()
        return answer

    def pages(
        self,
        listing: Listing,
        failed: Callable[[Failure], None],
        **parameters: Any,  # noqa: ANN401 - as botocore takes them
    ) -> Iterator[list[Any]]:
        """The pages of a listing, as they are asked for. One that fails ends it, and `failed` is told why."""
        seen: set[str] = set()
        token: dict[str, str] = {}
        size = dict([listing.size]) if listing.size else {}
        while True:
            answer = self.call(listing.operation, **size, **parameters, **token)
            if listing.sparse and not isinstance(answer, Failure):
                answer.setdefault(listing.items, [])
            if not isinstance(answer, Failure) and not isinstance(answer.get(listing.items), list):
                answer = malformed(listing.operation, f"no {listing.items}")
            if isinstance(answer, Failure):
                failed(answer.after(len(seen)))
                return
            yield answer[listing.items]
            following = answer.get(listing.told)
            if not following:
                return
            if following in seen:
                failed(malformed(listing.operation, "the token of the next page came before").after(len(seen) + 1))
                return
            seen.add(following)
            token = {listing.ask: following}
