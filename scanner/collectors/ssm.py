"""SSM: parameters and what protects them, never their values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import GET_RESOURCES, Collector, Draft, Tags, Unit
from scanner.collectors.shapes import moment
from scanner.model import Fact

PARAMETER = "ssm.parameter"

LIST_PARAMETERS = Listing(Operation("ssm", "DescribeParameters"), "Parameters", ("MaxResults", 50))


def _arn(unit: Unit, name: str) -> str:
    """Made of "${ParameterNameWithoutLeadingSlash}".

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
    """
    return unit.arn("ssm", f"parameter/{name.removeprefix('/')}")


def _parameter(unit: Unit, tags: Tags, parameter: Raw) -> Fact:
    name = parameter["Name"]
    draft = Draft(unit, PARAMETER, parameter.get("ARN") or _arn(unit, name), name)
    draft.config |= {
        "type": parameter["Type"],
        "tier": parameter.get("Tier"),
        "data_type": parameter.get("DataType"),
        "version": parameter.get("Version"),
        "modified_at": moment(parameter.get("LastModifiedDate")),
        "key_id": parameter.get("KeyId"),
        "policies": [
            {"type": policy["PolicyType"], "status": policy.get("PolicyStatus")}
            for policy in parameter.get("Policies", [])
        ],
    }
    return draft.fact(tags.of(draft.arn))


def _collect(unit: Unit) -> Iterable[Fact]:
    parameters = unit.listed(LIST_PARAMETERS, PARAMETER)
    describe = partial(_parameter, unit, unit.tags("ssm:parameter"))
    return unit.read(PARAMETER, LIST_PARAMETERS.operation, parameters, describe)


SSM = Collector(
    name="ssm",
    kinds=(PARAMETER,),
    operations=(LIST_PARAMETERS.operation, GET_RESOURCES),
    collect=_collect,
)
