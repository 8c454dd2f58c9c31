"""The data of the HTML report's table: every finding, as JSON that the report's script reads.

Shape: {"resources": [[name, arn, account, region, kind, tier, application, site, data_type,
[because application, because data type, because tier], findings], ...], "texts": [...], "rules": [...]}.
Of a resource, everything from `account` to the reasons is an index into `texts`; of a finding, which is
[rule, verdict, severity, reason, details], the first three are indexes into `rules`, into fail and unknown, and into
the severities, worst first; a detail is [message, at, expected, actual]. All text is already safe to show.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from typing import IO, Any

import orjson
from markupsafe import Markup

from scanner.model import Assessment, Decision, Detail, Json, Report, Rule, Verdict
from scanner.render import frameworks
from scanner.render.common import redact, visible

_FLAGS = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1}
_GZIP = 31
"""zlib's name for the largest window inside a gzip container, whose header it writes without a time."""

_CHUNK = 3 << 14
"""Bytes turned into base64 at a time: a multiple of three, so that padding comes at the end only."""

_LONGEST_VALUE = 2_000
"""Characters of an expected or actual value: whole policies and lifecycles are in findings.json."""

_IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})
_CODE = re.compile(r"`([^`]+)`")

UNKNOWN_TIER = "unknown"


def safe(text: str) -> str:
    """Show hidden characters, and all that is not ASCII where a text is not in Unicode's composed form.

    "é" as one character and as two look the same, so that two names would too. Callers escape markup themselves.
    """
    shown = visible(text)
    return shown if unicodedata.is_normalized("NFC", shown) else shown.encode("ascii", "backslashreplace").decode()


def named(text: str) -> str:
    """Show a name, and say so where it is blank."""
    shown = safe(text)
    return shown if shown.strip() else "(blank)"


def value_text(value: Json) -> str:
    """Write an expected or actual value as JSON for people: on one line, safe, and cut when it is very long."""
    text = safe(redact(json.dumps(value, ensure_ascii=False, sort_keys=True)))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} … (cut; whole in findings.json)"


def segments(text: str) -> list[tuple[bool, str]]:
    """Split text with `code` in backticks into pairs (whether it is code, the text without the backticks)."""
    parts = _CODE.split(safe(" ".join(text.splitlines())))
    return [(bool(index % 2), part) for index, part in enumerate(parts) if part]


def control_texts(rule: Rule) -> list[tuple[str, list[str]]]:
    """Return the rule's controls as pairs (title of the framework, ids), sorted."""
    return sorted((frameworks.named(name).title, list(ids)) for name, ids in rule.controls.items())


class DataBlock:
    """Writes the data to `spool`, one line for each resource that has findings, and reads them back in chunks."""

    def __init__(self, report: Report, spool: IO[bytes], *, packed: bool) -> None:
        self.packed = packed
        self._spool = spool
        self._compressor = zlib.compressobj(wbits=_GZIP)
        self._rules = report.rules
        self._rule_index = {rule_id: index for index, rule_id in enumerate(report.rules)}
        self._texts: dict[str, int] = {}
        self._separator = b"\n"
        self._write(b'{"resources":[')

    def add(self, assessment: Assessment) -> None:
        """Write the findings of one resource; nothing when it has none."""
        findings = [self._finding(decision) for decision in assessment.decisions if decision.verdict in _FLAGS]
        if findings:
            self._write(self._separator + orjson.dumps([*self._resource(assessment), findings]))
            self._separator = b",\n"

    def close(self) -> None:
        """Write what the resources refer to; nothing can be added any more."""
        rules = [_rule(rule) for rule in self._rules.values()]
        self._write(b'],\n"texts":' + orjson.dumps(list(self._texts)) + b',\n"rules":' + orjson.dumps(rules) + b"}")
        if self.packed:
            self._spool.write(self._compressor.flush())

    def chunks(self) -> Iterator[Markup]:
        """Yield the block as it stands inside its script element: escaped JSON, or the base64 of its gzip."""
        self._spool.seek(0)
        if self.packed:
            while piece := self._spool.read(_CHUNK):
                yield Markup(base64.b64encode(piece).decode())  # noqa: S704 - base64 holds no markup
        else:
            for line in self._spool:
                yield Markup(line.decode().translate(_IN_SCRIPT))  # noqa: S704 - no markup is left in it

    def _write(self, data: bytes) -> None:
        self._spool.write(self._compressor.compress(data) if self.packed else data)

    def _text(self, text: str) -> int:
        return self._texts.setdefault(safe(text), len(self._texts))

    def _resource(self, assessment: Assessment) -> list[Any]:
        fact, profile = assessment.fact, assessment.profile
        shared = (
            fact.account,
            fact.region,
            fact.kind,
            profile.tier or UNKNOWN_TIER,
            profile.application or "",
            profile.site or "",
            profile.data_type,
        )
        because = [self._text(profile.because.get(key, "")) for key in ("application", "data_type", "tier")]
        return [named(fact.name), named(fact.id), *map(self._text, shared), because]

    def _finding(self, decision: Decision) -> list[Any]:
        return [
            self._rule_index[decision.rule_id],
            _FLAGS[decision.verdict],
            (decision.severity or self._rules[decision.rule_id].severity).rank,
            safe(redact(decision.reason)),
            [_detail(detail) for detail in decision.details],
        ]


def _detail(detail: Detail) -> list[str]:
    message, at = safe(redact(detail.message)), safe(detail.at)
    return [message, at, value_text(detail.expected), value_text(detail.actual)]


def _rule(rule: Rule) -> dict[str, Json]:
    return {
        "id": safe(rule.id),
        "title": named(rule.title),
        "severity": rule.severity,
        "controls": [[named(title), [safe(each) for each in ids]] for title, ids in control_texts(rule)],
        "remediation": segments(rule.remediation),
    }
