"""What became of the findings of an earlier scan.

Each finding now is new, changed or unchanged; each earlier one that is no more is fixed, or could not be looked for,
which is never the same. The earlier findings lie in a database on disk, so that memory does not grow with them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from scanner.facts import DERIVED
from scanner.findings import said
from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Decision,
    Ended,
    Gap,
    GapReason,
    Json,
    Past,
    PastFinding,
    Severity,
    Verdict,
)

INCOMPLETE = "the scan is incomplete"
"""Why an application may not have been seen whole."""

FOUND = {Verdict.WAIVED: 0, Verdict.UNKNOWN: 1, Verdict.FAIL: 2}
"""The verdicts of findings, the worst last: what grows is worse than it was."""

_TABLE = """
CREATE TABLE earlier (
    account TEXT, region TEXT, kind TEXT, id TEXT, rule_id TEXT, row BLOB, change TEXT, because TEXT,
    PRIMARY KEY (account, region, kind, id, rule_id)
) WITHOUT ROWID
"""
_OF = "account = ? AND region = ? AND kind = ? AND id = ?"

_END = "UPDATE earlier SET change = ?, because = ? WHERE change IS NULL"
_OPEN = "SELECT row FROM earlier WHERE change IS NULL"

Place = tuple[str, str, str, str]
"""Account, Region, kind and id of a resource."""

Looked = Callable[[str, str, str], Gap | None]
"""Why a kind, account and Region were not wholly looked at; None if they were: `Snapshot.complete`."""


def judged_only(looked: Looked, kinds: Collection[str]) -> Looked:
    """The same, and of a kind that no rule is about any more, that nobody asked. kinds: those that rules are about."""

    def asked(kind: str, account: str, region: str) -> Gap | None:
        if kind not in kinds:
            return Gap(kind, "", GapReason.NOT_COLLECTED, f"no rule is about {kind} any more")
        return looked(kind, account, region)

    return asked


@dataclass(frozen=True, slots=True)
class Earlier:
    """The findings of an earlier scan. told: which scan, for people. findings: each fingerprint at most once."""

    told: str
    findings: Iterable[PastFinding]


@dataclass(frozen=True, slots=True)
class Told:
    """What makes a finding another one than it was. said: a digest of its details."""

    verdict: Verdict
    severity: Severity
    said: str


class Comparing:
    """Compares assessments, one after the other, with the findings of an earlier scan."""

    def __init__(self, folder: Path, earlier: Earlier, looked: Looked, now: str) -> None:
        """folder: for the database. now: RFC 3339: since when a new finding is known."""
        self._told = earlier.told
        self._looked = looked
        self._now = now
        self._counts: Counter[Change] = Counter()
        self._untagged = 0
        self._db = sqlite3.connect(folder / "earlier.sqlite", isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLE}; BEGIN")
        rows = (
            (each.account, each.region, each.kind, each.id, each.rule_id, orjson.dumps(each), None, None)
            for each in earlier.findings
        )
        self._db.executemany("INSERT OR IGNORE INTO earlier VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Nothing can be asked any more."""
        self._db.close()

    def compared(self, assessment: Assessment, severity: Callable[[Decision], Severity]) -> Assessment:
        """The assessment, its findings with their past. severity: of a decision."""
        fact, found, otherwise = assessment.fact, {}, {}
        if fact.tags is None:
            self.untagged()
        for made in assessment.decisions:
            if made.verdict in FOUND:
                found[made.rule_id] = Told(made.verdict, severity(made), said(made))
            else:
                passes = made.verdict is Verdict.PASS
                otherwise[made.rule_id] = "it passes now" if passes else f"no longer: {made.reason}"
        pasts = self.at((fact.account, fact.region, fact.kind, fact.id), found, otherwise)
        made_of = assessment.decisions
        decisions = (replace(made, past=pasts[made.rule_id][0]) if made.rule_id in pasts else made for made in made_of)
        return replace(assessment, decisions=tuple(decisions))

    def untagged(self) -> None:
        """Notes a resource whose tags could not be read: it may be a part of any application."""
        self._untagged += 1

    def at(
        self, place: Place, found: Mapping[str, Told], otherwise: Mapping[str, str]
    ) -> dict[str, tuple[Past, PastFinding | None]]:
        """The past of each finding at a place, by rule, and as the earlier scan told it.

        otherwise: the rules that were asked there and found nothing, each with why.
        """
        rows = self._db.execute(f"SELECT rule_id, row FROM earlier WHERE {_OF}", place)  # noqa: S608 - our own text
        known = {rule_id: _finding(row) for rule_id, row in rows}
        pasts = {}
        for rule_id, now in found.items():
            before = known.pop(rule_id, None)
            past = self._past(now, before)
            self._counts[past.change] += 1
            pasts[rule_id] = (past, before)
            if before:
                self._db.execute(f"DELETE FROM earlier WHERE {_OF} AND rule_id = ?", (*place, rule_id))  # noqa: S608
        for rule_id in known:
            if rule_id in otherwise:
                self._end(place, rule_id, Change.FIXED, otherwise[rule_id])
            else:
                self._end(place, rule_id, Change.UNSEEN, f"the rule {rule_id} was not asked")
        return pasts

    def comparison(self, doubt: str = "") -> Comparison:
        """What became of the earlier findings, once everything was compared.

        doubt: why what is made of other resources, an application, may not have been seen whole; "" for none.
        """
        places = self._db.execute("SELECT DISTINCT kind, account, region FROM earlier WHERE change IS NULL").fetchall()
        parts = [place for place in places if place[0] not in DERIVED]
        unseen: set[tuple[str, str]] = set()
        for kind, account, region in parts:
            gap = self._looked(kind, account, region)
            if gap and len(parts) < len(places):
                rows = self._db.execute(f"{_OPEN} AND kind = ? AND account = ? AND region = ?", (kind, account, region))
                unseen.update(_whole(_finding(row)) for (row,) in rows)
            ended = (Change.UNSEEN, gap.detail) if gap else (Change.FIXED, "the resource is there no more")
            self._db.execute(f"{_END} AND kind = ? AND account = ? AND region = ?", (*ended, kind, account, region))
        self._end_derived(doubt, unseen)
        for change, count in self._db.execute("SELECT change, count(*) FROM earlier GROUP BY change"):
            self._counts[Change(change)] = count
        return Comparison(self._told, {change: self._counts[change] for change in Change}, self._ended)

    def _past(self, now: Told, before: PastFinding | None) -> Past:
        if before is None:
            return Past(Change.NEW, self._now, worse=True)
        same = now == Told(before.verdict, before.severity, before.said)
        worse = FOUND[now.verdict] > FOUND[before.verdict] or now.severity.rank < before.severity.rank
        return Past(Change.UNCHANGED if same else Change.CHANGED, before.first_seen, worse)

    def _end(self, place: Place, rule_id: str, change: Change, because: str) -> None:
        self._db.execute(
            f"UPDATE earlier SET change = ?, because = ? WHERE {_OF} AND rule_id = ?",  # noqa: S608 - our own text
            (change, because, *place, rule_id),
        )

    def _end_derived(self, doubt: str, unseen: Collection[tuple[str, str]]) -> None:
        """What is made of other resources is gone only if all of those could be seen.

        doubt: why they could not; "" for none. unseen: the applications of which parts could not be looked for.
        """
        if self._untagged and not doubt:
            doubt = f"the tags of {self._untagged} resources could not be read, by which they might belong to it"
        for (row,) in self._db.execute(_OPEN).fetchall():
            found = _finding(row)
            why = doubt or ("parts of it could not be looked for" if _whole(found) in unseen else "")
            change, because = (Change.UNSEEN, why) if why else (Change.FIXED, "it is there no more")
            self._end((found.account, found.region, found.kind, found.id), found.rule_id, change, because)

    def _ended(self) -> Iterator[Ended]:
        rows = self._db.execute("SELECT row, change, because FROM earlier ORDER BY account, region, kind, id, rule_id")
        return (Ended(_finding(row), Change(change), because) for row, change, because in rows)


def _finding(row: bytes) -> PastFinding:
    raw: Mapping[str, Json] = orjson.loads(row)
    return PastFinding(**{**raw, "verdict": Verdict(raw["verdict"]), "severity": Severity(raw["severity"])})


def _whole(found: PastFinding) -> tuple[str, str]:
    """Of which application a finding's resource is a part: what belongs to none is taken together by account."""
    return (found.application, "" if found.application else found.account)
