"""The SSM parameters that FormKiQ installations leave below /formkiq/<environment>/.

Names are listed without values. Values are read only of the listed few that name a table, a bucket or a pool, or
tell the version; an API key lies among the others, and never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Unit, misread
from scanner.collectors.shapes import MALFORMED, text
from scanner.model import GapReason

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

Values = Mapping[str, str | Failure]
"""What each parameter of an environment holds, by its path ("s3/OcrBucket"), or why that is not known."""


def parameters(unit: Unit, failed: Callable[[Failure], None]) -> dict[str, Values]:
    """The parameters by environment. failed: told why these may not be all."""
    entries = unit.pages(LIST_PARAMETERS, failed, ParameterFilters=_BELOW_FORMKIQ)
    found = _found((entry for page in entries for entry in page), failed)
    names = sorted(name for paths in found.values() for name in paths.values())
    batches = [names[start : start + _BATCH] for start in range(0, len(names), _BATCH)]
    values = {name: value for read in unit.each(batches, partial(_values, unit)) for name, value in read.items()}
    return {
        environment: {path: values[name] for path, name in sorted(paths.items())}
        for environment, paths in found.items()
    }


def _listed(parameter: Raw) -> tuple[str, str, str] | None:
    """Environment, path below it, and whole name of a parameter whose value may be read."""
    match = _LISTED.fullmatch(parameter["Name"])
    if match is None or match["environment"] in _NO_ENVIRONMENTS or text(parameter["Type"]) != "String":
        return None
    return match["environment"], match["path"], parameter["Name"]


def _found(entries: Iterable[Raw], failed: Callable[[Failure], None]) -> dict[str, dict[str, str]]:
    """Environment to path to whole name."""
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        try:
            if listed := _listed(entry):
                environment, path, name = listed
                found.setdefault(environment, {})[path] = name
        except MALFORMED as error:
            failed(misread(LIST_PARAMETERS.operation, error))
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
