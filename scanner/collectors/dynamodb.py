"""DynamoDB: tables, their point-in-time recovery and TTL, on-demand backups, exports, global tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors import dynamodb_global
from scanner.collectors.base import GET_RESOURCES, UNTAGGED, Collector, Draft, Section, Tags, Unit, VanishedError
from scanner.collectors.dynamodb_global import GLOBAL_TABLE
from scanner.collectors.shapes import either, instant, moment
from scanner.model import Fact, Json

_GONE = ("ResourceNotFoundException", "TableNotFoundException")

TABLE, BACKUP, EXPORT = "dynamodb.table", "dynamodb.backup", "dynamodb.export"

LIST_TABLES = Listing(
    Operation("dynamodb", "ListTables"),
    "TableNames",
    ("Limit", 100),
    "ExclusiveStartTableName",
    "LastEvaluatedTableName",
)
LIST_BACKUPS = Listing(
    Operation("dynamodb", "ListBackups"),
    "BackupSummaries",
    ("Limit", 100),
    "ExclusiveStartBackupArn",
    "LastEvaluatedBackupArn",
)
LIST_EXPORTS = Listing(Operation("dynamodb", "ListExports"), "ExportSummaries", ("MaxResults", 25))


def _table(answer: Raw) -> dict[str, Json]:
    table = answer["Table"]
    sse, stream, restore = (table.get(name) for name in ("SSEDescription", "StreamSpecification", "RestoreSummary"))
    return {
        "status": table["TableStatus"],
        "created_at": moment(table.get("CreationDateTime")),
        "item_count": table.get("ItemCount"),
        "size_bytes": table.get("TableSizeBytes"),
        "billing_mode": table.get("BillingModeSummary", {}).get("BillingMode"),
        "table_class": table.get("TableClassSummary", {}).get("TableClass"),
        "deletion_protection": table.get("DeletionProtectionEnabled"),
        "global_table_version": table.get("GlobalTableVersion"),
        "stream": {
            "enabled": bool(stream and stream["StreamEnabled"]),
            "view_type": stream.get("StreamViewType") if stream else None,
        },
        "encryption": _encryption(sse),
        "replicas": [
            {
                "region": replica["RegionName"],
                "arn": replica.get("ReplicaArn"),
                "status": replica.get("ReplicaStatus"),
                "key_arn": replica.get("KMSMasterKeyId"),
                "table_class": replica.get("ReplicaTableClassSummary", {}).get("TableClass"),
            }
            for replica in table.get("Replicas", [])
        ],
        "witnesses": [
            {"region": witness["RegionName"], "status": witness.get("WitnessStatus")}
            for witness in table.get("GlobalTableWitnesses", [])
        ],
        "consistency": table.get("MultiRegionConsistency"),
        "restore": restore
        and {
            "source_backup_arn": restore.get("SourceBackupArn"),
            "source_table_arn": restore.get("SourceTableArn"),
            "restored_to": moment(restore["RestoreDateTime"]),
            "in_progress": restore["RestoreInProgress"],
        },
    }


def _encryption(sse: Mapping[str, Json] | None) -> dict[str, Json]:
    """There is no SSEDescription while the key is AWS's own, and a DISABLED one after a table went back to it."""
    if sse is None or not either(sse["Status"], ("ENABLING", "ENABLED", "UPDATING"), ("DISABLING", "DISABLED")):
        return {"type": "AWS_OWNED", "key_arn": None}
    return {"type": sse["SSEType"], "key_arn": sse.get("KMSMasterKeyArn")}


def _pitr(answer: Raw) -> dict[str, Json]:
    pitr = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return {
        "pitr": {
            "enabled": either(pitr["PointInTimeRecoveryStatus"], ("ENABLED",), ("DISABLED",)),
            "window_days": pitr.get("RecoveryPeriodInDays"),
            "earliest_restorable_at": moment(pitr.get("EarliestRestorableDateTime")),
            "latest_restorable_at": moment(pitr.get("LatestRestorableDateTime")),
        }
    }


def _ttl(answer: Raw) -> dict[str, Json]:
    ttl = answer["TimeToLiveDescription"]
    on = either(ttl["TimeToLiveStatus"], ("ENABLED", "ENABLING"), ("DISABLED", "DISABLING"))
    return {"ttl": {"enabled": on, "attribute": ttl.get("AttributeName")}}


