"""What is in a backup vault, which plans fill it, and who is told when they fail to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes, here
from scanner.link_rows import partition, place, unread
from scanner.model import Fact, Gap, Json, Profile

_VAULT: Final = "backup.vault"
_PLAN: Final = "backup.plan"
_POINT: Final = "backup.recovery_point"
_TOPIC: Final = "sns.topic"
_RULE: Final = "events.rule"

_BACKUP: Final = "aws.backup"

_USABLE: Final = frozenset({"AVAILABLE", "COMPLETED"})
_LISTED: Final = 10

_SOURCES: Final = (
    ("dynamodb", "table/", "dynamodb.table"),
    ("ec2", "volume/", "ec2.volume"),
    ("elasticfilesystem", "file-system/", "efs.file_system"),
    ("rds", "cluster:", "rds.cluster"),
    ("rds", "db:", "rds.instance"),
    ("s3", "", "s3.bucket"),
)
"""By service and the beginning of the resource in an ARN, the kinds of which a snapshot tells whether one exists."""

_LONG: Final = 6
"""The parts of an ARN up to the resource."""


def _exists(fact: Fact) -> Iterator[Note]:
    yield fact.id, True


def _contents(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    rows = notes.vault_points(fact.id)
    gaps = notes.missing(_POINT, fact.account, fact.region, "")
    for subject in dict.fromkeys(row["subject"] for row in rows):
        gaps += [gap for gap in notes.missing(_POINT, fact.account, fact.region, subject) if gap not in gaps]
    orphans, doubtful = _orphans(fact, rows, notes)
    newest = [row["newest_at"] for row in rows if row["status"] in _USABLE]
    restored = [row["newest_restored_at"] for row in rows if row["newest_restored_at"]]
    return {
        "count": sum(row["count"] for row in rows),
        "usable": sum(row["count"] for row in rows if row["status"] in _USABLE),
        "resources": len({row["subject"] for row in rows}),
        "never_expires": sum(row["never_expires"] for row in rows),
        "unencrypted": sum(row["unencrypted"] for row in rows),
        "newest_at": max(newest, default=None),
        "newest_restored_at": max(restored, default=None),
        "orphans": orphans,
        "doubtful": doubtful,
    }, gaps


def _orphans(fact: Fact, rows: Sequence[Json], notes: Notes) -> tuple[list[Json], list[Json]]:
    """The resources that are gone and whose recovery points are kept for ever; those of which that is not known.

    What ends by itself is no concern: somebody decided how long a deleted resource can be had back.
    """
    kept: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["never_expires"]:
            count, copies = kept.get(row["subject"], (0, 0))
            kept[row["subject"]] = count + row["never_expires"], copies + row["copies"]
    orphans: list[Json] = []
    doubtful: list[Json] = []
    for subject, (count, copies) in sorted(kept.items()):
        if notes.notes("contents", subject):
            continue
        known = _listed(subject, fact, notes, copied=copies > 0)
        (orphans if known else doubtful).append({"resource_arn": subject, "count": count})
    return orphans[:_LISTED], doubtful[:_LISTED]


def _listed(arn: str, vault: Fact, notes: Notes, *, copied: bool) -> bool:
    """Whether the snapshot would have the resource if it existed.

    The ARN of a bucket tells no place: it is that of the vault, unless the recovery point was copied there.
    """
    parts = arn.split(":", _LONG - 1)
    if len(parts) < _LONG:
        return False
    _, _, service, region, account, resource = parts
    kind = next((kind for name, begin, kind in _SOURCES if name == service and resource.startswith(begin)), None)
    if kind is None or (not account and copied):
        return False
    return not notes.missing(kind, account or vault.account, region or vault.region, arn)


CONTENTS: Final = Join(
    name="contents",
    kinds=frozenset({_VAULT}),
    keeps={kind: _exists for _, _, kind in _SOURCES},
    find=_contents,
)


def _filling(fact: Fact) -> Iterator[Note]:
    """Each rule of a plan under the ARNs of the vaults that it writes to."""
    if fact.config["rules"] is None:
        yield here(fact), None  # so that what is missing of it counts for every vault of its Region
    for rule in fact.config["rules"] or ():
        about = {
            "plan_arn": fact.id,
            "plan_name": fact.name,
            "rule_name": rule["name"],
            "created_at": fact.config["created_at"],
        }
        home = f"arn:{partition(fact.id)}:backup:{fact.region}:{fact.account}:backup-vault:{rule['vault_name']}"
        yield home, about | {"copy": False}
        for copy in rule["copies"]:
            yield copy["vault_arn"], about | {"copy": True}


def _filled_by(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """By the plans of this snapshot: those of other accounts may copy to it too, and nobody but they can tell."""
    return notes.notes("filled_by", fact.id), notes.missing(_PLAN, fact.account, fact.region, here(fact))


FILLED_BY: Final = Join(name="filled_by", kinds=frozenset({_VAULT}), keeps={_PLAN: _filling}, find=_filled_by)


def _targets(fact: Fact) -> Iterator[Note]:
    """A vault, as the plans that write to it need to know it."""
    lock = fact.config["lock"]
    yield fact.id, {"min_retention_days": lock["min_retention_days"], "max_retention_days": lock["max_retention_days"]}


def _written_to(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    """Every vault that a plan's rules write to: whether it exists and what its lock allows, as far as is known."""
    named: dict[str, None] = {}
    for rule in fact.config["rules"] or ():
        named[f"arn:{partition(fact.id)}:backup:{fact.region}:{fact.account}:backup-vault:{rule['vault_name']}"] = None
        named.update((copy["vault_arn"], None) for copy in rule["copies"])
    return [_target(arn, notes) for arn in sorted(named)], unread(fact, "rules")


