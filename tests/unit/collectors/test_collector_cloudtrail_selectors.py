from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scanner.collectors.cloudtrail_selectors import selectors

BOTH = {"read": True, "write": True}
OBJECTS = "AWS::S3::Object"
NOTHING: dict[str, Any] = {
    "all": False,
    "arns": [],
    "arn_prefixes": [],
    "excluded_arns": [],
    "excluded_arn_prefixes": [],
}
DOCS, LOGS = "arn:aws:s3:::docs/", "arn:aws:s3:::logs/"


def told(**answer: Any) -> Any:
    return selectors(answer)["selectors"]


def basic(*resources: tuple[str, str], **changes: Any) -> Any:
    """One basic selector, with a type and a value for each resource."""
    data = [{"Type": sort, "Values": [value]} for sort, value in resources]
    return told(EventSelectors=[{"IncludeManagementEvents": False, "DataResources": data} | changes])


def advanced(*selected: Mapping[str, Mapping[str, list[str]]]) -> Any:
    """Advanced selectors: of each, field to operator to values."""
    return told(
        AdvancedEventSelectors=[
            {"FieldSelectors": [{"Field": field, **operators} for field, operators in fields.items()]}
            for fields in selected
        ]
    )


def data(**more: Mapping[str, list[str]]) -> dict[str, Mapping[str, list[str]]]:
    """The fields of a selector of objects. more: others, with _ for the dot."""
    fields = {"eventCategory": {"Equals": ["Data"]}, "resources.type": {"Equals": [OBJECTS]}}
    return {**fields, **{name.replace("_", "."): operators for name, operators in more.items()}}


MANAGEMENT = {"eventCategory": {"Equals": ["Management"]}}


@pytest.mark.parametrize(
    ("resource", "resources"),
    [
        ((OBJECTS, "arn:aws:s3"), {"all": True}),
        ((OBJECTS, "arn:aws-cn:s3"), {"all": True}),
        ((OBJECTS, "arn:aws:s3:::"), {"all": True}),
        ((OBJECTS, DOCS), {"arn_prefixes": [DOCS]}),
        ((OBJECTS, f"{DOCS}contracts"), {"arn_prefixes": [f"{DOCS}contracts"]}),
        (("AWS::Lambda::Function", "arn:aws:lambda"), {"all": True}),
        (("AWS::Lambda::Function", "arn:aws:lambda:::function:f"), {"arns": ["arn:aws:lambda:::function:f"]}),
        (("AWS::DynamoDB::Table", "arn:aws:dynamodb"), {"all": True}),
        (("AWS::DynamoDB::Table", "arn:aws:dynamodb:::table/t"), {"arns": ["arn:aws:dynamodb:::table/t"]}),
    ],
)
def test_basic_selectors_name_resources(resource: tuple[str, str], resources: dict[str, Any]) -> None:
    answer = basic(resource)
    assert answer["data_events"] == [{"resource_type": resource[0], **BOTH, **NOTHING, **resources}]
    assert (answer["management_events"], answer["complete"], answer["advanced"]) == ([], True, [])


@pytest.mark.parametrize(
    "resource",
    [
        (OBJECTS, "arn:aws:s3:::docs"),  # a bucket is named with a slash; without, "docs2" would begin so too
        (OBJECTS, "arn:aws:lambda"),
        ("AWS::SQS::Queue", "arn:aws:sqs"),
    ],
)
def test_a_basic_selector_that_is_not_understood_claims_nothing(resource: tuple[str, str]) -> None:
    answer = basic(resource, (OBJECTS, DOCS))
    assert [event["arn_prefixes"] for event in answer["data_events"]] == [[DOCS]]
    assert answer["complete"] is False


@pytest.mark.parametrize(
    ("named", "access"),
    [
        ({}, BOTH),
        ({"ReadWriteType": "All"}, BOTH),
        ({"ReadWriteType": "ReadOnly"}, {"read": True, "write": False}),
        ({"ReadWriteType": "WriteOnly"}, {"read": False, "write": True}),
    ],
)
def test_reading_and_writing_of_a_basic_selector(named: dict[str, str], access: dict[str, bool]) -> None:
    excluded = ["kms.amazonaws.com"]
    selector = {"DataResources": [{"Type": OBJECTS, "Values": [DOCS]}], "ExcludeManagementEventSources": excluded}
    answer = told(EventSelectors=[selector | named])
    assert answer["management_events"] == [{**access, "excluded_sources": excluded}]
    assert answer["data_events"] == [{"resource_type": OBJECTS, **access, **NOTHING, "arn_prefixes": [DOCS]}]


def test_an_unknown_access_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown ReadWriteType 'Most'"):
        basic(ReadWriteType="Most")