DESCRIBE_TABLE = Section(
    Operation("dynamodb", "DescribeTable"),
    (
        "status",
        "created_at",
        "item_count",
        "size_bytes",
        "billing_mode",
        "table_class",
        "deletion_protection",
        "global_table_version",
        "stream",
        "encryption",
        "replicas",
        "witnesses",
        "consistency",
        "restore",
    ),
    _table,
)
DESCRIBE_PITR = Section(Operation("dynamodb", "DescribeContinuousBackups"), ("pitr",), _pitr)
DESCRIBE_TTL = Section(Operation("dynamodb", "DescribeTimeToLive"), ("ttl",), _ttl, detail=True)


def _describe_table(unit: Unit, tags: Tags, name: str) -> Fact:
    draft = Draft(unit, TABLE, unit.arn("dynamodb", f"table/{name}"), name, _GONE)
    draft.read(DESCRIBE_TABLE, TableName=name)
    if draft.config["status"] == "DELETING":
        raise VanishedError  # nobody is to judge what is on its way out, and half of it is gone already
    if draft.config["status"] == "CREATING":
        draft.gone = ()  # a table that is not ready yet may be as unknown to the other calls as one that is gone
    draft.read(DESCRIBE_PITR, TableName=name)
    draft.read(DESCRIBE_TTL, TableName=name)
    return draft.fact(tags.of(draft.arn))


def _backup(unit: Unit, summary: Raw) -> Fact:
    draft = Draft(unit, BACKUP, summary["BackupArn"], summary["BackupName"])
    draft.config = {
        "table_name": summary["TableName"],
        "table_arn": summary["TableArn"],
        "status": summary["BackupStatus"],
        "type": summary["BackupType"],
        "created_at": instant(summary["BackupCreationDateTime"]),
        "expires_at": moment(summary.get("BackupExpiryDateTime")),
        "size_bytes": summary.get("BackupSizeBytes"),
    }
    return draft.fact(UNTAGGED)


def _export(answer: Raw) -> dict[str, Json]:
    export = answer["ExportDescription"]
    return {
        "status": export["ExportStatus"],
        "type": export.get("ExportType"),
        "export_time": moment(export.get("ExportTime")),
        "completed_at": moment(export.get("EndTime")),
        "bucket": export.get("S3Bucket"),
        "bucket_owner": export.get("S3BucketOwner"),
        "prefix": export.get("S3Prefix"),
        "sse_algorithm": export.get("S3SseAlgorithm"),
        "sse_key_id": export.get("S3SseKmsKeyId"),
        "format": export.get("ExportFormat"),
        "failure_code": export.get("FailureCode"),
    }


DESCRIBE_EXPORT = Section(
    Operation("dynamodb", "DescribeExport"),
    (
        "export_time",
        "completed_at",
        "bucket",
        "bucket_owner",
        "prefix",
        "sse_algorithm",
        "sse_key_id",
        "format",
        "failure_code",
    ),
    _export,
)


def _describe_export(unit: Unit, summary: Raw) -> Fact:
    table, _, name = summary["ExportArn"].partition("/export/")
    draft = Draft(unit, EXPORT, summary["ExportArn"], name, ("ExportNotFoundException",))
    draft.config = {"table_arn": table, "status": summary["ExportStatus"], "type": summary.get("ExportType")}
    draft.read(DESCRIBE_EXPORT, ExportArn=draft.arn)
    return draft.fact(UNTAGGED)


def _collect(unit: Unit) -> Iterator[Fact]:
    tags = unit.tags("dynamodb:table")
    tables = unit.listed(LIST_TABLES, TABLE)
    yield from unit.described(TABLE, LIST_TABLES.operation, tables, partial(_describe_table, unit, tags))
    backups = unit.listed(LIST_BACKUPS, BACKUP, BackupType="ALL")
    yield from unit.read(BACKUP, LIST_BACKUPS.operation, backups, partial(_backup, unit))
    exports = unit.listed(LIST_EXPORTS, EXPORT)
    yield from unit.described(EXPORT, LIST_EXPORTS.operation, exports, partial(_describe_export, unit))
    yield from dynamodb_global.global_tables(unit)


DYNAMODB = Collector(
    name="dynamodb",
    kinds=(TABLE, BACKUP, EXPORT, GLOBAL_TABLE),
    operations=(
        *(listing.operation for listing in (LIST_TABLES, LIST_BACKUPS, LIST_EXPORTS)),
        *(section.operation for section in (DESCRIBE_TABLE, DESCRIBE_PITR, DESCRIBE_TTL, DESCRIBE_EXPORT)),
        *dynamodb_global.OPERATIONS,
        GET_RESOURCES,
    ),
    collect=_collect,
    idle_calls=4,
    calls_each={TABLE: 3, EXPORT: 1, GLOBAL_TABLE: 1},
)
