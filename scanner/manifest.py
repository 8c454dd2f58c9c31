"""manifest.json: what a snapshot holds and how far it can be trusted (schemas/manifest.json)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import orjson

from scanner.assets import SCHEMAS
from scanner.errors import SnapshotError
from scanner.facts import KINDS, gap_from_json, gap_to_json, parse
from scanner.model import AccountScope, Coverage, CoverageUnit, Gap, GapReason, Json, Scope
from scanner.schema import Validator, compiled, problem, shown

SCHEMA_VERSION = 2
"""Rises when an older Safehold could not read the snapshot."""

NAME = "manifest.json"

GLOBAL = "global"
"""The Region of what belongs to no Region."""

_TOOL = "safehold"
_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z][a-z0-9-]{1,31}")


@dataclass(frozen=True, slots=True, order=True)
class PartEntry:
    """A part's line in the manifest. bytes: of the whole file; sha256: of the same, in hex."""

    account: str
    region: str
    kind: str
    rows: int
    bytes: int
    sha256: str

    @property
    def path(self) -> str:
        """Where the part lies, relative to the snapshot."""
        return part_path(self.account, self.region, self.kind)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole manifest. taken_at: RFC 3339 UTC, when the collection began. parts: in order."""

    tool_version: str
    taken_at: str
    scope: Scope
    coverage: Coverage
    parts: tuple[PartEntry, ...]

    def encode(self) -> bytes:
        """The bytes of manifest.json: the same for the same manifest, whatever order its units came in."""
        raw = {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": _TOOL, "version": self.tool_version},
            "taken_at": self.taken_at,
            "scope": scope_to_json(self.scope),
            "coverage": sorted((unit_to_json(unit) for unit in self.coverage.units), key=orjson.dumps),
            "parts": [entry_to_json(entry) for entry in sorted(self.parts)],
        }
        return orjson.dumps(raw, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def decode(cls, raw: bytes) -> Manifest:
        """The manifest that `encode` wrote.

        Raises:
            SnapshotError: malformed, of a newer schema, or with parts that lie where no part may lie.
        """
        manifest = parse(raw)
        _refuse_others(manifest)
        if why := problem(_validator(), manifest):
            raise SnapshotError(f"malformed at {why}")
        return cls(
            tool_version=manifest["tool"]["version"],
            taken_at=manifest["taken_at"],
            scope=scope_from_json(manifest["scope"]),
            coverage=Coverage(tuple(unit_from_json(unit) for unit in manifest["coverage"])),
            parts=entries_from_json(manifest["parts"]),
        )


def part_path(account: str, region: str, kind: str) -> str:
    """Where the facts of a kind, account and Region lie, relative to the snapshot.

    Raises:
        ValueError: one of the three could lead anywhere else.
    """
    if not _ACCOUNT.fullmatch(account):
        raise ValueError(f"no account: {account!r}")
    if not _REGION.fullmatch(region):
        raise ValueError(f"no Region: {region!r}")
    if kind not in KINDS:
        raise ValueError(f"unknown kind: {kind!r}")
    return f"facts/{account}/{region}/{kind}.jsonl"


@cache
def _validator() -> Validator:
    return compiled(orjson.loads((SCHEMAS / NAME).read_bytes()))


def _refuse_others(manifest: Json) -> None:
    """Before anything else is looked at: another schema may differ in all of it."""
    version = manifest.get("schema_version") if isinstance(manifest, dict) else None
    if isinstance(version, bool) or not isinstance(version, int):
        return
    if 0 < version < SCHEMA_VERSION:
        raise SnapshotError(
            f"this snapshot has schema version {version}, and this Safehold reads {SCHEMA_VERSION}: collect again"
        )
    if version > SCHEMA_VERSION:
        raise SnapshotError(
            f"this snapshot has schema version {version}, and this Safehold reads up to {SCHEMA_VERSION}: "
            "upgrade Safehold (pip install --upgrade safehold)"
        )


def scope_to_json(scope: Scope) -> dict[str, Json]:
    """The scope as the manifest has it: the same for the same scope, in whatever order."""
    return {
        "accounts": [
            {
                "id": account.id,
                "name": account.name,
                "regions": sorted(account.regions),
                "not_enabled": sorted(account.not_enabled),
            }
            for account in sorted(scope.estate)
        ],
        "collectors": sorted(scope.collectors),
        "detail": scope.detail,
        "asked": scope.asked,
    }


def scope_from_json(raw: Json) -> Scope:
    """The scope that `scope_to_json` wrote."""
    return Scope(
        tuple(
            AccountScope(each["id"], tuple(each["regions"]), each["name"], tuple(each["not_enabled"]))
            for each in raw["accounts"]
        ),
        tuple(raw["collectors"]),
        raw["detail"],
        raw["asked"],
    )


def unit_to_json(unit: CoverageUnit) -> dict[str, Json]:
    """The unit as the manifest has it."""
    return {
        "account": unit.account,
        "region": unit.region,
        "collector": unit.collector,
        "kinds": sorted(unit.kinds),
        "gaps": sorted((gap_to_json(gap) for gap in unit.gaps), key=orjson.dumps),
        "vanished": unit.vanished,
        "calls": dict(sorted(unit.calls.items())),
    }


def unit_from_json(raw: dict[str, Json]) -> CoverageUnit:
    """The unit that `unit_to_json` wrote."""
    return CoverageUnit(
        account=raw["account"],
        region=raw["region"],
        collector=raw["collector"],
        kinds=tuple(raw["kinds"]),
        gaps=tuple(gap_from_json(gap) for gap in raw["gaps"]),
        vanished=int(raw["vanished"]),
        calls={operation: int(calls) for operation, calls in raw["calls"].items()},
    )


def entry_to_json(entry: PartEntry) -> dict[str, Json]:
    """The part's line as the manifest has it."""
    return {
        "path": entry.path,
        "kind": entry.kind,
        "account": entry.account,
        "region": entry.region,
        "rows": entry.rows,
        "bytes": entry.bytes,
        "sha256": entry.sha256,
    }


