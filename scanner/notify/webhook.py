"""A webhook that takes what Slack takes: a text, and blocks. Its address is a secret, and is shown nowhere.

Names stand as plain text in blocks, which Slack does not format, and as code in the text, which others format, with
`&`, `<`, `>`, backquotes and `@` made harmless: no name can link, mention or call a channel.
https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import orjson

from scanner.errors import NotificationError, UsageError
from scanner.model import Json
from scanner.notify.base import PassingError, Sending, persistently
from scanner.notify.notice import Item, Notice

_TIMEOUTS = (5, 10)
"""Seconds to connect, and to the answer."""

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

_MOST_TEXT = 4000
"""Characters of the text: Slack advises no more. https://docs.slack.dev/changelog/2018-04-truncating-really-long-messages"""

_MOST_BLOCK = 3000
"""Characters of a section: https://docs.slack.dev/reference/block-kit/blocks/section-block."""

_MOST_HEADER = 150

_ADDRESS = re.compile(r"[!-~]+")
_CODE = re.compile(r"[a-z_]{1,60}")
"""A reason as Slack words it, such as invalid_payload. What else is answered might repeat the address."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook. host: with its port, all of the address that may be seen."""

    url: str = field(repr=False)
    host: str

    @property
    def told(self) -> str:
        """Its host alone."""
        return f"the webhook at {self.host}"

    @property
    def permission(self) -> None:
        """Nothing of AWS."""

    def send(self, notice: Notice, sending: Sending) -> None:
        """Post it; see `Target`. A redirect is not followed: it would give the notice to somebody else."""
        from botocore.httpsession import URLLib3Session  # noqa: PLC0415 - half a second that few evaluations need
        from botocore.utils import get_environ_proxies  # noqa: PLC0415

        proxies = get_environ_proxies(self.url) if self.url.startswith("https:") else {}
        trusted = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
        settings: dict[str, Any] = {"proxies": proxies, "verify": trusted, "timeout": _TIMEOUTS}
        session = URLLib3Session(**settings)
        try:
            persistently(lambda: self._post(session, notice), sending.pause)
        finally:
            session.close()

    def _post(self, session: Any, notice: Notice) -> None:  # noqa: ANN401 - botocore is untyped
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415

        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": notice.document()["id"],
            "User-Agent": "safehold",
        }
        body = orjson.dumps(payload(notice))
        request = AWSRequest("POST", self.url, headers=headers, data=body, stream_output=True)
        try:
            response = session.send(request.prepare())
        except (BotoCoreError, ValueError) as error:  # their texts hold the address
            raise PassingError(f"no answer ({type(error).__name__})") from None
        try:
            _judge(response)
        finally:
            response.raw.close()


def _judge(response: Any) -> None:  # noqa: ANN401 - botocore is untyped
    status = response.status_code
    if status in range(200, 300):
        return
    if status in range(300, 400):
        raise NotificationError(f"it answered {status}, a redirect, which is not followed")
    if status in _PASSING:
        raise PassingError(f"it answered {status}", _retry_after(response.headers))
    said = _reason(response.raw)
    raise NotificationError(f"it answered {status}{said and f': {said}'}")


def _retry_after(headers: Any) -> float:  # noqa: ANN401 - botocore is untyped
    from urllib3.exceptions import InvalidHeader  # noqa: PLC0415
    from urllib3.util import Retry  # noqa: PLC0415

    try:
        return Retry().parse_retry_after(headers.get("retry-after", "0"))
    except InvalidHeader:
        return 0


def _reason(raw: Any) -> str:  # noqa: ANN401 - botocore is untyped
    """Why, in Slack's words; "" if it is anything else."""
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    try:
        said: str = raw.read1(64).decode("ascii", "replace").strip()
    except HTTPError:
        return ""
    return said if _CODE.fullmatch(said) else ""


def payload(notice: Notice) -> dict[str, Json]:
    """What is posted: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks."""
    return {"text": _text(notice), "mrkdwn": False, "blocks": _blocks(notice)}


def _blocks(notice: Notice) -> list[dict[str, Json]]:
    sections = ["\n".join(notice.summary)]
    if notice.worst:
        sections[0] += f"\n{notice.heading}"
    sections += [
        f"{item.headline}\n{item.kind} {item.name}\n{item.id}\n{item.account} {item.region}" for item in notice.worst
    ]
    if notice.more:
        sections.append(f"and {notice.more} more")
    header = {"type": "header", "text": _plain(notice.subject, _MOST_HEADER)}
    return [header, *({"type": "section", "text": _plain(section, _MOST_BLOCK)} for section in sections)]


def _plain(text: str, most: int) -> dict[str, Json]:
    safe = escaped(text)
    return {"type": "plain_text", "text": safe if len(safe) <= most else f"{safe[: most - 1]}…", "emoji": False}


def _text(notice: Notice) -> str:
    """For notifications, and for those who read no blocks."""
    lines = [escaped(notice.subject), *map(escaped, notice.summary)]
    left = _MOST_TEXT - sum(len(line) + 1 for line in lines)
    for line in map(_line, notice.worst):
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    return "\n".join(lines)


def _line(item: Item) -> str:
    return f"{escaped(item.headline)}: `{escaped(item.name)}` ({escaped(item.account)} {escaped(item.region)})"


def escaped(text: str) -> str:
    """The text without anything that Slack, or what is like it, obeys."""
    inert = text.replace("`", r"\x60").replace("@", r"\x40")
    return inert.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def parse(told: str) -> Webhook:
    """The webhook at an address.

    Raises:
        UsageError: it is no address, or would go over the network unencrypted; the message does not repeat it.
    """
    try:
        parts = urlsplit(told if _ADDRESS.fullmatch(told) else "")
        host, port, named = parts.hostname, parts.port, parts.username is not None
    except ValueError:
        host, port, named = None, None, False
    if not host or parts.fragment:
        raise UsageError("a webhook wants an address, as in https://hooks.example.com/path")
    if named:
        raise UsageError("a webhook's address must not hold a user or password")
    if parts.scheme != "https" and not _on_this_machine(host):
        raise UsageError("a webhook wants https: over http, everybody on the way can read it and its address")
    return Webhook(told, f"{host}:{port}" if port else host)


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
