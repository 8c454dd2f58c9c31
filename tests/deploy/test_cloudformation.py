"""The template of the scheduled scan: valid, its role no wider than iam-policy says, and good by our own rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from cfnlint.api import lint_all  # type: ignore[import-untyped]
from click.testing import CliRunner
from support.aws_environment import aws_environment
from support.cloudformation import Filled, read
from support.deployed import ROOT, parsed
from support.moto_server import moto_server

from scanner.cli.permissions import iam_policy
from scanner.collect import ScanPlan, collect
from scanner.config import Config
from scanner.evaluate import evaluate
from scanner.model import Verdict
from scanner.render.common import findings

__all__ = ["aws_environment"]

PATH = ROOT / "deploy" / "cloudformation" / "safehold.yaml"
TEMPLATE = read(PATH)
REGION, ACCOUNT = "eu-west-1", "123456789012"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:safehold-Changes"
BUS = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/safehold"
KNOWN = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "safehold",
    "Bus.Arn": BUS,
    "Changes": TOPIC,
    "ExecutionRole.Arn": f"arn:aws:iam::{ACCOUNT}:role/start",
    "Image": "safehold:1",
    "Log": "safehold-Log",
    "Reports": "safehold-reports",
    "Reports.Arn": "arn:aws:s3:::safehold-reports",
    "TaskRole": "safehold-TaskRole",
    "TaskRole.Arn": f"arn:aws:iam::{ACCOUNT}:role/scan",
}
ORGANIZATION = {"OrganizationRole": "safehold", "ExternalId": "between-us", "ConfigFile": "/etc/safehold/safehold.yaml"}


def filled(**parameters: str) -> Filled:
    return Filled(TEMPLATE, KNOWN | parameters)


def test_it_is_valid() -> None:
    assert [
        str(problem) for problem in lint_all(PATH.read_text("utf-8")) if problem.rule.severity != "informational"
    ] == []


def policy(*options: str) -> Any:
    ran = CliRunner().invoke(iam_policy, options)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def containers(**parameters: str) -> dict[str, Any]:
    return {each["Name"]: each for each in filled(**parameters).resource("Task")["ContainerDefinitions"]}


def told() -> list[str]:
    """The options of iam-policy that stand for what the command of the task keeps and tells."""
    words = [word for word in containers()["scan"]["Command"] if word.startswith(("--history=", "--notify="))]
    assert len(words) == 3
    return words


def test_the_task_may_do_what_iam_policy_says_and_no_more() -> None:
    (scan,) = filled().resource("TaskRole")["Policies"]
    assert scan["PolicyDocument"] == policy(*told())


def test_with_an_organization_too() -> None:
    alone = policy(*told())["Statement"]
    together = policy("--organization", "--role-name", "safehold", *told())["Statement"]
    added = [statement for statement in together if statement not in alone]
    document = filled(**ORGANIZATION).resource("OrganizationPolicy")["PolicyDocument"]
    assert document["Statement"] == added


def test_every_policy_of_the_roles_is_told() -> None:
    policies = {name for name, each in TEMPLATE["Resources"].items() if each["Type"] == "AWS::IAM::RolePolicy"}
    assert policies == {"OrganizationPolicy", "UploadPolicy", "KeyPolicy", "ScheduleKeyPolicy"}
    (upload,) = filled().resource("UploadPolicy")["PolicyDocument"]["Statement"]
    assert (upload["Action"], upload["Resource"]) == (["s3:PutObject"], "arn:aws:s3:::safehold-reports/reports/*")


@pytest.mark.parametrize("parameters", [{}, ORGANIZATION], ids=["alone", "organization"])
def test_the_command_of_the_task(parameters: dict[str, str]) -> None:
    command = containers(**parameters)["scan"]["Command"]
    parsed(command)
    assert ("--organization" in command) == bool(parameters)
    assert ("--config=/etc/safehold/safehold.yaml" in command) == bool(parameters)


def test_the_containers_may_write_only_where_they_must() -> None:
    both = containers()
    assert all(each["ReadonlyRootFilesystem"] for each in both.values())
    assert all(each["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]} for each in both.values())
    assert {each["User"] for each in both.values()} == {"10001:10001"}
    assert (both["scan"]["Essential"], both["upload"]["Essential"]) == (False, True)
    assert both["upload"]["DependsOn"] == [{"ContainerName": "scan", "Condition": "COMPLETE"}]
    output = next(word for word in both["scan"]["Command"] if word.startswith("--output="))
    assert output == "--output=/scan/report"
    assert "/scan\n" in both["upload"]["Command"][0]


def test_nothing_of_the_task_is_left_unencrypted_with_a_key_of_ones_own() -> None:
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
    mine = filled(KmsKeyArn=key)
    rule = mine.resource("Reports")["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert mine.resource("Changes")["KmsMasterKeyId"] == key
    assert mine.resource("Bus")["KmsKeyIdentifier"] == key
    assert mine.resource("FailedRuns")["KmsMasterKeyId"] == key
    assert mine.resource("Log")["KmsKeyId"] == key


def test_a_scan_that_found_something_is_no_failed_run() -> None:
    pattern = TEMPLATE["Resources"]["Failures"]["Properties"]["EventPattern"]["detail"]["$or"]
    assert pattern[1]["containers"]["exitCode"] == [{"anything-but": [0, 10, 11]}]


@pytest.fixture
def deployed(aws_environment: pytest.MonkeyPatch) -> Iterator[None]:
    """The bucket, the log group and the queue as the template has them. moto's CloudFormation leaves most of it out."""
    made = filled(LockDays="365")
    with moto_server() as server:
        aws_environment.setenv("AWS_ENDPOINT_URL", server.url)
        bucket = made.resource("Reports")
        s3: Any = boto3.client("s3", region_name=REGION)
        named = {"Bucket": "safehold-reports"}
        place = {"LocationConstraint": REGION}
        s3.create_bucket(
            **named, CreateBucketConfiguration=place, ObjectLockEnabledForBucket=bucket["ObjectLockEnabled"]
        )
        s3.put_bucket_versioning(**named, VersioningConfiguration=bucket["VersioningConfiguration"])
        lock = bucket["ObjectLockConfiguration"]
        lock["Rule"]["DefaultRetention"]["Days"] = int(lock["Rule"]["DefaultRetention"]["Days"])
        s3.put_object_lock_configuration(**named, ObjectLockConfiguration=lock)
        s3.put_public_access_block(**named, PublicAccessBlockConfiguration=bucket["PublicAccessBlockConfiguration"])
        s3.put_bucket_tagging(**named, Tagging={"TagSet": bucket["Tags"]})
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        rule = {"ID": rule.pop("Id"), "Filter": {}} | rule
        rule["NoncurrentVersionExpiration"] = {
            "NoncurrentDays": int(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])
        }
        s3.put_bucket_lifecycle_configuration(**named, LifecycleConfiguration={"Rules": [rule]})
        s3.put_bucket_policy(**named, Policy=json.dumps(made.resource("ReportsPolicy")["PolicyDocument"]))
        group = made.resource("Log")
        logs = boto3.client("logs", region_name=REGION)
        logs.create_log_group(logGroupName="safehold-Log", tags={tag["Key"]: tag["Value"] for tag in group["Tags"]})
        logs.put_retention_policy(logGroupName="safehold-Log", retentionInDays=int(group["RetentionInDays"]))
        queue = made.resource("FailedRuns")
        kept = {"MessageRetentionPeriod": str(queue["MessageRetentionPeriod"])}
        sqs: Any = boto3.client("sqs", region_name=REGION)
        sqs.create_queue(QueueName=queue["QueueName"], Attributes=kept)
        yield


@pytest.mark.usefixtures("deployed")
def test_it_passes_our_own_rules(tmp_path: Path) -> None:
    plan = ScanPlan(profile=None, regions=(REGION,), collectors=("s3", "logs", "sqs", "events", "backup"))
    snapshot = collect(plan, tmp_path / "snapshot", tool_version="1")
    kinds = {"s3.bucket", "logs.log_group", "sqs.queue"}
    with evaluate(snapshot, Config(), wanted=lambda fact: fact.kind in kinds) as report:
        failed = {(found.fact.kind, found.rule.id) for found in findings(report, frozenset({Verdict.FAIL}))}
        assert report.summary.verdicts[Verdict.PASS] > 5
    assert failed == set()
