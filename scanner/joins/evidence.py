"""What people attest about a resource, or about its application, site or tier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.joins.claims import contradicted
from scanner.model import Fact, Gap, Json, Profile

_RECORD: Final = "evidence.record"
_APPLICATION: Final = "estate.application"

_KEPT: Final = (
    "type",
    "topic",
    "dated_at",
    "expires_at",
    "environment",
    "result",
    "measured_rto_seconds",
    "measured_rpo_seconds",
    "checked",
    "contains",
    "restore_jobs",
    "owner",
    "approved_by",
)


def _rows(fact: Fact) -> Iterator[Note]:
    config = fact.config
    artefact = config["artefact"] or {}
    kept = {name: config[name] for name in _KEPT}
    told = {"name": fact.name, **kept, "verified": artefact.get("verified")}
    yield "", {"told": told, "scope": config["scope"], "account": fact.account}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:
    """All evidence comes from one account, whichever: that of the scan itself."""
    records = notes.notes("evidence", "")
    found = [_told(record, notes) for record in records if _concerns(record["scope"], fact, profile)]
    gaps: list[Gap] = []
    for account in {record["account"] for record in records} or notes.scope.accounts:
        gaps += notes.missing(_RECORD, account, "global", "")
    return found, gaps


def _told(record: Json, notes: Notes) -> Json:
    """verified: not either, if AWS Backup contradicts the record."""
    told = record["told"] | {"sites": record["scope"]["sites"]}
    return told | {"verified": False} if contradicted(told, notes) else told


def _concerns(scope: Json, fact: Fact, profile: Profile) -> bool:
    """Whether all that a record's scope gives holds for the resource; of an application, for a part of it."""
    arns = fact.config["arns"] if fact.kind == _APPLICATION else [fact.id]
    sites = fact.config["sites"] if fact.kind == _APPLICATION else [profile.site]
    return (
        _any_of(scope["resources"], arns)
        and _any_of(scope["applications"], [profile.application])
        and _any_of(scope["sites"], sites)
        and _any_of(scope["tiers"], [profile.tier])
    )


def _any_of(given: list[str], ours: list[str | None]) -> bool:
    return not given or any(each in given for each in ours)


EVIDENCE: Final = Join(
    name="evidence",
    kinds=frozenset(
        {
            "cloudformation.stack",
            "cognito.user_pool",
            "dynamodb.table",
            "efs.file_system",
            "estate.application",
            "formkiq.site",
            "opensearch.collection",
            "opensearch.domain",
            "rds.cluster",
            "rds.instance",
            "s3.bucket",
            "ec2.volume",
        }
    ),
    keeps={_RECORD: _rows},
    find=_find,
)
