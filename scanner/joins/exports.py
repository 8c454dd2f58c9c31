"""The exports of a table to S3, and how well their buckets keep them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Json, Profile

_EXPORT: Final = "dynamodb.export"
_BUCKET: Final = "s3.bucket"

_GROUPED: Final = ("bucket", "owner", "status", "type", "sse_algorithm")


def _exports(fact: Fact) -> Iterator[Note]:
    config = fact.config
    yield (
        config["table_arn"],
        {
            "bucket": config["bucket"],
            "owner": config["bucket_owner"],
            "status": config["status"],
            "type": config["type"],
            "sse_algorithm": config["sse_algorithm"],
            "export_time": config["export_time"],
        },
    )


def _buckets(fact: Fact) -> Iterator[Note]:
    versioning, encryption = fact.config["versioning"], fact.config["encryption"]
    blocked = fact.config["public_access_block"]
    yield (
        fact.name,
        {
            "bucket_arn": fact.id,
            "bucket_account": fact.account,
            "bucket_region": fact.region,
            "bucket_known": True,
            "bucket_versioning": versioning and versioning["status"],
            "bucket_encryption": encryption and encryption["algorithm"],
            "bucket_blocks_public_access": blocked and all(blocked.values()),
        },
    )


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    groups: dict[tuple[str, ...], list[Json]] = {}
    for export in notes.notes("exports", fact.id, kind=_EXPORT, account=fact.account, region=fact.region):
        groups.setdefault(tuple(export[name] or "" for name in _GROUPED), []).append(export)
    found = [
        {
            "status": exports[0]["status"],
            "type": exports[0]["type"],
            "count": len(exports),
            "export_time": max((export["export_time"] for export in exports if export["export_time"]), default=None),
            "sse_algorithm": exports[0]["sse_algorithm"],
            **_bucket(exports[0], fact, notes),
        }
        for _, exports in sorted(groups.items())
    ]
    return found, notes.missing(_EXPORT, fact.account, fact.region, fact.id)


def _bucket(export: Json, table: Fact, notes: Notes) -> Json:
    """Names of buckets are given once in a partition, so that a name says which bucket it is."""
    name: str | None = export["bucket"]
    rows = notes.notes("exports", name, kind=_BUCKET) if name else []
    if rows:
        return rows[0]
    return {
        "bucket_arn": name and f"arn:{table.id.split(':')[1]}:s3:::{name}",
        "bucket_account": export["owner"],
        "bucket_region": None,
        "bucket_known": False,
        "bucket_versioning": None,
        "bucket_encryption": None,
        "bucket_blocks_public_access": None,
    }


EXPORTS: Final = Join(
    name="exports", kinds=frozenset({"dynamodb.table"}), keeps={_EXPORT: _exports, _BUCKET: _buckets}, find=_find
)
