from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from support import reports
from support.asff_rules import faults
from support.later_reports import later
from support.rendering import written

from scanner.model import Assessment, Change, Comparison, Ended, Finding, Json, Report, Verdict
from scanner.render import RENDERERS, asff, common, standards


def findings(report: Report) -> list[Json]:
    return list(json.loads(written(asff.render, report)))


def by_rule(report: Report, rule_id: str) -> list[Json]:
    return [each for each in findings(report) if each["Compliance"]["SecurityControlId"] == rule_id]


@pytest.mark.parametrize(
    "report",
    [reports.empty(), reports.small(), later(reports.small()), later(reports.hostile(), reports.HOSTILE)],
    ids=["empty", "small", "later", "hostile"],
)
def test_security_hub_would_take_every_finding(report: Report) -> None:
    assert faults(findings(report)) == []


def test_nothing_found_is_an_empty_list() -> None:
    assert written(asff.render, reports.empty()) == b"[\n]\n"


def test_a_failure_has_every_field_of_the_table() -> None:
    (failure,) = by_rule(later(reports.small()), "S3-001")
    assert failure["Title"] == "Object versions are kept"
    assert failure["GeneratorId"] == "safehold/S3-001"
    assert failure["FindingProviderFields"]["Severity"] == {"Label": "HIGH", "Original": "high"}
    (resource,) = failure["Resources"]
    assert (resource["Type"], resource["Id"]) == ("AwsS3Bucket", failure["ProductFields"]["safehold/ResourceArn"])
    assert resource["Tags"] == {"safehold:tier": "enhanced"}
    assert resource["Details"]["Other"]["/config/versioning/status"] == '"Suspended"'
    assert failure["ProductFields"]["safehold/Tier"] == "enhanced"
    assert failure["ProductFields"]["safehold/EvidenceSha256"] == "c4" * 32
    assert failure["Compliance"]["Status"] == "FAILED"
    assert [each.rpartition(" ")[2] for each in failure["Compliance"]["RelatedRequirements"]] == ["A.8.13", "CP-9"]
    assert [each["Description"] for each in failure["Compliance"]["StatusReasons"]] == [
        "versioning is Suspended; tier enhanced requires it",
        "what is overwritten now is lost",
    ]
    assert failure["FirstObservedAt"] == failure["CreatedAt"]
    assert failure["RecordState"] == "ACTIVE"


def test_each_verdict_has_its_status_and_passes_are_archived() -> None:
    told = {
        each["ProductFields"]["safehold/Verdict"]: (each["Compliance"]["Status"], each["RecordState"])
        for each in findings(later(reports.small()))
        if "safehold/Verdict" in each["ProductFields"]
    }
    assert told == {
        "fail": ("FAILED", "ACTIVE"),
        "waived": ("FAILED", "ACTIVE"),
        "unknown": ("NOT_AVAILABLE", "ACTIVE"),
        "pass": ("PASSED", "ARCHIVED"),
    }


def test_a_finding_belongs_to_the_account_and_region_of_its_resource() -> None:
    (elsewhere,) = by_rule(reports.small(), "BKP-007")
    assert elsewhere["AwsAccountId"] == reports.ARCHIVE
    assert elsewhere["ProductArn"] == "arn:aws:securityhub:us-east-1:444455556666:product/444455556666/default"


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("global", "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default"),
        ("cn-north-1", "arn:aws-cn:securityhub:cn-north-1:111122223333:product/111122223333/default"),
        ("us-iso-east-1", "arn:aws-iso:securityhub:us-iso-east-1:111122223333:product/111122223333/default"),
        ("us-gov-west-1", "arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default"),
    ],
)
def test_what_belongs_to_no_region_is_at_home_in_the_first(region: str, arn: str) -> None:
    fact = replace(reports.table("t"), region=region)
    (found,) = findings(reports.of([Assessment(fact, reports.profile(), (reports.unknown("DDB-001", "why"),))]))
    assert found["ProductArn"] == arn
    assert faults([found]) == []


