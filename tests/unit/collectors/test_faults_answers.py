"""Answers that are not whole: what AWS leaves out is left out of the facts, and nothing stands in its place.

What AWS leaves out of an answer leaves null in a fact, or less in a list. Without a list or an object at its top, the
answer is none, and that is a gap. Everything else is an exception, with its reason.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.faults import CASES, Case, collected, each_case, each_collector, undisturbed
from support.less_said import less, nothing_else, unsaid
from support.maimed import Path, another_type, changed, leave_out, maimed
from support.wired_estate import Question, Undisturbed

from scanner.aws.caller import Raw
from scanner.model import Json

_NO_LIST = "an empty list is left out: see the collector"
_NOT_CONFIGURED = "what is not configured is left out"
_ANYTHING = "a filter without it is about everything"
_NAMELESS = "what has no name is called by its id"
_DEFAULT = "AWS's model of the answer tells this default"
_UNSAID = "only what AWS says is credited"
_NEVER = "told of what was changed once: before, the time of creation counts"

EMPTY = {
    "s3-s3:GetBucketLocation": "null is us-east-1",
    "s3-s3:GetBucketVersioning": "a bucket that never was versioned says nothing of it",
    "formkiq-s3:ListObjectsV2": _NO_LIST,
    "exports-s3:ListObjectsV2": _NO_LIST,
    "opensearch-opensearch-domain:GetRepositories": "a domain without repositories says so",
    "sqs-sqs:ListQueues": _NO_LIST,
    "cloudwatch-cloudwatch:DescribeAlarms": _NO_LIST,
}
"""Answers that may be empty, by case."""

LEFT_OUT: dict[str, dict[str, str]] = {
    "dynamodb-dynamodb:DescribeTable": {
        "Table.SSEDescription": "not there while the key is AWS's own",
        "Table.StreamSpecification": _NOT_CONFIGURED,
    },
    "s3-s3:GetBucketLocation": {"LocationConstraint": "null is us-east-1"},
    "s3-s3:GetBucketVersioning": {
        "Status": "a bucket that never was versioned has none",
        "MFADelete": _NOT_CONFIGURED,
    },
    "s3-s3:GetBucketLifecycleConfiguration": {"Rules.ID": _NAMELESS, "Rules.Filter.Prefix": _ANYTHING},
    "s3-s3:GetBucketReplication": {
        "ReplicationConfiguration.Rules.ID": _NAMELESS,
        "ReplicationConfiguration.Rules.Filter.Prefix": _ANYTHING,
        "ReplicationConfiguration.Rules.Destination.Metrics": _NOT_CONFIGURED,
    },
    "s3-s3:GetBucketEncryption": {"ServerSideEncryptionConfiguration.Rules.BucketKeyEnabled": _DEFAULT},
    "s3-s3:GetPublicAccessBlock": {
        f"PublicAccessBlockConfiguration.{name}": _UNSAID
        for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    },
    "s3-s3:ListBucketInventoryConfigurations": {
        "InventoryConfigurationList": _NO_LIST,
        "InventoryConfigurationList.Filter": _ANYTHING,
        "InventoryConfigurationList.Filter.Prefix": _ANYTHING,
    },
    "s3-s3:ListBucketMetricsConfigurations": {
        "MetricsConfigurationList": _NO_LIST,
        "MetricsConfigurationList.Filter": _ANYTHING,
        "MetricsConfigurationList.Filter.Prefix": _ANYTHING,
    },
    "s3-s3:ListBucketIntelligentTieringConfigurations": {
        "IntelligentTieringConfigurationList": _NO_LIST,
        "IntelligentTieringConfigurationList.Filter": _ANYTHING,
        "IntelligentTieringConfigurationList.Filter.Prefix": _ANYTHING,
    },
    "backup-backup:ListBackupVaults": {
        "BackupVaultList.Locked": _UNSAID,
        "BackupVaultList.VaultType": "one that may be shared is asked about that too",
    },
    "backup-backup:ListRecoveryPointsByBackupVault": {
        "RecoveryPoints.IsEncrypted": _UNSAID,
        "RecoveryPoints.ResourceName": _NAMELESS,
    },
    "backup-backup:GetBackupPlan": {"BackupPlan.Rules.EnableContinuousBackup": _DEFAULT},
    "backup-backup:ListReportPlans": {"ReportPlans.ReportDeliveryChannel.Formats": _DEFAULT},
    "backup-backup:ListProtectedResources": {"Results.ResourceName": _NAMELESS},
    "backup-backup:DescribeRegionSettings": {"ResourceTypeManagementPreference": "the opt-ins are worth more than it"},
    "formkiq-s3:ListObjectsV2": {"CommonPrefixes": _NO_LIST},
    "cognito-cognito-idp:GetUserPoolMfaConfig": {
        f"{name}Configuration": _NOT_CONFIGURED for name in ("EmailMfa", "SmsMfa", "SoftwareTokenMfa", "WebAuthn")
    },
    "cognito-cognito-idp:DescribeUserPoolClient": {
        "UserPoolClient.ClientSecret": "a client without a secret has none",
        "UserPoolClient.CallbackURLs": _NOT_CONFIGURED,
        "UserPoolClient.LogoutURLs": _NOT_CONFIGURED,
    },
    "cloudformation-cloudformation:DescribeStacks": {"Stacks.NotificationARNs": _NOT_CONFIGURED},
    "opensearch-opensearch-domain:GetRepositories": dict.fromkeys(
        ("cs-automated", "nightly", "weekly"), "its members are the repositories: there is one less"
    ),
    "cloudtrail-cloudtrail:GetEventSelectors": {
        "EventSelectors": "a trail has these or advanced ones",
        "EventSelectors.ReadWriteType": _DEFAULT,
        "AdvancedEventSelectors": "a trail has these or basic ones",
        "AdvancedEventSelectors.FieldSelectors.Equals": "a condition without a value: `complete` is false",
    },
    "config-config:DescribeComplianceByConfigRule": {
        "ComplianceByConfigRules.Compliance.ComplianceContributorCount": "no count is capped",
        "ComplianceByConfigRules.Compliance.ComplianceContributorCount.CapExceeded": "the count stands as it is",
    },
    "efs-efs:DescribeFileSystems": {"FileSystems.Name": _NAMELESS},
    "sqs-sqs:ListQueues": {"QueueUrls": _NO_LIST},
    "sqs-sqs:GetQueueAttributes": {
        "Attributes.RedrivePolicy": _NOT_CONFIGURED,
        "Attributes.RedriveAllowPolicy": _NOT_CONFIGURED,
    },
    "cloudwatch-cloudwatch:DescribeAlarms": dict.fromkeys(("CompositeAlarms", "LogAlarms", "MetricAlarms"), _NO_LIST),
    "logs-logs:DescribeLogGroups": {"logGroups.retentionInDays": "without it, events never expire"},
    "exports-cloudformation:DescribeStacks": {"Stacks.LastUpdatedTime": _NEVER},
    "exports-cognito-idp:ListUserPools": {"UserPools.LastModifiedDate": _NEVER},
    "exports-s3:ListObjectsV2": {"Contents": _NO_LIST},
}
"""Members in whose place something stands, by case."""


def test_every_exception_is_of_a_case() -> None:
    assert {*EMPTY, *LEFT_OUT} <= {str(case) for case in CASES}


@each_case
def test_an_empty_answer_is_none(case: Case) -> None:
    found = case.run(lambda _question, _answer: {})
    assert bool(unsaid(case.whole, found)) is (str(case) in EMPTY)


@each_case
def test_what_an_answer_leaves_out_is_left_out_of_the_facts(case: Case) -> None:
    replaced: dict[str, list[str]] = {}
    for path, value, found in maimed(case, leave_out):
        at_the_top = len(path) == 1 and isinstance(value, dict | list)
        replaced[_name(path)] = unsaid(case.whole, found, nothing_else if at_the_top else less)
    assert {name: why for name, why in replaced.items() if why and name not in LEFT_OUT.get(str(case), {})} == {}
    assert {name for name in LEFT_OUT.get(str(case), {}) if not replaced[name]} == set()


@each_case
def test_what_is_of_another_type_is_not_believed(case: Case) -> None:
    for path, value, found in maimed(case, another_type):
        wrong = another_type(value)

        def repeated(now: Json, _was: Json, wrong: Any = wrong) -> bool:
            """The fact says what AWS said: numbers that AWS gives as texts."""
            return bool(now == wrong)

        assert unsaid(case.whole, found, repeated) == [], _name(path)


def _name(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, float("nan"), "", "x", "\ud800", b"x", [], {}, [None], {"": {}}]
)
"""What no answer of AWS's can hold, or not there."""


@settings(max_examples=15, deadline=None)
@given(st.data())
@each_collector
def test_whatever_answers_hold_the_collector_comes_to_its_end(name: str, data: st.DataObject) -> None:
    mine = [case for case in CASES if case.collector == name]
    chosen = data.draw(st.lists(st.sampled_from(mine), max_size=3)) if mine else []
    damages = [(case.operation, _somewhere(data, case.answer), data.draw(ODD)) for case in chosen]

    def damage(question: Question, answer: Undisturbed) -> Raw:
        whole = answer()
        for operation, path, odd in damages:
            if operation == question.operation:
                whole = changed(whole, path, lambda _value, odd=odd: odd)  # type: ignore[misc] # it cannot be inferred
        return whole

    found = collected(name, damage)
    assert damages or found.said == undisturbed(name).said


def _somewhere(data: st.DataObject, answer: Any) -> Path:
    path: Path = ()
    while isinstance(answer, dict | list) and answer and (not path or data.draw(st.booleans())):
        step = 0 if isinstance(answer, list) else data.draw(st.sampled_from(sorted(answer)))
        path, answer = (*path, step), answer[step]
    return path
