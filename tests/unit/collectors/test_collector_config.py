from __future__ import annotations

from typing import Any

import pytest
from support.collected import AT, THEN, without
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Ran, Refusal, pages, run

from scanner.collectors.config_service import CONFIG, RECORDER, RULE

pytestmark = pytest.mark.usefixtures("aws_environment")

ARN = f"arn:aws:config:{REGION}:{ACCOUNT}"
STATUS_FIELDS = ("recording", "last_status", "last_status_at", "last_error", "started_at", "stopped_at")


def config(**changes: Any) -> Ran:
    """Nothing at all, but for the changes; their keys are operations, and "tags"."""
    checked = changes.pop("checked", True)
    tags = changes.pop("tags", {"ResourceTagMappingList": []})
    answers: dict[str, Any] = {
        "DescribeConfigurationRecorders": {"ConfigurationRecorders": []},
        "DescribeConfigRules": {"ConfigRules": []},
    }
    asked = {f"config:{name}": answer for name, answer in (answers | changes).items()}
    return run(CONFIG, asked | {"resourcegroupstaggingapi:GetResources": tags}, checked=checked)


def recorder(told: dict[str, Any] | None = None, **changes: Any) -> Ran:
    """One recorder of which AWS tells least, and no rule."""
    answers: dict[str, Any] = {
        "DescribeConfigurationRecorders": {
            "ConfigurationRecorders": [{"name": "default", "recordingGroup": {}} | (told or {})]
        },
        "DescribeConfigurationRecorderStatus": {
            "ConfigurationRecordersStatus": [{"name": "default", "recording": False}]
        },
        "DescribeDeliveryChannels": {"DeliveryChannels": []},
    }
    return config(**(answers | changes))


def rule(name: str = "pitr", **changes: Any) -> dict[str, Any]:
    source = {"Owner": "AWS", "SourceIdentifier": "DYNAMODB_PITR_ENABLED"}
    return {"ConfigRuleName": name, "ConfigRuleArn": f"{ARN}:config-rule/{name}", "Source": source} | changes


def rules(*told: dict[str, Any], **changes: Any) -> Ran:
    answers: dict[str, Any] = {
        "DescribeConfigRules": {"ConfigRules": list(told or (rule(),))},
        "DescribeComplianceByConfigRule": {"ComplianceByConfigRules": []},
    }
    return config(**(answers | changes))


def compliance(name: str, status: str, **more: Any) -> dict[str, Any]:
    return {"ConfigRuleName": name, "Compliance": {"ComplianceType": status} | more}


def test_a_recorder_of_which_aws_tells_everything() -> None:
    told = {
        "arn": f"{ARN}:configuration-recorder/default/abc",
        "name": "default",
        "roleARN": "arn:aws:iam:::role/config",
        "recordingGroup": {
            "allSupported": False,
            "includeGlobalResourceTypes": False,
            "resourceTypes": ["AWS::S3::Bucket"],
            "exclusionByResourceTypes": {"resourceTypes": ["AWS::EC2::Volume"]},
            "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
        },
        "recordingMode": {
            "recordingFrequency": "CONTINUOUS",
            "recordingModeOverrides": [{"recordingFrequency": "DAILY", "resourceTypes": ["AWS::EC2::EIP"]}],
        },
    }
    status = {
        "name": "default",
        "recording": True,
        "lastStatus": "Failure",
        "lastStatusChangeTime": THEN,
        "lastErrorCode": "NoSuchBucket",
        "lastErrorMessage": "there is no such bucket",
        "lastStartTime": THEN,
        "lastStopTime": THEN,
    }
    channel = {
        "name": "default",
        "s3BucketName": "config",
        "s3KeyPrefix": "p",
        "s3KmsKeyArn": "arn:aws:kms:::key/k",
        "snsTopicARN": "arn:aws:sns:::t",
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
    }
    ran = recorder(
        told,
        DescribeConfigurationRecorderStatus={"ConfigurationRecordersStatus": [status | {"name": "other"}, status]},
        DescribeDeliveryChannels={"DeliveryChannels": [channel]},
        tags={"ResourceTagMappingList": [{"ResourceARN": told["arn"], "Tags": [{"Key": "k", "Value": "v"}]}]},
    )
    fact = ran.one(RECORDER)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (told["arn"], "default", {"k": "v"}, ())
    assert fact.config == {
        "role_arn": "arn:aws:iam:::role/config",
        "strategy": "EXCLUSION_BY_RESOURCE_TYPES",
        "all_supported": False,
        "include_global": False,
        "resource_types": ["AWS::S3::Bucket"],
        "excluded_resource_types": ["AWS::EC2::Volume"],
        "frequency": "CONTINUOUS",
        "frequency_overrides": [{"frequency": "DAILY", "resource_types": ["AWS::EC2::EIP"]}],
        "recording": True,
        "last_status": "Failure",
        "last_status_at": AT,
        "last_error": "NoSuchBucket",
        "started_at": AT,
        "stopped_at": AT,
        "delivery": {
            "bucket": "config",
            "prefix": "p",
            "key_arn": "arn:aws:kms:::key/k",
            "topic_arn": "arn:aws:sns:::t",
            "snapshot_every_hours": 24,
        },
    }


