"""Pushing findings: what is sent, what becomes of what AWS refuses, and that nothing is sent twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from support import reports
from support.asff_rules import faults
from support.later_reports import later
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Refusal, StubbedSession

from scanner.model import Change, Json, Past, Report, Verdict
from scanner.render import standards
from scanner.securityhub import IMPORT, MAX_BATCH, MAX_BATCH_BYTES, Hub, Pushed

WHO = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/scan"}

SHARED = boto3.session.Session()
"""Loads AWS's model of Security Hub, which takes seconds, once."""


@pytest.fixture(autouse=True)
def _shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boto3.session.Session", lambda: SHARED)


Answers = Answer | Callable[[dict[str, Any]], Answer]


def taken(parameters: dict[str, Any]) -> Answer:
    return {"SuccessCount": len(parameters["Findings"]), "FailedCount": 0}


def updated(parameters: dict[str, Any]) -> Answer:
    return {"ProcessedFindings": parameters["FindingIdentifiers"], "UnprocessedFindings": []}


def refusing(code: str, *numbers: int) -> Callable[[dict[str, Any]], Answer]:
    """Takes a batch but for the findings at these places."""

    def answer(parameters: dict[str, Any]) -> Answer:
        findings = parameters["Findings"]
        refused = [findings[number]["Id"] for number in numbers or range(len(findings))]
        failed = [{"Id": each, "ErrorCode": code, "ErrorMessage": "so it is"} for each in refused]
        return {"SuccessCount": len(findings) - len(failed), "FailedCount": len(failed), "FailedFindings": failed}

    return answer


class Push:
    """A push over answers that are written down. pauses: how long it waited."""

    def __init__(self, report: Report, imports: Answers = taken, updates: Answers = updated) -> None:
        answers = {
            "sts:GetCallerIdentity": WHO,
            "securityhub:BatchImportFindings": imports,
            "securityhub:BatchUpdateFindings": updates,
        }
        session = StubbedSession(answers)
        self.pauses: list[float] = []
        self.done: Pushed = Hub(session, REGION, pause=self.pauses.append).push(report)
        assert session.mistakes == []
        self.asked = session.asked

    def calls(self, operation: str) -> list[dict[str, Any]]:
        return [parameters for asked, _, parameters in self.asked if asked == f"securityhub:{operation}"]

    @property
    def batches(self) -> list[list[Json]]:
        return [each["Findings"] for each in self.calls("BatchImportFindings")]

    @property
    def updates(self) -> list[dict[str, Any]]:
        return self.calls("BatchUpdateFindings")


def test_every_outcome_is_sent_once_as_the_callers_own() -> None:
    report = reports.hostile(reports.HOSTILE[::5])
    push = Push(report)
    sent = [finding for batch in push.batches for finding in batch]
    assert faults(sent, importer=ACCOUNT) == []
    assert {finding["AwsAccountId"] for finding in sent} == {ACCOUNT}
    assert {finding["ProductArn"].split(":")[3] for finding in sent} == {REGION}
    assert push.done.well
    assert push.done.imported == len(sent) == len(list(standards.outcomes(report)))


def test_the_findings_of_other_accounts_are_imported_by_the_caller() -> None:
    (vault,) = [each for each in Push(reports.small()).batches[0] if each["GeneratorId"] == "safehold/BKP-007"]
    assert vault["AwsAccountId"] == ACCOUNT
    assert vault["Resources"][0]["Id"].split(":")[4] == reports.ARCHIVE
    assert vault["Resources"][0]["Region"] == reports.AWAY


def test_no_secret_is_sent() -> None:
    secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
    known = next(iter(reports.small().assess()))
    fact = replace(known.fact, name="AKIAIOSFODNN7EXAMPLE", tags={"SecretAccessKey": secret})
    expected = {"secret_access_key": secret}
    failure = reports.failed("DDB-001", (f"SecretAccessKey={secret}", "/tags/SecretAccessKey", expected, secret))
    sent = str(Push(reports.of([replace(known, fact=fact, decisions=(failure,))])).batches)
    assert "[redacted]" in sent
    assert secret not in sent
    assert "AKIA" not in sent


def test_a_batch_holds_what_one_call_takes() -> None:
    assert [len(batch) for batch in Push(reports.large(110)).batches] == [MAX_BATCH, MAX_BATCH, 20]


