"""OpenSearch Service: domains, of OpenSearch and of Elasticsearch; their snapshots where the user wants them asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Section, Tags, Unit, misread
from scanner.collectors.opensearch_snapshots import (
    GET_REPOSITORIES,
    GET_SNAPSHOTS,
    REPOSITORY,
    SNAPSHOT,
    read_snapshots,
)
from scanner.collectors.shapes import MALFORMED, moment, text
from scanner.model import Fact, Json

DOMAIN = "opensearch.domain"

LIST_DOMAINS = Operation("opensearch", "ListDomainNames", "es:ListDomainNames")

_BATCH = 5
"""DescribeDomains takes no more names; its model does not say so, its error does:
"Please provide a maximum of 5 domain names to describe."
https://github.com/aws-solutions-library-samples/account-assessment-for-aws-organizations/issues/7"""

_GIB = 2**30


def _domain(status: Raw) -> dict[str, Json]:
    """`status`: an entry of DomainStatusList."""
    at_rest, ebs, pause = (
        status.get(name, {}) for name in ("EncryptionAtRestOptions", "EBSOptions", "AutomatedSnapshotPauseOptions")
    )
    return {
        "engine_version": status.get("EngineVersion"),
        "created": status.get("Created"),
        "deleted": status.get("Deleted"),
        "processing": status.get("Processing"),
        "upgrade_processing": status.get("UpgradeProcessing"),
        "processing_status": status.get("DomainProcessingStatus"),
        "endpoint": status.get("Endpoint") or status.get("Endpoints", {}).get("vpc"),
        "cluster": _cluster(status["ClusterConfig"]),
        "ebs": {
            "enabled": ebs.get("EBSEnabled"),
            "volume_type": ebs.get("VolumeType"),
            "volume_size_bytes": int(ebs["VolumeSize"]) * _GIB if "VolumeSize" in ebs else None,
        },
        "encryption_at_rest": {"enabled": at_rest.get("Enabled"), "key_id": at_rest.get("KmsKeyId")},
        "node_to_node_encryption": status.get("NodeToNodeEncryptionOptions", {}).get("Enabled"),
        "vpc": _vpc(status.get("VPCOptions", {})),
        "automated_snapshot_start_hour": status.get("SnapshotOptions", {}).get("AutomatedSnapshotStartHour"),
        "automated_snapshot_pause": {
            "enabled": pause.get("Enabled"),
            "state": pause.get("State"),
            "starts_at": moment(pause.get("StartTime")),
            "ends_at": moment(pause.get("EndTime")),
        },
    }


def _cluster(config: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "instance_type": config.get("InstanceType"),
        "instance_count": config.get("InstanceCount"),
        "dedicated_master": {
            "enabled": config.get("DedicatedMasterEnabled"),
            "type": config.get("DedicatedMasterType"),
            "count": config.get("DedicatedMasterCount"),
        },
        "warm": {
            "enabled": config.get("WarmEnabled"),
            "type": config.get("WarmType"),
            "count": config.get("WarmCount"),
        },
        "cold_storage": config.get("ColdStorageOptions", {}).get("Enabled"),
        "zone_awareness": {
            "enabled": config.get("ZoneAwarenessEnabled"),
            "availability_zones": config.get("ZoneAwarenessConfig", {}).get("AvailabilityZoneCount"),
        },
        "multi_az_with_standby": config.get("MultiAZWithStandbyEnabled"),
    }


def _vpc(options: Mapping[str, Any]) -> dict[str, Json] | None:
    """None for a domain with a public endpoint."""
    if not options.get("VPCId"):
        return None
    return {
        "vpc_id": options["VPCId"],
        "subnet_ids": sorted(options.get("SubnetIds", [])),
        "availability_zones": sorted(options.get("AvailabilityZones", [])),
        "security_group_ids": sorted(options.get("SecurityGroupIds", [])),
    }


DESCRIBE_DOMAINS = Section(
    Operation("opensearch", "DescribeDomains", "es:DescribeDomains"),
    (
        "engine_version",
        "created",
        "deleted",
        "processing",
        "upgrade_processing",
        "processing_status",
        "endpoint",
        "cluster",
        "ebs",
        "encryption_at_rest",
        "node_to_node_encryption",
        "vpc",
        "automated_snapshot_start_hour",
        "automated_snapshot_pause",
    ),
    _domain,
)


def _listed(unit: Unit) -> dict[str, str | None]:
    """Name to engine of every domain of the Region."""
    answer = unit.call(LIST_DOMAINS)
    if not isinstance(answer, Failure):
        try:
            return {text(entry["DomainName"]): entry.get("EngineType") for entry in answer["DomainNames"]}
        except MALFORMED as error:
            answer = misread(LIST_DOMAINS, error)
    for kind in OPENSEARCH.kinds if unit.options.opensearch_snapshots else (DOMAIN,):
        unit.incomplete(answer.gap(kind))
    return {}


def _described(unit: Unit, names: list[str]) -> list[tuple[str, Raw | Failure]]:
    """Each domain's name and status. One that is not answered was deleted since it was listed."""
    answer = unit.call(DESCRIBE_DOMAINS.operation, DomainNames=names)
    if not isinstance(answer, Failure):
        try:
            found = {text(status["DomainName"]): status for status in answer["DomainStatusList"]}
        except MALFORMED as error:
            answer = misread(DESCRIBE_DOMAINS.operation, error)
    if isinstance(answer, Failure):
        return [(name, answer) for name in names]
    for _ in set(names) - found.keys():
        unit.lost()
    return [(name, found[name]) for name in names if name in found]


def _facts(
    unit: Unit, tags: Tags, engines: Mapping[str, str | None], described: tuple[str, Raw | Failure]
) -> list[Fact]:
    """The domain, its repositories and their snapshots."""
    name, status = described
    draft = Draft(unit, DOMAIN, unit.arn("es", f"domain/{name}"), name)
    draft.config["engine"] = engines[name]
    draft.take(DESCRIBE_DOMAINS, status)
    below = read_snapshots(unit, draft, name)
    return [draft.fact(tags.of(draft.arn)), *below]


def _collect(unit: Unit) -> Iterator[Fact]:
    engines = _listed(unit)
    names = list(engines)
    batches = [names[start : start + _BATCH] for start in range(0, len(names), _BATCH)]
    described = (domain for batch in unit.each(batches, partial(_described, unit)) for domain in batch)
    for facts in unit.each(described, partial(_facts, unit, unit.tags("es:domain"), engines)):
        yield from facts


OPENSEARCH = Collector(
    name="opensearch",
    kinds=(DOMAIN, REPOSITORY, SNAPSHOT),
    operations=(LIST_DOMAINS, DESCRIBE_DOMAINS.operation, GET_RESOURCES),
    collect=_collect,
    calls_each={DOMAIN: 2, REPOSITORY: 1},
    http_operations=(GET_REPOSITORIES, GET_SNAPSHOTS),
)
