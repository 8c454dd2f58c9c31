"""What AWS may answer instead of what is asked, over real HTTP: none of it passes for a fact, or for none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from botocore.config import Config
from support.aws_environment import aws_environment, impatient
from support.canned_aws import (
    BUCKETS,
    HERE,
    TABLES,
    THERE,
    CannedAws,
    Reply,
    Request,
    canned_aws,
    refused,
    refused_xml,
    told,
)
from support.scans import Watched, scanned

import scanner.aws.session
from scanner.collect import ScanPlan
from scanner.snapshot import Snapshot

__all__ = ["aws_environment", "impatient"]

PLAN = ScanPlan(regions=(HERE, THERE), collectors=("dynamodb", "s3"))
Fault = Callable[[Request], Reply | None]


@pytest.fixture
def aws(impatient: pytest.MonkeyPatch) -> Iterator[CannedAws]:
    with canned_aws() as server:
        impatient.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


def missed(snapshot: Snapshot) -> dict[str, set[tuple[str, str, str]]]:
    """Gaps of coverage, by Region: kind, operation and reason."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for unit in snapshot.coverage.units:
        for gap in unit.gaps:
            found.setdefault(unit.region, set()).add((gap.path, gap.operation, gap.reason))
    return found


def here(reply: Reply | None) -> Fault:
    """In the one Region only."""

    def fault(request: Request) -> Reply | None:
        if request.region != HERE:
            raise LookupError
        return reply

    return fault


def of_table(reply: Reply | None, name: str = TABLES[2]) -> Fault:
    """About one table only."""

    def fault(request: Request) -> Reply | None:
        if request.parameters["TableName"] != name:
            raise LookupError
        return reply

    return fault


def test_without_a_fault_there_is_no_gap_and_each_listing_has_its_pages(aws: CannedAws, tmp_path: Path) -> None:
    snapshot = scanned(tmp_path, plan=PLAN)
    assert missed(snapshot) == {}
    assert [gap for fact in snapshot.facts() for gap in fact.gaps] == []
    assert len(list(snapshot.facts("dynamodb.table"))) == 2 * len(TABLES)
    assert len(list(snapshot.facts("s3.bucket"))) == 2 * len(BUCKETS)
    assert aws.asked["dynamodb:ListTables"] == 2 * 3


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (refused("AccessDeniedException"), "access_denied"),
        (refused("ThrottlingException"), "throttled"),
        (refused("UnknownOperationException"), "not_supported"),
        (refused("InternalServerError", 500), "error"),
        (told({}), "error"),
        (told({"TableNames": None}), "error"),
        ((200, "application/x-amz-json-1.0", b""), "error"),
        ((200, "application/x-amz-json-1.0", b'{"TableNames": ['), "error"),
        ((200, "application/x-amz-json-1.0", b"[]"), "error"),
        ((503, "text/html", b"<html>busy"), "error"),
        ((404, "text/html", b"<html>what?"), "not_supported"),
        (None, "error"),
    ],
)
def test_a_listing_that_fails_leaves_its_kind_unknown_there_and_all_else_known(
    aws: CannedAws, tmp_path: Path, reply: Reply | None, reason: str
) -> None:
    aws.faults["dynamodb:ListTables"] = here(reply)
    snapshot = scanned(tmp_path, plan=PLAN)
    assert missed(snapshot) == {HERE: {("dynamodb.table", "dynamodb:ListTables", reason)}}
    assert {fact.region for fact in snapshot.facts("dynamodb.table")} == {THERE}
    assert {fact.region for fact in snapshot.facts("s3.bucket")} == {HERE, THERE}


def test_a_listing_that_fails_on_its_last_page_keeps_the_others(aws: CannedAws, tmp_path: Path) -> None:
    def fault(request: Request) -> Reply:
        if request.region != HERE or request.parameters.get("ExclusiveStartTableName") != TABLES[3]:
            raise LookupError
        return refused("AccessDeniedException")

    aws.faults["dynamodb:ListTables"] = fault
    snapshot = scanned(tmp_path, plan=PLAN)
    (gap,) = (gap for unit in snapshot.coverage.units for gap in unit.gaps)
    assert gap.detail.startswith("partial, after 2 pages: AccessDeniedException")
    assert [fact.name for fact in snapshot.facts("dynamodb.table") if fact.region == HERE] == list(TABLES[:4])


