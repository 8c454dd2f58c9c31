"""What AWS calls the kinds of resources: its CloudFormation types, and the types of the AWS Security Finding Format.

The types of the latter: https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html
"""

from __future__ import annotations

OTHER = "Other"
"""What the AWS Security Finding Format calls a resource of a type that it does not know."""

_TYPES = {
    "account": ("AWS::::Account", "AwsAccount"),
    "backup.framework": ("AWS::Backup::Framework", OTHER),
    "backup.plan": ("AWS::Backup::BackupPlan", "AwsBackupBackupPlan"),
    "backup.recovery_point": ("AWS::Backup::RecoveryPoint", "AwsBackupRecoveryPoint"),
    "backup.report_plan": ("AWS::Backup::ReportPlan", OTHER),
    "backup.restore_testing_plan": ("AWS::Backup::RestoreTestingPlan", OTHER),
    "backup.restore_testing_selection": ("AWS::Backup::RestoreTestingSelection", OTHER),
    "backup.selection": ("AWS::Backup::BackupSelection", OTHER),
    "backup.vault": ("AWS::Backup::BackupVault", "AwsBackupBackupVault"),
    "cloudformation.stack": ("AWS::CloudFormation::Stack", "AwsCloudFormationStack"),
    "cloudtrail.trail": ("AWS::CloudTrail::Trail", "AwsCloudTrailTrail"),
    "cloudwatch.alarm": ("AWS::CloudWatch::Alarm", "AwsCloudWatchAlarm"),
    "cognito.user_pool": ("AWS::Cognito::UserPool", OTHER),
    "config.recorder": ("AWS::Config::ConfigurationRecorder", OTHER),
    "config.rule": ("AWS::Config::ConfigRule", OTHER),
    "dynamodb.global_table": ("AWS::DynamoDB::GlobalTable", OTHER),
    "dynamodb.table": ("AWS::DynamoDB::Table", "AwsDynamoDbTable"),
    "ec2.snapshot": ("AWS::EC2::Snapshot", OTHER),
    "ec2.volume": ("AWS::EC2::Volume", "AwsEc2Volume"),
    "efs.file_system": ("AWS::EFS::FileSystem", OTHER),
    "events.rule": ("AWS::Events::Rule", OTHER),
    "kms.key": ("AWS::KMS::Key", "AwsKmsKey"),
    "logs.log_group": ("AWS::Logs::LogGroup", OTHER),
    "opensearch.collection": ("AWS::OpenSearchServerless::Collection", OTHER),
    "opensearch.domain": ("AWS::OpenSearchService::Domain", "AwsOpenSearchServiceDomain"),
    "rds.cluster": ("AWS::RDS::DBCluster", "AwsRdsDbCluster"),
    "rds.instance": ("AWS::RDS::DBInstance", "AwsRdsDbInstance"),
    "s3.bucket": ("AWS::S3::Bucket", "AwsS3Bucket"),
    "sns.topic": ("AWS::SNS::Topic", "AwsSnsTopic"),
    "sqs.queue": ("AWS::SQS::Queue", "AwsSqsQueue"),
    "ssm.parameter": ("AWS::SSM::Parameter", OTHER),
}


def cloudformation(kind: str) -> str:
    """Return the CloudFormation type of a kind of ours; the kind itself where AWS has no such resource."""
    return _TYPES.get(kind, (kind, OTHER))[0]


def asff(kind: str) -> str:
    """Return the type by which the AWS Security Finding Format knows a kind of ours."""
    return _TYPES.get(kind, (kind, OTHER))[1]
