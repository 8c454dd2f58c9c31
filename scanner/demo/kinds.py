"""What an estate consists of, as rows: each says only what differs from AWS's defaults.

Names are as AWS has them, ages are in days before now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "123456789012"  # the account that moto gives to everybody
PARTNER = "210987654321"  # another account of the organization, whose credentials the scan does not have
MAIN, DR = "eu-west-1", "eu-central-1"


def table_arn(name: str, region: str = MAIN) -> str:
    """The ARN of a table."""
    return f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{name}"


def bucket_arn(name: str) -> str:
    """The ARN of a bucket."""
    return f"arn:aws:s3:::{name}"


def vault_arn(name: str, region: str, account: str = ACCOUNT) -> str:
    """The ARN of a backup vault."""
    return f"arn:aws:backup:{region}:{account}:backup-vault:{name}"


def team(application: str, tier: str, data_type: str) -> dict[str, str]:
    """The tags by which a team says what its data is."""
    return {"Application": application, "safehold:tier": tier, "safehold:data-type": data_type}


def expire(days: int, prefix: str = "") -> dict[str, Any]:
    """A lifecycle rule that expires current objects."""
    return _lifecycle("expire", prefix) | {"Expiration": {"Days": days}}


def forget(days: int, prefix: str = "") -> dict[str, Any]:
    """A lifecycle rule that deletes versions so long after a newer one came."""
    return _lifecycle("forget", prefix) | {"NoncurrentVersionExpiration": {"NoncurrentDays": days}}


def _lifecycle(what: str, prefix: str) -> dict[str, Any]:
    return {"ID": f"{what}-{prefix.strip('/') or 'all'}", "Status": "Enabled", "Filter": {"Prefix": prefix}}


@dataclass(frozen=True, slots=True)
class Deny:
    """A resource policy that denies actions to everybody, or to everybody but one role."""

    actions: Sequence[str]
    unless_role: str | None = None

    def on(self, resource: str) -> str:
        """The policy's document for a resource."""
        statement: dict[str, Any] = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": list(self.actions),
            "Resource": resource,
        }
        if self.unless_role:
            but = f"arn:aws:iam::{ACCOUNT}:role/{self.unless_role}"
            statement["Condition"] = {"ArnNotLike": {"aws:PrincipalArn": but}}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table. pitr_days: the recovery window, None when off; since pitr_since_days, or since it exists.

    restored_from: the name of the table that it was restored from; then it is made like that one, without the rest.
    """

    name: str
    tags: Mapping[str, str]
    pitr_days: int | None = 35
    pitr_since_days: int | None = None
    stream: bool = False
    ttl: str | None = None
    indexes: int = 0
    deletion_protection: bool = False
    backed_up: bool = False
    age_days: int = 0
    restored_from: str | None = None


@dataclass(frozen=True, slots=True)
class Replication:
    """A replication rule for the whole bucket."""

    to: str
    within_15_minutes: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket. lock: mode and days. encrypted_with: the alias of a key, "AES256", or None for nothing said."""

    name: str
    tags: Mapping[str, str]
    region: str = MAIN
    versioning: str | None = "Enabled"
    lifecycle: Sequence[Mapping[str, Any]] = ()
    lock: tuple[str, int] | None = None
    policy: Deny | None = None
    encrypted_with: str | None = "AES256"
    replication: Replication | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A KMS key. by_aws: managed by AWS. deleted_in_days: its deletion is scheduled. signs: it encrypts nothing."""

    alias: str
    region: str
    by_aws: bool = False
    deleted_in_days: int | None = None
    signs: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vault:
    """A backup vault. lock_days: least and most retention of its lock; a compliance lock also has a date."""

    name: str
    region: str
    key: str
    tags: Mapping[str, str] = field(default_factory=dict)
    policy: Deny | None = None
    lock_days: tuple[int, int | None] | None = None
    immutable_in_days: int | None = None
    immutable_since_days: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """What a plan's rule copies to another vault."""

    vault_arn: str
    keep_days: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What a plan backs up. tags: any of them selects. conditions: by operator, all must hold."""

    name: str
    resources: Sequence[str] = ()
    not_resources: Sequence[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A backup plan of one rule and one selection. windows_minutes: to start and to complete; None: AWS's own."""

    name: str
    schedule: str | None
    vault: str
    keep_days: int
    selection: Selection
    windows_minutes: tuple[int, int] | None = None
    copies: Sequence[Copy] = ()


@dataclass(frozen=True, slots=True)
class Backups:
    """The backup jobs of one resource, each by its age in days, and how they and their copies ended.

    plan: the plan that ran them, or None for jobs started by hand; these name their vault and how long to keep.
    """

    of: str
    plan: str | None
    completed: Sequence[int]
    failed: Sequence[int] = ()
    copies_failed: Sequence[int] = ()
    vault: str = ""
    keep_days: int = 0


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore job, of a recovery point that was a day old. tested_by: the testing plan that ran it. failed: why."""

    of: str
    vault: str
    age_days: int
    minutes: int
    tested_by: str | None = None
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class RestoreTesting:
    """A restore testing plan with one selection: of the points of so many days in these vaults, the latest each."""

    name: str
    schedule: str
    vaults: Sequence[str]
    window_days: int
    resource_type: str
    resources: Sequence[str]


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework of AWS Backup Audit Manager. controls: name to parameters."""

    name: str
    controls: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """A report plan of AWS Backup Audit Manager."""

    name: str
    template: str
    bucket: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold on the recovery points of a vault. keep_days: how long its record is kept."""

    title: str
    vault: str
    age_days: int
    keep_days: int
