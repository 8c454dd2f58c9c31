"""What every target has in common, and how it is tried again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from urllib3.exceptions import MaxRetryError
from urllib3.util import Retry

from scanner.errors import NotificationError
from scanner.notify.notice import Notice

ATTEMPTS = 5

_MOST_SECONDS = 30
"""Who asks to be left alone for longer is not waited for: the scan's exit code is."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How to send. profile: of ~/.aws; None: the usual credential chain. pause: waits so many seconds."""

    profile: str | None = None
    pause: Callable[[float], None] = time.sleep


class Permission(NamedTuple):
    """What a role must be allowed to send there: an IAM action, and the one ARN that it is for."""

    action: str
    resource: str


class Target(Protocol):
    """Where a notice goes."""

    @property
    def told(self) -> str:
        """Its name for people: it holds no secret."""

    @property
    def permission(self) -> Permission | None:
        """What AWS must allow; None for what is not AWS's."""

    def send(self, notice: Notice, sending: Sending) -> None:
        """Send it, again and again within reason.

        Raises:
            NotificationError: it was not taken; the message says why, and holds no secret.
        """


class PassingError(NotificationError):
    """Not taken this time. after: seconds that it asks to wait, or 0."""

    def __init__(self, why: str, after: float = 0) -> None:
        super().__init__(why)
        self.after = after


def persistently(attempt: Callable[[], None], pause: Callable[[float], None]) -> None:
    """Attempt up to five times: at once after the first failure, then after 2, 4 and 8 seconds and up to one more.

    Raises:
        NotificationError: the last attempt failed, or one did for good.
    """
    # urllib3 only reckons here: its own retries would log the address, which is a secret.
    retry = Retry(total=ATTEMPTS - 1, backoff_factor=1, backoff_jitter=1)
    while True:
        try:
            attempt()
        except PassingError as error:
            if error.after > _MOST_SECONDS:
                raise NotificationError(f"{error}, and asks to wait {error.after:.0f} seconds") from None
            try:
                retry = retry.increment(error=error)
            except MaxRetryError:
                raise NotificationError(f"{error}, {ATTEMPTS} times") from None
            pause(max(retry.get_backoff_time(), error.after))
        else:
            return
