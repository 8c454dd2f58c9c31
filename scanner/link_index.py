"""What other facts say about a resource, kept on disk and found by the resource's ARN.

Recovery points and jobs come by the million: they are summed up as they stream by, so that memory does not grow with
them. What could not be read, or not be believed, is kept too: see `LinkIndex.missing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import orjson

from scanner.errors import SafeholdError
from scanner.facts import decode, encode, misfit
from scanner.joins import JOINS
from scanner.link_rows import PLANNING, POINT_KEY, SUMS, TABLES, Values, bucket
from scanner.model import Fact, Gap, GapReason, Json, Scope
from scanner.snapshot import Snapshot

_BUCKET: Final = "s3.bucket"

_KEEPERS: Final = {
    kind: [(join.name, join.keeps[kind]) for join in JOINS if kind in join.keeps]
    for kind in {kind for join in JOINS for kind in join.keeps}
}
"""Of each kind, the joins that keep something of it."""

Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Planning:
    """AWS Backup's plans in one account and Region. plans: by ARN. vaults: by name. selections: ordered by id."""

    plans: Mapping[str, Fact]
    selections: Sequence[Fact]
    vaults: Mapping[str, Fact]
    settings: Fact | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket. region: None if it is not in the snapshot. gap: why its versioning is not known, if it is not."""

    account: str | None
    region: str | None
    versioning: str | None
    gap: Gap | None


class LinkIndex:
    """An index of one snapshot, in a temporary database that SQLite keeps on disk and deletes when it is closed."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Reads the facts that it is made of, once.

        Raises:
            SafeholdError: there is no room for the database.
            SnapshotError: a part is missing, or holds what it may not.
        """
        self._snapshot = snapshot
        self._flawed: set[str] = set()
        with _reporting():
            # An empty name is SQLite's for a file of its own choice. It is used by one thread at a time, any one.
            self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        try:
            self._fill()
        except BaseException:
            self.close()
            raise

    @property
    def scope(self) -> Scope:
        """What the scan was asked to look at."""
        return self._snapshot.scope

    @property
    def taken_at(self) -> str:
        """When the snapshot was begun."""
        return self._snapshot.taken_at

    def close(self) -> None:
        """Deletes the database."""
        self._database.close()

    def missing(self, kind: str, account: str, region: str, subject: str) -> list[Gap]:
        """Why the facts of a kind about a resource may not be all, with the kind as the path of each gap.

        That the listing in an account and Region failed, that something in it does not fit its schema, or that what
        was read about the resource (subject: its ARN) has a gap itself.
        """
        gaps = []
        if gap := self._snapshot.complete(kind, account, region):
            detail = f"{kind} in {account} {region}: {gap.detail}" if gap.operation else gap.detail
            gaps.append(Gap(kind, gap.operation, gap.reason, detail))
        if kind not in self._flawed:
            return gaps
        rows = self._select(
            "SELECT operation, reason, detail FROM flaw"
            " WHERE kind = ? AND subject IN ('', ?) AND (subject <> '' OR account = ? AND region = ?)",
            (kind, subject, account, region),
        )
        return gaps + [Gap(kind, row["operation"], GapReason(row["reason"]), row["detail"]) for row in rows]

    def planning(self, account: str, region: str) -> Planning:
        """The plans, selections, vaults and settings of an account and Region."""
        rows = self._select("SELECT line FROM planning WHERE account = ? AND region = ?", (account, region))
        facts = sorted((decode(row["line"]) for row in rows), key=lambda fact: (fact.kind, fact.id))
        return Planning(
            plans={fact.id: fact for fact in facts if fact.kind == "backup.plan"},
            selections=[fact for fact in facts if fact.kind == "backup.selection"],
            vaults={fact.name: fact for fact in facts if fact.kind == "backup.vault"},
            settings=next((fact for fact in facts if fact.kind == "backup.region_settings"), None),
        )

    def recovery_points(self, subject: str) -> list[Row]:
        """By vault and status, in whatever account and Region."""
        return self._select(
            "SELECT vault_arn, account, region, status, count, newest_at, oldest_at, never_expires, latest_expiry_at,"
            " longest_days FROM recovery_point WHERE subject = ? ORDER BY vault_arn, status",
            (subject,),
        )

    def vault_points(self, vault_arn: str) -> list[Row]:
        """The recovery points in a vault, by resource and status."""
        return self._select(
            "SELECT subject, status, count, newest_at, never_expires, copies, unencrypted, newest_restored_at"
            " FROM recovery_point WHERE vault_arn = ? ORDER BY subject, status",
            (vault_arn,),
        )

    def encrypted_points(self, key_arn: str) -> list[Row]:
        """How many recovery points of each vault are encrypted with a key, by vault."""
        return self._select("SELECT vault_arn, count FROM point_key WHERE key_arn = ? ORDER BY vault_arn", (key_arn,))

    def jobs(self, subject: str, account: str, region: str) -> list[Row]:
        """The backup jobs listed in an account and Region, by vault and state."""
        return self._select(
            "SELECT nullif(vault_arn, '') AS vault_arn, state, count, newest_at, message FROM job"
            " WHERE subject = ? AND kind = 'backup.job' AND account = ? AND region = ? ORDER BY vault_arn, state",
            (subject, account, region),
        )

    def copy_jobs(self, subject: str, account: str, region: str) -> list[Row]:
        """The copy jobs listed in an account and Region, by destination vault and state."""
        return self._select(
            "SELECT vault_arn, to_account AS account, to_region AS region, state, count, newest_at, message FROM job"
            " WHERE subject = ? AND kind = 'backup.copy_job' AND account = ? AND region = ?"
            " ORDER BY vault_arn, state, to_account, to_region",
            (subject, account, region),
        )

    def backups(self, subject: str, account: str, region: str) -> list[Row]:
        """A table's on-demand backups, by type and status."""
        return self._select(
            "SELECT type, status, count, newest_at, never_expires, longest_days FROM backup"
            " WHERE subject = ? AND account = ? AND region = ? ORDER BY type, status",
            (subject, account, region),
        )

    def exports(self, subject: str, account: str, region: str) -> list[Row]:
        """The buckets that a table was or is being exported to: name and owner, each None where unknown."""
        return self._select(
            "SELECT nullif(bucket, '') AS bucket, nullif(owner, '') AS owner FROM export"
            " WHERE subject = ? AND account = ? AND region = ? ORDER BY bucket, owner",
            (subject, account, region),
        )

    def bucket(self, arn: str, owner: str | None) -> Bucket:
        """A bucket, whosever it is. owner: the account to believe in if the bucket is not in the snapshot."""
        for row in self._select("SELECT * FROM bucket WHERE arn = ?", (arn,)):
            reason = row["reason"]
            gap = Gap(_BUCKET, row["operation"], GapReason(reason), row["detail"]) if reason else None
            return Bucket(row["account"], row["region"], row["versioning"], gap)
        gap = Gap(_BUCKET, "", GapReason.NOT_COLLECTED, f"the bucket {arn} is not in this snapshot")
        return Bucket(owner, None, None, gap)

    def notes(
        self, join: str, key: str, *, kind: str | None = None, account: str | None = None, region: str | None = None
    ) -> list[Json]:
        """What a join kept under a key, ordered by account, Region, kind and id."""
        rows = self._select(
            "SELECT row FROM note WHERE name = ? AND key = ? AND kind = ifnull(?, kind)"
            " AND account = ifnull(?, account) AND region = ifnull(?, region)"
            " ORDER BY account, region, kind, id, place",
            (join, key, kind, account, region),
        )
        return [orjson.loads(row["row"]) for row in rows]

    def _select(self, statement: str, values: Values) -> list[Row]:
        with _reporting():
            return [dict(row) for row in self._database.execute(statement, values)]

    def _fill(self) -> None:
        self._database.row_factory = sqlite3.Row
        with _reporting():
            # Nobody reads a database that was left half written, so nothing has to be undone.
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.executescript(TABLES)
            self._database.execute("BEGIN")
        for fact in self._snapshot.facts(*{*SUMS, *PLANNING, *_KEEPERS, _BUCKET}):
            with _reporting():
                self._add(fact)
                self._keep(fact)
        with _reporting():
            self._database.execute("COMMIT")

    def _add(self, fact: Fact) -> None:
        entry = SUMS.get(fact.kind)
        if fact.kind == _BUCKET:
            self._database.execute("INSERT OR IGNORE INTO bucket VALUES (?, ?, ?, ?, ?, ?, ?)", bucket(fact))
        if unfit := misfit(fact) or (entry.problem(fact) if entry else ""):
            self._flaw(fact, "", Gap("", "", GapReason.ERROR, f"{fact.id} does not fit its schema: {unfit}"))
        elif fact.kind in PLANNING:
            line = (fact.account, fact.region, fact.kind, encode(fact))
            self._database.execute("INSERT OR IGNORE INTO planning VALUES (?, ?, ?, ?)", line)
        elif entry:
            subject = fact.config[entry.subject]
            for gap in fact.gaps:
                if gap.touches("/config"):
                    self._flaw(fact, subject, gap)
            self._database.execute(entry.statement, (subject, *entry.values(fact)))
            if key := fact.config.get("key_arn"):
                self._database.execute(POINT_KEY, (key, fact.config["vault_arn"]))

    def _keep(self, fact: Fact) -> None:
        """What joins keep of a fact."""
        keepers = _KEEPERS.get(fact.kind, ())
        if not keepers or misfit(fact):
            return
        for name, keep in keepers:
            for place, (key, row) in enumerate(keep(fact)):
                values = (name, key, fact.account, fact.region, fact.kind, fact.id, place, orjson.dumps(row))
                self._database.execute("INSERT OR IGNORE INTO note VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
                for gap in fact.gaps:
                    if gap.touches("/config"):
                        self._flaw(fact, key, gap)

    def _flaw(self, fact: Fact, subject: str, gap: Gap) -> None:
        """One of each account, Region, kind and subject is enough."""
        self._flawed.add(fact.kind)
        values = (fact.kind, subject, fact.account, fact.region, gap.operation, gap.reason.value, gap.detail)
        self._database.execute("INSERT OR IGNORE INTO flaw VALUES (?, ?, ?, ?, ?, ?, ?)", values)


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise SafeholdError(
            f"the temporary index of the snapshot cannot be used: {error}; make room where temporary files lie, "
            "or name another folder in SQLITE_TMPDIR"
        ) from error
