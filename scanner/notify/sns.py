"""An SNS topic: a text for people, and attributes to filter by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from scanner.aws.operations import Operation
from scanner.errors import UsageError
from scanner.notify.aws import ACCOUNT, ARN, REGION, client
from scanner.notify.base import Permission, Sending
from scanner.notify.notice import Notice

_PUBLISH = Operation("sns", "Publish")

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html: up to 256 letters, digits, hyphens and underscores.
_TOPIC = re.compile(rf"{ARN}:sns:(?P<region>{REGION}):{ACCOUNT}:[A-Za-z0-9_-]{{1,256}}(?P<fifo>\.fifo)?")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. fifo: it takes the same notice once only."""

    arn: str
    region: str
    fifo: bool

    @property
    def told(self) -> str:
        """Its ARN."""
        return f"sns:{self.arn}"

    @property
    def permission(self) -> Permission:
        """To publish to it, and to no other."""
        return Permission("sns:Publish", self.arn)

    def send(self, notice: Notice, sending: Sending) -> None:
        """Publish; see `Target`."""
        name = notice.document()["id"]
        once = {"MessageGroupId": "safehold", "MessageDeduplicationId": name} if self.fifo else {}
        with client(_PUBLISH, self.region, sending.profile) as topics:
            topics.publish(
                TopicArn=self.arn,
                Subject=notice.subject,
                Message=text(notice),
                MessageAttributes=_marks(notice),
                **once,
            )


def text(notice: Notice) -> str:
    """A notice as plain text."""
    lines = [*notice.summary]
    if notice.worst:
        lines += ["", notice.heading]
    for number, item in enumerate(notice.worst, 1):
        lines += [f"{number}. {item.headline}", f"   {item.kind} {item.name}", f"   {item.id}"]
        lines += [f"   {item.account} {item.region}"]
    if notice.more:
        lines.append(f"and {notice.more} more")
    return "\n".join(lines) + "\n"


def _marks(notice: Notice) -> dict[str, Any]:
    """What a subscription can filter by, such as {"new": [{"numeric": [">", 0]}]}."""
    numbers = {**notice.changes, "exit_code": notice.exit_code, "unread": notice.unread}
    return {name: {"DataType": "Number", "StringValue": str(number)} for name, number in numbers.items()}


def parse(told: str) -> Topic:
    """The topic of sns:<ARN>.

    Raises:
        UsageError: it is no ARN of a topic.
    """
    arn = told.removeprefix("sns:")
    found = _TOPIC.fullmatch(arn)
    if found is None:
        raise UsageError("sns: wants the ARN of a topic, as in sns:arn:aws:sns:eu-west-1:111122223333:safehold")
    return Topic(arn, found["region"], bool(found["fifo"]))
