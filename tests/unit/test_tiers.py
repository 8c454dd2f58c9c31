import itertools

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import facts, tiers
from scanner.assets import SCHEMAS
from scanner.model import Json
from scanner.settings import Config
from scanner.tiers import DATA_TYPES, Tier, Tiers

KINDS = ("dynamodb.table", "s3.bucket", "backup.vault")
SHIPPED = ("basic", "standard", "enhanced", "enterprise")
COSTS = {"cost_drivers", "expiry_frees_versions"}
"""What is asked of everything, since it costs whatever it holds."""
REBUILT = ("cache", "staging", "derived", "rebuildable")


def load(*changes: dict[str, Json], **settings: Json) -> Tiers:
    return Tiers.load(Config(tiers=changes, **settings))


def entry(require: dict[str, Json], kind: str = "s3.bucket", data_type: str = "logs") -> dict[str, Json]:
    return {"kinds": [kind], "data_types": [data_type], "require": require}


def new(name: str, *entries: dict[str, Json], extends: str | None = None) -> dict[str, Json]:
    return {
        "name": name,
        "title": name.title(),
        "description": f"The tier {name}.",
        "extends": extends,
        "objectives": {"rpo_seconds": 60, "rto_seconds": 120, "noticed_within_days": 3},
        "survives": ["delete"],
        "requirements": list(entries),
    }


def test_the_shipped_tiers_come_from_the_least_to_the_most_demanding() -> None:
    assert load().names == SHIPPED


def test_a_tier_says_what_it_promises() -> None:
    assert load(new("mine")).get("mine") == Tier("mine", "Mine", "The tier mine.", 60, 120, 3, ("delete",))
    assert load().get("standard").rpo_seconds == 43200
    with pytest.raises(KeyError):
        load().get("gold")


def test_a_tier_requires_what_those_below_require_and_more() -> None:
    standard = load().requirements("standard", "dynamodb.table", "document_metadata")

    assert standard["pitr_window_days"] == 35  # as basic says
    assert standard["latest_restorable_within_seconds"] == 43200  # basic says 86400
    assert standard["long_term_backup_days"] == 90  # basic says nothing


@pytest.mark.parametrize("tier", SHIPPED)
@pytest.mark.parametrize("data_type", REBUILT)
@pytest.mark.parametrize("kind", ["dynamodb.table", "s3.bucket"])
def test_what_is_rebuilt_need_not_be_restorable(tier: str, kind: str, data_type: str) -> None:
    assert set(load().requirements(tier, kind, data_type)) <= COSTS


def test_requirements_are_for_their_kinds_and_data_types_only() -> None:
    mine = load(new("mine", entry({"versioning": True}), entry({"pitr": True}, "dynamodb.table")))

    assert mine.requirements("mine", "s3.bucket", "logs") == {"versioning": True}
    assert mine.requirements("mine", "dynamodb.table", "logs") == {"pitr": True}
    assert mine.requirements("mine", "s3.bucket", "identity") == {}
    assert mine.requirements("mine", "backup.vault", "logs") == {}


def test_later_entries_win_and_null_takes_back() -> None:
    mine = load(
        new("low", entry({"versioning": True, "noncurrent_retention_days": 30, "replication": True})),
        new(
            "high",
            entry({"noncurrent_retention_days": 60, "replication": None}),
            entry({"noncurrent_retention_days": 90, "versioning": None}),
            entry({"versioning": True}),
            extends="low",
        ),
    )

    assert mine.requirements("high", "s3.bucket", "logs") == {"versioning": True, "noncurrent_retention_days": 90}
    assert mine.requirements("low", "s3.bucket", "logs")["replication"] is True
    assert mine.names == (*SHIPPED, "low", "high")


def test_a_change_of_a_shipped_tier_comes_after_it_and_goes_on_to_those_above() -> None:
    require = {"noncurrent_retention_days": 45, "content_retention_days": None}
    mine = load({"name": "basic", "requirements": [entry(require)]})

    before, after = (each.requirements("basic", "s3.bucket", "logs") for each in (load(), mine))
    assert after["noncurrent_retention_days"] == 45
    assert before.keys() - after.keys() == {"content_retention_days"}
    assert {name for name in after if after[name] != before[name]} == {"noncurrent_retention_days"}
    assert mine.requirements("enterprise", "s3.bucket", "logs")["noncurrent_retention_days"] == 45
    assert load().requirements("basic", "s3.bucket", "logs")["noncurrent_retention_days"] == 30
    assert mine.names == SHIPPED


def test_what_a_change_gives_replaces_and_the_rest_stays() -> None:
    objectives = {"rpo_seconds": 1, "rto_seconds": 2, "noticed_within_days": 3}
    before, after = load().get("basic"), load({"name": "basic", "objectives": objectives, "title": "Mine"}).get("basic")

    assert (after.rpo_seconds, after.rto_seconds, after.noticed_within_days, after.title) == (1, 2, 3, "Mine")
    assert (after.description, after.survives) == (before.description, before.survives)


