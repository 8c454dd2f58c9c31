"""Effective retention, worked out by hand."""

from typing import Any

import pytest
from support.s3_facts import bucket, lifecycle_rule, replication_rule

from scanner.model import Json
from scanner.retention import Filter, compared, retention
from scanner.retention import filters as filters_module

TAKEN_AT = "2026-03-01T12:00:00Z"


def where(prefix: str = "", over: int | None = None, under: int | None = None, **tags: str) -> Json:
    return {"prefix": prefix, "tags": tags, "size_greater_than_bytes": over, "size_less_than_bytes": under}


def tagged(tags: dict[str, str]) -> Json:
    return where() | {"tags": tags}


def rule(name: str, matching: Json | None = None, **overrides: Any) -> Json:
    """A lifecycle rule that does nothing but what is given."""
    made = lifecycle_rule(**{"id": name, "noncurrent_days": None, **overrides})
    return made | {"filter": matching or where()}


def config(*rules: Json, versioning: str = "Enabled", lock: int | None = None, **overrides: Any) -> Json:
    locked = {"enabled": lock is not None, "mode": lock and "COMPLIANCE", "default_retention_days": lock}
    made = {
        "versioning": {"status": versioning},
        "lifecycle": {"configured": True, "rules": list(rules)},
        "object_lock": locked,
    }
    return bucket(**(made | overrides)).config


def kept(*rules: Json, **overrides: Any) -> Json:
    return retention(config(*rules, **overrides), TAKEN_AT)


def only(*rules: Json, **overrides: Any) -> Json:
    """The one region."""
    (region,) = kept(*rules, **overrides)["regions"]
    return region


def days(region: Json) -> tuple[Any, ...]:
    return tuple(region[f"{what}_{end}_days"] for what in ("deleted", "current") for end in ("min", "max"))


@pytest.mark.parametrize(
    ("versioning", "least", "most", "newest"),
    [("Enabled", None, None, None), ("Suspended", 0, None, 0), ("Disabled", 0, 0, 0)],
)
def test_a_bucket_without_rules(versioning: str, least: Any, most: Any, newest: Any) -> None:
    found = kept(versioning=versioning)
    assert found["versioned"] == (versioning == "Enabled")
    assert found["complete"]
    (region,) = found["regions"]
    assert days(region) == (least, most, None, None)
    assert region["keeps_newest"] == newest
    assert region["kept_max_days"] is None
    assert (region["prefix"], region["tags"], region["rules"]) == ("", {}, [])


def test_expiration_hides_in_a_versioned_bucket_and_frees_nothing() -> None:
    """FormKiQ's OCR bucket: current objects of tempfiles/ expire, and their versions stay for ever."""
    rest, temporary = kept(rule("temp", where("tempfiles/"), expiration_days=1))["regions"]
    assert days(rest) == (None, None, None, None)
    assert days(temporary) == (None, None, 1, 1)
    assert temporary["prefix"] == "tempfiles/"
    assert temporary["current_by"] == "temp"
    assert temporary["kept_max_days"] is None


def test_expiration_is_final_in_a_bucket_that_is_not_versioned() -> None:
    region = only(rule("temp", expiration_days=1, noncurrent_days=30), versioning="Disabled")
    assert days(region) == (0, 0, 1, 1)
    assert region["kept_max_days"] == 1


def test_the_shorter_expiration_wins_and_is_named() -> None:
    long = rule("long", expiration_days=90, noncurrent_days=30)
    region = only(long, rule("short", expiration_days=7, noncurrent_days=60))
    assert days(region) == (30, 30, 7, 7)
    assert (region["deleted_by"], region["current_by"]) == ("long", "short")
    assert region["kept_max_days"] == 37
    assert region["rules"] == ["long", "short"]


def test_the_newest_versions_stay_however_old() -> None:
    few = rule("few", noncurrent_days=30, newer_noncurrent_versions=5)
    region = only(few)
    assert days(region)[:2] == (30, None)
    assert region["keeps_newest"] == 5
    both = only(few, rule("none", noncurrent_days=365), lock=400)
    assert days(both)[:2] == (30, 400)
    assert both["keeps_newest"] == 0


def test_a_number_of_versions_without_days_promises_nothing() -> None:
    region = only(rule("few", newer_noncurrent_versions=5))
    assert days(region)[:2] == (0, None)
    assert region["deleted_by"] == "few"


def test_while_versioning_is_suspended_nothing_new_is_kept() -> None:
    region = only(rule("old", noncurrent_days=30, newer_noncurrent_versions=5), versioning="Suspended")
    assert days(region)[:2] == (0, None)
    assert (region["keeps_newest"], region["deleted_by"]) == (0, None)


def test_a_lock_lengthens_what_stays_at_most_and_promises_nothing_of_older_versions() -> None:
    region = only(rule("old", expiration_days=10, noncurrent_days=30), lock=90)
    assert days(region)[:2] == (30, 90)
    assert region["kept_max_days"] == 90
    assert kept(lock=90)["lock_days"] == 90
    unset = kept(object_lock={"enabled": True, "mode": None, "default_retention_days": None})
    assert unset["lock_days"] is None


