"""Applications as a whole: what the recovery matrices of their critical parts add up to, as facts to be judged.

A part is critical when its tier asks that it can be recovered from something, or when its tier is not known; copies
are not, by which the others come back. What belongs to no application is taken together by account. Nothing is kept of
a part but what an application needs, so that memory does not grow with the estate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from scanner.facts import TOLD
from scanner.manifest import GLOBAL
from scanner.model import Assessment, CellStatus, Coverage, Fact, Gap, GapReason, Json, Profile, RecoveryCell
from scanner.recovery import KINDS, SCENARIOS
from scanner.tiers import Tiers

KIND: Final = "estate.application"
"""The kind of the facts that are made here."""

_SITE: Final = "formkiq.site"
_QUEUE: Final = "sqs.queue"
"""It has no recovery matrix, and yet it is the kind that most of what is in processing lies in."""
_JOINT: Final = frozenset({"document_content", "document_metadata", "unclassified"})
"""The data that has to come back to one moment: what is derived from it is made again, and what people are granted
does not depend on it."""
_COPIES: Final = "backup_records"
_BACK: Final = "corruption"
"""The scenario in which an application goes back to an earlier moment."""

_MOST_ARNS: Final = 1000
_MOST_MISSING: Final = 20
_OVER_PARTS: Final = (
    "arns",
    "common_point",
    "critical_count",
    "data_types",
    "kinds",
    "part_count",
    "restored",
    "scenarios",
    "tiers",
)
"""The fields that may be otherwise when a listing of parts failed."""


@dataclass(slots=True)
class _Worst:
    """The greatest of some numbers of seconds; None if there is none, or one is not known."""

    value: int | None = None
    _known: bool = True

    def add(self, seconds: int | None) -> None:
        self._known = self._known and seconds is not None
        self.value = max(self.value or 0, seconds) if self._known and seconds is not None else None


@dataclass(slots=True)
class _Cells:
    """What becomes of the critical parts in one scenario."""

    required: int = 0
    counts: dict[CellStatus, int] = field(default_factory=lambda: dict.fromkeys(CellStatus, 0))
    rpo: _Worst = field(default_factory=_Worst)
    rto: _Worst = field(default_factory=_Worst)
    missing: list[str] = field(default_factory=list)

    def add(self, arn: str, cell: RecoveryCell) -> None:
        self.required += cell.required
        self.counts[cell.status] += 1
        if cell.status is CellStatus.RECOVERABLE:
            self.rpo.add(cell.rpo_seconds)
            self.rto.add(cell.rto_seconds)
        elif len(self.missing) < _MOST_MISSING:
            self.missing.append(arn)

    def add_unseen(self, arn: str) -> None:
        """A part of which no matrix could be made."""
        self.required += 1
        self.counts[CellStatus.UNKNOWN] += 1
        if len(self.missing) < _MOST_MISSING:
            self.missing.append(arn)

    def told(self) -> Json:
        return {
            "required": self.required,
            **{status.value: self.counts[status] for status in CellStatus},
            "worst_rpo_seconds": self.rpo.value,
            "worst_rto_seconds": self.rto.value,
            "missing": sorted(self.missing),
        }


@dataclass(slots=True)
class _Common:
    """The intersection of the windows to whose moments the parts can be brought back."""

    status: CellStatus = CellStatus.RECOVERABLE
    earliest: tuple[str, str] | None = None
    latest: tuple[str, str] | None = None
    without: list[str] = field(default_factory=list)
    parts: int = 0
    alone: CellStatus = CellStatus.UNKNOWN
    """Whether the last part that was added can be brought back at all: enough, if there is no other to meet."""

    def add(self, each: Assessment, cell: RecoveryCell) -> None:
        self.parts += 1
        self.alone = cell.status
        arn, matrix = each.fact.id, each.recovery
        windows = [path for path in (matrix.paths if matrix else ()) if path.continuous and _BACK in path.survives]
        if not windows:
            # What can only be brought back to single moments meets the others at none, but by chance.
            unknown = cell.status is CellStatus.UNKNOWN or bool(cell.doubts)
            self.status = _worse(self.status, CellStatus.UNKNOWN if unknown else CellStatus.NOT_RECOVERABLE)
            self.without.append(arn)
            return
        best = min(windows, key=lambda path: (path.earliest_at or "", path.mechanism))
        if best.earliest_at is not None:
            self.earliest = max(self.earliest or ("", ""), (best.earliest_at, arn))
        if best.latest_at is not None:
            self.latest = min(self.latest or ("~", ""), (best.latest_at, arn))

    def add_unseen(self, arn: str) -> None:
        """A part of which no matrix could be made."""
        self.parts += 1
        self.alone = CellStatus.UNKNOWN
        self.status = _worse(self.status, CellStatus.UNKNOWN)
        self.without.append(arn)

    def told(self) -> Json:
        earliest, latest = self.earliest, self.latest
        status, limiting = self.status, self.without[:_MOST_MISSING]
        if self.parts == 1 and self.without and self.alone is CellStatus.RECOVERABLE:
            status, because = self.alone, "it has one such part, which can be brought back to single moments"
        elif self.without:
            because = f"{len(self.without)} of {self.parts} parts cannot be brought back to a moment of one's choice"
            if status is CellStatus.UNKNOWN:
                because = f"of {len(self.without)} of {self.parts} parts it is not known to which moments they go back"
        elif not self.parts:
            status, because = CellStatus.UNKNOWN, "it has no parts whose data has to come back to one moment"
        elif earliest and latest and earliest[0] > latest[0]:
            status, limiting = CellStatus.NOT_RECOVERABLE, [earliest[1], latest[1]]
            because = f"the earliest moment of one part, {earliest[0]}, lies after the latest of another, {latest[0]}"
        else:
            limiting = sorted({end[1] for end in (earliest, latest) if end})
            because = f"all {self.parts} parts can be brought back to any moment of a common window"
        return {
            "status": status.value,
            "earliest_at": earliest[0] if earliest else None,
            "latest_at": latest[0] if latest else None,
            "limiting": limiting,
            "because": because,
        }


def _worse(one: CellStatus, other: CellStatus) -> CellStatus:
    """What is certainly lost counts more than what is not known."""
    order = (CellStatus.RECOVERABLE, CellStatus.UNKNOWN, CellStatus.NOT_RECOVERABLE)
    return max(one, other, key=order.index)


@dataclass(slots=True)
class _Application:
    """What is kept of an application while its parts stream by."""

    name: str | None
    accounts: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    data_types: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    tiers: set[str | None] = field(default_factory=set)
    arns: list[str] = field(default_factory=list)
    restored: list[Json] = field(default_factory=list)
    cells: dict[str, _Cells] = field(default_factory=dict)
    common: _Common = field(default_factory=_Common)
    parts: int = 0
    critical: int = 0

    def add(self, each: Assessment, asked: Collection[str] | None) -> None:
        """asked: the scenarios that it is to survive, empty if that is not known; None: it is no critical part."""
        fact, profile = each.fact, each.profile
        self.parts += 1
        self.accounts.add(fact.account)
        if fact.region != GLOBAL:
            self.regions.add(fact.region)
        self.kinds.add(fact.kind)
        self.data_types.add(profile.data_type)
        if fact.kind == _SITE and isinstance(fact.config.get("site_id"), str):
            self.sites.add(fact.config["site_id"])
        if asked is not None:
            self._add_critical(each, asked)

    def _add_critical(self, each: Assessment, asked: Collection[str]) -> None:
        self.critical += 1
        self.tiers.add(each.profile.tier)
        if len(self.arns) < _MOST_ARNS:
            self.arns.append(each.fact.id)
        restore = each.fact.config.get("restore")
        if isinstance(restore, Mapping) and len(self.restored) < _MOST_ARNS:
            made = {name: restore.get(name) for name in ("restored_to", "source_table_arn")}
            self.restored.append({"arn": each.fact.id, **made})
        if each.recovery is None:
            self._add_unseen(each, asked)
            return
        for cell in each.recovery.cells:
            self.cells.setdefault(cell.scenario, _Cells()).add(each.fact.id, cell)
            if cell.scenario == _BACK and each.profile.data_type in _JOINT:
                self.common.add(each, cell)

    def _add_unseen(self, each: Assessment, asked: Collection[str]) -> None:
        """It counts as unknown wherever its tier asks for it; everywhere, where that is not known either."""
        for scenario in asked or SCENARIOS:
            self.cells.setdefault(scenario, _Cells()).add_unseen(each.fact.id)
        if each.profile.data_type in _JOINT:
            self.common.add_unseen(each.fact.id)

    def fact(self, gaps: Iterable[Gap]) -> Fact:
        account = min(self.accounts)
        name = self.name or f"what belongs to no application in {account}"
        return Fact(
            kind=KIND,
            id=f"urn:safehold:application:{account}:{self.name or ''}",
            account=account,
            region=GLOBAL,
            name=name,
            tags={},
            config={
                "name": self.name,
                "arns": sorted(self.arns),
                "arns_truncated": self.critical > len(self.arns),
                "part_count": self.parts,
                "critical_count": self.critical,
                "accounts": sorted(self.accounts),
                "regions": sorted(self.regions),
                "kinds": sorted(self.kinds),
                "data_types": sorted(self.data_types),
                "sites": sorted(self.sites),
                "tiers": sorted(self.tiers, key=lambda tier: (tier is None, tier or "")),
                "restored": sorted(self.restored, key=lambda each: each["arn"]),
                "scenarios": {name: self.cells.get(name, _Cells()).told() for name in SCENARIOS},
                "common_point": self.common.told(),
            },
            gaps=tuple(gaps),
        )


class Applications:
    """Gathers assessments, and makes of them the facts of the applications that they belong to."""

    def __init__(self, coverage: Coverage, tiers: Tiers) -> None:
        """coverage: what was looked at; whatever was not may have held parts of an application."""
        self._coverage = coverage
        self._tiers = tiers
        self._found: dict[tuple[str, str], _Application] = {}

    def add(self, each: Assessment, requires: Collection[str]) -> None:
        """One resource. requires: the names of what its tier asks of it."""
        if each.fact.kind in TOLD:
            return
        name = each.profile.application
        key = (name, "") if name is not None else ("", each.fact.account)
        application = self._found.setdefault(key, _Application(name))
        asked = [scenario for scenario in SCENARIOS if f"survives_{scenario}" in requires]
        stores = each.fact.kind in KINDS and each.profile.data_type != _COPIES
        critical = stores and (each.profile.tier is None or bool(asked))
        application.add(each, asked if critical else None)

    def facts(self) -> Iterator[tuple[Fact, Profile]]:
        """Each application that has critical parts, with its profile, ordered by name and account."""
        for _, application in sorted(self._found.items(), key=lambda item: item[0]):
            if application.critical:
                yield application.fact(self._gaps(application)), self._profile(application)

    def _profile(self, application: _Application) -> Profile:
        """An application is promised what the most demanding of its critical parts is."""
        tiers = [tier for tier in application.tiers if tier is not None]
        unknown = None in application.tiers
        tier = None if unknown else min(tiers, key=self._demand)
        because = (
            "of one of its critical parts it is not known which tier was promised"
            if unknown
            else f"the most demanding tier of its {application.critical} critical parts"
        )
        reasons = {
            "application": "its parts belong to it" if application.name else "its parts belong to no application",
            "data_type": f"every {KIND} is configuration",
            "tier": because,
        }
        return Profile(application.name, None, "configuration", tier, reasons, classified=True)

    def _demand(self, tier: str) -> tuple[int, int, str]:
        found = self._tiers.get(tier)
        return (found.rpo_seconds, found.rto_seconds, tier)

    def _gaps(self, application: _Application) -> list[Gap]:
        """Why there may be more parts, or sites, than were found."""
        gaps = {f"/config/{name}": self._unlisted(application, KINDS) for name in _OVER_PARTS}
        gaps["/config/data_types"] = self._unlisted(application, KINDS | {_QUEUE})
        gaps["/config/sites"] = self._unlisted(application, frozenset({_SITE}))
        return [replace(gap, path=path) for path, found in gaps.items() for gap in found]

    def _unlisted(self, application: _Application, kinds: frozenset[str]) -> list[Gap]:
        """Listings of kinds that failed, or were never made, in the application's accounts; of each kind of gap one."""
        units = [unit for unit in self._coverage.units if unit.account in application.accounts]
        listed = {kind for unit in units for kind in unit.kinds}
        why = {
            Gap(
                "",
                gap.operation,
                gap.reason,
                f"{gap.path or 'everything'} in {unit.account} {unit.region}: {gap.detail}",
            )
            for unit in units
            for gap in unit.gaps
            if gap.path in kinds or not gap.path
        }
        for kind in sorted(kinds - listed):
            why.add(Gap("", "", GapReason.NOT_COLLECTED, f"{kind} was not collected, and might be a part of it"))
        return sorted(why, key=lambda gap: (gap.operation, gap.reason, gap.detail))[:_MOST_MISSING]
