"""The documents that rules see, and what fits their schema."""

import json
from copy import deepcopy
from typing import Any

import pytest
from support.facts import AS_OF, bucket, gap, table

from scanner import inputs
from scanner.model import Fact, Profile

PROFILE = Profile("orders", None, "logs", "basic", {"tier": "a tag"}, classified=True)
LATER = "2026-03-08T12:00:00Z"
MEMBERS = inputs.schema("dynamodb.table")["properties"]["links"]["required"]
LINKS: dict[str, Any] = dict.fromkeys(MEMBERS) | {"locations": []}


def seen(fact: Fact, requires: dict[str, Any]) -> dict[str, Any]:
    return inputs.document(fact, links=LINKS, profile=PROFILE, requires=requires, taken_at=AS_OF, as_of=LATER)


def document(**changes: Any) -> dict[str, Any]:
    made = seen(table(gaps=(gap("/tags"),), tags=None), {"pitr": True})
    return deepcopy(made) | changes


def test_a_document_holds_the_fact_and_all_that_is_known_about_it() -> None:
    made = document()
    assert made["config"]["pitr"]["enabled"] is True
    assert made["gaps"][0]["path"] == "/tags"
    assert made["links"] == LINKS
    assert made["profile"]["tier"] == "basic"
    assert made["requires"] == {"pitr": True}
    assert (made["taken_at"], made["as_of"]) == (AS_OF, LATER)
    assert inputs.misfit(made) == ""


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"config": {}}, "/config"),
        ({"links": LINKS | {"backup": {}}}, "/links/backup"),
        ({"requires": {"pitr": False}}, "/requires/pitr"),
        ({"requires": {"pitr": None}}, "/requires/pitr"),
        ({"requires": {"pitr_windw_days": 5}}, "/requires"),
        ({"requires": {"allowed_locations": ["eu-west-1"]}}, "/requires/allowed_locations"),
        ({"profile": {}}, "/profile"),
        ({"as_of": "yesterday"}, "/as_of"),
        ({"taken_at": None}, "/taken_at"),
        ({"region": None}, "/region"),
        ({"more": 1}, "/"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(change: dict[str, Any], where: str) -> None:
    assert inputs.misfit(document(**change)).startswith(f"{where}: ")


@pytest.mark.parametrize("kind", [None, 5, "dynamodb.tabel", ["dynamodb.table"]])
def test_an_unknown_kind_fits_nothing(kind: Any) -> None:
    assert inputs.misfit(document(kind=kind)) == f"unknown kind {json.dumps(kind)}"


def test_each_kind_has_its_own_config() -> None:
    assert inputs.misfit(document(kind="s3.bucket")).startswith("/config")
    assert inputs.misfit(seen(bucket(), {})) == ""


def test_allowed_locations_are_a_requirement_of_the_configuration() -> None:
    allowed = {"allowed_locations": {"regions": ["eu-west-1"], "accounts": None}}
    assert inputs.misfit(document(requires=allowed)) == ""


@pytest.mark.parametrize(
    ("kind", "pointer", "there"),
    [
        ("dynamodb.table", "/config/pitr", True),
        ("dynamodb.table", "/config/pitr/window_days", True),
        ("dynamodb.table", "/links/backup/plan_rules/copies/vault_arn", True),
        ("dynamodb.table", "/tags", True),
        ("dynamodb.table", "/config/versioning", False),
        ("s3.bucket", "/config/versioning", True),
        ("s3.bucket", "/config/lifecycle/rules/filter/prefix", True),
        ("s3.bucket", "/tags/Owner", False),
    ],
)
def test_a_place_exists_if_the_schema_has_it(kind: str, pointer: str, there: bool) -> None:  # noqa: FBT001 - parametrized
    assert inputs.exists(kind, pointer) is there