@pytest.mark.parametrize(
    ("date", "least", "most"),
    [("2026-03-01T00:00:00Z", 0, 0), ("2026-03-04T00:00:00Z", 2, 3), ("2026-03-03T12:00:00Z", 2, 2)],
)
def test_a_date_is_counted_from_the_snapshot(date: str, least: int, most: int) -> None:
    region = only(rule("then", expiration_date=date), rule("later", expiration_date="2030-01-01T00:00:00Z"))
    assert days(region)[2:] == (least, most)
    assert region["expires_at"] == date
    assert region["current_by"] == "then"


def test_what_decides_nothing_makes_no_region() -> None:
    region = only(
        rule("uploads", where("a/"), abort_incomplete_multipart_days=7),
        rule("markers", where("b/"), expired_object_delete_marker=True),
        rule("off", where("c/"), enabled=False, expiration_days=1),
    )
    assert region["rules"] == []


def test_filters_that_meet_are_regions_of_their_own_and_filters_that_cannot_are_none() -> None:
    found = kept(
        rule("a", where("a/"), expiration_days=4),
        rule("b", where("a/b/", over=100), expiration_days=3),
        rule("tag", where(k="1"), expiration_days=2),
        rule("other", where(k="2"), expiration_days=1),
        rule("far", where("x/", under=50, k="2"), noncurrent_days=9),
    )
    assert [region["rules"] for region in found["regions"]] == [
        [],
        ["a"],
        ["tag"],
        ["other"],
        ["a", "b"],
        ["a", "tag"],
        ["a", "other"],
        ["other", "far"],
        ["a", "b", "tag"],
        ["a", "b", "other"],
    ]
    last = found["regions"][-1]
    assert (last["prefix"], last["tags"], last["size_over_bytes"]) == ("a/b/", {"k": "2"}, 100)
    assert (found["deleted_min_days"], found["current_min_days"], found["current_max_days"]) == (9, 1, None)


def test_bounds_of_sizes_are_not_among_the_sizes() -> None:
    found = kept(rule("large", where(over=20), expiration_days=1), rule("small", where(under=20), expiration_days=2))
    assert [region["rules"] for region in found["regions"]] == [[], ["large"], ["small"]]
    found = kept(rule("large", where(over=20), expiration_days=1), rule("small", where(under=21), expiration_days=2))
    assert [region["rules"] for region in found["regions"]] == [["large"], ["small"]]


def test_the_narrower_bound_counts() -> None:
    sizes = {"large": where(over=20), "larger": where(over=30), "small": where(under=50), "smaller": where(under=40)}
    last = kept(*(rule(name, matching, expiration_days=1) for name, matching in sizes.items()))["regions"][-1]
    assert last["rules"] == ["large", "larger", "small", "smaller"]
    assert (last["size_over_bytes"], last["size_under_bytes"]) == (30, 40)


def test_no_object_has_more_than_ten_tags() -> None:
    six, more = ({f"{letter}{number}": "1" for number in range(6)} for letter in "ab")
    found = kept(rule("six", tagged(six), expiration_days=1), rule("more", tagged(more), expiration_days=2))
    assert [region["rules"] for region in found["regions"]] == [[], ["six"], ["more"]]


def test_too_many_intersections_leave_the_minimum_right(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule(f"tag-{number}", tagged({f"k{number}": "1"}), expiration_days=number) for number in range(2, 9)]
    whole = kept(*rules, rule("old", where(over=9), noncurrent_days=5))
    monkeypatch.setattr(filters_module, "MOST_COMBINATIONS", 20)
    part = kept(*rules, rule("old", where(over=9), noncurrent_days=5))
    assert (whole["complete"], part["complete"]) == (True, False)
    assert len(part["regions"]) < len(whole["regions"]) == 2**8
    assert all(region in whole["regions"] for region in part["regions"])
    assert part | {"complete": True, "regions": whole["regions"]} == whole


def test_the_most_demanding_bucket_is_not_slow() -> None:
    sites = [rule(f"site-{number}", where(f"site-{number}/"), noncurrent_days=30) for number in range(1000)]
    assert len(kept(*sites)["regions"]) == 1001
    tags = [rule(f"tag-{number}", tagged({f"k{number}": "1"}), expiration_days=1) for number in range(1000)]
    assert not kept(*tags)["complete"]


def move(storage_class: str, days: int | None = None, date: str | None = None) -> Json:
    return {"days": days, "date": date, "storage_class": storage_class}


