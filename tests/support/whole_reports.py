"""Reports that have something to tell in every section: waivers, a comparison, a history, evidence and restores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

from support import reports
from support.assessments import HOME, PRODUCTION, profile

from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Decision,
    Ended,
    Fact,
    Json,
    Past,
    PastFinding,
    Report,
    Run,
    Severity,
    Verdict,
    Waiver,
    WaiverUse,
)

TAKEN_AT = "2026-03-01T06:00:00Z"
_DAY = 86_400
_PASTS = (
    Past(Change.NEW, TAKEN_AT, worse=True),
    Past(Change.UNCHANGED, "2025-11-03T06:00:00Z", worse=False),
    Past(Change.CHANGED, "2025-12-03T06:00:00Z", worse=True),
)


def record(name: str, expires_at: Json, **changes: Json) -> Fact:
    """A restore test that somebody attests."""
    config: dict[str, Json] = {
        "file": "evidence/crm.yaml",
        "type": "restore_test",
        "topic": "table_restore",
        "dated_at": "2026-01-10T00:00:00Z",
        "expires_at": expires_at,
        "scope": {"resources": [], "applications": ["crm"], "sites": [], "tiers": []},
        "environment": "test",
        "method": "A hundred customers were compared.",
        "statement": None,
        "result": "passed",
        "measured_rto_seconds": 5400,
        "measured_rpo_seconds": 600,
        "owner": "crm team",
        "approved_by": ["head of sales"],
        "artefact": {"path": "crm.pdf", "uri": None, "sha256": "ab" * 32, "verified": True},
    }
    return Fact("evidence.record", f"urn:safehold:evidence:{name}", PRODUCTION, "global", name, {}, config | changes)


def restore(name: str, status: str = "COMPLETED", **changes: Json) -> Fact:
    """A restore job of AWS Backup."""
    config: dict[str, Json] = {
        "created_at": "2026-02-01T10:00:00Z",
        "recovery_point_created_at": "2026-01-30T00:00:00Z",
        "source_resource_arn": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
        "resource_type": "DynamoDB",
        "status": status,
        "duration_seconds": 1260,
        "validation": {"status": "SUCCESSFUL", "message": None},
        "testing_plan_arn": None,
    }
    return Fact(
        "backup.restore_job", f"arn:aws:backup:::restore-job:{name}", PRODUCTION, HOME, name, {}, config | changes
    )


def waiver(name: str, expires_on: str, **changes: Json) -> Waiver:
    """A waiver of two rules."""
    values: dict[str, Json] = {
        "rules": ("BKP-001", "DDB-002"),
        "reason": "Rebuilt from the source within a day.",
        "approver": "A. Person",
        "ticket": "SEC-7",
        "approved_on": "2026-01-05",
        "scope": "application shop",
        "place": "waivers.yaml:12",
    }
    return Waiver(id=name, expires_on=expires_on, **(values | changes))


def past(name: str, severity: Severity, **changes: Json) -> PastFinding:
    """A failure that an earlier scan found three months ago."""
    values: dict[str, Json] = {
        "rule_id": "DDB-001",
        "kind": "dynamodb.table",
        "tier": "standard",
        "application": "shop",
        "site": "",
    }
    return PastFinding(
        fingerprint="f" * 64,
        verdict=Verdict.FAIL,
        severity=severity,
        account=PRODUCTION,
        region=HOME,
        id=f"arn:{name}",
        name=name,
        first_seen="2025-12-01T06:00:00Z",
        taken_at="2026-02-01T06:00:00Z",
        said="",
        **(values | changes),
    )


def run(taken_at: str, proven: int, **changes: Json) -> Run:
    """An earlier run, in which so many of a hundred checks of the standard tier were proven, and the rest failed."""
    values: dict[str, Json] = {
        "complete": True,
        "accounts": reports.SCOPE.accounts,
        "tiers": {"standard": {Verdict.PASS: proven, Verdict.FAIL: 100 - proven}},
        "failures": {Severity.HIGH: 100 - proven},
        "changes": {},
        "fixed_seconds": {},
    }
    return Run(id=taken_at, taken_at=taken_at, **(values | changes))


def whole(base: Report | None = None, texts: Sequence[str] = ("docs",)) -> Report:
    """`base` with something in every section. texts: what stands in turn where a text comes from outside."""
    text = cycle(texts)
    told = base or reports.small()
    numbers = cycle(range(6))
    assessments = [
        replace(each, decisions=tuple(_with_past(made, next(numbers)) for made in each.decisions))
        for each in told.assess()
    ]
    said = {"method": next(text), "topic": next(text), "approved_by": [next(text)], "owner": next(text)}
    facts = (
        record(next(text), "2026-02-20T00:00:00Z", **said),
        record("ledger-drill", "2026-03-20T00:00:00Z", result="partial", scope={"sites": [next(text)]}),
        record("objectives", None, type="decision", result=None, method=None, statement=next(text), artefact=None),
        restore(next(text), source_resource_arn=next(text)),
        restore("failed", "FAILED", resource_type=next(text)),
    )
    waivers = (
        WaiverUse(waiver("W-1", "2026-03-15", reason=next(text), scope=next(text)), expired=False, findings=3),
        WaiverUse(waiver("W-2", "2026-02-15", approver=next(text), ticket=next(text)), expired=True, findings=1),
        WaiverUse(waiver("W-3", "2027-02-15", rules=(next(text),), place=next(text)), expired=False, findings=0),
    )
    gone = [past(next(text), severity, rule_id=next(text), tier=next(text)) for severity in Severity]
    because = next(text)

    def ended() -> Iterator[Ended]:
        for number, finding in enumerate(gone):
            yield Ended(finding, Change.FIXED if number % 3 else Change.UNSEEN, because)

    judged = reports.of(
        (*assessments, *(Assessment(fact, profile(), ()) for fact in facts)),
        told.rules,
        told.coverage.units,
        told.scope,
    )
    return replace(
        judged,
        waivers=waivers,
        waivers_sha256="77" * 32,
        comparison=Comparison(next(text), {change: number for number, change in enumerate(Change, 1)}, ended),
        history=(
            run("2026-01-01T06:00:00Z", 40),
            run("2026-01-15T06:00:00Z", 55, complete=False, changes={Change.NEW: 2, Change.FIXED: 5}),
            run("2026-02-01T06:00:00Z", 70, fixed_seconds={Severity.HIGH: (2 * _DAY, 4 * _DAY)}),
        ),
        only=("site", next(text)),
    )


def _with_past(made: Decision, number: int) -> Decision:
    """Of the findings some are new, some waived, and of some the waiver has expired."""
    if made.verdict not in {Verdict.FAIL, Verdict.UNKNOWN}:
        return made
    known = replace(made, past=_PASTS[number % 3])
    if made.verdict is Verdict.UNKNOWN:
        return known
    if number % 2:
        return replace(known, verdict=Verdict.WAIVED, waiver="W-1")
    return replace(known, waiver="W-2") if number == 2 else known
