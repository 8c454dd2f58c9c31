"""An EventBridge bus: the notice as an event, for rules to match."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from scanner.aws.operations import Operation
from scanner.errors import NotificationError, UsageError
from scanner.notify.aws import ACCOUNT, ARN, REGION, client
from scanner.notify.base import PassingError, Permission, Sending, persistently
from scanner.notify.notice import Notice

SOURCE = "safehold"
DETAIL_TYPE = "Safehold Scan Notice"

_PUT_EVENTS = Operation("events", "PutEvents")

# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
_NAME = r"[A-Za-z0-9._/-]{1,256}"
_BUS = re.compile(rf"{ARN}:events:(?P<region>{REGION}):{ACCOUNT}:event-bus/{_NAME}|(?!arn:){_NAME}")

_PASSING = frozenset({"InternalFailure", "InternalException", "ThrottlingException"})
"""An entry that may be taken the next time:
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html."""


@dataclass(frozen=True, slots=True)
class Bus:
    """A bus, by name or ARN. region: None for the default of the credentials."""

    name: str
    region: str | None

    @property
    def told(self) -> str:
        """Its name or ARN."""
        return f"events:{self.name}"

    @property
    def permission(self) -> Permission:
        """To put events on it, and on no other; a mere name may be in any Region and account."""
        return Permission("events:PutEvents", self.name if self.region else f"arn:*:events:*:*:event-bus/{self.name}")

    def send(self, notice: Notice, sending: Sending) -> None:
        """Put one event; see `Target`."""
        entry = {
            "Source": SOURCE,
            "DetailType": DETAIL_TYPE,
            "Detail": orjson.dumps(notice.document()).decode(),
            "EventBusName": self.name,
        }

        def put() -> None:
            with client(_PUT_EVENTS, self.region, sending.profile) as buses:
                answer = buses.put_events(Entries=[entry])
            if answer["FailedEntryCount"]:
                _refused(answer["Entries"][0])

        persistently(put, sending.pause)


def _refused(entry: dict[str, str]) -> None:
    from scanner.aws.failures import one_line  # noqa: PLC0415 - loads botocore, which not every command needs

    code = entry.get("ErrorCode", "")
    why = one_line(f"the event was refused: {code}: {entry.get('ErrorMessage', '')}")
    raise PassingError(why) if code in _PASSING else NotificationError(why)


def parse(told: str) -> Bus:
    """The bus of events:<name or ARN>.

    Raises:
        UsageError: it is neither.
    """
    name = told.removeprefix("events:")
    found = _BUS.fullmatch(name)
    if found is None:
        raise UsageError(
            "events: wants the name or ARN of an event bus, as in"
            " events:arn:aws:events:eu-west-1:111122223333:event-bus/safehold"
        )
    return Bus(name, found["region"])
