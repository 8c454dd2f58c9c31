"""The compliant facts of trails, AWS Config and keys; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, KEY_ARN, REGION, ROLE_ARN, make_fact

from scanner.model import Fact


def trail(**overrides: Any) -> Fact:
    name, account = overrides.get("name", "estate"), overrides.get("account", ACCOUNT)
    config = {
        "owner_account": account,
        "organization": False,
        "multi_region": True,
        "global_service_events": True,
        "bucket": "orders-trail",
        "prefix": None,
        "key_arn": KEY_ARN,
        "log_group_arn": None,
        "topic_arn": None,
        "validation": True,
        "logging": {
            "on": True,
            "started_at": "2024-05-01T08:00:00Z",
            "stopped_at": None,
            "latest_delivery_at": "2026-03-01T11:50:00Z",
            "latest_delivery_error": None,
            "latest_digest_at": "2026-03-01T11:30:00Z",
            "latest_digest_error": None,
        },
        "selectors": {
            "management_events": [{"read": True, "write": True, "excluded_sources": []}],
            "data_events": [
                {
                    "resource_type": "AWS::S3::Object",
                    "read": True,
                    "write": True,
                    "all": True,
                    "arns": [],
                    "arn_prefixes": [],
                    "excluded_arns": [],
                    "excluded_arn_prefixes": [],
                }
            ],
            "complete": True,
            "advanced": [],
        },
    }
    arn = f"arn:aws:cloudtrail:{overrides.get('region', REGION)}:{account}:trail/{name}"
    return make_fact("cloudtrail.trail", arn, name, config, overrides)


def config_recorder(**overrides: Any) -> Fact:
    config = {
        "role_arn": ROLE_ARN,
        "strategy": "ALL_SUPPORTED_RESOURCE_TYPES",
        "all_supported": True,
        "include_global": True,
        "resource_types": [],
        "excluded_resource_types": [],
        "frequency": "CONTINUOUS",
        "frequency_overrides": [],
        "recording": True,
        "last_status": "Success",
        "last_status_at": "2026-03-01T11:00:00Z",
        "last_error": None,
        "started_at": "2024-05-01T08:00:00Z",
        "stopped_at": None,
        "delivery": {
            "bucket": "orders-config",
            "prefix": None,
            "key_arn": None,
            "topic_arn": None,
            "snapshot_every_hours": 24,
        },
    }
    arn = f"arn:aws:config:{REGION}:{ACCOUNT}:configuration-recorder/default/6f1f3e8a"
    return make_fact("config.recorder", arn, "default", config, overrides)


def config_rule(**overrides: Any) -> Fact:
    config = {
        "owner": "AWS",
        "identifier": "DYNAMODB_PITR_ENABLED",
        "state": "ACTIVE",
        "created_by": None,
        "scope": {
            "resource_types": ["AWS::DynamoDB::Table"],
            "resource_id": None,
            "tag_key": None,
            "tag_value": None,
        },
        "modes": ["DETECTIVE"],
        "evaluated_every_hours": None,
        "compliance": {"status": "COMPLIANT", "noncompliant_count": None, "count_capped": False},
    }
    arn = f"arn:aws:config:{REGION}:{ACCOUNT}:config-rule/config-rule-1a2b3c"
    return make_fact("config.rule", arn, "tables-have-pitr", config, overrides)


def key(**overrides: Any) -> Fact:
    config = {
        "manager": "CUSTOMER",
        "state": "Enabled",
        "enabled": True,
        "created_at": "2024-05-01T08:00:00Z",
        "deletion_at": None,
        "pending_window_days": None,
        "usage": "ENCRYPT_DECRYPT",
        "spec": "SYMMETRIC_DEFAULT",
        "origin": "AWS_KMS",
        "custom_key_store_id": None,
        "material_expires_at": None,
        "multi_region": False,
        "multi_region_type": None,
        "primary": None,
        "replicas": [],
        "aliases": ["alias/orders"],
        "rotation": {"enabled": True, "period_days": 365, "next_at": "2026-05-01T08:00:00Z"},
        "policy": {
            "exists": True,
            "denied_to_everyone": ["kms:DeleteImportedKeyMaterial", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
            "denied_conditionally": [],
            "allowed": [],
        },
    }
    return make_fact("kms.key", KEY_ARN, KEY_ARN.rpartition("/")[2], config, overrides)
