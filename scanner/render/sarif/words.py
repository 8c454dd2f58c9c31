"""How values become SARIF's words: messages, levels, and the names of a run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.model import Change, Json, Severity, Verdict
from scanner.render.common import shown

LEVEL = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
"""The level of a failure."""

PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
"""GitHub's `problem.severity`, by level."""

SECURITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.5",
}
"""GitHub's `security-severity`: over 9.0 is critical, 7.0 high, 4.0 medium, 0.1 low."""

KIND = {Verdict.FAIL: "fail", Verdict.WAIVED: "fail", Verdict.UNKNOWN: "open", Verdict.PASS: "pass"}
"""SARIF's kind of result; a rule that is not applicable makes none."""

BASELINE = {Change.NEW: "new", Change.CHANGED: "updated", Change.UNCHANGED: "unchanged"}
"""SARIF's baselineState of what is there."""

MESSAGES = {
    "fail": "'{0}' ('{1}', tier '{2}') does not comply: '{3}'.",
    "open": "Whether '{0}' ('{1}', tier '{2}') complies is unknown: '{3}'.",
    "pass": "'{0}' ('{1}', tier '{2}') complies.",
}
"""Every rule's message strings by kind: {0} name, {1} ARN, {2} tier, {3} what was found."""


def escaped(text: str) -> str:
    """Make a value inert in a message: no link, no placeholder, nothing invisible, no secret."""
    inert = re.sub(r"\{(?=\d+\})", r"\\x7b", shown(text))
    return re.sub(r"([\\\[\]])", r"\\\1", inert)


def message(key: str, template: str, arguments: Sequence[str]) -> dict[str, Json]:
    """Build a message with the id, the arguments and the text that a consumer would put together of them."""
    safe = [escaped(argument) for argument in arguments]
    text = re.sub(r"\{(\d)\}", lambda match: safe[int(match[1])], template)
    return {"id": key, "arguments": safe, "text": text}


def pascal(text: str) -> str:
    """Turn the last part of a package into a Pascal-case name: rules.s3.object_lock gives ObjectLock."""
    words = re.findall(r"[A-Za-z0-9]+", text.rpartition(".")[2])
    return "".join(word[0].upper() + word[1:].lower() for word in words)


def shortened(text: str, characters: int = 1024) -> str:
    """Cut `text` to what GitHub accepts, and show that it was cut."""
    return text if len(text) <= characters else f"{text[: characters - 1]}…"