def test_where_recovery_is_required_the_objectives_of_the_tier_are_too() -> None:
    low = new("low", entry({"recovery": True}))
    high = new("high", extends="low") | {"survives": ["delete", "purge"]}
    mine = load(low, high)
    objectives = {"rpo_seconds": 60, "rto_seconds": 120, "noticed_within_days": 3}

    assert mine.requirements("low", "s3.bucket", "logs") == {"recovery": True, "survives_delete": True} | objectives
    assert mine.requirements("high", "s3.bucket", "logs")["survives_purge"] is True
    assert mine.requirements("high", "s3.bucket", "identity") == {}


def test_an_entry_may_promise_less_or_more_than_the_objectives_of_its_tier() -> None:
    says = {"survives_delete": None, "survives_purge": True, "rpo_seconds": 1}
    mine = load(new("low", entry(says | {"recovery": True})), new("high", entry({"recovery": None}), extends="low"))

    assert mine.requirements("low", "s3.bucket", "logs") == {
        "recovery": True,
        "survives_purge": True,
        "rpo_seconds": 1,
        "rto_seconds": 120,
        "noticed_within_days": 3,
    }
    assert mine.requirements("high", "s3.bucket", "logs") == {"survives_purge": True, "rpo_seconds": 1}


def test_every_scenario_has_its_requirement() -> None:
    schema = orjson.loads((SCHEMAS / "tier.json").read_bytes())["properties"]
    known = schema["requirements"]["items"]["properties"]["require"]["properties"]
    scenarios = schema["survives"]["items"]["enum"]

    assert [name.removeprefix("survives_") for name in known if name.startswith("survives_")] == scenarios


@pytest.mark.parametrize("data_type", [each for each in DATA_TYPES if each not in REBUILT])
def test_every_kind_of_data_is_promised_something_by_every_tier(data_type: str) -> None:
    for name in SHIPPED:
        assert any(load().requirements(name, kind, data_type) for kind in facts.KINDS)


@pytest.mark.parametrize("data_type", ["document_content", "document_metadata", "identity"])
def test_each_tier_survives_what_those_below_survive_and_loses_no_more(data_type: str) -> None:
    promised = [load().requirements(name, "s3.bucket", data_type) for name in SHIPPED]

    for low, high in itertools.pairwise(promised):
        assert {name for name in low if name.startswith("survives_")} < set(high)
        assert high["rpo_seconds"] < low["rpo_seconds"]
        assert high["rto_seconds"] < low["rto_seconds"]
        assert high["noticed_within_days"] >= low["noticed_within_days"]


def test_allowed_locations_are_required_of_tables_and_buckets_when_declared() -> None:
    mine = load(allowed_regions=("eu-west-1",))
    wanted = {"regions": ["eu-west-1"], "accounts": None}

    assert mine.requirements("basic", "dynamodb.table", "cache")["allowed_locations"] == wanted
    assert mine.requirements("basic", "s3.bucket", "logs")["allowed_locations"] == wanted
    assert "allowed_locations" not in mine.requirements("enterprise", "backup.vault", "backup_records")
    both = load(allowed_regions=("eu-west-1",), allowed_accounts=("111122223333",))
    assert both.requirements("basic", "s3.bucket", "cache")["allowed_locations"] == {
        "regions": ["eu-west-1"],
        "accounts": ["111122223333"],
    }


def test_the_answer_is_the_callers_own() -> None:
    mine = load()
    mine.requirements("basic", "s3.bucket", "logs").clear()

    assert mine.requirements("basic", "s3.bucket", "logs") != {}


def test_the_digest_tells_tiers_apart() -> None:
    change = {"name": "basic", "requirements": [entry({"versioning": None})]}

    assert load().sha256 == load().sha256
    assert len({load().sha256, load(change).sha256, load(allowed_regions=("eu-west-1",)).sha256}) == 3


def test_every_shipped_requirement_is_for_a_known_data_type() -> None:
    used = {each for tier in tiers.shipped().values() for item in tier["requirements"] for each in item["data_types"]}

    assert used <= set(DATA_TYPES)


REQUIRE = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.none() | st.integers(1, 9) | st.just(value=True), max_size=4
)
ENTRIES = st.lists(st.builds(entry, REQUIRE, st.sampled_from(KINDS), st.sampled_from(["logs", "identity"])), max_size=4)


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_a_chain_of_tiers_is_its_entries_one_after_the_other(chain: list[list[dict[str, Json]]]) -> None:
    raw = [
        new(f"t{index}", *entries, extends=f"t{index - 1}" if index else None) for index, entries in enumerate(chain)
    ]
    resolved = Tiers(raw).requirements(f"t{len(chain) - 1}", "s3.bucket", "logs")

    expected: dict[str, Json] = {}
    for entries in chain:
        for each in entries:
            if each["kinds"] == ["s3.bucket"] and each["data_types"] == ["logs"]:
                expected.update(each["require"])
    assert resolved == {name: value for name, value in expected.items() if value is not None}
