"""What `safehold iam-policy` prints: the permissions by the names that IAM has for them, none wider than it must be."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import Any

import botocore.session
import pytest
from support.iam import CONTENTS, iam_actions, matches, patterns

from scanner.aws.operations import Operation
from scanner.aws.organization import ESTATE_OPERATIONS, LISTINGS
from scanner.collectors import COLLECTORS, Collector
from scanner.collectors.options import Options
from scanner.permissions import (
    MANAGED_POLICY_SIZE,
    document,
    documents,
    entering_statements,
    needed,
    size,
    statements,
)
from scanner.settings import ExportLocation

_BOTOCORE = botocore.session.get_session()
BY_NAME = {collector.name: collector for collector in COLLECTORS}
EXPORTS = (ExportLocation("cloudformation.stack", "exports", "stacks/"),)
EVERYTHING = Options(opensearch_snapshots=True, formkiq_site_config=True, exports=EXPORTS)

IAM_PREFIXES = {
    "efs": "elasticfilesystem",
    "opensearch": "es",
    "opensearch-domain": "es",
    "opensearchserverless": "aoss",
    "resourcegroupstaggingapi": "tag",
}
IAM_NAMES = {
    "opensearch-domain:GetRepositories": "ESHttpGet",
    "opensearch-domain:GetSnapshots": "ESHttpGet",
    "s3:GetBucketEncryption": "GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "s3:GetBucketReplication": "GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "s3:ListBucketIntelligentTieringConfigurations": "GetIntelligentTieringConfiguration",
    "s3:ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "s3:ListBucketMetricsConfigurations": "GetMetricsConfiguration",
    "s3:ListBuckets": "ListAllMyBuckets",
    "s3:ListObjectsV2": "ListBucket",
}
"""Where the IAM action is not called like the operation; from the Service Authorization Reference, by hand:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def declared(collector: Collector) -> tuple[Operation, ...]:
    return (*collector.operations, *collector.http_operations)


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda collector: collector.name)
def test_a_policy_allows_exactly_the_operations(collector: Collector) -> None:
    allowed = patterns(statements([collector], EVERYTHING))
    assert len(allowed) == len(set(allowed))
    by_collector = {action for operation in declared(collector) for action in operation.permissions}
    assert set(allowed) == by_collector | {"sts:GetCallerIdentity", "ec2:DescribeRegions"}


def test_what_two_collectors_share_stays_while_one_needs_it() -> None:
    core = Options(details=False)
    assert "cognito-idp:ListGroups" in map(str, needed(COLLECTORS, core))  # FormKiQ's sites are groups
    assert "cognito-idp:ListGroups" not in map(str, needed([BY_NAME["cognito"]], core))


ALL = sorted({*chain.from_iterable(map(declared, COLLECTORS)), *ESTATE_OPERATIONS}, key=str)


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_every_permission_is_an_action_of_iam_by_its_right_name(operation: Operation) -> None:
    service, _, name = operation.permission.partition(":")
    assert service == IAM_PREFIXES.get(operation.service, operation.service)
    assert name == IAM_NAMES.get(str(operation), operation.name)
    assert name.lower() in iam_actions()[service]


@pytest.mark.parametrize("operation", ESTATE_OPERATIONS, ids=str)
def test_what_an_organization_takes_exists_and_reads(operation: Operation) -> None:
    model = _BOTOCORE.get_service_model(operation.service).operation_model(operation.name)
    assert model.name == operation.name
    # To assume a role changes nothing in AWS; what its session may do is capped below.
    assert re.match(r"(Get|List|Describe)[A-Z]", operation.name) or str(operation) == "sts:AssumeRole"


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: str(listing.operation))
def test_the_listings_of_an_organization_page_as_the_model_says(listing: Any) -> None:
    model = _BOTOCORE.get_service_model(listing.operation.service).operation_model(listing.operation.name)
    assert model.input_shape is not None
    assert model.output_shape is not None
    assert model.output_shape.members[listing.items].type_name == "list"
    name, most = listing.size
    assert model.input_shape.members[name].metadata["max"] == most
    known = _BOTOCORE.get_paginator_model(listing.operation.service).get_paginator(listing.operation.name)
    assert (known["result_key"], known["input_token"], known["output_token"], known["limit_key"]) == (
        listing.items,
        listing.ask,
        listing.told,
        name,
    )


