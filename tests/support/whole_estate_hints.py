"""What the answers of support.whole_estate must hold so that every collector goes its whole way: names that other
answers name too, states in which there is something to read, and documents within documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from support.cloudwatch_answers import Metrics, data, listing
from support.stubbed_aws import ACCOUNT, BEGAN, REGION
from support.whole_estate import ABSENT, Hints, Place

_MILLISECONDS = 1_767_225_600_000

_DAYS = [datetime.fromisoformat(BEGAN).replace(hour=0) - timedelta(days=back) for back in (1, 2, 3)]

_BUCKETS = ("docs", "logs", "ocr")
_METRICS: Metrics = {
    (name, (("BucketName", bucket), ("StorageType", stored))): dict.fromkeys(_DAYS, 512.0)
    for bucket in _BUCKETS
    for name, stored in (("BucketSizeBytes", "StandardStorage"), ("NumberOfObjects", "AllStorageTypes"))
} | {
    (name, (("SourceBucket", bucket), ("DestinationBucket", "copies"), ("RuleId", "all"))): {
        day + timedelta(hours=1): 7.0 for day in _DAYS
    }
    for bucket in _BUCKETS
    for name in (
        *("OperationsPendingReplication", "BytesPendingReplication"),
        *("ReplicationLatency", "OperationsFailedReplication"),
    )
}

_FORMKIQ = {
    "AppEnvironment": "prod",
    "FormKiQVersion": "1.19.0",
    "DocumentsTableName": "formkiq-documents",
    "DocumentsS3Buckets": "formkiq-documents",
    "CognitoUserPoolId": "eu-west-1_A1b2C3d4E",
}
_PARAMETERS = tuple(
    f"/formkiq/prod/{path}" for path in ("dynamodb/DocumentsTableName", "s3/DocumentsS3Bucket", "version")
)
_OUTPUTS = [{"OutputKey": name, "OutputValue": value} for name, value in _FORMKIQ.items()]
_ROOT = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/stackname-0"

_QUEUE = {
    "CreatedTimestamp": "1767225600",
    "FifoQueue": "false",
    "MessageRetentionPeriod": "345600",
    "VisibilityTimeout": "30",
    "DelaySeconds": "0",
    "ApproximateNumberOfMessages": "3",
    "ApproximateNumberOfMessagesNotVisible": "2",
    "ApproximateNumberOfMessagesDelayed": "1",
    "KmsMasterKeyId": "alias/orders",
    "RedrivePolicy": json.dumps(
        {"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:dead", "maxReceiveCount": 5}
    ),
    "RedriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:::other"]}),
}
_TOPIC = {
    "SubscriptionsConfirmed": "2",
    "SubscriptionsPending": "1",
    "SubscriptionsDeleted": "0",
    "KmsMasterKeyId": "alias/orders",
    "FifoTopic": "false",
}

_TEMPLATE = """
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
  Content:
    Type: AWS::S3::Bucket
