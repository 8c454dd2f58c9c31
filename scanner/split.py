"""A report for each site, application or account, with nothing of another one in it.

Whoever runs one site may read its report and must learn nothing of the next: not by a finding, a count, a waiver or an
error message, and not by a name that stands in the configuration of something they share.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from scanner import spool
from scanner.elsewhere import Names, Owner, mapped
from scanner.facts import DERIVED
from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Coverage,
    Decision,
    Ended,
    Fact,
    PastFinding,
    Report,
    Severity,
    WaiverUse,
)
from scanner.tally import Tally

BY = ("site", "application", "account")
"""What a report can be split by."""

_REMEMBERED = 4096
"""Texts whose answer is kept: resources of a kind say much alike."""

_UNSEEN = "what it was found on could not be looked at, or its rule was not asked"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a resource or a finding belongs."""

    account: str
    application: str
    site: str

    def owner(self, by: str) -> str:
        """The name of the report that is its own; "" for none. Two installations may each have a site of one name."""
        if by == "site" and self.site:
            return f"{self.site} of {self.application}" if self.application else self.site
        return "" if by == "site" else str(getattr(self, by))

    def key(self, by: str) -> Owner:
        """Whose it is: of one report, or of all sites of an application. The name is "" for what is nobody's."""
        if by == "site" and not self.site:
            return "shared", self.application
        return "own", self.owner(by)


def _place(each: Assessment) -> _Place:
    return _Place(each.fact.account, each.profile.application or "", each.profile.site or "")


@contextmanager
def split(report: Report, by: str) -> Iterator[Iterator[tuple[str, Report]]]:
    """The names, in order, each with the report narrowed to it. They can be read while the context lasts.

    by: one of BY. What all sites of an application share is in the report of each; what belongs to none is in none.
    """
    with TemporaryDirectory(prefix="safehold-") as folder:
        shares = _Shares(report, by, Path(folder))
        yield ((name, shares.report(name)) for name in sorted(shares.applications))


def folder_name(name: str) -> str:
    """A name for the folder of a part: as plain as it can be on any system, and another for each name."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:40]
    return plain if plain and plain == name else f"{plain or 'part'}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"


class _Shares:
    """What belongs to each, on disk, after one pass over the report. applications: of each name."""

    def __init__(self, report: Report, by: str, folder: Path) -> None:
        self._report = report
        self._by = by
        self._names = Names()
        self._folder = folder
        self._paths: dict[Owner, Path] = {}
        self.applications: dict[str, str] = {}
        for each in report.assess():
            place = _place(each)
            key = place.key(by)
            if not key[1]:
                continue
            self._name(each.fact, place)
            if key[0] == "own":
                self.applications[key[1]] = place.application
            path = self._paths.setdefault(key, self._folder / str(len(self._paths)))
            with path.open("ab") as file:
                spool.write(file, each)

    def _name(self, fact: Fact, place: _Place) -> None:
        key = place.key(self._by)
        self._names.add(fact.id, key)
        self._names.add(fact.name, key)
        whose = ("shared", place.application) if self._by == "site" else key
        self._names.add(place.application, whose)
        self._names.allow(place.application, whose)
        if self._by == "site":
            self._names.add(place.site, key, anywhere=True)

    def report(self, name: str) -> Report:
        """The report of one."""
        whole = self._report
        assess = partial(self._assess, name)
        tally, uses, places = Tally(self._severity), Counter[str](), set()
        for each in assess():
            tally.add(each)
            uses.update(made.waiver for made in each.decisions)
            places.add((each.fact.account, each.fact.region))
        accounts = {account for account, _ in places}
        return replace(
            whole,
            scope=replace(whole.scope, estate=tuple(each for each in whole.scope.estate if each.id in accounts)),
            coverage=self._coverage(accounts),
            summary=tally.summary(),
            assess=assess,
            waivers=tuple(self._waiver(use, name, uses) for use in whole.waivers if uses[use.waiver.id]),
            comparison=whole.comparison and self._comparison(whole.comparison, name, assess),
            history=(),
            parts={key: part for key, part in whole.parts.items() if key[0] in accounts},
            only=(self._by, name),
        )

    def _readers(self, name: str) -> tuple[Owner, Owner]:
        return ("own", name), ("shared", self.applications[name])

    def _assess(self, name: str) -> Iterator[Assessment]:
        streams = (spool.read(self._paths[key]) for key in self._readers(name) if key in self._paths)
        hidden = lru_cache(_REMEMBERED)(partial(self._hidden, name))
        for each in heapq.merge(*streams, key=_order):
            yield mapped(each, hidden)

    def _hidden(self, name: str, text: str) -> str:
        return self._names.hidden(text, self._readers(name))

    def _severity(self, made: Decision) -> Severity:
        return made.severity or self._report.rules[made.rule_id].severity

    def _coverage(self, accounts: set[str]) -> Coverage:
        """The units of the accounts; what AWS said of a listing that failed may name anything, and is left out."""
        return Coverage(
            tuple(
                replace(unit, gaps=tuple(replace(gap, detail="") for gap in unit.gaps))
                for unit in self._report.coverage.units
                if unit.account in accounts
            )
        )

    def _waiver(self, use: WaiverUse, name: str, uses: Counter[str]) -> WaiverUse:
        """The waiver without what may be about others: its scope, names in its texts, and how much else it matches."""
        reason, approver, ticket = (
            self._hidden(name, told) for told in (use.waiver.reason, use.waiver.approver, use.waiver.ticket)
        )
        scope = f"{self._by} {name}"
        waiver = replace(use.waiver, scope=scope, reason=reason, approver=approver, ticket=ticket)
        return replace(use, waiver=waiver, findings=uses[use.waiver.id], unknowns=0)

    def _comparison(self, whole: Comparison, name: str, assess: Callable[[], Iterator[Assessment]]) -> Comparison:
        ended = [self._ended(each, name) for each in whole.ended() if self._past_owner(each.finding) == name]
        counts = Counter(made.past.change for each in assess() for made in each.decisions if made.past)
        counts.update(each.change for each in ended)
        told = self._hidden(name, whole.baseline)
        return Comparison(told, {change: counts[change] for change in Change}, lambda: iter(ended))

    def _ended(self, each: Ended, name: str) -> Ended:
        """What ended. What AWS said of a listing that failed may name anything, and is left out."""
        unseen = each.change is Change.UNSEEN
        return replace(each, because=_UNSEEN if unseen else self._hidden(name, each.because))

    def _past_owner(self, finding: PastFinding) -> str:
        return _Place(finding.account, finding.application, finding.site).owner(self._by)


def _order(each: Assessment) -> tuple[bool, str, str, str, str]:
    """The order of a report: by place, applications last."""
    fact = each.fact
    return (fact.kind in DERIVED, fact.account, fact.region, fact.kind, fact.id)
