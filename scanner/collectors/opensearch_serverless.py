"""OpenSearch Serverless: collections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed, one_line
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit, misread
from scanner.collectors.opensearch_snapshots import moment_of_millis
from scanner.collectors.shapes import MALFORMED, either
from scanner.model import Fact, GapReason, Json

COLLECTION = "opensearch.collection"

LIST_COLLECTIONS = Listing(
    Operation("opensearchserverless", "ListCollections", "aoss:ListCollections"),
    "collectionSummaries",
    ("maxResults", 100),
    "nextToken",
    "nextToken",
)

_BATCH = 100
"""BatchGetCollection takes no more."""

_GONE = ("NOT_FOUND",)


def _collection(detail: Raw) -> dict[str, Json]:
    """`detail`: an entry of collectionDetails. Its times are in milliseconds; a key of AWS's own is called "auto"."""
    key = detail.get("kmsKeyArn")
    return {
        "type": detail.get("type"),
        "created_at": moment_of_millis(detail.get("createdDate")),
        "key_arn": None if key == "auto" else key,
        "standby_replicas": _switched(detail.get("standbyReplicas")),
        "deletion_protection": _switched(detail.get("deletionProtection")),
    }


def _switched(value: str | None) -> bool | None:
    return None if value is None else either(value, ("ENABLED",), ("DISABLED",))


GET_COLLECTIONS = Section(
    Operation("opensearchserverless", "BatchGetCollection", "aoss:BatchGetCollection"),
    ("type", "created_at", "key_arn", "standby_replicas", "deletion_protection"),
    _collection,
)


def _details(unit: Unit, ids: list[str]) -> dict[str, Raw | Failure]:
    """What is told of each collection, or why not."""
    operation = GET_COLLECTIONS.operation
    answer = unit.call(operation, ids=ids)
    if not isinstance(answer, Failure):
        try:
            return {detail["id"]: detail for detail in answer["collectionDetails"]} | {
                error["id"]: _refused(operation, error) for error in answer.get("collectionErrorDetails", [])
            }
        except MALFORMED as error:
            answer = misread(operation, error)
    return dict.fromkeys(ids, answer)


def _refused(operation: Operation, error: Mapping[str, str]) -> Failure:
    code = error["errorCode"]
    return Failure(operation, GapReason.ERROR, code, one_line(f"{code}: {error.get('errorMessage', '')}"))


def _describe(unit: Unit, tags: Tags, details: Mapping[str, Raw | Failure], summary: Raw) -> Fact:
    draft = Draft(unit, COLLECTION, summary["arn"], summary["name"], _GONE)
    draft.config["status"] = summary["status"]
    unanswered = malformed(GET_COLLECTIONS.operation, "the collection was asked for, and is not answered")
    draft.take(GET_COLLECTIONS, details.get(summary["id"], unanswered))
    return draft.fact(tags.of(draft.arn))


def _described(unit: Unit, tags: Tags, summaries: list[Raw]) -> list[Fact]:
    ids = (summary.get("id") for summary in summaries if isinstance(summary, dict))
    details = _details(unit, [name for name in ids if isinstance(name, str)])
    describe = partial(_describe, unit, tags, details)
    return list(unit.read(COLLECTION, LIST_COLLECTIONS.operation, summaries, describe))


def _batches(summaries: Iterable[Raw]) -> Iterator[list[Raw]]:
    rest = iter(summaries)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _collect(unit: Unit) -> Iterator[Fact]:
    batches = _batches(unit.listed(LIST_COLLECTIONS, COLLECTION))
    for facts in unit.each(batches, partial(_described, unit, unit.tags("aoss:collection"))):
        yield from facts


OPENSEARCH_SERVERLESS = Collector(
    name="opensearch-serverless",
    kinds=(COLLECTION,),
    operations=(LIST_COLLECTIONS.operation, GET_COLLECTIONS.operation, GET_RESOURCES),
    collect=_collect,
    calls_each={COLLECTION: 1},
)
