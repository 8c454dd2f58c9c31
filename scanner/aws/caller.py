"""The one place where AWS is called: an answer or a Failure comes back, never an exception."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from botocore import xform_name
from botocore.exceptions import EndpointConnectionError

from scanner.aws.failures import Failure, failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.aws.session import ScanStoppedError, Session

Raw = dict[str, Any]
"""An answer as botocore gives it."""

_log = logging.getLogger(__name__)


class Caller:
    """Calls AWS in one Region and counts what it calls. Any thread may use it.

    called: told of every call, with the service and the operation, from the thread that makes it.
    """

    def __init__(self, session: Session, region: str, called: Callable[[str, str], None]) -> None:
        self._session = session
        self._region = region
        self._called = called
        self._calls: Counter[str] = Counter()
        self._lock = Lock()

    @property
    def calls(self) -> dict[str, int]:
        """Operation to how often it was called, in order of names. Retries are not counted."""
        with self._lock:
            return dict(sorted(self._calls.items()))

    def count(self, operation: Operation) -> None:
        """Counts a call."""
        with self._lock:
            self._calls[str(operation)] += 1
        self._called(operation.service, operation.name)

    def call(self, operation: Operation, **parameters: Any) -> Raw | Failure:  # noqa: ANN401 - as botocore takes them
        """Asks once; botocore tries again as the session's configuration says.

        Raises:
            ScanStoppedError: the scan was stopped.
        """
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
            return failure(operation, error, service_absent=absent)
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
