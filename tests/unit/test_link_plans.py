"""The plans that back a resource up, and the gaps in what is known of them."""

import pytest
from support.estates import COPY, HOME, LOCATIONS, PLAN_RULES, RECOVERY_POINTS, WHOLE, chosen, linked, paths, replaced
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    PLAN_ARN,
    REGION,
    VAULT_ARN,
    gap,
    plan,
    plan_rule,
    selection,
    table,
    vault,
)

from scanner.model import Gap, GapReason


def test_every_selection_counts_with_every_rule() -> None:
    weekly = plan(id=f"{PLAN_ARN}-2", name="weekly", rules=[plan_rule(name="one"), plan_rule(name="two")])
    all_tables = chosen(resources=["arn:aws:dynamodb:*:*:table/*"])
    by_tag = chosen(tag_conditions=[{"key": "safehold:tier", "value": "enterprise"}])
    links, gaps = linked(
        table(),
        replaced(
            plan(),
            weekly,
            selection(),
            selection(id=f"{PLAN_ARN}-2/selection/b", plan_arn=weekly.id, assignment=by_tag),
            selection(id=f"{PLAN_ARN}-2/selection/a", plan_arn=weekly.id, assignment=all_tables),
        ),
    )
    assert [
        (rule["plan_name"], rule["selection_id"], rule["rule_name"], rule["needs_opt_in"])
        for rule in links["backup"]["plan_rules"]
    ] == [
        ("weekly", "a", "one", False),
        ("weekly", "a", "two", False),
        ("weekly", "b", "one", True),
        ("weekly", "b", "two", True),
        ("daily", "4f2c6a8e", "daily", False),
    ]
    assert gaps == ()


def test_a_plan_acts_in_its_own_account_and_region_only() -> None:
    every = {"assignment": chosen(resources=["*"])}
    foreign = [
        maker(account=account, region=region, **changes)
        for account, region in ((OTHER_ACCOUNT, REGION), (ACCOUNT, OTHER_REGION))
        for maker, changes in ((plan, {}), (selection, every))
    ]
    links, gaps = linked(table(), replaced(*foreign))
    assert links["backup"]["plan_rules"] == []
    assert gaps == ()


def test_windows_and_intervals_that_are_not_set() -> None:
    rule = plan_rule(start_window_minutes=None, completion_window_minutes=None, schedule=None, timezone=None)
    odd = plan_rule(start_window_minutes=0, schedule="at noon", delete_after_days=None, move_to_cold_after_days=30)
    (default, strange), gaps = linked(table(), replaced(plan(rules=[rule, odd])))[0]["backup"]["plan_rules"], ()
    assert (default["start_window_minutes"], default["completion_window_minutes"]) == (480, 10080)
    assert default["interval_seconds"] == 86400
    assert (strange["start_window_minutes"], strange["interval_seconds"]) == (0, None)
    assert (strange["delete_after_days"], strange["move_to_cold_after_days"]) == (None, 30)
    assert gaps == ()


def test_a_vault_that_is_not_there_is_a_gap() -> None:
    links, gaps = linked(table(), replaced(vault(name="other")))
    (rule,) = links["backup"]["plan_rules"]
    assert rule["vault_arn"] == VAULT_ARN
    assert rule["vault_min_retention_days"] is None
    assert [(gap.path, gap.reason) for gap in gaps] == [(PLAN_RULES, GapReason.NOT_FOUND)]
    assert VAULT_ARN in gaps[0].detail


def test_vaults_that_could_not_be_listed_matter_only_where_one_is_missed() -> None:
    failed = {("backup.vault", *HOME): gap("backup.vault", operation="backup:ListBackupVaults")}
    assert linked(table(), failed=failed)[1] == ()
    _, gaps = linked(table(), [fact for fact in WHOLE if fact.kind != "backup.vault"], failed=failed)
    assert [(gap.path, gap.reason) for gap in gaps] == [(PLAN_RULES, GapReason.ACCESS_DENIED)]
    assert linked(table(name="other"), failed=failed)[1] == ()


