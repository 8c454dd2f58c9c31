"""What AWS answers of a FormKiQ installation: its parameters, its root stack, what it tagged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from support.stubbed_aws import ACCOUNT, REGION, Answer, Ran, run

from scanner.collectors.formkiq import FORMKIQ

MADE = datetime(2026, 1, 1, tzinfo=UTC)
VALUES = {
    "/formkiq/prod/edition": "core",
    "/formkiq/prod/version": "1.19.0",
    "/formkiq/prod/dynamodb/DocumentsTableName": "formkiq-core-prod-documents",
    "/formkiq/prod/dynamodb/CacheTableName": "formkiq-core-prod-cache",
    "/formkiq/prod/s3/DocumentsS3Bucket": f"formkiq-core-prod-documents-{ACCOUNT}",
    "/formkiq/prod/s3/OcrBucket": f"formkiq-core-prod-ocr-{ACCOUNT}",
    "/formkiq/prod/s3/Console": f"formkiq-core-prod-console-{ACCOUNT}",
    "/formkiq/prod/cognito/UserPoolId": "eu-west-1_AbCdEf",
}
NO_STACKS: Answer = {"Stacks": []}
NO_PARAMETERS: Answer = {"Parameters": []}
STACKS = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack"
OUTPUTS = {
    "AppEnvironment": "prod",
    "FormKiQVersion": "1.19.0",
    "DocumentsTableName": "formkiq-core-prod-documents",
    "DocumentsS3Buckets": f"formkiq-core-prod-documents-{ACCOUNT}",
    "CognitoUserPoolId": "eu-west-1_AbCdEf",
}


def listed(*names: str, kind: str = "String") -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind} for name in names]


def parameter_values(asked: dict[str, Any]) -> Answer:
    return {"Parameters": [{"Name": name, "Value": VALUES[name]} for name in asked["Names"]]}


def collected(parameters: Answer | list[Answer] = NO_PARAMETERS, values: Any = parameter_values, **others: Any) -> Ran:
    """What is found of parameters, stacks and tags; the bucket and the pool that installations name are empty."""
    answers = {
        "ssm:DescribeParameters": parameters,
        "ssm:GetParameters": values,
        "cloudformation:DescribeStacks": others.get("stacks", NO_STACKS),
        "resourcegroupstaggingapi:GetResources": others.get("tags", {"ResourceTagMappingList": []}),
        "s3:ListObjectsV2": {},
        "cognito-idp:ListGroups": {"Groups": []},
    }
    return run(FORMKIQ, answers, checked=False)


def stack(name: str = "formkiq", root: str | None = None, **outputs: str) -> dict[str, Any]:
    rows = [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()]
    entry = {"StackId": f"{STACKS}/{name}/1", "StackName": name, "CreationTime": MADE, "StackStatus": "CREATE_COMPLETE"}
    return entry | {"Outputs": rows} | ({"RootId": f"{STACKS}/{root}/1"} if root else {})


def tagged(*environments: str) -> Answer:
    return {
        "ResourceTagMappingList": [
            {
                "ResourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue-{number}",
                "Tags": [{"Key": "Application", "Value": "FormKiQ"}, {"Key": "AppEnvironment", "Value": environment}],
            }
            for number, environment in enumerate(environments)
        ]
    }
