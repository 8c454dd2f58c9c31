"""The CloudFormation stack that owns a resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from scanner.joins.base import Join, Link, Note, Notes
from scanner.model import Fact, Gap, Json, Profile

_STACK: Final = "cloudformation.stack"
_TABLE: Final = "dynamodb.table"
_GLOBAL_TABLE: Final = "AWS::DynamoDB::GlobalTable"


def _tail(name: str) -> str:
    """The last part of an ARN, or of a queue's URL."""
    return name.rpartition("/")[2]


_KINDS: Final = {
    "AWS::Backup::BackupVault": "backup.vault",
    "AWS::Backup::LogicallyAirGappedBackupVault": "backup.vault",
    "AWS::Cognito::UserPool": "cognito.user_pool",
    "AWS::DynamoDB::GlobalTable": _TABLE,
    "AWS::DynamoDB::Table": _TABLE,
    "AWS::EC2::Volume": "ec2.volume",
    "AWS::EFS::FileSystem": "efs.file_system",
    "AWS::Elasticsearch::Domain": "opensearch.domain",
    "AWS::KMS::Key": "kms.key",
    "AWS::KMS::ReplicaKey": "kms.key",
    "AWS::Logs::LogGroup": "logs.log_group",
    "AWS::OpenSearchServerless::Collection": "opensearch.collection",
    "AWS::OpenSearchService::Domain": "opensearch.domain",
    "AWS::RDS::DBCluster": "rds.cluster",
    "AWS::RDS::DBInstance": "rds.instance",
    "AWS::S3::Bucket": "s3.bucket",
    "AWS::SNS::Topic": "sns.topic",
    "AWS::SQS::Queue": "sqs.queue",
}
"""What the types of CloudFormation are to us.

What `Ref` returns for a type is its physical id; each type's page says what that is:
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

_OURS: Final[dict[str, Callable[[Fact], str]]] = {
    "cognito.user_pool": lambda fact: str(fact.config["pool_id"]),
    "ec2.volume": lambda fact: _tail(fact.id),
    "efs.file_system": lambda fact: str(fact.config["file_system_id"]),
    "kms.key": lambda fact: _tail(fact.id),
    "opensearch.collection": lambda fact: _tail(fact.id),
    "sns.topic": lambda fact: fact.id,
}
"""The physical id that a fact has in its stack, where that is not its name."""

_THEIRS: Final[dict[str, Callable[[str], str]]] = {
    "rds.cluster": str.lower,  # RDS keeps identifiers in lower case, however the template writes them
    "rds.instance": str.lower,
    "sqs.queue": _tail,
}
"""How a physical id is made like ours, where it is not so already."""

_NOT_OWNED: Final = frozenset({"CREATE_FAILED", "DELETE_COMPLETE", "DELETE_SKIPPED", "IMPORT_FAILED"})
"""States in which a resource is not, or no longer, the stack's: creating one whose name is taken fails, too."""


def _rows(fact: Fact) -> Iterator[Note]:
    """The stack under its ARN, and each resource under its kind and physical id."""
    config = fact.config
    drift = config["drift"] or {}
    yield (
        fact.id,
        {
            "arn": fact.id,
            "name": fact.name,
            "root_arn": config["root_id"] or fact.id,
            "status": config["status"],
            "updated_at": config["updated_at"],
            "created_at": config["created_at"],
            "stack_drift_status": drift.get("status"),
            "stack_drift_checked_at": drift.get("checked_at"),
            "termination_protection": config["termination_protection"],
        },
    )
    if config["resources"] is None:
        yield "", fact.id  # so that what is missing of it counts for every resource of its Region
    declared = {each["logical_id"]: each for each in config["template_resources"] or ()}
    for resource in config["resources"] or ():
        kind, physical_id = _KINDS.get(resource["type"]), resource["physical_id"]
        if kind and physical_id and resource["status"] not in _NOT_OWNED:
            template = declared.get(resource["logical_id"])
            row = {
                "arn": fact.id,
                "logical_id": resource["logical_id"],
                "type": resource["type"],
                "drift_status": resource["drift_status"],
                "deletion_policy": template and template["deletion_policy"],
                "update_replace_policy": template and template["update_replace_policy"],
                "template_read": template is not None,
            }
            yield _key(kind, _THEIRS[kind](physical_id) if kind in _THEIRS else physical_id), row


def _key(kind: str, physical_id: str) -> str:
    return f"{kind} {physical_id}"


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    key = _key(fact.kind, _OURS[fact.kind](fact) if fact.kind in _OURS else fact.name)
    gaps: list[Gap] = []
    for region in (fact.region, *_replica_regions(fact)):
        for row in notes.notes("stack", key, account=fact.account, region=region):
            if region == fact.region or row["type"] == _GLOBAL_TABLE:
                return _owner(row, notes), []
        gaps += notes.missing(_STACK, fact.account, region, "")
    return None, gaps


def _replica_regions(fact: Fact) -> list[str]:
    """Where a stack may own a replica from: one stack, in one Region, owns a global table with all its replicas.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
    """
    replicas = fact.config["replicas"] or () if fact.kind == _TABLE else ()
    return sorted({replica["region"] for replica in replicas} - {fact.region})


def _owner(row: dict[str, Json], notes: Notes) -> Json:
    """What is known of a resource in its stack. Of a nested stack, the root's termination protection counts."""
    stack = notes.notes("stack", row["arn"])[0]
    roots = notes.notes("stack", stack["root_arn"])
    protection = roots[0]["termination_protection"] if roots else None
    return {**stack, **row, "termination_protection": protection}


STACK: Final = Join(name="stack", kinds=frozenset(_KINDS.values()), keeps={_STACK: _rows}, find=_find)
