from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.collected import TABLES, THEN, dynamodb
from support.stubbed_aws import DENIED, Refusal, pages

from scanner.collectors.dynamodb import BACKUP, EXPORT

pytestmark = pytest.mark.usefixtures("aws_environment")


def backup(**changes: Any) -> dict[str, Any]:
    whole = {
        "TableName": "orders",
        "TableArn": f"{TABLES}/orders",
        "BackupArn": f"{TABLES}/orders/backup/01",
        "BackupName": "before-migration",
        "BackupStatus": "AVAILABLE",
        "BackupType": "USER",
        "BackupCreationDateTime": THEN,
        "BackupSizeBytes": 12,
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def test_backups() -> None:
    system = backup(BackupArn=f"{TABLES}/orders/backup/02", BackupType="SYSTEM", BackupExpiryDateTime=THEN)
    ran = dynamodb(ListBackups={"BackupSummaries": [backup(), system]})
    ours, theirs = ran.all(BACKUP)
    assert (ours.id, ours.name, ours.tags, ours.gaps) == (f"{TABLES}/orders/backup/01", "before-migration", {}, ())
    assert ours.config == {
        "table_name": "orders",
        "table_arn": f"{TABLES}/orders",
        "status": "AVAILABLE",
        "type": "USER",
        "created_at": "2026-03-01T04:05:06Z",
        "expires_at": None,
        "size_bytes": 12,
    }
    assert (theirs.config["type"], theirs.config["expires_at"]) == ("SYSTEM", "2026-03-01T04:05:06Z")
    assert ran.parameters("dynamodb:ListBackups") == [{"Limit": 100, "BackupType": "ALL"}]


def test_backups_of_three_pages_and_a_malformed_one_among_them() -> None:
    listing = pages(
        "BackupSummaries",
        "LastEvaluatedBackupArn",
        [backup(BackupArn=f"{TABLES}/orders/backup/01")],
        [backup(BackupCreationDateTime=None)],
        [backup(BackupArn=f"{TABLES}/orders/backup/03")],
    )
    ran = dynamodb(ListBackups=list(listing))
    assert [fact.id[-2:] for fact in ran.all(BACKUP)] == ["01", "03"]
    assert ran.gaps(BACKUP) == [("dynamodb:ListBackups", "error", "malformed answer: no 'BackupCreationDateTime'")]


SUMMARY = {"ExportArn": f"{TABLES}/orders/export/01-ab", "ExportStatus": "COMPLETED", "ExportType": "FULL_EXPORT"}


def test_an_export() -> None:
    description = {
        "ExportArn": SUMMARY["ExportArn"],
        "ExportStatus": "COMPLETED",
        "ExportType": "FULL_EXPORT",
        "TableArn": f"{TABLES}/orders",
        "ExportTime": THEN,
        "EndTime": THEN + timedelta(hours=1),
        "S3Bucket": "exports",
        "S3BucketOwner": "444455556666",
        "S3Prefix": "orders/",
        "S3SseAlgorithm": "KMS",
        "S3SseKmsKeyId": "arn:aws:kms:::key/k",
        "ExportFormat": "DYNAMODB_JSON",
    }
    ran = dynamodb(ListExports={"ExportSummaries": [SUMMARY]}, DescribeExport={"ExportDescription": description})
    fact = ran.one(EXPORT)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (SUMMARY["ExportArn"], "01-ab", {}, ())
    assert fact.config == {
        "table_arn": f"{TABLES}/orders",
        "status": "COMPLETED",
        "type": "FULL_EXPORT",
        "export_time": "2026-03-01T04:05:06Z",
        "completed_at": "2026-03-01T05:05:06Z",
        "bucket": "exports",
        "bucket_owner": "444455556666",
        "prefix": "orders/",
        "sse_algorithm": "KMS",
        "sse_key_id": "arn:aws:kms:::key/k",
        "format": "DYNAMODB_JSON",
        "failure_code": None,
    }
    assert ran.parameters("dynamodb:ListExports") == [{"MaxResults": 25}]


def test_an_export_that_may_not_be_described_keeps_what_the_listing_says() -> None:
    fact = dynamodb(ListExports={"ExportSummaries": [SUMMARY]}, DescribeExport=DENIED).one(EXPORT)
    assert (fact.config["status"], fact.config["table_arn"]) == ("COMPLETED", f"{TABLES}/orders")
    assert {gap.path for gap in fact.gaps} == {
        f"/config/{name}" for name, value in fact.config.items() if value is None
    }
    assert "/config/completed_at" in {gap.path for gap in fact.gaps}


def test_an_export_that_vanished_and_one_without_a_name() -> None:
    vanished = dynamodb(ListExports={"ExportSummaries": [SUMMARY]}, DescribeExport=Refusal("ExportNotFoundException"))
    assert (vanished.facts[1:], vanished.coverage.vanished) == ([], 1)
    nameless = dynamodb(ListExports={"ExportSummaries": [{"ExportStatus": "COMPLETED"}]})
    assert nameless.gaps(EXPORT) == [("dynamodb:ListExports", "error", "malformed answer: no 'ExportArn'")]
