"""moto's server on loopback, for tests that speak to AWS over real HTTP."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

import botocore.session
from botocore.loaders import create_loader
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from botocore.model import OperationModel

ACCOUNT = "123456789012"
"""The account that moto's server answers for."""

# With a loader of its own: a client of S3 changes the paths in the model that it was made of.
_BOTOCORE = botocore.session.get_session()
_BOTOCORE.register_component("data_loader", create_loader())
_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_SIGNED_AS = {
    "aoss": "opensearchserverless",
    "elasticfilesystem": "efs",
    "es": "opensearch",
    "monitoring": "cloudwatch",
    "tagging": "resourcegroupstaggingapi",
}


class Moto:
    """The server. url: where. seen: operations asked for ("s3:ListBuckets"), and how often each exact request came.

    The requests are told apart on the wire, by what the server gets and AWS's own model of its services.
    """

    def __init__(self) -> None:
        self.url = ""
        self.seen: Counter[str] = Counter()
        self.requests: Counter[tuple[str, ...]] = Counter()
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if request := asked(environ):
            self.seen[request[0]] += 1
            self.requests[request] += 1
        answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer

    def forget(self) -> None:
        """Forgets what it has seen."""
        self.seen.clear()
        self.requests.clear()


def asked(environ: WSGIEnvironment) -> tuple[str, str, str, str] | None:
    """Operation, Region, path and body of a signed request, which stays readable; None if it is unsigned."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
    if signed is None:
        return None
    service = _SIGNED_AS.get(signed["service"], signed["service"])
    operation = f"{service}:{_operation(service, environ, body)}"
    return (
        operation,
        signed["region"],
        f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}",
        body.decode(errors="replace"),
    )


class _Quiet(MotoRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name for it
        pass


@contextmanager
def moto_server() -> Iterator[Moto]:
    """Runs moto's server, empty, on 127.0.0.1 and a free port. What it holds is the process's."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # a traceback for each operation that moto lacks
    moto_api_backend.reset()
    moto = Moto()
    server = make_server("127.0.0.1", 0, moto, threaded=True, request_handler=_Quiet)
    moto.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield moto
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _operation(service: str, environ: WSGIEnvironment, body: bytes) -> str:
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    if action := parse_qs(body.decode(errors="replace")).get("Action"):
        return action[0]
    path, query = unquote(environ["PATH_INFO"]), environ.get("QUERY_STRING", "")
    names = {part.partition("=")[0] for part in query.split("&")}
    for method, pattern, flags, name in _routes(service):
        if method == environ["REQUEST_METHOD"] and flags <= names and pattern.fullmatch(path):
            return name
    raise AssertionError(f"{service} has no operation at {environ['REQUEST_METHOD']} {path}?{query}")


@cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], frozenset[str], str]]:
    """The service's operations by method, path and flags of the query; those with the most flags first."""
    model = _BOTOCORE.get_service_model(service)
    routes = []
    for operation in map(model.operation_model, model.operation_names):
        if operation.deprecated:  # GetBucketLifecycle has the path of its successor
            continue
        http = operation.http
        path, _, query = http["requestUri"].partition("?")
        flags = {part.partition("=")[0] for part in query.split("&") if part} | _required_in_query(operation)
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
        pattern = re.sub(r"\\\{\w+\\\+\\\}", ".+", pattern)
        routes.append((http["method"], re.compile(f"{pattern}/?"), frozenset(flags), operation.name))
    return sorted(routes, key=lambda route: (-len(route[2]), route[3]))


def _required_in_query(operation: OperationModel) -> set[str]:
    """What tells the reading of one configuration of a bucket from the listing of all."""
    if operation.input_shape is None:
        return set()
    members = [operation.input_shape.members[name] for name in operation.input_shape.required_members]
    return {each.serialization["name"] for each in members if each.serialization.get("location") == "querystring"}
