"""What safehold.yaml can say, as values. `scanner.config` reads the file; the defaults here are those without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scanner.model import Json, Severity


@dataclass(frozen=True, slots=True)
class TagNames:
    """The tags that say what a resource is."""

    tier: str = "safehold:tier"
    data_type: str = "safehold:data-type"
    application: str = "Application"


@dataclass(frozen=True, slots=True)
class Match:
    """Which resources a classification rule is about: those for which all that is given here holds.

    arn, resource_name and the values of tags are glob patterns (*, ?, [abc]); case counts. kind, account and
    region are exact. None, or no tag: anything.
    """

    kind: str | None = None
    arn: str | None = None
    name: str | None = None
    account: str | None = None
    region: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClassificationRule:
    """Says what the resources that match are. None: says nothing about that."""

    name: str
    match: Match
    tier: str | None = None
    data_type: str | None = None
    application: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Names accounts of an organization: those for which anything that is given here holds.

    accounts: ids. names: glob patterns (*, ?, [abc]) for their names; case counts.
    units: ids ("ou-…", or "r-…" for the root) or paths ("/Production/Shops") of organizational units; each names the
    accounts in the unit and in those below it.
    """

    accounts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """The role through which accounts are entered. name: with its path, if it has one ("audit/safehold")."""

    name: str
    external_id: str | None = None
    session_name: str = "safehold"
    duration_seconds: int = 3600


@dataclass(frozen=True, slots=True)
class ExportLocation:
    """Where exports of a kind of resource are kept: the newest object below the prefix counts.

    kind: of the resources, "cloudformation.stack" or "cognito.user_pool". bucket: its name. prefix: of the keys;
    in it, {account}, {region} and {name} stand for the resource's.
    """

    kind: str
    bucket: str
    prefix: str


Level = Severity | Literal["never"]
"""The least severity that counts, or that none does."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which severity on findings fail a run. None: nothing is said.

    fail_on: failures. fail_on_unknown: unknowns. fail_on_new: both, if they are worse than in the earlier scan.
    """

    fail_on: Level | None = None
    fail_on_unknown: Level | None = None
    fail_on_new: Level | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that safehold.yaml can say; `Config()` is what holds without one.

    allowed_regions, allowed_accounts: None when the user declared none.
    tiers: tiers of schemas/tier.json, new or changing a shipped one, in the order given; see `scanner.tiers`.
    severity: "tiers" and "data_types" with steps, "rules" with severities; see `scanner.severity`.
    rule_paths: folders of the user's own rules. regions, collectors: () for all.
    accounts: to scan; organization: scan those of the organization instead, the included ones (all, when include says
    nothing) less the excluded ones. Neither: the account of the credentials.
    exports: where exports are kept. evidence: files and folders of evidence.
    detail: "full" or "core". opensearch_snapshots, formkiq_site_config: what is read only when it is asked for.
    processes: that collect side by side. unit_timeout_minutes: for one collector in one account and Region.
    gate: from which severity on findings fail a run; tier_gates: what tiers say of their own.
    waivers: files of waivers. waiver_longest_days: from approval to expiry.
    """

    tag_names: TagNames = TagNames()
    classification: tuple[ClassificationRule, ...] = ()
    default_tier: str = "basic"
    default_data_type: str = "unclassified"
    allowed_regions: tuple[str, ...] | None = None
    allowed_accounts: tuple[str, ...] | None = None
    tiers: tuple[Mapping[str, Json], ...] = ()
    severity: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    rule_paths: tuple[Path, ...] = ()
    profile: str | None = None
    regions: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    organization: bool = False
    include: AccountFilter | None = None
    exclude: AccountFilter = AccountFilter()
    role: RoleSettings | None = None
    exports: tuple[ExportLocation, ...] = ()
    evidence: tuple[Path, ...] = ()
    detail: str = "full"
    opensearch_snapshots: bool = False
    formkiq_site_config: bool = False
    processes: int = 1
    unit_timeout_minutes: int = 30
    gate: Thresholds = Thresholds()
    tier_gates: Mapping[str, Thresholds] = field(default_factory=dict)
    waivers: tuple[Path, ...] = ()
    waiver_longest_days: int = 365
