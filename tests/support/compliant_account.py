"""What watches over the estate of support.compliant: trails, AWS Config, alarms; and the buckets behind them."""

from __future__ import annotations

from collections.abc import Iterator

from support.audit_facts import config_recorder, config_rule, key, trail
from support.fact_parts import ACCOUNT, KEY_ARN, OTHER_ACCOUNT, OTHER_REGION, REGION
from support.facts import account_fact, alarm, bucket, lifecycle_rule, queue, region_settings, topic
from support.stack_facts import parameter

from scanner.model import Fact, Json

AWAY_KEY = f"arn:aws:kms:{OTHER_REGION}:{OTHER_ACCOUNT}:key/5d0c2f9e-0a63-4c68-9a55-0c9e1f7b2d44"
"""The key of the copies, which is not this account's."""

_AWAY = {"account": OTHER_ACCOUNT, "region": OTHER_REGION}
_NOT_REPLICATED: Json = {"configured": False, "role_arn": None, "rules": []}
_ENDS: Json = {"configured": True, "rules": [lifecycle_rule(expiration_days=4000)]}


def kept(name: str, data_type: str, **more: Json) -> Fact:
    """A bucket that copies or logs lie in: versioned, and locked for longer than anything has to be kept there."""
    here = {
        "replication": _NOT_REPLICATED,
        "inventory_configurations": [],
        "object_lock": {"default_retention_days": 400},
        **more,
    }
    tags = {"Application": "copies", "safehold:tier": "basic", "safehold:data-type": data_type}
    return bucket(name=name, tags=tags, **here)


def watched() -> Iterator[Fact]:
    """All of it."""
    yield account_fact()
    yield account_fact(account=OTHER_ACCOUNT)
    yield from _buckets()
    yield from _recorded()
    yield from _alarmed()
    yield key()
    yield key(id=AWAY_KEY, name=AWAY_KEY.rpartition("/")[2], aliases=["alias/copies"], **_AWAY)
    signing = f"{KEY_ARN.rpartition('/')[0]}/mrk-5e1a7c3d2b444f0e9d610c8f7a6b5e4d"
    yield key(
        id=signing,
        name=signing.rpartition("/")[2],
        aliases=["alias/receipts"],
        usage="SIGN_VERIFY",
        spec="RSA_2048",
        rotation={"enabled": False, "period_days": None, "next_at": None},
        multi_region=True,
        multi_region_type="PRIMARY",
        replicas=[{"arn": signing.replace(REGION, OTHER_REGION), "region": OTHER_REGION}],
    )
    yield parameter()
    yield parameter(name="/shop/prod/database-password", type="SecureString", key_id=KEY_ARN)
    for account, region in ((ACCOUNT, OTHER_REGION), (OTHER_ACCOUNT, OTHER_REGION), (OTHER_ACCOUNT, REGION)):
        yield region_settings(account=account, region=region)


def _buckets() -> Iterator[Fact]:
    yield kept("orders-exports", "backup_records")
    yield kept("orders-content-snapshots", "backup_records")
    yield kept("backup-reports", "logs")
    yield kept("orders-inventory", "logs")
    yield kept("orders-config", "logs")
    yield kept("orders-trail", "logs")
    yield kept("exports", "backup_records")
    away: dict[str, Json] = {"encryption": {"key_id": AWAY_KEY}, **_AWAY}
    yield kept("orders-content-replica", "backup_records", **away)
    yield kept("copies-trail", "logs", **away)


def _recorded() -> Iterator[Fact]:
    yield trail()
    yield trail(name="copies", bucket="copies-trail", key_arn=AWAY_KEY, **_AWAY)
    checked = (
        ("tables-have-pitr", "DYNAMODB_PITR_ENABLED", "Table"),
        ("buckets-versioned", "S3_BUCKET_VERSIONING_ENABLED", "Bucket"),
    )
    for account, region in ((ACCOUNT, REGION), (OTHER_ACCOUNT, OTHER_REGION)):
        own = {"account": account, "region": region}
        yield config_recorder(id=f"arn:aws:config:{region}:{account}:configuration-recorder/default/6f1f3e8a", **own)
        for name, identifier, sort in checked:
            yield config_rule(
                id=f"arn:aws:config:{region}:{account}:config-rule/{name}",
                name=name,
                identifier=identifier,
                scope={"resource_types": [f"AWS::{'DynamoDB' if sort == 'Table' else 'S3'}::{sort}"]},
                **own,
            )


def _alarmed() -> Iterator[Fact]:
    yield topic()
    yield alarm()
    yield alarm(
        name="orders-dead-letters",
        namespace="AWS/SQS",
        metric_name="ApproximateNumberOfMessagesVisible",
        dimensions=[{"name": "QueueName", "value": "orders-dead"}],
    )
    yield alarm(
        name="orders-replication-behind",
        namespace="AWS/S3",
        metric_name="ReplicationLatency",
        dimensions=[{"name": "SourceBucket", "value": "orders-content"}],
        threshold=900.0,
    )
    none: Json = {"configured": False, "dead_letter_queue_arn": None, "max_receive_count": None}
    yield queue(retention_seconds=345600)
    yield queue(name="orders-dead", redrive=none)
