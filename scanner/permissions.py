"""The IAM permissions that a scan needs: no more than what the chosen collectors call.

Everything here comes from what they declare; nothing asks AWS.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import groupby

from scanner.aws.operations import DESCRIBE_REGIONS, GET_CALLER_IDENTITY, Operation
from scanner.aws.organization import ESTATE_OPERATIONS
from scanner.aws.roles import ASSUME_ROLE, SessionPolicies
from scanner.collectors.base import Collector
from scanner.collectors.options import Options
from scanner.model import Json

MANAGED_POLICY_SIZE = 6144
"""Characters of a managed policy, spaces not counted:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""

Statement = dict[str, Json]
"""A statement of an IAM policy."""

Document = dict[str, Json]
"""An IAM policy."""

ONLY_WITH: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "details": {
        "backup": ("backup:DescribeBackupVault", "backup:GetBackupVaultNotifications"),
        "cloudformation": ("cloudformation:GetTemplate",),
        "cognito": (
            "cognito-idp:DescribeIdentityProvider",
            "cognito-idp:DescribeUserPoolClient",
            "cognito-idp:DescribeUserPoolDomain",
            "cognito-idp:GetUserPoolMfaConfig",
            "cognito-idp:ListGroups",
            "cognito-idp:ListIdentityProviders",
            "cognito-idp:ListUserPoolClients",
        ),
        "dynamodb": ("dynamodb:DescribeTimeToLive",),
        "efs": ("efs:DescribeLifecycleConfiguration",),
        "kms": ("kms:GetKeyPolicy", "kms:GetKeyRotationStatus"),
        "s3": (
            "s3:GetBucketEncryption",
            "s3:GetBucketPolicy",
            "s3:GetPublicAccessBlock",
            "s3:ListBucketIntelligentTieringConfigurations",
            "s3:ListBucketInventoryConfigurations",
            "s3:ListBucketMetricsConfigurations",
        ),
    },
    "exports": {
        "exports": (
            "cloudformation:DescribeStacks",
            "cognito-idp:ListUserPools",
            "resourcegroupstaggingapi:GetResources",
            "s3:ListObjectsV2",
        ),
    },
    "formkiq_site_config": {"formkiq": ("dynamodb:Query",)},
    "opensearch_snapshots": {"opensearch": ("opensearch-domain:GetRepositories", "opensearch-domain:GetSnapshots")},
}
"""The operations that each collector calls only where an option is set; see `Options`."""

_SITE_SETTINGS = (
    "PK",
    "SK",
    "documentDispositionAction",
    "documentSoftDeleteRetentionInDays",
    "DocumentTimeToLive",
)

_NARROWED: Mapping[str, Statement] = {
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    "dynamodb:Query": {
        "Sid": "FormkiqSiteSettings",
        "Resource": "arn:*:dynamodb:*:*:table/formkiq-*",
        "Condition": {
            "ForAllValues:StringEquals": {
                "dynamodb:LeadingKeys": ["configs#"],
                "dynamodb:Attributes": list(_SITE_SETTINGS),
            },
            "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
        },
    },
    # https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
    "es:ESHttpGet": {"Sid": "OpensearchSnapshots", "Resource": "arn:*:es:*:*:domain/*/_snapshot*"},
    "ssm:GetParameters": {"Sid": "FormkiqParameters", "Resource": "arn:*:ssm:*:*:parameter/formkiq/*"},
}
"""The permissions that tell contents, each held to the little that is read."""


def needed(collectors: Iterable[Collector], options: Options) -> tuple[Operation, ...]:
    """What a scan calls with these collectors and options, each once, in order of names."""
    operations = {GET_CALLER_IDENTITY, DESCRIBE_REGIONS}
    for collector in collectors:
        without = {
            operation
            for option, optional in ONLY_WITH.items()
            if not getattr(options, option)
            for operation in optional.get(collector.name, ())
        }
        declared = (*collector.operations, *collector.http_operations)
        operations.update(operation for operation in declared if str(operation) not in without)
    return tuple(sorted(operations, key=str))


def statements(collectors: Sequence[Collector], options: Options) -> list[Statement]:
    """What allows the collectors to work: one for each service, and one for each permission that is narrowed."""
    objects = [f"arn:*:s3:::{bucket}" for bucket in _listed_buckets(collectors, options)]
    return _statements(
        needed(collectors, options), {**_NARROWED, "s3:ListBucket": {"Sid": "S3Objects", "Resource": objects}}
    )


def _listed_buckets(collectors: Iterable[Collector], options: Options) -> list[str]:
    """Where keys of objects are listed: FormKiQ's documents, for its sites, and the exports."""
    names = {collector.name for collector in collectors}
    formkiq = ["formkiq-*"] if "formkiq" in names else []
    return formkiq + (sorted({each.bucket for each in options.exports}) if "exports" in names else [])


