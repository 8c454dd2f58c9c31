"""The vaults that hold recovery points of a resource, with what keeps those from being destroyed, or from being read.

AWS Backup encrypts with the key of the vault what EFS, S3 and (with the advanced features) DynamoDB hold; of the others
a recovery point keeps the resource's own key where it is made, and a copy takes the key of the vault that it is copied
to. Source: "Encryption for backups in AWS Backup" in the AWS Backup Developer Guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.link_rows import place
from scanner.model import Fact, Gap, GapReason, Json, Profile

_VAULT: Final = "backup.vault"
_SETTINGS: Final = "backup.region_settings"
_POINT: Final = "backup.recovery_point"

_AIR_GAPPED: Final = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
"""Always locked in compliance mode from its creation on: "Logically air-gapped vault" in the same guide."""

_BY_THE_VAULT: Final = frozenset({"efs.file_system", "s3.bucket"})
_ADVANCED: Final = {"dynamodb.table": "DynamoDB"}
"""The name of the kind in AWS Backup's settings, which say whether it manages the backups of the kind itself."""


def _vault(fact: Fact) -> Iterator[Note]:
    config, lock = fact.config, fact.config["lock"]
    key = config["encryption_key"] or {}
    owned = config["encryption_key_type"] == "AWS_OWNED_KMS_KEY"
    since = lock["locks_at"] or (config["created_at"] if config["type"] == _AIR_GAPPED else None)
    policy = config["policy"]
    yield (
        fact.id,
        {
            "arn": fact.id,
            "account": fact.account,
            "region": fact.region,
            "type": config["type"],
            "key_arn": key.get("arn"),
            "key_manager": "AWS" if owned else key.get("manager"),
            "key_state": key.get("state"),
            "key_deletion_at": key.get("deletion_at"),
            "key_account": key["arn"].split(":")[4] if key else None,
            "lock_mode": ("compliance" if since else "governance") if lock["locked"] else None,
            "locks_at": since if lock["locked"] else None,
            "min_retention_days": lock["min_retention_days"],
            "denies_deletion": policy and "backup:DeleteRecoveryPoint" in policy["denied_to_everyone"],
        },
    )


def _settings(fact: Fact) -> Iterator[Note]:
    yield _SETTINGS, fact.config["management"]


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    found: list[Json] = []
    gaps = notes.missing(_POINT, fact.account, fact.region, fact.id)
    for arn in dict.fromkeys(point["vault_arn"] for point in notes.recovery_points(fact.id)):
        rows = notes.notes("vaults", arn, kind=_VAULT)
        found += [row | {"encrypts": _encrypts(fact, row, notes)} for row in rows[:1]]
        where = place(arn)
        gaps += notes.missing(_VAULT, *where, arn) if where else []
        if not rows:
            gaps.append(Gap("", "", GapReason.NOT_COLLECTED, f"the vault {arn} is not in this snapshot"))
    if fact.kind in _ADVANCED:
        gaps += notes.missing(_SETTINGS, fact.account, fact.region, _SETTINGS)
    return found, gaps


def _encrypts(fact: Fact, vault: Json, notes: Notes) -> bool | None:
    """Whether recovery points of the resource are encrypted with the vault's key; None if that is not known."""
    if fact.kind in _BY_THE_VAULT or (vault["account"], vault["region"]) != (fact.account, fact.region):
        return True
    if fact.kind not in _ADVANCED:
        return False
    settings = notes.notes("vaults", _SETTINGS, account=fact.account, region=fact.region)
    managed: bool | None = settings[0].get(_ADVANCED[fact.kind]) if settings else None
    return managed


VAULTS: Final = Join(
    name="vaults",
    kinds=frozenset({"dynamodb.table", "ec2.volume", "efs.file_system", "rds.cluster", "rds.instance", "s3.bucket"}),
    keeps={_VAULT: _vault, _SETTINGS: _settings},
    find=_find,
)
