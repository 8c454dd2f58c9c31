"""What moto cannot do: the reason for each thing that the layer and the estate's past do in its place.

When moto learns one of these, the test of it fails: then ours has to go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from scanner.demo import emulator
from scanner.demo.layer import OPERATIONS


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with emulator.listening(emulator.moto()) as url:
        yield url


@pytest.fixture(scope="module")
def client(endpoint: str) -> Iterator[Callable[[Any], Any]]:
    """Makes clients of moto by the service's name."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")
    once = Config(retries={"total_max_attempts": 1})
    with ExitStack() as stack:
        yield lambda service: stack.enter_context(
            closing(session.client(service, "eu-west-1", endpoint_url=endpoint, config=once))
        )


@pytest.fixture(scope="module")
def known(client: Callable[[Any], Any]) -> dict[str, str]:
    """What calls may be about, so that no call fails for want of it."""
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="gold")
    rule = {"RuleName": "only", "TargetBackupVaultName": "gold"}
    plan = backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [rule]})
    return {"BackupVaultName": "gold", "BackupPlanId": plan["BackupPlanId"], "SelectionId": "any"}


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_moto_alone_does_not_answer_what_the_layer_answers(
    service: str, operation: str, client: Callable[[Any], Any], known: dict[str, str]
) -> None:
    caller = client(service)
    shape = caller.meta.service_model.operation_model(operation).input_shape
    required = {name: known[name] for name in shape.required_members}
    with pytest.raises(ClientError) as failed:
        getattr(caller, xform_name(operation))(**required)
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] in {404, 500}
    assert failed.value.response["Error"]["Message"].startswith("<!doctype html>")


def test_moto_alone_has_no_key_that_aws_manages(client: Callable[[Any], Any]) -> None:
    with pytest.raises(ClientError, match="NotFound"):
        client("kms").describe_key(KeyId="alias/aws/backup")


def test_moto_alone_lets_no_compliance_lock_begin_in_the_past(
    client: Callable[[Any], Any], known: dict[str, str]
) -> None:
    with pytest.raises(ClientError, match="at least 3 days"):
        client("backup").put_backup_vault_lock_configuration(
            BackupVaultName=known["BackupVaultName"], MinRetentionDays=1, ChangeableForDays=-1
        )
