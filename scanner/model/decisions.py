"""What is asked of a fact, and what the answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scanner.model.facts import Json


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
    WAIVED = "waived"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


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


class Change(StrEnum):
    """How a finding stands to an earlier scan.

    FIXED: it was there, and was looked for in vain. UNSEEN: it was there, and could not be looked for, which is never
    the same as fixed.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FIXED = "fixed"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier scan knew of a finding.

    change: NEW, CHANGED or UNCHANGED. first_seen: RFC 3339: when a scan first found it. worse: whether it is new, or
    was waived, unknown or less severe before: what a gate on new findings counts.
    """

    change: Change
    first_seen: str
    worse: bool


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted failure, as a waivers file (schemas/waivers.json) has it.

    id: unique over all files. rules: the ids of the rules. reason, approver, ticket: for whoever asks later.
    approved_on, expires_on: the day of the decision and the last day on which it holds, as in 2027-01-31, UTC.
    scope: what it applies to, in words, as in "arn:aws:s3:::logs-*; application shop".
    place: where it stands, as in "waivers.yaml:12".
    """

    id: str
    rules: tuple[str, ...]
    reason: str
    approver: str
    ticket: str
    approved_on: str
    expires_on: str
    scope: str
    place: str


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver, and what became of it.

    expired: whether it holds no longer: then the findings that it was for count again. findings: how many failures it
    matches. unknowns: how many unknowns, which it cannot waive. early: whether it was approved after the day that was
    judged for: then it does not hold yet, and waives nothing.
    """

    waiver: Waiver
    expired: bool
    findings: int
    unknowns: int = 0
    early: bool = False

    @property
    def unused(self) -> bool:
        """Whether it matches nothing, and may be taken out."""
        return not (self.findings or self.unknowns)


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule's verdict on one fact. reason: why it is unknown or not applicable; "" otherwise.

    severity: what it matters for this fact, by its tier and data type; None where that is the rule's own.
    waiver: the id of the waiver that is meant for it; the failure is WAIVED while that holds, and FAIL when it has
    expired. past: None where no earlier scan was compared, and for what is no finding.
    """

    rule_id: str
    verdict: Verdict
    reason: str = ""
    details: tuple[Detail, ...] = ()
    severity: Severity | None = None
    waiver: str = ""
    past: Past | None = None


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
