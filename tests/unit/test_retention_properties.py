"""Effective retention against a slow simulator that plays every object through the rules, midnight by midnight."""

from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.s3_calendar import DAY, Calendar, Version
from support.s3_facts import bucket, lifecycle_rule

from scanner.model import Json
from scanner.retention import Filter, compared, retention

TAKEN_AT = "2026-01-01T00:00:00Z"
DATES = {
    (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ"): days * DAY
    for days in range(-1, 6)
}
HOURS = {"STANDARD": 0, "GLACIER": 5, "DEEP_ARCHIVE": 12}
LONG = 20
"""Days after which all that ever will happen to what is in a bucket has happened."""

PREFIXES = ("", "a", "a/", "a/b", "b/")
KEYS = ("a/b/~", "a/~", "a~", "b/~", "~")
TAGS: tuple[dict[str, str], ...] = ({}, {"k": "1"}, {"k": "2"}, {"j": "1"}, {"k": "1", "j": "1"}, {"k": "2", "j": "1"})
SIZES = (0, 10, 11, 19, 20, 21, 29, 30, 31)
OBJECTS = tuple(product(KEYS, TAGS, SIZES))

few = st.integers(1, 4)
maybe_few = st.none() | few
cold = st.sampled_from(("STANDARD_IA", "GLACIER", "DEEP_ARCHIVE"))


@st.composite
def rules(draw: st.DrawFn) -> Json:
    expires = draw(st.sampled_from(("days", "date", "never", "never")))
    return lifecycle_rule(
        enabled=draw(st.sampled_from((True, True, True, False))),
        filter={
            "prefix": draw(st.sampled_from(PREFIXES)),
            "tags": draw(st.sampled_from(TAGS)),
            "size_greater_than_bytes": draw(st.sampled_from((None, None, 10, 20))),
            "size_less_than_bytes": draw(st.sampled_from((None, None, 20, 30))),
        },
        expiration_days=draw(few) if expires == "days" else None,
        expiration_date=draw(st.sampled_from(sorted(DATES))) if expires == "date" else None,
        noncurrent_days=(noncurrent := draw(maybe_few)),
        newer_noncurrent_versions=draw(st.none() | st.integers(1, 2)) if noncurrent else None,
        transitions=draw(
            st.lists(
                st.fixed_dictionaries({"days": st.integers(0, 5), "date": st.none(), "storage_class": cold}), max_size=1
            )
        ),
        noncurrent_transitions=draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "noncurrent_days": few,
                        "newer_noncurrent_versions": st.none() | st.integers(1, 2),
                        "storage_class": cold,
                    }
                ),
                max_size=1,
            )
        ),
    )


@st.composite
def configs(draw: st.DrawFn) -> Json:
    versioning = draw(st.sampled_from(("Enabled", "Enabled", "Suspended", "Disabled")))
    locked = versioning == "Enabled" and draw(st.booleans())
    lock = {"enabled": locked, "mode": "GOVERNANCE" if locked else None}
    ruled = [rule | {"id": f"rule-{place}"} for place, rule in enumerate(draw(st.lists(rules(), max_size=4)))]
    return bucket(
        versioning={"status": versioning},
        lifecycle={"configured": True, "rules": ruled},
        object_lock=lock | {"default_retention_days": draw(few) if locked else None},
    ).config


def calendar(config: Json, *, strict: bool = False) -> Calendar:
    return Calendar(
        config["lifecycle"]["rules"],
        config["versioning"]["status"],
        lock_days=config["object_lock"]["default_retention_days"] or 0,
        strict=strict,
        dated=DATES,
    )


def region_of(found: Json, key: str, tags: dict[str, str], size: int) -> Json:
    """The last region that an object matches, as the schema says."""
    return [
        region
        for region in found["regions"]
        if key.startswith(region["prefix"])
        and region["tags"].items() <= tags.items()
        and (region["size_over_bytes"] is None or size > region["size_over_bytes"])
        and (region["size_under_bytes"] is None or size < region["size_under_bytes"])
    ][-1]


