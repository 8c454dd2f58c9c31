"""The snapshot directory: verified, and read as a stream. `scanner.writing` writes it.

    manifest.json                           what is there, and how far it can be trusted
    facts/<account>/<region>/<kind>.jsonl   facts, one a line, sorted by id

A snapshot may come from anywhere: nothing outside its folder is read, and whatever stands in it, only
SnapshotError comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from scanner.errors import SnapshotError
from scanner.facts import DERIVED, KINDS
from scanner.manifest import NAME, Manifest, against, completeness
from scanner.model import Coverage, Fact, Gap, GapReason, Part, Scope
from scanner.parts import naming, read_part, regular_file, verify_part

FACTS = "facts"
"""The folder of the parts."""


class Snapshot:
    """A finished snapshot. Opening reads the manifest only; `verify` reads everything.

    directory: where it lies. sha256: of manifest.json, which holds the digest of every part.
    taken_at: RFC 3339 UTC, when the collection began. tool_version: of the Safehold that collected.
    """

    def __init__(self, directory: Path, manifest: Manifest, sha256: str) -> None:
        self.directory = directory
        self.sha256 = sha256
        self.taken_at = manifest.taken_at
        self.tool_version = manifest.tool_version
        self.scope: Scope = manifest.scope
        self.coverage: Coverage = against(manifest.coverage, manifest.scope)
        self._parts = manifest.parts
        self._complete = completeness(manifest.coverage, manifest.scope)

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """The snapshot in `directory`.

        Raises:
            SnapshotError: no manifest, a malformed one, or one of a newer schema.
        """
        path = directory / NAME
        with naming(directory):
            if not directory.is_dir():
                raise SnapshotError("no such folder")
            if NAME not in _names(directory):
                raise SnapshotError(
                    f"has no {NAME}: the collection did not finish, or this is not a snapshot; "
                    "name another folder, or collect again"
                )
        with naming(path):
            raw = regular_file(directory, NAME).read_bytes()
            manifest = Manifest.decode(raw)
        return cls(directory, manifest, hashlib.sha256(raw).hexdigest())

    def verify(self) -> None:
        """Reads every part and holds it against the manifest.

        Raises:
            SnapshotError: a part is missing, altered, cut short, unsorted, or not in the manifest; says which and why.
        """
        for entry in self._parts:
            verify_part(self.directory, entry)
        if stray := next(self.strays(), None):
            raise SnapshotError(f"{self.directory / stray}: is not in {NAME}; take it away, or collect again")

    def strays(self) -> Iterator[str]:
        """What lies among the facts and is not in the manifest, as paths relative to the snapshot."""
        known = {entry.path for entry in self._parts}
        facts = self.directory / FACTS
        for path in (facts,) if facts.is_symlink() or facts.is_file() else sorted(facts.rglob("*")):
            relative = path.relative_to(self.directory).as_posix()
            if relative not in known and (path.is_symlink() or not path.is_dir()):
                yield relative

    @property
    def rows(self) -> int:
        """How many facts it holds."""
        return sum(entry.rows for entry in self._parts)

    @property
    def parts(self) -> dict[tuple[str, str, str], Part]:
        """Every file of facts, by account, Region and kind."""
        return {(each.account, each.region, each.kind): Part(each.path, each.sha256) for each in self._parts}

    def facts(self, *kinds: str) -> Iterator[Fact]:
        """The facts of the kinds given, or all, ordered by account, Region, kind and id. Read as they are asked for.

        Raises:
            SnapshotError: a part is missing, or holds what it may not.
            ValueError: a kind is unknown.
        """
        if unknown := set(kinds) - KINDS:
            raise ValueError(f"unknown kind: {', '.join(sorted(unknown))}")
        wanted = (set(kinds) or KINDS) - DERIVED
        return (fact for entry in self._parts if entry.kind in wanted for fact in read_part(self.directory, entry))

    def complete(self, kind: str, account: str, region: str) -> Gap | None:
        """None if the facts of a kind are all there for an account and Region; else the gap that says why not."""
        missing = Gap(kind, "", GapReason.NOT_COLLECTED, f"{kind} was not collected in {account} {region}")
        return self._complete.get((kind, account, region), missing)


def _names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}
