"""An estate with nothing to find fault with: one application at the highest tier, and all that watches over it.

`orders` is a table, a bucket and their stack, at enterprise. `portal` is everything else that holds data. What copies
and logs lie in belongs to `copies`, at basic: what it is a copy of is judged where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
from support.backup_audit_facts import restore_job, restore_testing_selection
from support.compliant_account import AWAY_KEY, watched
from support.database_facts import db_cluster, db_instance, file_system, volume
from support.fact_parts import AS_OF, BUCKET_ARN, PLAN_ARN, REGION, TABLE_ARN
from support.facts import (
    ACCOUNT,
    BUILDERS,
    COPY_VAULT_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    backup_job,
    bucket,
    copy_job,
    evidence_record,
    export_location,
    installation,
    plan,
    plan_rule,
    recovery_point,
    region_settings,
    replication_rule,
    scope_of,
    selection,
    site,
    stack,
    unit,
    vault,
)
from support.search_facts import collection, domain, snapshot_repository
from support.stack_facts import user_pool

from scanner.assets import SCHEMAS
from scanner.collectors import COLLECTORS
from scanner.model import CoverageUnit, Fact, Json

TAKEN_AT = AS_OF
PLACES = tuple((account, region) for account in (ACCOUNT, OTHER_ACCOUNT) for region in (REGION, OTHER_REGION))
SCOPE = scope_of((ACCOUNT, OTHER_ACCOUNT), (REGION, OTHER_REGION), [each.name for each in COLLECTORS])

SNAPSHOTS: dict[str, Json] = {"oldest_success_at": "2025-11-15T01:00:00Z", "count": 107, "succeeded": 107}
_STANDARD = {"Application": "portal", "safehold:tier": "standard"}
_PLANS = {
    "daily": ("cron(0 5 * * ? *)", 660, {TABLE_ARN: "DynamoDB", BUCKET_ARN: "S3"}, "2026-03-01T05"),
    "often": ("cron(0 0/6 * * ? *)", 120, {volume().id: "EBS", file_system().id: "EFS"}, "2026-03-01T06"),
}
"""By name: the schedule, the completion window in minutes, what is selected, and the hour of the newest backup."""

_EVIDENCE = orjson.loads((SCHEMAS / "evidence.json").read_bytes())["properties"]


def units() -> list[CoverageUnit]:
    """Everything was looked at, everywhere."""
    found: dict[tuple[str, str, str], CoverageUnit] = {}
    for collector in COLLECTORS:
        for account, place in PLACES:
            region = place if collector.per_region else "global"
            found[account, region, collector.name] = unit(
                *collector.kinds, collector=collector.name, account=account, region=region
            )
    return list(found.values())


def facts(portal: str = "standard") -> list[Fact]:
    """Every fact of it. portal: the tier of the user pool and of the search."""
    made = [*watched(), *_data(), *_stacks(), *_backups(), *_restores(), *_evidence(), *_portal(portal)]
    kinds = {fact.kind for fact in made} | {"estate.application"}
    made += [build() for kind, build in BUILDERS.items() if kind not in kinds]
    return [_placed(_tagged(fact)) for fact in made]


def _tagged(fact: Fact) -> Fact:
    return replace(fact, tags={"Application": "orders", "safehold:tier": "enterprise", **(fact.tags or {})})


def _placed(fact: Fact) -> Fact:
    """With a name of the bucket that a stack can make once more in another Region."""
    text = orjson.dumps([fact.id, fact.name, fact.config]).decode()
    arn, name, config = orjson.loads(text.replace("orders-content", f"orders-content-{REGION}"))
    return replace(fact, id=arn, name=name, config=config)


def _data() -> Iterator[Fact]:
    yield bucket(replication={"rules": [replication_rule(replica_key_id=AWAY_KEY)]})
    yield installation(
        resources={
            "dynamodb/DocumentsTableName": "orders",
            "s3/DocumentsS3Bucket": "orders-content",
        }
    )
    yield site()
    yield region_settings(
        opt_in=dict.fromkeys(("DynamoDB", "EBS", "EFS", "S3"), True),
        management=dict.fromkeys(("DynamoDB", "EBS", "EFS", "S3"), True),
    )


def _portal(tier: str) -> Iterator[Fact]:
    tags = {**_STANDARD, "safehold:tier": tier}
    clients = [{**client, "identity_providers": ["Staff"]} for client in user_pool().config["clients"]]
    pool = user_pool(tags=tags, clients=clients, admin_creates_users_only=True)
    yield pool
    yield _exported(pool, pool.config["modified_at"])
    yield domain(tags=tags, manual_snapshots=SNAPSHOTS)
    yield snapshot_repository(snapshots=SNAPSHOTS)
    yield collection(tags=tags)
    yield volume(tags={**_STANDARD, "safehold:data-type": "configuration"})
    yield file_system(tags={**_STANDARD, "safehold:data-type": "search_index"})
    kept = {"backup_retention_days": 35, "earliest_restorable_at": "2026-01-25T02:10:00Z"}
    for each in (db_instance(**kept), db_cluster(**kept)):
        yield replace(each, tags={"Application": "ledger", "safehold:tier": "basic"})


_OWNED = {
    "shop": {
        "OrdersTable": ("AWS::DynamoDB::Table", "orders"),
        "ContentBucket": ("AWS::S3::Bucket", "orders-content"),
    },
    "portal": {
        "Users": ("AWS::Cognito::UserPool", f"{REGION}_A1b2C3d4E"),
        "Search": ("AWS::OpenSearchService::Domain", "orders-search"),
        "Collection": ("AWS::OpenSearchServerless::Collection", "1a2b3c4d5e6f7a8b9c0d"),
        "Data": ("AWS::EC2::Volume", "vol-1a2b3c4d"),
        "Index": ("AWS::EFS::FileSystem", "fs-1a2b3c4d"),
        "Ledger": ("AWS::RDS::DBInstance", "ledger"),
        "Ledgers": ("AWS::RDS::DBCluster", "ledger"),
    },
}
"""By stack: what it owns, by logical id."""


def _stacks() -> Iterator[Fact]:
    for name, owned in _OWNED.items():
        rows: list[Json] = [
            {
                "logical_id": each,
                "type": sort,
                "physical_id": own,
                "status": "UPDATE_COMPLETE",
                "drift_status": "IN_SYNC",
            }
            for each, (sort, own) in owned.items()
        ]
        declared: list[Json] = [
            {"logical_id": each, "type": sort, "deletion_policy": "Retain", "update_replace_policy": "Retain"}
            for each, (sort, _) in owned.items()
        ]
        made = stack(name=name, resources=rows, template_resources=declared)
        yield _exported(made, made.config["updated_at"])
        yield made if name == "shop" else replace(made, tags=_STANDARD)


def _exported(subject: Fact, changed_at: str) -> Fact:
    """The exports of a stack or pool, the newest of them from after its last change."""
    return export_location(
        id=f"{subject.id}/export/exports",
        name=subject.name,
        subject_arn=subject.id,
        subject_kind=subject.kind,
        subject_updated_at=changed_at,
    )


def _backups() -> Iterator[Fact]:
    """What a plan selects has recovery points at home and elsewhere, and jobs that ended well."""
    own_key: dict[str, Any] = {"encryption_key": {"arn": AWAY_KEY}}
    yield vault()
    yield vault(name="copies", account=OTHER_ACCOUNT, region=OTHER_REGION, **own_key)
    for name, (schedule, minutes, selected, hour) in _PLANS.items():
        arn = PLAN_ARN if name == "daily" else f"{PLAN_ARN}-{name}"
        own = {"plan_id": arn.rpartition(":")[2]}
        rule = plan_rule(
            name=name,
            schedule=schedule,
            completion_window_minutes=minutes,
            recovery_point_tags={"Application": "orders"},
        )
        yield plan(id=arn, name=name, rules=[rule], **own)
        yield selection(id=f"{arn}/selection/{name}", plan_arn=arn, **own, assignment={"resources": list(selected)})
        for resource, sort in selected.items():
            yield from _backed_up(resource, sort, arn, hour)


def _backed_up(resource: str, sort: str, plan_arn: str, hour: str) -> Iterator[Fact]:
    home = recovery_point()
    common: dict[str, Any] = {
        "resource_arn": resource,
        "resource_type": sort,
        "plan_arn": plan_arn,
        "created_at": f"{hour}:10:00Z",
        "completed_at": f"{hour}:40:00Z",
    }
    away: dict[str, Any] = {
        "vault_arn": COPY_VAULT_ARN,
        "vault_name": "copies",
        "source_vault_arn": home.config["vault_arn"],
        "key_arn": AWAY_KEY,
        "account": OTHER_ACCOUNT,
        "region": OTHER_REGION,
    }
    for number, begun in enumerate((f"{hour}:10:00Z", "2026-01-20T05:10:00Z")):
        ident = f"{home.id}-{sort}-{number}"
        yield recovery_point(id=ident, **{**common, "created_at": begun})
        yield recovery_point(id=f"{ident}-copy", **{**common, "created_at": begun, **away})
    for job in (backup_job(), copy_job()):
        yield replace(job, id=f"{job.id}-{sort}", name=f"{job.name}-{sort}", config={**job.config, **common})


def _restores() -> Iterator[Fact]:
    """Restore testing has brought each of them back, from both vaults."""
    for _, _, selected, _ in _PLANS.values():
        for resource, sort in selected.items():
            home = restore_job()
            own = {"source_resource_arn": resource, "resource_type": sort}
            yield restore_job(id=f"{home.id}-{sort}", name=f"{home.name}-{sort}", **own)
            yield restore_testing_selection(
                id=f"{restore_testing_selection().id}-{sort}", name=sort, resource_type=sort
            )


_TYPES = {
    **dict.fromkeys(("full_drill", "identity_provider", "object_restore", "region_drill"), "restore_test"),
    **dict.fromkeys(("replica_validation", "search_restore", "soft_delete_restore", "table_restore"), "restore_test"),
    **dict.fromkeys(("identity_export", "stack_export"), "export"),
    "production_readiness": "approval",
}
"""What answers each topic; a decision answers every other."""


def _evidence() -> Iterator[Fact]:
    """A current record of every topic."""
    contains = _EVIDENCE["contains"]["items"]["enum"]
    checked = _EVIDENCE["checked"]["items"]["enum"]
    applications = {"applications": ["orders", "portal", "ledger", "copies"], "resources": []}
    for topic in _EVIDENCE["topic"]["enum"]:
        told: dict[str, Any] = {"type": _TYPES.get(topic, "decision"), "contains": contains}
        if told["type"] == "restore_test":
            told |= {"checked": checked}
        else:
            told |= {
                "statement": "Decided.",
                **dict.fromkeys(("measured_rpo_seconds", "measured_rto_seconds", "result")),
            }
        scope = {**applications, "sites": []}
        yield evidence_record(name=topic, topic=topic, dated_at="2026-02-28T12:00:00Z", scope=scope, **told)
    yield evidence_record(
        name="acme-restored",
        scope={"applications": [], "resources": [], "sites": ["acme"]},
        topic="full_drill",
        dated_at="2026-02-28T12:00:00Z",
    )
    yield evidence_record(name="orders-restored", topic="replica_validation", restore_jobs=["A1B2C3D4-0003-DynamoDB"])
