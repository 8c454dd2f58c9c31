"""The values that flow through Safehold. Every type here is frozen, and nothing here imports our own code.

The way of the data: AWS answers become `Fact`s with `Gap`s in a snapshot; `Coverage` says how far the
snapshot can be trusted; each `Rule` turns a fact into a `Decision`; an `Assessment` gathers the decisions
about one fact; a `Report` is everything a renderer may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = Any
"""A JSON value: None, bool, int, float, str, list of Json, or dict of str to Json."""


class Severity(StrEnum):
    """How much a finding matters, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical, rising as the severity falls: sorts worst first."""
        return _SEVERITIES.index(self)

    def at_least(self, threshold: Severity) -> bool:
        """Whether this severity is as bad as `threshold`, or worse."""
        return self.rank <= threshold.rank


_SEVERITIES = tuple(Severity)


class Verdict(StrEnum):
    """What a rule says of a fact. Only `scanner.verdicts` decides one."""

    FAIL = "fail"
    UNKNOWN = "unknown"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


class GapReason(StrEnum):
    """Why something could not be read."""

    ACCESS_DENIED = "access_denied"
    THROTTLED = "throttled"
    NOT_SUPPORTED = "not_supported"
    NOT_FOUND = "not_found"
    ERROR = "error"
    NOT_COLLECTED = "not_collected"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read, which is never the same as something that is not there.

    path: a JSON pointer into the fact ("/config/pitr", "" for the whole fact), or, on a coverage unit,
        the kind whose listing failed ("backup.recovery_point").
    operation: the AWS operation, "dynamodb:DescribeContinuousBackups"; "" when none was called.
    detail: one line for a person: AWS's error code and what it says, free of secrets.
    """

    path: str
    operation: str
    reason: GapReason
    detail: str

    def touches(self, pointer: str) -> bool:
        """Whether what is missing contains `pointer` or lies below it."""
        return self.path == pointer or _below(self.path, pointer) or _below(pointer, self.path)


def _below(outer: str, inner: str) -> bool:
    return inner.startswith(f"{outer}/")


@dataclass(frozen=True, slots=True)
class Fact:
    """One resource as AWS described it. `config` has the shape of schemas/facts/<kind>.json.

    id: the ARN; for what has none, one made from the ARN of its owner.
    region: "global" for what belongs to the account and to no Region.
    tags: None exactly when they could not be read (then a gap at "/tags" says why).
    """

    kind: str
    id: str
    account: str
    region: str
    name: str
    tags: Mapping[str, str] | None
    config: Mapping[str, Json]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageUnit:
    """How one collector fared in one account and Region.

    kinds: what it was to collect. gaps: listings that failed, each with the kind as its path.
    vanished: resources that were listed, and gone when they were described.
    calls: AWS operations called ("s3:GetBucketVersioning") and how often.
    """

    account: str
    region: str
    collector: str
    kinds: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    vanished: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at. Anything outside it was not, and is unknown."""

    units: tuple[CoverageUnit, ...]

    @property
    def complete(self) -> bool:
        """Whether something was looked at, and every listing in every unit succeeded."""
        return bool(self.units) and not any(unit.gaps for unit in self.units)


@dataclass(frozen=True, slots=True, order=True)
class AccountScope:
    """An account that a scan was asked to look at, and where.

    id: its twelve digits. name: as the organization calls it; "" where nobody asked it. regions: those that are
    looked at. not_enabled: Regions that were asked for, and that the account has not enabled. Both are empty if it
    had to be entered to tell them, and could not be.
    """

    id: str
    regions: tuple[str, ...]
    name: str = ""
    not_enabled: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether its Regions could be told."""
        return bool(self.regions or self.not_enabled)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scan was asked to look at.

    collectors: names. detail: "full", or "core" for the core facts only. asked: the SHA-256, in hex, of all that was
    asked for, so that a scan that is resumed asks the same.
    """

    estate: tuple[AccountScope, ...]
    collectors: tuple[str, ...]
    detail: str = "full"
    asked: str = ""

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts, sorted."""
        return tuple(sorted(account.id for account in self.estate))

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions of all accounts together, sorted."""
        return tuple(sorted({region for account in self.estate for region in account.regions}))


@dataclass(frozen=True, slots=True)
class Rule:
    """One Rego rule and its metadata (schemas/rule.json).

    package: "rules.dynamodb.pitr_enabled". path: the file as shown to people. line: where its package stands.
    kinds: the fact kinds it judges. needs: JSON pointers that must be free of gaps.
    requires: the tier's requirements without which it does not apply.
    controls: framework name to control ids. defines: the contract's names that the package has.
    part_suffices: those of the needs of which a part can prove the good, since more of it could only help.
    """

    id: str
    title: str
    description: str
    severity: Severity
    kinds: tuple[str, ...]
    needs: tuple[str, ...]
    requires: tuple[str, ...]
    covers: tuple[int, ...]
    controls: Mapping[str, tuple[str, ...]]
    remediation: str
    package: str
    path: str
    line: int
    defines: frozenset[str]
    part_suffices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One reason why a fact fails a rule: what was expected at which place of the fact, and what stands there."""

    message: str
    at: str
    expected: Json
    actual: Json


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule's verdict on one fact. reason: why it is unknown or not applicable; "" otherwise.

    severity: what it matters for this fact, by its tier and data type; None where that is the rule's own.
    """

    rule_id: str
    verdict: Verdict
    reason: str = ""
    details: tuple[Detail, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a resource is to its owners. tier is None when nothing trustworthy says which was promised.

    because: for each of "application", "data_type" and "tier", what decided it, as a sentence.
    classified: False when only the defaults apply.
    """

    application: str | None
    site: str | None
    data_type: str
    tier: str | None
    because: Mapping[str, str]
    classified: bool


