"""A report with a past: an earlier scan to compare with, and waivers that hold, have expired, or are unused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from support import reports
from support.assessments import failed, profile, table

from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Ended,
    Past,
    PastFinding,
    Report,
    Severity,
    Verdict,
    Waiver,
    WaiverUse,
)

WHY = ("it is off", "/config/pitr/enabled", True, False)
HELD = Waiver(
    *("W-1", ("DDB-002",), "kept by hand", "A. Person", "T-9", "2026-01-05", "2027-01-31", "arn:*", "waivers.yaml:3")
)
LATE = replace(HELD, id="W-2", expires_on="2026-01-31")
UNUSED = replace(HELD, id="W-3")


def ended(name: str, change: Change, because: str) -> Ended:
    past = PastFinding(
        fingerprint="0" * 64,
        rule_id="S3-001",
        verdict=Verdict.FAIL,
        severity=Severity.HIGH,
        account="111122223333",
        region="eu-west-1",
        kind="s3.bucket",
        id=f"arn:aws:s3:::{name}",
        name=name,
        tier="standard",
        application="",
        site="",
        first_seen="2026-01-01T00:00:00Z",
        taken_at="2026-02-01T00:00:00Z",
        said="",
    )
    return Ended(past, change, because)


def compared() -> Report:
    """A new failure, an old one whose waiver expired, a waived one; one was fixed, and one was not looked for."""
    new = replace(failed("DDB-001", WHY), past=Past(Change.NEW, "2026-03-01T06:00:00Z", worse=True))
    old = replace(
        failed("DDB-001", WHY), past=Past(Change.UNCHANGED, "2026-01-01T00:00:00Z", worse=False), waiver="W-2"
    )
    waived = replace(failed("DDB-002", WHY), verdict=Verdict.WAIVED, waiver="W-1")
    tables = [Assessment(table("fresh"), profile(), (new,)), Assessment(table("known"), profile(), (old, waived))]
    were = (ended("mended", Change.FIXED, "it passes now"), ended("hidden", Change.UNSEEN, "AccessDenied"))

    def past() -> Iterator[Ended]:
        return iter(were)

    counts = {Change.NEW: 1, Change.UNCHANGED: 1, Change.FIXED: 1, Change.UNSEEN: 1}
    return replace(
        reports.of(tables),
        comparison=Comparison("findings.json, taken at 2026-02-01", counts, past),
        waivers=(
            WaiverUse(HELD, expired=False, findings=1),
            WaiverUse(LATE, expired=True, findings=1),
            WaiverUse(UNUSED, expired=False, findings=0),
        ),
    )
