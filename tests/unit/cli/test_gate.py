from typing import Any

import pytest

from scanner.cli.gate import gate
from scanner.model import Coverage, CoverageUnit, Gap, GapReason, Report, Scope, Severity, Summary

HIGH, LOW = Severity.HIGH, Severity.LOW
GAP = Gap("s3.bucket", "s3:ListBuckets", GapReason.ACCESS_DENIED, "AccessDenied")


def report(failures: Any = (), unknowns: Any = (), gaps: Any = (), resources: Any = 1) -> Any:
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
            failures=dict.fromkeys(failures, 1),
            unknowns=dict.fromkeys(unknowns, 1),
            tiers={},
        ),
        assess=lambda: iter(()),
    )


@pytest.mark.parametrize(
    ("what", "fail_on", "code", "reason"),
    [
        (report(), HIGH, 0, "no finding at or above high"),
        (report(), None, 0, "no finding"),
        (report(failures=[HIGH]), HIGH, 10, "1 finding at or above high"),
        (report(failures=[HIGH, LOW]), LOW, 10, "2 findings at or above low"),
        (report(failures=[LOW]), HIGH, 0, "no finding"),
        (report(failures=[HIGH]), None, 0, "no finding"),
        (report(unknowns=[HIGH]), HIGH, 11, "1 unknown at or above high"),
        (report(unknowns=[LOW]), HIGH, 0, "no finding"),
        (report(failures=[HIGH], unknowns=[HIGH], gaps=[GAP]), HIGH, 10, "1 finding"),
        (report(gaps=[GAP]), HIGH, 11, "incomplete: 1 listing could not be read"),
        (report(gaps=[GAP]), None, 11, "incomplete"),
        (report(gaps=[GAP], resources=0), HIGH, 11, "incomplete"),
        (report(resources=0), HIGH, 3, "nothing to judge"),
        (report(resources=0), None, 3, "nothing to judge"),
    ],
)
def test_the_exit_code_and_its_reason(what: Any, fail_on: Any, code: Any, reason: Any) -> None:
    ending = gate(what, fail_on)
    assert ending.code == code
    assert reason in ending.reason
