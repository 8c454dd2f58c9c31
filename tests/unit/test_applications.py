"""Applications as a whole: what the matrices of their parts add up to."""

from dataclasses import replace
from typing import Any

import pytest
from support.backup_audit_facts import restore_job
from support.facts import ACCOUNT, OTHER_ACCOUNT, bucket, gap, table
from support.matrices import cell, path, recovery

from scanner import facts
from scanner.applications import Applications
from scanner.model import Assessment, Coverage, CoverageUnit, Fact, Profile, Recovery
from scanner.recovery import KINDS
from scanner.settings import Config
from scanner.tiers import Tiers

WHOLE = Coverage((CoverageUnit(ACCOUNT, "eu-west-1", "all", (*sorted(KINDS), "formkiq.site", "sqs.queue")),))
ASKED = ("survives_delete", "rpo_seconds")
ORDERS = recovery(cell("delete"), cell("corruption"), cell("region_loss", "not_recoverable"))
PATH = path()


def profile(application: str | None = "orders", tier: str | None = "enhanced", **changes: Any) -> Profile:
    made = Profile(application, None, "document_metadata", tier, {}, classified=True)
    return replace(made, **changes)


def part(fact: Fact, matrix: Recovery | None = ORDERS, **changes: Any) -> Assessment:
    return Assessment(fact, profile(**changes), (), matrix)


def gathered(*parts: Assessment, coverage: Coverage = WHOLE, requires: tuple[str, ...] = ASKED) -> Any:
    applications = Applications(coverage, Tiers.load(Config()))
    for each in parts:
        applications.add(each, requires)
    return list(applications.facts())


def only(*parts: Assessment, **options: Any) -> tuple[Fact, Profile]:
    ((fact, made),) = gathered(*parts, **options)
    assert facts.misfit(fact) == ""
    return fact, made


def window(earliest: str | None, latest: str | None, **changes: Any) -> Recovery:
    return recovery(cell("corruption"), paths=(path(earliest_at=earliest, latest_at=latest, **changes),))


def test_a_restore_that_reports_list_is_no_part_of_any() -> None:
    alone, _ = only(part(table()))
    assert only(part(table()), part(restore_job(), None))[0] == alone


def test_it_adds_up_its_critical_parts() -> None:
    fact, made = only(part(table()), part(bucket(), tier="enterprise", data_type="document_content"))
    assert fact.id == f"urn:safehold:application:{ACCOUNT}:orders"
    assert fact.config["critical_count"] == 2
    assert fact.config["arns"] == sorted([table().id, bucket().id])
    assert fact.config["scenarios"]["delete"] == {
        "required": 2,
        "recoverable": 2,
        "not_recoverable": 0,
        "unknown": 0,
        "worst_rpo_seconds": 300,
        "worst_rto_seconds": None,
        "missing": [],
    }
    assert fact.config["scenarios"]["region_loss"]["missing"] == fact.config["arns"]
    assert (made.application, made.tier) == ("orders", "enterprise")


def test_what_is_asked_nothing_of_is_no_critical_part() -> None:
    assert gathered(part(table()), requires=("pitr",)) == []
    (fact, _), *_ = gathered(part(table()), part(replace(table(), kind="backup.vault"), None))
    assert (fact.config["part_count"], fact.config["critical_count"]) == (2, 1)


def test_a_part_whose_tier_is_not_known_leaves_that_of_the_whole_unknown() -> None:
    fact, made = only(part(table()), part(bucket(), tier=None), requires=ASKED)
    assert made.tier is None
    assert "not known" in made.because["tier"]
    assert fact.config["tiers"] == ["enhanced", None]


def test_what_lies_in_no_region_says_nothing_of_regions() -> None:
    (fact, _), *_ = gathered(part(table()), part(replace(table(), kind="account", region="global"), None))
    assert fact.config["regions"] == [table().region]


def test_a_copy_is_no_critical_part() -> None:
    fact, _ = only(part(table()), part(bucket(), data_type="backup_records"))
    assert (fact.config["part_count"], fact.config["arns"]) == (2, [table().id])


def test_what_belongs_to_none_is_taken_together_by_account() -> None:
    found = gathered(
        part(table(), application=None), part(table(account=OTHER_ACCOUNT), application=None), part(bucket())
    )
    assert [(fact.account, made.application) for fact, made in found] == [
        (ACCOUNT, None),
        (OTHER_ACCOUNT, None),
        (ACCOUNT, "orders"),
    ]


def test_an_rpo_that_is_not_bounded_leaves_the_worst_without_a_bound() -> None:
    unbounded = recovery(cell("delete", rpo_seconds=None))
    for parts in ((unbounded, ORDERS), (ORDERS, unbounded)):
        fact, _ = only(*(part(each, matrix) for each, matrix in zip((table(), bucket()), parts, strict=True)))
        assert fact.config["scenarios"]["delete"]["worst_rpo_seconds"] is None


