"""What AWS takes as a finding, for tests: an emulator takes anything.

The service model tells names, types, enumerations and patterns; lengths and numbers stand in its documentation, and
are written down here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

from scanner.model import Json

_MODEL = botocore.session.get_session().get_service_model("securityhub")
_LENGTHS = {
    "Id": 512,
    "GeneratorId": 512,
    "ProductArn": 2048,
    "Title": 256,
    "Description": 1024,
    "AwsAccountId": 12,
    "Region": 16,
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_TYPE = re.compile(r"(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors)(/[^/]+){0,2}")
_FOR_CUSTOMERS = {"Note", "Workflow", "UserDefinedFields", "VerificationState", "Severity", "Types"}


def faults(findings: Sequence[Json], importer: str | None = None) -> list[str]:
    """What AWS would refuse. importer: the account that imports; None: each that of its resource."""
    report = ParamValidator().validate({"Findings": list(findings)}, _MODEL.shape_for("BatchImportFindingsRequest"))
    wrong = [report.generate_report()] if findings and report.has_errors() else []
    ids = [each["Id"] for each in findings]
    wrong += ["an Id comes twice"] if len(set(ids)) != len(ids) else []
    for each in findings:
        wrong += [f"{each['Id']}: {fault}" for fault in _faults(each, importer)]
    return wrong


def _faults(finding: Json, importer: str | None) -> Iterator[str]:
    yield from _against(_MODEL.shape_for("AwsSecurityFinding"), finding, "")
    yield from (f"{key} is too long" for key, most in _LENGTHS.items() if len(finding.get(key, "")) > most)
    yield from (f"{key} is for customers" for key in _FOR_CUSTOMERS & finding.keys())
    yield from (
        f"{key} is no moment"
        for key in ("CreatedAt", "UpdatedAt", "FirstObservedAt", "LastObservedAt")
        if key in finding and not _MOMENT.fullmatch(finding[key])
    )
    product = re.fullmatch(
        r"arn:aws[\w-]*:securityhub:[a-z0-9-]+:(\d{12}):product/(\d{12})/default", finding["ProductArn"]
    )
    if not product or {*product.groups(), importer or finding["AwsAccountId"]} != {finding["AwsAccountId"]}:
        yield "whoever imports it owns neither product nor finding"
    if not all(_TYPE.fullmatch(each) for each in finding["FindingProviderFields"]["Types"]):
        yield "a type is none"
    if len(finding.get("Remediation", {}).get("Recommendation", {}).get("Text", "")) > 512:
        yield "the recommendation is too long"
    fields = finding["ProductFields"]
    if len(fields) > 50 or any(len(key) > 128 or len(value) > 2048 for key, value in fields.items()):
        yield "ProductFields hold too much"
    if any(key.startswith("aws/") for key in fields):
        yield "aws/ is reserved"
    if len(finding["Compliance"].get("RelatedRequirements", [])) > 32:
        yield "too many requirements"
    (resource,) = finding["Resources"]
    if not re.match(r"arn:aws|AWS::::Account:\d{12}$", resource["Id"]):
        yield "the resource has no ARN"
    if len(resource.get("Tags", {})) > 50 or len(resource.get("Details", {}).get("Other", {})) > 50:
        yield "the resource has too many tags or details"
    if len(json.dumps(finding)) > 240 * 1024:
        yield "more than 240 KB"


def _against(shape: Shape, value: Json, path: str) -> Iterator[str]:
    """Enumerations and patterns, which botocore itself does not hold a value to."""
    if isinstance(shape, StructureShape):
        for key, part in value.items():
            yield from _against(shape.members[key], part, f"{path}.{key}")
    elif isinstance(shape, ListShape):
        for part in value:
            yield from _against(shape.member, part, f"{path}[]")
    elif isinstance(shape, MapShape):
        for key, part in value.items():
            yield from _against(shape.key, key, path)
            yield from _against(shape.value, part, f"{path}.{key}")
    elif shape.type_name == "string":
        allowed, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
        if allowed and value not in allowed:
            yield f"{path}: {value!r} is none of {allowed}"
        if pattern and not re.search(pattern, value):
            yield f"{path}: {value!r} does not match {pattern}"
