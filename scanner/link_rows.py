"""How facts about a resource become rows of the index that `scanner.link_index` keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from scanner.facts import misfit
from scanner.model import Fact, Gap, GapReason

TABLES: Final = """
CREATE TABLE planning (account, region, kind, line, PRIMARY KEY (account, region, kind, line)) WITHOUT ROWID;
CREATE TABLE recovery_point (
  subject, vault_arn, status, account, region, count, newest_at, oldest_at, never_expires, latest_expiry_at,
  longest_days, copies, unencrypted, newest_restored_at,
  PRIMARY KEY (subject, vault_arn, status)) WITHOUT ROWID;
CREATE INDEX in_vault ON recovery_point (vault_arn);
CREATE TABLE point_key (key_arn, vault_arn, count, PRIMARY KEY (key_arn, vault_arn)) WITHOUT ROWID;
CREATE TABLE job (
  subject, kind, account, region, vault_arn, state, to_account, to_region, count, newest_at, message,
  PRIMARY KEY (subject, kind, account, region, vault_arn, state, to_account, to_region)) WITHOUT ROWID;
CREATE TABLE backup (
  subject, account, region, type, status, count, newest_at, never_expires, longest_days,
  PRIMARY KEY (subject, account, region, type, status)) WITHOUT ROWID;
CREATE TABLE export (
  subject, account, region, bucket, owner, PRIMARY KEY (subject, account, region, bucket, owner)) WITHOUT ROWID;
CREATE TABLE bucket (arn PRIMARY KEY, account, region, versioning, operation, reason, detail) WITHOUT ROWID;
CREATE TABLE note (
  name, key, account, region, kind, id, place, row,
  PRIMARY KEY (name, key, account, region, kind, id, place)) WITHOUT ROWID;
CREATE TABLE flaw (
  kind, subject, account, region, operation, reason, detail,
  PRIMARY KEY (kind, subject, account, region)) WITHOUT ROWID;
"""
"""Columns of a primary key cannot be null: where AWS says nothing they are empty."""

_RECOVERY_POINT: Final = """
INSERT INTO recovery_point VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (subject, vault_arn, status) DO UPDATE SET
  count = count + 1,
  newest_at = max(newest_at, excluded.newest_at),
  oldest_at = min(oldest_at, excluded.oldest_at),
  never_expires = never_expires + excluded.never_expires,
  latest_expiry_at = max(
    ifnull(latest_expiry_at, excluded.latest_expiry_at), ifnull(excluded.latest_expiry_at, latest_expiry_at)),
  longest_days = max(ifnull(longest_days, excluded.longest_days), ifnull(excluded.longest_days, longest_days)),
  copies = copies + excluded.copies,
  unencrypted = unencrypted + excluded.unencrypted,
  newest_restored_at = max(
    ifnull(newest_restored_at, excluded.newest_restored_at), ifnull(excluded.newest_restored_at, newest_restored_at))
"""
POINT_KEY: Final = """
INSERT INTO point_key VALUES (?, ?, 1) ON CONFLICT (key_arn, vault_arn) DO UPDATE SET count = count + 1
"""
_JOB: Final = """
INSERT INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
ON CONFLICT (subject, kind, account, region, vault_arn, state, to_account, to_region) DO UPDATE SET
  count = count + 1,
  message = CASE WHEN excluded.newest_at >= newest_at THEN excluded.message ELSE message END,
  newest_at = max(newest_at, excluded.newest_at)
"""
"""Of two jobs of the same moment the one with the greater id is the newest: facts come in the order of their ids."""
_BACKUP: Final = """
INSERT INTO backup VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
ON CONFLICT (subject, account, region, type, status) DO UPDATE SET
  count = count + 1,
  newest_at = max(newest_at, excluded.newest_at),
  never_expires = never_expires + excluded.never_expires,
  longest_days = max(ifnull(longest_days, excluded.longest_days), ifnull(excluded.longest_days, longest_days))
"""
_EXPORT: Final = "INSERT OR IGNORE INTO export VALUES (?, ?, ?, ?, ?)"

_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]Z")

Values = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """How the facts of a kind are summed up, by the resource that they are about.

    subject: the field with that resource's ARN. times: the fields whose order matters.
    values: what follows the subject in the statement.
    """

    subject: str
    times: Sequence[str]
    values: Callable[[Fact], Values]
    statement: str

    def problem(self, fact: Fact) -> str:
        """Why the fact's times cannot be put in order, as texts, with those of others; "" if they can."""
        odd = [name for name in self.times if fact.config[name] is not None and not _comparable(fact.config[name])]
        return f"/config/{odd[0]}: not in UTC and whole seconds" if odd else ""


