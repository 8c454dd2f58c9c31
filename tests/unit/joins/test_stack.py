"""The stack that owns a resource: found by kind and physical id, in the resource's own account and Region."""

from typing import Any

import pytest
from support.audit_facts import key
from support.database_facts import db_instance, file_system, volume
from support.estates import AWAY, HOME, joined
from support.facts import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    bucket,
    gap,
    replica,
    table,
    vault,
)
from support.messaging_facts import log_group, queue, topic
from support.search_facts import collection, domain
from support.stack_facts import stack, user_pool

from scanner.model import Fact, Gap, Json

BOTH_REGIONS = ((ACCOUNT, REGION), (ACCOUNT, OTHER_REGION), (OTHER_ACCOUNT, REGION))


def owner(fact: Fact, *stacks: Fact, places: Any = BOTH_REGIONS) -> tuple[Any, list[Gap]]:
    return joined("stack", fact, [fact, *stacks], places=places)


def owning(sort: str, physical_id: str | None, **overrides: Any) -> Fact:
    """A stack that owns one resource."""
    row = {
        "logical_id": "It",
        "type": sort,
        "physical_id": physical_id,
        "status": "CREATE_COMPLETE",
    }
    return stack(resources=[row | {"drift_status": "MODIFIED"}], **overrides)


def test_a_stack_is_told_with_what_it_says_of_the_resource() -> None:
    found, gaps = owner(table(), stack())
    assert gaps == []
    assert found == {
        "arn": stack().id,
        "name": "shop",
        "root_arn": stack().id,
        "status": "UPDATE_COMPLETE",
        "updated_at": "2026-02-01T10:00:00Z",
        "created_at": "2024-05-01T08:00:00Z",
        "logical_id": "OrdersTable",
        "type": "AWS::DynamoDB::Table",
        "drift_status": "IN_SYNC",
        "stack_drift_status": "IN_SYNC",
        "stack_drift_checked_at": "2026-02-28T03:00:00Z",
        "termination_protection": True,
        "deletion_policy": "Retain",
        "update_replace_policy": "Retain",
        "template_read": True,
    }


@pytest.mark.parametrize(
    ("fact", "sort", "physical_id"),
    [
        (table(), "AWS::DynamoDB::GlobalTable", "orders"),
        (bucket(), "AWS::S3::Bucket", "orders-content"),
        (user_pool(), "AWS::Cognito::UserPool", f"{REGION}_A1b2C3d4E"),
        (domain(), "AWS::OpenSearchService::Domain", "orders-search"),
        (domain(), "AWS::Elasticsearch::Domain", "orders-search"),
        (
            collection(),
            "AWS::OpenSearchServerless::Collection",
            collection().id.rpartition("/")[2],
        ),
        (file_system(), "AWS::EFS::FileSystem", file_system().id.rpartition("/")[2]),
        (log_group(), "AWS::Logs::LogGroup", log_group().name),
        (
            queue(),
            "AWS::SQS::Queue",
            f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{queue().name}",
        ),
        (topic(), "AWS::SNS::Topic", topic().id),
        (key(), "AWS::KMS::Key", key().id.rpartition("/")[2]),
        (vault(), "AWS::Backup::BackupVault", "main"),
        (volume(), "AWS::EC2::Volume", volume().id.rpartition("/")[2]),
        (db_instance(), "AWS::RDS::DBInstance", db_instance().name.upper()),
    ],
)
def test_every_kind_is_found_by_the_id_that_cloudformation_gives(fact: Fact, sort: str, physical_id: str) -> None:
    found, gaps = owner(fact, owning(sort, physical_id))
    assert gaps == []
    assert (found["type"], found["logical_id"], found["drift_status"]) == (
        sort,
        "It",
        "MODIFIED",
    )


@pytest.mark.parametrize(
    "other",
    [
        owning("AWS::S3::Bucket", "orders"),
        owning("AWS::DynamoDB::Table", "orders-archive"),
        owning("AWS::DynamoDB::Table", None),
        owning("AWS::DynamoDB::Table", "orders", region=OTHER_REGION),
        owning("AWS::DynamoDB::Table", "orders", account=OTHER_ACCOUNT),
    ],
    ids=[
        "another kind",
        "another name",
        "no name",
        "another Region",
        "another account",
    ],
)
def test_what_belongs_to_no_stack_is_said_to(other: Fact) -> None:
    assert owner(table(), other) == (None, [])


@pytest.mark.parametrize("status", ["CREATE_FAILED", "DELETE_COMPLETE", "DELETE_SKIPPED", "IMPORT_FAILED"])
def test_a_stack_does_not_own_what_it_did_not_make_or_let_go_of(status: str) -> None:
    row = {
        "logical_id": "It",
        "type": "AWS::DynamoDB::Table",
        "physical_id": "orders",
        "drift_status": None,
    }
    assert owner(table(), stack(resources=[row | {"status": status}])) == (None, [])


def test_one_stack_owns_all_replicas_of_a_global_table() -> None:
    fact = table(replicas=[replica(region=OTHER_REGION)])
    found, _ = owner(fact, owning("AWS::DynamoDB::GlobalTable", "orders", region=OTHER_REGION))
    assert found["type"] == "AWS::DynamoDB::GlobalTable"
    assert owner(fact, owning("AWS::DynamoDB::Table", "orders", region=OTHER_REGION)) == (None, [])
    found, gaps = owner(fact, places=[HOME])
    assert found is None
    assert [each.detail for each in gaps] == [f"cloudformation.stack was not collected in {ACCOUNT} {OTHER_REGION}"]


def test_of_a_nested_stack_the_roots_termination_protection_counts() -> None:
    root = stack(name="root", resources=[], termination_protection=True)
    nested = owning(
        "AWS::S3::Bucket",
        "orders-content",
        root_id=root.id,
        termination_protection=False,
    )
    found, _ = owner(bucket(), root, nested)
    assert (found["arn"], found["root_arn"], found["termination_protection"]) == (
        nested.id,
        root.id,
        True,
    )
    found, _ = owner(bucket(), nested)
    assert found["termination_protection"] is None


@pytest.mark.parametrize("declared", [None, []])
def test_what_the_template_says_is_not_known_where_it_was_not_read(
    declared: Json,
) -> None:
    unread = stack(
        template_resources=declared,
        gaps=(gap("/config/template_resources"),) if declared is None else (),
    )
    found, gaps = owner(bucket(), unread)
    assert gaps == []
    assert (found["deletion_policy"], found["template_read"]) == (None, False)


def test_a_stack_that_was_never_checked_for_drift_says_nothing_of_it() -> None:
    found, _ = owner(bucket(), stack(drift=None))
    assert (found["stack_drift_status"], found["stack_drift_checked_at"]) == (
        None,
        None,
    )


def test_a_stack_whose_resources_could_not_be_read_may_own_anything_of_its_region() -> None:
    dark = stack(name="dark", resources=None, gaps=(gap("/config/resources"),))
    found, gaps = owner(bucket(), dark)
    assert (found, len(gaps)) == (None, 1)
    found, gaps = owner(bucket(), stack(), dark)
    assert (found["name"], gaps) == ("shop", [])
    assert owner(bucket(region=OTHER_REGION), dark) == (None, [])


def test_stacks_that_nobody_could_list_may_own_it() -> None:
    found, gaps = owner(bucket(), places=[AWAY])
    assert found is None
    assert [each.detail for each in gaps] == [f"cloudformation.stack was not collected in {ACCOUNT} {REGION}"]


def test_other_kinds_have_no_such_link() -> None:
    assert owner(stack(name="other"), stack())[0] is None
