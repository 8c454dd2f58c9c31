"""A failed AWS call as a value: why it failed, in one line that may be shown to anyone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from scanner.aws.operations import Operation
from scanner.errors import CredentialsError
from scanner.model import Gap, GapReason

_LONGEST_DETAIL = 300

_DENIED = re.compile(
    r"AccessDenied|UnauthorizedOperation|UnauthorizedAccess|NotAuthorized|AuthorizationError|^Forbidden$|^403$"
    # Credentials that ran out, or that a Region which is not enabled does not know.
    r"|^ExpiredToken|^RequestExpired$|^TokenRefreshRequired$|^InvalidToken$|^InvalidClientTokenId$|^AuthFailure$"
    r"|^UnrecognizedClient|^InvalidAccessKeyId$|^SignatureDoesNotMatch$|^InvalidSignature|^IncompleteSignature"
    r"|^MissingAuthenticationToken|^OptInRequired$|^AllAccessDisabled$"
)
_THROTTLED = re.compile(r"Throttl|^SlowDown$|LimitExceeded|TooManyRequests|^429$")
_NOT_SUPPORTED = re.compile(
    r"^UnknownOperation|^InvalidAction$|^NotImplemented|^UnsupportedOperation|^MethodNotAllowed$|^40[45]$|^501$"
)
_NO_CREDENTIALS = re.compile(r"Credentials?[A-Z]|SSO|Token|^Login")
"""Exceptions of botocore, by name: some are younger than the oldest botocore that will do."""

_PAGE = re.compile(r"(?i)received\..*b'\s*<(!doctype html|html)", re.DOTALL)
"""What botocore says when an emulator answers an operation that it does not know with a page, and not with XML."""

_EXPIRED = re.compile(r"^ExpiredToken|^TokenRefreshRequired$|^UnauthorizedSSOToken|^TokenRetrieval|^SSOToken")
_NOT_FOUND = re.compile(r"NotFound|^NoSuch")

_SECRETS = (
    (re.compile(r"//[^/@\s]+@"), "//"),
    (re.compile(r"Encoded authorization failure message: \S+"), ""),
    (re.compile(r"(?i)(security-token['\"]?[:=]\s*)\S+"), r"\1[removed]"),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b"), "[access key]"),
    (re.compile(r"[A-Za-z0-9+/=]{80,}"), "[removed]"),
)

_ADVICE = (
    (r"^NoCredentials", "set AWS_PROFILE or AWS_ACCESS_KEY_ID, run 'aws configure', or use --profile"),
    (r"^PartialCredentials", "complete them, or remove the incomplete ones so that others are found"),
    (r"^ProfileNotFound", "name a profile of ~/.aws/config with --profile or AWS_PROFILE"),
    (r"SSO|TokenRetrieval|NoAuthToken", "log in again: aws sso login"),
    (r"^Login", "log in again: aws login"),
    (r"Expired|^TokenRefreshRequired", "they ran out: log in again or renew them"),
    (r"^CredentialRetrieval", "the program or role that should give them failed; try it by itself"),
    (r"^ConfigParse|^InvalidConfig|^InfiniteLoopConfig", "mend ~/.aws/config or ~/.aws/credentials"),
    (r"Connect|Timeout|SSLError|HTTPClient", "check the network, the proxy, the Region and AWS_ENDPOINT_URL"),
    (r"Throttl|TooManyRequests|SlowDown", "AWS refuses so many calls just now: try again later"),
    (r"Signature", "the secret access key is wrong, or this machine's clock is"),
    (r"AccessDenied", "the role may not be assumed, or a policy forbids it"),
    (r"ClientToken|AccessKeyId|UnrecognizedClient|AuthFailure|InvalidToken", "they are wrong or disabled: set others"),
    (r"", "check the credentials, the Region and AWS_ENDPOINT_URL"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that gave no answer. code: AWS's error code, or the exception's name. detail: one safe line."""

    operation: Operation
    reason: GapReason
    code: str
    detail: str

    def gap(self, path: str, about: str = "") -> Gap:
        """The gap that it leaves at a place of a fact, or on a kind. about: what was asked about, if unclear."""
        return Gap(path, str(self.operation), self.reason, f"{about}: {self.detail}" if about else self.detail)

    def after(self, pages: int) -> Failure:
        """The same, of a listing that was read up to there."""
        return replace(self, detail=f"partial, after {pages} pages: {self.detail}") if pages else self


def failure(operation: Operation, error: Exception, *, service_absent: bool = False) -> Failure:
    """What an exception from botocore means.

    service_absent: its host could not be reached, and botocore does not know the service in that Region either.
    """
    if isinstance(error, ClientError):
        details = error.response.get("Error", {})
        code, message = str(details.get("Code", "")), str(details.get("Message", ""))
        # An emulator that does not implement an operation answers with its web framework's page; AWS never does.
        page = message.lstrip().startswith("<")
        reason = GapReason.NOT_SUPPORTED if page and code == "500" else _reason(code)
        told = "a web page in place of an answer" if page else message
        return Failure(operation, reason, code, one_line(f"{code}: {told}" if told else code))
    name = type(error).__name__
    if isinstance(error, ResponseParserError) and _PAGE.search(str(error)):
        return Failure(operation, GapReason.NOT_SUPPORTED, name, "a web page in place of an answer")
    reason = GapReason.ERROR
    if _NO_CREDENTIALS.search(name):
        reason = GapReason.ACCESS_DENIED
    elif service_absent:
        reason = GapReason.NOT_SUPPORTED
    return Failure(operation, reason, name, one_line(f"{name}: {error}"))


def malformed(operation: Operation, why: str) -> Failure:
    """An answer that AWS's own description of the operation does not allow."""
    return Failure(operation, GapReason.ERROR, "MalformedAnswer", one_line(f"malformed answer: {why}"))


def credentials_error(why: Failure) -> CredentialsError:
    """What a person has to be told when AWS cannot even be asked whose the credentials are."""
    advice = next(text for code, text in _ADVICE if re.search(code, why.code))
    return CredentialsError(f"AWS cannot be asked: {why.detail}; {advice}")


def one_line(text: str) -> str:
    """The text as one line of at most 300 characters, without controls, without anything that looks like a secret."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    line = " ".join(visible.split())
    return line if len(line) <= _LONGEST_DETAIL else f"{line[: _LONGEST_DETAIL - 1]}…"


def is_throttling(code: str) -> bool:
    """Whether AWS's error code says that it was asked too often."""
    return bool(_THROTTLED.search(code))


def is_expiry(code: str) -> bool:
    """Whether AWS's error code, or botocore's exception, says that the credentials ran out."""
    return bool(_EXPIRED.search(code))


def _reason(code: str) -> GapReason:
    for pattern, reason in (
        (_DENIED, GapReason.ACCESS_DENIED),
        (_THROTTLED, GapReason.THROTTLED),
        (_NOT_SUPPORTED, GapReason.NOT_SUPPORTED),
        (_NOT_FOUND, GapReason.NOT_FOUND),
    ):
        if pattern.search(code):
            return reason
    return GapReason.ERROR
