from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, THEN
from support.opensearch_answers import DOMAINS, ENDPOINT, opensearch, status
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Refusal

from scanner.collectors.opensearch import DESCRIBE_DOMAINS, DOMAIN, OPENSEARCH
from scanner.collectors.opensearch_snapshots import REPOSITORY, SNAPSHOT

pytestmark = pytest.mark.usefixtures("aws_environment")

NOT_ASKED = ("/config/manual_snapshots", "not_collected", "asked only with --opensearch-snapshots")


def described(**changes: Any) -> dict[str, Any]:
    return dict(opensearch(DescribeDomains={"DomainStatusList": [status(**changes)]}).one(DOMAIN).config)


def test_a_domain_of_which_aws_tells_everything() -> None:
    told = status(
        Created=True,
        Deleted=False,
        Endpoint=ENDPOINT,
        Processing=True,
        UpgradeProcessing=False,
        EngineVersion="OpenSearch_2.11",
        DomainProcessingStatus="Modifying",
        ClusterConfig={
            "InstanceType": "r6g.large.search",
            "InstanceCount": 3,
            "DedicatedMasterEnabled": True,
            "DedicatedMasterType": "m6g.large.search",
            "DedicatedMasterCount": 3,
            "WarmEnabled": True,
            "WarmType": "ultrawarm1.medium.search",
            "WarmCount": 2,
            "ColdStorageOptions": {"Enabled": True},
            "ZoneAwarenessEnabled": True,
            "ZoneAwarenessConfig": {"AvailabilityZoneCount": 3},
            "MultiAZWithStandbyEnabled": False,
        },
        EBSOptions={"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20},
        SnapshotOptions={"AutomatedSnapshotStartHour": 0},
        EncryptionAtRestOptions={"Enabled": True, "KmsKeyId": "arn:aws:kms:::key/k"},
        NodeToNodeEncryptionOptions={"Enabled": True},
        AutomatedSnapshotPauseOptions={"Enabled": True, "State": "Active", "StartTime": THEN, "EndTime": THEN},
        AccessPolicies='{"Statement": []}',
        AdvancedSecurityOptions={"Enabled": True, "JWTOptions": {"PublicKey": "never kept"}},
    )
    tags = [{"ResourceARN": f"{DOMAINS}/docs", "Tags": [{"Key": "safehold:tier", "Value": "enhanced"}]}]
    ran = opensearch(DescribeDomains={"DomainStatusList": [told]}, tags={"ResourceTagMappingList": tags})
    fact = ran.one(DOMAIN)
    assert (fact.id, fact.name, fact.account, fact.region) == (f"{DOMAINS}/docs", "docs", ACCOUNT, REGION)
    assert fact.tags == {"safehold:tier": "enhanced"}
    assert [(gap.path, gap.reason, gap.detail) for gap in fact.gaps] == [NOT_ASKED]
    assert fact.config == {
        "engine": "OpenSearch",
        "engine_version": "OpenSearch_2.11",
        "created": True,
        "deleted": False,
        "processing": True,
        "upgrade_processing": False,
        "processing_status": "Modifying",
        "endpoint": ENDPOINT,
        "cluster": {
            "instance_type": "r6g.large.search",
            "instance_count": 3,
            "dedicated_master": {"enabled": True, "type": "m6g.large.search", "count": 3},
            "warm": {"enabled": True, "type": "ultrawarm1.medium.search", "count": 2},
            "cold_storage": True,
            "zone_awareness": {"enabled": True, "availability_zones": 3},
            "multi_az_with_standby": False,
        },
        "ebs": {"enabled": True, "volume_type": "gp3", "volume_size_bytes": 20 * 1024**3},
        "encryption_at_rest": {"enabled": True, "key_id": "arn:aws:kms:::key/k"},
        "node_to_node_encryption": True,
        "vpc": None,
        "automated_snapshot_start_hour": 0,
        "automated_snapshot_pause": {"enabled": True, "state": "Active", "starts_at": AT, "ends_at": AT},
        "manual_snapshots": None,
    }
    assert ran.coverage.gaps == ()
    assert ran.coverage.calls == {
        "opensearch:DescribeDomains": OPENSEARCH.calls_each[DOMAIN] - 1,
        "opensearch:ListDomainNames": OPENSEARCH.idle_calls,
        "resourcegroupstaggingapi:GetResources": 1,
    }


def test_a_domain_of_which_aws_tells_least() -> None:
    ran = opensearch(DescribeDomains={"DomainStatusList": [status()]})
    fact = ran.one(DOMAIN)
    assert (fact.tags, [gap.path for gap in fact.gaps]) == ({}, ["/config/manual_snapshots"])
    assert fact.config == {
        "engine": "OpenSearch",
        **dict.fromkeys(("engine_version", "created", "deleted", "processing", "upgrade_processing")),
        **dict.fromkeys(("processing_status", "endpoint", "vpc", "node_to_node_encryption", "manual_snapshots")),
        "automated_snapshot_start_hour": None,
        "cluster": {
            **dict.fromkeys(("instance_type", "instance_count", "cold_storage", "multi_az_with_standby")),
            "dedicated_master": {"enabled": None, "type": None, "count": None},
            "warm": {"enabled": None, "type": None, "count": None},
            "zone_awareness": {"enabled": None, "availability_zones": None},
        },
        "ebs": {"enabled": None, "volume_type": None, "volume_size_bytes": None},
        "encryption_at_rest": {"enabled": None, "key_id": None},
        "automated_snapshot_pause": {"enabled": None, "state": None, "starts_at": None, "ends_at": None},
    }
    assert ran.coverage.gaps == ()


def test_a_region_without_domains_takes_one_call() -> None:
    ran = opensearch(ListDomainNames={"DomainNames": []})
    assert ran.facts == []
    assert ran.coverage.gaps == ()
    assert ran.coverage.calls == {"opensearch:ListDomainNames": OPENSEARCH.idle_calls}


def test_a_domain_in_a_vpc() -> None:
    options = {"VPCId": "vpc-1", "SubnetIds": ["subnet-b", "subnet-a"], "SecurityGroupIds": ["sg-1"]}
    config = described(VPCOptions=options, Endpoints={"vpc": "vpc-docs-4x.eu-west-1.es.amazonaws.com"})
    assert config["endpoint"] == "vpc-docs-4x.eu-west-1.es.amazonaws.com"
    assert config["vpc"] == {
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-a", "subnet-b"],
        "availability_zones": [],
        "security_group_ids": ["sg-1"],
    }


def test_options_that_are_there_and_empty() -> None:
    config = described(VPCOptions={}, Endpoints={}, EBSOptions={"EBSEnabled": False}, SnapshotOptions={})
    assert (config["vpc"], config["endpoint"], config["automated_snapshot_start_hour"]) == (None, None, None)
    assert config["ebs"] == {"enabled": False, "volume_type": None, "volume_size_bytes": None}


def test_a_domain_of_elasticsearch() -> None:
    ran = opensearch(
        ListDomainNames={"DomainNames": [{"DomainName": "docs", "EngineType": "Elasticsearch"}]},
        DescribeDomains={"DomainStatusList": [status(EngineVersion="Elasticsearch_7.10")]},
    )
    config = ran.one(DOMAIN).config
    assert (config["engine"], config["engine_version"]) == ("Elasticsearch", "Elasticsearch_7.10")


def test_five_domains_are_described_at_a_time() -> None:
    names = [f"docs-{number:02}" for number in range(11)]
    ran = opensearch(
        ListDomainNames={"DomainNames": [{"DomainName": name} for name in names]},
        DescribeDomains=lambda asked: {"DomainStatusList": [status(name) for name in reversed(asked["DomainNames"])]},
    )
    assert [fact.name for fact in ran.all(DOMAIN)] == names
    assert ran.all(DOMAIN)[0].config["engine"] is None
    asked = [parameters["DomainNames"] for parameters in ran.parameters("opensearch:DescribeDomains")]
    assert asked == [names[:5], names[5:10], names[10:]]
    assert ran.coverage.calls["resourcegroupstaggingapi:GetResources"] == 1


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        (Refusal("ThrottlingException", "slow"), "throttled", "ThrottlingException: slow"),
        ({}, "error", "malformed answer: no 'DomainStatusList'"),
        ({"DomainStatusList": [{}]}, "error", "malformed answer: no 'DomainName'"),
        ({"DomainStatusList": [{"DomainName": 5}]}, "error", "malformed answer: 5 is no text"),
    ],
)
def test_domains_that_cannot_be_described_are_kept_with_their_gaps(answer: Any, reason: str, detail: str) -> None:
    ran = opensearch(DescribeDomains=answer, checked=False)
    fact = ran.one(DOMAIN)
    told = {gap.path: (gap.operation, gap.reason, gap.detail) for gap in fact.gaps}
    assert told.pop("/config/manual_snapshots")[1] == "not_collected"
    assert set(told) == {f"/config/{name}" for name in DESCRIBE_DOMAINS.fields}
    assert set(told.values()) == {("opensearch:DescribeDomains", reason, detail)}
    assert {name: value for name, value in fact.config.items() if value is not None} == {"engine": "OpenSearch"}
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize("torn", [None, {"VolumeSize": "a gibibyte of this text"}])
def test_a_status_that_cannot_be_read_is_one_domains_affair(torn: Any) -> None:
    ran = opensearch(
        ListDomainNames={"DomainNames": [{"DomainName": "docs"}, {"DomainName": "logs"}]},
        DescribeDomains={
            "DomainStatusList": [status(EBSOptions=torn), status("logs", EngineVersion="OpenSearch_2.11")]
        },
        checked=False,
    )
    docs, logs = ran.all(DOMAIN)
    assert docs.config["cluster"] is None
    assert logs.config["engine_version"] == "OpenSearch_2.11"


