"""What AWS Backup says of attempts to restore a resource: its restore jobs, and the plans that test restoring it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes, here
from scanner.model import Fact, Gap, GapReason, Json, Profile
from scanner.schedules import longest_interval_seconds
from scanner.selections import RESOURCE_TYPES

_JOB: Final = "backup.restore_job"
_PLAN: Final = "backup.restore_testing_plan"
_SELECTION: Final = "backup.restore_testing_selection"

_KEPT_JOBS: Final = 20
_TAG: Final = "aws:ResourceTag/"


def _job(fact: Fact) -> Iterator[Note]:
    """A job under what was restored; with the others of its Region where AWS does not say, with the type of it."""
    config = fact.config
    row = {
        "status": config["status"],
        "status_message": config["status_message"],
        "validation": config["validation"]["status"],
        "created_at": config["created_at"],
        "completed_at": config["completed_at"],
        "duration_seconds": config["duration_seconds"],
        "testing_plan_arn": config["testing_plan_arn"],
    }
    yield config["source_resource_arn"] or here(fact), row | {"resource_type": config["resource_type"]}


def _plan(fact: Fact) -> Iterator[Note]:
    config = fact.config
    points = config["recovery_points"]
    yield (
        fact.id,
        {
            "arn": fact.id,
            "name": fact.name,
            "interval_seconds": longest_interval_seconds(config["schedule"], config["timezone"]),
            "created_at": config["created_at"],
            "last_execution_at": config["last_execution_at"],
            "include_vaults": points and points["include_vaults"],
            "exclude_vaults": points and points["exclude_vaults"],
        },
    )


def _selection(fact: Fact) -> Iterator[Note]:
    config = fact.config
    chosen = {name: config[name] for name in ("plan_arn", "resource_type", "resource_arns", "conditions")}
    yield config["resource_type"], chosen
    yield config["plan_arn"], {"name": fact.name, "resource_type": config["resource_type"]}


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    sort = RESOURCE_TYPES[fact.kind].name
    gaps = notes.missing(_JOB, fact.account, fact.region, fact.id)
    jobs = [_told(row) for row in notes.notes("restore_tests", fact.id, kind=_JOB)]
    nameless = notes.notes("restore_tests", here(fact), kind=_JOB, account=fact.account, region=fact.region)
    if any(row["resource_type"] in (sort, None) for row in nameless):
        gaps.append(Gap("", "", GapReason.NOT_SUPPORTED, "some restore jobs do not say what they restored"))
    for kind in (_PLAN, _SELECTION):
        gaps += notes.missing(kind, fact.account, fact.region, "")
    jobs.sort(key=lambda row: str(row["completed_at"] or row["created_at"]), reverse=True)
    return {"jobs": jobs[:_KEPT_JOBS], "plans": _plans(fact, sort, notes)}, gaps


def _told(row: Mapping[str, Json]) -> Json:
    return {name: value for name, value in row.items() if name != "resource_type"}


def _plans(fact: Fact, sort: str, notes: Notes) -> list[Json]:
    """The testing plans of the resource's account and Region that choose it among those of its type."""
    own = {"account": fact.account, "region": fact.region}
    vaults = {point["vault_arn"] for point in notes.recovery_points(fact.id)}
    found = []
    for row in notes.notes("restore_tests", sort, kind=_SELECTION, **own):
        if not _chooses(row, fact):
            continue
        for plan in notes.notes("restore_tests", row["plan_arn"], kind=_PLAN, **own):
            reached = any(_covers(plan, vault) for vault in vaults)
            told = {name: value for name, value in plan.items() if not name.endswith("_vaults")}
            found.append(told | {"reaches_recovery_points": reached})
    return found


def _chooses(selection: Mapping[str, Json], fact: Fact) -> bool:
    """ARNs or `*`, and conditions on tags: RestoreTestingSelectionForGet in the AWS Backup API reference."""
    arns, conditions = selection["resource_arns"], selection["conditions"]
    if arns is None or conditions is None or (arns and "*" not in arns and fact.id not in arns):
        return False
    tags = fact.tags or {}
    equal = all(tags.get(_key(pair)) == pair["value"] for pair in conditions["string_equals"])
    return equal and all(tags.get(_key(pair)) != pair["value"] for pair in conditions["string_not_equals"])


def _key(pair: Mapping[str, str]) -> str:
    return pair["key"].removeprefix(_TAG)


def _covers(plan: Mapping[str, Json], vault_arn: str) -> bool:
    """Whether a plan looks for recovery points in a vault: vaults are named by ARN, or all by `*`."""
    included, excluded = plan["include_vaults"] or (), plan["exclude_vaults"] or ()
    return ("*" in included or vault_arn in included) and "*" not in excluded and vault_arn not in excluded


RESTORE_TESTS: Final = Join(
    name="restore_tests",
    kinds=frozenset(RESOURCE_TYPES),
    keeps={_JOB: _job, _PLAN: _plan, _SELECTION: _selection},
    find=_find,
)


def _tested(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    own = {"account": fact.account, "region": fact.region}
    selections = notes.notes("restore_tests", fact.id, kind=_SELECTION, **own)
    interval = longest_interval_seconds(fact.config["schedule"], fact.config["timezone"])
    value = {"interval_seconds": interval, "selections": selections}
    return value, notes.missing(_SELECTION, fact.account, fact.region, "")


TESTING: Final = Join(name="testing", kinds=frozenset({_PLAN}), keeps={}, find=_tested)
