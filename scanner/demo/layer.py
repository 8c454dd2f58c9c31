"""The answers that moto lacks, in front of moto.

moto 5.2 implements no AWS Backup selections, recovery points, jobs, copies or settings, and lists exports
only for a named table. An `Answer` is what AWS would say to one such call. It is checked against botocore's
model of the service where it is made, both ways: it must fit the output shape, and botocore's own parser
must read back from the bytes what went in. `Layer` serves answers; every other request goes on untouched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import botocore.session
from botocore.exceptions import ParamValidationError
from botocore.parsers import create_parser
from botocore.validate import ParamValidator

OPERATIONS = (
    ("backup", "ListBackupSelections"),
    ("backup", "GetBackupSelection"),
    ("backup", "ListRecoveryPointsByBackupVault"),
    ("backup", "ListBackupJobs"),
    ("backup", "ListCopyJobs"),
    ("backup", "ListProtectedResources"),
    ("backup", "DescribeRegionSettings"),
    ("backup", "GetBackupVaultAccessPolicy"),
    ("dynamodb", "ListExports"),
)
"""What the layer may answer, each because moto does not; a test holds that."""

PAGE = 50
"""The most results on a page: fewer than AWS gives, so that a small estate has more than one page to turn."""

_UNDERSTOOD = {"createdafter", "maxresults", "nexttoken"}
_CREDENTIAL = re.compile(r"Credential=[^/]+/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Answer:
    """What AWS says to one operation in one Region, or, if `error` is set, the error that it raises.

    chosen_by: the parameters in the request's path that select this answer, such as BackupPlanId.
    result: the output as boto3 returns it; its list is served in pages where the operation has pages.
    Raises ValueError when the operation is not for the layer, ParamValidationError when a client would not
    understand the answer as it is meant.
    """

    service: str
    operation: str
    region: str
    chosen_by: Mapping[str, str] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    def __post_init__(self) -> None:
        """Hold the answer against the service's model."""
        if (self.service, self.operation) not in OPERATIONS:
            raise ValueError(f"{self.service}:{self.operation} is not for the layer to answer")
        model = self.model
        if self.error:
            if self.error not in {shape.name for shape in model.error_shapes}:
                raise ParamValidationError(report=f"{self.operation} raises no {self.error}")
            return
        faults = ParamValidator().validate(self.result, model.output_shape)
        if faults.has_errors():
            raise ParamValidationError(report=f"{self.operation}: {faults.generate_report()}")
        response = {"status_code": 200, "headers": {}, "body": _bytes(model, self.result)}
        heard = create_parser(model.service_model.metadata["protocol"]).parse(response, model.output_shape)
        lost = [name for name, value in self.result.items() if heard.get(name) != value]
        if lost:
            raise ParamValidationError(report=f"{self.operation}: botocore would hear another {', '.join(lost)}")

    @property
    def model(self) -> Any:  # noqa: ANN401 - as untyped as the JSON that botocore reads it from
        """The operation as botocore knows it."""
        return _model(self.service, self.operation)

    @property
    def address(self) -> str:
        """What in a request asks for this: the operation in a header, or the path with chosen_by filled in."""
        service = self.model.service_model.metadata
        if service["protocol"] == "json":
            return f"{service['targetPrefix']}.{self.operation}"
        members = self.model.input_shape.members
        places = {members[name].serialization["name"]: value for name, value in self.chosen_by.items()}
        return str(self.model.http["requestUri"]).format(**places)

    def page(self, parameters: Mapping[str, str]) -> bytes:
        """The page that the parameters (of `_UNDERSTOOD`, in lower case) ask for; all of it if there are no pages."""
        result = dict(self.result)
        members = self.model.output_shape.members
        if "NextToken" in members:
            (name,) = (name for name in members if name != "NextToken")
            items = result[name]
            if "createdafter" in parameters:
                since = datetime.fromisoformat(parameters["createdafter"])
                items = [item for item in items if item["CreationDate"] >= since]
            start = int(parameters.get("nexttoken", 0))
            end = start + min(int(parameters.get("maxresults", PAGE)), PAGE)
            if end < len(items):
                result["NextToken"] = str(end)
            result[name] = items[start:end]
        return _bytes(self.model, result)


class Layer:
    """A WSGI application that serves answers and hands everything else to the application behind it."""

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind
        self._answers: dict[tuple[str, str, str], Answer] = {}

    def learn(self, answers: Iterable[Answer]) -> None:
        """Serve these answers from now on."""
        self._answers |= {(answer.service, answer.region, answer.address): answer for answer in answers}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        credential = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if credential is None:
            return self._behind(environ, start_response)
        address = str(environ.get("HTTP_X_AMZ_TARGET") or environ["PATH_INFO"])
        answer = self._answers.get((credential["service"], credential["region"], address))
        if answer is None or environ["REQUEST_METHOD"] != answer.model.http["method"]:
            return self._behind(environ, start_response)
        parameters = _parameters(environ)
        if not parameters.keys() <= _UNDERSTOOD:
            return self._behind(environ, start_response)
        headers = [("Content-Type", "application/json")]
        if answer.error:
            start_response("400 Bad Request", [*headers, ("x-amzn-ErrorType", answer.error)])
            return [json.dumps({"Code": answer.error, "Message": "there is none", "Type": "Client"}).encode()]
        start_response("200 OK", headers)
        return [answer.page(parameters)]


def _parameters(environ: WSGIEnvironment) -> dict[str, Any]:
    """The parameters in the query (maxResults) or in the body (MaxResults), which stays readable for the next."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    in_body: dict[str, Any] = json.loads(body or b"{}")
    given = in_body | dict(parse_qsl(environ["QUERY_STRING"]))
    return {name.lower(): value for name, value in given.items()}


def _bytes(model: Any, result: Mapping[str, Any]) -> bytes:  # noqa: ANN401 - see Answer.model
    return json.dumps(_encode(model.output_shape, result)).encode()


def _encode(shape: Any, value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """`value` as the wire has it: members under their wire names, times as seconds since 1970.

    Raises ParamValidationError for a value that an enumeration lacks, which botocore would let pass.
    """
    if shape.type_name == "structure":
        wire = {name: member.serialization.get("name", name) for name, member in shape.members.items()}
        return {wire[name]: _encode(shape.members[name], part) for name, part in value.items()}
    if shape.type_name == "list":
        return [_encode(shape.member, part) for part in value]
    if shape.type_name == "timestamp":
        return value.timestamp()
    if value not in (getattr(shape, "enum", None) or (value,)):
        raise ParamValidationError(report=f"{shape.name} is never {value!r}")
    return value


@cache
def _model(service: str, operation: str) -> Any:  # noqa: ANN401 - see Answer.model
    return botocore.session.get_session().get_service_model(service).operation_model(operation)
