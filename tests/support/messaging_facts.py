"""The compliant facts of queues, topics, rules of EventBridge, alarms and log groups; see support.facts, which has them
all.
"""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, KEY_ARN, REGION, TOPIC_ARN, make_fact

from scanner.model import Fact

_DEAD_LETTERS_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders-dead"


def queue(**overrides: Any) -> Fact:
    name = overrides.get("name", "orders-events")
    config = {
        "created_at": "2024-05-01T08:00:00Z",
        "fifo": False,
        "retention_seconds": 1209600,
        "visibility_timeout_seconds": 300,
        "delay_seconds": 0,
        "messages_visible": 0,
        "messages_not_visible": 2,
        "messages_delayed": 0,
        "encryption": {"type": "KMS", "key_id": KEY_ARN},
        "redrive": {"configured": True, "dead_letter_queue_arn": _DEAD_LETTERS_ARN, "max_receive_count": 5},
        "redrive_allow": {"configured": True, "permission": "denyAll", "source_queue_arns": []},
    }
    return make_fact("sqs.queue", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", name, config, overrides)


def topic(**overrides: Any) -> Fact:
    config = {
        "subscriptions_confirmed": 2,
        "subscriptions_pending": 0,
        "subscriptions_deleted": 0,
        "protocols": [
            {"protocol": "email", "subscriptions_confirmed": 1},
            {"protocol": "sqs", "subscriptions_confirmed": 1},
        ],
        "kms_key_id": KEY_ARN,
        "fifo": False,
    }
    return make_fact("sns.topic", TOPIC_ARN, TOPIC_ARN.rpartition(":")[2], config, overrides)


def event_rule(**overrides: Any) -> Fact:
    name = overrides.get("name", "backups-failed")
    config = {
        "bus_name": "default",
        "enabled": True,
        "schedule_expression": None,
        "managed_by": None,
        "event_pattern": {
            "sources": ["aws.backup"],
            "detail_types": ["Backup Job State Change", "Copy Job State Change"],
            "other_fields": [],
            "sha256": "2" * 64,
        },
        "targets": [{"arn": TOPIC_ARN, "type": "sns", "dead_letter_arn": _DEAD_LETTERS_ARN}],
    }
    return make_fact("events.rule", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}", name, config, overrides)


def alarm(**overrides: Any) -> Fact:
    name = overrides.get("name", "backup-jobs-failed")
    config = {
        "type": "MetricAlarm",
        "state": "OK",
        "state_changed_at": "2026-02-01T10:00:00Z",
        "actions_enabled": True,
        "alarm_action_arns": [TOPIC_ARN],
        "ok_action_arns": [],
        "namespace": "AWS/Backup",
        "metric_name": "NumberOfBackupJobsFailed",
        "dimensions": [{"name": "BackupVaultName", "value": "main"}],
        "metrics": [],
        "log_groups": [],
        "composite_rule": None,
        "statistic": "Sum",
        "comparison": "GreaterThanThreshold",
        "threshold": 0.0,
        "evaluation_periods": 1,
        "period_seconds": 3600,
        "treat_missing_data": "notBreaching",
    }
    return make_fact("cloudwatch.alarm", f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}", name, config, overrides)


def log_group(**overrides: Any) -> Fact:
    name = overrides.get("name", "/aws/lambda/orders")
    config = {
        "retention_days": 400,
        "never_expires": False,
        "stored_bytes": 9876543,
        "created_at": "2024-05-01T08:00:00Z",
        "kms_key_id": KEY_ARN,
        "class": "STANDARD",
        "metric_filter_count": 1,
        "deletion_protection": True,
    }
    return make_fact("logs.log_group", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}", name, config, overrides)
