"""What AWS says of what a record of evidence claims."""

from typing import Any

import pytest
from support.backup_audit_facts import restore_job as job
from support.estates import HOME, joined
from support.facts import ACCOUNT, OTHER_ACCOUNT, OTHER_REGION, REGION, TABLE_ARN, bucket, evidence_record, gap, table

from scanner.model import Fact, Gap

JOB = "6D3F-0001"


def claims(record: Fact, *facts: Fact, failed: Any = None) -> tuple[Any, list[Gap]]:
    return joined("claims", record, [record, *facts], places=(HOME,), failed=failed)


def scoped(*arns: str) -> Fact:
    return evidence_record(scope={"resources": list(arns), "applications": [], "sites": [], "tiers": []})


def naming(**overrides: Any) -> Fact:
    return evidence_record(restore_jobs=[JOB], **overrides)


def outcome(record: Fact, *facts: Fact) -> Any:
    found, gaps = claims(record, table(), *facts)
    assert gaps == []
    return found["restore_jobs"][0]["outcome"]


def test_resources_in_the_snapshot_are_found() -> None:
    the_bucket = bucket()
    found, gaps = claims(scoped(TABLE_ARN, the_bucket.id), table(), the_bucket)
    assert found["resources"] == [{"arn": TABLE_ARN, "found": True}, {"arn": the_bucket.id, "found": True}]
    assert gaps == []


def test_one_that_is_not_there_is_not_found() -> None:
    found, gaps = claims(scoped(f"{TABLE_ARN}-misspelt"), table())
    assert found["resources"] == [{"arn": f"{TABLE_ARN}-misspelt", "found": False}]
    assert gaps == []


def test_what_no_evidence_is_about_is_not_found() -> None:
    found, gaps = claims(scoped(f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", "arn:aws:sns"))
    assert [each["found"] for each in found["resources"]] == [False, False]
    assert gaps == []


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:rds:{OTHER_REGION}:{ACCOUNT}:db:orders",
        f"arn:aws:rds:{REGION}:{OTHER_ACCOUNT}:cluster:orders",
        "arn:aws:s3:::somebody-elses",
    ],
    ids=["another Region", "another account", "a bucket of whomever"],
)
def test_what_lies_elsewhere_is_not_known(arn: str) -> None:
    found, gaps = claims(scoped(arn), table())
    assert found["resources"] == [{"arn": arn, "found": False}]
    assert next(each.detail for each in gaps).startswith(arn)


def test_a_listing_that_failed_is_no_proof_that_it_is_not_there() -> None:
    failed = {("dynamodb.table", *HOME): gap("dynamodb.table")}
    _, gaps = claims(scoped(TABLE_ARN), failed=failed)
    assert len(gaps) == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("COMPLETED", "completed"),
        ("RUNNING", "unfinished"),
        ("PENDING", "unfinished"),
        ("FAILED", "failed"),
        ("ABORTED", "failed"),
    ],
)
def test_a_job_has_ended_as_aws_says(status: str, expected: str) -> None:
    assert outcome(naming(), job(name=JOB, status=status)) == expected


def test_what_failed_its_validation_did_not_come_back() -> None:
    assert outcome(naming(), job(name=JOB, validation={"status": "FAILED", "message": "empty"})) == "failed"


def test_its_duration_is_told() -> None:
    found, _ = claims(naming(), table(), job(name=JOB, duration_seconds=1800))
    assert found["restore_jobs"] == [{"id": JOB, "outcome": "completed", "duration_seconds": 1800}]


def test_a_job_that_aws_does_not_list_is_unheard_of() -> None:
    assert outcome(naming(dated_at="2026-03-01T12:00:00Z")) == "unheard_of"


def test_or_forgotten_if_it_may_be_older_than_aws_remembers() -> None:
    assert outcome(naming(dated_at="2026-03-01T11:59:59Z")) == "forgotten"


def test_jobs_that_could_not_be_listed_leave_it_open() -> None:
    _, gaps = claims(naming(), table(), failed={("backup.restore_job", *HOME): gap("backup.restore_job")})
    assert len(gaps) == 1


def test_a_job_of_an_account_that_nobody_looked_at_leaves_it_open() -> None:
    scope = {"resources": [TABLE_ARN.replace(ACCOUNT, OTHER_ACCOUNT)], "applications": [], "sites": [], "tiers": []}
    _, gaps = claims(naming(scope=scope))
    assert any(f"restore job {JOB} may be one of {OTHER_ACCOUNT}" in each.detail for each in gaps)


def test_a_later_record_of_the_same_is_newer() -> None:
    old = evidence_record(dated_at="2025-12-01T00:00:00Z")
    others = (
        evidence_record(name="again"),
        evidence_record(name="of-a-drill", topic="full_drill"),
        evidence_record(name="an-approval", type="approval"),
        evidence_record(name="of-another", scope={"resources": [], "applications": ["x"], "sites": [], "tiers": []}),
        evidence_record(name="earlier", dated_at="2025-11-01T00:00:00Z"),
    )
    assert claims(old, table(), *others)[0]["newer"] == ["again"]


def test_it_is_joined_to_evidence_only() -> None:
    assert claims(table()) == (None, [])


def believed(record: Fact, *facts: Fact) -> Any:
    found, _ = joined("evidence", table(), [table(), record, *facts], places=(HOME,))
    (told,) = found
    return told["verified"]


@pytest.mark.parametrize(
    ("record", "the_job", "expected"),
    [
        (naming(), job(name=JOB), True),
        (naming(), job(name=JOB, status="FAILED"), False),
        (naming(result="failed"), job(name=JOB, status="FAILED"), True),
        (naming(artefact=None), job(name=JOB), None),
        (naming(measured_rto_seconds=2641), job(name=JOB, duration_seconds=2700), True),
        (naming(measured_rto_seconds=2640), job(name=JOB, duration_seconds=2700), False),
        (naming(measured_rto_seconds=None), job(name=JOB, duration_seconds=2700), True),
        (naming(measured_rto_seconds=60), job(name=JOB, duration_seconds=None), True),
        (naming(), job(name="of-another", status="FAILED"), True),
    ],
)
def test_what_aws_contradicts_is_not_believed(record: Fact, the_job: Fact, expected: Any) -> None:
    assert believed(record, the_job) is expected
