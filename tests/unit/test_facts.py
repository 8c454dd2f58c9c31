from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.facts import BUILDERS, bucket, gap, lifecycle_rule, table

from scanner import facts
from scanner.errors import SnapshotError
from scanner.model import Fact, Gap, GapReason, Json

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
GAPS = st.builds(Gap, path=TEXT, operation=TEXT, reason=st.sampled_from(GapReason), detail=TEXT)
FACTS = st.builds(
    Fact,
    kind=TEXT,
    id=TEXT,
    account=TEXT,
    region=TEXT,
    name=TEXT,
    tags=st.none() | st.dictionaries(TEXT, TEXT, max_size=4),
    config=st.dictionaries(TEXT, JSON, max_size=4),
    gaps=st.lists(GAPS, max_size=3).map(tuple),
)


@given(FACTS)
def test_a_fact_survives_its_line(fact: Fact) -> None:
    line = facts.encode(fact)

    assert b"\n" not in line
    assert facts.decode(line) == fact
    assert facts.encode(facts.decode(line)) == line


def test_the_order_of_keys_does_not_show() -> None:
    fact = table(tags={"a": "1", "b": "2"})
    turned = replace(fact, tags={"b": "2", "a": "1"}, config=dict(reversed(list(fact.config.items()))))

    assert facts.encode(turned) == facts.encode(fact)


def test_every_kind_has_a_compliant_fact_that_fits() -> None:
    assert set(BUILDERS) == facts.KINDS
    assert {kind: facts.misfit(build()) for kind, build in BUILDERS.items()} == dict.fromkeys(BUILDERS, "")


def test_a_section_that_could_not_be_read_fits() -> None:
    assert facts.misfit(table(pitr=None, tags=None, gaps=(gap("/config/pitr"), gap("/tags")))) == ""


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (table(pitr={"window_days": "35"}), '/config/pitr/window_days: "35" is not of types "'),
        (table(billing_mode=5), "/config/billing_mode: 5 is not of types"),
        (table(created_at="2026-02-30T00:00:00Z"), '/config/created_at: "2026-02-30T00:00:00Z" is not a "date-time"'),
        (table(created_at="yesterday"), '/config/created_at: "yesterday" does not match'),
        (bucket(versioning={"status": "On"}), '/config/versioning/status: "On" is not one of "Enabled", "Suspended"'),
        (table(account="12"), '/account: "12" does not match "^[0-9]{12}$"'),
        (table(pitr={"a/b~c": 1}), "/config/pitr: Additional properties are not allowed ('a/b~c' was unexpected)"),
        (table(pitr={"a\nb\u202e": 1}), "('a\\u000ab\\u202e' was unexpected)"),
        (table(ttl={"attribute": {"x" * 50: "y" * 500}}), '/config/ttl/attribute: {"xxxxx'),
        (table(tags={"a/b": 1}), '/tags/a~1b: 1 is not of type "string"'),
        (replace(table(), kind="no.such\nkind"), 'unknown kind "no.such\\nkind"'),
    ],
)
def test_a_misfit_names_the_place_and_the_problem_in_one_short_line(fact: Fact, line: str) -> None:
    found = facts.misfit(fact)

    assert line in found
    assert len(found) < 400
    assert found.isprintable()


def test_a_missing_field_is_a_misfit() -> None:
    fact = table()
    config = {key: value for key, value in fact.config.items() if key != "pitr"}

    assert facts.misfit(replace(fact, config=config)) == '/config: "pitr" is a required property'


@pytest.mark.parametrize("size", [1, 81, 10_000])
def test_a_misfit_never_dumps_a_value(size: int) -> None:
    assert facts.misfit(table(billing_mode=["s" * size])).count("s") < 100


GOOD: dict[str, Json] = facts.to_json(table(gaps=(gap("/config/ttl"),)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": 1}, "kind is no string"),
        ({"id": None}, "id is no string"),
        ({"account": 111122223333}, "account is no string"),
        ({"region": []}, "region is no string"),
        ({"name": {}}, "name is no string"),
        ({"tags": []}, "tags is neither null nor"),
        ({"tags": {"a": None}}, "tags is neither null nor"),
        ({"config": None}, "config is no object"),
        ({"gaps": None}, "gaps is no array"),
        ({"gaps": [None]}, "not a gap"),
        ({"gaps": [{**GOOD["gaps"][0], "path": 1}]}, "not a gap"),
        ({"gaps": [{**GOOD["gaps"][0], "more": ""}]}, "not a gap"),
        ({"gaps": [{**GOOD["gaps"][0], "reason": "bored"}]}, 'unknown reason "bored"'),
        ({"more": 1}, "exactly the fields"),
    ],
)
def test_a_line_that_is_no_fact_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(SnapshotError, match=message):
        facts.decode(orjson.dumps(GOOD | change))


@pytest.mark.parametrize("line", [b"", b"{", b"null", b"[]", b"\xff", b'{"a":1}', b"[" * 5000, b'{"id": "\\ud800"}'])
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(SnapshotError):
        facts.decode(line)


@pytest.mark.parametrize(("depth", "good"), [(96, True), (97, True), (98, False), (300, False), (1000, False)])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_bottomless_fact_is_refused_and_any_other_can_be_written_again(
    depth: int, opening: str, closing: str, *, good: bool
) -> None:
    deep = f'"config":{{"deep":{opening * depth}1{closing * depth},'
    line = facts.encode(table()).replace(b'"config":{', deep.encode())

    if good:
        assert facts.misfit(facts.decode(line)).startswith("/config: Additional properties")
        assert facts.encode(facts.decode(line)) != b""
    else:
        with pytest.raises(SnapshotError, match="nested more than 100 deep"):
            facts.decode(line)


def test_a_broad_fact_is_not_a_deep_one() -> None:
    wide = bucket(lifecycle={"rules": [lifecycle_rule(id=str(number)) for number in range(1000)]})

    assert facts.decode(facts.encode(wide)) == wide


@given(st.binary(max_size=200) | JSON.map(orjson.dumps))
def test_whatever_the_line_only_a_snapshot_error_comes_out(line: bytes) -> None:
    with pytest.raises(SnapshotError):
        facts.decode(line)
