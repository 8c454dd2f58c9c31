"""The findings of a run: findings-<digest>.jsonl.gz. A first line tells what was looked at, each other of a finding.

A finding is of the run itself, or carried on from an earlier one because it could not be looked for, or it was fixed:
so that whoever goes on from this run and from others knows of each what became of it, and when.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

import orjson

from scanner.errors import UsageError
from scanner.findings import said
from scanner.history.entry import Findings
from scanner.history.store import Store
from scanner.manifest import scope_from_json, scope_to_json, unit_from_json, unit_to_json
from scanner.model import Coverage, Finding, Json, PastFinding, Report, Scope, Severity, Verdict

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Looked:
    """What a run looked at. kinds: of each rule that it asked, by rule id."""

    taken_at: str
    scope: Scope
    coverage: Coverage
    kinds: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as a run knew it. fixed: it is none any more, since finding.taken_at."""

    finding: PastFinding
    fixed: bool


def of(finding: Finding, taken_at: str) -> PastFinding:
    """A finding as later scans will know it. taken_at: RFC 3339: of the scan that tells it."""
    fact, profile, past = finding.fact, finding.profile, finding.decision.past
    return PastFinding(
        fingerprint=finding.fingerprint,
        rule_id=finding.rule.id,
        verdict=finding.decision.verdict,
        severity=finding.severity,
        account=fact.account,
        region=fact.region,
        kind=fact.kind,
        id=fact.id,
        name=fact.name,
        tier=profile.tier or "",
        application=profile.application or "",
        site=profile.site or "",
        first_seen=past.first_seen if past else taken_at,
        taken_at=taken_at,
        said=said(finding.decision),
    )


def write(path: Path, report: Report, rows: Iterable[Row]) -> int:
    """Writes a run's file, the same bytes for the same run. Returns how many findings it holds."""
    first = {
        "schema_version": SCHEMA_VERSION,
        "taken_at": report.taken_at,
        "scope": scope_to_json(report.scope),
        "coverage": [unit_to_json(replace(unit, calls={})) for unit in report.coverage.units],
        "rules": {rule.id: rule.kinds for rule in report.rules.values()},
    }
    count = 0
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(orjson.dumps(first, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
        for row in rows:
            file.write(orjson.dumps({**asdict(row.finding), "fixed": row.fixed}, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def looked(store: Store, findings: Findings) -> Looked:
    """What the run looked at.

    Raises:
        UsageError: the file is not there, or is malformed.
    """
    with _lines(store, findings) as lines:
        raw: Json = orjson.loads(next(lines))
        _accept(raw)
        return Looked(
            raw["taken_at"],
            scope_from_json(raw["scope"]),
            Coverage(tuple(unit_from_json(unit) for unit in raw["coverage"])),
            {rule_id: tuple(kinds) for rule_id, kinds in raw["rules"].items()},
        )


def read(store: Store, findings: Findings) -> Iterator[Row]:
    """The rows of a run, one at a time; the digest is held against the index when the last is read.

    Raises:
        UsageError: the file is not there, or is not as it was written.
    """
    with _lines(store, findings) as lines:
        _accept(orjson.loads(next(lines)))
        count = 0
        for count, line in enumerate(lines, 1):  # noqa: B007 - looked at when all were counted
            yield _row(orjson.loads(line))
        if count != findings.rows:
            raise ValueError(f"{count} findings, and the index has {findings.rows}")


def _accept(first: Json) -> None:
    if first["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema version {first['schema_version']}, and this Safehold reads {SCHEMA_VERSION}")


def _row(raw: Json) -> Row:
    fixed = raw.pop("fixed")
    return Row(PastFinding(**{**raw, "verdict": Verdict(raw["verdict"]), "severity": Severity(raw["severity"])}), fixed)


@contextmanager
def _lines(store: Store, findings: Findings) -> Iterator[Iterator[bytes]]:
    try:
        with store.opened(findings.path) as raw:
            hashed = _Hashed(raw)
            with gzip.GzipFile(fileobj=cast("BinaryIO", hashed)) as file:
                yield iter(file)
                if not file.read(1):
                    hashed.check(findings.sha256)
    except (ValueError, LookupError, TypeError, AttributeError, EOFError, StopIteration, OSError, zlib.error) as error:
        raise UsageError(
            f"{store.location(findings.path)}: is not as it was written ({type(error).__name__}: {error});"
            f" restore it, or take its run out of the index, and the history forgets that run"
        ) from error


class _Hashed:
    """Reads a file, and keeps the digest of what was read."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._raw.read(size)
        self._digest.update(data)
        return data

    def check(self, sha256: str) -> None:
        """Whether the whole has the digest.

        Raises:
            ValueError: it has another.
        """
        self.read()
        if self._digest.hexdigest() != sha256:
            raise ValueError("its SHA-256 is not the one in the index")
