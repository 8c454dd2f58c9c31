"""Every operation that a collector declares is called, and no other: over estates made up from AWS's own model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.aws_environment import aws_environment
from support.made_answers import called

from scanner.collectors import COLLECTORS, Collector
from scanner.collectors.options import Options
from scanner.permissions import ONLY_WITH, needed, statements
from scanner.settings import ExportLocation

__all__ = ["aws_environment"]

pytestmark = pytest.mark.usefixtures("aws_environment")

EVERYTHING = Options(
    opensearch_snapshots=True,
    formkiq_site_config=True,
    exports=(
        ExportLocation("cloudformation.stack", "exports", "stacks/{name}/"),
        ExportLocation("cognito.user_pool", "exports", "pools/{name}/"),
    ),
)
_FORMKIQ = tuple(
    f"/formkiq/prod/{path}" for path in ("cognito/UserPoolId", "dynamodb/DocumentsTableName", "s3/DocumentsS3Bucket")
)
HINTS: dict[str, Any] = {
    "cloudwatch:ListMetrics.MetricName": "BucketSizeBytes",
    "cloudwatch:ListMetrics.Dimensions": [
        {"Name": "BucketName", "Value": "docs"},
        {"Name": "StorageType", "Value": "StandardStorage"},
    ],
    "ssm:DescribeParameters.Name": _FORMKIQ,
    "ssm:DescribeParameters.Type": "String",
    "ssm:GetParameters": lambda asked: {"Parameters": [{"Name": name, "Value": "made-up"} for name in asked["Names"]]},
}

BY_NAME = {collector.name: collector for collector in COLLECTORS}
each_collector = pytest.mark.parametrize("collector", COLLECTORS, ids=lambda collector: collector.name)


EVERY_SCAN = {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
"""Whose the credentials are, and which Regions to scan."""


def declared(collector: Collector) -> set[str]:
    """Whose the credentials are is asked once for all collectors, and by none of them."""
    operations = {str(operation) for operation in (*collector.operations, *collector.http_operations)}
    return operations - {"sts:GetCallerIdentity"}


def only_with(collector: Collector, *options: str) -> set[str]:
    return {operation for option in options for operation in ONLY_WITH[option].get(collector.name, ())}


@each_collector
def test_every_operation_that_is_declared_is_called_and_no_other(collector: Collector) -> None:
    expected = declared(collector)
    assert called(collector, EVERYTHING, HINTS, expected) == expected


@each_collector
def test_what_is_called_for_details_only(collector: Collector) -> None:
    expected = declared(collector) - only_with(collector, "details")
    assert called(collector, replace(EVERYTHING, details=False), HINTS, expected) == expected


@each_collector
def test_what_is_called_only_when_asked_for(collector: Collector) -> None:
    expected = declared(collector) - only_with(collector, "exports", "formkiq_site_config", "opensearch_snapshots")
    assert called(collector, Options(), HINTS, expected) == expected


@pytest.mark.parametrize(
    ("option", "off"),
    [("details", False), ("exports", ()), ("formkiq_site_config", False), ("opensearch_snapshots", False)],
)
def test_a_policy_without_an_option_permits_what_is_called_without_it(option: str, off: Any) -> None:
    options = replace(EVERYTHING, **{option: off})
    for name in ONLY_WITH[option]:
        without = {str(operation) for operation in needed([BY_NAME[name]], options)} - EVERY_SCAN
        assert without == declared(BY_NAME[name]) - only_with(BY_NAME[name], option)


def test_only_collectors_call_only_with_an_option() -> None:
    assert {name for by_collector in ONLY_WITH.values() for name in by_collector} <= BY_NAME.keys()


def test_the_settings_of_sites_are_asked_for_as_the_policy_permits() -> None:
    (statement,) = (each for each in statements(COLLECTORS, EVERYTHING) if each["Action"] == ["dynamodb:Query"])
    condition: Any = statement["Condition"]
    query: dict[str, Any] = {}

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        query.update(given)
        return {"Items": []}

    called(BY_NAME["formkiq"], EVERYTHING, {**HINTS, "dynamodb:Query": answer}, {"dynamodb:Query"})
    assert condition["StringEquals"]["dynamodb:Select"] == query["Select"]
    (key,) = query["ExpressionAttributeValues"].values()
    assert condition["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] == [key["S"]]
    partition_key, _, _ = query["KeyConditionExpression"].partition(" = ")
    read = {partition_key, *query["ProjectionExpression"].split(", ")}
    assert set(condition["ForAllValues:StringEquals"]["dynamodb:Attributes"]) == read
