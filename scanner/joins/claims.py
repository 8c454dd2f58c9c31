"""What AWS says of what a record of evidence claims: the resources of its scope, and the restore jobs it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Gap, GapReason, Json, Profile

_RECORD: Final = "evidence.record"
_JOB: Final = "backup.restore_job"

_NAME: Final = "claims"
_EXISTS: Final = "exists "

_KINDS: Final = {
    "aoss": "opensearch.collection",
    "cloudformation": "cloudformation.stack",
    "cognito-idp": "cognito.user_pool",
    "dynamodb": "dynamodb.table",
    "ec2": "ec2.volume",
    "elasticfilesystem": "efs.file_system",
    "es": "opensearch.domain",
    "rds:cluster": "rds.cluster",
    "rds:db": "rds.instance",
    "s3": "s3.bucket",
}
"""What a resource is, by the service in its ARN, and where one service has several kinds, by what follows as well."""

_OUTCOMES: Final = {"COMPLETED": "completed", "PENDING": "unfinished", "RUNNING": "unfinished"}
"""Of a job by its status; any other, such as ABORTED or FAILED, brought nothing back."""

_MINUTE: Final = 60

_REMEMBERED: Final = timedelta(days=30)
"""AWS Backup lists backup jobs of the last thirty days and says of restore jobs nothing, so an older one may be gone:
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html"""


def _resource(fact: Fact) -> Iterator[Note]:
    """That it exists; whatever could not be read of it takes nothing from that, so it is not kept under its ARN."""
    yield f"{_EXISTS}{fact.id}", True


def _job(fact: Fact) -> Iterator[Note]:
    config = fact.config
    outcome = _OUTCOMES.get(config["status"], "failed")
    if config["validation"]["status"] == "FAILED":
        outcome = "failed"
    yield fact.name, {"outcome": outcome, "duration_seconds": config["duration_seconds"]}


def _record(fact: Fact) -> Iterator[Note]:
    yield "", {"name": fact.name, **{key: fact.config[key] for key in ("type", "topic", "scope", "dated_at")}}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    gaps = notes.missing(_RECORD, fact.account, "global", "")
    resources = [{"arn": arn, "found": _found(arn, notes, gaps)} for arn in fact.config["scope"]["resources"]]
    jobs = [{"id": job, **_ended(job, fact, notes, gaps)} for job in fact.config["restore_jobs"]]
    return {"resources": resources, "restore_jobs": jobs, "newer": _newer(fact, notes)}, gaps


def _found(arn: str, notes: Notes, gaps: list[Gap]) -> bool:
    """Whether a resource is in the snapshot; where it may be and could not be seen, gaps say so."""
    if notes.notes(_NAME, f"{_EXISTS}{arn}"):
        return True
    kind, account, region = _place(arn)
    if kind is None:
        return False
    scanned = {(each.id, name) for each in notes.scope.estate for name in each.regions}
    if not account:
        # A bucket's ARN names no account, so it may be in one that nobody looked at.
        gaps.append(Gap("", "", GapReason.NOT_COLLECTED, f"{arn} is in no account that was scanned"))
    elif (account, region) not in scanned:
        gaps.append(Gap("", "", GapReason.NOT_COLLECTED, f"{arn} lies outside what was scanned"))
    else:
        gaps += notes.missing(kind, account, region, "")
    return False


def _place(arn: str) -> tuple[str | None, str, str]:
    """The kind, account and Region of a resource. None: nothing of that sort is ever judged by evidence."""
    _, _, service, region, account, rest = [*arn.split(":", 5), "", "", "", "", ""][:6]
    kind = _KINDS.get(service) or _KINDS.get(f"{service}:{rest.split(':')[0]}")
    return kind, account, region


def _ended(job: str, fact: Fact, notes: Notes, gaps: list[Gap]) -> Mapping[str, Json]:
    """How a restore job ended: completed, failed, unfinished; unheard_of, or forgotten if it may be too old to know."""
    for row in notes.notes(_NAME, job, kind=_JOB):
        return {"outcome": row["outcome"], "duration_seconds": row["duration_seconds"]}
    for account in notes.scope.estate:
        for region in account.regions:
            gaps += notes.missing(_JOB, account.id, region, "")
    accounts = {_place(arn)[1] for arn in fact.config["scope"]["resources"]} - {"", *notes.scope.accounts}
    if accounts:
        detail = f"restore job {job} may be one of {', '.join(sorted(accounts))}, which was not scanned"
        gaps.append(Gap("", "", GapReason.NOT_COLLECTED, detail))
    age = datetime.fromisoformat(notes.taken_at) - datetime.fromisoformat(fact.config["dated_at"])
    return {"outcome": "forgotten" if age > _REMEMBERED else "unheard_of", "duration_seconds": None}


def contradicted(record: Mapping[str, Json], notes: Notes) -> bool:
    """Whether a restore job that a passed test names failed, or took longer than the whole recovery, in minutes."""
    if record["result"] != "passed":
        return False
    rows = [row for job in record["restore_jobs"] for row in notes.notes(_NAME, job, kind=_JOB)]
    measured = record["measured_rto_seconds"]
    return any(row["outcome"] == "failed" or _longer(row["duration_seconds"], measured) for row in rows)


def _longer(took: int | None, measured: int | None) -> bool:
    return took is not None and measured is not None and took // _MINUTE > -(-measured // _MINUTE)


def _newer(fact: Fact, notes: Notes) -> list[str]:
    """The records that say the same anew: of its type and topic, and for the same scope."""
    ours = {key: fact.config[key] for key in ("type", "topic", "scope")}
    return [
        row["name"]
        for row in notes.notes(_NAME, "", kind=_RECORD)
        if row["dated_at"] > fact.config["dated_at"] and {key: row[key] for key in ours} == ours
    ]


CLAIMS: Final = Join(
    name=_NAME,
    kinds=frozenset({_RECORD}),
    keeps={**dict.fromkeys(_KINDS.values(), _resource), _JOB: _job, _RECORD: _record},
    find=_find,
)
