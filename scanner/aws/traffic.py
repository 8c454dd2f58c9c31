"""What goes over the wire, of every client of a process: how much at once, how fast, and whether still."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from threading import Event, Lock, Semaphore, local
from typing import Any

from botocore.parsers import ResponseParserError

from scanner.aws.failures import is_throttling
from scanner.aws.pace import Pace
from scanner.aws.rates import DOCUMENTED

IN_FLIGHT = 32
"""Requests under way at once: as many as keep one process busy, at the 30 ms that AWS takes to answer."""

_SUCCESS = 200

_PATIENCE_SECONDS = 0.2
"""How long to wait for one's turn before asking whether the scan was stopped."""


class ScanStoppedError(Exception):
    """The scan was stopped while a call was about to be made: nobody waits for its answer any more."""


def unheard(service: str, operation: str) -> None:
    """Tells nobody."""


class Traffic:
    """Shared by all clients of a process.

    stop: once set, no request is sent any more. throttled: told of every request that AWS refused as one too many.
    A thread that waits for its pace, or to try again, holds no place among those under way: one service that is
    slowed down does not keep the others from going on.
    """

    def __init__(self, stop: Event, throttled: Callable[[str, str], None] = unheard) -> None:
        self.stop = stop
        self._throttled = throttled
        self._places = Semaphore(IN_FLIGHT)
        self._mine = local()
        self._paces: dict[tuple[str, str, str], Pace] = {}
        self._lock = Lock()

    def watch(self, client: Any, account: str) -> None:  # noqa: ANN401 - botocore makes each client's class as it goes
        """Has every request of a client go by here. account: whose client it is, since AWS counts by account."""
        service, region = client.meta.service_model.service_name, client.meta.region_name
        client.meta.events.register("before-send", partial(self._before_send, account, region, service))
        client.meta.events.register("before-parse", _refuse_page)
        client.meta.events.register("response-received", partial(self._received, account, region, service))

    def let_go(self) -> None:
        """Gives back the place of this thread's request, if it has one.

        To be called when a call has ended, however it did: where an answer cannot be parsed, no event of botocore
        says so.
        """
        if getattr(self._mine, "held", False):
            self._mine.held = False
            self._places.release()

    def _before_send(self, account: str, region: str, service: str, event_name: str, **_event: object) -> None:
        """Before every attempt, the repeated ones too."""
        self._pace(account, region, service, event_name).wait()
        while not self.stop.is_set():
            if self._places.acquire(timeout=_PATIENCE_SECONDS):
                self._mine.held = True
                return
        raise ScanStoppedError

    def _received(
        self,
        account: str,
        region: str,
        service: str,
        event_name: str,
        parsed_response: Mapping[str, Mapping[str, Any]] | None,
        **_event: object,
    ) -> None:
        """After every attempt, answered or not; botocore itself decides whether another follows."""
        self.let_go()
        throttled = is_throttling((parsed_response or {}).get("Error", {}).get("Code", ""))
        self._pace(account, region, service, event_name).answered(throttled=throttled)
        if throttled:
            self._throttled(service, _operation(event_name))

    def _pace(self, account: str, region: str, service: str, event_name: str) -> Pace:
        operation = f"{service}:{_operation(event_name)}"
        with self._lock:
            pace = self._paces.get((account, region, operation))
            if pace is None:
                pace = self._paces[account, region, operation] = Pace(self.stop, DOCUMENTED.get(operation))
            return pace


_PAGE = re.compile(rb"\s*<(!doctype html|html)", re.IGNORECASE)


def _refuse_page(response_dict: Mapping[str, Any], **_event: object) -> None:
    """A web page, of a proxy that wants a login, is no answer: read as one it would say that there is nothing."""
    body = response_dict["body"]
    if isinstance(body, bytes) and response_dict["status_code"] == _SUCCESS and _PAGE.match(body):
        raise ResponseParserError(f"a web page received. {body[:60]!r}")


def _operation(event_name: str) -> str:
    """The operation that one of botocore's events is about: "before-send.s3.ListBuckets"."""
    return event_name.rpartition(".")[2]
