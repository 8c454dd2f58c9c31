"""The exports of a table, by bucket, status, type and encryption, and what is known of their buckets."""

from typing import Any

from support.estates import HOME, joined
from support.facts import ACCOUNT, REGION, TABLE_ARN, bucket, gap, table, table_export

from scanner.model import Fact, Gap

EXPORTS = bucket(name="orders-exports")
UNKNOWN_BUCKET = {
    "bucket_arn": "arn:aws:s3:::orders-exports",
    "bucket_account": ACCOUNT,
    "bucket_region": None,
    "bucket_known": False,
    "bucket_versioning": None,
    "bucket_encryption": None,
    "bucket_blocks_public_access": None,
}


def exports(*facts: Fact, failed: Any = None) -> tuple[Any, list[Gap]]:
    return joined("exports", table(), [table(), *facts], places=(HOME,), failed=failed)


def another(number: int, **overrides: Any) -> Fact:
    return table_export(id=f"{TABLE_ARN}/export/{number}", **overrides)


def test_an_export_is_told_with_its_bucket() -> None:
    assert exports(table_export(), EXPORTS) == (
        [
            {
                "status": "COMPLETED",
                "type": "FULL_EXPORT",
                "count": 1,
                "export_time": "2026-02-20T03:00:00Z",
                "sse_algorithm": "KMS",
                "bucket_arn": "arn:aws:s3:::orders-exports",
                "bucket_account": ACCOUNT,
                "bucket_region": REGION,
                "bucket_known": True,
                "bucket_versioning": "Enabled",
                "bucket_encryption": "aws:kms",
                "bucket_blocks_public_access": True,
            }
        ],
        [],
    )


def test_those_that_are_alike_are_counted_and_the_newest_is_told() -> None:
    found, _ = exports(
        another(1, export_time="2026-02-01T00:00:00Z"),
        another(2, export_time="2026-02-03T00:00:00Z"),
        another(3, export_time="2026-02-02T00:00:00Z"),
        another(4, status="FAILED", export_time=None),
        EXPORTS,
    )
    told = [(group["status"], group["count"], group["export_time"]) for group in found]
    assert told == [("COMPLETED", 3, "2026-02-03T00:00:00Z"), ("FAILED", 1, None)]


def test_a_bucket_that_was_not_scanned_or_could_not_be_read_says_nothing() -> None:
    (missing,), gaps = exports(table_export())
    assert missing | UNKNOWN_BUCKET == missing
    assert gaps == []
    unread = bucket(name="orders-exports", versioning=None, encryption=None, public_access_block=None)
    (unseen,), gaps = exports(table_export(), unread)
    assert unseen | UNKNOWN_BUCKET | {"bucket_region": REGION, "bucket_known": True} == unseen
    assert gaps == []
    (nowhere,), _ = exports(table_export(bucket=None, bucket_owner=None))
    assert nowhere | UNKNOWN_BUCKET | {"bucket_arn": None, "bucket_account": None} == nowhere


def test_a_bucket_that_leaves_something_open_does_not_block_public_access() -> None:
    half = bucket(name="orders-exports", public_access_block={"restrict_public_buckets": False})
    (group,), _ = exports(table_export(), half)
    assert group["bucket_blocks_public_access"] is False


def test_the_exports_of_another_table_are_not_told() -> None:
    assert exports(table_export(table_arn=f"{TABLE_ARN}-old"), EXPORTS) == ([], [])


def test_what_may_be_more_is_a_gap() -> None:
    denied = gap("dynamodb.export", operation="dynamodb:ListExports")
    found, gaps = exports(failed={("dynamodb.export", *HOME): denied})
    assert found == []
    assert [each.operation for each in gaps] == ["dynamodb:ListExports"]
    _, gaps = exports(table_export(bucket=None, gaps=(gap("/config/bucket"),)))
    assert len(gaps) == 1
