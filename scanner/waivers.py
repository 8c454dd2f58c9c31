"""Waivers: failures that somebody has accepted for a time, read from files of the shape of schemas/waivers.json.

Only a failure can be waived. What could not be looked at is no risk that anybody knows, so nobody can accept it.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import orjson
from jsonschema import Draft202012Validator

from scanner.assets import SCHEMAS
from scanner.explain import alternatives, explained
from scanner.model import Fact, Json, Profile, Verdict, Waiver, WaiverUse
from scanner.yamlfile import At, Document, Problem, read


@dataclass(frozen=True, slots=True)
class _Entry:
    """A waiver, and the patterns of its scope. A list that is empty asks for nothing."""

    waiver: Waiver
    arns: tuple[re.Pattern[str], ...]
    accounts: tuple[str, ...]
    applications: tuple[str, ...]
    tags: tuple[tuple[str, re.Pattern[str]], ...]

    def matches(self, fact: Fact, profile: Profile) -> bool:
        """Whether the resource is in its scope. Tags that could not be read match nothing."""
        tags = fact.tags or {}
        return (
            (not self.arns or any(pattern.match(fact.id) for pattern in self.arns))
            and (not self.accounts or fact.account in self.accounts)
            and (not self.applications or profile.application in self.applications)
            and all(key in tags and pattern.match(tags[key]) for key, pattern in self.tags)
        )


@dataclass(frozen=True, slots=True)
class WaiverFiles:
    """The waivers of all files, in their order. sha256: of what the files say, in hex; "" without any."""

    entries: tuple[_Entry, ...] = ()
    sha256: str = ""


def load(paths: Iterable[Path], rules: Collection[str], *, longest_days: int) -> WaiverFiles:
    """Read the files. rules: the ids that there are. longest_days: from approval to expiry.

    Raises:
        ConfigError: a file cannot be used; says where, and what would be right.
    """
    places: dict[str, str] = {}
    entries: list[_Entry] = []
    digest = hashlib.sha256()
    for path in paths:
        document = read(path, dates=True)
        errors = _validator().iter_errors(document.data)
        document.refuse(problem for error in errors for problem in explained(error, document.written))
        document.refuse(_contradictions(document, rules, longest_days, places))
        entries += [_entry(raw, document, index) for index, raw in enumerate(document.data["waivers"])]
        digest.update(orjson.dumps(document.data, option=orjson.OPT_SORT_KEYS))
    return WaiverFiles(tuple(entries), digest.hexdigest() if entries else "")


class Waivers:
    """Waivers as of a moment. Counts what each one matches."""

    def __init__(self, files: WaiverFiles, as_of: str) -> None:
        """as_of: RFC 3339."""
        self._entries = files.entries
        self._today = as_of[:10]
        self._by_rule: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            for rule_id in entry.waiver.rules:
                self._by_rule.setdefault(rule_id, []).append(entry)
        self._used: dict[Verdict, Counter[str]] = {Verdict.FAIL: Counter(), Verdict.UNKNOWN: Counter()}

    def on(self, rule_id: str, verdict: Verdict, fact: Fact, profile: Profile) -> WaiverUse | None:
        """The waiver that is meant for a failure: of several, one that holds. None: no risk was accepted by then.

        For an unknown, None too: it only counts.
        """
        meant = [entry.waiver for entry in self._by_rule.get(rule_id, ()) if entry.matches(fact, profile)]
        self._used[verdict].update(waiver.id for waiver in meant)
        meant = [waiver for waiver in meant if not self._early(waiver)]
        if not meant or verdict is not Verdict.FAIL:
            return None
        return self._use(next((waiver for waiver in meant if not self._expired(waiver)), meant[0]))

    def uses(self) -> tuple[WaiverUse, ...]:
        """Every waiver, and what became of it until now."""
        return tuple(self._use(entry.waiver) for entry in self._entries)

    def _use(self, waiver: Waiver) -> WaiverUse:
        found, unknown = (self._used[verdict][waiver.id] for verdict in (Verdict.FAIL, Verdict.UNKNOWN))
        return WaiverUse(waiver, self._expired(waiver), found, unknown, self._early(waiver))

    def _expired(self, waiver: Waiver) -> bool:
        return waiver.expires_on < self._today

    def _early(self, waiver: Waiver) -> bool:
        return waiver.approved_on > self._today


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(orjson.loads((SCHEMAS / "waivers.json").read_bytes()))


def _contradictions(
    document: Document, rules: Collection[str], longest_days: int, places: dict[str, str]
) -> Iterator[Problem]:
    """What no schema can find. places: of the ids so far; those of this document are added."""
    for index, raw in enumerate(document.data["waivers"]):
        at: At = ("waivers", index)
        if raw["id"] in places:
            yield (*at, "id"), f"{raw['id']} is the id of the waiver at {places[raw['id']]} already; choose another"
        places[raw["id"]] = f"{document.name}:{document.line(at)}"
        for position, rule_id in enumerate(raw["rules"]):
            if rule_id not in rules:
                yield (*at, "rules", position), alternatives(rule_id, rules, "rule")
        dates = {key: _date(raw[key]) for key in ("approved_on", "expires_on")}
        for key, day in dates.items():
            if day is None:
                yield (*at, key), f"{raw[key]} is no day of the calendar"
        approved, expires = dates["approved_on"], dates["expires_on"]
        if approved and expires and expires < approved:
            yield (*at, "expires_on"), "lies before approved_on"
        elif approved and expires and (expires - approved).days > longest_days:
            days = f"lies {(expires - approved).days} days after approved_on"
            yield (*at, "expires_on"), f"{days}; waivers.longest_days in safehold.yaml allows {longest_days}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _entry(raw: Mapping[str, Json], document: Document, index: int) -> _Entry:
    scope = raw["scope"]
    waiver = Waiver(
        id=raw["id"],
        rules=tuple(raw["rules"]),
        reason=raw["reason"],
        approver=raw["approver"],
        ticket=raw["ticket"],
        approved_on=raw["approved_on"],
        expires_on=raw["expires_on"],
        scope=_told(scope),
        place=f"{document.name}:{document.line(('waivers', index))}",
    )
    return _Entry(
        waiver,
        arns=tuple(map(_glob, scope.get("arns", ()))),
        accounts=tuple(scope.get("accounts", ())),
        applications=tuple(scope.get("applications", ())),
        tags=tuple((key, _glob(pattern)) for key, pattern in scope.get("tags", {}).items()),
    )


def _told(scope: Mapping[str, Json]) -> str:
    """The scope in words: "arn:aws:s3:::logs-*; application shop; tag stage=test"."""
    nouns = (("arns", ""), ("accounts", "account "), ("applications", "application "))
    lists = [f"{noun}{' or '.join(scope[key])}" for key, noun in nouns if key in scope]
    return "; ".join([*lists, *(f"tag {key}={pattern}" for key, pattern in scope.get("tags", {}).items())])


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern))
