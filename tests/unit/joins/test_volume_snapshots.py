"""The snapshots of a volume."""

from typing import Any

from support.database_facts import snapshot, volume
from support.estates import joined
from support.facts import gap

from scanner.model import Fact, Gap


def found(*facts: Fact, **options: Any) -> tuple[Any, list[Gap]]:
    return joined("snapshots", volume(), [volume(), *facts], **options)


def taken(moment: str, **overrides: Any) -> Fact:
    name = f"arn:aws:ec2:eu-central-1::snapshot/snap-{moment[:10]}"
    return snapshot(id=name, **{"volume_arn": volume().id, "started_at": moment, "lock": None, **overrides})


def test_they_are_summed_up_by_tier() -> None:
    lock = {"state": "compliance", "duration_days": 30, "locked_at": None, "cooling_off_until": None}
    locked = taken("2026-02-20T00:00:00Z", lock=lock | {"expires_at": "2026-04-01T00:00:00Z"})
    snapshots, gaps = found(
        taken("2026-01-10T00:00:00Z"), locked, taken("2026-01-01T00:00:00Z", storage_tier="archive")
    )
    assert gaps == []
    assert [(each["storage_tier"], each["count"]) for each in snapshots] == [("archive", 1), ("standard", 2)]
    assert snapshots[1] == {
        "storage_tier": "standard",
        "count": 2,
        "newest_at": "2026-02-20T00:00:00Z",
        "oldest_at": "2026-01-10T00:00:00Z",
        "locked_until": "2026-04-01T00:00:00Z",
    }


def test_a_lock_that_is_no_compliance_lock_is_none() -> None:
    lock = {"state": "governance", "duration_days": 30, "locked_at": None, "cooling_off_until": None}
    (told,), _ = found(taken("2026-02-20T00:00:00Z", lock=lock | {"expires_at": "2026-04-01T00:00:00Z"}))
    assert told["locked_until"] is None


def test_what_is_not_completed_or_has_no_volume_does_not_count() -> None:
    pending, copied = taken("2026-02-20T00:00:00Z", state="pending"), taken("2026-02-21T00:00:00Z", volume_arn=None)
    assert found(pending, copied, taken("2026-02-22T00:00:00Z", started_at=None)) == ([], [])


def test_a_listing_that_failed_is_a_gap() -> None:
    assert found(failed={("ec2.snapshot", volume().account, volume().region): gap("ec2.snapshot")})[1]