def test_a_domain_that_was_deleted_since_it_was_listed() -> None:
    ran = opensearch(
        ListDomainNames={"DomainNames": [{"DomainName": "docs"}, {"DomainName": "gone"}]},
        DescribeDomains={"DomainStatusList": [status()]},
    )
    assert [fact.name for fact in ran.facts] == ["docs"]
    assert (ran.coverage.vanished, ran.coverage.gaps) == (1, ())


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (DENIED, "access_denied", "AccessDenied: not for you"),
        ({}, "error", "malformed answer: no 'DomainNames'"),
        ({"DomainNames": [{}]}, "error", "malformed answer: no 'DomainName'"),
    ],
)
def test_domains_that_cannot_be_listed(answer: Any, reason: str, detail: str) -> None:
    ran = opensearch(ListDomainNames=answer, checked=False)
    assert ran.facts == []
    assert ran.gaps(DOMAIN) == [("opensearch:ListDomainNames", reason, detail)]
    assert (ran.gaps(REPOSITORY), ran.gaps(SNAPSHOT)) == ([], [])


def test_tags_that_cannot_be_listed() -> None:
    fact = opensearch(tags=DENIED).one(DOMAIN)
    assert fact.tags is None
    assert {gap.path for gap in fact.gaps} == {"/config/manual_snapshots", "/tags"}
