"""Attempts to restore a resource, and what tests restoring it; what AWS Backup Audit Manager reports of a Region."""

from typing import Any

import pytest
from support.estates import HOME, joined
from support.facts import (
    ACCOUNT,
    OTHER_REGION,
    bucket,
    framework,
    gap,
    plan,
    recovery_point,
    region_settings,
    report_plan,
    restore_job,
    restore_testing_plan,
    restore_testing_selection,
    table,
)

from scanner.model import Fact, Gap, GapReason, Json

TESTING = (restore_testing_plan(), restore_testing_selection(), recovery_point())
DENIED = Gap("", "backup:List", GapReason.ACCESS_DENIED, "no")


def linked(name: str, fact: Fact, *others: Fact, **options: Any) -> tuple[Any, list[Gap]]:
    return joined(name, fact, [fact, *others], **options)


def test_jobs_are_told_newest_first() -> None:
    older = restore_job(id="1", created_at="2026-01-01T00:00:00Z", completed_at=None, status="FAILED")
    (first, second), gaps = _jobs(older, restore_job())
    assert gaps == []
    assert (second["status"], second["completed_at"]) == ("FAILED", None)
    assert first == {
        "status": "COMPLETED",
        "status_message": None,
        "validation": "SUCCESSFUL",
        "created_at": "2026-02-15T09:00:00Z",
        "completed_at": "2026-02-15T09:45:00Z",
        "duration_seconds": 2700,
        "testing_plan_arn": restore_testing_plan().id,
    }


def test_a_job_that_does_not_say_what_it_restored_is_a_gap_for_all_of_its_type() -> None:
    nameless = restore_job(source_resource_arn=None)
    assert _jobs(nameless)[0] == []
    assert [gap.reason for gap in _jobs(nameless)[1]] == [GapReason.NOT_SUPPORTED]
    assert _jobs(restore_job(source_resource_arn=None, resource_type="EFS"))[1] == []
    assert linked("restore_tests", bucket(), nameless)[1] == []


def _jobs(*jobs: Fact) -> tuple[list[Any], list[Gap]]:
    found, gaps = linked("restore_tests", table(), *jobs)
    return found["jobs"], gaps


def test_only_the_newest_jobs_are_told() -> None:
    jobs = [restore_job(id=f"{day}", completed_at=f"2026-01-{day:02}T00:00:00Z") for day in range(1, 31)]
    assert [job["completed_at"][8:10] for job in _jobs(*jobs)[0]] == [f"{day:02}" for day in range(30, 10, -1)]


def test_a_testing_plan_that_chooses_the_resource_is_told() -> None:
    found, gaps = linked("restore_tests", table(), *TESTING)
    assert gaps == []
    assert found["plans"] == [
        {
            "arn": restore_testing_plan().id,
            "name": "quarterly",
            "interval_seconds": 92 * 86400,
            "created_at": "2025-01-10T08:00:00Z",
            "last_execution_at": "2026-02-15T09:00:00Z",
            "reaches_recovery_points": True,
        }
    ]


@pytest.mark.parametrize(
    ("chosen", "chooses"),
    [
        ({"resource_arns": [table().id]}, True),
        ({"resource_arns": [f"{table().id}-2"]}, False),
        ({"resource_arns": None}, False),
        ({"resource_type": "S3"}, False),
        ({"conditions": {"string_equals": [{"key": "aws:ResourceTag/team", "value": "a"}]}}, True),
        ({"conditions": {"string_equals": [{"key": "aws:ResourceTag/team", "value": "b"}]}}, False),
        ({"conditions": {"string_not_equals": [{"key": "aws:ResourceTag/team", "value": "a"}]}}, False),
        ({"conditions": {"string_not_equals": [{"key": "aws:ResourceTag/team", "value": "b"}]}}, True),
    ],
)
def test_a_selection_chooses_by_arn_type_and_tags(chosen: dict[str, Json], *, chooses: bool) -> None:
    testing = (restore_testing_plan(), restore_testing_selection(**chosen), recovery_point())
    found, _ = linked("restore_tests", table(tags={"team": "a"}), *testing)
    assert bool(found["plans"]) is chooses


@pytest.mark.parametrize(
    ("vaults", "reaches"),
    [
        ({}, True),
        ({"include_vaults": [recovery_point().config["vault_arn"]]}, True),
        ({"include_vaults": ["arn:aws:backup:eu-central-1:111122223333:backup-vault:other"]}, False),
        ({"exclude_vaults": [recovery_point().config["vault_arn"]]}, False),
        ({"exclude_vaults": ["*"]}, False),
    ],
)
def test_a_testing_plan_reaches_the_vaults_that_it_includes(vaults: dict[str, Json], *, reaches: bool) -> None:
    testing = (restore_testing_plan(recovery_points=vaults), restore_testing_selection(), recovery_point())
    found, _ = linked("restore_tests", table(), *testing)
    assert found["plans"][0]["reaches_recovery_points"] is reaches


@pytest.mark.parametrize(
    "kind", ["backup.restore_job", "backup.restore_testing_plan", "backup.restore_testing_selection"]
)
def test_what_could_not_be_listed_is_a_gap(kind: str) -> None:
    assert len(linked("restore_tests", table(), failed={(kind, *HOME): DENIED})[1]) == 1


def test_a_testing_plan_is_told_what_it_restores_and_how_often() -> None:
    told = {"interval_seconds": 92 * 86400, "selections": [{"name": "tables", "resource_type": "DynamoDB"}]}
    assert linked("testing", *TESTING) == (told, [])
    failed = {("backup.restore_testing_selection", *HOME): DENIED}
    assert linked("testing", restore_testing_plan(), failed=failed)[1]
    assert linked("testing", restore_testing_plan(schedule="odd"))[0]["interval_seconds"] is None


def test_a_region_is_told_of_its_frameworks_and_of_the_reports_on_it() -> None:
    away = report_plan(id="2", name="away", region=OTHER_REGION, regions=["*"])
    not_here = report_plan(id="3", name="not here", region=OTHER_REGION)
    found, gaps = linked("audit", region_settings(), plan(), framework(), report_plan(), away, not_here)
    assert gaps == []
    assert (found["plans"], [report["name"] for report in found["reports"]]) == (1, ["daily", "away"])
    assert found["frameworks"] == [
        {
            "name": "company",
            "deployment_status": "COMPLETED",
            "status": "ACTIVE",
            "controls": ["BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK"],
        }
    ]


def test_what_could_not_be_read_of_a_regions_audit_is_a_gap() -> None:
    for kind in ("backup.framework", "backup.plan", "backup.report_plan"):
        assert len(linked("audit", region_settings(), failed={(kind, *HOME): DENIED})[1]) == 1
    unread = framework(controls=None, status=None, gaps=(gap("/config/status"),))
    assert len(linked("audit", region_settings(), unread)[1]) == 1
    there = region_settings(region=OTHER_REGION)
    assert linked("audit", there, unread, places=(HOME, (ACCOUNT, OTHER_REGION)))[1] == []
