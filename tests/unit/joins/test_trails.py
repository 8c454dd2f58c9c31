"""Trails: which of them record what is done to a bucket's objects, or in an account, and whether there may be more."""

from typing import Any

import pytest
from support.audit_facts import trail
from support.estates import joined
from support.facts import ACCOUNT, OTHER_ACCOUNT, OTHER_REGION, REGION, account_fact, bucket, gap

from scanner.collectors.cloudtrail_selectors import selectors
from scanner.model import Fact, Gap

BOTH_REGIONS = ((ACCOUNT, REGION), (ACCOUNT, OTHER_REGION))
OBJECTS = "arn:aws:s3:::orders-content/"


def found(fact: Fact, *facts: Fact, places: Any = BOTH_REGIONS) -> tuple[list[Any], list[Gap]]:
    return joined("trails", fact, [fact, *facts], places=places)


def covers(selected: Any) -> tuple[bool, bool]:
    ((only,), gaps) = found(bucket(), trail(selectors=selected), account_fact())
    assert gaps == []
    return only["covers_writes"], only["covers_deletes"]


def basic(value: str, access: str = "WriteOnly") -> Any:
    resources = [{"Type": "AWS::S3::Object", "Values": [value]}]
    selector = {"ReadWriteType": access, "IncludeManagementEvents": False, "DataResources": resources}
    return selectors({"EventSelectors": [selector]})["selectors"]


def advanced(*selected: dict[str, dict[str, list[str]]]) -> Any:
    everything = {"eventCategory": {"Equals": ["Data"]}, "resources.type": {"Equals": ["AWS::S3::Object"]}}
    rows = [
        {"FieldSelectors": [{"Field": field, **operators} for field, operators in (everything | fields).items()]}
        for fields in selected
    ]
    return selectors({"AdvancedEventSelectors": rows})["selectors"]


def test_a_trail_is_told_with_what_it_records() -> None:
    ((told,), gaps) = found(bucket(), trail(), account_fact())
    assert gaps == []
    assert told == {
        "trail_arn": trail().id,
        "logging": True,
        "multi_region": True,
        "organization": False,
        "covers_writes": True,
        "covers_deletes": True,
        "bucket": "orders-trail",
    }


@pytest.mark.parametrize("value", ["arn:aws:s3", "arn:aws:s3:::", OBJECTS])
def test_basic_selectors_cover_all_objects_of_the_bucket(value: str) -> None:
    assert covers(basic(value)) == (True, True)


@pytest.mark.parametrize("value", [f"{OBJECTS}a/", "arn:aws:s3:::orders/", "arn:aws:s3:::orders-content-2/"])
def test_basic_selectors_of_a_part_or_of_others_cover_nothing_for_certain(value: str) -> None:
    assert covers(basic(value)) == (False, False)


def test_what_only_reads_is_no_deletion() -> None:
    assert covers(basic(OBJECTS, "ReadOnly")) == (False, False)


@pytest.mark.parametrize(
    ("fields", "both"),
    [
        ({}, (True, True)),
        ({"readOnly": {"Equals": ["false"]}}, (True, True)),
        ({"readOnly": {"Equals": ["true"]}}, (False, False)),
        ({"resources.ARN": {"StartsWith": ["arn:aws:s3:::orders"]}}, (True, True)),
        ({"resources.ARN": {"NotStartsWith": ["arn:aws:s3:::logs"]}}, (True, True)),
        ({"resources.ARN": {"NotStartsWith": [f"{OBJECTS}tmp/"]}}, (False, False)),
        ({"resources.ARN": {"NotEquals": [f"{OBJECTS}a"]}}, (False, False)),
        ({"resources.ARN": {"NotEquals": ["arn:aws:s3:::logs/a"]}}, (True, True)),
        ({"resources.type": {"Equals": ["AWS::Lambda::Function"]}}, (False, False)),
        ({"eventName": {"StartsWith": ["Delete"]}}, (False, True)),
        ({"eventName": {"Equals": ["DeleteObject", "DeleteObjects"]}}, (False, True)),
        ({"eventName": {"EndsWith": ["Objects"]}}, (False, False)),
        ({"eventName": {"Equals": ["DeleteObject"]}}, (False, False)),
        ({"eventName": {"NotEquals": ["HeadObject"]}}, (False, True)),
        ({"eventName": {"NotStartsWith": ["Delete"]}}, (False, False)),
        ({"eventName": {"NotEquals": ["HeadObject"]}, "resources.ARN": {"StartsWith": [OBJECTS]}}, (False, True)),
        ({"eventName": {"NotEquals": ["HeadObject"]}, "resources.ARN": {"NotEndsWith": ["x"]}}, (False, False)),
        ({"eventName": {"NotEquals": ["HeadObject"]}, "resources.ARN": {"EndsWith": ["x"]}}, (False, False)),
        ({"userIdentity.arn": {"NotEquals": ["arn:aws:iam::1:role/x"]}}, (False, False)),
    ],
)
def test_advanced_selectors(fields: dict[str, dict[str, list[str]]], both: tuple[bool, bool]) -> None:
    assert covers(advanced(fields)) == both


