"""Entering another account: a role there, capped to reads, with credentials that renew themselves."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any

import boto3
import botocore.session
from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials
from botocore.exceptions import ClientError, CredentialRetrievalError

from scanner.aws.caller import Caller
from scanner.aws.failures import Failure, malformed, one_line
from scanner.aws.operations import Operation
from scanner.model import GapReason
from scanner.settings import RoleSettings

ASSUME_ROLE = Operation("sts", "AssumeRole")

_ALWAYS_GRANTED = 3600
"""Seconds that every role allows, and the most for a caller that is in a role itself (role chaining):
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html."""

_RETRY_SECONDS = 60
"""After a renewal that failed, calls that need it fail at once for so long: AWS is not asked again by each of them."""

_METHOD = "assume-role"


@dataclass(frozen=True, slots=True)
class SessionPolicies:
    """What caps a session, whatever the role itself allows.

    managed: ARNs of AWS's own policies. inline: a document, or "" for none. What either allows is allowed, and what
    either denies is not.
    """

    managed: tuple[str, ...]
    inline: str


def enter(  # noqa: PLR0913 - what it takes to enter an account
    home: botocore.session.Session,
    caller: Caller,
    account: str,
    role: RoleSettings,
    *,
    partition: str,
    region: str,
    policies: SessionPolicies,
) -> boto3.session.Session | Failure:
    """A session in another account, or why its role cannot be entered.

    home: the new session shares its profile's settings and its service models. caller: asks STS for the credentials,
    now and whenever they are about to run out, in its own Region. region: the new session's default.
    A session longer than an hour that AWS refuses (the caller is in a role itself, or the role allows less) is asked
    for again with an hour: renewal makes it last as long as the scan.

    Raises:
        ScanStoppedError: the scan was stopped.
    """
    way = _Way(caller, f"arn:{partition}:iam::{account}:role/{role.name}", role, policies)
    first = way.ask()
    if isinstance(first, Failure):
        return first
    credentials = RefreshableCredentials.create_from_metadata(
        first,
        refresh_using=way.again,
        method=_METHOD,
        # botocore's own, 15 and 10 minutes before the end, renew a session of 15 minutes at every call.
        advisory_timeout=min(900, way.seconds // 4),
        mandatory_timeout=min(600, way.seconds // 6),
    )
    session = botocore.session.Session(profile=home.profile)
    session.register_component("credential_provider", CredentialResolver([_Given(credentials)]))
    # Models are parsed once for all accounts: a loader of its own costs each a second and some megabytes.
    session.register_component("data_loader", home.get_component("data_loader"))
    return boto3.session.Session(botocore_session=session, region_name=region)


class _Given(CredentialProvider):
    """Provides credentials that are there already."""

    METHOD = _METHOD

    def __init__(self, credentials: RefreshableCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> RefreshableCredentials:
        return self._credentials


class _Way:
    """The way into one account. seconds: for how long the session is asked for."""

    def __init__(self, caller: Caller, arn: str, role: RoleSettings, policies: SessionPolicies) -> None:
        self._caller = caller
        self._arn = arn
        self.seconds = role.duration_seconds
        self._parameters: dict[str, Any] = {"RoleArn": arn, "RoleSessionName": role.session_name}
        if role.external_id is not None:
            self._parameters["ExternalId"] = role.external_id
        if policies.managed:
            self._parameters["PolicyArns"] = [{"arn": policy} for policy in policies.managed]
        if policies.inline:
            self._parameters["Policy"] = policies.inline
        self._failed: tuple[float, Failure] | None = None

    def ask(self) -> dict[str, str] | Failure:
        """Credentials, as botocore takes those that can be renewed."""
        answer = self._caller.call(ASSUME_ROLE, **self._parameters, DurationSeconds=self.seconds)
        if isinstance(answer, Failure) and self.seconds > _ALWAYS_GRANTED and "DurationSeconds" in answer.detail:
            self.seconds = _ALWAYS_GRANTED
            answer = self._caller.call(ASSUME_ROLE, **self._parameters, DurationSeconds=self.seconds)
        if isinstance(answer, Failure):
            return answer
        try:
            given = answer["Credentials"]
            return {
                "access_key": given["AccessKeyId"],
                "secret_key": given["SecretAccessKey"],
                "token": given["SessionToken"],
                "expiry_time": given["Expiration"].isoformat(),
            }
        except (AttributeError, KeyError, TypeError) as error:
            return malformed(ASSUME_ROLE, f"no {error}")

    def again(self) -> dict[str, str]:
        """The same, for botocore, which lets one thread at a time renew.

        Raises:
            ClientError, CredentialRetrievalError: none are given; the call that needed them fails for the same reason.
        """
        if self._failed and monotonic() - self._failed[0] < _RETRY_SECONDS:
            raise self._error(self._failed[1])
        given = self.ask()
        if isinstance(given, Failure):
            self._failed = (monotonic(), given)
            raise self._error(given)
        return given

    def _error(self, why: Failure) -> ClientError | CredentialRetrievalError:
        told = one_line(f"{self._arn} cannot be entered again: {why.detail}")
        if why.reason is GapReason.ACCESS_DENIED:
            return CredentialRetrievalError(provider=_METHOD, error_msg=told)
        return ClientError({"Error": {"Code": why.code, "Message": told}}, ASSUME_ROLE.name)
