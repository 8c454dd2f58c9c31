"""What stands around an estate's data, as rows: each says only what differs from AWS's defaults.

Names are as AWS has them, ages are in days before now. All of it is in the main Region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scanner.demo.kinds import ACCOUNT, MAIN


def queue_arn(name: str) -> str:
    """The ARN of a queue."""
    return f"arn:aws:sqs:{MAIN}:{ACCOUNT}:{name}"


def queue_url(name: str) -> str:
    """The URL of a queue, by which CloudFormation knows it."""
    return f"https://sqs.{MAIN}.amazonaws.com/{ACCOUNT}/{name}"


def topic_arn(name: str) -> str:
    """The ARN of a topic."""
    return f"arn:aws:sns:{MAIN}:{ACCOUNT}:{name}"


@dataclass(frozen=True, slots=True)
class Id:
    """What AWS calls a resource: its own name, or an id that AWS makes up. type: as CloudFormation has it."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Queue:
    """An SQS queue. dead_letters: the queue for what was received so often. keep_days: None for AWS's own four."""

    name: str
    tags: Mapping[str, str]
    keep_days: int | None = None
    dead_letters: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """An SNS topic. subscribers: protocol and endpoint of each, all confirmed."""

    name: str
    tags: Mapping[str, str]
    subscribers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """A CloudWatch alarm that tells a topic when a metric is above zero."""

    name: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    topic: str


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group. keep_days: None for ever."""

    name: str
    tags: Mapping[str, str]
    keep_days: int | None


@dataclass(frozen=True, slots=True)
class FileSystem:
    """An EFS file system, called by its tag Name."""

    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    backed_up: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """A Cognito user pool with one app client. FormKiQ's templates forget the tag of the environment."""

    name: str
    tags: Mapping[str, str]
    groups: Sequence[str]
    client: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A CloudFormation stack. owns: logical id to resource. drift: what was found when somebody looked for it."""

    name: str
    tags: Mapping[str, str]
    owns: Mapping[str, Id]
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str | Id] = field(default_factory=dict)
    inside: str | None = None
    age_days: int = 0
    updated_days: int = 0
    drift: str = "NOT_CHECKED"


@dataclass(frozen=True, slots=True)
class Database:
    """An RDS instance, or with `cluster` an Aurora cluster. backup_days: how far back it can be restored."""

    name: str
    engine: str
    version: str
    tags: Mapping[str, str]
    backup_days: int
    age_days: int
    cluster: bool = False
    protected: bool = False
    snapshots: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """An EBS volume, called by its tag Name, with one snapshot. locked: mode and days of the snapshot's lock."""

    name: str
    tags: Mapping[str, str]
    gib: int
    locked: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """A CloudTrail trail of all Regions, with write events of the objects in buckets."""

    name: str
    bucket: str
    prefix: str
    objects_of: Sequence[str]


@dataclass(frozen=True, slots=True)
class Check:
    """A managed rule of AWS Config, and how many resources do not comply with it."""

    name: str
    identifier: str
    noncompliant: int


@dataclass(frozen=True, slots=True)
class EventRule:
    """An EventBridge rule that tells a topic of what a service does. states: only these."""

    name: str
    source: str
    detail_type: str
    states: Sequence[str]
    topic: str


@dataclass(frozen=True, slots=True)
class Replicated:
    """How a bucket's replication went of late, hour by hour: the same each time."""

    source: str
    to: str
    pending: int
    pending_bytes: int
    latency_seconds: int
    failed: int = 0
