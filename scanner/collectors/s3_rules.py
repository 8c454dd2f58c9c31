"""S3's rules and configurations of which a bucket has many, as AWS answers them and as facts have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.aws.caller import Raw
from scanner.collectors.shapes import enabled, moment, tag_map
from scanner.model import Json


def lifecycle_rule(rule: Raw) -> dict[str, Json]:
    """One rule of GetBucketLifecycleConfiguration."""
    expiration, noncurrent = rule.get("Expiration", {}), rule.get("NoncurrentVersionExpiration", {})
    sizes = _matched(rule)
    return {
        "id": rule.get("ID", ""),
        "enabled": enabled(rule),
        "filter": {
            **_filter(rule),
            "size_greater_than_bytes": sizes.get("ObjectSizeGreaterThan"),
            "size_less_than_bytes": sizes.get("ObjectSizeLessThan"),
        },
        "expiration_days": expiration.get("Days"),
        "expiration_date": moment(expiration.get("Date")),
        "expired_object_delete_marker": expiration.get("ExpiredObjectDeleteMarker", False),
        "noncurrent_days": noncurrent.get("NoncurrentDays"),
        "newer_noncurrent_versions": noncurrent.get("NewerNoncurrentVersions"),
        "abort_incomplete_multipart_days": rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
        "transitions": [
            {"days": step.get("Days"), "date": moment(step.get("Date")), "storage_class": step["StorageClass"]}
            for step in rule.get("Transitions", [])
        ],
        "noncurrent_transitions": [
            {
                "noncurrent_days": step.get("NoncurrentDays"),
                "newer_noncurrent_versions": step.get("NewerNoncurrentVersions"),
                "storage_class": step["StorageClass"],
            }
            for step in rule.get("NoncurrentVersionTransitions", [])
        ],
    }


def replication_rule(rule: Raw) -> dict[str, Json]:
    """One rule of GetBucketReplication."""
    destination, source = rule["Destination"], rule.get("SourceSelectionCriteria", {})
    time_control = destination.get("ReplicationTime")
    return {
        "id": rule.get("ID", ""),
        "priority": rule.get("Priority"),
        "enabled": enabled(rule),
        "filter": _filter(rule),
        "destination_bucket_arn": destination["Bucket"],
        "destination_account": destination.get("Account"),
        "storage_class": destination.get("StorageClass"),
        "replica_key_id": destination.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID"),
        "kms_objects": enabled(source.get("SseKmsEncryptedObjects")),
        "replica_modifications": enabled(source.get("ReplicaModifications")),
        "delete_markers": enabled(rule.get("DeleteMarkerReplication")),
        "existing_objects": enabled(rule.get("ExistingObjectReplication")),
        "time_control_minutes": time_control["Time"]["Minutes"] if enabled(time_control) else None,
        "metrics": enabled(destination.get("Metrics")) or False,
    }


def inventory_configuration(raw: Raw) -> dict[str, Json]:
    """One configuration of ListBucketInventoryConfigurations."""
    to = raw["Destination"]["S3BucketDestination"]
    encryption = to.get("Encryption", {})
    return {
        "id": raw["Id"],
        "enabled": raw["IsEnabled"],
        "prefix": raw.get("Filter", {}).get("Prefix", ""),
        "frequency": raw["Schedule"]["Frequency"],
        "included_versions": raw["IncludedObjectVersions"],
        "optional_fields": sorted(raw.get("OptionalFields", [])),
        "destination_bucket_arn": to["Bucket"],
        "destination_account": to.get("AccountId"),
        "destination_prefix": to.get("Prefix"),
        "format": to["Format"],
        "encryption": next((shown for told, shown in _INVENTORY_ENCRYPTION if told in encryption), None),
        "key_id": encryption.get("SSEKMS", {}).get("KeyId"),
    }


_INVENTORY_ENCRYPTION = (("SSEKMS", "SSE-KMS"), ("SSES3", "SSE-S3"))


def metrics_configuration(raw: Raw) -> dict[str, Json]:
    """One configuration of ListBucketMetricsConfigurations."""
    return {
        "id": raw["Id"],
        "filter": {**_filter(raw), "access_point_arn": _matched(raw).get("AccessPointArn")},
    }


def tiering_configuration(raw: Raw) -> dict[str, Json]:
    """One configuration of ListBucketIntelligentTieringConfigurations."""
    return {
        "id": raw["Id"],
        "enabled": enabled(raw),
        "filter": _filter(raw),
        "archive_tiers": [{"tier": each["AccessTier"], "days": each["Days"]} for each in raw["Tierings"]],
    }


def _matched(rule: Raw) -> Mapping[str, Any]:
    """What the rule's filter demands, however AWS wraps it: alone, together in And, or as the older bare Prefix."""
    chosen = rule.get("Filter", rule)
    matched: Mapping[str, Any] = chosen.get("And", chosen)
    return matched


def _filter(rule: Raw) -> dict[str, Json]:
    matched = _matched(rule)
    alone = [matched["Tag"]] if "Tag" in matched else []
    return {"prefix": matched.get("Prefix", ""), "tags": tag_map([*matched.get("Tags", []), *alone])}
