"""DynamoDB's global tables of version 2017.11.29. Those of version 2019.11.21 are told by their tables themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import UNTAGGED, Draft, Section, Unit
from scanner.collectors.shapes import moment
from scanner.model import Fact, Json

GLOBAL_TABLE = "dynamodb.global_table"

_VERSION = "2017.11.29"
_REGIONS = frozenset(
    {
        *("ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2", "eu-central-1", "eu-west-1"),
        *("eu-west-2", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    }
)
"""Where the version exists, as DynamoDB itself says when it refuses another Region, and as it will stay: it is retired.
https://github.com/hashicorp/terraform-provider-aws/issues/11601"""

LIST_GLOBAL_TABLES = Listing(
    Operation("dynamodb", "ListGlobalTables"),
    "GlobalTables",
    ("Limit", 100),
    "ExclusiveStartGlobalTableName",
    "LastEvaluatedGlobalTableName",
)


def _global_table(answer: Raw) -> dict[str, Json]:
    table = answer["GlobalTableDescription"]
    return {"status": table["GlobalTableStatus"], "created_at": moment(table.get("CreationDateTime"))}


DESCRIBE_GLOBAL_TABLE = Section(Operation("dynamodb", "DescribeGlobalTable"), ("status", "created_at"), _global_table)


def _describe(unit: Unit, listed: Raw) -> Fact:
    name = listed["GlobalTableName"]
    arn = f"arn:{unit.partition}:dynamodb::{unit.account}:global-table/{name}"
    draft = Draft(unit, GLOBAL_TABLE, arn, name, ("GlobalTableNotFoundException",))
    draft.config |= {
        "version": _VERSION,
        "replica_regions": sorted(replica["RegionName"] for replica in listed["ReplicationGroup"]),
    }
    draft.read(DESCRIBE_GLOBAL_TABLE, GlobalTableName=name)
    return draft.fact(UNTAGGED)


def global_tables(unit: Unit) -> Iterator[Fact]:
    """The facts of the global tables that have a replica in the Region."""
    if unit.region in _REGIONS:
        tables = unit.listed(LIST_GLOBAL_TABLES, GLOBAL_TABLE, RegionName=unit.region)
        yield from unit.described(GLOBAL_TABLE, LIST_GLOBAL_TABLES.operation, tables, partial(_describe, unit))


OPERATIONS = (LIST_GLOBAL_TABLES.operation, DESCRIBE_GLOBAL_TABLE.operation)
"""What `global_tables` may call."""
