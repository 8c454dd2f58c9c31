"""Joins onto a resource what other facts say about it: plans, recovery points, jobs, backups, copies and their places.

Whatever may be more than what was found has a gap on its link, so that a list that is short because nobody could look
is never taken for one that is short because there is nothing. The shape is schemas/input.json#/properties/links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Final, NamedTuple, Self

from scanner.facts import misfit
from scanner.joins import JOINS
from scanner.joins.base import Link as _Link
from scanner.link_index import LinkIndex, Planning, Row
from scanner.link_plans import Plans, plans_for
from scanner.link_rows import partition, unread
from scanner.model import Fact, Gap, GapReason, Json, Profile
from scanner.selections import RESOURCE_TYPES
from scanner.snapshot import Snapshot

_TABLE: Final = "dynamodb.table"
_BUCKET: Final = "s3.bucket"
_FILE_SYSTEM: Final = "efs.file_system"

LINKS: Final = ("backup", "backups", "replication", "locations", *(join.name for join in JOINS))
"""Every member of `links`: null where a fact's kind has no such link."""

_JOINS: Final = {
    kind: [join for join in JOINS if kind in join.kinds] for kind in {kind for join in JOINS for kind in join.kinds}
}

_Owned = tuple[str, str | None]
"""A bucket's ARN, and the account that is said to own it."""


class _Location(NamedTuple):
    """Where a copy of a resource's data lies, or is sent."""

    what: str
    arn: str
    account: str | None
    region: str | None


class Linker:
    """The links of the facts of one snapshot: a context manager, whose index is deleted when it is left.

    Fastest when facts are asked about in their order, by account and Region.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Reads the snapshot once.

        Raises:
            SafeholdError: there is no room for the index.
            SnapshotError: a part is missing, or holds what it may not.
        """
        self._index = LinkIndex(snapshot)
        self._latest: tuple[tuple[str, str], Planning] | None = None

    def __enter__(self) -> Self:
        """Itself: the index was made when it was created."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Deletes the index."""
        self._index.close()

    def links(self, fact: Fact, profile: Profile) -> tuple[dict[str, Json], tuple[Gap, ...]]:
        """What the rest of the snapshot says about a fact, and the gaps in that, whose paths begin with /links.

        Nothing is joined onto a fact that does not fit its schema.
        """
        links: dict[str, Json] = dict.fromkeys(LINKS)
        joins = _JOINS.get(fact.kind, ())
        if not joins and fact.kind not in RESOURCE_TYPES:
            return links, ()
        if unfit := misfit(fact):
            return links, (Gap("/links", "", GapReason.ERROR, f"the resource does not fit its schema: {unfit}"),)
        found = self._backed_up(fact) if fact.kind in RESOURCE_TYPES else {}
        found |= {f"/links/{join.name}": join.find(fact, profile, self._index) for join in joins}
        if fact.kind in RESOURCE_TYPES:
            links["backup"] = {}
        for pointer, (value, _) in found.items():
            *parents, name = pointer.split("/")[2:]
            (links["backup"] if parents else links)[name] = value
        gaps = {replace(gap, path=pointer) for pointer, (_, reasons) in found.items() for gap in reasons}
        return links, tuple(sorted(gaps, key=lambda gap: (gap.path, gap.operation, gap.reason, gap.detail)))

    def _backed_up(self, fact: Fact) -> dict[str, _Link]:
        """What is known of a resource that AWS Backup can protect, by pointer."""
        plans = plans_for(fact, self._planning(fact), partial(self._missing, fact))
        points, point_gaps = self._recovery_points(fact, plans)
        copy_jobs, copy_job_gaps = self._copy_jobs(fact)
        copies = [*points, *copy_jobs, *(copy for rule in plans.rules for copy in rule["copies"])]
        # What is not known of a place's recovery points is no gap here: it is a place that is known already.
        copy_gaps = [*plans.unseen_copies, *plans.doubts, *copy_job_gaps]
        return {
            "/links/backup/opted_in": self._set(fact, "opt_in"),
            "/links/backup/managed": self._set(fact, "management"),
            "/links/backup/plan_rules": (plans.rules, [*plans.unseen_copies, *plans.doubts, *plans.vault_gaps]),
            "/links/backup/recovery_points": (points, point_gaps),
            "/links/backup/jobs": self._jobs(fact),
            "/links/backup/copy_jobs": (copy_jobs, copy_job_gaps),
            "/links/backups": self._backups(fact),
            "/links/replication": self._replication(fact),
            "/links/locations": self._locations(fact, copies, copy_gaps),
        }

    def _missing(self, fact: Fact, kind: str) -> list[Gap]:
        """Why the facts of a kind in the resource's account and Region may not be all."""
        return self._index.missing(kind, fact.account, fact.region, fact.id)

    def _planning(self, fact: Fact) -> Planning:
        """Kept from one resource to the next: they come by account and Region."""
        place = (fact.account, fact.region)
        if self._latest is None or self._latest[0] != place:
            self._latest = (place, self._index.planning(*place))
        return self._latest[1]

    def _set(self, fact: Fact, preference: str) -> _Link:
        """What a preference of the Region's settings says about the resource's type."""
        gaps = self._missing(fact, "backup.region_settings")
        settings = self._planning(fact).settings
        if settings is None:
            detail = f"AWS Backup's settings for {fact.account} {fact.region} are not in this snapshot"
            return None, gaps or [Gap("", "", GapReason.NOT_COLLECTED, detail)]
        return settings.config[preference].get(RESOURCE_TYPES[fact.kind].name), [*gaps, *unread(settings, preference)]

    def _recovery_points(self, fact: Fact, plans: Plans) -> _Link:
        """From every vault in the snapshot; to be looked for where they are made and wherever copies are sent."""
        copy_jobs, gaps = self._copy_jobs(fact)
        places = {(fact.account, fact.region), *plans.copy_places}
        places.update((job["account"], job["region"]) for job in copy_jobs)
        gaps = [*plans.unseen_copies, *gaps]
        for account, region in sorted(places):
            gaps += self._index.missing("backup.recovery_point", account, region, fact.id)
        return self._index.recovery_points(fact.id), gaps

    def _jobs(self, fact: Fact) -> _Link:
        return self._index.jobs(fact.id, fact.account, fact.region), self._missing(fact, "backup.job")

    def _copy_jobs(self, fact: Fact) -> _Link:
        return self._index.copy_jobs(fact.id, fact.account, fact.region), self._missing(fact, "backup.copy_job")

    def _backups(self, fact: Fact) -> _Link:
        if fact.kind != _TABLE:
            return None, []
        return self._index.backups(fact.id, fact.account, fact.region), self._missing(fact, "dynamodb.backup")

    def _replication(self, fact: Fact) -> _Link:
        """Where enabled rules send objects to."""
        if fact.kind != _BUCKET:
            return None, []
        gaps = unread(fact, "replication")
        destinations = []
        for arn, owner in _owners(_destinations(fact, on=(True,))):
            bucket = self._index.bucket(arn, owner)
            gaps += [bucket.gap] if bucket.gap else []
            place = {"account": bucket.account, "region": bucket.region}
            destinations.append({"bucket_arn": arn, **place, "versioning": bucket.versioning})
        return destinations, gaps

    def _locations(self, fact: Fact, copies: Sequence[Row], copy_gaps: list[Gap]) -> _Link:
        """Outside the resource's account and Region for copies of recovery points; anywhere for the rest."""
        found = {_Location("copy", copy["vault_arn"], copy["account"], copy["region"]) for copy in copies}
        found = {copy for copy in found if (copy.account, copy.region) != (fact.account, fact.region)}
        if fact.kind == _TABLE:
            what, (buckets, gaps) = "export", self._exports(fact)
            found |= _replicas(fact)
            gaps += unread(fact, "replicas")
        elif fact.kind != _BUCKET:
            what, buckets, gaps = "replica", [], []
            if fact.kind == _FILE_SYSTEM:
                found |= _file_systems(fact)
                gaps = unread(fact, "replication")
        else:
            # A rule that is off may have sent objects while it was on, and they are still there.
            what, buckets, gaps = "replication", _destinations(fact, on=(True, False)), unread(fact, "replication")
        for arn, owner in _owners(buckets):
            bucket = self._index.bucket(arn, owner)
            found.add(_Location(what, arn, bucket.account, bucket.region))
            gaps += [bucket.gap] if bucket.gap and bucket.region is None else []
        places = sorted(found, key=lambda location: (location.what, location.arn, location.account or ""))
        return [location._asdict() for location in places], [*copy_gaps, *gaps]

    def _exports(self, fact: Fact) -> tuple[list[_Owned], list[Gap]]:
        """The buckets of a table's exports, failed ones too: what one wrote before it failed is still there."""
        gaps = self._missing(fact, "dynamodb.export")
        buckets: list[_Owned] = []
        for export in self._index.exports(fact.id, fact.account, fact.region):
            if export["bucket"] is None:
                gaps.append(Gap("", "", GapReason.NOT_COLLECTED, "the bucket of an export is not known"))
            else:
                buckets.append((f"arn:{partition(fact.id)}:s3:::{export['bucket']}", export["owner"]))
        return buckets, gaps


