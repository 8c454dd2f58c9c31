"""The made-up AWS answers as AWS would: real clients understand all it says, and it refuses as each service does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import boto3
import pytest
from bench.answered import Refusal, answered, nothing
from bench.asked import model_of
from bench.endpoint import TOLD, Endpoint, Settings, _Allowance, running
from bench.estate import Estate, Place
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import create_parser
from botocore.validate import validate_parameters

from scanner.aws.failures import is_throttling
from scanner.collectors import COLLECTORS

pytestmark = [pytest.mark.xdist_group("endpoint"), pytest.mark.no_cover]  # nothing of the scanner is in it

ESTATE = Estate(buckets=120, tables=230, regions=("eu-west-1", "us-east-1"), accounts=("111122223333", "444455556666"))
SETTINGS = Settings(ESTATE, latency_ms=0)
HERE = Place(ESTATE, "111122223333", "eu-west-1")
OPERATIONS = sorted({str(operation) for collector in COLLECTORS for operation in collector.operations} | TOLD.keys())
GIVEN: dict[str, Any] = {
    "Bucket": HERE.bucket(3),
    "TableName": "table-000003",
    "ResourceArn": HERE.arn("dynamodb", "table/table-000003"),
    "BackupVaultName": "vault-1",
    "BackupPlanId": "plan-1",
    "backupPlanId": "plan-1",
    "SelectionId": "tagged",
    "KeyId": HERE.arn("kms", "key/backups"),
    "RoleArn": "arn:aws:iam::444455556666:role/safehold",
    "ParentId": "r-root",
}
THEN = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with running(SETTINGS) as started:
        yield started


@pytest.fixture(autouse=True)
def _as_it_was(endpoint: Endpoint) -> None:
    endpoint.configure(SETTINGS)


session = cache(boto3.session.Session)


def client(endpoint: Endpoint, service: str, **changes: Any) -> Any:
    """A real client, that tries once; its session has read the service's model for others before it."""
    given = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "eu-west-1"}
    config = Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=1)
    name: Any = service
    return session(**(given | changes)).client(name, endpoint_url=endpoint.url, config=config)


def asked(model: Any) -> dict[str, Any]:
    """The parameters that the operation must have."""
    shape = model.input_shape
    if shape is None:
        return {}
    return {name: GIVEN.get(name, example(shape.members[name])) for name in shape.required_members}


def called(endpoint: Endpoint, operation: str) -> dict[str, Any] | ClientError:
    service, _, name = operation.partition(":")
    one = client(endpoint, service)
    try:
        answer: dict[str, Any] = getattr(one, xform_name(name))(**asked(model_of(service, name)))
    except ClientError as error:
        return error
    finally:
        one.close()
    answer.pop("ResponseMetadata")
    return answer


def example(shape: Any, depth: int = 4) -> Any:
    """A value of the shape, with all that it may have."""
    kind = shape.type_name
    if kind == "structure":
        members = list(shape.members.items())
        if getattr(shape, "is_tagged_union", False):
            members = members[:1]
        # A document may be anything; an attribute of XML is only on who gets a grant.
        chosen = [each for each in members if depth > 0 and not each[1].serialization.get("xmlAttribute")]
        return {name: example(member, depth - 1) for name, member in chosen}
    if kind == "list":
        return [example(shape.member, depth - 1)] * (2 if depth > 0 else 0)
    if kind == "map":
        return {example(shape.key): example(shape.value, depth - 1)} if depth > 0 else {}
    if kind == "string":
        return (getattr(shape, "enum", None) or ["of-some-length-<&>-" + "x" * shape.metadata.get("min", 0)])[0]
    plain: dict[str, Any] = {"boolean": True, "timestamp": THEN, "blob": b"\x00bytes", "float": 2.5, "double": 2.5}
    return plain.get(kind, max(7, shape.metadata.get("min", 0)))