@pytest.mark.parametrize(
    ("arn", "resources"),
    [
        (None, {"all": True}),
        ({"StartsWith": [DOCS]}, {"arn_prefixes": [DOCS]}),
        ({"Equals": [f"{DOCS}a"]}, {"arns": [f"{DOCS}a"]}),
        ({"NotStartsWith": [LOGS]}, {"all": True, "excluded_arn_prefixes": [LOGS]}),
        (
            {"Equals": [f"{LOGS}a"], "StartsWith": [DOCS], "NotEquals": [f"{DOCS}b"], "NotStartsWith": [f"{DOCS}c/"]},
            {
                "arns": [f"{LOGS}a"],
                "arn_prefixes": [DOCS],
                "excluded_arns": [f"{DOCS}b"],
                "excluded_arn_prefixes": [f"{DOCS}c/"],
            },
        ),
    ],
)
def test_advanced_selectors_name_resources(arn: dict[str, list[str]] | None, resources: dict[str, Any]) -> None:
    answer = advanced(data(**{"resources_ARN": arn} if arn else {}))
    assert answer["data_events"] == [{"resource_type": OBJECTS, **BOTH, **NOTHING, **resources}]
    assert (answer["management_events"], answer["complete"]) == ([], True)


@pytest.mark.parametrize(
    ("values", "access"),
    [
        (["true"], {"read": True, "write": False}),
        (["false"], {"read": False, "write": True}),
        (["true", "false"], BOTH),
    ],
)
def test_reading_and_writing_of_an_advanced_selector(values: list[str], access: dict[str, bool]) -> None:
    (event,) = advanced(data(readOnly={"Equals": values}))["data_events"]
    assert {name: event[name] for name in ("read", "write")} == access
    (event,) = advanced(MANAGEMENT | {"readOnly": {"Equals": values}})["management_events"]
    assert event == {**access, "excluded_sources": []}


def test_an_advanced_selector_of_several_types_is_told_for_each() -> None:
    events = advanced(data() | {"resources.type": {"Equals": [OBJECTS, "AWS::DynamoDB::Table"]}})["data_events"]
    assert [event["resource_type"] for event in events] == [OBJECTS, "AWS::DynamoDB::Table"]


def test_management_events_but_for_some_services() -> None:
    answer = advanced(MANAGEMENT | {"eventSource": {"NotEquals": ["kms.amazonaws.com"]}})
    assert answer["management_events"] == [{**BOTH, "excluded_sources": ["kms.amazonaws.com"]}]
    assert (answer["data_events"], answer["complete"]) == ([], True)


def test_events_of_networks_are_neither() -> None:
    answer = advanced({"eventCategory": {"Equals": ["NetworkActivity"]}, "eventSource": {"Equals": ["s3"]}})
    assert (answer["management_events"], answer["data_events"], answer["complete"]) == ([], [], True)


@pytest.mark.parametrize(
    "fields",
    [
        data(eventName={"Equals": ["DeleteObject"]}),
        data(userIdentity_arn={"StartsWith": ["arn:aws:iam"]}),
        data(resources_ARN={"EndsWith": [".pdf"]}),
        data(resources_ARN={"StartsWith": [DOCS], "NotEndsWith": [".tmp"]}),
        data(resources_ARN={}),
        data(readOnly={"NotEquals": ["true"]}),
        data(readOnly={"Equals": ["maybe"]}),
        {"eventCategory": {"Equals": ["Data"]}},
        {"eventCategory": {"Equals": ["Data"]}, "resources.type": {"StartsWith": ["AWS::S3"]}},
        {"eventCategory": {"Equals": ["Data", "Management"]}},
        {"eventCategory": {"Equals": ["Insight"]}},
        {"resources.type": {"Equals": [OBJECTS]}},
        MANAGEMENT | {"eventSource": {"Equals": ["iam.amazonaws.com"]}},
        MANAGEMENT | {"eventName": {"NotEquals": ["ConsoleLogin"]}},
        MANAGEMENT | {"eventSource": {}},
    ],
)
def test_a_condition_that_cannot_be_told_claims_nothing(fields: dict[str, dict[str, list[str]]]) -> None:
    answer = advanced(fields, data(resources_ARN={"StartsWith": [DOCS]}))
    assert answer["management_events"] == []
    assert [event["arn_prefixes"] for event in answer["data_events"]] == [[DOCS]]
    assert answer["complete"] is False


def test_a_field_that_stands_twice_claims_nothing() -> None:
    category, sort = ({"Field": name, **operators} for name, operators in data().items())
    fields = [category, sort, *({"Field": "resources.ARN", "StartsWith": [arn]} for arn in (DOCS, LOGS))]
    answer = told(AdvancedEventSelectors=[{"FieldSelectors": fields}])
    assert (answer["data_events"], answer["complete"]) == ([], False)


def test_advanced_selectors_are_kept_as_they_are() -> None:
    field = {
        "Field": "eventName",
        **{name: [name] for name in ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")},
    }
    answer = told(AdvancedEventSelectors=[{"Name": "some", "FieldSelectors": [field]}, {"FieldSelectors": []}])
    kept = {
        "field": "eventName",
        "equals": ["Equals"],
        "starts_with": ["StartsWith"],
        "ends_with": ["EndsWith"],
        "not_equals": ["NotEquals"],
        "not_starts_with": ["NotStartsWith"],
        "not_ends_with": ["NotEndsWith"],
    }
    assert answer["advanced"] == [{"name": "some", "fields": [kept]}, {"name": None, "fields": []}]
