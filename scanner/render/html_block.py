r"""The data of the HTML report's table: every finding, as JSON that the report's script reads.

Its parts are columns, because a browser holds columns of numbers and a few long texts where it would choke on as many
objects: "names" and "arns" have a line for each resource that has findings; "cases" has one for each different
explanation of a finding: reason, and for each detail message, place, expected, actual and excerpt, separated by tabs
(lines of an excerpt: carriage returns). "resources" has for each of these "place" and "profile", by number, and how
many "findings" it has; "findings" has for each of them "rule", "verdict", "severity" and "case" by number, and
"waiver" and "past", which begin at 1, with 0 for none. All text is already safe to show, so that no tab or line feed
is part of any.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Self

import orjson
from markupsafe import Markup

from scanner.model import Assessment, Decision, Fact, Json, Profile, Report, Rule, Verdict, WaiverUse
from scanner.render import frameworks
from scanner.render.common import FOUND, redact
from scanner.render.html_data import UNKNOWN_TIER, excerpt, named, safe, segments, value_text

_VERDICTS = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED)
_RESOURCE = ("place", "profile", "findings")
_FINDING = ("rule", "verdict", "severity", "case", "waiver", "past")

_GZIP = 31
"""zlib's name for the largest window inside a gzip container, whose header it writes without a time."""

_CHUNK = 3 << 11
"""Bytes turned into base64 at a time: a multiple of three, so that padding comes at the end only."""

_MOST_CASES = 200_000
"""Different explanations that are remembered, so that memory has a bound: later ones may stand twice in the block."""

_SPOOL_BYTES = 16 << 20

_IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})

Row = tuple[str, ...]


class DataBlock:
    """Gathers the findings, and gives them back as the text of a script element.

    Besides about 40 bytes for each finding and what `_MOST_CASES` bounds, memory does not grow: the texts are spooled.
    """

    def __init__(self, report: Report, *, packed: bool, spool_bytes: int = _SPOOL_BYTES) -> None:
        self.packed = packed
        self._report = report
        self._rule_index = {rule_id: index for index, rule_id in enumerate(report.rules)}
        self._waiver_index = {use.waiver.id: number for number, use in enumerate(report.waivers, 1)}
        self._passed: Counter[str] = Counter()
        self._spools = ExitStack()
        self._names, self._arns, self._cases = (
            self._spools.enter_context(SpooledTemporaryFile(spool_bytes))  # noqa: SIM115 - the stack is its manager
            for _ in range(3)
        )
        self._case_index: dict[bytes, int] = {}
        self._case_count = 0
        self._places: dict[Row, int] = {}
        self._profiles: dict[Row, int] = {}
        self._pasts: dict[Row, int] = {}
        self._resources = {name: array("I") for name in _RESOURCE}
        self._findings = {name: array("I") for name in _FINDING}

    def __enter__(self) -> Self:
        """Return itself; on the way out what was spooled is gone."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the spools."""
        self._spools.close()

    def add(self, assessment: Assessment) -> None:
        """Take in the findings of one resource, and what it passed."""
        found = 0
        for decision in assessment.decisions:
            if decision.verdict in FOUND:
                self._add_finding(assessment.fact, decision)
                found += 1
            elif decision.verdict is Verdict.PASS:
                self._passed[decision.rule_id] += 1
        if found:
            self._add_resource(assessment.fact, assessment.profile, found)

    def chunks(self) -> Iterator[Markup]:
        """Yield the block as it stands inside its script element: escaped JSON, or the base64 of its gzip."""
        if self.packed:
            for piece in _even(_compressed(self._pieces())):
                yield Markup(base64.b64encode(piece).decode())  # noqa: S704 - base64 holds no markup
        else:
            decoder = codecs.getincrementaldecoder("utf-8")()
            for piece in self._pieces():
                yield Markup(decoder.decode(piece).translate(_IN_SCRIPT))  # noqa: S704 - no markup is left in it

    def _add_resource(self, fact: Fact, profile: Profile, found: int) -> None:
        part = self._report.parts.get((fact.account, fact.region, fact.kind))
        place = (*map(named, (fact.account, fact.region, fact.kind)), *((safe(part.path), part.sha256) if part else ()))
        told = (
            named(profile.tier or UNKNOWN_TIER),
            safe(profile.application or ""),
            safe(profile.site or ""),
            safe(profile.data_type),
            *(safe(profile.because.get(key, "")) for key in ("application", "data_type", "tier")),
        )
        _write_line(self._names, named(fact.name))
        _write_line(self._arns, named(fact.id))
        values = (_number(self._places, place), _number(self._profiles, told), found)
        for column, value in zip(self._resources.values(), values, strict=True):
            column.append(value)

    def _add_finding(self, fact: Fact, decision: Decision) -> None:
        past = decision.past
        values = (
            self._rule_index[decision.rule_id],
            _VERDICTS.index(decision.verdict),
            (decision.severity or self._report.rules[decision.rule_id].severity).rank,
            self._case(fact, decision),
            self._waiver_index[decision.waiver] if decision.waiver else 0,
            1 + _number(self._pasts, (past.change, past.first_seen)) if past else 0,
        )
        for column, value in zip(self._findings.values(), values, strict=True):
            column.append(value)

    def _case(self, fact: Fact, decision: Decision) -> int:
        fields = [safe(redact(decision.reason))]
        for each in decision.details:
            fields += (safe(redact(each.message)), safe(each.at), value_text(each.expected), value_text(each.actual))
            fields.append("\r".join(excerpt(fact, each.at)))
        text = "\t".join(fields)
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        known = self._case_index.get(key)
        if known is not None:
            return known
        _write_line(self._cases, text)
        self._case_count += 1
        if len(self._case_index) < _MOST_CASES:
            self._case_index[key] = self._case_count - 1
        return self._case_count - 1

    def _pieces(self) -> Iterator[bytes]:
        report = self._report
        named_in_rules = {name for rule in report.rules.values() for name in rule.controls}
        kinds = sorted(named_in_rules, key=lambda name: frameworks.named(name).title)
        lists: dict[str, Json] = {
            "places": list(self._places),
            "profiles": list(self._profiles),
            "pasts": list(self._pasts),
            "waivers": [_waiver(use) for use in report.waivers],
            "frameworks": [_framework(name, report.rules.values()) for name in kinds],
            "rules": [self._rule(rule, kinds) for rule in report.rules.values()],
            "compared": safe(report.comparison.baseline) if report.comparison else "",
        }
        yield b'{"names":"'
        yield from _read(self._names)
        yield b'",\n"arns":"'
        yield from _read(self._arns)
        yield b'",\n"cases":"'
        yield from _read(self._cases)
        yield b'",\n"resources":{'
        yield from _columns(self._resources)
        yield b'},\n"findings":{'
        yield from _columns(self._findings)
        yield b"},\n" + orjson.dumps(lists)[1:]

    def _rule(self, rule: Rule, kinds: list[str]) -> dict[str, Json]:
        return {
            "id": safe(rule.id),
            "title": named(rule.title),
            "passed": self._passed[rule.id],
            "controls": [
                [kinds.index(name), [safe(each) for each in ids]] for name, ids in sorted(rule.controls.items())
            ],
            "remediation": segments(rule.remediation),
        }