def test_a_token_that_repeats_ends_the_listing(aws: CannedAws, tmp_path: Path) -> None:
    aws.faults["dynamodb:ListTables"] = here(told({"TableNames": ["again"], "LastEvaluatedTableName": "again"}))
    snapshot = scanned(tmp_path, plan=PLAN)
    (gap,) = (gap for unit in snapshot.coverage.units for gap in unit.gaps)
    assert gap.detail == "partial, after 2 pages: malformed answer: the token of the next page came before"
    assert [fact.name for fact in snapshot.facts("dynamodb.table") if fact.region == HERE] == ["again"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (refused("AccessDeniedException"), "access_denied"),
        (refused("ThrottlingException"), "throttled"),
        (told({"ContinuousBackupsDescription": None}), "error"),
        (told({"ContinuousBackupsDescription": {}}), "error"),
        ((200, "application/x-amz-json-1.0", b"nonsense"), "error"),
        (None, "error"),
    ],
)
def test_a_detail_that_fails_is_a_gap_of_its_resource_alone(
    aws: CannedAws, tmp_path: Path, reply: Reply | None, reason: str
) -> None:
    aws.faults["dynamodb:DescribeContinuousBackups"] = of_table(reply)
    snapshot = scanned(tmp_path, plan=PLAN)
    assert missed(snapshot) == {}
    for fact in snapshot.facts("dynamodb.table"):
        if fact.name == TABLES[2]:
            assert [(gap.path, gap.reason) for gap in fact.gaps] == [("/config/pitr", reason)]
            assert fact.config["pitr"] is None
        else:
            assert fact.gaps == ()


@pytest.mark.parametrize("operation", ["DescribeTable", "DescribeContinuousBackups", "DescribeTimeToLive"])
def test_a_resource_that_vanishes_is_counted_and_is_no_gap(aws: CannedAws, tmp_path: Path, operation: str) -> None:
    code = "TableNotFoundException" if operation == "DescribeContinuousBackups" else "ResourceNotFoundException"
    aws.faults[f"dynamodb:{operation}"] = of_table(refused(code))
    snapshot = scanned(tmp_path, plan=PLAN)
    assert missed(snapshot) == {}
    assert [unit.vanished for unit in snapshot.coverage.units if unit.collector == "dynamodb"] == [1, 1]
    assert TABLES[2] not in {fact.name for fact in snapshot.facts("dynamodb.table")}


def test_a_bucket_that_vanishes_is_counted_and_is_no_gap(aws: CannedAws, tmp_path: Path) -> None:
    aws.faults["s3:versioning"] = here(refused_xml("NoSuchBucket", 404))
    snapshot = scanned(tmp_path, plan=PLAN)
    assert missed(snapshot) == {}
    assert {(unit.region, unit.vanished) for unit in snapshot.coverage.units if unit.collector == "s3"} == {
        (HERE, len(BUCKETS)),
        (THERE, 0),
    }


def test_what_is_throttled_at_times_is_a_gap_nowhere(
    aws: CannedAws, tmp_path: Path, impatient: pytest.MonkeyPatch
) -> None:
    patient = scanner.aws.session._CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 8}))
    impatient.setattr(scanner.aws.session, "_CONFIG", patient)
    impatient.setattr("botocore.retries.standard.random.random", lambda: 0.0)  # what it waits is a share of seconds
    turns = count()

    def fault(_request: Request) -> Reply:
        if next(turns) % 2:
            raise LookupError
        return refused("ThrottlingException")

    aws.faults["dynamodb:DescribeTable"] = fault
    progress = Watched()
    snapshot = scanned(tmp_path, plan=PLAN, progress=progress)
    assert missed(snapshot) == {}
    assert [gap for fact in snapshot.facts() for gap in fact.gaps] == []
    assert set(progress.throttles) == {"dynamodb:DescribeTable"}
    calls = sum(unit.calls.get("dynamodb:DescribeTable", 0) for unit in snapshot.coverage.units)
    assert calls == 2 * len(TABLES) == aws.asked["dynamodb:DescribeTable"] - len(progress.throttles)


def test_one_that_does_not_answer_in_time_is_a_gap(
    aws: CannedAws, tmp_path: Path, impatient: pytest.MonkeyPatch
) -> None:
    hurried = scanner.aws.session._CONFIG.merge(Config(read_timeout=0.5))
    impatient.setattr(scanner.aws.session, "_CONFIG", hurried)
    let_go = Event()

    def stall(_request: Request) -> None:
        let_go.wait(60)

    aws.faults["dynamodb:ListExports"] = stall
    snapshot = scanned(tmp_path, plan=PLAN)
    let_go.set()
    gaps = {("dynamodb.export", "dynamodb:ListExports", "error")}
    assert missed(snapshot) == {HERE: gaps, THERE: gaps}


def test_after_the_credentials_ran_out_nothing_more_is_sent(aws: CannedAws, tmp_path: Path) -> None:
    expired_at = []

    def expired(_request: Request) -> Reply:
        expired_at.append(aws.asked.total())
        return refused("ExpiredTokenException")

    for operation in ("ListTables", "ListBackups", "ListExports"):
        aws.faults[f"dynamodb:{operation}"] = expired
    snapshot = scanned(tmp_path, plan=ScanPlan(regions=(HERE,), collectors=("dynamodb",)))
    (unit,) = snapshot.coverage.units
    assert {(gap.path, gap.operation, gap.reason) for gap in unit.gaps} >= {
        (kind, "dynamodb:ListTables", "access_denied")
        for kind in ("dynamodb.table", "dynamodb.backup", "dynamodb.export")
    }
    assert expired_at == [aws.asked.total()]