def test_a_batch_has_no_more_bytes_than_one_call_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.securityhub.MAX_BATCH_BYTES", 10_000)
    lengths = [len(batch) for batch in Push(reports.large(20)).batches]
    assert sum(lengths) == 40
    assert max(lengths) < 10
    assert MAX_BATCH_BYTES < 6 * 1024 * 1024


def test_an_empty_report_sends_nothing() -> None:
    push = Push(reports.empty())
    assert push.done.well
    assert push.batches == []


def test_what_was_refused_is_named_and_nothing_is_sent_again() -> None:
    push = Push(reports.large(110), imports=refusing("InvalidInput", 0, 7))
    assert len(push.batches) == 3
    assert push.done.imported == 220 - 6
    assert len(push.done.refused) == 6
    assert push.done.refused[0] == (
        "safehold/BKP-001 of arn:aws:dynamodb:eu-west-1:111122223333:table/table-00000000: InvalidInput: so it is"
    )
    ids = Counter(finding["Id"] for batch in push.batches for finding in batch)
    assert set(ids.values()) == {1}


@pytest.mark.parametrize(
    "answer",
    [refusing("InvalidAccess"), Refusal("InvalidAccessException", "not subscribed", 401)],
    ids=["each finding", "the call"],
)
def test_security_hub_that_is_off_is_one_clear_error(answer: Answers) -> None:
    push = Push(reports.large(110), imports=answer)
    assert len(push.batches) == 1
    assert push.done.refused == []
    assert push.done.stopped.startswith(f"Security Hub is off in account {ACCOUNT}, Region {REGION}: turn it on with")
    assert "--security-hub-region" in push.done.stopped


def test_who_may_not_is_told_what_has_to_be_allowed() -> None:
    push = Push(later(reports.small()), imports=Refusal("AccessDeniedException", "not for you", 403))
    assert "iam-policy --push-security-hub" in push.done.stopped
    assert push.updates == []


def test_a_call_that_fails_ends_the_push_and_what_was_taken_counts() -> None:
    answers: Iterator[Answers] = iter([taken, Refusal("InternalException", "oh", 500)])
    push = Push(reports.large(110), imports=lambda parameters: _next(answers, parameters))
    assert push.done.imported == 100
    assert "InternalException" in push.done.stopped
    assert "suppressed without a waiver" in push.done.stopped


def test_what_is_refused_by_another_name_is_told_too() -> None:
    failed = [{"Id": "odd", "ErrorCode": "InvalidInput", "ErrorMessage": "no"}]
    push = Push(reports.small(), imports={"SuccessCount": 0, "FailedCount": 1, "FailedFindings": failed})
    assert push.done.refused == ["odd: InvalidInput: no"]


def test_credentials_that_are_refused_end_the_push() -> None:
    session = StubbedSession({"sts:GetCallerIdentity": DENIED})
    done = Hub(session, REGION).push(reports.small())
    assert (done.account, done.well) == ("", False)


@pytest.mark.parametrize(
    ("error", "told"), [(KeyboardInterrupt(), "stopped by hand"), (OSError("x"), "internal error")]
)
def test_whatever_goes_wrong_the_scan_goes_on(error: BaseException, told: str) -> None:
    def fail() -> Any:
        raise error

    session = StubbedSession({"sts:GetCallerIdentity": WHO})
    assert told in Hub(session, REGION).push(replace(reports.small(), assess=fail)).stopped


