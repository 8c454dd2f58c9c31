"""The demo's FormKiQ installations, beside their tables and buckets, as FormKiQ's templates leave them.

Nothing here was made better or worse than it comes: what a scan finds, it finds in every unmodified installation.
"""

from __future__ import annotations

from collections.abc import Mapping

from scanner.demo.kinds import ACCOUNT
from scanner.demo.service_kinds import Alarm, FileSystem, Id, LogGroup, Pool, Queue, Stack, Topic, queue_arn


def _tags(environment: str, tier: str) -> dict[str, str]:
    return {"Application": "FormKiQ", "AppEnvironment": environment, "safehold:tier": tier}


PROD, DEV = _tags("prod", "enhanced"), _tags("dev", "basic")

SECRET = "typesense-key-that-no-snapshot-may-hold"  # noqa: S105 - made up, to be looked for where it must not be

_TABLE, _BUCKET, _STACK = "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::CloudFormation::Stack"
_QUEUE, _TOPIC, _POOL, _KEY = "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Cognito::UserPool", "AWS::KMS::Key"


def _generated(logical_id: str, stack: str = "formkiq-prod") -> str:
    """A name as CloudFormation makes it up."""
    return f"{stack}-{logical_id}-1KQ3ZC8P5VN2T"


POOLS = (
    Pool(
        "formkiq-prod-prod",
        {"Application": "FormKiQ", "safehold:tier": "enhanced"},
        ("Admins", "authentication_only", "default", "default_read", "finance", "finance_read", "finance_govern"),
        client="formkiq-prod-console",
    ),
    Pool(
        "formkiq-dev-dev",
        {"Application": "FormKiQ", "safehold:tier": "basic"},
        ("Admins", "authentication_only", "default", "default_read"),
        client="formkiq-dev-console",
    ),
)

_DEAD = _generated("DocumentsDeadLetterQueue")
_EVENTS = _generated("SqsQueue")

QUEUES = (
    Queue(_DEAD, PROD),
    Queue(_generated("DocumentActionsQueue"), PROD, dead_letters=(_DEAD, 5)),
    Queue(_generated("StagingQueue"), PROD, dead_letters=(_DEAD, 3)),
    Queue(_generated("UpdateQueue"), PROD, dead_letters=(_DEAD, 3)),
    Queue(_generated("OcrQueue"), PROD, dead_letters=(_DEAD, 3)),
    Queue(_EVENTS, PROD),
)

_DOCUMENT_EVENTS = _generated("SnsDocumentEvent")

TOPICS = (
    Topic("FormKiQ-DLQ-prod-Alert", PROD),
    Topic(_DOCUMENT_EVENTS, PROD, subscribers=(("sqs", queue_arn(_EVENTS)),)),
)

ALARMS = (
    Alarm(
        "FormKiQ-DLQ-prod",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": _DEAD},
        topic="FormKiQ-DLQ-prod-Alert",
    ),
)

LOG_GROUPS = (
    LogGroup("/aws/lambda/formkiq-prod-DocumentsS3Create", PROD, keep_days=90),
    LogGroup("/aws/vendedlogs/formkiq-prod/ApiAccessLogs", PROD, keep_days=90),
    LogGroup("/aws/vendedlogs/formkiq-dev/ApiAccessLogs", DEV, keep_days=90),
    LogGroup("Typsense", {}, keep_days=None),  # so misspelt by FormKiQ; ECS makes it, and nobody tags it
)

FILE_SYSTEMS = (FileSystem("formkiq-prod-Typesense"),)

HMAC_KEY = "formkiq/prod/delegation-token-hmac"


def _storage(environment: str) -> dict[str, Id]:
    name = f"formkiq-core-{environment}"
    return {
        "Documents": Id(_TABLE, f"{name}-documents"),
        "DocumentSyncs": Id(_TABLE, f"{name}-documentsyncs"),
        "Cache": Id(_TABLE, f"{name}-cache"),
        "DocumentsS3Buckets": Id(_BUCKET, f"{name}-documents-{ACCOUNT}"),
        "DocumentsStageS3Bucket": Id(_BUCKET, f"{name}-staging-{ACCOUNT}"),
    }


def _root(environment: str) -> dict[str, str | Id]:
    """The outputs of an installation's root stack."""
    return {
        "AppEnvironment": environment,
        "FormKiQVersion": "1.19.0",
        "DocumentsTableName": f"formkiq-core-{environment}-documents",
        "DocumentsS3Buckets": f"formkiq-core-{environment}-documents-{ACCOUNT}",
        "CognitoUserPoolId": Id(_POOL, f"formkiq-{environment}-{environment}"),
        "HttpApiUrl": f"https://api.{environment}.example.com",
    }


_STORAGE, _IDENTITY, _SEARCH, _MESSAGES = map(_generated, ("Storage", "Cognito", "Typesense", "Messages"))