def _waiver(use: WaiverUse) -> dict[str, Json]:
    waiver = use.waiver
    told = ("id", "reason", "approver", "ticket", "approved_on", "expires_on", "scope", "place")
    return {**{name: safe(redact(getattr(waiver, name))) for name in told}, "expired": use.expired}


def _framework(name: str, rules: Iterable[Rule]) -> dict[str, Json]:
    """A framework, and of its controls those that a rule names, in the order of people, each with its title."""
    framework = frameworks.named(name)
    touched = {control for rule in rules for control in rule.controls.get(name, ())}
    controls = [
        [safe(each), safe(framework.controls.get(each, ""))] for each in sorted(touched, key=frameworks.natural)
    ]
    return {"name": safe(name), "title": named(framework.title), "controls": controls}


def _number(known: dict[Row, int], row: Row) -> int:
    return known.setdefault(row, len(known))


def _write_line(spool: IO[bytes], text: str) -> None:
    r"""Write what stands in a JSON text for the text and a line feed."""
    spool.write(orjson.dumps(text)[1:-1] + b"\\n")


def _read(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    while piece := spool.read(_CHUNK):
        yield piece


def _columns(columns: dict[str, array[int]]) -> Iterator[bytes]:
    for place, (name, values) in enumerate(columns.items()):
        yield f'{"," if place else ""}"{name}":['.encode()
        for start in range(0, len(values), _CHUNK):
            yield (("," if start else "") + ",".join(map(str, values[start : start + _CHUNK]))).encode()
        yield b"]"


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(wbits=_GZIP)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of `_CHUNK`, and what remains."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= _CHUNK:
            yield bytes(held[:_CHUNK])
            del held[:_CHUNK]
    yield bytes(held)
