"""The targets of AWS: a client, and one line for what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scanner.aws.operations import Operation
from scanner.errors import NotificationError
from scanner.notify.base import ATTEMPTS

ARN = r"arn:aws[a-z-]*"
REGION = r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]"
ACCOUNT = r"[0-9]{12}"


@contextmanager
def client(operation: Operation, region: str | None, profile: str | None) -> Iterator[Any]:
    """A client for one operation, which botocore tries again. region: None for the configured default.

    Raises:
        NotificationError: in place of whatever botocore raises, there or within the block.
    """
    # An evaluation that notifies nobody of AWS loads nothing of it.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    from scanner.aws.failures import failure  # noqa: PLC0415

    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=5,
        read_timeout=15,
        user_agent_extra="safehold",
    )
    name: Any = operation.service
    try:
        yield boto3.session.Session(profile_name=profile).client(name, region_name=region, config=config)
    except (BotoCoreError, ClientError, ValueError) as error:
        raise NotificationError(failure(operation, error).detail) from None
