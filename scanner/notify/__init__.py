"""Tells people and machines what a scan changed: an SNS topic, an EventBridge bus, a webhook. One module a target."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from scanner.errors import UsageError
from scanner.notify import events, sns, webhook
from scanner.notify.base import Target

TARGETS: Mapping[str, Callable[[str], Target]] = {
    "sns:": sns.parse,
    "events:": events.parse,
    "https:": webhook.parse,
    "http:": webhook.parse,
}
"""How a target begins, and what reads it."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")

FORMS = "sns:TOPIC-ARN, events:BUS (its name or ARN), https://… (Slack and the like), or env:NAME for one of them"


def parse(text: str, environment: Mapping[str, str]) -> Target:
    """The target that a text names. env:NAME: the text stands in that variable, so that no command line shows it.

    Raises:
        UsageError: it is none; the message never repeats the text, which may be a secret.
    """
    if text.startswith("env:"):
        name = text.removeprefix("env:")
        if not _VARIABLE.fullmatch(name):  # a shell may have put the variable's text there
            raise UsageError("env: wants the name of a variable, without $, as in env:SAFEHOLD_WEBHOOK")
        if not environment.get(name):
            raise UsageError(f"env:{name}: this variable is not set; put the target into it")
        return _parse(environment[name].strip(), f"env:{name}: ")
    return _parse(text, "")


def _parse(text: str, where: str) -> Target:
    for begin, read in TARGETS.items():
        if text.startswith(begin):
            try:
                return read(text)
            except UsageError as error:
                raise UsageError(f"{where}{error}") from None
    raise UsageError(f"{where}no target: give {FORMS}")
