"""An OPA server, spoken to through opa-python-client, with every way it can fail told to the user."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

import requests
from opa_client.errors import DeletePolicyError, RegoParseError  # type: ignore[import-untyped]  # it ships no types
from opa_client.opa import OpaClient  # type: ignore[import-untyped]  # it ships no types

from scanner.engines import one_line
from scanner.errors import EngineError, UsageError
from scanner.model import Json

SECONDS = 30.0
"""How long OPA may take for one request."""

_PAUSES = (0.5, 1.0, 2.0)
"""Seconds between tries while OPA answers 503: it is starting, or loading a bundle."""

_STRICT = {"strict-builtin-errors": "true"}
"""Built-in errors are errors, as regorus has them; by default OPA takes them for undefined."""

_UNAVAILABLE = 503

_NOT_THERE = "resource_not_found"
"""What OPA answers about a policy that it does not have."""

_PORTS = {"http": 80, "https": 443}

_log = logging.getLogger(__name__)


class EvaluationError(Exception):
    """A policy failed on an input, which is no failure of the server. The message is one line."""


class RefusedError(Exception):
    """A policy is none that this server can compile. The message is one line."""


class _Client(OpaClient):  # type: ignore[misc]  # it ships no types
    """The client, deaf to the environment: a .netrc would replace the Authorization header."""

    def _init_session(self) -> requests.Session:
        session: requests.Session = super()._init_session()
        session.trust_env = False
        return session


class OpaServer:
    """The server at a URL of scheme, host and port."""

    def __init__(self, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        """Connect when first used.

        Raises:
            UsageError: the URL is none that the client can use.
        """
        parts = _split(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = parts.port or _PORTS[parts.scheme]
        self.url = url
        self._pause = pause
        self._client = _Client(host=host, port=port, ssl=parts.scheme == "https", retries=0, timeout=SECONDS)

    def upload(self, name: str, source: str) -> None:
        """Put a policy under a name.

        Raises:
            RefusedError: it does not compile.
            EngineError: the server does not answer as it should.
        """
        try:
            self._patiently(lambda: self._client.update_policy_from_string(source, name, rego_compat=False))
        except RegoParseError as error:
            raise RefusedError(one_line(f"{error.message}: {_first(error.errors)}".removesuffix(": "))) from error

    def remove(self, name: str) -> None:
        """Take a policy away, if it is there. One that stays does no harm outside its own package, and is logged."""
        try:
            self._client.delete_policy(name)
        except (DeletePolicyError, requests.RequestException) as error:
            if getattr(error, "expression", "") != _NOT_THERE:
                _log.warning("the policy %s stays on OPA at %s: %s", name, self.url, error)

    def query(self, package: str, name: str, value: Json) -> Json:
        """The value of a rule for an input.

        Raises:
            EvaluationError: a policy failed, or took too long, on this input.
            EngineError: the server did not answer, or with something else.
        """
        try:
            answer = self._patiently(lambda: self._client.query_rule(value, package, name, _STRICT))
        except requests.ReadTimeout as error:
            if self._client.check_health():
                raise EvaluationError(f"no answer within {SECONDS:g} s") from error
            slow = f"OPA at {self.url} did not answer within {SECONDS:g} s; look at its load and its log"
            raise EngineError(slow) from error
        if not isinstance(answer, Mapping) or "result" not in answer:
            raise EngineError(f"OPA at {self.url} does not have our policies any more; does something reset it?")
        return answer["result"]

    def close(self) -> None:
        """End the connection."""
        self._client.close_connection()

    def _patiently(self, call: Callable[[], Json]) -> Json:
        """What the call gives, tried again for a while as long as the answer is 503.

        Raises:
            requests.ReadTimeout: no answer to a query in time.
            EvaluationError, EngineError: the server answered with an error, or cannot be reached.
        """
        pauses = iter(_PAUSES)
        while True:
            try:
                return call()
            except requests.HTTPError as error:
                response: requests.Response = error.response  # type: ignore[assignment]  # there is one, of its status
                pause = next(pauses, None) if response.status_code == _UNAVAILABLE else None
                if pause is None:
                    raise self._explained(response) from error
                self._pause(pause)
            except requests.JSONDecodeError as error:
                raise EngineError(f"{self.url} answers, but not as OPA does; correct --opa-url") from error
            except requests.ReadTimeout:
                raise
            except requests.RequestException as error:
                raise self._unreachable() from error

    def _explained(self, response: requests.Response) -> EvaluationError | EngineError:
        """What an answer of 400 or above means. OPA says it in the body, which the client drops."""
        try:
            said = response.json()
        except requests.JSONDecodeError:
            said = None
        body = said if isinstance(said, dict) else {}
        problems = body.get("errors") or [{}]
        if str(problems[0].get("code", "")).startswith("eval_"):
            return EvaluationError(one_line(_first(problems)))
        told = one_line(body.get("message") or response.reason)
        return EngineError(f"OPA at {self.url} answers {response.status_code}: {told}")

    def _unreachable(self) -> EngineError:
        address = urlsplit(self.url).netloc
        start = f"start it with `opa run --server --addr {address}`, or correct --opa-url"
        return EngineError(f"OPA at {self.url} cannot be reached; {start}")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:  # a port that is no number
        usable = False
    if not usable or parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageError(f"--opa-url {url!r} cannot be used; write scheme, host and port only: http://localhost:8181")
    return parts


def _first(problems: Sequence[Mapping[str, Json]] | None) -> str:
    """The first of OPA's errors, with the file and line that it is about."""
    problem = problems[0] if problems else {}
    location = problem.get("location") or {}
    place = f"{location['file']}:{location['row']}: " if location.get("file") else ""
    return f"{place}{problem.get('message', '')}"
