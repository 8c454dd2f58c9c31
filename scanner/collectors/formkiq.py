"""FormKiQ installations and their sites.

An installation is found in three ways, since each can be lost: by the parameters that it leaves in SSM, by its root
stack in CloudFormation, and by the tags that its templates set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Listing
from scanner.collectors.base import GET_RESOURCES, UNTAGGED, Collector, Draft, Unit, misread
from scanner.collectors.formkiq_parameters import GET_PARAMETERS, LIST_PARAMETERS, Values, parameters
from scanner.collectors.formkiq_sites import OPERATIONS, SITE, sites
from scanner.collectors.shapes import MALFORMED, tag_map
from scanner.collectors.stacks import LIST_STACKS, Stack, stacks
from scanner.model import Fact, Json

INSTALLATION = "formkiq.installation"

LIST_TAGGED = Listing(
    GET_RESOURCES, "ResourceTagMappingList", ("ResourcesPerPage", 100), "PaginationToken", "PaginationToken"
)
_TAGGED = [{"Key": "Application", "Values": ["FormKiQ"]}]

SSM, STACK, TAGS = "ssm", "stack", "tags"
_WAYS = (SSM, STACK, TAGS)

_ENVIRONMENT = re.compile(r"[A-Za-z0-9_./-]{1,128}")
"""What FormKiQ's templates allow. What is tagged with anything else is not FormKiQ's."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")
"""What names of tables, buckets and pools, and versions are made of. Anything else is not kept."""

_SINGLE = ("edition", "version")
_NAMED = ("CognitoUserPoolId", "DocumentsS3Buckets", "DocumentsTableName", "FormKiQVersion")
_NO_NAME = malformed(LIST_STACKS.operation, "the output is no name, so it is not kept")


@dataclass(slots=True)
class _Search:
    """What each way finds, by environment; and by way, why that may not be all."""

    parameters: Mapping[str, Values] = field(default_factory=dict)
    roots: dict[str, list[Stack]] = field(default_factory=dict)
    nested: dict[str, list[str]] = field(default_factory=dict)
    tagged: set[str] = field(default_factory=set)
    failures: dict[str, Failure] = field(default_factory=dict)

    def ways(self, environment: str) -> list[str]:
        """How an environment was found."""
        found = (self.parameters, self.roots, self.tagged)
        return [way for way, environments in zip(_WAYS, found, strict=True) if environment in environments]


def _search(unit: Unit) -> _Search:
    """Looks for installations in all ways. Tags alone lead to no sites."""
    search = _Search()

    def failed(way: str) -> Callable[[Failure], None]:
        def note(why: Failure) -> None:
            search.failures.setdefault(way, why)
            for kind in (INSTALLATION,) if way == TAGS else (INSTALLATION, SITE):
                unit.incomplete(why.gap(kind))

        return note

    search.parameters = parameters(unit, failed(SSM))
    _search_stacks(unit, search, failed(STACK))
    _search_tags(unit, search, failed(TAGS))
    return search


def _search_stacks(unit: Unit, search: _Search, failed: Callable[[Failure], None]) -> None:
    listed = stacks(unit)
    if listed.failure:
        failed(listed.failure)
    for stack in listed.known:
        if stack.formkiq and _ENVIRONMENT.fullmatch(stack.formkiq["AppEnvironment"]):
            search.roots.setdefault(stack.formkiq["AppEnvironment"], []).append(stack)
        elif stack.formkiq:
            failed(malformed(LIST_STACKS.operation, f"AppEnvironment of {stack.name} is no environment"))
        elif stack.root is not None:
            search.nested.setdefault(stack.root, []).append(stack.arn)


def _search_tags(unit: Unit, search: _Search, failed: Callable[[Failure], None]) -> None:
    for page in unit.pages(LIST_TAGGED, failed, TagFilters=_TAGGED):
        for entry in page:
            try:
                environment = tag_map(entry["Tags"]).get("AppEnvironment", "")
            except MALFORMED as error:
                failed(misread(GET_RESOURCES, error))
                continue
            if _ENVIRONMENT.fullmatch(environment):
                search.tagged.add(environment)


def _installation(unit: Unit, search: _Search, environment: str) -> Fact:
    draft = Draft(unit, INSTALLATION, unit.arn("ssm", f"parameter/formkiq/{environment}"), environment)
    ways = search.ways(environment)
    values = search.parameters.get(environment, {})
    draft.config |= {"environment": environment, "found_by": ways}
    draft.gaps += [why.gap("/config/found_by") for way, why in search.failures.items() if way not in ways]
    _add_stacks(draft, search, environment)
    _add_resources(draft, search, values)
    _add_single(draft, "edition", values.get("edition", search.failures.get(SSM)))
    _add_single(draft, "version", values.get("version", search.failures.get(SSM)) or _version(draft, search))
    return draft.fact(UNTAGGED)


def _add_stacks(draft: Draft, search: _Search, environment: str) -> None:
    roots = sorted(search.roots.get(environment, ()), key=lambda stack: stack.arn)
    rows: list[Json] = []
    for number, root in enumerate(roots):
        outputs = {}
        for name in _NAMED:
            if _NAME.fullmatch(root.formkiq[name]):
                outputs[name] = root.formkiq[name]
            else:
                draft.gaps.append(_NO_NAME.gap(f"/config/stacks/{number}/outputs/{name}"))
        rows.append({"arn": root.arn, "nested_arns": sorted(search.nested.get(root.arn, ())), "outputs": outputs})
    draft.config["stacks"] = rows
    if STACK in search.failures:
        draft.config["stacks"] = rows or None
        draft.gaps.append(search.failures[STACK].gap("/config/stacks"))


def _add_resources(draft: Draft, search: _Search, values: Values) -> None:
    """Adds the names that the parameters hold."""
    resources: dict[str, str] = {}
    for path, value in values.items():
        if path in _SINGLE:
            continue
        if isinstance(value, Failure):
            draft.gaps.append(value.gap(f"/config/resources/{path.replace('/', '~1')}"))
        else:
            resources[path] = value
    draft.config["resources"] = resources
    if SSM in search.failures:
        draft.gaps.append(search.failures[SSM].gap("/config/resources"))


def _version(draft: Draft, search: _Search) -> str | Failure | None:
    """What the first root stack says of the version, which counts where no parameter tells it."""
    rows = draft.config["stacks"]
    return rows[0]["outputs"].get("FormKiQVersion", _NO_NAME) if rows else search.failures.get(STACK)


def _add_single(draft: Draft, field: str, told: str | Failure | None) -> None:
    """told: None where nothing tells it."""
    if isinstance(told, Failure):
        draft.miss((field,), told)
    else:
        draft.config[field] = told


def _collect(unit: Unit) -> Iterator[Fact]:
    search = _search(unit)
    for environment in sorted({*search.parameters, *search.roots, *search.tagged}):
        installation = _installation(unit, search, environment)
        yield installation
        yield from sites(unit, installation)


FORMKIQ = Collector(
    name="formkiq",
    kinds=(INSTALLATION, SITE),
    operations=(LIST_PARAMETERS.operation, GET_PARAMETERS, LIST_STACKS.operation, GET_RESOURCES, *OPERATIONS),
    collect=_collect,
    idle_calls=3,
    calls_each={INSTALLATION: 5},  # and one for each further page of its bucket's top level, its groups and settings
)