def test_what_has_no_arn_is_the_accounts() -> None:
    fact = replace(reports.table("t"), kind="estate.application", id="urn:safehold:application:111122223333:shop")
    (found,) = findings(reports.of([Assessment(fact, reports.profile(), (reports.unknown("DDB-001", "why"),))]))
    assert (found["Resources"][0]["Type"], found["Resources"][0]["Id"]) == ("AwsAccount", "AWS::::Account:111122223333")
    assert found["ProductFields"]["safehold/ResourceArn"] == fact.id


def test_a_finding_stays_within_its_bytes_whatever_it_is_about() -> None:
    long = "\U0001f4be" * 3_000
    details = [(f"{number} {long}", f"/config/{number}{long}", long, {long: long}) for number in range(60)]
    fact = reports.table(long, tags={f"{number}{long}": long for number in range(60)})
    profile = replace(reports.profile(long, long), application=long, site=long)
    report = reports.of([Assessment(fact, profile, (reports.failed("DDB-001", *details),))])
    assert faults(findings(report)) == []


class TestOutcomes:
    """What becomes of the findings of an earlier scan, in all three formats."""

    def _ended(self, finding: Finding, change: Change) -> Ended:
        ended = next(iter(_comparison(later(reports.small())).ended()))
        past = replace(
            ended.finding, fingerprint=finding.fingerprint, first_seen="2026-01-01T00:00:00Z", rule_id=finding.rule.id
        )
        return Ended(past, change, "because")

    def _compared(self, *ended: Ended) -> Report:
        return replace(reports.small(), comparison=Comparison("earlier", {}, lambda: iter(ended)))

    def _passes(self) -> list[Finding]:
        return list(common.findings(reports.small(), frozenset({Verdict.PASS})))

    def test_a_pass_that_ends_a_finding_comes_once_with_its_past(self) -> None:
        passed, *_ = self._passes()
        told = list(standards.outcomes(self._compared(self._ended(passed, Change.FIXED))))
        assert not [each for each in told if isinstance(each, Ended)]
        (one,) = [each for each in _found(told) if each.fingerprint == passed.fingerprint]
        assert one.decision.past is not None
        assert (one.decision.past.change, one.decision.past.first_seen) == (Change.FIXED, "2026-01-01T00:00:00Z")

    def test_what_could_not_be_looked_for_is_left_as_it_was(self) -> None:
        passed, *_ = self._passes()
        told = list(standards.outcomes(self._compared(self._ended(passed, Change.UNSEEN))))
        assert all(each.decision.past is None for each in _found(told))
        assert len(told) == len(list(standards.outcomes(reports.small())))

    def test_what_is_there_no_more_is_archived(self) -> None:
        gone = next(iter(_comparison(later(reports.small())).ended()))
        (over,) = [each for each in findings(self._compared(gone)) if gone.finding.fingerprint in each["Id"]]
        assert (over["RecordState"], over["Compliance"]["Status"]) == ("ARCHIVED", "NOT_AVAILABLE")
        assert over["FirstObservedAt"] == gone.finding.first_seen


@pytest.mark.parametrize("name", ["asff", "ocsf", "oscal"])
def test_what_ended_is_told_though_its_rule_is_no_more(name: str) -> None:
    ended = next(iter(_comparison(later(reports.small())).ended()))
    gone = replace(ended, finding=replace(ended.finding, rule_id="GONE-1"))
    report = replace(reports.small(), comparison=Comparison("earlier", {}, lambda: iter([gone])))
    content = written(RENDERERS[name].render, report).decode()
    assert '"GONE-1"' in content
    assert gone.because in content


def _comparison(report: Report) -> Comparison:
    assert report.comparison is not None
    return report.comparison


def _found(told: list[Finding | Ended]) -> Iterator[Finding]:
    return (each for each in told if isinstance(each, Finding))
