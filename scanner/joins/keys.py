"""The KMS key that encrypts a resource, and what each key encrypts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.link_rows import partition, unread
from scanner.model import Fact, Gap, GapReason, Json, Profile

_KEY: Final = "kms.key"
_EXAMPLES: Final = 5

_READ: Final = ("manager", "state", "deletion_at", "multi_region", "multi_region_type")
"""What is told of a key, and without which less is known of it. Of its policy only whether it says so counts."""


def _encryption(fact: Fact) -> str | None:
    """Of a table: AWS tells of no key where it is AWS's own."""
    return (fact.config["encryption"] or {}).get("key_arn")


def _bucket_encryption(fact: Fact) -> str | None:
    """KMS without a key is AWS's own one for S3: ServerSideEncryptionByDefault in the Amazon S3 API reference."""
    told = fact.config["encryption"] or {}
    if not str(told.get("algorithm")).startswith("aws:kms"):
        return None
    return told["key_id"] or "alias/aws/s3"


def _of(field: str) -> Callable[[Fact], str | None]:
    return lambda fact: fact.config[field]


def _within(field: str, name: str) -> Callable[[Fact], str | None]:
    return lambda fact: (fact.config[field] or {}).get(name)


_NAMED: Final[dict[str, tuple[str, Callable[[Fact], str | None]]]] = {
    "backup.vault": ("encryption_key", _within("encryption_key", "arn")),
    "dynamodb.table": ("encryption", _encryption),
    "ec2.volume": ("key_arn", _of("key_arn")),
    "efs.file_system": ("key_id", _of("key_id")),
    "logs.log_group": ("kms_key_id", _of("kms_key_id")),
    "opensearch.collection": ("key_arn", _of("key_arn")),
    "opensearch.domain": ("encryption_at_rest", _within("encryption_at_rest", "key_id")),
    "rds.cluster": ("key_id", _of("key_id")),
    "rds.instance": ("key_id", _of("key_id")),
    "s3.bucket": ("encryption", _bucket_encryption),
}
"""The field in which each kind names its key, and the key in it: an ARN, an id, or an alias."""

_WHOLE: Final = frozenset({"dynamodb.table", "opensearch.domain", "s3.bucket"})
"""Kinds whose field is null only where it could not be read."""


def _rows(fact: Fact) -> Iterator[Note]:
    """A key under all its names."""
    config = fact.config
    policy = config["policy"] or {}
    gaps = [gap for gap in fact.gaps if any(gap.touches(f"/config/{name}") for name in _READ)]
    row = {
        "arn": fact.id,
        "account": fact.account,
        "region": fact.region,
        **{name: config[name] for name in _READ},
        "deletion_denied": _denied(policy.get("denied_to_everyone"), config["origin"]),
        "gaps": [[gap.operation, gap.reason.value, gap.detail] for gap in gaps],
    }
    aliases = config["aliases"] or ()
    prefix = fact.id.rpartition(":")[0]
    for name in (fact.id, fact.id.rpartition("/")[2], *aliases, *(f"{prefix}:{alias}" for alias in aliases)):
        yield name, row


def _denied(denied: list[str] | None, origin: str | None) -> bool | None:
    """Whether nobody may end the key, nor change the policy that says so.

    Imported material is deleted at once: "Delete imported key material" in the AWS KMS Developer Guide.
    """
    ends = {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"}
    if origin != "AWS_KMS":
        ends.add("kms:DeleteImportedKeyMaterial")
    return None if denied is None else ends <= set(denied)


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    field, named = _NAMED[fact.kind]
    name = named(fact)
    gaps = unread(fact, field) if fact.kind in _WHOLE else []
    gaps = gaps or [gap for gap in fact.gaps if gap.touches(f"/config/{field}") and name is None]
    if name is None:
        return None, gaps
    arn = name if name.startswith("arn:") else _arn(name, fact)
    account, region = arn.split(":")[4:5], arn.split(":")[3:4]
    place = {"account": "".join(account) or fact.account, "region": "".join(region) or fact.region}
    for found in notes.notes("key", arn if name.startswith("arn:") else name, **place):
        told = [Gap("", operation, GapReason(reason), detail) for operation, reason, detail in found.pop("gaps")]
        return found, told
    unknown = dict.fromkeys((*_READ, "deletion_denied"))
    absent = Gap("", "", GapReason.NOT_COLLECTED, f"the key {arn} is not in this snapshot")
    return {"arn": arn, **place, **unknown}, notes.missing(_KEY, place["account"], place["region"], "") or [absent]


def _arn(name: str, fact: Fact) -> str:
    """The ARN of what is named by an id or an alias: of the resource's own account and Region."""
    what = name if name.startswith("alias/") else f"key/{name}"
    return f"arn:{partition(fact.id)}:kms:{fact.region}:{fact.account}:{what}"


KEY: Final = Join(name="key", kinds=frozenset(_NAMED), keeps={_KEY: _rows}, find=_find)


def _uses(fact: Fact) -> Iterator[Note]:
    """A resource under the name of its key."""
    if name := _NAMED[fact.kind][1](fact):
        yield name, {"kind": fact.kind, "id": fact.id}


def _encrypted(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """What the snapshot has of it. What applications encrypt by themselves is known to nobody, so there are no gaps."""
    own = {"account": fact.account, "region": fact.region}
    aliases = fact.config["aliases"] or ()
    prefix = fact.id.rpartition(":")[0]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in (fact.id, *(f"{prefix}:{alias}" for alias in aliases)):
        for row in notes.notes("encrypts", name):
            found[row["kind"]].add(row["id"])
    for name in (fact.id.rpartition("/")[2], *aliases):
        for row in notes.notes("encrypts", name, **own):
            found[row["kind"]].add(row["id"])
    rows: list[dict[str, Json]] = [
        {"kind": kind, "count": len(ids), "examples": sorted(ids)[:_EXAMPLES]} for kind, ids in sorted(found.items())
    ]
    held = notes.encrypted_points(fact.id)
    if held:
        vaults = [row["vault_arn"] for row in held]
        count = sum(row["count"] for row in held)
        rows.append({"kind": "backup.recovery_point", "count": count, "examples": vaults[:_EXAMPLES]})
    missing = [gap for kind in sorted(_NAMED) for gap in notes.missing(kind, fact.account, fact.region, "")]
    return {"resources": sorted(rows, key=lambda row: row["kind"]), "complete": not missing}, []


ENCRYPTS: Final = Join(
    name="encrypts",
    kinds=frozenset({_KEY}),
    keeps=dict.fromkeys(_NAMED, _uses),
    find=_encrypted,
)
