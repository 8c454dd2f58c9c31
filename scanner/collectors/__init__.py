"""Collectors, one module a service: what is asked of AWS (I/O), and how the answers become facts (pure)."""

from __future__ import annotations

from scanner.collectors.account import ACCOUNT_COLLECTOR
from scanner.collectors.backup import BACKUP
from scanner.collectors.base import Collector
from scanner.collectors.cloudformation import CLOUDFORMATION
from scanner.collectors.cloudtrail import CLOUDTRAIL
from scanner.collectors.cloudwatch import CLOUDWATCH
from scanner.collectors.cognito import COGNITO
from scanner.collectors.config_service import CONFIG
from scanner.collectors.dynamodb import DYNAMODB
from scanner.collectors.ec2 import EC2
from scanner.collectors.efs import EFS
from scanner.collectors.events import EVENTS
from scanner.collectors.evidence import EVIDENCE
from scanner.collectors.exports import EXPORTS
from scanner.collectors.formkiq import FORMKIQ
from scanner.collectors.kms import KMS
from scanner.collectors.logs import LOGS
from scanner.collectors.opensearch import OPENSEARCH
from scanner.collectors.opensearch_serverless import OPENSEARCH_SERVERLESS
from scanner.collectors.rds import RDS
from scanner.collectors.s3 import S3
from scanner.collectors.s3_metrics import S3_METRICS
from scanner.collectors.sns import SNS
from scanner.collectors.sqs import SQS
from scanner.collectors.ssm import SSM

__all__ = ["COLLECTORS", "Collector"]

COLLECTORS: tuple[Collector, ...] = (
    ACCOUNT_COLLECTOR,
    DYNAMODB,
    S3,
    S3_METRICS,
    BACKUP,
    FORMKIQ,
    COGNITO,
    CLOUDFORMATION,
    SSM,
    OPENSEARCH,
    OPENSEARCH_SERVERLESS,
    CLOUDTRAIL,
    CONFIG,
    KMS,
    EFS,
    RDS,
    EC2,
    SQS,
    SNS,
    EVENTS,
    CLOUDWATCH,
    LOGS,
    EXPORTS,
    EVIDENCE,
)
"""Every collector there is."""