class CellStatus(StrEnum):
    """Whether a resource can be brought back from what befell it."""

    RECOVERABLE = "recoverable"
    NOT_RECOVERABLE = "not_recoverable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RecoveryPath:
    """One proven way to bring a resource's data back. Made by policies/recovery; schemas/input.json has its shape.

    arn: the vault, bucket or table in which the copy lies; None: the resource itself.
    promised_seconds: the most that configuration says can be lost. observed_seconds: what would have been lost when
    the snapshot was taken. rpo_seconds: the worse of the two. Each is None where it is not known, or has no bound.
    continuous: any moment from earliest_at to latest_at can be chosen. reach_seconds: how far back; None: no bound.
    immutable_until: until when nobody at all can destroy it. rto_seconds: as measured; None: never.
    falls: for each scenario that it does not survive, why. evidence: JSON pointers to what proves it.
    """

    mechanism: str
    account: str | None
    region: str | None
    arn: str | None
    promised_seconds: int | None
    observed_seconds: int | None
    rpo_seconds: int | None
    continuous: bool
    earliest_at: str | None
    latest_at: str | None
    reach_seconds: int | None
    immutable_until: str | None
    rto_seconds: int | None
    survives: tuple[str, ...]
    falls: Mapping[str, str]
    because: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecoveryCell:
    """What becomes of a resource in one scenario, by its best path.

    required: whether the tier asks for it. path: the index of the best path, None without one.
    doubts: what could not be seen, and might hold a path, or a better one.
    """

    scenario: str
    status: CellStatus
    required: bool
    rpo_seconds: int | None
    reach_seconds: int | None
    rto_seconds: int | None
    path: int | None
    because: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """The recovery matrix of a resource. fallen: protections without any path, each with the reason.

    cells: in the order of the scenarios; one that cannot befall such a resource is absent.
    """

    paths: tuple[RecoveryPath, ...]
    fallen: tuple[tuple[str, str], ...]
    cells: tuple[RecoveryCell, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A fact, what it was promised, and every rule's decision about it, ordered by rule id.

    recovery: None for a kind that has no recovery matrix, and for a fact that does not fit its schema.
    """

    fact: Fact
    profile: Profile
    decisions: tuple[Decision, ...]
    recovery: Recovery | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A decision that somebody has to act on: a failure, or an unknown.

    fingerprint: 64 hex digits from rule, account, Region and ARN alone, so that it survives every rescan.
    """

    fingerprint: str
    rule: Rule
    fact: Fact
    profile: Profile
    decision: Decision

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.decision.severity or self.rule.severity

    @property
    def sort_key(self) -> tuple[int, bool, str, str, str, str]:
        """Worst first; failures before unknowns; then by place, so that the order is total."""
        unknown = self.decision.verdict is Verdict.UNKNOWN
        return (self.severity.rank, unknown, self.rule.id, self.fact.account, self.fact.region, self.fact.id)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all assessments.

    resources: by kind. verdicts: by verdict. failures and unknowns: by severity.
    tiers: by tier name ("unknown" for none), then by verdict.
    """

    resources: Mapping[str, int]
    verdicts: Mapping[Verdict, int]
    failures: Mapping[Severity, int]
    unknowns: Mapping[Severity, int]
    tiers: Mapping[str, Mapping[Verdict, int]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer may see.

    taken_at and as_of: RFC 3339 UTC: when the snapshot was begun, and the moment it was judged for.
    snapshot_sha256: of the manifest, which holds the digest of every part. policy_sha256: of every rule,
    helper and tier that judged. engine: name and version of the Rego engine.
    assess: opens a fresh pass over all assessments, ordered by account, Region, kind and id; applications last.
    """

    tool_version: str
    taken_at: str
    as_of: str
    scope: Scope
    snapshot_sha256: str
    policy_sha256: str
    engine: str
    rules: Mapping[str, Rule]
    coverage: Coverage
    summary: Summary
    assess: Callable[[], Iterator[Assessment]]
