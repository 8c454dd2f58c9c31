"""Where the data of a FormKiQ site lies: its installation's tables and documents bucket, and what they replicate to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.link_rows import partition, unread
from scanner.model import Fact, Gap, GapReason, Json, Profile

_INSTALLATION: Final = "formkiq.installation"
_SITE: Final = "formkiq.site"
_BUCKET: Final = "s3.bucket"
_TABLE: Final = "dynamodb.table"

_HOLDING: Final = (
    ("s3/DocumentsS3Bucket", "DocumentsS3Buckets", _BUCKET),
    ("dynamodb/DocumentsTableName", "DocumentsTableName", _TABLE),
    ("dynamodb/DocumentSyncsTableName", None, _TABLE),
)
"""What holds sites' data, by the installation's parameter and its stack's output; the cache is rebuilt."""


def _named(fact: Fact) -> Iterator[Note]:
    """What an installation names."""
    stacks, resources = fact.config["stacks"] or (), fact.config["resources"]
    for parameter, output, kind in _HOLDING:
        names = {name for found, name in resources.items() if found.startswith(parameter)}
        names |= {stack["outputs"].get(output) for stack in stacks}
        for name in sorted(name for name in names if name):
            yield fact.id, {"kind": kind, "name": name}


def _copied(fact: Fact) -> Iterator[Note]:
    """Where a bucket or a table lies, and where it is copied to by itself.

    A rule that is off may have sent objects while it was on.
    """
    field = "replication" if fact.kind == _BUCKET else "replicas"
    copies: list[Json]
    if fact.kind == _BUCKET:
        rules = fact.config["replication"]["rules"] if fact.config["replication"] else ()
        copies = [{"what": "replication", "arn": rule["destination_bucket_arn"]} for rule in rules]
        copies = [copy | {"account": rule["destination_account"]} for copy, rule in zip(copies, rules, strict=True)]
    else:
        copies = [
            {"what": "replica", "arn": replica["arn"], "account": fact.account, "region": replica["region"]}
            for replica in fact.config["replicas"] or ()
        ]
    gaps = [[gap.operation, gap.reason.value, gap.detail] for gap in unread(fact, field)]
    place = {"arn": fact.id, "account": fact.account, "region": fact.region}
    yield fact.id, {**place, "copies": copies, "gaps": gaps}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    owner = fact.config["installation"]
    named = notes.notes("places", owner, kind=_INSTALLATION, account=fact.account, region=fact.region)
    gaps = notes.missing(_INSTALLATION, fact.account, fact.region, owner)
    for kind in (_BUCKET, _TABLE):
        if not any(each["kind"] == kind for each in named):
            gaps.append(Gap("", "", GapReason.NOT_COLLECTED, f"{owner} names no {kind} that holds its sites' data"))
    found: list[Json] = []
    for each in named:
        where = f"arn:{partition(owner)}:s3:::" if each["kind"] == _BUCKET else f"{_tables(fact)}:table/"
        held, missing = _holding(each["kind"], f"{where}{each['name']}", notes)
        found += held
        gaps += missing
    unique = {(place["what"], place["arn"], place["region"]): place for place in found}
    return [unique[key] for key in sorted(unique, key=str)], gaps


def _holding(kind: str, arn: str, notes: Notes) -> tuple[list[Json], list[Gap]]:
    """A bucket or table, and its copies."""
    rows = notes.notes("places", arn, kind=kind)
    if not rows:
        unseen = {"what": kind.partition(".")[2], "arn": arn, "account": None, "region": None}
        return [unseen], [Gap("", "", GapReason.NOT_COLLECTED, f"{arn} is not in this snapshot")]
    (row, *_) = rows
    gaps = [Gap("", operation, GapReason(reason), detail) for operation, reason, detail in row["gaps"]]
    found = [{"what": kind.partition(".")[2], **{name: row[name] for name in ("arn", "account", "region")}}]
    for copy in row["copies"]:
        if copy["what"] == "replication":
            there = notes.notes("places", copy["arn"], kind=_BUCKET)
            if not there:
                gaps.append(Gap("", "", GapReason.NOT_COLLECTED, f"{copy['arn']} is not in this snapshot"))
            place = there[0] if there else {"account": copy["account"], "region": None}
            found.append(copy | {"account": place["account"], "region": place["region"]})
        else:
            found.append(copy | {"arn": copy["arn"] or arn})
    return found, gaps


def _tables(fact: Fact) -> str:
    return f"arn:{partition(fact.id)}:dynamodb:{fact.region}:{fact.account}"


PLACES: Final = Join(
    name="places",
    kinds=frozenset({_SITE}),
    keeps={_INSTALLATION: _named, _BUCKET: _copied, _TABLE: _copied},
    find=_find,
)