class TestWorkflow:
    def test_waived_failures_are_suppressed_and_returned_ones_are_new_again(self) -> None:
        report = later(reports.small())
        push = Push(report)
        status = {each["Workflow"]["Status"]: each for each in push.updates}
        assert set(status) == {"SUPPRESSED", "NEW"}
        waived = [each for each in standards.outcomes(report) if _verdict(each) is Verdict.WAIVED]
        suppressed = status["SUPPRESSED"]
        assert [each["Id"] for each in suppressed["FindingIdentifiers"]] == [_id(each) for each in waived]
        product = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/default"
        assert {each["ProductArn"] for each in suppressed["FindingIdentifiers"]} == {product}
        assert suppressed["Note"]["UpdatedBy"] == "Safehold"
        assert suppressed["Note"]["Text"].startswith("waived until 2026-12-31 by Rebuilt from the catalogue")
        assert (push.done.suppressed, push.done.reopened) == (len(waived), len(status["NEW"]["FindingIdentifiers"]))

    @pytest.mark.parametrize(
        ("past", "reopened"),
        [
            (None, 1),
            (Past(Change.CHANGED, "2026-01-01T00:00:00Z", worse=True), 1),
            (Past(Change.CHANGED, "2026-01-01T00:00:00Z", worse=False), 0),
            (Past(Change.UNCHANGED, "2026-01-01T00:00:00Z", worse=False), 0),
            (Past(Change.NEW, "2026-03-01T06:00:00Z", worse=True), 0),
        ],
        ids=["no earlier scan", "worse", "not worse", "unchanged", "new"],
    )
    def test_an_expired_waiver_reopens_unless_that_was_told_before(self, past: Past | None, reopened: int) -> None:
        report = later(reports.small())
        held = [
            replace(each, decisions=tuple(replace(made, past=past) for made in each.decisions if made.waiver))
            for each in report.assess()
        ]
        push = Push(replace(report, assess=lambda: iter(held), comparison=None))
        assert push.done.reopened == reopened

    def test_what_is_worse_without_a_waiver_is_reopened_too(self) -> None:
        past = Past(Change.CHANGED, "2026-01-01T00:00:00Z", worse=True)
        failed = replace(reports.failed("DDB-001", ("off", "/config/pitr", True, False)), past=past)
        push = Push(reports.of([replace(next(reports.large(1).assess()), decisions=(failed,))]))
        assert push.done.reopened == 1

    def test_an_update_is_for_no_more_than_one_call_takes(self) -> None:
        push = Push(_all_waived(250))
        assert [len(each["FindingIdentifiers"]) for each in push.updates] == [100, 100, 50]

    def test_what_was_refused_is_not_updated(self) -> None:
        push = Push(_all_waived(3), imports=refusing("InvalidInput", 1))
        (update,) = push.updates
        assert len(update["FindingIdentifiers"]) == 2

    def test_what_is_not_found_yet_is_tried_again_alone_and_then_told(self) -> None:
        push = Push(_all_waived(3), updates=lambda parameters: _unprocessed(parameters, "FindingNotFound"))
        assert [len(each["FindingIdentifiers"]) for each in push.updates] == [3, 1, 1, 1]
        assert push.pauses == [0.0, 1.0, 2.0, 4.0]
        assert (push.done.suppressed, len(push.done.refused)) == (2, 1)

    def test_what_will_never_be_taken_is_told_at_once(self) -> None:
        push = Push(_all_waived(3), updates=lambda parameters: _unprocessed(parameters, "InvalidInput"))
        assert len(push.updates) == 1
        assert (push.done.suppressed, len(push.done.refused)) == (2, 1)

    def test_an_update_that_is_denied_is_told(self) -> None:
        push = Push(_all_waived(3), updates=Refusal("AccessDeniedException", "not for you", 403))
        assert "iam-policy" in push.done.stopped
        assert push.done.imported == 3


def test_the_import_is_the_operation_of_the_model() -> None:
    assert str(IMPORT) == "securityhub:BatchImportFindings"


def _next(answers: Iterator[Answers], parameters: dict[str, Any]) -> Answer:
    answer = next(answers)
    return answer(parameters) if callable(answer) else answer


def _verdict(outcome: Any) -> Verdict | None:
    return outcome.decision.verdict if hasattr(outcome, "decision") else None


def _id(outcome: Any) -> str:
    return f"safehold/{outcome.fingerprint}"


def _unprocessed(parameters: dict[str, Any], code: str) -> Answer:
    """Leaves the first of them out."""
    first, *rest = parameters["FindingIdentifiers"]
    why = {"FindingIdentifier": first, "ErrorCode": code, "ErrorMessage": "so it is"}
    return {"ProcessedFindings": rest, "UnprocessedFindings": [why]}


def _all_waived(count: int) -> Report:
    """As many findings, all under the waiver that is in force."""
    sample = later(reports.small())
    (made,) = [each for one in sample.assess() for each in one.decisions if each.verdict is Verdict.WAIVED]
    held = [replace(each, decisions=(made,)) for each in reports.large(count).assess()]
    return replace(sample, assess=lambda: iter(held), comparison=None)
