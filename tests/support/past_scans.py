"""Scans of a small estate that changes, judged by hand and compared as real ones are, for tests of the history."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import BinaryIO

from support import reports
from support.assessments import ARCHIVE, HOME, PRODUCTION, RULES, failed, passed, profile, table, unknown

from scanner.comparison import INCOMPLETE, Comparing, Earlier
from scanner.history import History
from scanner.history.recording import Recorder
from scanner.model import (
    AccountScope,
    Assessment,
    CoverageUnit,
    Gap,
    GapReason,
    PastFinding,
    Report,
    Scope,
    Severity,
)
from scanner.past.scan import Looked
from scanner.render.common import findings

RULE = "DDB-001"
ACCOUNTS = (PRODUCTION, ARCHIVE)
DENIED = Gap("dynamodb.table", "dynamodb:ListTables", GapReason.ACCESS_DENIED, "AccessDeniedException: not authorized")


def moment(day: int, hour: int = 6) -> str:
    """The moment of a scan: days count from 2026-01-01."""
    return f"2026-{1 + day // 28:02}-{1 + day % 28:02}T{hour:02}:00:00Z"


@dataclass(frozen=True)
class Estate:
    """Tables by account and name, each failing ("fail"), "unknown", or passing; and accounts that cannot be listed."""

    tables: Mapping[tuple[str, str], str]
    accounts: tuple[str, ...] = ACCOUNTS
    denied: frozenset[str] = frozenset()
    severity: Severity | None = None
    found: object = False
    at: str = "/config/pitr/enabled"

    def assessments(self) -> Iterator[Assessment]:
        """What a scan sees of it, in the order of a report."""
        for (account, name), state in sorted(self.tables.items()):
            if account in self.accounts and account not in self.denied:
                if state == "fail":
                    made = failed(RULE, ("it is off", self.at, True, self.found))
                else:
                    made = unknown(RULE, "it was denied") if state == "unknown" else passed(RULE)
                made = replace(made, severity=self.severity)
                yield Assessment(table(name, account=account), profile(), (made,))

    @property
    def scope(self) -> Scope:
        """What is asked for."""
        return Scope(tuple(AccountScope(account, (HOME,)) for account in self.accounts), ("dynamodb",))

    @property
    def units(self) -> list[CoverageUnit]:
        """How the listings fared."""
        return [
            CoverageUnit(account, HOME, "dynamodb", ("dynamodb.table",), (DENIED,) if account in self.denied else ())
            for account in self.accounts
        ]


@contextmanager
def judged(estate: Estate, taken_at: str, earlier: Earlier | None = None, policy: str = "b0") -> Iterator[Report]:
    """The report of a scan, compared with an earlier one."""
    made = list(estate.assessments())
    report = reports.of(made, {RULE: RULES[RULE]}, estate.units, estate.scope)
    report = replace(
        report,
        taken_at=taken_at,
        as_of=taken_at,
        snapshot_sha256=snapshot_sha256(estate, taken_at),
        policy_sha256=policy * 32,
    )
    if earlier is None:
        yield report
        return
    looked = Looked(report.scope, report.coverage, {"dynamodb.table"})
    with (
        TemporaryDirectory() as folder,
        closing(Comparing(Path(folder), earlier, looked, taken_at)) as comparing,
    ):
        made = [comparing.compared(each, lambda made: made.severity or RULES[made.rule_id].severity) for each in made]
        comparison = comparing.comparison("" if report.coverage.complete else INCOMPLETE)
        yield replace(report, assess=lambda: iter(made), comparison=comparison)


def snapshot_sha256(estate: Estate, taken_at: str) -> str:
    """A digest that is another one for every other snapshot."""
    return hashlib.sha256(repr((estate.tables, estate.accounts, estate.denied, taken_at)).encode()).hexdigest()


class Shelf:
    """A store in memory."""

    name = "shelf"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def create(self, key: str, source: Path) -> bool:
        return self.objects.setdefault(key, data := source.read_bytes()) is data

    def read(self, key: str) -> bytes:
        return self.objects[key]

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        yield io.BytesIO(self.objects[key])

    def keys(self, folder: str) -> list[str]:
        return sorted(key for key in self.objects if key.startswith(f"{folder}/"))

    def location(self, key: str) -> str:
        return f"shelf/{key}"


@dataclass
class Scan:
    """A scan under way: compared with what the history held when it began, and recorded at the end.

    folder: for its files until then.
    """

    folder: Path
    history: History
    estate: Estate
    taken_at: str
    policy: str = "b0"
    first_seen: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    runs: int = 0

    def __post_init__(self) -> None:
        below = self.folder / token_hex(8)
        below.mkdir()
        self._recorder = Recorder(self.history, below)
        earlier = self._recorder.earlier(self.taken_at, snapshot_sha256(self.estate, self.taken_at))
        self.before = {each.fingerprint: each for each in earlier.findings}
        self.told = earlier.told
        with judged(self.estate, self.taken_at, Earlier(self.told, self.before.values()), self.policy) as report:
            noted = self._recorder.note(report)
            self.runs = len(noted.history)
            for each in findings(noted):
                assert each.decision.past
                self.first_seen[each.fingerprint] = each.decision.past.first_seen
                self.changes[each.fingerprint] = each.decision.past.change
            assert noted.comparison
            self.changes |= {each.finding.fingerprint: each.change for each in noted.comparison.ended()}

    def end(self) -> str | None:
        """Writes it to the history; the id of the run, None if it was there."""
        return self._recorder.commit()


def scanned(folder: Path, history: History, estate: Estate, taken_at: str, policy: str = "b0") -> Scan:
    """A scan that ended before any other began."""
    scan = Scan(folder, history, estate, taken_at, policy)
    scan.end()
    return scan


def names(found: Iterable[PastFinding]) -> dict[str, str]:
    """The findings by name of the resource, with when they were first seen."""
    return {each.name: each.first_seen for each in found}