def test_the_whole_policy() -> None:
    allowed = statements(COLLECTORS, EVERYTHING)
    assert json.loads(json.dumps(document(allowed))) == {"Version": "2012-10-17", "Statement": allowed}
    sids = [statement["Sid"] for statement in allowed]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids)
    assert {statement["Effect"] for statement in allowed} == {"Allow"}
    for statement in allowed:
        assert statement["Action"] == sorted(statement["Action"])
        assert len({action.split(":")[0] for action in statement["Action"]}) == 1
        assert not any("*" in action for action in statement["Action"])
    assert allowed == statements(COLLECTORS[::-1], EVERYTHING)


def test_what_tells_contents_is_held_to_what_is_read() -> None:
    allowed = statements(COLLECTORS, EVERYTHING)
    narrow = {each["Sid"]: (each["Action"], each["Resource"]) for each in allowed if each["Resource"] != "*"}
    assert narrow == {
        "FormkiqParameters": (["ssm:GetParameters"], "arn:*:ssm:*:*:parameter/formkiq/*"),
        "FormkiqSiteSettings": (["dynamodb:Query"], "arn:*:dynamodb:*:*:table/formkiq-*"),
        "OpensearchSnapshots": (["es:ESHttpGet"], "arn:*:es:*:*:domain/*/_snapshot*"),
        "S3Objects": (["s3:ListBucket"], ["arn:*:s3:::formkiq-*", "arn:*:s3:::exports"]),
    }
    everywhere = patterns(each for each in allowed if each["Resource"] == "*")
    assert not [action for action in everywhere if matches(action, CONTENTS)]


@pytest.mark.parametrize(
    ("names", "exports", "listed"),
    [
        (("formkiq",), EXPORTS, ["arn:*:s3:::formkiq-*"]),
        (("exports",), EXPORTS, ["arn:*:s3:::exports"]),
        (("exports", "formkiq"), (), ["arn:*:s3:::formkiq-*"]),
        (("exports", "s3"), (), None),
    ],
)
def test_the_buckets_whose_keys_are_listed(names: tuple[str, ...], exports: Any, listed: list[str] | None) -> None:
    allowed = statements([BY_NAME[name] for name in names], Options(exports=exports))
    assert next((each["Resource"] for each in allowed if each["Action"] == ["s3:ListBucket"]), None) == listed


def test_whoever_scans_an_organization_may_list_it_and_enter_one_role() -> None:
    organization, entering = entering_statements("audit/safehold")
    assert organization["Resource"] == "*"
    assert set(patterns([organization])) == {str(operation) for operation in ESTATE_OPERATIONS} - {"sts:AssumeRole"}
    assert (entering["Action"], entering["Resource"]) == (["sts:AssumeRole"], "arn:*:iam::*:role/audit/safehold")


def test_policies_keep_within_the_quota() -> None:
    allowed = statements(COLLECTORS, EVERYTHING)
    assert [statement for policy in documents(allowed) for statement in policy["Statement"]] == allowed
    many = [{**statement, "Sid": f"{statement['Sid']}{number}"} for number in range(4) for statement in allowed]
    parts = documents(many)
    assert [statement for policy in parts for statement in policy["Statement"]] == many
    assert len(parts) > 3
    for policy in (*documents(allowed), *parts):
        assert 0 < size(policy) <= MANAGED_POLICY_SIZE
        assert size(policy) == len(re.sub(r"\s", "", json.dumps(policy, indent=2)))