@pytest.mark.parametrize(
    ("changes", "cold"),
    [
        ({"transitions": [move("GLACIER_IR", 1), move("STANDARD_IA", 1)]}, (None, None, None)),
        ({"transitions": [move("GLACIER", 90)]}, (90, "GLACIER", 5)),
        ({"transitions": [move("GLACIER", 90), move("DEEP_ARCHIVE", 180)]}, (90, "DEEP_ARCHIVE", 12)),
        ({"transitions": [move("GLACIER", date="2026-03-11T12:00:00Z")]}, (10, "GLACIER", 5)),
        ({"transitions": [move("GLACIER", 90)], "expiration_days": 90}, (90, "GLACIER", 5)),
        ({"transitions": [move("GLACIER", 90)], "expiration_days": 89}, (None, None, None)),
        ({"transitions": [move("GLACIER", 1)], "expiration_date": "2026-01-01T00:00:00Z"}, (1, "GLACIER", 5)),
        ({"transitions": [move("GLACIER", 2)], "expiration_date": "2026-01-01T00:00:00Z"}, (None, None, None)),
    ],
)
def test_the_slowest_class_that_anything_goes_to(changes: Json, cold: tuple[Any, ...]) -> None:
    region = only(rule("move", **changes))
    assert (region["cold_after_days"], region["cold_class"], region["cold_restore_hours"]) == cold
    assert region["cold_by"] == ("move" if cold[0] else None)


def test_what_is_deleted_for_good_does_not_go_cold() -> None:
    moved = [{"noncurrent_days": 30, "newer_noncurrent_versions": 2, "storage_class": "DEEP_ARCHIVE"}]
    moving = rule("move", noncurrent_transitions=moved)
    ends = rule("end", noncurrent_days=30)
    assert only(moving, ends)["cold_class"] is None
    assert only(moving, ends, lock=30)["cold_class"] is None
    assert only(moving, ends, lock=31)["cold_class"] == "DEEP_ARCHIVE"
    few = rule("end", noncurrent_days=30, newer_noncurrent_versions=3)
    assert only(moving, few)["cold_restore_hours"] == 12
    assert only(moving, rule("end", noncurrent_days=31))["cold_after_days"] == 30
    assert only(moving, versioning="Disabled")["cold_class"] is None
    final = rule("now", expiration_days=90, transitions=[move("GLACIER", 90)])
    assert only(final, versioning="Disabled")["cold_class"] is None


def test_archive_tiers_go_cold_too() -> None:
    tiers = [{"tier": "ARCHIVE_ACCESS", "days": 90}, {"tier": "DEEP_ARCHIVE_ACCESS", "days": 180}]
    filtered = {"prefix": "a/", "tags": {}}
    tiering = {"id": "archive", "enabled": True, "filter": filtered, "archive_tiers": tiers}
    rest, archived = kept(tiering_configurations=[tiering])["regions"]
    assert rest["cold_class"] is None
    assert (archived["cold_after_days"], archived["cold_restore_hours"], archived["cold_by"]) == (90, 12, "archive")
    assert archived["rules"] == []
    short = kept(rule("gone", expiration_days=60, noncurrent_days=30), tiering_configurations=[tiering])
    assert short["cold_restore_hours"] is None
    assert kept(tiering_configurations=[tiering | {"enabled": False}])["cold_restore_hours"] is None
    assert kept(tiering_configurations=None)["cold_restore_hours"] is None


def test_a_part_of_a_bucket_has_the_regions_that_it_meets() -> None:
    rules = config(rule("a", where("acme/tmp/"), expiration_days=1), rule("b", where("beta/"), expiration_days=2))
    inside = retention(rules, TAKEN_AT, within=Filter(prefix="acme/"))
    assert [region["prefix"] for region in inside["regions"]] == ["acme/", "acme/tmp/"]
    outside = retention(rules, TAKEN_AT, without=[Filter(prefix="acme/")])
    assert [region["prefix"] for region in outside["regions"]] == ["", "beta/"]


def test_a_replica_that_keeps_less_is_found_where_it_does() -> None:
    source = config(rule("temp", where("temp/"), noncurrent_days=1), rule("logs", where("logs/"), expiration_days=10))
    replica = config(rule("all", noncurrent_days=30), rule("logs", where("logs/"), expiration_days=9))
    found = compared(source, replica, Filter(), TAKEN_AT)
    assert found.complete
    assert (found.deleted_min_days, found.current_min_days) == (30, 9)
    told = ("prefix", "what", "source_days", "replica_days", "rule")
    assert [tuple(each[name] for name in told) for each in found.shorter] == [
        ("", "deleted", None, 30, "all"),
        ("logs/", "deleted", None, 30, "all"),
        ("logs/", "current", 10, 9, "logs"),
    ]


def test_only_what_is_sent_is_compared() -> None:
    replica = config(rule("logs", where("logs/"), expiration_days=9))
    sent = Filter.read(replication_rule(filter={"prefix": "content/", "tags": {}})["filter"])
    assert compared(config(), replica, sent, TAKEN_AT).shorter == []
    assert compared(config(), replica, sent, TAKEN_AT).current_min_days is None
    suspended = compared(config(), config(versioning="Suspended"), sent, TAKEN_AT)
    assert [(each["what"], each["replica_days"], each["rule"]) for each in suspended.shorter] == [("deleted", 0, None)]