def _comparable(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)  # which the schema's date-time is not always: there is no year 0 here
    except ValueError:
        return False
    return _MOMENT.fullmatch(moment) is not None


def place(vault_arn: str) -> tuple[str, str] | None:
    """The account and Region in a backup vault's ARN; None if it is no such ARN."""
    match vault_arn.split(":", 6):
        case ["arn", _, "backup", region, account, "backup-vault", name] if region and account and name:
            return account, region
    return None


def partition(arn: str) -> str:
    """The partition in an ARN ("aws"); "" if it is none."""
    return (*arn.split(":", 2), "")[1]


def unread(fact: Fact, field: str) -> list[Gap]:
    """Why a field of a fact's config may not be what AWS has: its gaps, and one at least if it is null."""
    gaps = [replace(gap, detail=f"{fact.id}: {gap.detail}") for gap in fact.gaps if gap.touches(f"/config/{field}")]
    if fact.config[field] is None and not gaps:
        return [Gap("", "", GapReason.ERROR, f"{fact.id}: {field} is missing, and no gap says why")]
    return gaps


def bucket(fact: Fact) -> Values:
    """A row of the table `bucket`: without the versioning where it is not known, and then with the reason."""
    if unfit := misfit(fact):
        status, gaps = None, [Gap("", "", GapReason.ERROR, f"{fact.id} does not fit its schema: {unfit}")]
    else:
        versioning = fact.config["versioning"]
        status, gaps = versioning and versioning["status"], unread(fact, "versioning")
    reason = (gaps[0].operation, gaps[0].reason.value, gaps[0].detail) if gaps else (None, None, None)
    return (fact.id, fact.account, fact.region, status, *reason)


def _recovery_point(fact: Fact) -> Values:
    config = fact.config
    account, region = place(config["vault_arn"]) or (fact.account, fact.region)
    created, expires = config["created_at"], config["expires_at"]
    kept = (_for_ever(fact), expires, _days(created, expires))
    of_vault = (config["source_vault_arn"] is not None, not config["encrypted"], config["last_restored_at"])
    return (config["vault_arn"], config["status"], account, region, created, created, *kept, *of_vault)


def _job(fact: Fact) -> Values:
    target = (fact.config["vault_arn"] or "", fact.config["state"], "", "")
    return (fact.kind, fact.account, fact.region, *target, *_newest(fact))


def _copy_job(fact: Fact) -> Values:
    config = fact.config
    target = (config["destination_vault_arn"], config["state"], config["destination_account"])
    return (fact.kind, fact.account, fact.region, *target, config["destination_region"], *_newest(fact))


def _newest(fact: Fact) -> Values:
    return (fact.config["completed_at"] or fact.config["created_at"], fact.config["message"])


def _backup(fact: Fact) -> Values:
    config = fact.config
    created, expires = config["created_at"], config["expires_at"]
    kept = (_for_ever(fact), _days(created, expires))
    return (fact.account, fact.region, config["type"], config["status"], created, *kept)


def _for_ever(fact: Fact) -> bool:
    """Whether AWS says that it never expires: a null that could not be read says nothing."""
    return fact.config["expires_at"] is None and not any(gap.touches("/config/expires_at") for gap in fact.gaps)


def _days(created: str, expires: str | None) -> int | None:
    """Whole days; None if it never expires, or that is not known."""
    return (datetime.fromisoformat(expires) - datetime.fromisoformat(created)).days if expires else None


def _export(fact: Fact) -> Values:
    return (fact.account, fact.region, fact.config["bucket"] or "", fact.config["bucket_owner"] or "")


SUMS: Final[Mapping[str, Sum]] = {
    "backup.recovery_point": Sum(
        "resource_arn", ("created_at", "expires_at", "last_restored_at"), _recovery_point, _RECOVERY_POINT
    ),
    "backup.job": Sum("resource_arn", ("created_at", "completed_at"), _job, _JOB),
    "backup.copy_job": Sum("resource_arn", ("created_at", "completed_at"), _copy_job, _JOB),
    "dynamodb.backup": Sum("table_arn", ("created_at", "expires_at"), _backup, _BACKUP),
    "dynamodb.export": Sum("table_arn", (), _export, _EXPORT),
}
"""The kinds that come in numbers."""

PLANNING: Final = frozenset({"backup.plan", "backup.region_settings", "backup.selection", "backup.vault"})
"""The kinds that are kept as they are, by account and Region."""