def _replicas(fact: Fact) -> set[_Location]:
    """A replica has the table's name; where its ARN is not told, it has the table's account."""
    prefix, name = f"arn:{partition(fact.id)}:dynamodb", fact.id.rpartition("/")[2]
    found = set()
    for replica in fact.config["replicas"] or ():
        arn = replica["arn"] or f"{prefix}:{replica['region']}:{fact.account}:table/{name}"
        account = arn.split(":")[4] if replica["arn"] else fact.account
        if (account, replica["region"]) != (fact.account, fact.region):
            found.add(_Location("replica", arn, account, replica["region"]))
    return found


def _file_systems(fact: Fact) -> set[_Location]:
    """The file systems that one is replicated to."""
    found = set()
    for each in (fact.config["replication"] or {}).get("destinations", ()):
        account, region = each["account"] or fact.account, each["region"]
        arn = f"arn:{partition(fact.id)}:elasticfilesystem:{region}:{account}:file-system/{each['file_system_id']}"
        found.add(_Location("replica", arn, account, region))
    return found


def _destinations(fact: Fact, *, on: Sequence[bool]) -> list[_Owned]:
    """The destination buckets of the replication rules that are on, or off."""
    rules = fact.config["replication"]["rules"] if fact.config["replication"] else ()
    return [(rule["destination_bucket_arn"], rule["destination_account"]) for rule in rules if rule["enabled"] in on]


def _owners(buckets: Iterable[_Owned]) -> list[_Owned]:
    """Each bucket once, in order, with its owner if any says who that is."""
    owners: dict[str, str | None] = {}
    for arn, owner in buckets:
        owners[arn] = owners.get(arn) or owner
    return sorted(owners.items())
