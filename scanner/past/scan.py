"""What an earlier scan can be asked, wherever it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from scanner.comparison import Place, judged_only
from scanner.manifest import completeness
from scanner.model import Coverage, Gap, GapReason, PastFinding, Scope


@dataclass(frozen=True, slots=True)
class Resource:
    """What a scan says of a resource. findings: by rule. otherwise: the rules that found nothing, each with why.

    tagged: whether its tags could be read.
    """

    place: Place
    findings: Mapping[str, PastFinding]
    otherwise: Mapping[str, str]
    tagged: bool = True


class PastScan(Protocol):
    """A scan that has ended."""

    @property
    def told(self) -> str:
        """Which it is, for people, as in "safehold-report/findings.json, taken at 2026-03-01T12:00:00Z"."""

    @property
    def taken_at(self) -> str:
        """RFC 3339: when its snapshot was begun."""

    @property
    def only(self) -> tuple[str, str] | None:
        """The part of the estate that it tells of, as in ("site", "docs"); None: all."""

    @property
    def tells_passes(self) -> bool:
        """Whether it tells what passed, and what is not there any more."""

    @property
    def looked(self) -> Looked:
        """What it looked at."""

    def findings(self) -> Iterator[PastFinding]:
        """What it knew: its findings, and those that it could not look for.

        Raises:
            UsageError: a finding is malformed.
        """

    def resources(self) -> Iterator[Resource]:
        """What it found and what it did not find, resource by resource.

        Raises:
            UsageError: something is malformed.
        """


class Looked:
    """What a scan looked at."""

    def __init__(self, scope: Scope, coverage: Coverage, kinds: Collection[str]) -> None:
        """kinds: those that its rules are about."""
        self.complete = coverage.complete
        """Whether every listing succeeded."""
        self._gaps = completeness(coverage, scope)
        self._asked = judged_only(self._listed, kinds)

    def __call__(self, kind: str, account: str, region: str) -> Gap | None:
        """Why a kind was not wholly looked at in an account and Region; None if it was."""
        return self._asked(kind, account, region)

    def _listed(self, kind: str, account: str, region: str) -> Gap | None:
        missing = Gap(kind, "", GapReason.NOT_COLLECTED, f"{kind} was not collected in {account} {region}")
        return self._gaps.get((kind, account, region), missing)
