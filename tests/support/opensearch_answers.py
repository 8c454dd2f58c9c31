"""What OpenSearch Service and its domains answer, and the collectors run over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from support.stubbed_aws import ACCOUNT, REGION, Ran, run

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.collectors.base import Signed, Unit
from scanner.collectors.opensearch import OPENSEARCH
from scanner.collectors.opensearch_serverless import OPENSEARCH_SERVERLESS
from scanner.collectors.options import Options
from scanner.model import Fact

DOMAINS = f"arn:aws:es:{REGION}:{ACCOUNT}:domain"
COLLECTIONS = f"arn:aws:aoss:{REGION}:{ACCOUNT}:collection"
ENDPOINT = f"search-docs-4xtyrmbgtiqjiuugiikvkxnvja.{REGION}.es.amazonaws.com"
NO_TAGS: dict[str, Any] = {"ResourceTagMappingList": []}

AUTOMATED = {"cs-automated-enc": {"type": "s3"}}
"""As a domain tells of AWS's own repository: nothing of where it is."""

MANUAL = {
    "nightly": {
        "type": "s3",
        "settings": {
            "bucket": "formkiq-snapshots",
            "base_path": "prod/docs",
            "region": "eu-central-1",
            "role_arn": f"arn:aws:iam::{ACCOUNT}:role/snapshots",
            "server_side_encryption": "true",
            "access_key": "AKIAIOSFODNN7EXAMPLE",
            "secret_key": "wJalrXUtnFEMI",
        },
    }
}


def status(name: str = "docs", **changes: Any) -> dict[str, Any]:
    """An entry of DomainStatusList, with the least that AWS says."""
    return {
        "DomainId": f"{ACCOUNT}/{name}",
        "DomainName": name,
        "ARN": f"{DOMAINS}/{name}",
        "ClusterConfig": {},
    } | changes


def snapshot(name: str = "2026-03-01", state: str = "SUCCESS", *, started: int = 1772337906_123, **changes: Any) -> Raw:
    """A snapshot as a domain tells it. started: milliseconds since 1970; by default 2026-03-01T04:05:06Z."""
    running = state == "IN_PROGRESS"
    ended = 0 if running else started + 5407
    return {
        "snapshot": name,
        "uuid": "RUebCI9MS8qkYUgdIqoA2Q",
        "version_id": 136327827,
        "version": "2.11.0",
        "remote_store_index_shallow_copy": False,
        "indices": ["documents", ".kibana_1"],
        "data_streams": [],
        "include_global_state": True,
        "state": state,
        "start_time": "2026-03-01T04:05:06.123Z",
        "start_time_in_millis": started,
        "end_time": "1970-01-01T00:00:00.000Z" if running else "2026-03-01T04:05:11.530Z",
        "end_time_in_millis": ended,
        "duration_in_millis": 0 if running else 5407,
        "failures": [],
        "shards": {"total": 47, "failed": 0, "successful": 47},
    } | changes


def snapshots(*entries: Raw) -> Raw:
    """The answer of a repository that holds them."""
    return {"snapshots": list(entries)}


@dataclass
class PretendedDomains:
    """Domains that answer what is written down, each alike, as `scanner.aws.signed` would bring it; a Failure too.

    contents: by repository. asked: operation and host of each question.
    """

    repositories: Any = field(default_factory=dict)
    contents: Mapping[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def snapshot(self) -> PretendedDomains:
        return self

    def read(self, operation: Operation, host: str, question: Callable[[Any], Any]) -> Raw | Failure:
        self.asked.append((str(operation), host))
        answer: Raw | Failure = question(self)
        return answer

    def get_repository(self) -> Any:
        return self.repositories

    def get(self, *, repository: str, snapshot: str) -> Any:
        assert snapshot == "_all"
        return self.contents[repository]


def opensearch(domains: Signed | None = None, **changes: Any) -> Ran:
    """One domain, "docs", of which AWS says the least, but for the changes; their keys are operations, and "tags".

    domains: asked for their snapshots where there are any.
    """
    checked = changes.pop("checked", True)
    asks = changes.pop("asks", domains is not None)
    tags = changes.pop("tags", NO_TAGS)
    answers: dict[str, Any] = {
        "ListDomainNames": {"DomainNames": [{"DomainName": "docs", "EngineType": "OpenSearch"}]},
        "DescribeDomains": {"DomainStatusList": [status(Endpoint=ENDPOINT)]},
    }

    def collect(unit: Unit) -> Iterator[Fact]:
        unit._signed = domains
        yield from OPENSEARCH.collect(unit)

    asked = {f"opensearch:{name}": answer for name, answer in (answers | changes).items()}
    asked["resourcegroupstaggingapi:GetResources"] = tags
    return run(replace(OPENSEARCH, collect=collect), asked, checked=checked, options=Options(opensearch_snapshots=asks))


def serverless(**changes: Any) -> Ran:
    """One collection, "search", but for the changes; their keys are operations, and "tags"."""
    checked = changes.pop("checked", True)
    tags = changes.pop("tags", NO_TAGS)
    answers: dict[str, Any] = {
        "ListCollections": {"collectionSummaries": [summary()]},
        "BatchGetCollection": {"collectionDetails": [detail()], "collectionErrorDetails": []},
    }
    asked = {f"opensearchserverless:{name}": answer for name, answer in (answers | changes).items()}
    return run(OPENSEARCH_SERVERLESS, asked | {"resourcegroupstaggingapi:GetResources": tags}, checked=checked)


def summary(id_: str = "07tjusf2h91cunochc", name: str = "search", **changes: Any) -> dict[str, Any]:
    """An entry of ListCollections."""
    return {"id": id_, "name": name, "arn": f"{COLLECTIONS}/{id_}", "status": "ACTIVE"} | changes


def detail(id_: str = "07tjusf2h91cunochc", name: str = "search", **changes: Any) -> dict[str, Any]:
    """An entry of BatchGetCollection."""
    return {
        **summary(id_, name),
        "type": "SEARCH",
        "createdDate": 1772337906_123,
        "standbyReplicas": "ENABLED",
    } | changes
