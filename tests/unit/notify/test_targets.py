"""How a target is named, and that its name is never repeated where it is a secret."""

from __future__ import annotations

import re

import pytest

from scanner.errors import UsageError
from scanner.notify import TARGETS, parse
from scanner.notify.base import Permission

TOPIC = "arn:aws:sns:eu-west-1:111122223333:safehold"
BUS = "arn:aws-cn:events:cn-north-1:111122223333:event-bus/safehold"
SECRET = "https://hooks.example.com/services/T0/B0/s3cr3t"


@pytest.mark.parametrize(
    ("text", "told", "permission"),
    [
        (f"sns:{TOPIC}", f"sns:{TOPIC}", Permission("sns:Publish", TOPIC)),
        (f"sns:{TOPIC}.fifo", f"sns:{TOPIC}.fifo", Permission("sns:Publish", f"{TOPIC}.fifo")),
        (f"events:{BUS}", f"events:{BUS}", Permission("events:PutEvents", BUS)),
        ("events:default", "events:default", Permission("events:PutEvents", "arn:*:events:*:*:event-bus/default")),
        (SECRET, "the webhook at hooks.example.com", None),
        ("http://127.0.0.1:8080/x", "the webhook at 127.0.0.1:8080", None),
        ("http://[::1]:8080/x", "the webhook at ::1:8080", None),
        ("http://localhost/x", "the webhook at localhost", None),
    ],
)
def test_a_target(text: str, told: str, permission: Permission | None) -> None:
    target = parse(text, {})
    assert (target.told, target.permission) == (told, permission)
    assert parse("env:THERE", {"THERE": f" {text}\n"}) == target
    assert "s3cr3t" not in repr(target)


def test_every_beginning_is_tried() -> None:
    assert {begin.partition(":")[0] for begin in TARGETS} == {"sns", "events", "https", "http"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no target"),
        ("s3cr3t", "no target"),
        ("mailto:s3cr3t@example.com", "no target"),
        ("sns:s3cr3t", "the ARN of a topic"),
        (f"sns:{BUS}", "the ARN of a topic"),
        ("sns:arn:aws:sns:eu-west-1:111122223333:safehold:s3cr3t", "the ARN of a topic"),
        ("events:", "the name or ARN of an event bus"),
        (f"events:{TOPIC}", "the name or ARN of an event bus"),
        ("events:s3cr3t bus", "the name or ARN of an event bus"),
        ("https:", "wants an address"),
        ("https:///s3cr3t", "wants an address"),
        ("https://hooks.example.com:s3cr3t/", "wants an address"),
        ("https://hooks.example.com/s3cr3t#x", "wants an address"),
        ("https://[s3cr3t/", "wants an address"),
        ("https://hooks.example.com/s3cr3t\r\nHost: x", "wants an address"),
        ("https://s3cr3t@hooks.example.com/", "must not hold a user"),
        ("https://:s3cr3t@hooks.example.com/", "must not hold a user"),
        ("http://hooks.example.com/s3cr3t", "wants https"),
        ("http://127.0.0.1.example.com/s3cr3t", "wants https"),
    ],
)
def test_no_target(text: str, complaint: str) -> None:
    for given, environment in ((text, {}), ("env:HOOK", {"HOOK": text or "s3cr3t"})):
        with pytest.raises(UsageError, match=re.escape(complaint)) as refused:
            parse(given, environment)
        assert "s3cr3t" not in str(refused.value)
    assert str(refused.value).startswith("env:HOOK: ")


@pytest.mark.parametrize("text", [f"sns:{TOPIC}\n", f"events:{BUS}\n", "https://hooks.example.com/\n"])
def test_a_line_feed_is_no_part_of_a_target(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text, {})


@pytest.mark.parametrize("environment", [{}, {"HOOK": ""}])
def test_a_variable_that_is_not_set(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"^env:HOOK: this variable is not set"):
        parse("env:HOOK", environment)
