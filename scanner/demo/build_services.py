"""Builds in the emulator what stands around an estate's data."""

from __future__ import annotations

import json
from typing import Any

from scanner.demo import formkiq, services
from scanner.demo.aws import Aws
from scanner.demo.build_data import tag_list
from scanner.demo.kinds import ACCOUNT, MAIN, bucket_arn
from scanner.demo.service_kinds import (
    Alarm,
    Check,
    Database,
    EventRule,
    FileSystem,
    Id,
    LogGroup,
    Pool,
    Queue,
    Topic,
    Volume,
    queue_arn,
    queue_url,
    topic_arn,
)


class _Main:
    """The emulator's main Region."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def __call__(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as botocore takes them
        return self._aws.ask(service, MAIN, operation, **parameters)


def create_services(aws: Aws, key: str) -> dict[Id, str]:
    """Create them all, encrypted with the key of that ARN; returns what AWS calls those whose names it makes up."""
    ask = _Main(aws)
    made: dict[Id, str] = {}
    for queue in (*formkiq.QUEUES, *services.QUEUES):
        _create_queue(ask, queue)
        made[Id("AWS::SQS::Queue", queue.name)] = queue_url(queue.name)
    for topic in (*formkiq.TOPICS, *services.TOPICS):
        made[Id("AWS::SNS::Topic", topic.name)] = _create_topic(ask, topic)
    for alarm in (*formkiq.ALARMS, *services.ALARMS):
        _create_alarm(ask, alarm)
    for group in (*formkiq.LOG_GROUPS, *services.LOG_GROUPS):
        _create_log_group(ask, group)
    for system in (*formkiq.FILE_SYSTEMS, *services.FILE_SYSTEMS):
        made[Id("AWS::EFS::FileSystem", system.name)] = _create_file_system(ask, system)
    for pool in formkiq.POOLS:
        made[Id("AWS::Cognito::UserPool", pool.name)] = _create_pool(ask, pool)
    for database in services.DATABASES:
        _create_database(ask, database, key)
    for volume in services.VOLUMES:
        made[Id("AWS::EC2::Snapshot", volume.name)] = _create_volume(ask, volume, key)
    for rule in services.EVENT_RULES:
        _create_event_rule(ask, rule)
    _create_search(ask, key)
    _create_audit(ask)
    return made


def _create_queue(ask: _Main, queue: Queue) -> None:
    attributes = {}
    if queue.keep_days is not None:
        attributes["MessageRetentionPeriod"] = str(queue.keep_days * 86_400)
    if queue.dead_letters:
        name, receives = queue.dead_letters
        redrive = {"deadLetterTargetArn": queue_arn(name), "maxReceiveCount": receives}
        attributes["RedrivePolicy"] = json.dumps(redrive)
    ask("sqs", "create_queue", QueueName=queue.name, Attributes=attributes, tags=dict(queue.tags))


def _create_topic(ask: _Main, topic: Topic) -> str:
    arn = str(ask("sns", "create_topic", Name=topic.name, Tags=tag_list(topic.tags))["TopicArn"])
    for protocol, endpoint in topic.subscribers:
        ask("sns", "subscribe", TopicArn=arn, Protocol=protocol, Endpoint=endpoint)
    return arn


def _create_alarm(ask: _Main, alarm: Alarm) -> None:
    ask(
        "cloudwatch",
        "put_metric_alarm",
        AlarmName=alarm.name,
        Namespace=alarm.namespace,
        MetricName=alarm.metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in alarm.dimensions.items()],
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic_arn(alarm.topic)],
    )


def _create_log_group(ask: _Main, group: LogGroup) -> None:
    tags = {"tags": dict(group.tags)} if group.tags else {}
    ask("logs", "create_log_group", logGroupName=group.name, **tags)
    if group.keep_days is not None:
        ask("logs", "put_retention_policy", logGroupName=group.name, retentionInDays=group.keep_days)


def _create_file_system(ask: _Main, system: FileSystem) -> str:
    made = ask(
        "efs",
        "create_file_system",
        CreationToken=system.name,
        Encrypted=True,
        Backup=system.backed_up,
        Tags=tag_list({"Name": system.name, **system.tags}),
    )
    return str(made["FileSystemId"])


def _create_pool(ask: _Main, pool: Pool) -> str:
    made = ask(
        "cognito-idp",
        "create_user_pool",
        PoolName=pool.name,
        DeletionProtection="INACTIVE",
        MfaConfiguration="OFF",
        AutoVerifiedAttributes=["email"],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        LambdaConfig={"CustomMessage": f"arn:aws:lambda:{MAIN}:{ACCOUNT}:function:{pool.name}-CustomMessage"},
        UserPoolTags=dict(pool.tags),
    )
    pool_id = str(made["UserPool"]["Id"])
    for group in pool.groups:
        ask("cognito-idp", "create_group", UserPoolId=pool_id, GroupName=group)
    ask("cognito-idp", "create_user_pool_client", UserPoolId=pool_id, ClientName=pool.client)
    return pool_id


def _create_database(ask: _Main, database: Database, key: str) -> None:
    shared = {
        "Engine": database.engine,
        "EngineVersion": database.version,
        "BackupRetentionPeriod": database.backup_days,
        "StorageEncrypted": True,
        "KmsKeyId": key,
        "DeletionProtection": database.protected,
        "MasterUsername": "owner",
        "MasterUserPassword": formkiq.SECRET,
        "Tags": tag_list(database.tags),
    }
    if database.cluster:
        ask("rds", "create_db_cluster", DBClusterIdentifier=database.name, **shared)
        return
    size = {"DBInstanceClass": "db.t4g.medium", "AllocatedStorage": 100}
    ask("rds", "create_db_instance", DBInstanceIdentifier=database.name, **size, **shared)
    for snapshot in database.snapshots:
        ask("rds", "create_db_snapshot", DBInstanceIdentifier=database.name, DBSnapshotIdentifier=snapshot)


def _create_volume(ask: _Main, volume: Volume, key: str) -> str:
    """Create the volume and its snapshot; returns the snapshot's id."""

    def tagged(kind: str) -> list[dict[str, Any]]:
        return [{"ResourceType": kind, "Tags": tag_list({"Name": volume.name, **volume.tags})}]

    zone = f"{MAIN}a"
    made = ask(
        "ec2",
        "create_volume",
        AvailabilityZone=zone,
        Size=volume.gib,
        VolumeType="gp3",
        Encrypted=True,
        KmsKeyId=key,
        TagSpecifications=tagged("volume"),
    )
    snapshot = ask("ec2", "create_snapshot", VolumeId=made["VolumeId"], TagSpecifications=tagged("snapshot"))
    return str(snapshot["SnapshotId"])


