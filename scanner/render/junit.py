"""junit.xml: a test case for each rule and resource, for the CI systems that show test results.

A failure is a failure, an unknown an error, a waived failure skipped, and a pass an empty case; what a rule does not
apply to is left out. A suite is an account and Region, its cases have the rule as classname and the ARN as name, with
account and Region after it where it does not tell them. The last suite is about the scan: each collector that could
not read something is an error there, so that an incomplete scan never looks green. XML that both the schema of
Ant's JUnitReport and that of Jenkins' xunit plugin accept.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from scanner.facts import DERIVED
from scanner.model import Assessment, Fact, Finding, Report, Verdict
from scanner.render import plain
from scanner.render.columns import clip
from scanner.render.common import finding, message, titled
from scanner.render.text_lines import counted

_MOST_BYTES = 27_000_000
"""Of all cases about resources; the rest is a tenth. GitLab takes 30 MB a file (GitLab: unit test reports)."""

_MOST_GAPS = 2_000
_FIELD = 1_000
"""Characters of one text or value."""
_DETAILS = 5

_ELEMENTS = {Verdict.FAIL: "failure", Verdict.UNKNOWN: "error", Verdict.WAIVED: "skipped", Verdict.PASS: "passed"}
_KEPT_LAST = (Verdict.WAIVED, Verdict.PASS)


def render(report: Report, out: BinaryIO) -> None:
    """Write the report; reads it twice (what fits, then the cases) and holds one suite at a time."""
    room = _Room(report)
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
    number = 0
    for suite in _suites(report, room):
        out.write(suite.xml(number, report.taken_at))
        number += 1
    out.write(_scan(report, room).xml(number, report.taken_at))
    out.write(b"</testsuites>\n")


@dataclass(slots=True)
class _Suite:
    """name: for people. counts: cases by element. properties and said: what is told of it as a whole."""

    name: str
    cases: list[bytes] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    properties: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def add(self, element: str, case: bytes) -> None:
        """Add a case that has this element."""
        self.cases.append(case)
        self.counts[element] += 1

    def xml(self, number: int, taken_at: str) -> bytes:
        """Write the suite; `number` is its place in the file."""
        head = (
            f'<testsuite name={_quoted(self.name)} package="safehold" id="{number}" tests="{len(self.cases)}"'
            f' failures="{self.counts["failure"]}" errors="{self.counts["error"]}" skipped="{self.counts["skipped"]}"'
            f' timestamp="{taken_at.removesuffix("Z")}" hostname="safehold" time="0">\n<properties>\n'
        )
        told = (f"<property name={_quoted(name)} value={_quoted(text)}/>\n" for name, text in self.properties.items())
        tail = f"<system-out>{escape(self.said)}</system-out>\n<system-err/>\n</testsuite>\n"
        return b"".join((f"{head}{''.join(told)}</properties>\n".encode(), *self.cases, tail.encode()))


class _Room:
    """What the file has room for: the worst failures and unknowns first, then the waived, then the passes."""

    def __init__(self, report: Report) -> None:
        sizes: Counter[tuple[int, int]] = Counter()
        for assessment in report.assess():
            for found, case in _cases(report, assessment):
                sizes[_importance(found)] += len(case)
        self._left: dict[tuple[int, int], int] = {}
        left = _MOST_BYTES
        for importance, size in sorted(sizes.items()):
            self._left[importance] = min(size, left)
            left -= self._left[importance]
        self.cut: Counter[str] = Counter()

    def holds(self, found: Finding, case: bytes) -> bool:
        """Take room for a case; False, and the case counted as cut, where there is none."""
        importance = _importance(found)
        if len(case) > self._left[importance]:
            self._left[importance] = 0
            passed = found.decision.verdict is Verdict.PASS
            self.cut["pass" if passed else f"{found.decision.verdict} of severity {found.severity}"] += 1
            return False
        self._left[importance] -= len(case)
        return True


def _importance(found: Finding) -> tuple[int, int]:
    verdict = found.decision.verdict
    last = _KEPT_LAST.index(verdict) + 1 if verdict in _KEPT_LAST else 0
    return (last, 0 if verdict is Verdict.PASS else found.severity.rank)


def _suites(report: Report, room: _Room) -> Iterator[_Suite]:
    accounts = {account.id: titled(account) for account in report.scope.estate}

    def place(assessment: Assessment) -> tuple[str, str]:
        fact = assessment.fact
        return (fact.account, "applications" if fact.kind in DERIVED else fact.region)

    for (account, region), assessments in groupby(report.assess(), place):
        suite = _Suite(f"{accounts.get(account, account)} {region}")
        for assessment in assessments:
            for found, case in _cases(report, assessment):
                if room.holds(found, case):
                    suite.add(_ELEMENTS[found.decision.verdict], case)
        if suite.cases:
            yield suite


def _cases(report: Report, assessment: Assessment) -> Iterator[tuple[Finding, bytes]]:
    for decision in assessment.decisions:
        if decision.verdict in _ELEMENTS:
            found = finding(report, assessment, decision)
            yield found, _case(found)


def _case(found: Finding) -> bytes:
    verdict, fact = found.decision.verdict, found.fact
    inner = ""
    if verdict is not Verdict.PASS:
        text = "\n".join(_told(found))
        if verdict is Verdict.WAIVED and found.waiver:
            why = clip(plain.waived(found, found.waiver), _FIELD)
            inner = f"<skipped message={_quoted(why)}>{escape(text)}</skipped>"
        else:
            inner = _problem(_ELEMENTS[verdict], found.severity, clip(message(found), _FIELD), text)
    name = fact.id if _tells_place(fact) else f"{fact.id} in {fact.account} {fact.region}"
    return _testcase(found.rule.id, _unique(name, found.fingerprint), inner)


def _tells_place(fact: Fact) -> bool:
    """Whether no other account or Region can have what has this id: of two cases of a name, GitLab keeps one."""
    fields = fact.id.split(":", 5)
    if len(fields) <= 5 or fields[0] != "arn":  # noqa: PLR2004 - of arn:partition:service:region:account:resource
        return False
    nowhere = ("", "") if fact.kind == "s3.bucket" else ("", fact.account) if fact.region == "global" else None
    return (fields[3], fields[4]) in {(fact.region, fact.account), nowhere}


def _told(found: Finding) -> Iterator[str]:
    fact, profile, details = found.fact, found.profile, found.decision.details
    yield clip(plain.one_line(found.rule.title), _FIELD)
    for detail in details[:_DETAILS]:
        expected, actual = plain.value(detail.expected, _FIELD), plain.value(detail.actual, _FIELD)
        yield f"- {clip(plain.one_line(detail.message or found.rule.title), _FIELD)}"
        yield f"  expected {expected}, found {actual} at {plain.one_line(detail.at) or 'the resource'}"
    if len(details) > _DETAILS:
        yield f"- and {len(details) - _DETAILS:,} more"
    if found.decision.reason:
        yield f"- {clip(plain.one_line(found.decision.reason), _FIELD)}"
    belongs = " / ".join(part for part in (profile.application, profile.site) if part)
    lines = {
        "Severity": found.severity,
        "Resource": f"{fact.name} ({fact.kind}) in {fact.account} {fact.region}",
        "Tier": profile.tier or "unknown",
        "Holds": f"{profile.data_type}{f' of {belongs}' if belongs else ''}",
        "To do": plain.todo(found),
        "Controls": plain.controls(found.rule),
        "First seen": " ".join(part for part in (plain.first_seen(found), plain.change(found)) if part),
        "Waiver": plain.waived(found, found.waiver) if found.waiver else "",
        "Fingerprint": found.fingerprint,
    }
    for label, text in lines.items():
        if text:
            yield f"{label}: {clip(plain.one_line(text), _FIELD)}"


def _scan(report: Report, room: _Room) -> _Suite:
    """Tell of the scan itself: who judged what, and all that could not be read."""
    suite = _Suite("Safehold: the scan")
    suite.properties = {
        "tool": f"Safehold {report.tool_version} with {report.engine}",
        "taken_at": report.taken_at,
        "as_of": report.as_of,
        "snapshot_sha256": report.snapshot_sha256,
        "policy_sha256": report.policy_sha256,
    }
    if report.only:
        suite.properties["only"] = "=".join(report.only)
    broken = [unit for unit in report.coverage.units if unit.gaps]
    for unit in broken[:_MOST_GAPS]:
        causes = [f"{gap.path}: {gap.operation} {gap.reason} {clip(gap.detail, _FIELD // 4)}" for gap in unit.gaps]
        text = "\n".join(clip(plain.one_line(cause), _FIELD // 2) for cause in causes[:_DETAILS])
        name = f"{unit.collector} in {unit.account} {unit.region}"
        inner = _problem("error", "incomplete", f"{counted(len(unit.gaps), 'listing')} could not be read", text)
        suite.add("error", _testcase("scan", _unique(name, f"{unit.collector}\n{unit.account}\n{unit.region}"), inner))
    if not report.coverage.units:
        inner = _problem("error", "incomplete", "nothing was looked at", "")
        suite.add("error", _testcase("scan", "everything that was asked for", inner))
    elif not broken:
        suite.add("passed", _testcase("scan", "everything that was asked for", ""))
    cut = [f"{number:,} x {what}" for what, number in sorted(room.cut.items())]
    if len(broken) > _MOST_GAPS:
        cut.append(f"{len(broken) - _MOST_GAPS:,} x collector that could not read everything")
    if cut:
        suite.said = f"Left out, for CI systems take no larger file: {'; '.join(cut)}. All of it is in findings.json."
    return suite


def _problem(element: str, kind: str, why: str, text: str) -> str:
    return f'<{element} type="{kind}" message={_quoted(why)}>{escape(text)}</{element}>'


def _testcase(classname: str, name: str, inner: str) -> bytes:
    return f'<testcase classname={_quoted(classname)} name={_quoted(name)} time="0">{inner}</testcase>\n'.encode()


def _unique(name: str, identity: str) -> str:
    r"""Show a name; one that may look like another's, since it shows something as `\xNN`, with a digest after it."""
    shown = plain.one_line(name) if name.strip() else "(blank)"
    return f"{shown} [{hashlib.sha256(identity.encode()).hexdigest()[:8]}]" if "\\" in shown else shown


def _quoted(text: str) -> str:
    return quoteattr(plain.one_line(text))
