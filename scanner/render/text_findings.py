"""The worst findings in a text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from scanner.model import Change, Detail, Finding, Json, Report, Verdict
from scanner.render.columns import clip, fold
from scanner.render.common import advice, message
from scanner.render.text_lines import FIELD, LABEL, WIDTH, Lines, counted, heading, indented, labelled, safe

_DETAILS = 3
_PASTED = 60
"""How long a name may be for a command to hold it."""


def told_findings(report: Report, shown: Sequence[Finding]) -> Lines:
    """Tell the findings that are shown."""
    total = sum(report.summary.verdicts.get(verdict, 0) for verdict in (Verdict.FAIL, Verdict.UNKNOWN))
    if not shown:
        return
    yield from heading(f"The worst {len(shown)} of {counted(total, 'finding')}")
    for number, finding in enumerate(shown, 1):
        if number > 1:
            yield ""
        yield from _finding(number, finding)
    if total > len(shown):
        yield ""
        yield f"and {total - len(shown):,} more: the full report has every finding"


def _finding(number: int, finding: Finding) -> Lines:
    rule, fact, profile = finding.rule, finding.fact, finding.profile
    word = "FAIL" if finding.decision.verdict is Verdict.FAIL else "UNKNOWN"
    title = clip(safe(rule.title), FIELD)
    yield from indented(f"{finding.severity.upper()} {word} {rule.id} {title}", f"{number}. ".rjust(4), " " * 4)
    yield from labelled("Resource", fact.name or "(without a name)", whole=True)
    yield from labelled("", fact.id, whole=True)
    yield from labelled("Where", f"{fact.account} {fact.region}")
    belongs = " / ".join(part for part in (profile.application, profile.site) if part)
    yield from labelled("Tier", profile.tier or "unknown")
    yield from labelled("Holds", f"{profile.data_type}{f' of {belongs}' if belongs else ''}")
    if finding.decision.details:
        label = "Found"
        for detail in finding.decision.details[:_DETAILS]:
            yield from labelled(label, detail.message or rule.title)
            yield from labelled("", _compared(detail))
            label = ""
        if len(finding.decision.details) > _DETAILS:
            yield from labelled("", f"and {len(finding.decision.details) - _DETAILS:,} more")
    else:
        yield from labelled("Found", message(finding))
    if finding.decision.past:
        past = finding.decision.past
        yield from labelled("Since", "new" if past.change is Change.NEW else f"{past.first_seen}, {past.change}")
    if finding.waiver:
        yield from labelled("Waiver", f"{finding.waiver.id} expired after {finding.waiver.expires_on}")
    yield from _advice(finding)


def _compared(detail: Detail) -> str:
    return f"expected {_value(detail.expected)}, found {_value(detail.actual)} at {detail.at or 'the resource'}"


def _value(value: Json) -> str:
    return clip(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode(), FIELD // 4)


_COMMAND = re.compile(r"`(aws [^`]+)`")
_OPTION = re.compile(r" (?=--)")


def _advice(finding: Finding) -> Lines:
    """Say what to do; a command gets lines of its own that a shell reads as one."""
    label = "To do"
    for index, part in enumerate(_COMMAND.split(advice(finding, longest=_PASTED))):
        if index % 2:
            lines = list(fold(map(safe, _OPTION.split(part)), WIDTH - LABEL - 10))
            for position, line in enumerate(lines):
                end = "" if position == len(lines) - 1 else " \\"
                yield f"{' ' * (4 + LABEL)}{'    ' if position else '$ '}{line}{end}"
        elif re.search(r"\w", part):
            yield from labelled(label, part.strip())
        label = ""
