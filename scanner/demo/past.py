"""What nobody can create through an API: time that has passed, what was backed up in it, and keys that AWS manages.

All are set in moto's models, so this must run in the emulator's process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from moto.backup.models import backup_backends
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends

from scanner.demo import estate
from scanner.demo.kinds import ACCOUNT, MAIN
from scanner.demo.layer import Answer

_DAY = 86_400


def backdate(keys: Mapping[tuple[str, str], str], told: Iterable[Answer]) -> None:
    """Let the estate be as old as it says. keys: the ARN of each, by alias and Region. told: its backups' story."""
    for table in estate.TABLES:
        model = dynamodb_backends[ACCOUNT][MAIN].tables[table.name]
        model.created_at -= timedelta(days=table.age_days)
        if table.pitr_days is not None:
            on_since = table.age_days if table.pitr_since_days is None else table.pitr_since_days
            pitr = model.continuous_backups["PointInTimeRecoveryDescription"]
            pitr["EarliestRestorableDateTime"] -= min(table.pitr_days, on_since) * _DAY
    for vault in estate.VAULTS:
        if vault.immutable_since_days is not None:
            lock = backup_backends[ACCOUNT][vault.region].vaults[vault.name]
            lock.lock_date = lock.creation_date - vault.immutable_since_days * _DAY
    for answer in told:
        if answer.operation == "ListRecoveryPointsByBackupVault":
            filled = backup_backends[ACCOUNT][answer.region].vaults[answer.chosen_by["BackupVaultName"]]
            filled.num_of_recovery_points = len(answer.result["RecoveryPoints"])
    for key in estate.KEYS:
        if key.by_aws:
            kms_backends[ACCOUNT][key.region].describe_key(keys[key.alias, key.region]).key_manager = "AWS"
