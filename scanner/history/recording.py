"""A run's way into the history: what it is compared with, and then its own two files."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import orjson

from scanner.comparison import Earlier
from scanner.history import History, rows
from scanner.history.entry import RUNS, Entry, Findings, heads, seconds, utc
from scanner.history.rows import Row
from scanner.model import Change, Json, PastFinding, Report, Run, Severity, Verdict
from scanner.render.common import findings

SHOWN = 60
"""How many earlier runs a report tells of: two months of daily ones."""

_NAMED = 3
"""How many of the runs that it is compared with are named."""

_COUNTED = (Verdict.FAIL, Verdict.WAIVED)
"""Whose end is a fix. An unknown that became known was never a failure."""


class Recorder:
    """Records one run: `earlier` before it is judged, `note` while its report can be read, `commit` at the end."""

    def __init__(self, history: History, folder: Path) -> None:
        """folder: for files until they are stored.

        Raises:
            UsageError: the history cannot be read: told before a scan begins, and not after it.
        """
        self._history = history
        self._folder = folder
        self._entry: Entry | None = None
        self._entries = history.entries()
        self._heads: list[Entry] = []
        self._same: list[Entry] = []

    def earlier(self, taken_at: str, snapshot_sha256: str) -> Earlier:
        """What to compare a snapshot with: all that was known of earlier ones when it was taken.

        So it is the same however often the snapshot is judged. taken_at: RFC 3339: when the snapshot was begun.
        """
        self._entries = self._history.entries()
        before = [entry for entry in self._entries if entry.taken_at <= utc(taken_at)]
        self._same = [entry for entry in before if entry.snapshot_sha256 == snapshot_sha256]
        self._heads = heads(entry for entry in before if entry.snapshot_sha256 != snapshot_sha256)
        told = f"history {self._history.name}, {_told_runs(self._heads)}"
        return Earlier(told, self._history.open_findings(self._heads))

    def note(self, report: Report) -> Report:
        """Writes down the run, and returns the report with the runs before it.

        Raises:
            SafeholdError: the disk does not take it.
        """
        fixed: defaultdict[Severity, list[int]] = defaultdict(list)
        taken_at = utc(report.taken_at)
        path = self._folder / "findings.jsonl.gz"
        count = rows.write(path, report, chain(_rows(report, taken_at, fixed), self._unasked(report)))
        sha256 = _digest(path)
        name = _name(report, taken_at)
        entry = Entry(
            run=Run(
                id=name,
                taken_at=taken_at,
                complete=report.coverage.complete,
                accounts=report.scope.accounts,
                tiers=report.summary.tiers,
                failures=report.summary.failures,
                changes=report.comparison.counts if report.comparison and self._heads else {},
                fixed_seconds={severity: tuple(sorted(fixed[severity])) for severity in sorted(fixed)},
            ),
            tool_version=report.tool_version,
            as_of=utc(report.as_of),
            snapshot_sha256=report.snapshot_sha256,
            policy_sha256=report.policy_sha256,
            waivers_sha256=report.waivers_sha256,
            regions=report.scope.regions,
            collectors=tuple(sorted(report.scope.collectors)),
            parents=tuple(sorted(each.id for each in (*self._heads, *self._same) if each.id != name)),
            findings=Findings(f"{RUNS}/{name}/findings-{sha256[:12]}.jsonl.gz", sha256, count),
        )
        self._entry = entry
        before = [each.run for each in self._entries if each.taken_at <= taken_at and each.id != name]
        return replace(report, history=tuple(before[-SHOWN:]))

    def _unasked(self, report: Report) -> Iterator[Row]:
        """What this snapshot was found to have when it was judged by rules that are not asked now."""
        for past in self._history.open_findings(self._same):
            if past.rule_id not in report.rules:
                yield Row(past, fixed=False)

    def commit(self) -> str | None:
        """Stores what was noted. Returns the id of the run; None if the history has it already.

        Raises:
            SafeholdError: the history does not take it.
        """
        entry = self._entry
        if entry is None or entry.id in {each.id for each in self._same}:
            return None
        self._history.store.create(entry.findings.path, self._folder / "findings.jsonl.gz")
        index = self._folder / "index.json"
        index.write_bytes(entry.encode())
        return entry.id if self._history.store.create(entry.key, index) else None


def _told_runs(entries: Sequence[Entry]) -> str:
    moments = [entry.taken_at for entry in entries]
    if not moments:
        return "no earlier run"
    if len(moments) > _NAMED:
        return f"{len(moments)} runs up to {moments[-1]}"
    return f"run{'s' if len(moments) > 1 else ''} of {', '.join(moments)}"


def _rows(report: Report, taken_at: str, fixed: defaultdict[Severity, list[int]]) -> Iterator[Row]:
    """What is found now, and what became of what is not. fixed: how long each failure was known that was fixed."""
    for found in findings(report):
        yield Row(rows.of(found, taken_at), fixed=False)
    for ended in report.comparison.ended() if report.comparison else ():
        past = ended.finding
        if ended.change is Change.FIXED:
            if past.verdict in _COUNTED:
                fixed[past.severity].append(seconds(past.first_seen, taken_at))
            yield Row(replace(past, taken_at=taken_at), fixed=True)
        else:
            yield Row(past, fixed=False)


def _name(report: Report, taken_at: str) -> str:
    """The name of the run: the same for the same findings of the same snapshot, whatever it was compared with."""
    digest = hashlib.sha256()
    head: Json = [
        report.tool_version,
        report.as_of,
        report.policy_sha256,
        report.waivers_sha256,
        report.summary.tiers,
        report.summary.resources,
    ]
    digest.update(orjson.dumps(head, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS))
    for found in findings(report):
        digest.update(orjson.dumps(_told(rows.of(found, taken_at))))
    moment = re.sub("[-:]", "", taken_at)
    return f"{moment}-{report.snapshot_sha256[:12]}-{digest.hexdigest()[:12]}"


def _told(finding: PastFinding) -> list[str]:
    return [finding.fingerprint, finding.verdict, finding.severity, finding.said, finding.tier, finding.application]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
