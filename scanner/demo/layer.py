"""The answers that moto lacks, in front of moto.

moto 5.2 knows little of AWS Backup beside vaults and plans, and some single operations of other services not at all.
An `Answer` is what AWS would say to one such call. It is checked against botocore's model of the service where it is
made, both ways: it must fit the output shape, and botocore's own parser must read back from the bytes what went in.
`Layer` serves answers; every other request goes on untouched.
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
from botocore.validate import ParamValidator

from scanner.demo.wire import content_type, heard, written

OPERATIONS = (
    ("backup", "ListBackupSelections"),
    ("backup", "GetBackupSelection"),
    ("backup", "ListRecoveryPointsByBackupVault"),
    ("backup", "ListBackupJobs"),
    ("backup", "ListCopyJobs"),
    ("backup", "ListRestoreJobs"),
    ("backup", "ListProtectedResources"),
    ("backup", "ListRestoreTestingPlans"),
    ("backup", "GetRestoreTestingPlan"),
    ("backup", "ListRestoreTestingSelections"),
    ("backup", "GetRestoreTestingSelection"),
    ("backup", "ListFrameworks"),
    ("backup", "DescribeFramework"),
    ("backup", "ListLegalHolds"),
    ("backup", "GetLegalHold"),
    ("backup", "DescribeRegionSettings"),
    ("backup", "DescribeGlobalSettings"),
    ("backup", "GetBackupVaultAccessPolicy"),
    ("backup", "GetBackupVaultNotifications"),
    ("config", "DescribeComplianceByConfigRule"),
    ("dynamodb", "DescribeExport"),
    ("dynamodb", "ListExports"),
    ("dynamodb", "ListGlobalTables"),
    ("ec2", "DescribeLockedSnapshots"),
    ("efs", "DescribeReplicationConfigurations"),
)
"""What the layer may answer, each because moto does not; a test holds that."""

PAGE = 50
"""The most results on a page: fewer than AWS gives, so that a small estate has more than one page to turn."""

_HEEDED = {"createdafter", "maxresults", "nexttoken"}
_OF_NO_MATTER = {"action", "version", "limit", "regionname", "exportarn"}
"""The operation itself; with ListGlobalTables, that only those of the Region are wanted: no others are there; and with
DescribeExport, which one: there is one."""

_CREDENTIAL = re.compile(r"Credential=[^/]+/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_FORM = "application/x-www-form-urlencoded"


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
        understood = heard(model, written(model, self.result))
        lost = [name for name, value in self.result.items() if understood.get(name) != value]
        if lost:
            raise ParamValidationError(report=f"{self.operation}: botocore would hear another {', '.join(lost)}")

    @property
    def model(self) -> Any:  # noqa: ANN401 - as untyped as the JSON that botocore reads it from
        """The operation as botocore knows it."""
        return _model(self.service, self.operation)

    @property
    def address(self) -> tuple[str, str, str]:
        """Who is asked where for what: the name it signs for, the Region, and the operation or the path."""
        service = self.model.service_model
        members = self.model.input_shape.members
        places = {members[name].serialization["name"]: value for name, value in self.chosen_by.items()}
        path = str(self.model.http["requestUri"]).format(**places)
        by = {"json": f"{service.metadata.get('targetPrefix')}.{self.operation}", "ec2": self.operation}
        return service.signing_name, self.region, by.get(service.metadata["protocol"], path)

    def page(self, parameters: Mapping[str, Any]) -> bytes:
        """The page that the parameters (of `_HEEDED`, in lower case) ask for; all of it if there are no pages."""
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
        return written(self.model, result)


class Layer:
    """A WSGI application that serves answers and hands everything else to the application behind it."""

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind
        self._answers: dict[tuple[str, str, str], Answer] = {}

    def learn(self, answers: Iterable[Answer]) -> None:
        """Serve these answers from now on."""
        self._answers |= {answer.address: answer for answer in answers}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        credential = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if credential is None:
            return self._behind(environ, start_response)
        form = _form(environ) if environ.get("CONTENT_TYPE", "").startswith(_FORM) else {}
        what = str(environ.get("HTTP_X_AMZ_TARGET") or form.get("action") or environ["PATH_INFO"])
        answer = self._answers.get((credential["service"], credential["region"], what))
        if answer is None or environ["REQUEST_METHOD"] != answer.model.http["method"]:
            return self._behind(environ, start_response)
        parameters = form or _parameters(environ)
        if not parameters.keys() <= _HEEDED | _OF_NO_MATTER:
            return self._behind(environ, start_response)
        headers = [("Content-Type", content_type(answer.model))]
        if answer.error:
            start_response("400 Bad Request", [*headers, ("x-amzn-ErrorType", answer.error)])
            return [json.dumps({"Code": answer.error, "Message": "there is none", "Type": "Client"}).encode()]
        start_response("200 OK", headers)
        return [answer.page(parameters)]


def _form(environ: WSGIEnvironment) -> dict[str, Any]:
    """The parameters of a service that takes them as a form."""
    return {name.lower(): value for name, value in parse_qsl(_body(environ).decode())}


def _parameters(environ: WSGIEnvironment) -> dict[str, Any]:
    """The parameters in the query (maxResults) or in the body (MaxResults)."""
    given = json.loads(_body(environ) or b"{}") | dict(parse_qsl(environ["QUERY_STRING"]))
    return {name.lower(): value for name, value in given.items()}


def _body(environ: WSGIEnvironment) -> bytes:
    """The body, which stays readable for the next."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


@cache
def _model(service: str, operation: str) -> Any:  # noqa: ANN401 - see Answer.model
    return _service_model(service).operation_model(operation)


@cache
def _service_model(service: str) -> Any:  # noqa: ANN401 - see Answer.model
    return botocore.session.get_session().get_service_model(service)
