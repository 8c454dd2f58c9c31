from dataclasses import replace
from typing import Any

import pytest

from scanner.cli.gate import Gates, gate
from scanner.model import (
    Change,
    Comparison,
    Coverage,
    CoverageUnit,
    FindingClass,
    Gap,
    GapReason,
    Report,
    Scope,
    Severity,
    Summary,
    Verdict,
)
from scanner.settings import Config, Thresholds

CRITICAL, HIGH, LOW = Severity.CRITICAL, Severity.HIGH, Severity.LOW
GAP = Gap("s3.bucket", "s3:ListBuckets", GapReason.ACCESS_DENIED, "AccessDenied")
FAIL, UNKNOWN, WAIVED = Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED


def one(verdict: Any, severity: Any, *, tier: Any = "basic", worse: Any = False) -> Any:
    return FindingClass(tier, verdict, severity, worse)


def report(*findings: Any, gaps: Any = (), resources: Any = 1, compared: Any = False) -> Any:
    return Report(
        tool_version="0",
        taken_at="2026-01-01T00:00:00Z",
        as_of="2026-01-01T00:00:00Z",
        scope=Scope((), ()),
        snapshot_sha256="",
        policy_sha256="",
        engine="",
        rules={},
        coverage=Coverage((CoverageUnit("1", "r", "s3", ("s3.bucket",), tuple(gaps)),)),
        summary=Summary(
            resources={"s3.bucket": resources} if resources else {},
            verdicts={},
            failures={},
            unknowns={},
            tiers={tier: {} for tier in ("basic", "enterprise")} if resources else {},
            findings=dict.fromkeys(findings, 1),
        ),
        assess=lambda: iter(()),
        comparison=Comparison("before", {Change.NEW: 1}, lambda: iter(())) if compared else None,
    )


def told(fail_on: Any = None, fail_on_unknown: Any = None, fail_on_new: Any = None) -> Any:
    return Thresholds(fail_on, fail_on_unknown, fail_on_new)


@pytest.mark.parametrize(
    ("what", "asked", "code", "reason"),
    [
        (report(), told(), 0, "no finding at or above high"),
        (report(), told("never"), 0, "no finding"),
        (report(one(FAIL, HIGH)), told(), 10, "1 finding at or above high"),
        (report(one(FAIL, HIGH), one(FAIL, LOW)), told(LOW), 10, "2 findings at or above low"),
        (report(one(FAIL, LOW)), told(HIGH), 0, "no finding"),
        (report(one(FAIL, HIGH)), told("never"), 0, "no finding"),
        (report(one(WAIVED, CRITICAL)), told(LOW), 0, "no finding at or above low"),
        (report(one(UNKNOWN, HIGH)), told(HIGH), 11, "1 unknown at or above high"),
        (report(one(UNKNOWN, LOW)), told(HIGH), 0, "no finding"),
        (report(one(UNKNOWN, HIGH)), told(LOW, "never"), 0, "no finding"),
        (report(one(UNKNOWN, LOW)), told(HIGH, LOW), 11, "1 unknown"),
        (report(one(FAIL, HIGH), one(UNKNOWN, HIGH), gaps=[GAP]), told(), 10, "1 finding"),
        (report(gaps=[GAP]), told(), 11, "incomplete: 1 listing could not be read"),
        (report(gaps=[GAP]), told("never"), 11, "incomplete"),
        (report(gaps=[GAP]), told(fail_on_new=HIGH), 11, "incomplete"),
        (report(gaps=[GAP], resources=0), told(), 11, "incomplete"),
        (report(resources=0), told(), 3, "nothing to judge"),
        (report(resources=0), told("never"), 3, "nothing to judge"),
    ],
)
def test_the_exit_code_and_its_reason(what: Any, asked: Any, code: Any, reason: Any) -> None:
    ending = gate(what, Gates(asked, Config()))
    assert ending.code == code
    assert reason in ending.reason


OLD, NEW = one(FAIL, HIGH), one(FAIL, HIGH, worse=True)


@pytest.mark.parametrize(
    ("what", "asked", "code", "reason"),
    [
        (report(OLD, compared=True), told(fail_on_new=HIGH), 0, "no new finding at or above high"),
        (report(OLD, NEW, compared=True), told(fail_on_new=HIGH), 10, "1 new finding at or above high"),
        (report(OLD, NEW, compared=True), told(HIGH), 10, "2 findings at or above high, 1 of them new"),
        (report(OLD, one(FAIL, LOW, worse=True), compared=True), told(CRITICAL, None, LOW), 10, "1 finding"),
        (report(one(UNKNOWN, HIGH, worse=True), compared=True), told(fail_on_new=HIGH), 11, "1 new unknown"),
        (report(one(UNKNOWN, HIGH), compared=True), told(fail_on_new=HIGH), 0, "no new finding"),
        (report(OLD), told(fail_on_new=HIGH), 10, "1 new finding at or above high (no earlier scan was given"),
    ],
    ids=[
        "old",
        "new",
        "both",
        "old above critical",
        "new unknown",
        "old unknown",
        "without an earlier scan all is new",
    ],
)
def test_new_findings_can_have_a_threshold_of_their_own(what: Any, asked: Any, code: Any, reason: Any) -> None:
    ending = gate(what, Gates(asked, Config()))
    assert ending.code == code
    assert reason in ending.reason


@pytest.mark.parametrize(
    ("asked", "code"), [(told(), 10), (told(CRITICAL), 0), (told(fail_on_new=CRITICAL), 0), (told("never"), 0)]
)
def test_a_tier_can_have_thresholds_and_the_command_line_goes_before_them(asked: Any, code: Any) -> None:
    config = Config(gate=told(CRITICAL), tier_gates={"enterprise": told(LOW)})
    what = report(one(FAIL, LOW, tier="enterprise"), one(FAIL, HIGH, tier="basic"), compared=True)
    ending = gate(what, Gates(asked, config))
    assert ending.code == code
    assert code == 0 or "1 finding beyond the thresholds of their tiers" in ending.reason


def test_a_tier_of_which_the_file_says_nothing_has_what_holds_for_all() -> None:
    gates = Gates(told(), Config(gate=told(LOW, "never"), tier_gates={"basic": told(fail_on_new=HIGH)}))
    assert gates.of("enterprise") == told(LOW, "never", "never")
    assert gates.of("basic") == told(LOW, "never", HIGH)


def test_what_is_only_listed_is_nothing_to_judge() -> None:
    """Restore jobs, which no rule is about, do not make an estate clean."""
    listed = report(resources=0)
    listed = replace(listed, summary=replace(listed.summary, resources={"backup.restore_job": 3}))
    assert gate(listed, Gates(told(), Config())).code == 3
