"""Asks an OpenSearch domain itself, with requests signed as AWS wants them: no AWS operation tells its snapshots.

opensearch-py knows the API; botocore signs and sends, through the proxy and with the certificates that it uses for
AWS. Nothing but GET goes out, to hosts of AWS only, over TLS, and no redirect is followed: a signed request carries
the session's token, and what a domain answers must not send it elsewhere. Needs the opensearch extra.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from ipaddress import ip_address
from threading import Event, Lock
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session
from botocore.loaders import create_loader
from botocore.utils import get_environ_proxies
from opensearchpy import Connection, OpenSearch, SerializationError

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, failure, malformed, one_line
from scanner.aws.operations import Operation
from scanner.aws.traffic import ScanStoppedError
from scanner.model import GapReason

_TIMEOUTS = (5, 30)
"""Seconds to connect, and between two pieces of an answer."""

_LONGEST_SECONDS = 60
"""A whole answer must be there by then: a domain reads the description of every snapshot from S3 to list them."""

_MOST_BYTES = 16 * 1024 * 1024
"""An answer may have no more: some thousand snapshots of some hundred indices each."""

_PIECE_BYTES = 65536

_PAUSES = (1.0, 3.0)
"""Seconds before asking again a domain that was busy or away."""

_PASSING = frozenset({429, 502, 503, 504})

_REASONS = {
    401: GapReason.ACCESS_DENIED,
    403: GapReason.ACCESS_DENIED,
    404: GapReason.NOT_FOUND,
    429: GapReason.THROTTLED,
}

_SUCCESSES, _REDIRECTS = range(200, 300), range(300, 400)


class _RefusedError(Exception):
    """The domain answered, and not with success."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class _UnusableError(Exception):
    """The answer is none that can be read."""


class SignedReader:
    """Reads from the domains of one account and Region. Any thread may use it.

    credentials: refreshed as they need it. service_url: where the client of the service itself sends its requests;
    if that is an emulator on this machine, domains are asked only there, over plain HTTP. stop: once set, no request
    is sent any more. ca_bundle: the file of the certificates to trust; None for the environment's or botocore's.
    """

    def __init__(
        self, credentials: Credentials, region: str, *, service_url: str, stop: Event, ca_bundle: str | None = None
    ) -> None:
        self._credentials = credentials
        self._region = region
        self._stop = stop
        trusted = ca_bundle or os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._settings: dict[str, Any] = {"verify": trusted, "timeout": _TIMEOUTS}
        at = urlsplit(service_url)
        self._emulated = at.scheme == "http" and _on_this_machine(at.hostname)
        suffixes = {each["outputs"]["dnsSuffix"] for each in create_loader().load_data("partitions")["partitions"]}
        endings = "|".join(map(re.escape, sorted(suffixes)))
        self._host = re.compile(rf"[a-z0-9-]{{1,63}}\.{re.escape(region)}\.es\.({endings})")
        self._sessions: dict[tuple[tuple[str, str], ...], URLLib3Session] = {}
        self._lock = Lock()

    def read(self, operation: Operation, host: str, question: Callable[[Any], Any]) -> Raw | Failure:
        """Asks the domain at a host; one that is busy is asked again.

        operation: what the question is called. question: puts it to a client of opensearch-py.

        Raises:
            ScanStoppedError: the scan was stopped.
        """
        base = self._base(host)
        if base is None:
            expected = "on this machine, as AWS is here" if self._emulated else f"a domain of AWS in {self._region}"
            why = one_line(f"nothing is sent to {host!r}, which is not {expected}")
            return Failure(operation, GapReason.NOT_COLLECTED, "", why)
        client = OpenSearch(
            hosts=[{"host": host}], connection_class=_Connection, max_retries=0, send=lambda path: self._get(base, path)
        )
        pauses = iter(_PAUSES)
        while True:
            try:
                answer = question(client)
            except ScanStoppedError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever goes wrong, this one question has no answer
                pause = next(pauses, None) if _may_pass(error) else None
                if pause is None:
                    return _failure(operation, error)
            else:
                return answer if isinstance(answer, dict) else malformed(operation, "no JSON object")
            if self._stop.wait(pause):
                raise ScanStoppedError

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            for session in self._sessions.values():
                session.close()

    def _base(self, host: str) -> str | None:
        """The URL of a domain, without a path; None for a host that nothing is sent to."""
        if not self._emulated:
            return f"https://{host}" if self._host.fullmatch(host) else None
        match = re.fullmatch(r"(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?", host)
        return f"http://{host}" if match and _on_this_machine(match[1].strip("[]")) else None

    def _get(self, base: str, path: str) -> tuple[str, bytes]:
        """Content type and body of a successful answer."""
        if self._stop.is_set():
            raise ScanStoppedError
        request = AWSRequest("GET", base + path, headers={"User-Agent": "safehold"}, stream_output=True)
        SigV4Auth(self._credentials.get_frozen_credentials(), "es", self._region).add_auth(request)
        latest = monotonic() + _LONGEST_SECONDS
        response = self._session(base).send(request.prepare())
        body = bytearray()
        with closing(response.raw) as raw:
            for piece in raw.stream(_PIECE_BYTES, decode_content=False):
                body += piece
                if self._stop.is_set():
                    raise ScanStoppedError
                if len(body) > _MOST_BYTES:
                    raise _UnusableError(f"it has more than {_MOST_BYTES} bytes")
                if monotonic() > latest:
                    raise _UnusableError(f"it was not there after {_LONGEST_SECONDS} seconds")
        if response.status_code not in _SUCCESSES:
            raise _RefusedError(response.status_code, bytes(body))
        return response.headers.get("content-type", ""), bytes(body)

    def _session(self, base: str) -> URLLib3Session:
        """What sends requests there: one for all hosts that are reached through the same proxies."""
        proxies = {} if self._emulated else get_environ_proxies(base)
        key = tuple(sorted(proxies.items()))
        with self._lock:
            if key not in self._sessions:
                self._sessions[key] = URLLib3Session(proxies=proxies, **self._settings)
            return self._sessions[key]