def _statements(operations: Iterable[Operation], narrow: Mapping[str, Statement]) -> list[Statement]:
    actions = sorted({action for operation in operations for action in operation.permissions})
    services = groupby((action for action in actions if action not in narrow), lambda action: action.split(":")[0])
    return [
        *(_allow(_sid(service), list(of_service)) for service, of_service in services),
        *(_allow("", [action]) | narrow[action] for action in actions if action in narrow),
    ]


def entering_statements(role_name: str) -> list[Statement]:
    """What whoever starts the scan of an organization needs beside that: to list it, and to enter its accounts."""
    listing = (operation for operation in ESTATE_OPERATIONS if operation != ASSUME_ROLE)
    return [
        *_statements(listing, {}),
        _allow("EnterAccounts", [ASSUME_ROLE.permission], f"arn:*:iam::*:role/{role_name}"),
    ]


def telling_statements(needs: Iterable[tuple[str, str]]) -> list[Statement]:
    """What telling the targets of --notify needs: a statement for each action, on exactly those resources.

    needs: actions, each with the ARN that it is for.
    """
    told: dict[str, list[str]] = {}
    for action, resource in dict.fromkeys(needs):
        told.setdefault(action, []).append(resource)
    return [_allow(_told_sid(action), [action]) | {"Resource": resources} for action, resources in sorted(told.items())]


def pushing_statements() -> list[Statement]:
    """What pushing findings needs: to import those of the account's own product, and to set their workflow."""
    return [
        _allow("SecurityHubImport", ["securityhub:BatchImportFindings"], "arn:*:securityhub:*:*:product/*/default"),
        _allow("SecurityHubUpdate", ["securityhub:BatchUpdateFindings"], "arn:*:securityhub:*:*:hub/default"),
    ]


def document(allowed: Sequence[Statement]) -> Document:
    """The policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(allowed)}


def size(policy: Document) -> int:
    """Its characters, as AWS counts them."""
    return len(_compact(policy))


def documents(allowed: Iterable[Statement]) -> list[Document]:
    """The statements in as few policies as hold them in their order, each within the quota of a managed policy."""
    parts: list[list[Statement]] = [[]]
    for statement in allowed:
        if size(document([*parts[-1], statement])) > MANAGED_POLICY_SIZE:
            parts.append([])
        parts[-1].append(statement)
    return [document(part) for part in parts]


# What caps a session in another account, whatever its role allows. STS packs a session's policies into its token, and
# there is room for less than the 2,048 characters that it documents: others were told that 18 actions in 736
# characters take 82% of it, and 42 in 1,690 take 157%. A policy of AWS's own takes next to nothing, so SecurityAudit,
# which reads configuration of everything, does most, and a short document the rest.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_RequestParameters
BEYOND_AUDIT = (
    "aoss:BatchGet*",
    "aoss:List*",
    "backup:Describe*",
    "backup:Get*",
    "backup:List*",
    "cloudwatch:GetMetricData",
    "cloudwatch:ListMetrics",
    "cognito-idp:GetUserPoolMfaConfig",
    "s3:GetIntelligentTieringConfiguration",
)
"""What collectors read and SecurityAudit does not allow; those of CloudWatch it has not allowed for long."""

DENIED = (
    "cognito-idp:ListUsers*",
    "config:Deliver*",
    "ec2:DescribeInstanceA*",
    "iam:Generate*",
    "lambda:*",
    "rds:Download*",
)
"""What SecurityAudit allows, and either changes something or may tell a secret (user data, a function's environment)
or of persons.
"""


def session_policies(operations: Iterable[Operation], partition: str) -> SessionPolicies:
    """The cap of a session that calls these operations: it allows them, and changes nothing."""
    actions = {action for operation in operations for action in operation.permissions}
    beyond = [pattern for pattern in BEYOND_AUDIT if any(fnmatchcase(action, pattern) for action in actions)]
    allowed: list[Statement] = [
        *([{"Effect": "Allow", "Action": beyond, "Resource": "*"}] if beyond else []),
        *(
            {"Effect": "Allow", "Action": action, "Resource": _NARROWED[action]["Resource"]}
            for action in sorted(actions & _NARROWED.keys())
        ),
        {"Effect": "Deny", "Action": list(DENIED), "Resource": "*"},
    ]
    return SessionPolicies((f"arn:{partition}:iam::aws:policy/SecurityAudit",), _compact(document(allowed)))


def _allow(sid: str, actions: list[str], resource: str = "*") -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}


def _sid(service: str) -> str:
    return "".join(word.capitalize() for word in service.split("-"))


def _told_sid(action: str) -> str:
    service, _, name = action.partition(":")
    return f"Notify{_sid(service)}{name}"


def _compact(policy: Document) -> str:
    return json.dumps(policy, separators=(",", ":"))