def _target(arn: str, notes: Notes) -> Json:
    limits: dict[str, Json] = {"min_retention_days": None, "max_retention_days": None}
    for found in notes.notes("targets", arn):
        return {"vault_arn": arn, "exists": True, **found}
    where = place(arn)
    known = where is not None and not notes.missing(_VAULT, *where, arn)
    return {"vault_arn": arn, "exists": False if known else None, **limits}


TARGETS: Final = Join(name="targets", kinds=frozenset({_PLAN}), keeps={_VAULT: _targets}, find=_written_to)


def _selecting(fact: Fact) -> Iterator[Note]:
    yield fact.config["plan_arn"], fact.name


def _selections(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    return notes.notes("selections", fact.id), notes.missing("backup.selection", fact.account, fact.region, "")


SELECTIONS: Final = Join(
    name="selections", kinds=frozenset({_PLAN}), keeps={"backup.selection": _selecting}, find=_selections
)


def _hearing(fact: Fact) -> Iterator[Note]:
    """A topic under its ARN; a rule of EventBridge where it hears of AWS Backup's jobs, with all those of its Region.

    AWS sends its own events to the default bus only.
    """
    if fact.kind == _TOPIC:
        yield fact.id, {"confirmed": fact.config["subscriptions_confirmed"], "fifo": fact.config["fifo"]}
        return
    pattern = fact.config["event_pattern"]
    if fact.config["bus_name"] != "default" or (pattern and _BACKUP not in (pattern["sources"] or [_BACKUP])):
        return
    yield (
        here(fact),
        {
            "name": fact.name,
            "enabled": fact.config["enabled"],
            "scheduled": fact.config["schedule_expression"] is not None,
            "pattern": pattern,
            "targets": fact.config["targets"],
        },
    )


def _alerts(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    told = fact.config["notifications"] or {}
    gaps = notes.missing(_RULE, fact.account, fact.region, here(fact))
    topic = None
    if arn := told.get("topic_arn"):
        topic, unknown = _topic(arn, notes)
        gaps += unknown
    rules = []
    for rule in notes.notes("alerts", here(fact), kind=_RULE, account=fact.account, region=fact.region):
        if rule["enabled"] and not rule["scheduled"] and rule["pattern"]:
            delivered, unknown = _delivered(rule["targets"] or (), notes)
            gaps += unknown
            rules.append(
                {
                    "name": rule["name"],
                    "detail_types": rule["pattern"]["detail_types"],
                    "narrowed": rule["pattern"]["other_fields"] != [],
                    "delivered": delivered,
                }
            )
    return {"topic": topic, "rules": rules}, gaps


def _topic(arn: str, notes: Notes) -> tuple[Json, list[Gap]]:
    """A topic of the vault's own account, as AWS Backup demands it; null if it is not there."""
    for found in notes.notes("alerts", arn):
        return {"arn": arn, **found}, []
    parts = arn.split(":", _LONG - 1)
    return {"arn": arn, "confirmed": 0, "fifo": None}, notes.missing(_TOPIC, parts[4], parts[3], arn)


def _delivered(targets: Sequence[Json], notes: Notes) -> tuple[bool, list[Gap]]:
    """Whether anybody hears what a rule sends: a topic only where a subscription is confirmed."""
    gaps: list[Gap] = []
    for target in targets:
        if target["type"] != "sns":
            return True, []
        topic, unknown = _topic(target["arn"], notes)
        if topic["confirmed"]:
            return True, []
        gaps += unknown
    return False, gaps


ALERTS: Final = Join(
    name="alerts",
    kinds=frozenset({_VAULT}),
    keeps={_RULE: _hearing, _TOPIC: _hearing},
    find=_alerts,
)
