"""Recognising FormKiQ: which installation a resource belongs to, and what data it holds.

Three sources, the surest first: the names in an installation's SSM parameters; the tags that its templates set;
the names that these give. All are read off FormKiQ Core 1.19.0's public templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.facts import misfit
from scanner.model import Fact, Gap, GapReason
from scanner.snapshot import Snapshot

_KIND = "formkiq.installation"
_TABLE, _BUCKET = "dynamodb.table", "s3.bucket"

# By the beginning of the parameter's path ("s3/Console…" has had several names). The most demanding first: should
# two parameters name one resource, the first decides what it must meet.
_PARAMETERS = (
    ("s3/DocumentsS3Bucket", _BUCKET, "document_content"),
    ("dynamodb/DocumentsTableName", _TABLE, "document_metadata"),
    ("dynamodb/DocumentSyncsTableName", _TABLE, "document_metadata"),
    ("s3/OcrBucket", _BUCKET, "derived"),
    ("s3/Console", _BUCKET, "rebuildable"),
    ("s3/DocumentsStageS3Bucket", _BUCKET, "staging"),
    ("dynamodb/CacheTableName", _TABLE, "cache"),
)

# Tables are called formkiq-<type>-<environment>-<part>, and those of commercial modules formkiq-<anything>.
_TABLE_PREFIX = "formkiq-"
_TABLE_PARTS = {"cache": "cache", "webconnections": "processing"}
# Buckets: formkiq-<type>-<environment>-<part>-<account>, the console's without the type.
_BUCKET_NAME = re.compile(r"formkiq-(?P<middle>.+)-(?P<part>documents|staging|ocr|web-ui)(?P<account>-[0-9]{12})?")
_BUCKET_PARTS = {"documents": "document_content", "staging": "staging", "ocr": "derived", "web-ui": "rebuildable"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What FormKiQ says of a resource. data_type: None when it does not say. Each answer with its reason."""

    application: str
    why_application: str
    data_type: str | None
    why_data_type: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """An installation names a resource."""

    environment: str
    parameter: str
    data_type: str


class FormKiQ:
    """The installations of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._claims: dict[tuple[str, str, str, str], _Claim] = {}
        self._gaps: dict[tuple[str, str], Gap] = {}
        for installation in snapshot.facts(_KIND):
            self._take(installation)

    def _take(self, installation: Fact) -> None:
        place = (installation.account, installation.region)
        if why := misfit(installation):
            self._gaps[place] = Gap(_KIND, "", GapReason.ERROR, f"{installation.name} does not fit its schema: {why}")
            return
        for gap in installation.gaps:
            if gap.touches("/config/resources"):
                self._gaps[place] = gap
        for key, claim in _claims(installation):
            held = self._claims.get(key)
            if held is None or _demand(claim) < _demand(held):
                self._claims[key] = claim

    def incomplete(self, account: str, region: str) -> Gap | None:
        """None if every installation in the account and Region is known in full; else the gap that says why not."""
        return self._snapshot.complete(_KIND, account, region) or self._gaps.get((account, region))

    def recognise(self, fact: Fact) -> Recognised | None:
        """What FormKiQ says of a resource; None when it does not know it. Tags that could not be read say nothing."""
        tags = fact.tags or {}
        environment, by_name = _by_name(fact)
        claim = self._claims.get((fact.kind, fact.account, fact.region, fact.name))
        if claim:
            why = f"the FormKiQ installation {claim.environment!r} names it in its parameter {claim.parameter}"
            return Recognised(f"FormKiQ {claim.environment}", why, claim.data_type, why)
        if tags.get("Application") == "FormKiQ":
            why = "tag Application='FormKiQ' says so"
            if tagged := tags.get("AppEnvironment"):
                why = f"tags Application='FormKiQ' and AppEnvironment={tagged!r} say so"
                environment = tagged
        elif by_name:
            why = f"FormKiQ gives names like {fact.name!r}"
        else:
            return None
        application = f"FormKiQ {environment}" if environment else "FormKiQ"
        return Recognised(application, why, by_name, f"FormKiQ gives names like {fact.name!r} to {by_name} resources")


def _claims(installation: Fact) -> Iterator[tuple[tuple[str, str, str, str], _Claim]]:
    """What an installation names, in its own account and Region: elsewhere the same name is another resource."""
    environment = installation.config["environment"]
    for parameter, name in installation.config["resources"].items():
        for start, kind, data_type in _PARAMETERS:
            if parameter.startswith(start):
                key = (kind, installation.account, installation.region, name)
                yield key, _Claim(environment, parameter, data_type)


def _demand(claim: _Claim) -> int:
    return [data_type for _, _, data_type in _PARAMETERS].index(claim.data_type)


def _by_name(fact: Fact) -> tuple[str | None, str | None]:
    """The environment and the data type that the resource's name gives away."""
    if fact.kind == _TABLE and fact.name.startswith(_TABLE_PREFIX):
        middle, _, part = fact.name.removeprefix(_TABLE_PREFIX).rpartition("-")
        return middle.partition("-")[2] or None, _TABLE_PARTS.get(part, "document_metadata")
    match = _BUCKET_NAME.fullmatch(fact.name) if fact.kind == _BUCKET else None
    # Anybody may call a bucket formkiq-…-staging: what asks less of a bucket must look exactly like FormKiQ's own.
    if match and (match["part"] == "documents" or match["account"] == f"-{fact.account}"):
        environment = match["middle"] if match["part"] == "web-ui" else match["middle"].partition("-")[2]
        return environment or None, _BUCKET_PARTS[match["part"]]
    return None, None
