"""Where the data of a FormKiQ site lies."""

from typing import Any

from support.estates import joined
from support.facts import ACCOUNT, OTHER_ACCOUNT, OTHER_REGION, REGION, bucket, gap, installation, replica, site, table

from scanner.model import Fact, Gap, Json

NAMES = installation().config["resources"]
DOCUMENTS, SYNCS = NAMES["dynamodb/DocumentsTableName"], NAMES["dynamodb/DocumentSyncsTableName"]
BUCKET = NAMES["s3/DocumentsS3Bucket"]
NOWHERE: Json = {"configured": False, "role_arn": None, "rules": []}


def estate(*, content: Fact | None = None, documents: Fact | None = None) -> list[Fact]:
    return [
        installation(),
        content or bucket(name=BUCKET, replication=NOWHERE),
        documents or table(name=DOCUMENTS, replicas=[]),
        table(name=SYNCS, replicas=[]),
    ]


def places(*facts: Fact) -> tuple[Any, list[Gap]]:
    return joined("places", site(), [site(), *facts])


def lying(found: Any) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (place["what"], place["arn"].replace("/", ":").split(":")[-1], place["account"], place["region"])
        for place in found
    ]


HOME = [
    ("bucket", BUCKET, ACCOUNT, REGION),
    ("table", DOCUMENTS, ACCOUNT, REGION),
    ("table", SYNCS, ACCOUNT, REGION),
]


def test_it_lies_in_the_bucket_and_the_tables_of_its_installation() -> None:
    found, gaps = places(*estate())
    assert gaps == []
    assert lying(found) == HOME


def test_what_is_replicated_lies_elsewhere_too() -> None:
    content = bucket(name=BUCKET)
    documents = table(name=DOCUMENTS, replicas=[replica(OTHER_REGION) | {"arn": None}])
    there = bucket(name="orders-content-replica", account=OTHER_ACCOUNT, region=OTHER_REGION)
    found, gaps = places(*estate(content=content, documents=documents), there)
    assert gaps == []
    assert [place for place in lying(found) if place not in HOME] == [
        ("replica", DOCUMENTS, ACCOUNT, OTHER_REGION),
        ("replication", "orders-content-replica", OTHER_ACCOUNT, OTHER_REGION),
    ]


def test_a_replica_that_was_not_seen_is_a_gap() -> None:
    found, gaps = places(*estate(content=bucket(name=BUCKET)))
    assert ("replication", "orders-content-replica", OTHER_ACCOUNT, None) in lying(found)
    assert [each.detail for each in gaps] == ["arn:aws:s3:::orders-content-replica is not in this snapshot"]


def test_replication_that_could_not_be_read_is_a_gap() -> None:
    found, gaps = places(*estate(content=bucket(name=BUCKET, replication=None, gaps=(gap("/config/replication"),))))
    assert lying(found) == HOME
    assert len(gaps) == 1


def test_what_is_not_in_the_snapshot_is_a_gap() -> None:
    found, gaps = places(installation())
    assert {place[3] for place in lying(found)} == {None}
    assert len(gaps) == 3


def test_what_the_installation_does_not_name_is_a_gap() -> None:
    found, gaps = places(installation(resources={}))
    assert found == []
    assert len(gaps) == 2
    found, gaps = places()
    assert (found, bool(gaps)) == ([], True)


def test_a_stack_names_things_too() -> None:
    outputs = {"DocumentsS3Buckets": BUCKET, "DocumentsTableName": DOCUMENTS}
    stacks = [{"arn": "arn:x", "nested_arns": [], "outputs": outputs}]
    found, gaps = places(installation(resources={}, stacks=stacks), *estate()[1:])
    assert gaps == []
    assert lying(found) == HOME[:2]
