"""A history in a bucket. It needs no permission to overwrite or to delete, so that Object Lock may guard it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scanner.aws.failures import credentials_error, failure, one_line
from scanner.aws.operations import Operation
from scanner.errors import CredentialsError, UsageError
from scanner.history.store import SCHEME
from scanner.model import GapReason

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")

_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 8},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=16,
    user_agent_extra="safehold",
)

_LIST = Operation("s3", "ListObjectsV2", "s3:ListBucket")
_GET = Operation("s3", "GetObject")
_PUT = Operation("s3", "PutObject")

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_THERE = "PreconditionFailed"
_AT_ONCE = "ConditionalRequestConflict"
_TRIES = 5

_ADVICE = {
    GapReason.ACCESS_DENIED: "set credentials that may: safehold iam-policy --history s3://BUCKET/PREFIX tells what it"
    " takes",
    GapReason.NOT_FOUND: "check the name, or make the bucket first",
}


def parsed(where: str) -> tuple[str, str]:
    """The bucket, and the prefix with its slash or "", of "s3://bucket/prefix".

    Raises:
        UsageError: there is no bucket of such a name.
    """
    bucket, _, prefix = where.removeprefix(SCHEME).partition("/")
    if not where.startswith(SCHEME) or not _BUCKET.fullmatch(bucket):
        raise UsageError(f"{one_line(where)}: names no bucket; write it like s3://bucket/prefix")
    prefix = prefix.strip("/")
    return bucket, f"{prefix}/" if prefix else ""


class Bucket:
    """A store below a prefix of a bucket."""

    def __init__(self, where: str, profile: str | None = None) -> None:
        """where: "s3://bucket/prefix". profile: of ~/.aws; None for the default credentials.

        Raises:
            UsageError: it names no bucket. CredentialsError: boto3 refuses the profile or the configuration.
        """
        self._bucket, self._prefix = parsed(where)
        self.name = f"{SCHEME}{self._bucket}/{self._prefix}".rstrip("/")
        try:
            self._client: S3Client = boto3.session.Session(profile_name=profile).client("s3", config=_CONFIG)
        except (BotoCoreError, ValueError) as error:
            self._refused(_LIST, error)

    def create(self, key: str, source: Path) -> bool:
        """See `Store.create`."""
        for attempt in range(_TRIES):
            try:
                with source.open("rb") as file:
                    # A bucket with Object Lock takes nothing without a checksum, and a configuration may switch
                    # botocore's own off: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
                    self._client.put_object(
                        Bucket=self._bucket,
                        Key=self._prefix + key,
                        Body=file,
                        IfNoneMatch="*",
                        ChecksumAlgorithm="SHA256",
                    )
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code")
                if code == _THERE:
                    return False
                if code != _AT_ONCE or attempt == _TRIES - 1:
                    self._refused(_PUT, error, key)
                time.sleep(0.1 * 2**attempt)
            except BotoCoreError as error:
                self._refused(_PUT, error, key)
            else:
                return True
        raise AssertionError("the last attempt returns or raises")

    def read(self, key: str) -> bytes:
        """See `Store.read`."""
        with self.opened(key) as file:
            return file.read()

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        """See `Store.opened`."""
        try:
            with self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"] as body:
                yield cast("BinaryIO", body)
        except (ClientError, BotoCoreError) as error:
            self._refused(_GET, error, key)

    def keys(self, folder: str) -> list[str]:
        """See `Store.keys`."""
        pages = self._client.get_paginator("list_objects_v2")
        try:
            return [
                found["Key"].removeprefix(self._prefix)
                for page in pages.paginate(Bucket=self._bucket, Prefix=f"{self._prefix}{folder}/")
                for found in page.get("Contents", ())
            ]
        except (ClientError, BotoCoreError) as error:
            self._refused(_LIST, error)

    def location(self, key: str) -> str:
        """See `Store.location`."""
        return f"{SCHEME}{self._bucket}/{self._prefix}{key}"

    def _refused(self, operation: Operation, error: Exception, key: str = "") -> NoReturn:
        why = failure(operation, error)
        if not isinstance(error, ClientError):  # nobody was reached who could refuse
            raise CredentialsError(f"{self.location(key)}: {credentials_error(why)}") from error
        advice = _ADVICE.get(why.reason, "try again")
        raise UsageError(f"{self.location(key)}: {operation} failed: {why.detail}; {advice}") from error


def needs(where: str, partition: str = "*") -> list[dict[str, Any]]:
    """The statements of an IAM policy that a scan with --history needs there.

    Raises:
        UsageError: `where` names no bucket.
    """
    bucket, prefix = parsed(where)
    arn = f"arn:{partition}:s3:::{bucket}"
    return [
        {
            "Sid": "HistoryList",
            "Effect": "Allow",
            "Action": [_LIST.permission],
            "Resource": arn,
            "Condition": {"StringLike": {"s3:prefix": [f"{prefix}index/*", f"{prefix}runs/*"]}},
        },
        {
            "Sid": "HistoryKeep",
            "Effect": "Allow",
            "Action": [_GET.permission, _PUT.permission],
            "Resource": [f"{arn}/{prefix}index/*", f"{arn}/{prefix}runs/*"],
        },
    ]