def test_a_recorder_of_which_aws_tells_least() -> None:
    fact = recorder().one(RECORDER)
    assert (fact.id, fact.tags, fact.gaps) == (f"{ARN}:configuration-recorder/default", {}, ())
    assert fact.config == {
        **dict.fromkeys(("role_arn", "strategy", "all_supported", "include_global", "frequency")),
        **{name: [] for name in ("resource_types", "excluded_resource_types", "frequency_overrides")},
        **dict.fromkeys(STATUS_FIELDS),
        "recording": False,
        "delivery": None,
    }


@pytest.mark.parametrize(
    ("operation", "answer", "fields", "reason"),
    [
        ("DescribeConfigurationRecorderStatus", DENIED, STATUS_FIELDS, "access_denied"),
        ("DescribeConfigurationRecorderStatus", {"ConfigurationRecordersStatus": []}, STATUS_FIELDS, "error"),
        ("DescribeDeliveryChannels", Refusal("ThrottlingException"), ("delivery",), "throttled"),
        ("DescribeDeliveryChannels", {}, ("delivery",), "error"),
        ("DescribeDeliveryChannels", {"DeliveryChannels": [{"name": "d"}]}, ("delivery",), "error"),
    ],
)
def test_what_cannot_be_read_of_a_recorder_is_a_gap(
    operation: str, answer: Answer, fields: tuple[str, ...], reason: str
) -> None:
    fact = recorder(None, **{operation: answer}).one(RECORDER)
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        (f"/config/{field}", f"config:{operation}", reason) for field in fields
    ]
    assert all(fact.config[field] is None for field in fields)


def test_a_recorder_without_its_group_is_kept_with_gaps() -> None:
    told = {"ConfigurationRecorders": [{"name": "default"}]}
    fact = recorder(DescribeConfigurationRecorders=told).one(RECORDER)
    assert fact.config["recording"] is False
    assert {gap.detail for gap in fact.gaps} == {"malformed answer: no 'recordingGroup'"}
    assert "/config/resource_types" in {gap.path for gap in fact.gaps}


def test_a_recorder_that_vanished_is_dropped_and_counted() -> None:
    gone = Refusal("NoSuchConfigurationRecorderException")
    ran = recorder(DescribeConfigurationRecorderStatus=gone)
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


@pytest.mark.parametrize(
    ("answer", "gap"),
    [
        (DENIED, ("config:DescribeConfigurationRecorders", "access_denied", "AccessDenied: not for you")),
        ({}, ("config:DescribeConfigurationRecorders", "error", "malformed answer: no ConfigurationRecorders")),
        (
            {"ConfigurationRecorders": [{}]},
            ("config:DescribeConfigurationRecorders", "error", "malformed answer: no 'name'"),
        ),
    ],
)
def test_recorders_that_cannot_be_listed_leave_their_kind_incomplete(answer: Answer, gap: tuple[str, str, str]) -> None:
    ran = config(DescribeConfigurationRecorders=answer)
    assert (ran.gaps(RECORDER), ran.gaps(RULE)) == ([gap], [])


def test_a_rule_of_which_aws_tells_everything() -> None:
    told = rule(
        Description="all tables",
        Scope={
            "ComplianceResourceTypes": ["AWS::DynamoDB::Table"],
            "ComplianceResourceId": "orders",
            "TagKey": "tier",
            "TagValue": "enterprise",
        },
        InputParameters='{"password": "secret"}',
        MaximumExecutionFrequency="Three_Hours",
        ConfigRuleState="ACTIVE",
        CreatedBy="config-conforms.amazonaws.com",
        EvaluationModes=[{"Mode": "DETECTIVE"}],
    )
    failing = compliance("pitr", "NON_COMPLIANT", ComplianceContributorCount={"CappedCount": 25, "CapExceeded": True})
    tag = {"ResourceARN": told["ConfigRuleArn"], "Tags": [{"Key": "k", "Value": "v"}]}
    ran = rules(
        told,
        DescribeComplianceByConfigRule={"ComplianceByConfigRules": [compliance("other", "COMPLIANT"), failing]},
        tags={"ResourceTagMappingList": [tag]},
    )
    fact = ran.one(RULE)
    assert (fact.id, fact.name, fact.tags, fact.gaps) == (f"{ARN}:config-rule/pitr", "pitr", {"k": "v"}, ())
    assert fact.config == {
        "owner": "AWS",
        "identifier": "DYNAMODB_PITR_ENABLED",
        "state": "ACTIVE",
        "created_by": "config-conforms.amazonaws.com",
        "scope": {
            "resource_types": ["AWS::DynamoDB::Table"],
            "resource_id": "orders",
            "tag_key": "tier",
            "tag_value": "enterprise",
        },
        "modes": ["DETECTIVE"],
        "evaluated_every_hours": 3,
        "compliance": {"status": "NON_COMPLIANT", "noncompliant_count": 25, "count_capped": True},
    }


