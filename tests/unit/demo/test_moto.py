"""What moto cannot do, or does otherwise than AWS: the reason for all that the demo does in its place.

When moto learns one of these, the test of it fails: then ours has to go.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from scanner.demo import emulator
from scanner.demo.layer import OPERATIONS

HERE, THERE = "eu-west-1", "eu-central-1"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with emulator.listening(emulator.moto()) as url:
        yield url


@pytest.fixture(scope="module")
def client(endpoint: str) -> Iterator[Callable[..., Any]]:
    """Makes clients of moto by the service's name."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")
    once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    with ExitStack() as stack:
        yield lambda service, region=HERE: stack.enter_context(
            closing(session.client(service, region, endpoint_url=endpoint, config=once))
        )


@pytest.fixture(scope="module")
def known(client: Callable[..., Any]) -> dict[str, str]:
    """What calls may be about, so that no call fails for want of it."""
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="gold")
    rule = {"RuleName": "only", "TargetBackupVaultName": "gold"}
    plan = backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [rule]})
    named = ("SelectionId", "RestoreTestingPlanName", "RestoreTestingSelectionName", "FrameworkName", "LegalHoldId")
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/any/export/any"
    about = {"BackupVaultName": "gold", "BackupPlanId": plan["BackupPlanId"], "ExportArn": arn}
    return dict.fromkeys(named, "any") | about


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_moto_alone_does_not_answer_what_the_layer_answers(
    service: str, operation: str, client: Callable[..., Any], known: dict[str, str]
) -> None:
    caller = client(service)
    shape = caller.meta.service_model.operation_model(operation).input_shape
    required = {name: known[name] for name in shape.required_members}
    with pytest.raises((ClientError, ResponseParserError), match="<!doctype html>") as failed:
        getattr(caller, xform_name(operation))(**required)
    if isinstance(failed.value, ClientError):
        assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] in {404, 500}


def test_moto_alone_has_no_key_that_aws_manages(client: Callable[..., Any]) -> None:
    with pytest.raises(ClientError, match="NotFound"):
        client("kms").describe_key(KeyId="alias/aws/backup")


def test_moto_alone_lets_no_compliance_lock_begin_in_the_past(
    client: Callable[..., Any], known: dict[str, str]
) -> None:
    with pytest.raises(ClientError, match="at least 3 days"):
        client("backup").put_backup_vault_lock_configuration(
            BackupVaultName=known["BackupVaultName"], MinRetentionDays=1, ChangeableForDays=-1
        )


def test_moto_alone_makes_anew_what_a_stack_declares(client: Callable[..., Any]) -> None:
    keys = {"AttributeName": "PK", "KeyType": "HASH"}
    attributes = {"AttributeName": "PK", "AttributeType": "S"}
    table = {"TableName": "documents", "KeySchema": [keys], "AttributeDefinitions": [attributes]}
    client("dynamodb").create_table(**table, BillingMode="PAY_PER_REQUEST")
    properties = table | {"BillingMode": "PAY_PER_REQUEST"}
    template = {"Resources": {"Documents": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}}
    with pytest.raises(ResponseParserError, match="Table already exists"):
        client("cloudformation").create_stack(StackName="formkiq", TemplateBody=json.dumps(template))


def test_moto_alone_tells_of_every_bucket_in_every_region(client: Callable[..., Any]) -> None:
    where = {"LocationConstraint": HERE}
    client("s3").create_bucket(Bucket="here", CreateBucketConfiguration=where)
    client("s3").put_bucket_tagging(Bucket="here", Tagging={"TagSet": [{"Key": "tier", "Value": "basic"}]})
    told = client("resourcegroupstaggingapi", THERE).get_resources(ResourceTypeFilters=["s3"])
    assert [each["ResourceARN"] for each in told["ResourceTagMappingList"]] == ["arn:aws:s3:::here"]


def test_moto_alone_knows_tags_by_other_types_or_not_at_all(client: Callable[..., Any]) -> None:
    client("logs").create_log_group(logGroupName="here", tags={"tier": "basic"})
    client("cognito-idp").create_user_pool(PoolName="here", UserPoolTags={"tier": "basic"})
    client("opensearch").create_domain(DomainName="here", TagList=[{"Key": "tier", "Value": "basic"}])
    tagging = client("resourcegroupstaggingapi")
    for resource_type in ("logs:log-group", "cognito-idp:userpool", "es:domain"):
        assert tagging.get_resources(ResourceTypeFilters=[resource_type])["ResourceTagMappingList"] == []
    assert len(tagging.get_resources(ResourceTypeFilters=["logs"])["ResourceTagMappingList"]) == 1


def test_moto_alone_counts_no_subscription(client: Callable[..., Any]) -> None:
    topic = client("sns").create_topic(Name="heard")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="on-call@example.com")
    assert client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsConfirmed"] == "0"


def test_moto_alone_never_lets_a_recorder_succeed(client: Callable[..., Any]) -> None:
    config = client("config")
    client("s3").create_bucket(Bucket="delivered", CreateBucketConfiguration={"LocationConstraint": HERE})
    recorder = {"name": "default", "roleARN": "arn:aws:iam::123456789012:role/config"}
    config.put_configuration_recorder(ConfigurationRecorder=recorder)
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "delivered"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert (status["recording"], status["lastStatus"]) == (True, "PENDING")


def test_moto_alone_does_not_say_whose_backups_of_databases_are(client: Callable[..., Any]) -> None:
    rds = client("rds")
    owner = {"MasterUsername": "owner", "MasterUserPassword": "made-up-password"}
    rds.create_db_instance(
        DBInstanceIdentifier="one", DBInstanceClass="db.t4g.medium", Engine="postgres", AllocatedStorage=20, **owner
    )
    rds.create_db_cluster(DBClusterIdentifier="many", Engine="aurora-postgresql", **owner)
    (backup,) = rds.describe_db_instance_automated_backups()["DBInstanceAutomatedBackups"]
    assert not {"DbiResourceId", "RestoreWindow"} & backup.keys()
    (snapshot,) = rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert "DbClusterResourceId" not in snapshot


def test_moto_alone_holds_snapshots_of_machine_images(client: Callable[..., Any]) -> None:
    assert len(client("ec2").describe_snapshots(OwnerIds=["self"])["Snapshots"]) > 100
