"""What a report tells of a scan, and of the scans before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from scanner.model.decisions import Change, Decision, Profile, Rule, Severity, Verdict, Waiver, WaiverUse
from scanner.model.facts import Coverage, Fact, Part, Scope
from scanner.model.recovery import Recovery


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
    """A failure, an unknown, or a failure that was waived.

    fingerprint: 64 hex digits from rule, account, Region and ARN alone, so that it survives every rescan.
    waiver: the one that is meant for it; it holds if the verdict is WAIVED, and has expired otherwise.
    """

    fingerprint: str
    rule: Rule
    fact: Fact
    profile: Profile
    decision: Decision
    waiver: Waiver | None = None

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.decision.severity or self.rule.severity

    @property
    def sort_key(self) -> tuple[bool, int, bool, str, str, str, str]:
        """Worst first; failures before unknowns, the waived last; then by place, so that the order is total."""
        verdict, fact = self.decision.verdict, self.fact
        waived, unknown = verdict is Verdict.WAIVED, verdict is Verdict.UNKNOWN
        return (waived, self.severity.rank, unknown, self.rule.id, fact.account, fact.region, fact.id)


@dataclass(frozen=True, slots=True, order=True)
class FindingClass:
    """What findings have in common that a gate counts alike. worse: as in `Past`; False without an earlier scan."""

    tier: str
    verdict: Verdict
    severity: Severity
    worse: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all assessments.

    resources: by kind. verdicts: by verdict. failures and unknowns: by severity.
    tiers: by tier name ("unknown" for none), then by verdict. applications: as tiers, by application ("" for none).
    findings: by tier, verdict, severity, and whether it is worse than in the earlier scan: what a gate asks for.
    """

    resources: Mapping[str, int]
    verdicts: Mapping[Verdict, int]
    failures: Mapping[Severity, int]
    unknowns: Mapping[Severity, int]
    tiers: Mapping[str, Mapping[Verdict, int]]
    applications: Mapping[str, Mapping[Verdict, int]] = field(default_factory=dict)
    findings: Mapping[FindingClass, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding as an earlier scan told it. said: a digest of its reason and details.

    taken_at: RFC 3339: when that scan's snapshot was begun.
    """

    fingerprint: str
    rule_id: str
    verdict: Verdict
    severity: Severity
    account: str
    region: str
    kind: str
    id: str
    name: str
    tier: str
    application: str
    site: str
    first_seen: str
    taken_at: str
    said: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A finding of an earlier scan that this one does not have. change: FIXED or UNSEEN. because: why, in words."""

    finding: PastFinding
    change: Change
    because: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the findings of an earlier scan.

    baseline: the earlier scan, for people, as in "safehold-report/findings.json, taken at 2026-03-01T12:00:00Z".
    counts: by change. ended: opens a fresh pass over what this scan does not have any more, ordered by place.
    """

    baseline: str
    counts: Mapping[Change, int]
    ended: Callable[[], Iterator[Ended]]


@dataclass(frozen=True, slots=True)
class Run:
    """An earlier scan, as the history's index has it.

    id: its name in the history. tiers: by tier, then by verdict. failures: by severity. changes: by change, empty for
    a first run. fixed_seconds: for each severity, how long each finding had been known that this run found fixed.
    """

    id: str
    taken_at: str
    complete: bool
    accounts: tuple[str, ...]
    tiers: Mapping[str, Mapping[Verdict, int]]
    failures: Mapping[Severity, int]
    changes: Mapping[Change, int]
    fixed_seconds: Mapping[Severity, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer may see.

    taken_at and as_of: RFC 3339 UTC: when the snapshot was begun, and the moment it was judged for.
    snapshot_sha256: of the manifest, which holds the digest of every part. policy_sha256: of every rule,
    helper and tier that judged. engine: name and version of the Rego engine.
    assess: opens a fresh pass over all assessments, ordered by account, Region, kind and id; applications last.
    waivers: every waiver of the files, used or not, in their order. waivers_sha256: of those files, "" without any.
    comparison: None where no earlier scan was given. history: earlier runs, the oldest first, this one left out.
    parts: by (account, Region, kind), where the facts stand; applications are derived, and have none.
    only: what the report was narrowed to, as in ("site", "docs"); None: it is about the whole estate.
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
    waivers: tuple[WaiverUse, ...] = ()
    waivers_sha256: str = ""
    comparison: Comparison | None = None
    history: tuple[Run, ...] = ()
    parts: Mapping[tuple[str, str, str], Part] = field(default_factory=dict)
    only: tuple[str, str] | None = None