def test_a_rule_of_which_aws_tells_least() -> None:
    policy = {"Owner": "CUSTOM_POLICY", "CustomPolicyDetails": {"PolicyRuntime": "guard-2.x", "PolicyText": "secret"}}
    fact = rules(rule(Source=policy)).one(RULE)
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "owner": "CUSTOM_POLICY",
        **dict.fromkeys(("identifier", "state", "created_by", "evaluated_every_hours", "compliance")),
        "scope": {"resource_types": [], "resource_id": None, "tag_key": None, "tag_value": None},
        "modes": [],
    }


def test_rules_and_their_compliance_of_three_pages_each() -> None:
    names = [f"rule-{number:02}" for number in range(60)]
    listing = pages("ConfigRules", "NextToken", *([rule(n) for n in names[i : i + 25]] for i in (0, 25, 50)))
    told = pages(
        "ComplianceByConfigRules",
        "NextToken",
        *([compliance(n, "COMPLIANT") for n in names[i : i + 25]] for i in (0, 25, 50)),
    )
    ran = rules(DescribeConfigRules=list(listing), DescribeComplianceByConfigRule=list(told))
    assert [fact.name for fact in ran.all(RULE)] == names
    assert {fact.config["compliance"]["status"] for fact in ran.all(RULE)} == {"COMPLIANT"}
    for operation in ("DescribeConfigRules", "DescribeComplianceByConfigRule"):
        assert [set(asked) for asked in ran.parameters(f"config:{operation}")] == [set(), {"NextToken"}, {"NextToken"}]


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        ([DENIED], "access_denied", "AccessDenied: not for you"),
        (
            [
                {"ComplianceByConfigRules": [compliance("pitr", "COMPLIANT")], "NextToken": "x"},
                Refusal("ThrottlingException", "slow"),
            ],
            "throttled",
            "partial, after 1 pages: ThrottlingException: slow",
        ),
        ([{"ComplianceByConfigRules": [{}]}], "error", "malformed answer: no 'Compliance'"),
    ],
)
def test_compliance_that_is_not_known_is_a_gap_on_every_rule(answer: list[Answer], reason: str, detail: str) -> None:
    ran = rules(rule(), rule("other"), DescribeComplianceByConfigRule=answer)
    for fact in ran.all(RULE):
        assert fact.config["compliance"] is None
        assert [(gap.path, gap.operation, gap.reason, gap.detail) for gap in fact.gaps] == [
            ("/config/compliance", "config:DescribeComplianceByConfigRule", reason, detail)
        ]
    assert (len(ran.all(RULE)), ran.coverage.gaps) == (2, ())


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"MaximumExecutionFrequency": "Hourly"}, "unknown frequency 'Hourly'"),
        ({"Source": {}}, "no 'Owner'"),
        ({"EvaluationModes": [{}]}, "no 'Mode'"),
    ],
)
def test_a_rule_that_is_not_understood_is_kept_with_gaps(changes: dict[str, Any], detail: str) -> None:
    fact = rules(rule(**changes), checked=False).one(RULE)
    assert {gap.detail for gap in fact.gaps} == {f"malformed answer: {detail}"}
    assert {gap.path for gap in fact.gaps} == {f"/config/{name}" for name in fact.config} - {"/config/compliance"}


def test_rules_that_cannot_be_listed_leave_their_kind_incomplete() -> None:
    ran = config(DescribeConfigRules=DENIED)
    assert ran.gaps(RULE) == [("config:DescribeConfigRules", "access_denied", "AccessDenied: not for you")]
    ran = rules(without(rule(), "ConfigRuleArn"), rule("other"))
    assert [fact.name for fact in ran.all(RULE)] == ["other"]
    assert ran.gaps(RULE) == [("config:DescribeConfigRules", "error", "malformed answer: no 'ConfigRuleArn'")]


def test_calls_are_as_many_as_declared() -> None:
    idle = config()
    assert (sum(idle.coverage.calls.values()), idle.coverage.gaps) == (CONFIG.idle_calls, ())
    calls = recorder().coverage.calls
    own = sum(calls.values()) - calls["resourcegroupstaggingapi:GetResources"]
    assert own == CONFIG.idle_calls + CONFIG.calls_each[RECORDER]
    assert rules(rule("a"), rule("b"), rule("c")).coverage.calls == {
        "config:DescribeComplianceByConfigRule": 1,
        "config:DescribeConfigRules": 1,
        "config:DescribeConfigurationRecorders": 1,
        "resourcegroupstaggingapi:GetResources": 1,
    }


def test_tags_of_both_kinds_are_one_listing() -> None:
    ran = recorder(
        DescribeConfigRules={"ConfigRules": [rule()]},
        DescribeComplianceByConfigRule={"ComplianceByConfigRules": []},
    )
    assert ran.parameters("resourcegroupstaggingapi:GetResources") == [
        {"ResourcesPerPage": 100, "ResourceTypeFilters": ["config"]}
    ]
