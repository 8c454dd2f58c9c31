"""How restores of a resource ended."""

from typing import Any

from support.backup_audit_facts import restore_job
from support.estates import AWAY, joined
from support.facts import TABLE_ARN, VAULT_ARN, gap, table

from scanner.model import Fact, Gap


def found(*facts: Fact, **options: Any) -> tuple[Any, list[Gap]]:
    return joined("restores", table(), [table(), *facts], **options)


def job(number: int, **overrides: Any) -> Fact:
    return restore_job(id=f"{TABLE_ARN}/restore/{number}", **overrides)


def test_the_slowest_that_completed_is_told() -> None:
    slow = job(
        2, duration_seconds=9000, completed_at="2026-02-16T09:00:00Z", validation={"status": None, "message": None}
    )
    failed = job(3, status="FAILED", duration_seconds=50000)
    running = job(4, status="RUNNING", completed_at=None, duration_seconds=None)
    restores, gaps = found(job(1), slow, failed, running)
    assert gaps == []
    assert restores == [
        {
            "vault_arn": VAULT_ARN,
            "completed": 2,
            "failed": 1,
            "newest_completed_at": "2026-02-16T09:00:00Z",
            "longest_seconds": 9000,
            "validated": 1,
        }
    ]


def test_a_restore_of_what_nobody_says_is_nobodys() -> None:
    assert found(job(1, source_resource_arn=None), job(2, vault_arn=None)) == ([], [])


def test_nothing_that_completed_took_no_time() -> None:
    (told,), _ = found(job(1, status="ABORTED"))
    assert (told["completed"], told["failed"], told["longest_seconds"], told["newest_completed_at"]) == (
        0,
        1,
        None,
        None,
    )


def test_a_listing_that_failed_is_a_gap() -> None:
    home = ("backup.restore_job", table().account, table().region)
    assert found(failed={home: gap("backup.restore_job")})[1]
    assert not found(failed={("backup.restore_job", *AWAY): gap("backup.restore_job")})[1]
