"""No format tells what looks like a secret, wherever it stands: in names, tags, messages, waivers or values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from support import reports
from support.later_reports import later
from support.rendering import written

from scanner.model import Assessment
from scanner.render import RENDERERS
from scanner.render.common import redact

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI+K7MDENGbPxRfiCYEXAMPLEKEY"
TOKEN = f"IQoJb3JpZ2luX2VjE{'leak' * 16}"
SIGNATURE = "deadbeef" * 8
QUERY = f"X-Amz-Credential={KEY}%2F20260301%2Feu-west-1&X-Amz-Security-Token={TOKEN}&X-Amz-Signature={SIGNATURE}"
TEXTS = (
    KEY,
    f"{KEY}_backup",
    f"aws_secret_access_key = {SECRET}",
    TOKEN,
    f"https://b.s3.amazonaws.com/k?{QUERY}",
    f"next=k%3FX-Amz-Signature%3D{SIGNATURE}",
    f'{{"SecretAccessKey": "{SECRET}"}}',
    rf'{{"policy": "{{\"SecretAccessKey\": \"{SECRET}\"}}"}}',
)


def tagged() -> Iterator[Assessment]:
    """An estate whose every text is one of those, and which has tags that only their names tell to be secrets."""
    for each in reports.hostile(TEXTS).assess():
        tags = {**(each.fact.tags or {}), "SecretAccessKey": SECRET, "aws_session_token": TOKEN}
        config = {**each.fact.config, "policy": rf'{{"a": "{{\\\"SecretAccessKey\\\": \\\"{SECRET}\\\"}}"}}'}
        # What becomes of a Region and of a mechanism is never a secret: both come of lists of our own.
        recovery = each.recovery
        if recovery:
            paths = tuple(replace(path, mechanism="pitr") for path in recovery.paths)
            recovery = replace(recovery, paths=paths)
        fact = replace(each.fact, tags=tags, config=config, region=reports.HOME)
        yield replace(each, fact=fact, recovery=recovery)


@pytest.mark.parametrize("name", RENDERERS)
def test_no_format_tells_a_secret(name: str) -> None:
    base = reports.hostile(TEXTS)
    report = later(replace(base, assess=tagged), TEXTS)
    told = written(RENDERERS[name].render, report).decode()
    assert [secret for secret in (KEY, SECRET, TOKEN, SIGNATURE) if secret in told] == []


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLES", "MALAYSIA1234", "the secret access key is old"])
def test_words_are_no_secrets(text: str) -> None:
    assert redact(text) == text
