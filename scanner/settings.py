"""What safehold.yaml can say, as values. `scanner.config` reads the file; the defaults here are those without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
class Config:
    """Everything that safehold.yaml can say; `Config()` is what holds without one.

    allowed_regions, allowed_accounts: None when the user declared none.
    tiers: tiers of schemas/tier.json, new or changing a shipped one, in the order given; see `scanner.tiers`.
    rule_paths: folders of the user's own rules. regions, collectors: () for all.
    fail_on: the least severity that fails a run; None for never.
    """

    tag_names: TagNames = TagNames()
    classification: tuple[ClassificationRule, ...] = ()
    default_tier: str = "basic"
    default_data_type: str = "unclassified"
    allowed_regions: tuple[str, ...] | None = None
    allowed_accounts: tuple[str, ...] | None = None
    tiers: tuple[Mapping[str, Json], ...] = ()
    rule_paths: tuple[Path, ...] = ()
    profile: str | None = None
    regions: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    fail_on: Severity | None = Severity.HIGH
