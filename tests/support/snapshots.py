"""Snapshots for tests: written from facts, and looked into."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from support.facts import ACCOUNT, AS_OF, REGION, scope, table

from scanner.model import CoverageUnit, Fact
from scanner.snapshot import Snapshot, SnapshotWriter

TABLES = tuple(table(name=name) for name in ("a", "b", "c"))
PART = f"facts/{ACCOUNT}/{REGION}/dynamodb.table.jsonl"


def writer(directory: Path, taken_at: str = AS_OF) -> SnapshotWriter:
    return SnapshotWriter(directory, tool_version="1.2.3", taken_at=taken_at, scope=scope())


def write(directory: Path, found: Iterable[Fact] = TABLES, units: Iterable[CoverageUnit] = ()) -> Snapshot:
    """A finished snapshot of the facts, each in its part, and of the coverage units."""
    places: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in found:
        places.setdefault((fact.account, fact.region, fact.kind), []).append(fact)
    with writer(directory) as target:
        for place, members in places.items():
            with target.part(*place) as part:
                for fact in members:
                    part.add(fact)
        for each in units:
            target.cover(each)
        return target.finish()


def contents(directory: Path) -> dict[str, bytes]:
    """Every file below the directory."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}