@pytest.mark.parametrize(
    ("windows", "status", "earliest", "latest"),
    [
        (
            [("2026-03-01T00:00:00Z", "2026-03-31T00:00:00Z"), ("2026-02-01T00:00:00Z", "2026-03-30T00:00:00Z")],
            "recoverable",
            "2026-03-01T00:00:00Z",
            "2026-03-30T00:00:00Z",
        ),
        ([(None, "2026-03-31T00:00:00Z"), (None, None)], "recoverable", None, "2026-03-31T00:00:00Z"),
        (
            [("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"), ("2026-03-03T00:00:00Z", "2026-03-30T00:00:00Z")],
            "not_recoverable",
            "2026-03-03T00:00:00Z",
            "2026-03-02T00:00:00Z",
        ),
    ],
)
def test_the_common_moments_are_the_intersection(windows: Any, status: str, earliest: str, latest: str) -> None:
    fact, _ = only(*(part(each, window(*ends)) for each, ends in zip((table(), bucket()), windows, strict=True)))
    point = fact.config["common_point"]
    assert (point["status"], point["earliest_at"], point["latest_at"]) == (status, earliest, latest)


@pytest.mark.parametrize(
    ("other", "status", "says"),
    [
        (recovery(cell("corruption", "not_recoverable"), paths=()), "not_recoverable", "1 of 2 parts cannot"),
        (recovery(cell("corruption", "unknown"), paths=()), "unknown", "it is not known"),
        # Single backups meet the moments of another part by chance only.
        (recovery(cell("corruption"), paths=(path(continuous=False),)), "not_recoverable", "1 of 2 parts cannot"),
        (recovery(cell("corruption", doubts=("who knows",)), paths=(path(continuous=False),)), "unknown", "not known"),
    ],
)
def test_a_part_without_a_window_ends_the_common_moments(other: Recovery, status: str, says: str) -> None:
    fact, _ = only(part(table()), part(bucket(), other))
    point = fact.config["common_point"]
    assert point["status"] == status
    assert says in point["because"]
    assert point["limiting"] == [bucket().id]


def test_a_part_that_has_no_other_to_meet_may_come_back_to_single_moments() -> None:
    single = recovery(cell("corruption"), paths=(path(continuous=False),))
    fact, _ = only(part(bucket(), single))
    assert fact.config["common_point"]["status"] == "recoverable"
    lost = recovery(cell("corruption", "not_recoverable"), paths=())
    assert only(part(bucket(), lost))[0].config["common_point"]["status"] == "not_recoverable"


def test_data_that_need_not_come_back_together_does_not_count() -> None:
    lost = recovery(cell("corruption", "not_recoverable"), paths=())
    fact, _ = only(part(table()), part(bucket(), lost, data_type="logs"))
    assert fact.config["common_point"]["status"] == "recoverable"
    fact, _ = only(part(bucket(), lost, data_type="logs"))
    assert fact.config["common_point"]["status"] == "unknown"


def test_a_listing_that_failed_may_have_held_more_parts() -> None:
    denied = replace(gap("s3.bucket"), detail="no right to list")
    failed = Coverage((replace(WHOLE.units[0], gaps=(denied,)),))
    fact, _ = only(part(table()), coverage=failed)
    paths = {each.path for each in fact.gaps}
    assert {"/config/scenarios", "/config/common_point", "/config/arns", "/config/data_types"} <= paths
    assert "/config/sites" not in paths
    denied = replace(gap("formkiq.site"), detail="no right to list")
    fact, _ = only(part(table()), coverage=Coverage((replace(WHOLE.units[0], gaps=(denied,)),)))
    assert [each.path for each in fact.gaps] == ["/config/sites"]
    denied = replace(gap("sqs.queue"), detail="no right to list")
    fact, _ = only(part(table()), coverage=Coverage((replace(WHOLE.units[0], gaps=(denied,)),)))
    assert [each.path for each in fact.gaps] == ["/config/data_types"]
    fact, _ = only(part(table()), coverage=Coverage(()))
    assert {each.reason for each in fact.gaps} == {"not_collected"}
    assert only(part(table()))[0].gaps == ()


def test_a_part_of_which_no_matrix_could_be_made_is_unknown_in_all_that_is_asked() -> None:
    fact, _ = only(part(table()), part(bucket(), None))
    assert fact.config["scenarios"]["delete"]["unknown"] == 1
    assert fact.config["scenarios"]["delete"]["missing"] == [bucket().id]
    assert fact.config["scenarios"]["purge"]["unknown"] == 0
    assert fact.config["common_point"]["status"] == "unknown"
    fact, _ = only(part(bucket(), None, tier=None), requires=())
    assert {cells["unknown"] for cells in fact.config["scenarios"].values()} == {1}
    assert len(fact.config["scenarios"]) == 10


def test_restored_tables_and_sites_are_told() -> None:
    restore = {"source_table_arn": None, "source_backup_arn": None, "restored_to": None, "in_progress": False}
    site = replace(table(), kind="formkiq.site", id="site", config={"site_id": "acme"})
    (fact, _), *_ = gathered(part(table(restore=restore)), part(site, None))
    assert fact.config["restored"] == [{"arn": table().id, "restored_to": None, "source_table_arn": None}]
    assert fact.config["sites"] == ["acme"]


def test_long_lists_are_cut_and_say_so() -> None:
    many = [part(table(name=f"t{number:04}")) for number in range(1001)]
    fact, _ = only(*many)
    assert len(fact.config["arns"]) == 1000
    assert fact.config["arns_truncated"]
    assert len(fact.config["scenarios"]["region_loss"]["missing"]) == 20
    assert fact.config["scenarios"]["region_loss"]["not_recoverable"] == 1001