def test_two_selectors_together_cover_what_neither_does_alone() -> None:
    names = ("DeleteObject", "DeleteObjects")
    assert covers(advanced(*({"eventName": {"Equals": [name]}} for name in names))) == (False, True)


def test_a_trail_of_another_region_counts_if_it_records_all_regions() -> None:
    away = trail(region=OTHER_REGION)
    assert len(found(bucket(), away, account_fact())[0]) == 1
    alone = trail(region=OTHER_REGION, multi_region=False)
    assert found(bucket(), alone, account_fact()) == ([], [])
    assert len(found(account_fact(), alone)[0]) == 1


def test_a_trail_of_another_account_counts_if_it_is_the_organizations() -> None:
    theirs = trail(owner_account=OTHER_ACCOUNT)
    assert found(bucket(), theirs, account_fact()) == ([], [])
    assert len(found(bucket(), trail(owner_account=OTHER_ACCOUNT, organization=True), account_fact())[0]) == 1
    assert found(bucket(), trail(account=OTHER_ACCOUNT), account_fact()) == ([], [])


def test_an_accounts_management_events_are_covered_unless_those_of_keys_are_left_out() -> None:
    def covered(**event: Any) -> bool:
        events = [{"read": False, "write": True, "excluded_sources": []} | event]
        told = {"management_events": events, "data_events": [], "complete": True, "advanced": []}
        ((only,), _) = found(account_fact(), trail(selectors=told))
        assert only["covers_writes"] is only["covers_deletes"]
        return bool(only["covers_writes"])

    assert covered()
    assert covered(excluded_sources=["rdsdata.amazonaws.com"])
    assert not covered(excluded_sources=["kms.amazonaws.com"])
    assert not covered(write=False)


def test_selectors_or_a_status_that_could_not_be_read_are_a_gap() -> None:
    hidden = trail(selectors=None, gaps=(gap("/config/selectors"),))
    ((told,), gaps) = found(bucket(), hidden, account_fact())
    assert (told["covers_writes"], told["covers_deletes"]) == (False, False)
    assert [each.reason for each in gaps] == ["access_denied"]
    ((told,), gaps) = found(bucket(), trail(logging=None, gaps=(gap("/config/logging"),)), account_fact())
    assert told["logging"] is None
    assert len(gaps) == 1


def test_an_enabled_region_that_was_not_looked_at_is_a_gap() -> None:
    places = ((ACCOUNT, REGION),)
    ((_,), gaps) = found(bucket(), trail(), account_fact(), places=places)
    assert [each.detail for each in gaps] == [
        f"cloudtrail.trail was not collected in 1 enabled Regions of {ACCOUNT}: {OTHER_REGION}"
    ]


def test_regions_that_nobody_tells_are_a_gap() -> None:
    (_, gaps) = found(bucket(), trail())
    assert [each.detail for each in gaps] == [f"which Regions {ACCOUNT} has enabled is not in this snapshot"]
    untold = account_fact(enabled_regions=None, gaps=(gap("/config/enabled_regions"),))
    (_, gaps) = found(bucket(), trail(), untold)
    assert [each.reason for each in gaps] == ["access_denied"]
