"""The layer before moto: answers as AWS would give them, and nothing that moto answers itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import chain
from typing import Any
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

import pytest
from botocore.exceptions import ParamValidationError
from hypothesis import given
from hypothesis import strategies as st

from scanner.demo import wire
from scanner.demo.layer import PAGE, Answer, Layer

REGION = "eu-west-1"
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
VAULT = {"BackupVaultName": "gold"}


def jobs(count: int) -> Answer:
    listed = [{"BackupJobId": str(number), "CreationDate": WHEN} for number in range(count)]
    return Answer("backup", "ListBackupJobs", REGION, {}, {"BackupJobs": listed})


def ask(*answers: Answer, body: bytes = b"", **parts: Any) -> tuple[str, dict[str, str], Any]:
    """Status, headers and document of the reply; the application behind replies with 404 and the body it got."""
    request = {"path": "/backup-jobs/", "query": "", "service": "backup", "region": REGION, "method": "GET"} | parts
    scope = f"20260102/{request['region']}/{request['service']}/aws4_request"

    def behind(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("404 Not Found", [])
        return [json.dumps({"behind": environ["wsgi.input"].read().decode()}).encode()]

    environ: dict[str, Any] = {
        "PATH_INFO": request["path"],
        "QUERY_STRING": request["query"],
        "REQUEST_METHOD": request["method"],
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": request.get("authorization", f"AWS4-HMAC-SHA256 Credential=KEY/{scope}, Signature=0"),
        "HTTP_X_AMZ_TARGET": request.get("target", ""),
        "CONTENT_TYPE": request.get("type", "application/json"),
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(environ)
    heard: list[Any] = []
    layer = Layer(behind)
    layer.learn(answers)
    document = b"".join(layer(environ, lambda status, headers: heard.extend((status, dict(headers)))))  # type: ignore[arg-type]
    return heard[0], heard[1], document if document.startswith(b"<") else json.loads(document)


def pages(answer: Answer, size: int) -> Iterator[list[str]]:
    token = ""
    while True:
        _, _, document = ask(answer, query=f"maxResults={size}{token}")
        yield [job["BackupJobId"] for job in document["BackupJobs"]]
        if "NextToken" not in document:
            return
        token = f"&nextToken={document['NextToken']}"


def test_it_answers_in_the_words_of_the_wire() -> None:
    status, headers, document = ask(jobs(1))
    assert status == "200 OK"
    assert headers["Content-Type"] == "application/json"
    assert document == {"BackupJobs": [{"BackupJobId": "0", "CreationDate": WHEN.timestamp()}]}


@given(count=st.integers(0, 3 * PAGE), size=st.integers(1, 2 * PAGE))
def test_pages_hold_every_item_once_and_none_is_too_long(count: int, size: int) -> None:
    turned = list(pages(jobs(count), size))
    assert [*chain.from_iterable(turned)] == [str(number) for number in range(count)]
    assert all(len(page) == min(size, PAGE) for page in turned[:-1])
    assert len(turned[-1]) <= min(size, PAGE)


def test_what_has_no_pages_is_answered_whole() -> None:
    settings = {"ResourceTypeOptInPreference": {"S3": False, "DynamoDB": True}}
    answer = Answer("backup", "DescribeRegionSettings", REGION, {}, settings)
    assert ask(answer, path="/account-settings")[2] == settings


def test_what_was_created_earlier_is_left_out_when_asked() -> None:
    listed = [{"BackupJobId": str(day), "CreationDate": WHEN + timedelta(days=day)} for day in range(3)]
    answer = Answer("backup", "ListBackupJobs", REGION, {}, {"BackupJobs": listed})
    since = quote((WHEN + timedelta(days=1)).isoformat())
    heard = ask(answer, query=f"createdAfter={since}&maxResults=5")[2]
    assert [job["BackupJobId"] for job in heard["BackupJobs"]] == ["1", "2"]


def test_the_path_selects_the_answer() -> None:
    points = [
        Answer(
            "backup",
            "ListRecoveryPointsByBackupVault",
            REGION,
            {"BackupVaultName": name},
            {"RecoveryPoints": [{"BackupVaultName": name}]},
        )
        for name in ("gold", "silver")
    ]
    heard = ask(*points, path="/backup-vaults/silver/recovery-points/")
    assert heard[2]["RecoveryPoints"] == [{"BackupVaultName": "silver"}]
    assert ask(*points, path="/backup-vaults/lead/recovery-points/")[0] == "404 Not Found"


def test_an_error_is_raised_as_aws_raises_it() -> None:
    answer = Answer("backup", "GetBackupVaultAccessPolicy", REGION, VAULT, error="ResourceNotFoundException")
    status, headers, document = ask(answer, path="/backup-vaults/gold/access-policy")
    assert status == "400 Bad Request"
    assert headers["x-amzn-ErrorType"] == "ResourceNotFoundException"
    assert document["Code"] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    "other",
    [
        {"region": "eu-central-1"},
        {"service": "s3"},
        {"method": "PUT"},
        {"path": "/copy-jobs/"},
        {"query": "state=FAILED"},
        {"authorization": ""},
    ],
)
def test_every_other_request_goes_on_untouched(other: dict[str, Any]) -> None:
    status, _, document = ask(jobs(1), **({"body": b"{}"} | other))
    assert status == "404 Not Found"
    assert document == {"behind": "{}"}


def test_a_header_selects_the_answer_and_a_narrower_question_goes_on_whole() -> None:
    exports = Answer("dynamodb", "ListExports", REGION, {}, {"ExportSummaries": []})
    of_one = b'{"TableArn": "b", "MaxResults": 25}'
    call = {"path": "/", "service": "dynamodb", "method": "POST", "target": "DynamoDB_20120810.ListExports"}
    assert ask(exports, body=b'{"MaxResults": 25}', **call)[2] == {"ExportSummaries": []}
    assert ask(exports, body=of_one, **call)[2] == {"behind": of_one.decode()}


FORM = {"path": "/", "service": "ec2", "method": "POST", "type": "application/x-www-form-urlencoded; charset=utf-8"}


def test_a_form_selects_the_answer_and_gets_it_as_xml() -> None:
    lock = {"SnapshotId": "snap-1", "LockState": "compliance", "LockDuration": 30, "LockExpiresOn": WHEN}
    locks = Answer("ec2", "DescribeLockedSnapshots", REGION, {}, {"Snapshots": [lock] * (PAGE + 1)})
    body = b"Action=DescribeLockedSnapshots&Version=2016-11-15&MaxResults=1000"
    status, headers, document = ask(locks, body=body, **FORM)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/xml")
    answer = wire.heard(locks.model, document)
    assert answer["Snapshots"] == [lock] * PAGE
    token = answer["NextToken"]
    rest = ask(locks, body=body + f"&NextToken={token}".encode(), **FORM)[2]
    assert wire.heard(locks.model, rest)["Snapshots"] == [lock]


@pytest.mark.parametrize("body", [b"Action=DescribeSnapshots", b"Action=DescribeLockedSnapshots&SnapshotId.1=snap-1"])
def test_other_forms_go_on_whole(body: bytes) -> None:
    locks = Answer("ec2", "DescribeLockedSnapshots", REGION, {}, {"Snapshots": []})
    assert ask(locks, body=body, **FORM)[2] == {"behind": body.decode()}


def test_it_is_asked_under_the_name_that_a_service_signs_for() -> None:
    path = "/2015-02-01/file-systems/replication-configurations"
    none = Answer("efs", "DescribeReplicationConfigurations", REGION, {}, {"Replications": []})
    assert ask(none, path=path, service="elasticfilesystem", query="MaxResults=100")[2] == {"Replications": []}
    assert ask(none, path=path, service="efs")[0] == "404 Not Found"


def test_it_answers_only_what_it_is_there_for() -> None:
    with pytest.raises(ValueError, match="ListBackupVaults is not for the layer"):
        Answer("backup", "ListBackupVaults", REGION, {}, {"BackupVaultList": []})


@pytest.mark.parametrize(
    ("job", "complaint"),
    [
        ({"BackupJobID": "1"}, "BackupJobID"),
        ({"BackupJobId": 1}, "BackupJobId"),
        ({"BackupSizeInBytes": "many"}, "BackupSizeInBytes"),
        ({"State": "DONE"}, "DONE"),
        ({"CreationDate": "soon"}, "CreationDate"),
        ({"CreationDate": datetime(2026, 1, 1)}, "BackupJobs"),  # noqa: DTZ001 - a moment of nowhere
    ],
)
def test_an_answer_that_botocore_would_not_understand_is_never_served(job: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ParamValidationError, match=complaint):
        Answer("backup", "ListBackupJobs", REGION, {}, {"BackupJobs": [job]})


def test_an_error_that_the_operation_does_not_raise_is_never_served() -> None:
    with pytest.raises(ParamValidationError, match="NoSuchVault"):
        Answer("backup", "GetBackupVaultAccessPolicy", REGION, VAULT, error="NoSuchVault")