def _create_event_rule(ask: _Main, rule: EventRule) -> None:
    pattern = {"source": [rule.source], "detail-type": [rule.detail_type], "detail": {"state": [*rule.states]}}
    ask("events", "put_rule", Name=rule.name, EventPattern=json.dumps(pattern))
    ask("events", "put_targets", Rule=rule.name, Targets=[{"Id": "topic", "Arn": topic_arn(rule.topic)}])


def _create_search(ask: _Main, key: str) -> None:
    ask(
        "opensearch",
        "create_domain",
        DomainName=services.SEARCH_DOMAIN[0],
        EngineVersion="OpenSearch_2.19",
        ClusterConfig={"InstanceType": "r7g.large.search", "InstanceCount": 2, "ZoneAwarenessEnabled": True},
        EBSOptions={"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 100},
        EncryptionAtRestOptions={"Enabled": True},
        NodeToNodeEncryptionOptions={"Enabled": True},
    )
    name = services.SEARCH_COLLECTION
    policy = {"Rules": [{"ResourceType": "collection", "Resource": [f"collection/{name}"]}], "KmsARN": key}
    ask("opensearchserverless", "create_security_policy", name=name, type="encryption", policy=json.dumps(policy))
    ask("opensearchserverless", "create_collection", name=name, type="SEARCH")


def _create_audit(ask: _Main) -> None:
    """The trail, the recorder with its rules, and the reports of AWS Backup."""
    trail = services.TRAIL
    named = {"TrailName": trail.name}
    ask(
        "cloudtrail",
        "create_trail",
        Name=trail.name,
        S3BucketName=trail.bucket,
        S3KeyPrefix=trail.prefix,
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
    )
    objects = {"Type": "AWS::S3::Object", "Values": [f"{bucket_arn(bucket)}/" for bucket in trail.objects_of]}
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [objects]}
    ask("cloudtrail", "put_event_selectors", **named, EventSelectors=[selector])
    ask("cloudtrail", "start_logging", Name=trail.name)
    recorder = {
        "name": "default",
        "roleARN": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
    }
    ask("config", "put_configuration_recorder", ConfigurationRecorder=recorder)
    channel = {"name": "default", "s3BucketName": services.RECORDER_BUCKET, "s3KeyPrefix": "audit"}
    ask("config", "put_delivery_channel", DeliveryChannel=channel)
    ask("config", "start_configuration_recorder", ConfigurationRecorderName="default")
    for check in services.CHECKS:
        _create_check(ask, check)
    for report in services.REPORTS:
        delivery = {"S3BucketName": report.bucket, "Formats": ["CSV"]}
        setting = {"ReportTemplate": report.template}
        ask(
            "backup",
            "create_report_plan",
            ReportPlanName=report.name,
            ReportDeliveryChannel=delivery,
            ReportSetting=setting,
        )


def _create_check(ask: _Main, check: Check) -> None:
    source = {"Owner": "AWS", "SourceIdentifier": check.identifier}
    ask("config", "put_config_rule", ConfigRule={"ConfigRuleName": check.name, "Source": source})