def decides(rule: Json, versioning: str) -> bool:
    about_current = rule["expiration_days"] or rule["expiration_date"] or rule["transitions"]
    about_versions = rule["noncurrent_days"] or rule["newer_noncurrent_versions"] or rule["noncurrent_transitions"]
    return bool(rule["enabled"] and (about_current or (about_versions and versioning != "Disabled")))


def lasted(since: int, until: int | None, now: int) -> int:
    return (now if until is None else until) - since


steps = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(OBJECTS), st.booleans()),
    st.tuples(st.just("again"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("delete"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from((1, 700, DAY, 2000, 3 * DAY + 1)), st.booleans()),
)


def play(config: Json, history: list[tuple[str, Json, bool]], *, strict: bool) -> Calendar:
    played = calendar(config, strict=strict)
    for what, value, locked in history:
        known = [version for version in played.versions if not version.marker]
        if what == "put":
            played.put(*value, locked=locked, with_id=locked)
        elif what == "wait":
            played.wait(value)
        elif known:
            version = known[value % len(known)]
            if what == "again":
                played.put(version.key, version.tags, version.size, locked=locked)
            else:
                played.delete(version.key)
    played.wait(LONG * DAY)
    return played


def check(version: Version, region: Json, now: int) -> None:
    """That what became of a version is what its region promises."""
    dated = region["expires_at"] is not None and version.created_at > 0  # dates are counted from the snapshot
    if version.hidden_at is not None:
        kept = lasted(version.hidden_at, version.gone_at, now)
        assert version.gone_at is None or (
            region["deleted_min_days"] is not None and kept >= region["deleted_min_days"] * DAY
        )
        assert region["deleted_max_days"] is None or kept <= (region["deleted_max_days"] + 1) * DAY
    if dated:
        return
    stayed = lasted(version.created_at, version.hidden_at, now)
    assert not version.hidden_by_lifecycle or (
        region["current_min_days"] is not None and stayed >= region["current_min_days"] * DAY
    )
    assert region["current_max_days"] is None or stayed <= (region["current_max_days"] + 1) * DAY
    whole = lasted(version.created_at, version.gone_at, now)
    assert region["kept_max_days"] is None or whole <= (region["kept_max_days"] + 2) * DAY
    if version.cold_at is not None:
        assert version.cold_at - version.created_at >= region["cold_after_days"] * DAY
        assert HOURS[version.storage_class] <= region["cold_restore_hours"]


@settings(deadline=None, max_examples=300)
@given(config=configs(), history=st.lists(steps, min_size=1, max_size=8), strict=st.booleans())
def test_whatever_happens_lies_within_what_is_promised(
    config: Json, history: list[tuple[str, Json, bool]], *, strict: bool
) -> None:
    found = retention(config, TAKEN_AT)
    played = play(config, history, strict=strict)
    for version in played.versions:
        if not version.marker:
            region = region_of(found, version.key, version.tags, version.size)
            matching = [rule for rule in config["lifecycle"]["rules"] if played.matches(rule, version)]
            versioning = config["versioning"]["status"]
            assert region["rules"] == [rule["id"] for rule in matching if decides(rule, versioning)]
            check(version, region, played.now)
    if config["versioning"]["status"] == "Enabled":
        check_newest(found, played)


def check_newest(found: Json, played: Calendar) -> None:
    """That the newest so many noncurrent versions are all there."""
    for key in {version.key for version in played.versions}:
        noncurrent = [version for version in played.versions if version.key == key and version.hidden_at is not None]
        for newer, version in enumerate(reversed([each for each in noncurrent if not each.marker])):
            kept = region_of(found, key, version.tags, version.size)["keeps_newest"]
            assert version.gone_at is None or (kept is not None and newer >= kept)


def somewhere(found: Json, region: Json) -> tuple[str, dict[str, str], int]:
    """An object of a region: each has one."""
    return next(each for each in OBJECTS if region_of(found, *each) is region)


@settings(deadline=None, max_examples=150)
@given(configs())
def test_the_shortest_time_is_really_that_short(config: Json) -> None:
    found = retention(config, TAKEN_AT)
    for region in found["regions"]:
        thing = somewhere(found, region)
        if region["current_min_days"] is not None:
            played = calendar(config)
            version = played.put(*thing)
            played.wait((region["current_min_days"] + 1) * DAY)
            assert version.hidden_by_lifecycle
            check(version, region, played.now)
        if region["deleted_min_days"] is not None:
            played = calendar(config)
            played.now = 1
            first, *_ = [played.put(*thing, locked=False) for _ in range(4)]
            played.wait((region["deleted_min_days"] + 1) * DAY)
            assert first.gone_at is not None


@settings(deadline=None, max_examples=150)
@given(configs())
def test_the_longest_time_is_really_that_long(config: Json) -> None:
    found = retention(config, TAKEN_AT)
    for region in found["regions"]:
        thing = somewhere(found, region)
        played = calendar(config)
        version = played.put(*thing, with_id=True)
        played.delete(version.key)
        played.wait(LONG * DAY)
        assert version.hidden_at == 0
        kept = lasted(version.hidden_at, version.gone_at, played.now)
        assert kept >= (LONG if region["deleted_max_days"] is None else region["deleted_max_days"]) * DAY
        alone = calendar(config)
        untouched = alone.put(*thing, with_id=True)
        alone.wait(LONG * DAY)
        check(untouched, region, alone.now)
        whole = lasted(untouched.created_at, untouched.gone_at, alone.now)
        assert whole >= (LONG if region["kept_max_days"] is None else region["kept_max_days"]) * DAY


@settings(deadline=None, max_examples=150)
@given(configs())
def test_what_is_said_to_go_cold_can_go_cold(config: Json) -> None:
    found = retention(config, TAKEN_AT)
    for region in found["regions"]:
        if region["cold_after_days"] is None or region["expires_at"] is not None:
            continue
        seen: set[int] = set()
        for copies in range(1, 5):
            played = calendar(config)
            played.now = 1
            made = [played.put(*somewhere(found, region), with_id=True) for _ in range(copies)]
            played.wait(LONG * DAY)
            seen |= {HOURS[version.storage_class] for version in made if version.cold_at is not None}
        assert max(seen) == region["cold_restore_hours"]


@settings(deadline=None, max_examples=150)
@given(configs(), rules())
def test_one_more_rule_never_lengthens_a_minimum(config: Json, rule: Json) -> None:
    assume(rule["enabled"])
    more = config | {"lifecycle": {"configured": True, "rules": [*config["lifecycle"]["rules"], rule | {"id": "more"}]}}
    before, after = retention(config, TAKEN_AT), retention(more, TAKEN_AT)
    for thing in OBJECTS:
        old, new = region_of(before, *thing), region_of(after, *thing)
        for what in ("deleted_min_days", "current_min_days"):
            assert new[what] is None or old[what] is None or new[what] <= old[what]
            assert old[what] is None or new[what] is not None


@settings(deadline=None, max_examples=100)
@given(configs(), configs(), st.sampled_from(PREFIXES), st.sampled_from(TAGS))
def test_a_replica_keeps_less_where_some_object_that_is_sent_is_kept_for_less(
    source: Json, replica: Json, prefix: str, tags: dict[str, str]
) -> None:
    told = compared(source, replica, Filter(prefix, frozenset(tags.items())), TAKEN_AT)
    here, there = retention(source, TAKEN_AT), retention(replica, TAKEN_AT)
    sent = [each for each in OBJECTS if each[0].startswith(prefix) and tags.items() <= each[1].items()]
    for what in ("deleted", "current"):
        ours = [region_of(here, *each)[f"{what}_min_days"] for each in sent]
        theirs = [region_of(there, *each)[f"{what}_min_days"] for each in sent]
        pairs = set(zip(ours, theirs, strict=True))
        less = {(mine, yours) for mine, yours in pairs if yours is not None and (mine is None or yours < mine)}
        assert {(each["source_days"], each["replica_days"]) for each in told.shorter if each["what"] == what} == less
        shortest = min((days for days in theirs if days is not None), default=None)
        assert getattr(told, f"{what}_min_days") == shortest
