"""Whose the credentials are, and which Regions are open to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.aws.caller import Caller, Raw
from scanner.aws.failures import Failure, credentials_error
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.errors import CredentialsError

_ACCOUNT = re.compile(r"[0-9]{12}")
_OPEN = frozenset({"opt-in-not-required", "opted-in"})


@dataclass(frozen=True, slots=True)
class Identity:
    """account: its twelve digits. partition: "aws", "aws-cn", "aws-us-gov"."""

    account: str
    partition: str


def identify(caller: Caller) -> Identity:
    """Asks AWS whose the credentials are.

    Raises:
        CredentialsError: there are none, or AWS does not take them, or cannot be reached.
    """
    answer = caller.call(GET_CALLER_IDENTITY)
    if isinstance(answer, Failure):
        raise credentials_error(answer)
    account, arn = answer.get("Account", ""), answer.get("Arn", "").split(":")
    if not _ACCOUNT.fullmatch(account) or len(arn) < 2:  # noqa: PLR2004 - "arn", the partition, and what follows
        raise CredentialsError(
            "sts:GetCallerIdentity does not say whose the credentials are; is AWS_ENDPOINT_URL an AWS endpoint?"
        )
    return Identity(account, arn[1])


def enabled_regions(answer: Raw) -> list[str]:
    """The Regions that are open to the account, sorted, from ec2:DescribeRegions; some endpoints list others too.

    Raises:
        KeyError: the answer is malformed.
    """
    return sorted(region["RegionName"] for region in answer["Regions"] if region["OptInStatus"] in _OPEN)
