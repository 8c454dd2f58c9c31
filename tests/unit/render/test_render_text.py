from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import reports
from support.facts import scope_of
from support.rendering import written

from scanner.model import Assessment, CoverageUnit, Decision, Gap, GapReason, Report
from scanner.render.columns import width
from scanner.render.text import render

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
COMMANDS = re.compile(r"(?m)^\s*::[a-z-]+( [^:]*)?::|##\[|##vso\[|##teamcity\[|section_(start|end):")


def shown(report: Report) -> str:
    return written(render, report).decode()


def judged(*decisions: Decision, name: str = "orders") -> Assessment:
    return Assessment(reports.table(name), reports.profile(), decisions)


FAILED = reports.failed("DDB-001", ("it is off", "/config/pitr/enabled", True, False))
UNLISTED = CoverageUnit("1", "r", "s3", ("s3.bucket",), (Gap("s3.bucket", "s3:List", GapReason.THROTTLED, ""),))


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (
            reports.of([judged(FAILED, reports.unknown("DDB-002", "why"))]),
            "NOT COMPLIANT: 1 failure and 1 unknown in 1 resource",
        ),
        (reports.small(), "NOT COMPLIANT: 6 failures and 4 unknowns in 7 resources"),
        (
            reports.of([judged(reports.unknown("DDB-001", "why"))]),
            "UNKNOWN: nothing failed, but 1 question about 1 resource found no answer",
        ),
        (
            reports.of([judged(reports.passed("DDB-001"))], units=[UNLISTED]),
            "INCOMPLETE: nothing failed in 1 resource, but not everything could be listed",
        ),
        (reports.of([judged(reports.passed("DDB-001"))]), "COMPLIANT: 1 resource passed all 1 check"),
        (
            reports.of([judged(reports.exempt("DDB-001", "why"))]),
            "NOTHING JUDGED: no rule applied to anything in 1 resource",
        ),
        (reports.empty(), "NOTHING JUDGED: no rule applied to anything in 0 resources"),
    ],
)
def test_the_first_line_is_the_verdict(report: Report, verdict: str) -> None:
    assert shown(report).splitlines()[0] == verdict


def test_what_was_not_assessed_comes_before_any_result() -> None:
    text = shown(reports.small())
    assert text.index("could NOT be assessed") < text.index("Results\n")
    assert "- backup.recovery_point in 444455556666 us-east-1: backup:ListRecoveryPointsByBackupVault" in text
    assert "- dynamodb:DescribeContinuousBackups: access denied for 1 resource\n" in text
    assert "- 1 resource vanished while the scan ran\n" in text


def test_a_scan_that_missed_nothing_says_nothing_of_it() -> None:
    assert "NOT be assessed" not in shown(reports.empty())


def test_what_was_missed_is_counted_where_it_is_too_much_to_list() -> None:
    gaps = tuple(Gap(f"kind.{index}", "s3:List", GapReason.THROTTLED, "") for index in range(20))
    unit = CoverageUnit("111122223333", "eu-west-1", "s3", (), gaps)
    text = shown(reports.of([], units=[unit], scope=scope_of(map(str, range(10, 25)), (), ("s3",))))
    assert text.count("throttled") == 12
    assert "- and 8 more\n" in text
    assert "Accounts   15: 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 and 3 more\n" in text
    assert "Regions    none\n" in text


def test_regions_that_an_account_has_not_enabled_are_told_with_it() -> None:
    text = " ".join(shown(reports.small()).split())
    assert "Accounts 2: 111122223333 (production), 444455556666 Regions" in text
    assert "Left out ap-east-1, which is not enabled in 111122223333 (production), 444455556666 Resources" in text
    assert "Left out" not in shown(reports.of([], scope=scope_of(["1"], ["r"], ["s3"])))


def test_the_moment_of_judgement_is_told_where_it_is_another() -> None:
    assert "judged as of" not in shown(reports.empty())
    assert "judged as of 2027-01-01T00:00:00Z" in shown(replace(reports.empty(), as_of="2027-01-01T00:00:00Z"))


def test_only_the_worst_findings_are_told() -> None:
    text = shown(reports.large(70))
    assert "The worst 10 of 70 findings\n" in text
    assert text.count("CRITICAL FAIL DDB-001") == 10
    assert text.endswith("and 60 more: the full report has every finding\n")


def test_details_beyond_the_third_are_counted() -> None:
    details = [(f"part {number} is wrong", f"/config/replicas/{number}", 1, 2) for number in range(5)]
    text = shown(reports.of([judged(reports.failed("DDB-001", *details))]))
    assert "part 2 is wrong\n               expected 1, found 2 at /config/replicas/2\n" in text
    assert "part 3" not in text
    assert "and 2 more\n" in text


def test_a_failure_without_details_is_told_by_its_title() -> None:
    assert "Found      Point-in-time recovery is on\n" in shown(reports.of([judged(reports.failed("DDB-001"))]))


def _command(text: str) -> list[str]:
    """Read the command as a shell does, which joins lines that end with a backslash."""
    lines = re.search(r"\$ (aws (?:.*\\\n)*.*\n)", text)
    assert lines
    return shlex.split(lines[1].replace("\\\n", ""))


@pytest.mark.parametrize(("name", "table"), [("orders", "orders"), ("n" * 60, "n" * 60), ("n" * 61, "{name}")])
def test_a_command_can_be_pasted(name: str, table: str) -> None:
    assert _command(shown(reports.of([judged(FAILED, name=name)]))) == [
        "aws",
        "dynamodb",
        "update-continuous-backups",
        "--table-name",
        table,
        "--region",
        "eu-west-1",
        "--point-in-time-recovery-specification",
        "PointInTimeRecoveryEnabled=true",
    ]


@pytest.mark.parametrize("value", ["$(id)", "`id`", "; id", "a b", "'", '"'])
def test_a_command_holds_no_name_that_a_shell_obeys(value: str) -> None:
    assert _command(shown(reports.of([judged(FAILED, name=value)])))[4] == "{name}"


@pytest.mark.parametrize("value", reports.HOSTILE)
def test_no_value_reaches_the_terminal_or_the_ci_system(value: str) -> None:
    text = shown(reports.hostile([value]))
    assert not FORBIDDEN.search(text)
    assert not COMMANDS.search(text)
    assert max(map(width, text.splitlines())) <= 100


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("::##[ \n")), max_size=200))
@example("0" * 40 + "\u094d\u094d")  # marks take no column, and yet tabulate makes room for them
def test_nor_does_any_other(value: str) -> None:
    text = shown(reports.hostile([value]))
    assert not FORBIDDEN.search(text)
    assert not COMMANDS.search(text)
    assert max(map(width, text.splitlines())) <= 100


def test_a_name_is_shown_whole_up_to_a_limit() -> None:
    text = re.sub(r"\s", "", shown(reports.of([judged(FAILED, name="n" * 500)])))
    assert f"Resource{'n' * 400}…(100morecharacters)arn:" in text


def test_many_tiers_are_counted() -> None:
    many = [Assessment(reports.table(f"t{n}"), reports.profile(f"tier{n:02}"), (FAILED,)) for n in range(14)]
    text = shown(reports.of(many))
    assert "and 2 more tiers\n" in text
    assert "tier11" in text.partition("The worst")[0]
    assert "tier12" not in text.partition("The worst")[0]