def parsed(model: Any, protocol: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """What botocore makes of an answer."""
    reply = answered(model, protocol, result)
    response = {"status_code": reply.status, "headers": reply.headers, "body": reply.body}
    found: dict[str, Any] = create_parser(protocol).parse(response, model.output_shape)
    found.pop("ResponseMetadata", None)
    return found


def test_there_are_operations() -> None:
    assert len(OPERATIONS) > len(TOLD)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_of_the_collectors_is_understood_and_answered(operation: str, endpoint: Endpoint) -> None:
    answer = called(endpoint, operation)
    if isinstance(answer, ClientError):
        assert operation in TOLD, answer
    stats = endpoint.stats()
    assert stats["unknown"] == {}
    assert stats["calls"] == {operation: 1}


@pytest.mark.parametrize("operation", sorted(TOLD))
def test_what_is_told_is_what_a_client_hears(operation: str, endpoint: Endpoint) -> None:
    model: Any = model_of(*operation.split(":"))
    told = TOLD[operation](HERE, asked(model))
    heard = called(endpoint, operation)
    if isinstance(told, Refusal):
        assert isinstance(heard, ClientError)
        assert heard.response["Error"]["Code"] == told.code
        assert heard.response["ResponseMetadata"]["HTTPStatusCode"] == told.status
    else:
        validate_parameters(told, model.output_shape)
        assert heard == told


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_is_told_as_empty_lists(operation: str) -> None:
    model: Any = model_of(*operation.split(":"))
    empty = nothing(model.output_shape)
    validate_parameters(empty, model.output_shape)
    heard = parsed(model, model.service_model.metadata["protocol"], empty)
    for name, value in empty.items():
        shape = model.output_shape.members[name]
        assert heard.get(name) == value or (shape.serialization.get("flattened") and name not in heard)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_an_operation_may_answer_survives_the_wire(operation: str) -> None:
    model: Any = model_of(*operation.split(":"))
    if model.output_shape is None or operation == "s3:GetBucketLocation":  # the latter is no document
        return
    result = example(model.output_shape)
    for protocol in model.service_model.metadata.get("protocols", [model.service_model.metadata["protocol"]]):
        assert parsed(model, protocol, result) == result


def test_a_whole_estate_is_listed_page_by_page(endpoint: Endpoint) -> None:
    s3, dynamodb, backup = (client(endpoint, name) for name in ("s3", "dynamodb", "backup"))
    pages = s3.get_paginator("list_buckets").paginate(BucketRegion="eu-west-1", PaginationConfig={"PageSize": 50})
    buckets = [each["Name"] for page in pages for each in page["Buckets"]]
    assert (len(buckets), len(set(buckets))) == (120, 120)
    assert len(s3.list_buckets()["Buckets"]) == 240
    assert "BucketRegion" not in s3.list_buckets()["Buckets"][0]
    tables = [name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    assert (len(tables), tables) == (230, sorted(set(tables)))
    points = [
        point["RecoveryPointArn"]
        for vault in ("vault-0", "vault-1")
        for page in backup.get_paginator("list_recovery_points_by_backup_vault").paginate(
            BackupVaultName=vault, PaginationConfig={"PageSize": 100}
        )
        for point in page["RecoveryPoints"]
    ]
    assert len(points) == len(set(points)) > 240 * ESTATE.recovery_points
    assert endpoint.stats()["calls"]["s3:ListBuckets"] == 5
    for each in (s3, dynamodb, backup):
        each.close()


def test_tags_come_by_type(endpoint: Endpoint) -> None:
    tagging = client(endpoint, "resourcegroupstaggingapi")

    def arns(*types: str) -> list[str]:
        pages = tagging.get_paginator("get_resources").paginate(ResourceTypeFilters=list(types), ResourcesPerPage=50)
        return [entry["ResourceARN"] for page in pages for entry in page["ResourceTagMappingList"]]

    assert {arn.split(":")[2] for arn in arns("s3")} == {"s3"}
    assert {arn.split(":")[2] for arn in arns("dynamodb:table")} == {"dynamodb"}
    assert sorted(arns()) == sorted(arns("s3") + arns("dynamodb:table"))
    assert arns("rds:db") == []
    tagging.close()


def test_what_is_not_there_is_not_found(endpoint: Endpoint) -> None:
    s3, dynamodb = client(endpoint, "s3"), client(endpoint, "dynamodb")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.get_bucket_versioning(Bucket=HERE.bucket(120))
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.describe_table(TableName="table-000230")
    s3.close()
    dynamodb.close()


def test_a_role_leads_into_its_account(endpoint: Endpoint) -> None:
    sts = client(endpoint, "sts")
    given = sts.assume_role(RoleArn="arn:aws:iam::444455556666:role/safehold", RoleSessionName="test")["Credentials"]
    inside = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    there, s3 = client(endpoint, "sts", **inside), client(endpoint, "s3", **inside)
    assert there.get_caller_identity()["Account"] == "444455556666"
    assert s3.list_buckets()["Buckets"][0]["Name"].startswith("docs-444455556666-")
    with pytest.raises(ClientError, match="not authorized"):
        sts.assume_role(RoleArn="arn:aws:iam::999999999999:role/safehold", RoleSessionName="test")
    for each in (sts, there, s3):
        each.close()


ONE_OF_EACH_PROTOCOL = (
    "s3:ListBuckets",
    "dynamodb:ListTables",
    "backup:ListBackupPlans",
    "sts:GetCallerIdentity",
    "ec2:DescribeRegions",
    "resourcegroupstaggingapi:GetResources",
)


@pytest.mark.parametrize("operation", ONE_OF_EACH_PROTOCOL)
def test_each_service_refuses_in_its_own_words(operation: str, endpoint: Endpoint) -> None:
    endpoint.change(rates={operation: 0})
    error = called(endpoint, operation)
    assert isinstance(error, ClientError)
    assert is_throttling(error.response["Error"]["Code"])
    assert endpoint.stats()["throttled"] == {operation: 1}


def test_a_rate_holds_for_an_account_and_region(endpoint: Endpoint) -> None:
    endpoint.change(rates={"dynamodb:ListTables": 3})
    here, there = client(endpoint, "dynamodb"), client(endpoint, "dynamodb", region_name="us-east-1")
    for _ in range(3):
        here.list_tables()
    with pytest.raises(ClientError, match="Rate exceeded"):
        here.list_tables()
    here.describe_table(TableName="table-000001")
    there.list_tables()
    here.close()
    there.close()


def test_an_allowance_fills_again_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("bench.endpoint.time.monotonic", lambda: now)
    allowance = _Allowance(10)
    assert [allowance.spend() for _ in range(11)] == [True] * 10 + [False]
    now += 0.25
    assert [allowance.spend() for _ in range(3)] == [True, True, False]


def test_chance_refuses_its_share(endpoint: Endpoint) -> None:
    endpoint.change(throttle=0.5)
    dynamodb = client(endpoint, "dynamodb")
    for _ in range(60):
        with suppress(dynamodb.exceptions.ClientError):
            dynamodb.list_tables()
    dynamodb.close()
    assert 15 < endpoint.stats()["throttled"]["dynamodb:ListTables"] < 45


def test_an_answer_may_take_its_time(endpoint: Endpoint) -> None:
    endpoint.change(stalls={"dynamodb:ListTables": 30})
    dynamodb = client(endpoint, "dynamodb")
    dynamodb.describe_table(TableName="table-000001")
    with pytest.raises(ReadTimeoutError):
        dynamodb.list_tables()
    dynamodb.close()
    assert endpoint.stats()["in_flight"] == 1


def test_the_same_seed_makes_the_same_estate(endpoint: Endpoint) -> None:
    def described() -> list[Any]:
        with_pitr = [called(endpoint, "dynamodb:DescribeContinuousBackups")]
        return [*with_pitr, *(called(endpoint, name) for name in OPERATIONS if name.startswith("s3:") and name in TOLD)]

    def plain(answers: list[Any]) -> list[Any]:
        return [each.response["Error"]["Code"] if isinstance(each, ClientError) else each for each in answers]

    first = plain(described())
    assert plain(described()) == first
    seeds = []
    for seed in range(2, 6):
        endpoint.change(estate=replace(ESTATE, seed=seed))
        seeds.append(plain(described()))
    assert any(one != other for one, other in pairwise([first, *seeds]))


def test_what_nobody_knows_is_told(endpoint: Endpoint) -> None:
    lambda_ = client(endpoint, "lambda")
    with pytest.raises(ClientError):
        lambda_.list_functions()
    lambda_.close()
    assert endpoint.stats()["unknown"] == {"nothing is signed for lambda": 1}


def test_nothing_is_there(endpoint: Endpoint) -> None:
    endpoint.change(estate=ESTATE.nothing)
    for operation in ("s3:ListBuckets", "dynamodb:ListTables", "backup:ListBackupVaults", "backup:ListBackupJobs"):
        answer = called(endpoint, operation)
        assert isinstance(answer, dict)
        assert [] in answer.values()


def test_it_ends_with_its_block() -> None:
    with running(SETTINGS) as started:
        assert started.stats()["total"] == 0
    with pytest.raises(ProcessLookupError):
        os.kill(started.pid, 0)


def test_settings_survive_being_sent() -> None:
    assert Settings.read(json.loads(json.dumps(asdict(SETTINGS)))) == SETTINGS
