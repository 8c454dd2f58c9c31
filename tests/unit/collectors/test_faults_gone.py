"""Resources that go while they are looked at, and every other error that AWS's model knows."""

from __future__ import annotations

import re

import pytest
from botocore.exceptions import ClientError
from support.faults import CASES, DOMAINS, Case
from support.less_said import less, nothing_else, unsaid
from support.whole_estate import model
from support.wired_estate import Question, Undisturbed

from scanner.aws.caller import Raw

GONE = re.compile(r"NotFound|NoSuch|NonExistent|DoesNotExist")
"""Codes by which AWS says that something is not there; in CloudFormation the words alone say it."""

WORDS = "Stack with id made-up does not exist"

BEYOND_THE_MODEL: dict[str, tuple[str, ...]] = {
    "cloudformation": ("ValidationError",),
    "s3": (
        *("NoSuchBucket", "NoSuchBucketPolicy", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration"),
        *("ObjectLockConfigurationNotFoundError", "ReplicationConfigurationNotFoundError"),
        "ServerSideEncryptionConfigurationNotFoundError",
    ),
    "sqs": ("AWS.SimpleQueueService.NonExistentQueue",),
}
"""Codes that AWS answers, and that its model of the service does not tell. S3's are those of
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""

NOT_CONFIGURED = {
    "s3-s3:GetBucketLifecycleConfiguration": "NoSuchLifecycleConfiguration",
    "s3-s3:GetObjectLockConfiguration": "ObjectLockConfigurationNotFoundError",
    "s3-s3:GetBucketReplication": "ReplicationConfigurationNotFoundError",
    "s3-s3:GetBucketEncryption": "ServerSideEncryptionConfigurationNotFoundError",
    "s3-s3:GetPublicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    "s3-s3:GetBucketPolicy": "NoSuchBucketPolicy",
    "backup-backup:GetBackupVaultAccessPolicy": "ResourceNotFoundException",
    "backup-backup:GetBackupVaultNotifications": "ResourceNotFoundException",
    "kms-kms:GetKeyRotationStatus": "UnsupportedOperationException",
    "efs-efs:DescribeReplicationConfigurations": "ReplicationNotFound",
    "efs-efs:DescribeBackupPolicy": "PolicyNotFound",
    # What an installation of FormKiQ names is not there, and so neither are sites in it.
    "formkiq-s3:ListObjectsV2": "NoSuchBucket",
    "formkiq-cognito-idp:ListGroups": "ResourceNotFoundException",
    "formkiq-dynamodb:Query": "ResourceNotFoundException",
}
"""Codes by which AWS says that there is nothing of the sort, by case: that is no loss."""


OF_A_HOLDER = {
    "backup:ListBackupSelections",
    "backup:ListRecoveryPointsByBackupVault",
    "backup:ListRestoreTestingSelections",
    "events:ListRules",
}
"""Operations that list what one resource holds: it vanishes, and takes all of it along."""


def codes(case: Case) -> list[str]:
    service, _, _ = case.operation.partition(":")
    told = [shape.metadata.get("error", {}).get("code", shape.name) for shape in model(case.operation).error_shapes]
    return [*told, *BEYOND_THE_MODEL.get(service, ())]


ERRORS = [(case, code) for case in CASES if case.operation not in DOMAINS for code in dict.fromkeys(codes(case))]


def test_every_exception_is_one_of_the_errors() -> None:
    assert NOT_CONFIGURED.items() <= {(str(case), code) for case, code in ERRORS}


@pytest.mark.parametrize(("case", "code"), ERRORS, ids=str)
def test_what_is_gone_is_dropped_and_counted_and_all_else_is_a_gap(case: Case, code: str) -> None:
    calls = len(case.calls())
    nothing_lost = True
    for failing in (range(calls), range(calls // 2, calls // 2 + 1)):

        def fail(question: Question, answer: Undisturbed, failing: range = failing) -> Raw:
            if question.turn in failing:
                raise ClientError({"Error": {"Code": code, "Message": WORDS}}, question.operation)
            return answer()

        found = case.run(fail)
        # What vanished may be a row of a fact.
        unsaid_of = unsaid(case.whole, found, less if found.vanished else nothing_else)
        nothing_lost &= unsaid_of == [] or (found.vanished > 0 and case.operation in OF_A_HOLDER)
        assert found.vanished <= len(failing)
        assert found.vanished == 0 or GONE.search(code) or case.operation.startswith("cloudformation:")
        told = {gap.operation for gap in found.all_gaps()}
        assert found.vanished or case.operation in told or NOT_CONFIGURED.get(str(case)) == code
    assert nothing_lost is (NOT_CONFIGURED.get(str(case)) != code)
