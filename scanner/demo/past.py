"""What nobody can create through an API: time that has passed, what was backed up in it, and keys that AWS manages.

All are set in moto's models, so this must run in the emulator's process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from moto.backup.models import backup_backends
from moto.cognitoidp.models import cognitoidp_backends
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends
from moto.rds.models import rds_backends
from moto.s3.models import s3_backends

from scanner.demo import estate, services
from scanner.demo.kinds import ACCOUNT, MAIN
from scanner.demo.layer import Answer

_DAY = 86_400


def backdate(keys: Mapping[tuple[str, str], str], told: Iterable[Answer]) -> None:
    """Let the estate be as old as it says. keys: the ARN of each, by alias and Region. told: its backups' story."""
    _backdate_data()
    _backdate_backups(told)
    _backdate_services()
    for key in estate.KEYS:
        if key.by_aws:
            kms_backends[ACCOUNT][key.region].describe_key(keys[key.alias, key.region]).key_manager = "AWS"


def _backdate_data() -> None:
    for table in estate.TABLES:
        model = dynamodb_backends[ACCOUNT][MAIN].tables[table.name]
        model.created_at -= timedelta(days=table.age_days)
        if table.restored_from:
            model.restore_date_time = model.created_at  # type: ignore[attr-defined]  # moto's class for restored ones has it
        if table.pitr_days is not None:
            on_since = table.age_days if table.pitr_since_days is None else table.pitr_since_days
            pitr = model.continuous_backups["PointInTimeRecoveryDescription"]
            pitr["EarliestRestorableDateTime"] -= min(table.pitr_days, on_since) * _DAY
    exports = s3_backends[ACCOUNT]["aws"].buckets[services.EXPORTS_BUCKET].keys
    for name, age in services.EXPORTS.items():
        exports[name].last_modified -= timedelta(days=age)


def _backdate_backups(told: Iterable[Answer]) -> None:
    for vault in estate.VAULTS:
        if vault.immutable_since_days is not None:
            lock = backup_backends[ACCOUNT][vault.region].vaults[vault.name]
            lock.lock_date = lock.creation_date - vault.immutable_since_days * _DAY
    for answer in told:
        if answer.operation == "ListRecoveryPointsByBackupVault":
            filled = backup_backends[ACCOUNT][answer.region].vaults[answer.chosen_by["BackupVaultName"]]
            filled.num_of_recovery_points = len(answer.result["RecoveryPoints"])


def _backdate_services() -> None:
    for pool in cognitoidp_backends[ACCOUNT][MAIN].user_pools.values():
        pool.creation_date -= timedelta(days=services.POOL_AGE_DAYS)
        pool.last_modified_date -= timedelta(days=services.POOL_AGE_DAYS)
    databases = rds_backends[ACCOUNT][MAIN]
    for database in services.DATABASES:
        if database.cluster:
            databases.clusters[database.name].cluster_create_time -= timedelta(days=database.age_days)
        else:
            databases.databases[database.name].instance_create_time -= timedelta(days=database.age_days)
