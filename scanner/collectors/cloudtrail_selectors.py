"""CloudTrail's event selectors, basic and advanced, as AWS answers them and in one form.

A trail logs an event that any of its selectors matches. `management_events` and `data_events` hold only what a selector
logs for certain; where a condition cannot be told in their form, `complete` is false and `advanced` has it.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scanner.aws.caller import Raw
from scanner.collectors.shapes import text
from scanner.model import Json

_OPERATORS = {
    "equals": "Equals",
    "starts_with": "StartsWith",
    "ends_with": "EndsWith",
    "not_equals": "NotEquals",
    "not_starts_with": "NotStartsWith",
    "not_ends_with": "NotEndsWith",
}
_READ_WRITE = {"All": (True, True), "ReadOnly": (True, False), "WriteOnly": (False, True)}
_BASIC = {"AWS::S3::Object": "s3", "AWS::Lambda::Function": "lambda", "AWS::DynamoDB::Table": "dynamodb"}
"""What basic selectors can name: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html"""


class _UntoldError(Exception):
    """A condition that the common form has no place for."""


def selectors(answer: Raw) -> dict[str, Json]:
    """The `selectors` of GetEventSelectors.

    Raises:
        ValueError: the answer has neither sort of selectors, or one with an unknown ReadWriteType.
    """
    if "EventSelectors" not in answer and "AdvancedEventSelectors" not in answer:
        raise ValueError("neither EventSelectors nor AdvancedEventSelectors")
    advanced = [_advanced(selector) for selector in answer.get("AdvancedEventSelectors", [])]
    told = _Told()
    for selector in answer.get("EventSelectors", []):
        told.add_basic(selector)
    for selector in advanced:
        told.add_advanced(selector["fields"])
    return {
        "selectors": {
            "management_events": told.management,
            "data_events": told.data,
            "complete": told.complete,
            "advanced": advanced,
        }
    }


class _Told:
    """What a trail's selectors log, in the common form."""

    def __init__(self) -> None:
        self.management: list[Json] = []
        self.data: list[Json] = []
        self.complete = True

    def add_basic(self, selector: Raw) -> None:
        """The defaults are AWS's: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html.

        Raises:
            ValueError: unknown ReadWriteType.
        """
        named = selector.get("ReadWriteType", "All")
        if named not in _READ_WRITE:
            raise ValueError(f"unknown ReadWriteType {named!r}")
        read, write = _READ_WRITE[named]
        access = {"read": read, "write": write}
        if selector.get("IncludeManagementEvents", True):
            self.management.append({**access, "excluded_sources": selector.get("ExcludeManagementEventSources", [])})
        for resource in selector.get("DataResources", []):
            for value in resource.get("Values", []):
                try:
                    named_resources = _basic_resources(text(resource["Type"]), value)
                except _UntoldError:
                    self.complete = False
                else:
                    self.data.append({"resource_type": resource["Type"], **access, **named_resources})

    def add_advanced(self, fields: list[Json]) -> None:
        """All of a selector's fields have to match."""
        try:
            management, data = _logged(fields)
        except _UntoldError:
            self.complete = False
        else:
            self.management += management
            self.data += data


def _basic_resources(resource_type: str, value: str) -> dict[str, Json]:
    """The resources that a value names: "arn:aws:s3" all, objects by how their ARNs begin, others by the whole ARN."""
    told = _resources()
    service = _BASIC.get(resource_type)
    if service and re.fullmatch(f"arn:[^:]+:{service}(:::)?", value):
        return told | {"all": True}
    if service == "s3" and "/" in value:
        return told | {"arn_prefixes": [value]}
    if service in {"lambda", "dynamodb"}:
        return told | {"arns": [value]}
    raise _UntoldError


def _resources() -> dict[str, Json]:
    return {"all": False, "arns": [], "arn_prefixes": [], "excluded_arns": [], "excluded_arn_prefixes": []}


def _advanced(selector: Raw) -> dict[str, Json]:
    return {"name": selector.get("Name"), "fields": [_field(field) for field in selector["FieldSelectors"]]}


def _field(field: Mapping[str, Any]) -> dict[str, Json]:
    return {"field": field["Field"], **{ours: field.get(theirs, []) for ours, theirs in _OPERATORS.items()}}


def _logged(fields: list[Json]) -> tuple[list[Json], list[Json]]:
    """What an advanced selector logs: management events, data events.

    Raises:
        _UntoldError: there is no certain way to say it.
    """
    conditions = {field["field"]: field for field in fields}
    if len(conditions) < len(fields):
        raise _UntoldError
    category = _equals(conditions.pop("eventCategory", None))
    if category == ["Management"]:
        return _management(conditions), []
    if category == ["Data"]:
        return [], _data(conditions)
    if category == ["NetworkActivity"]:
        return [], []
    raise _UntoldError


def _management(conditions: dict[str, Json]) -> list[Json]:
    access = _access(conditions.pop("readOnly", None))
    sources = conditions.pop("eventSource", None)
    excluded = _used(sources, "not_equals")["not_equals"] if sources else []
    if conditions:
        raise _UntoldError
    return [{**access, "excluded_sources": excluded}]


def _data(conditions: dict[str, Json]) -> list[Json]:
    access = _access(conditions.pop("readOnly", None))
    types = _equals(conditions.pop("resources.type", None))
    resources = _selected(conditions.pop("resources.ARN", None))
    if conditions:
        raise _UntoldError
    return [{"resource_type": resource_type, **access, **resources} for resource_type in types]


def _used(field: Json, *operators: str) -> Json:
    """The field, if there is one, and it uses some of these operators and no others."""
    used = {operator for operator in _OPERATORS if field and field[operator]}
    if not used or not used <= set(operators):
        raise _UntoldError
    return field


def _equals(field: Json) -> list[str]:
    values: list[str] = _used(field, "equals")["equals"]
    return values


def _access(read_only: Json) -> dict[str, Json]:
    """Without the field both are logged; "true" is what only reads, "false" what writes."""
    values = set(_equals(read_only)) if read_only else {"true", "false"}
    if not values <= {"true", "false"}:
        raise _UntoldError
    return {"read": "true" in values, "write": "false" in values}


def _selected(arn: Json) -> dict[str, Json]:
    """The resources that are left: operators that select are joined by "or", and those that deselect take away."""
    if arn is None:
        return _resources() | {"all": True}
    field = _used(arn, "equals", "starts_with", "not_equals", "not_starts_with")
    return {
        "all": not field["equals"] and not field["starts_with"],
        "arns": field["equals"],
        "arn_prefixes": field["starts_with"],
        "excluded_arns": field["not_equals"],
        "excluded_arn_prefixes": field["not_starts_with"],
    }