def test_a_vaults_own_gaps_matter_where_they_touch_its_lock() -> None:
    unread_policy = vault(policy=None, gaps=(gap("/config/policy"), gap("/tags")))
    assert linked(table(), replaced(unread_policy))[1] == ()
    _, gaps = linked(table(), replaced(vault(gaps=(gap("/config/lock"),))))
    assert paths(gaps) == {PLAN_RULES}


@pytest.mark.parametrize("kind", ["backup.plan", "backup.selection"])
def test_plans_that_could_not_be_listed_hide_rules_and_copies(kind: str) -> None:
    failed = {(kind, *HOME): gap(kind, GapReason.THROTTLED, "backup:List", "ThrottlingException: slow down")}
    links, gaps = linked(table(), failed=failed)
    assert links["backup"]["plan_rules"] != []
    assert paths(gaps) == {PLAN_RULES, RECOVERY_POINTS, LOCATIONS}
    assert {(gap.operation, gap.reason) for gap in gaps} == {("backup:List", GapReason.THROTTLED)}
    assert {gap.detail for gap in gaps} == {f"{kind} in {ACCOUNT} {REGION}: ThrottlingException: slow down"}


def test_a_plan_that_is_missing_and_one_without_its_rules_are_gaps() -> None:
    for odd in (plan(id=f"{PLAN_ARN}-2"), plan(rules=None, gaps=(gap("/config/rules"),)), plan(rules=None)):
        links, gaps = linked(table(), replaced(odd))
        assert links["backup"]["plan_rules"] == []
        assert paths(gaps) == {PLAN_RULES, RECOVERY_POINTS, LOCATIONS}
        assert PLAN_ARN in gaps[0].detail
        assert linked(table(name="other"), replaced(odd))[1] == ()


def test_a_copy_to_nowhere_is_a_gap() -> None:
    links, gaps = linked(table(), replaced(plan(rules=[plan_rule(copies=[COPY, COPY | {"vault_arn": "copies"}])])))
    assert len(links["backup"]["plan_rules"][0]["copies"]) == 1
    assert paths(gaps) == {PLAN_RULES, RECOVERY_POINTS, LOCATIONS}


@pytest.mark.parametrize("gaps", [(gap("/config/assignment"),), ()])
def test_a_selection_that_could_not_be_read_may_choose_anything(gaps: tuple[Gap, ...]) -> None:
    links, found = linked(table(name="other"), replaced(selection(assignment=None, gaps=gaps)))
    assert links["backup"]["plan_rules"] == links["locations"] == []
    assert paths(found) == {PLAN_RULES, LOCATIONS}


def test_a_selection_that_aws_does_not_explain_is_a_gap() -> None:
    without = chosen(resources=["*"], string_not_equals=[{"key": "aws:ResourceTag/stage", "value": "test"}])
    links, gaps = linked(table(), replaced(selection(assignment=without)))
    assert links["backup"]["plan_rules"] == []
    assert {(gap.path, gap.reason) for gap in gaps} == {
        (PLAN_RULES, GapReason.NOT_SUPPORTED),
        (LOCATIONS, GapReason.NOT_SUPPORTED),
    }
    assert "without that tag" in gaps[0].detail


def test_tags_that_could_not_be_read_leave_a_gap_with_their_reason() -> None:
    by_tag = replaced(selection(assignment=chosen(tag_conditions=[{"key": "backup", "value": "daily"}])))
    unread = table(tags=None, gaps=(gap("/tags", GapReason.THROTTLED, "dynamodb:ListTagsOfResource"),))
    _, gaps = linked(unread, by_tag)
    assert {(gap.path, gap.operation, gap.reason) for gap in gaps} == {
        (PLAN_RULES, "dynamodb:ListTagsOfResource", GapReason.THROTTLED),
        (LOCATIONS, "dynamodb:ListTagsOfResource", GapReason.THROTTLED),
    }
    assert linked(unread)[1] == ()
    assert {gap.reason for gap in linked(table(tags=None), by_tag)[1]} == {GapReason.NOT_SUPPORTED}