STACKS = (
    Stack(
        "formkiq-prod",
        PROD,
        {
            "Storage": Id(_STACK, _STORAGE),
            "Cognito": Id(_STACK, _IDENTITY),
            "Typesense": Id(_STACK, _SEARCH),
            "Messages": Id(_STACK, _MESSAGES),
            "DelegationTokenHmacKey": Id(_KEY, HMAC_KEY),
            "ApiAccessLogs": Id("AWS::Logs::LogGroup", "/aws/vendedlogs/formkiq-prod/ApiAccessLogs"),
            "TypesenseApiKey": Id("AWS::SSM::Parameter", "/formkiq/prod/typesense/ApiKey"),
        },
        parameters={"AppEnvironment": "prod", "LogRetentionInDays": "90", "TypesenseApiKey": SECRET},
        outputs=_root("prod"),
        age_days=400,
        updated_days=40,
        drift="DRIFTED",
    ),
    Stack(
        _STORAGE,
        PROD,
        {
            **_storage("prod"),
            "OcrBucket": Id(_BUCKET, f"formkiq-core-prod-ocr-{ACCOUNT}"),
            "WebUiConsole": Id(_BUCKET, f"formkiq-prod-web-ui-{ACCOUNT}"),
        },
        parameters={"AppEnvironment": "prod", "EnableDeletionProtection": "false"},
        inside="formkiq-prod",
        age_days=400,
        updated_days=40,
        drift="IN_SYNC",
    ),
    Stack(
        _IDENTITY,
        PROD,
        {"CognitoUserPool": Id(_POOL, "formkiq-prod-prod")},
        inside="formkiq-prod",
        age_days=400,
        updated_days=40,
        drift="DRIFTED",
    ),
    Stack(
        _SEARCH,
        PROD,
        {"EfsVolume": Id("AWS::EFS::FileSystem", "formkiq-prod-Typesense")},
        parameters={"TypesenseApiKey": SECRET},
        inside="formkiq-prod",
        age_days=400,
        updated_days=40,
    ),
    Stack(
        _MESSAGES,
        PROD,
        {
            **{queue.name.split("-")[2]: Id(_QUEUE, queue.name) for queue in QUEUES},
            **{
                name: Id(_TOPIC, topic.name)
                for name, topic in zip(("DlqTopic", "SnsDocumentEvent"), TOPICS, strict=True)
            },
            "DlqAlarm": Id("AWS::CloudWatch::Alarm", "FormKiQ-DLQ-prod"),
        },
        inside="formkiq-prod",
        age_days=400,
        updated_days=40,
    ),
    Stack(
        "formkiq-dev",
        DEV,
        {**_storage("dev"), "CognitoUserPool": Id(_POOL, "formkiq-dev-dev")},
        parameters={"AppEnvironment": "dev", "TypesenseApiKey": SECRET},
        outputs=_root("dev"),
        age_days=90,
        updated_days=10,
    ),
)

PARAMETERS: Mapping[str, Mapping[str, str | Id]] = {
    "prod": {
        "edition": "core",
        "version": "1.19.0",
        "dynamodb/DocumentsTableName": "formkiq-core-prod-documents",
        "dynamodb/DocumentSyncsTableName": "formkiq-core-prod-documentsyncs",
        "dynamodb/CacheTableName": "formkiq-core-prod-cache",
        "s3/DocumentsS3Bucket": f"formkiq-core-prod-documents-{ACCOUNT}",
        "s3/DocumentsStageS3Bucket": f"formkiq-core-prod-staging-{ACCOUNT}",
        "s3/OcrBucket": f"formkiq-core-prod-ocr-{ACCOUNT}",
        "s3/Console": f"formkiq-prod-web-ui-{ACCOUNT}",
        "cognito/UserPoolId": Id(_POOL, "formkiq-prod-prod"),
        "sns/DocumentEventArn": Id(_TOPIC, _DOCUMENT_EVENTS),
        "api/DocumentsHttpUrl": "https://api.prod.example.com",
        "typesense/ApiKey": SECRET,
    },
    "dev": {
        "edition": "core",
        "version": "1.19.0",
        "dynamodb/DocumentsTableName": "formkiq-core-dev-documents",
        "dynamodb/DocumentSyncsTableName": "formkiq-core-dev-documentsyncs",
        "dynamodb/CacheTableName": "formkiq-core-dev-cache",
        "s3/DocumentsS3Bucket": f"formkiq-core-dev-documents-{ACCOUNT}",
        "s3/DocumentsStageS3Bucket": f"formkiq-core-dev-staging-{ACCOUNT}",
        "cognito/UserPoolId": Id(_POOL, "formkiq-dev-dev"),
        "typesense/ApiKey": SECRET,
    },
}
"""FormKiQ's own parameters, below /formkiq/<environment>/: plain strings, the search engine's key among them."""

DOCUMENTS = (
    "3f2b8a50-6a1e-4a52-9f3e-0c8a5b7d9e11",
    "finance/7d4c9b1e-02f8-4c37-8a66-51e0b9d3c742",
    "legal/b6a0e3d2-95c4-4f1b-a7d8-2e3f4c5d6a79",
)
"""Objects of production's documents bucket: one of the default site, which has no prefix, and one each of two more."""

SITES: Mapping[str, Mapping[str, str]] = {
    "default": {"documentDispositionAction": "SOFT_DELETE", "documentSoftDeleteRetentionInDays": "30"},
    "finance": {"documentDispositionAction": "SOFT_DELETE", "documentSoftDeleteRetentionInDays": "-1"},
}
"""The settings of production's sites, items of its documents table; a key lies beside them."""