"""


def _numbered(name: str) -> Any:
    """The names that other answers give to the things that they list under that name."""
    return lambda place: f"{name}-{place.number}"


def _arn(service: str, rest: str) -> Any:
    """The ARNs that a collector makes itself where AWS does not tell them."""
    return lambda place: f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}-{place.number}"


def _snapshots(place: Place) -> dict[str, Any]:
    """What a repository of an OpenSearch domain holds."""
    names = [f"{place.asked['repository']}-{number}" for number in range(3)]
    held = {"state": "SUCCESS", "indices": ["orders"], "shards": {"total": 1, "successful": 1, "failed": 0}}
    times = {"start_time_in_millis": _MILLISECONDS, "end_time_in_millis": _MILLISECONDS, "duration_in_millis": 5000}
    return {"snapshots": [{"snapshot": name, **held, **times} for name in names]}


HINTS: Hints = {
    "backup:DeleteAfterEvent": ABSENT,
    "backup:DescribeGlobalSettings.GlobalSettings": {
        "isCrossAccountBackupEnabled": "true",
        "isMpaEnabled": "true",
        "isDelegatedAdministratorEnabled": "true",
    },
    "cloudformation:StackId": _arn("cloudformation", "stack/stackname"),
    "cloudformation:ResourceType": ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "Custom::Thing"),
    "cloudformation:ParameterValue": ("****", "plain", "****"),
    "cloudformation:DescribeStacks.Outputs": (_OUTPUTS, [], []),
    "cloudformation:DescribeStacks.RootId": (ABSENT, _ROOT, ABSENT),
    "cloudformation:DescribeStacks.ParentId": (ABSENT, _ROOT, ABSENT),
    "cloudformation:GetTemplate.TemplateBody": _TEMPLATE,
    "cloudtrail:DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
    "cloudtrail:FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]},
    ],
    "cloudwatch:DescribeAlarms.AlarmArn": lambda place: (
        f"arn:aws:cloudwatch:::{place.asked['AlarmTypes']}-{place.number}"
    ),
    "cloudwatch:ExtendedStatistic": ABSENT,
    "cloudwatch:GetMetricData": lambda place: data(_METRICS)(dict(place.asked)),
    "cloudwatch:ListMetrics": lambda place: listing(_METRICS)(dict(place.asked)),
    "cognito-idp:GroupName": ("acme", "beta_read", "delta"),
    "config:DescribeConfigurationRecorders.arn": _arn("config", "configuration-recorder/name"),
    "dynamodb:ExportStatus": "COMPLETED",
    "dynamodb:ExportType": "FULL_EXPORT",
    "dynamodb:TableStatus": "ACTIVE",
    "dynamodb:Query.Items": [
        {
            "SK": {"S": site},
            "documentDispositionAction": {"S": "SOFT_DELETE"},
            "documentSoftDeleteRetentionInDays": {"N": "90"},
            "DocumentTimeToLive": {"S": "86400"},
        }
        for site in ("acme", "beta", "default")
    ],
    "ec2:RegionName": (REGION, "eu-central-1", "af-south-1"),
    "ec2:OptInStatus": ("opt-in-not-required", "opted-in", "not-opted-in"),
    "ec2:TransferType": (ABSENT, "standard", "time-based"),
    "efs:FileSystemArn": _arn("elasticfilesystem", "file-system/filesystemid"),
    "efs:SourceFileSystemId": _numbered("filesystemid"),
    "events:EventPattern": '{"source": ["aws.backup"], "detail-type": ["Backup Job State Change"], "detail": {}}',
    "kms:KeyManager": "CUSTOMER",
    "kms:KeySpec": "SYMMETRIC_DEFAULT",
    "kms:KeyState": "Enabled",
    "kms:Origin": "AWS_KMS",
    "kms:TargetKeyId": _numbered("keyid"),
    "logs:arn": lambda place: f"{_arn('logs', 'log-group:loggroupname')(place)}:*",
    "logs:logGroupArn": _arn("logs", "log-group:loggroupname"),
    "logs:creationTime": _MILLISECONDS,
    "opensearch-domain:GetRepositories": {
        name: {
            "type": "s3",
            "settings": {"bucket": name, "base_path": name, "region": REGION, "role_arn": "arn:aws:iam::x"},
        }
        for name in ("cs-automated", "nightly", "weekly")
    },
    "opensearch-domain:GetSnapshots": _snapshots,
    "opensearchserverless:collectionErrorDetails": ABSENT,
    "opensearchserverless:createdDate": _MILLISECONDS,
    "rds:ReadReplicaSourceDBClusterIdentifier": ABSENT,
    "rds:StorageEncrypted": True,
    "rds:StorageEncryptionType": "sse-kms",
    "rds:SnapshotType": ("manual", "automated", "awsbackup"),
    "rds:DescribeDBSnapshots.Status": "available",
    "rds:DescribeDBClusterSnapshots.Status": "available",
    "rds:DescribeGlobalClusters.DBClusterArn": lambda place: (
        f"arn:aws:rds:{REGION}:{ACCOUNT}:dbclusterarn/dbclusterarn-{place.number}"
    ),
    "s3:And": ABSENT,
    "s3:SSES3": ABSENT,
    "s3:Years": ABSENT,
    "s3:IsTruncated": False,
    "s3:ListBuckets.BucketRegion": (REGION, ABSENT, REGION),
    "s3:LocationConstraint": REGION,
    "s3:ListObjectsV2.CommonPrefixes": [{"Prefix": "acme/"}, {"Prefix": "beta/"}, {"Prefix": "gamma/"}],
    "sns:Attributes": _TOPIC,
    "sqs:Attributes": _QUEUE,
    "ssm:DescribeParameters.ARN": lambda place: f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{_PARAMETERS[place.number]}",
    "ssm:DescribeParameters.Name": _PARAMETERS,
    "ssm:DescribeParameters.Type": "String",
    "ssm:GetParameters": lambda place: {
        "Parameters": [{"Name": name, "Value": f"held-{len(name)}"} for name in place.asked["Names"]]
    },
}


def tagged(arns: Iterable[str]) -> Hints:
    """What the tagging API answers, whatever it is asked: these, each with tags."""
    tags = [{"Key": "Application", "Value": "FormKiQ"}, {"Key": "AppEnvironment", "Value": "prod"}]
    mappings = [{"ResourceARN": arn, "Tags": tags} for arn in sorted(arns)]
    return {"resourcegroupstaggingapi:GetResources.ResourceTagMappingList": mappings}