def entries_from_json(raw: list[Json]) -> tuple[PartEntry, ...]:
    """The parts in order. Each may lie in its own place only, so no manifest leads out of its snapshot.

    Raises:
        SnapshotError: one lies elsewhere, is of an unknown kind, or is there twice.
    """
    entries: dict[str, PartEntry] = {}
    for part in raw:
        entry = PartEntry(
            part["account"], part["region"], part["kind"], int(part["rows"]), int(part["bytes"]), part["sha256"]
        )
        if entry.kind not in KINDS:
            raise SnapshotError(f"part of unknown kind {shown(entry.kind)}: a newer Safehold may know it")
        if part["path"] != entry.path:
            raise SnapshotError(f"part at {shown(part['path'])}, but it belongs at {entry.path}")
        if entry.path in entries:
            raise SnapshotError(f"part {entry.path} is listed twice")
        entries[entry.path] = entry
    return tuple(sorted(entries.values()))


def against(coverage: Coverage, scope: Scope) -> Coverage:
    """The coverage, with a unit that says so for each collector, account and Region of the scope that has none.

    Our own collection always leaves one; a snapshot that lost some must not look as if nothing had been there.
    """
    told = {(unit.account, unit.region, unit.collector) for unit in coverage.units}
    detail = "in the snapshot's scope, but nothing says whether it was collected"
    untold = [
        CoverageUnit(account.id, region, collector, (), (Gap("", "", GapReason.NOT_COLLECTED, detail),))
        for account in scope.estate
        for region in account.regions or (() if account.told else (GLOBAL,))
        for collector in scope.collectors
        if not {(account.id, region, collector), (account.id, GLOBAL, collector)} & told
    ]
    return Coverage((*coverage.units, *untold))


def completeness(coverage: Coverage, scope: Scope) -> dict[tuple[str, str, str], Gap | None]:
    """For each (kind, account, Region) that was listed: the gap if that failed in any way, else None.

    A unit of the Region "global" speaks for every Region of its account, as the one listing of buckets does.
    """
    regions_of = {account.id: account.regions for account in scope.estate}
    found: dict[tuple[str, str, str], Gap | None] = {}
    for unit in coverage.units:
        regions = (unit.region, *regions_of.get(unit.account, ())) if unit.region == GLOBAL else (unit.region,)
        for kind in unit.kinds:
            gap = next((gap for gap in unit.gaps if gap.path in {kind, ""}), None)
            for region in regions:
                key = (kind, unit.account, region)
                found[key] = gap or found.get(key)
    return found