class _Connection(Connection):
    """opensearch-py's way out: it can ask, and nothing else."""

    def __init__(self, *, send: Callable[[str], tuple[str, bytes]], **options: Any) -> None:  # noqa: ANN401 - as given
        super().__init__(**options)
        self._send = send

    def perform_request(  # noqa: PLR0913, PLR0917 - opensearch-py's signature
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,  # noqa: ARG002
        ignore: Collection[int] = (),  # noqa: ARG002
        headers: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an answer."""
        if method != "GET" or body is not None:
            raise ValueError(f"a domain is only asked, and {method} could change it")
        content_type, answer = self._send(f"{url}?{urlencode(params)}" if params else url)
        return 200, {"content-type": content_type}, answer.decode()


def _on_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _may_pass(error: Exception) -> bool:
    return isinstance(error, ConnectionClosedError) or (isinstance(error, _RefusedError) and error.status in _PASSING)


def _failure(operation: Operation, error: Exception) -> Failure:
    if isinstance(error, _RefusedError):
        kind, told = _complaint(error.body)
        if error.status in _REDIRECTS:
            told = "a redirect, which is not followed"
        reason = _REASONS.get(error.status, GapReason.ERROR)
        detail = ": ".join(filter(None, (str(error.status), kind, told)))
        return Failure(operation, reason, kind or str(error.status), one_line(detail))
    if isinstance(error, _UnusableError):
        return malformed(operation, str(error))
    if isinstance(error, SerializationError | UnicodeDecodeError):  # its text is the answer itself
        return malformed(operation, "no JSON")
    return failure(operation, error)


def _complaint(body: bytes) -> tuple[str, str]:
    """The error's type, where the domain tells one, and what is wrong, from the domain or from AWS before it."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "", ""
    if not isinstance(said, dict):
        return "", ""
    error = said.get("error", said.get("Message", said.get("message", "")))
    if isinstance(error, dict):
        return str(error.get("type", "")), str(error.get("reason", ""))
    return "", str(error)
