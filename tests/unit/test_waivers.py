"""Files of waivers: what they may say, what they match, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support import reports

from scanner import waivers
from scanner.errors import ConfigError
from scanner.model import Decision, Fact, Json, Profile, Verdict
from scanner.verdicts import waived
from scanner.waivers import Waivers

AS_OF = "2026-03-01T06:00:00Z"
RULES = {"DDB-001": 1, "DDB-002": 2, "S3-001": 3}
TABLE = reports.table("orders", tags={"stage": "test-1"})


def entry(**changes: Json) -> dict[str, Json]:
    plain = {
        "id": "w1",
        "rules": ["DDB-001"],
        "scope": {"arns": ["arn:aws:dynamodb:*:table/orders"]},
        "reason": "rebuilt every night",
        "approver": "A. Person",
        "ticket": "RISK-7",
        "approved_on": "2026-01-01",
        "expires_on": "2026-03-01",
    }
    return {key: value for key, value in (plain | changes).items() if value is not None}


def load(folder: Path, *entries: dict[str, Json], longest_days: int = 365, as_of: str = AS_OF) -> Waivers:
    path = folder / "waivers.yaml"
    path.write_text(yaml.safe_dump({"version": 1, "waivers": list(entries)}, sort_keys=False), "utf-8")
    return Waivers(waivers.load([path], RULES, longest_days=longest_days), as_of)


def profile(application: str | None = "shop") -> Profile:
    return Profile(application, None, "unclassified", "basic", {}, classified=False)


@pytest.mark.parametrize(
    ("scope", "fact", "matches"),
    [
        ({"arns": ["arn:aws:dynamodb:*:table/orders"]}, TABLE, True),
        ({"arns": ["arn:aws:s3:::*", "*orders"]}, TABLE, True),
        ({"arns": ["orders"]}, TABLE, False),
        ({"accounts": [reports.PRODUCTION]}, TABLE, True),
        ({"accounts": [reports.ARCHIVE]}, TABLE, False),
        ({"applications": ["crm", "shop"]}, TABLE, True),
        ({"applications": ["SHOP"]}, TABLE, False),
        ({"tags": {"stage": "test-*"}}, TABLE, True),
        ({"tags": {"stage": "test-*", "owner": "*"}}, TABLE, False),
        ({"tags": {"stage": "*"}}, reports.table("orders", tags=None), False),
        ({"arns": ["*"], "accounts": [reports.ARCHIVE]}, TABLE, False),
    ],
)
def test_all_that_a_scope_says_must_hold(tmp_path: Path, scope: Json, fact: Fact, matches: bool) -> None:  # noqa: FBT001
    use = load(tmp_path, entry(scope=scope)).on("DDB-001", Verdict.FAIL, fact, profile())
    assert (use is not None) is matches


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ("2026-02-28T23:59:59Z", Verdict.WAIVED),
        ("2026-03-01T23:59:59Z", Verdict.WAIVED),
        ("2026-03-02T00:00:00Z", Verdict.FAIL),
    ],
)
def test_a_waiver_holds_to_the_end_of_its_last_day(tmp_path: Path, as_of: str, verdict: Verdict) -> None:
    use = load(tmp_path, entry(), as_of=as_of).on("DDB-001", Verdict.FAIL, TABLE, profile())
    assert use
    made = waived(Decision("DDB-001", Verdict.FAIL), use)
    assert (made.verdict, made.waiver, use.expired) == (verdict, "w1", verdict is Verdict.FAIL)


@pytest.mark.parametrize("as_of", ["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"])
def test_a_waiver_holds_from_the_day_of_its_approval(tmp_path: Path, as_of: str) -> None:
    """Else one that is "approved" years ahead would hold for longer than any may."""
    found = load(tmp_path, entry(), as_of=as_of)
    early = as_of < "2026"
    assert (found.on("DDB-001", Verdict.FAIL, TABLE, profile()) is None) is early
    (use,) = found.uses()
    assert (use.early, use.findings, use.unused) == (early, 1, False)


def test_an_unknown_is_never_waived_but_its_waiver_is_not_called_unused(tmp_path: Path) -> None:
    found = load(tmp_path, entry())
    assert found.on("DDB-001", Verdict.UNKNOWN, TABLE, profile()) is None
    (use,) = found.uses()
    assert (use.findings, use.unknowns, use.unused) == (0, 1, False)


def test_a_waiver_that_matches_nothing_is_unused(tmp_path: Path) -> None:
    found = load(tmp_path, entry())
    assert found.on("DDB-002", Verdict.FAIL, TABLE, profile()) is None
    assert [use.unused for use in found.uses()] == [True]


def test_of_several_the_one_that_holds_is_taken_and_all_are_used(tmp_path: Path) -> None:
    old = entry(id="old", expires_on="2026-02-01")
    found = load(tmp_path, old, entry(id="next", expires_on="2026-04-01"))
    use = found.on("DDB-001", Verdict.FAIL, TABLE, profile())
    assert use
    assert use.waiver.id == "next"
    assert [each.findings for each in found.uses()] == [1, 1]


def test_it_is_told_where_it_stands_and_what_it_is_for(tmp_path: Path) -> None:
    scope = {"arns": ["arn:1", "arn:2"], "applications": ["shop"], "tags": {"stage": "test"}}
    (use,) = load(tmp_path, entry(scope=scope)).uses()
    assert use.waiver.place == f"{tmp_path / 'waivers.yaml'}:3"
    assert use.waiver.scope == "arn:1 or arn:2; application shop; tag stage=test"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"expires_on": None}, "3: waivers[0]: needs expires_on"),
        ({"ticket": ""}, "waivers[0].ticket: is empty"),
        ({"rules": ["DDB-01"]}, 'waivers[0].rules[0]: "DDB-01"'),
        ({"rules": []}, "waivers[0].rules: is empty"),
        ({"scope": {}}, "waivers[0].scope: is empty"),
        ({"scope": {"arn": ["*"]}}, 'waivers[0].scope.arn: "arn"'),
        ({"expires_on": "2026-02-30"}, "waivers[0].expires_on: 2026-02-30 is no day of the calendar"),
        ({"expires_on": "2025-12-31"}, "waivers[0].expires_on: lies before approved_on"),
        ({"expires_on": "2027-01-02"}, "waivers[0].expires_on: lies 366 days after approved_on"),
        ({"expires_on": "never"}, 'waivers[0].expires_on: "never" cannot stand here'),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, changes: Json, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, entry(**changes))
    assert str(refused.value).startswith(f"{tmp_path / 'waivers.yaml'}:")
    assert told in str(refused.value)


def test_an_id_may_stand_once_only_over_all_files(tmp_path: Path) -> None:
    path, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for each in (path, other):
        each.write_text(yaml.safe_dump({"version": 1, "waivers": [entry()]}, sort_keys=False), "utf-8")
    with pytest.raises(ConfigError, match=r"b\.yaml:3: .*a\.yaml:3 already"):
        waivers.load([path, other], RULES, longest_days=365)


def test_a_date_without_quotes_is_a_date(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    text = yaml.safe_dump({"version": 1, "waivers": [entry()]}, sort_keys=False).replace("'2026-03-01'", "2026-03-01")
    path.write_text(text, "utf-8")
    (use,) = Waivers(waivers.load([path], RULES, longest_days=365), AS_OF).uses()
    assert use.waiver.expires_on == "2026-03-01"


@given(
    verdict=st.sampled_from([verdict for verdict in Verdict if verdict is not Verdict.FAIL]),
    rule_id=st.sampled_from(sorted(RULES)),
)
def test_nothing_but_a_failure_is_ever_waived(
    tmp_path_factory: pytest.TempPathFactory, verdict: Verdict, rule_id: str
) -> None:
    found = load(tmp_path_factory.getbasetemp(), entry(rules=sorted(RULES), scope={"arns": ["*"]}))
    if verdict is Verdict.UNKNOWN:
        assert found.on(rule_id, verdict, TABLE, profile()) is None
    use = found.on(rule_id, Verdict.FAIL, TABLE, profile())
    assert use
    assert waived(Decision(rule_id, Verdict.FAIL), use).verdict is Verdict.WAIVED
