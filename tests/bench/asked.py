"""Requests to AWS, taken apart as botocore's service models describe them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

import botocore.session
from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import RpcV2CBORParser

from scanner.collectors import COLLECTORS

SERVICES = tuple(
    sorted(
        {operation.service for collector in COLLECTORS for operation in collector.operations}
        | {"iam", "kms", "organizations", "s3", "sts"}
    )
)
"""Those of the collectors, and what leads into accounts; "iam" is asked by Cloud Custodian."""

CBOR, EC2, JSON, QUERY = "smithy-rpc-v2-cbor", "ec2", "json", "query"

_LABEL = re.compile(r"\{(\w+)(\+?)\}")
_SIGNED = re.compile(rb"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
_TARGET = re.compile(rb"\r\nx-amz-target: *[^\r]*\.(\w+)", re.IGNORECASE)
_RPC = re.compile(r"/service/\w+/operation/(\w+)")
_ASSUMED = re.compile(r"ASIA(\d{12})")

Parameters = Mapping[str, Any]


class UnknownOperationError(Exception):
    """A request that is none of the services', or to no operation that they have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    model: of the operation. protocol: in which it was asked, and is to be answered. account: the one whose role the
    credentials belong to; "" for the credentials that the client has from elsewhere. parameters: as boto3 names them;
    of the query protocols, flat, as they came.
    """

    model: OperationModel
    protocol: str
    account: str
    region: str
    parameters: Parameters = field(default_factory=dict)

    @property
    def operation(self) -> str:
        """Such as "s3:ListBuckets"."""
        return f"{self.model.service_model.service_name}:{self.model.name}"


def access_key(account: str) -> str:
    """The access key of a session in an account, from which `understood` tells the account again."""
    return f"ASIA{account}TEST"


def understood(method: str, target: str, head: bytes, body: bytes) -> Asked:
    """The request. target: path and query. head: the request line and the headers, as they came.

    Raises:
        UnknownOperationError: nobody knows what it asks for.
    """
    signed = _SIGNED.search(head)
    if signed is None:
        raise UnknownOperationError(f"{method} {target}: not signed")
    key, region, name = (part.decode() for part in signed.groups())
    account = _ASSUMED.match(key)
    service = signed_for(name)
    model, protocol, parameters = _operation(service, method, target, head, body)
    return Asked(model, protocol, account[1] if account else "", region, parameters)


def _operation(
    service: ServiceModel, method: str, target: str, head: bytes, body: bytes
) -> tuple[OperationModel, str, Parameters]:
    path, _, query = target.partition("?")
    if named := _TARGET.search(head):
        return service.operation_model(named[1].decode()), JSON, json.loads(body or b"{}")
    if rpc := _RPC.fullmatch(path):
        parser = RpcV2CBORParser()
        parameters = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}
        return service.operation_model(rpc[1]), CBOR, parameters
    protocol = str(service.metadata["protocol"])
    if body.startswith(b"Action="):
        parameters = dict(parse_qsl(body.decode()))
        return service.operation_model(parameters["Action"]), EC2 if protocol == EC2 else QUERY, parameters
    given = dict(parse_qsl(query, keep_blank_values=True))
    for route in _routes(service.service_name):
        if method == route.method and route.needs <= given.keys() and (found := route.path.fullmatch(path)):
            parts = {name: unquote(value) for name, value in found.groupdict().items()}
            in_body = json.loads(body) if body and protocol == "rest-json" else {}
            return route.model, protocol, {**in_body, **_named(route.model, parts, given)}
    raise UnknownOperationError(f"{service.service_name}: {method} {target}")


@dataclass(frozen=True, slots=True)
class _Route:
    """Where an operation of a REST service is. needs: what has to be in the query."""

    method: str
    path: re.Pattern[str]
    needs: frozenset[str]
    model: OperationModel


@cache
def _routes(service: str) -> list[_Route]:
    """Those that need the most first: they are the ones that are meant."""
    models = [model_of(service, name) for name in service_model(service).operation_names]
    # GetBucketLifecycle has the path of its successor.
    routes = [_route(model) for model in models if not model.deprecated]
    return sorted(routes, key=lambda route: (-len(route.needs), route.model.name))


def _route(model: OperationModel) -> _Route:
    path, _, flags = model.http["requestUri"].partition("?")
    needs = {flag.partition("=")[0] for flag in flags.split("&") if flag}
    if shape := model.input_shape:
        members = (shape.members[name] for name in shape.required_members)
        needs |= {each.serialization["name"] for each in members if each.serialization.get("location") == "querystring"}
    pattern, last = "", 0
    for label in _LABEL.finditer(path):
        pattern += f"{re.escape(path[last : label.start()])}(?P<{label[1]}>{'.+' if label[2] else '[^/]+'})"
        last = label.end()
    pattern += re.escape(path[last:])
    return _Route(model.http["method"], re.compile(f"{pattern.rstrip('/')}/?"), frozenset(needs), model)


def _named(model: OperationModel, parts: Mapping[str, str], query: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of path and query under boto3's names."""
    places = {"uri": parts, "querystring": query}
    found: dict[str, Any] = {}
    for name, shape in model.input_shape.members.items() if model.input_shape else ():
        given = places.get(shape.serialization.get("location", ""), {})
        wire = shape.serialization.get("name", name)
        if wire in given:
            found[name] = int(given[wire]) if shape.type_name in {"integer", "long"} else given[wire]
    return found


@cache
def signed_for(name: str) -> ServiceModel:
    """The service that signs its requests with a name.

    Raises:
        UnknownOperationError: none of ours.
    """
    if name in SERVICES:
        return service_model(name)
    for service in SERVICES:
        metadata = service_model(service).metadata
        if name == metadata.get("signingName", metadata["endpointPrefix"]):
            return service_model(service)
    raise UnknownOperationError(f"nothing is signed for {name}")


def model_of(service: str, operation: str) -> OperationModel:
    """An operation as botocore describes it."""
    return service_model(service).operation_model(operation)


@cache
def service_model(name: str) -> ServiceModel:
    """A service as botocore describes it."""
    return _session().get_service_model(name)


@cache
def _session() -> botocore.session.Session:
    session = botocore.session.get_session()
    # A loader of its own: a client of S3 in the same process changes the paths in the models that it is made of.
    session.register_component("data_loader", create_loader())
    return session
