"""FormKiQ installations, found by the SSM parameters that they leave below /formkiq/<environment>/.

Names are listed without values. Values are read only of the listed few that name a table, a bucket or a pool, or
tell the version; an API key lies among the others, and never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import UNTAGGED, Collector, Draft, Unit, misread
from scanner.collectors.shapes import MALFORMED
from scanner.model import Fact, GapReason

INSTALLATION = "formkiq.installation"

LIST_PARAMETERS = Listing(Operation("ssm", "DescribeParameters"), "Parameters", ("MaxResults", 50))
GET_PARAMETERS = Operation("ssm", "GetParameters")

_BELOW_FORMKIQ = [{"Key": "Path", "Option": "Recursive", "Values": ["/formkiq"]}]
_BATCH = 10
"""GetParameters takes no more names than that."""

_LISTED = re.compile(
    r"/formkiq/(?P<environment>[^/]+)/"
    r"(?P<path>edition|version|dynamodb/\w*TableName|s3/(?:\w*Bucket|Console)|cognito/UserPoolId)"
)
_NO_ENVIRONMENTS = frozenset({"cognito", "ses"})
"""/formkiq/cognito/<domain>/ and /formkiq/ses/ are shared by installations."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")
"""What names of tables, buckets and pools, editions and versions are made of. Anything else is not kept."""


def _listed(parameter: Raw) -> tuple[str, str, str] | None:
    """Environment, path below it, and whole name of a parameter whose value may be read."""
    match = _LISTED.fullmatch(parameter["Name"])
    if match is None or match["environment"] in _NO_ENVIRONMENTS or parameter["Type"] != "String":
        return None
    return match["environment"], match["path"], parameter["Name"]


def _found(unit: Unit, parameters: Iterable[Raw]) -> dict[str, dict[str, str]]:
    """Environment to path to whole name."""
    found: dict[str, dict[str, str]] = {}
    for parameter in parameters:
        try:
            if listed := _listed(parameter):
                environment, path, name = listed
                found.setdefault(environment, {})[path] = name
        except MALFORMED as error:
            unit.incomplete(misread(LIST_PARAMETERS.operation, error).gap(INSTALLATION))
    return found


def _values(unit: Unit, names: list[str]) -> dict[str, str | Failure]:
    """What the parameters hold, or why that is not known."""
    answer = unit.call(GET_PARAMETERS, Names=names, WithDecryption=False)
    if isinstance(answer, Failure):
        return dict.fromkeys(names, answer)
    missing = Failure(GET_PARAMETERS, GapReason.NOT_FOUND, "", "the parameter was listed, and is not answered")
    try:
        values: dict[str, str | Failure] = {given["Name"]: _name(given["Value"]) for given in answer["Parameters"]}
    except MALFORMED as error:
        return dict.fromkeys(names, misread(GET_PARAMETERS, error))
    return dict.fromkeys(names, missing) | values


def _name(value: str) -> str | Failure:
    return value if _NAME.fullmatch(value) else malformed(GET_PARAMETERS, "the value is no name, so it is not kept")


def _installation(unit: Unit, environment: str, names: Mapping[str, str], values: Mapping[str, str | Failure]) -> Fact:
    draft = Draft(unit, INSTALLATION, unit.arn("ssm", f"parameter/formkiq/{environment}"), environment)
    resources: dict[str, str] = {}
    draft.config |= {"environment": environment, "edition": None, "version": None, "resources": resources}
    for path, name in sorted(names.items()):
        value, single = values[name], path in draft.config
        if isinstance(value, Failure):
            pointer = path if single else f"resources/{path.replace('/', '~1')}"
            draft.gaps.append(value.gap(f"/config/{pointer}"))
        elif single:
            draft.config[path] = value
        else:
            resources[path] = value
    return draft.fact(UNTAGGED)


def _collect(unit: Unit) -> Iterator[Fact]:
    found = _found(unit, unit.listed(LIST_PARAMETERS, INSTALLATION, ParameterFilters=_BELOW_FORMKIQ))
    names = sorted(name for paths in found.values() for name in paths.values())
    batches = [names[start : start + _BATCH] for start in range(0, len(names), _BATCH)]
    values = {name: value for read in unit.each(batches, partial(_values, unit)) for name, value in read.items()}
    for environment, paths in sorted(found.items()):
        yield _installation(unit, environment, paths, values)


FORMKIQ = Collector(
    name="formkiq",
    kinds=(INSTALLATION,),
    operations=(LIST_PARAMETERS.operation, GET_PARAMETERS),
    collect=_collect,
    calls_each={INSTALLATION: 1},
)
