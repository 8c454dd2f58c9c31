"""Each service that moto implements, over real HTTP: facts without gaps, no request twice, and every page read.

What moto does not tell, or tells otherwise than AWS, is said at the service. DynamoDB, S3, AWS Backup and FormKiQ are
in test_collect; what moto knows nothing of, in test_demo.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from support.aws_environment import aws_environment, impatient
from support.moto_server import ACCOUNT, Moto
from support.service_scans import HERE, NOW, TAG_LIST, TAGS, Scan, Shorten, client, moto, scan, server, small_pages

from scanner.collectors.options import ExportLocation, Options

__all__ = ["aws_environment", "impatient", "moto", "scan", "server", "small_pages"]


def test_sqs(scan: Scan, moto: Moto) -> None:
    sqs = client("sqs")
    dead = sqs.create_queue(QueueName="dead", Attributes={"MessageRetentionPeriod": "1209600"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    sqs.create_queue(QueueName="orders", Attributes={"RedrivePolicy": redrive}, tags=TAGS)
    queues = scan("sqs")
    assert queues["orders"].config["redrive"]["dead_letter_queue_arn"] == queues["dead"].id == arn
    assert queues["dead"].config["retention_seconds"] == 1_209_600
    assert (queues["orders"].tags, queues["dead"].tags) == (TAGS, {})
    assert moto.seen["sqs:ListQueues"] == 1  # moto has no pages here


def test_sns(scan: Scan, moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moto.sns.models.DEFAULT_PAGE_SIZE", 4)
    sns = client("sns")
    arns = [sns.create_topic(Name=f"topic-{number}", Tags=TAG_LIST)["TopicArn"] for number in range(9)]
    for arn in arns:
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint="somebody@example.com")
    topics = scan("sns")
    assert len(topics) == 9
    assert topics["topic-8"].tags == TAGS
    assert topics["topic-8"].config["protocols"] == [{"protocol": "email", "subscriptions_confirmed": 1}]
    assert topics["topic-8"].config["subscriptions_confirmed"] == 0  # moto never counts them
    assert moto.seen["sns:ListTopics"] == moto.seen["sns:ListSubscriptions"] == 3


def test_events(scan: Scan, moto: Moto, small_pages: Shorten) -> None:
    small_pages("events", "LIST_RULES")
    events = client("events")
    for number in range(9):
        pattern = json.dumps({"source": ["aws.backup"], "detail": {"state": ["FAILED"]}})
        events.put_rule(Name=f"rule-{number}", EventPattern=pattern)
        events.put_targets(Rule=f"rule-{number}", Targets=[{"Id": "1", "Arn": f"arn:aws:sns:{HERE}:{ACCOUNT}:alerts"}])
    rules = scan("events")
    assert len(rules) == 9
    assert rules["rule-8"].config["event_pattern"]["sources"] == ["aws.backup"]
    assert [target["type"] for target in rules["rule-8"].config["targets"]] == ["sns"]
    assert moto.seen["events:ListRules"] == 3


def test_cloudwatch(scan: Scan, moto: Moto) -> None:
    cloudwatch = client("cloudwatch")
    rule = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Period": 60, "Threshold": 1}
    metric = {"Namespace": "AWS/SQS", "MetricName": "NumberOfMessagesSent", "Statistic": "Sum"}
    topic = f"arn:aws:sns:{HERE}:{ACCOUNT}:alerts"
    cloudwatch.put_metric_alarm(AlarmName="sent", AlarmActions=[topic], Tags=TAG_LIST, **metric, **rule)
    (alarm,) = scan("cloudwatch").values()  # moto cannot make alarms of other types
    assert (alarm.name, alarm.tags) == ("sent", TAGS)
    assert (alarm.config["type"], alarm.config["alarm_action_arns"]) == ("MetricAlarm", [topic])
    assert moto.seen["cloudwatch:DescribeAlarms"] == 3  # one for each type


def test_logs(scan: Scan, moto: Moto, small_pages: Shorten) -> None:
    small_pages("logs", "LIST_GROUPS")
    logs = client("logs")
    for number in range(9):
        logs.create_log_group(logGroupName=f"group-{number}", tags=TAGS)
    logs.put_retention_policy(logGroupName="group-8", retentionInDays=90)
    groups = scan("logs")
    assert len(groups) == 9
    assert [groups[name].config["retention_days"] for name in ("group-7", "group-8")] == [None, 90]
    assert groups["group-8"].tags == {}  # the tagging API of AWS calls them log-group, moto's loggroup
    assert moto.seen["logs:DescribeLogGroups"] == 3


def test_cloudtrail(scan: Scan) -> None:
    client("s3").create_bucket(Bucket="trails", CreateBucketConfiguration={"LocationConstraint": HERE})
    cloudtrail = client("cloudtrail")
    cloudtrail.create_trail(Name="audit", S3BucketName="trails", IsMultiRegionTrail=True)
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::docs/"]}
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": False, "DataResources": [objects]}
    cloudtrail.put_event_selectors(TrailName="audit", EventSelectors=[selector])
    cloudtrail.start_logging(Name="audit")
    audit = scan("cloudtrail")["audit"].config
    assert (audit["logging"]["on"], audit["multi_region"], audit["bucket"]) == (True, True, "trails")
    (logged,) = audit["selectors"]["data_events"]
    assert (logged["arn_prefixes"], logged["write"], logged["read"]) == (["arn:aws:s3:::docs/"], True, False)


def test_config(scan: Scan, moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moto.config.models.CONFIG_RULE_PAGE_SIZE", 4)
    client("s3").create_bucket(Bucket="recorded", CreateBucketConfiguration={"LocationConstraint": HERE})
    config = client("config")
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    role = f"arn:aws:iam::{ACCOUNT}:role/config"
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "recorded"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    for number in range(9):
        source = {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED"}
        config.put_config_rule(ConfigRule={"ConfigRuleName": f"rule-{number}", "Source": source})
    # moto knows no compliance.
    facts = scan("config", gaps={("config.rule", "/config/compliance"): "config:DescribeComplianceByConfigRule"})
    assert facts["default"].config["recording"] is True
    assert facts["default"].config["delivery"]["bucket"] == "recorded"
    assert facts["rule-8"].config["identifier"] == "S3_BUCKET_VERSIONING_ENABLED"
    assert len(facts) == 10
    assert moto.seen["config:DescribeConfigRules"] == 3


def test_kms(scan: Scan, moto: Moto) -> None:
    kms = client("kms")
    ids = [kms.create_key(Tags=[{"TagKey": "team", "TagValue": "data"}])["KeyMetadata"]["KeyId"] for _ in range(2)]
    kms.create_alias(AliasName="alias/data", TargetKeyId=ids[0])
    kms.enable_key_rotation(KeyId=ids[0])
    kms.schedule_key_deletion(KeyId=ids[1], PendingWindowInDays=7)
    keys = scan("kms")
    assert keys.keys() == set(ids)
    assert (keys[ids[0]].tags, keys[ids[0]].config["aliases"]) == ({"team": "data"}, ["alias/data"])
    assert keys[ids[0]].config["rotation"]["enabled"] is True
    assert keys[ids[1]].config["state"] == "PendingDeletion"
    assert moto.seen["kms:ListKeys"] == 1  # moto has no pages here


def test_efs(scan: Scan, moto: Moto, small_pages: Shorten) -> None:
    small_pages("efs", "LIST_FILE_SYSTEMS")
    efs = client("efs")
    for number in range(9):
        tags = [{"Key": "Name", "Value": f"files-{number}"}]
        efs.create_file_system(CreationToken=str(number), Encrypted=True, Backup=number == 8, Tags=tags)
    # moto knows no replication.
    gaps = {("efs.file_system", "/config/replication"): "efs:DescribeReplicationConfigurations"}
    systems = scan("efs", gaps=gaps)
    assert len(systems) == 9
    assert [systems[name].config["backup_policy"]["enabled"] for name in ("files-7", "files-8")] == [False, True]
    assert moto.seen["efs:DescribeFileSystems"] == 3


def test_rds(scan: Scan, moto: Moto, small_pages: Shorten) -> None:
    small_pages("rds", "LIST_INSTANCES")
    rds = client("rds")
    owner = {"MasterUsername": "owner", "MasterUserPassword": "made-up-password", "Tags": TAG_LIST}
    for number in range(9):
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{number}",
            DBInstanceClass="db.t4g.medium",
            Engine="postgres",
            AllocatedStorage=20,
            BackupRetentionPeriod=14,
            **owner,
        )
    rds.create_db_cluster(DBClusterIdentifier="cluster", Engine="aurora-postgresql", BackupRetentionPeriod=7, **owner)
    # moto does not say of which database an automated backup is, nor a snapshot of a cluster.
    gaps = {
        ("rds.instance", "/config/earliest_restorable_at"): "rds:DescribeDBInstanceAutomatedBackups",
        ("rds.cluster", "/config/snapshots"): "rds:DescribeDBClusterSnapshots",
    }
    databases = scan("rds", gaps=gaps)
    assert len(databases) == 10
    assert (databases["db-8"].tags, databases["cluster"].tags) == (TAGS, TAGS)
    assert [databases[name].config["backup_retention_days"] for name in ("db-8", "cluster")] == [14, 7]
    assert moto.seen["rds:DescribeDBInstances"] == 3


def test_ec2(scan: Scan) -> None:
    ec2 = client("ec2")
    tags = [{"ResourceType": "volume", "Tags": TAG_LIST}]
    volume = ec2.create_volume(AvailabilityZone=f"{HERE}a", Size=10, TagSpecifications=tags)["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    # moto knows no locks.
    facts = scan("ec2", gaps={("ec2.snapshot", "/config/lock"): "ec2:DescribeLockedSnapshots"})
    assert facts.keys() == {volume, snapshot}
    assert facts[volume].tags == TAGS
    assert facts[snapshot].config["volume_arn"] == facts[volume].id


def test_opensearch(scan: Scan, moto: Moto) -> None:
    opensearch = client("opensearch")
    for number in range(11):
        opensearch.create_domain(DomainName=f"search-{number}", EngineVersion="OpenSearch_2.19")
    gaps = {("opensearch.domain", "/config/manual_snapshots"): "opensearch-domain:GetRepositories"}  # nobody asked
    domains = scan("opensearch", gaps=gaps)
    assert len(domains) == 11
    assert domains["search-10"].config["engine_version"] == "OpenSearch_2.19"
    assert moto.seen["opensearch:DescribeDomains"] == 3


def test_opensearch_serverless(scan: Scan, moto: Moto) -> None:
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    aoss = client("opensearchserverless")
    rules = [{"ResourceType": "collection", "Resource": ["collection/search"]}]
    policy = json.dumps({"Rules": rules, "KmsARN": key})
    aoss.create_security_policy(name="search", type="encryption", policy=policy)
    aoss.create_collection(name="search", type="SEARCH")
    search = scan("opensearch-serverless")["search"].config
    assert (search["type"], search["key_arn"]) == ("SEARCH", key)
    assert moto.seen["opensearchserverless:BatchGetCollection"] == 1


def test_cognito(scan: Scan, moto: Moto, small_pages: Shorten) -> None:
    for name in ("LIST_GROUPS", "LIST_CLIENTS", "LIST_PROVIDERS"):
        small_pages("cognito", name)
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="people", DeletionProtection="ACTIVE", UserPoolTags=TAGS)["UserPool"]["Id"]
    for number in range(9):
        cognito.create_group(UserPoolId=pool, GroupName=f"group-{number}")
        cognito.create_user_pool_client(UserPoolId=pool, ClientName=f"client-{number}", GenerateSecret=True)
        details = {"client_id": "id", "client_secret": "made-up", "authorize_scopes": "openid"}
        cognito.create_identity_provider(
            UserPoolId=pool, ProviderName=f"idp-{number}", ProviderType="OIDC", ProviderDetails=details
        )
    cognito.create_user_pool_domain(Domain="people-of-ours", UserPoolId=pool)
    people = scan("cognito")["people"]
    assert people.tags == TAGS
    assert [len(people.config[part]) for part in ("groups", "clients", "identity_providers", "domains")] == [9, 9, 9, 1]
    assert {row["has_secret"] for row in people.config["clients"]} == {True}
    for operation in ("ListGroups", "ListUserPoolClients", "ListIdentityProviders"):
        assert moto.seen[f"cognito-idp:{operation}"] == 3


def test_cloudformation(scan: Scan, moto: Moto) -> None:
    cloudformation = client("cloudformation")
    topic = {"Type": "AWS::SNS::Topic", "DeletionPolicy": "Retain"}
    template = json.dumps({"Resources": {"Topic": topic}, "Outputs": {"Secret": {"Value": "made-up"}}})
    for number in range(101):
        cloudformation.create_stack(StackName=f"stack-{number:03}", TemplateBody=template, Tags=TAG_LIST)
    stacks = scan("cloudformation")
    assert len(stacks) == 101
    last = stacks["stack-100"]
    assert (last.tags, last.config["outputs"]) == (TAGS, ["Secret"])
    assert [row["type"] for row in last.config["resources"]] == ["AWS::SNS::Topic"]
    assert [row["deletion_policy"] for row in last.config["template_resources"]] == ["Retain"]
    assert moto.seen["cloudformation:DescribeStacks"] == 3


def test_ssm(scan: Scan, moto: Moto) -> None:
    ssm = client("ssm")
    for number in range(21):
        ssm.put_parameter(Name=f"/app/{number}", Value="made-up", Type="SecureString", Tags=TAG_LIST)
    parameters = scan("ssm")
    assert len(parameters) == 21
    assert parameters["/app/20"].tags == TAGS
    assert parameters["/app/20"].config["type"] == "SecureString"
    assert moto.seen["ssm:DescribeParameters"] == 3


def test_metrics_of_buckets(scan: Scan, moto: Moto) -> None:
    day = (NOW - timedelta(days=1)).replace(hour=0, minute=0, second=0)
    cloudwatch = client("cloudwatch")
    for number in range(251):
        cloudwatch.put_metric_data(
            Namespace="AWS/S3",
            MetricData=[
                {
                    "MetricName": name,
                    "Dimensions": [
                        {"Name": "BucketName", "Value": f"bucket-{number}"},
                        {"Name": "StorageType", "Value": stored},
                    ],
                    "Value": value,
                    "Timestamp": day,
                }
                for name, stored, value in (
                    ("NumberOfObjects", "AllStorageTypes", 7),
                    ("BucketSizeBytes", "StandardStorage", 2**40),
                )
            ],
        )
    usage = scan("s3-metrics")
    assert len(usage) == 251
    assert usage["bucket-250"].config["object_count"] == 7
    assert usage["bucket-250"].config["storage"] == [{"type": "StandardStorage", "size_bytes": 2**40}]
    assert (moto.seen["cloudwatch:ListMetrics"], moto.seen["cloudwatch:GetMetricData"]) == (3, 2)


def test_exports(scan: Scan, moto: Moto, small_pages: Shorten) -> None:
    small_pages("exports", "LIST_OBJECTS")
    s3 = client("s3")
    s3.create_bucket(Bucket="exports", CreateBucketConfiguration={"LocationConstraint": HERE})
    pool = client("cognito-idp").create_user_pool(PoolName="exported")["UserPool"]["Id"]
    for number in range(9):
        s3.put_object(Bucket="exports", Key=f"pools/exported/{number}.json", Body=b"{}")
    location = ExportLocation("cognito.user_pool", "exports", "pools/{name}/")
    facts = scan("exports", options=Options(exports=(location,)))
    exported = facts["exported"].config
    assert exported["subject_arn"].endswith(pool)
    assert (exported["object_count"], exported["newest_key"], exported["truncated"]) == (
        9,
        "pools/exported/8.json",
        False,
    )
    assert moto.seen["s3:ListObjectsV2"] == 2 + len(facts)
