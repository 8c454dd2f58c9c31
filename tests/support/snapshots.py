"""Snapshots for tests: written from facts, and looked into."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from support.facts import ACCOUNT, AS_OF, REGION, scope, table

from scanner.journal import Done, Header
from scanner.manifest import NAME, Manifest
from scanner.model import Coverage, CoverageUnit, Fact, Scope
from scanner.parts import PartFolder
from scanner.snapshot import Snapshot
from scanner.writing import SnapshotWriter

TABLES = tuple(table(name=name) for name in ("a", "b", "c"))
PART = f"facts/{ACCOUNT}/{REGION}/dynamodb.table.jsonl"
HEADER = Header("1.2.3", AS_OF, scope())


def write(
    directory: Path,
    found: Iterable[Fact] = TABLES,
    units: Iterable[CoverageUnit] = (),
    scope: Scope = HEADER.scope,
) -> Snapshot:
    """A finished snapshot of the facts, each in its part, and of the coverage units."""
    places: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in found:
        places.setdefault((fact.account, fact.region, fact.kind), []).append(fact)
    directory.mkdir(parents=True, exist_ok=True)
    folder = PartFolder(directory)
    for place, members in places.items():
        with folder.part(*place) as part:
            for fact in members:
                part.add(fact)
    manifest = Manifest(HEADER.tool_version, HEADER.taken_at, scope, Coverage(tuple(units)), folder.entries)
    (directory / NAME).write_bytes(manifest.encode())
    return Snapshot.open(directory)


def contents(directory: Path) -> dict[str, bytes]:
    """Every file below the directory."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def filed(writer: SnapshotWriter, unit: CoverageUnit, *facts: Fact) -> None:
    """What a unit does that has these facts to tell, of one kind, and ends."""
    folder = PartFolder(writer.staging)
    if facts:
        with folder.part(facts[0].account, facts[0].region, facts[0].kind) as part:
            for fact in facts:
                part.add(fact)
    writer.add(Done(unit, folder.entries))
