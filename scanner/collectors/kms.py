"""KMS: keys of the account, AWS's own among them, and who may end a customer's key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit
from scanner.collectors.listings import Lookup, Rows
from scanner.collectors.policy import Target, policy_facts
from scanner.collectors.shapes import moment, text
from scanner.model import Fact, Json

KEY = "kms.key"

KEY_ACTIONS = ("kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")
"""What makes data unreadable, at once or after a time, and what lets somebody allow himself to."""

_GONE = ("NotFoundException",)

LIST_KEYS = Listing(Operation("kms", "ListKeys"), "Keys", ("Limit", 1000), "Marker", "NextMarker")
LIST_ALIASES = Listing(Operation("kms", "ListAliases"), "Aliases", ("Limit", 100), "Marker", "NextMarker")
DESCRIBE_KEY = Operation("kms", "DescribeKey")
GET_POLICY = Operation("kms", "GetKeyPolicy")


def _key(answer: Raw) -> dict[str, Json]:
    key = answer["KeyMetadata"]
    return {
        "manager": key["KeyManager"],
        "state": key["KeyState"],
        "enabled": key.get("Enabled"),
        "created_at": moment(key.get("CreationDate")),
        "deletion_at": moment(key.get("DeletionDate")),
        "pending_window_days": key.get("PendingDeletionWindowInDays"),
        "usage": key.get("KeyUsage"),
        "spec": key.get("KeySpec"),
        "origin": key.get("Origin"),
        "custom_key_store_id": key.get("CustomKeyStoreId"),
        "material_expires_at": moment(key.get("ValidTo")),
    }


def _multi_region(answer: Raw) -> dict[str, Json]:
    """AWS tells of the related keys of every key that is a multi-Region one, and of no other."""
    key = answer["KeyMetadata"]
    if not key.get("MultiRegion"):
        return {"multi_region": key.get("MultiRegion"), "multi_region_type": None, "primary": None, "replicas": []}
    related = key["MultiRegionConfiguration"]
    return {
        "multi_region": True,
        "multi_region_type": related["MultiRegionKeyType"],
        "primary": _placed(related["PrimaryKey"]),
        "replicas": [_placed(replica) for replica in related["ReplicaKeys"]],
    }


def _placed(key: Mapping[str, str]) -> dict[str, Json]:
    return {"arn": key["Arn"], "region": key["Region"]}


def _rotation(answer: Raw) -> dict[str, Json]:
    return {
        "rotation": {
            "enabled": answer["KeyRotationEnabled"],
            "period_days": answer.get("RotationPeriodInDays"),
            "next_at": moment(answer.get("NextRotationDate")),
        }
    }


def _policy(arn: str, answer: Raw) -> dict[str, Json]:
    return {"policy": policy_facts(answer["Policy"], (Target(KEY_ACTIONS, arn),))}


def _note_alias(rows: Rows, alias: Raw) -> None:
    """Aliases that AWS keeps ready for its own keys have no key yet."""
    if "TargetKeyId" in alias:
        rows.setdefault(text(alias["TargetKeyId"]), {"names": []})["names"].append(text(alias["AliasName"]))


def _aliases(told: Raw) -> dict[str, Json]:
    return {"aliases": sorted(told.get("names", []))}


_KEY = Section(
    DESCRIBE_KEY,
    (
        "manager",
        "state",
        "enabled",
        "created_at",
        "deletion_at",
        "pending_window_days",
        "usage",
        "spec",
        "origin",
        "custom_key_store_id",
        "material_expires_at",
    ),
    _key,
)
_MULTI_REGION = Section(DESCRIBE_KEY, ("multi_region", "multi_region_type", "primary", "replicas"), _multi_region)
_ALIASES = Section(LIST_ALIASES.operation, ("aliases",), _aliases)
GET_ROTATION = Section(
    Operation("kms", "GetKeyRotationStatus"),
    ("rotation",),
    _rotation,
    ("UnsupportedOperationException",),
    {"rotation": None},
    detail=True,
)


def _describe(unit: Unit, tags: Tags, aliases: Lookup, key: Raw) -> Fact:
    arn, key_id = key["KeyArn"], key["KeyId"]
    draft = Draft(unit, KEY, arn, key_id, _GONE)
    # Under this name other collectors ask about the same keys.
    answer = unit.once(f"key {arn}", partial(unit.call, DESCRIBE_KEY, KeyId=arn))
    draft.take(_KEY, answer)
    draft.gone = ()  # a key waits a week at least to be deleted: one that was described is there
    draft.take(_MULTI_REGION, answer)
    draft.take(_ALIASES, aliases.of(key_id))
    draft.config |= {"rotation": None, "policy": None}
    if draft.config["manager"] != "AWS":
        draft.read(
            Section(GET_POLICY, ("policy",), partial(_policy, arn), detail=True), KeyId=arn, PolicyName="default"
        )
    if _may_rotate(draft.config):
        draft.read(GET_ROTATION, KeyId=arn)
    return draft.fact(tags.of(arn))


def _may_rotate(config: Mapping[str, Json]) -> bool:
    """Whether the key's material may rotate by itself, as far as is known of the key.

    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    known = tuple(config[name] for name in ("manager", "state", "spec", "origin"))
    return config["manager"] is None or known == ("CUSTOMER", "Enabled", "SYMMETRIC_DEFAULT", "AWS_KMS")


def _collect(unit: Unit) -> Iterator[Fact]:
    describe = partial(_describe, unit, unit.tags("kms:key"), Lookup(unit, LIST_ALIASES, _note_alias))
    return unit.described(KEY, LIST_KEYS.operation, unit.listed(LIST_KEYS, KEY), describe)


KMS = Collector(
    name="kms",
    kinds=(KEY,),
    operations=(
        LIST_KEYS.operation,
        LIST_ALIASES.operation,
        DESCRIBE_KEY,
        GET_ROTATION.operation,
        GET_POLICY,
        GET_RESOURCES,
    ),
    collect=_collect,
    calls_each={KEY: 3},
)
