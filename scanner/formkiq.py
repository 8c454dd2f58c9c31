"""Recognising FormKiQ: which installation a resource belongs to, and what data it holds.

Four sources, the surest first: the names that an installation's SSM parameters and its root stack's outputs give; the
installation's stacks, which own the resource; the tags that its templates set; the names that these give. All are read
off FormKiQ Core 1.19.0's public templates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from scanner.facts import misfit
from scanner.formkiq_names import BUCKET, FILES, LOGICAL_TAG, POOL, TABLE, by_name, owners
from scanner.model import Fact, Gap, GapReason
from scanner.snapshot import Snapshot

_KIND = "formkiq.installation"
_SITE = "formkiq.site"

DATA_KINDS = frozenset({TABLE, BUCKET, FILES})
"""In what FormKiQ keeps data whose type the kind does not tell."""

# By the beginning of the parameter's path ("s3/Console…" has had several names), and by the output's name. The most
# demanding first: should two of them name one resource, the first decides what it must meet.
_PARAMETERS = (
    ("s3/DocumentsS3Bucket", BUCKET, "document_content"),
    ("dynamodb/DocumentsTableName", TABLE, "document_metadata"),
    ("dynamodb/DocumentSyncsTableName", TABLE, "document_metadata"),
    ("cognito/UserPoolId", POOL, "identity"),
    ("s3/OcrBucket", BUCKET, "derived"),
    ("s3/Console", BUCKET, "rebuildable"),
    ("s3/DocumentsStageS3Bucket", BUCKET, "staging"),
    ("dynamodb/CacheTableName", TABLE, "cache"),
)
_OUTPUTS = (
    ("DocumentsS3Buckets", BUCKET, "document_content"),
    ("DocumentsTableName", TABLE, "document_metadata"),
    ("CognitoUserPoolId", POOL, "identity"),
)

# Of what has no telling name.
_LOGICAL_IDS = {
    (BUCKET, "CognitoConfig"): "configuration",
    (BUCKET, "VpcFlowLogsBucket"): "logs",
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What FormKiQ says of a resource, each with its reason. data_type: None when it does not say; site likewise."""

    application: str
    why_application: str
    data_type: str | None
    why_data_type: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class _Claim:
    """An installation names a resource. where: in which parameter or output."""

    environment: str
    where: str
    data_type: str


_Place = tuple[str, str]
"""Account and Region."""


class FormKiQ:
    """The installations of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._claims: dict[tuple[str, str, str, str], _Claim] = {}
        self._stacks: dict[tuple[_Place, str], str] = {}
        self._gaps: dict[_Place, Gap] = {}
        for installation in snapshot.facts(_KIND):
            self._take(installation)

    def _take(self, installation: Fact) -> None:
        place = (installation.account, installation.region)
        if why := misfit(installation):
            self._gaps[place] = Gap(_KIND, "", GapReason.ERROR, f"{installation.name} does not fit its schema: {why}")
            return
        for gap in installation.gaps:
            if gap.touches("/config/resources") or gap.touches("/config/stacks"):
                self._gaps[place] = gap
        for key, claim in _claims(installation):
            held = self._claims.get(key)
            if held is None or _demand(claim) < _demand(held):
                self._claims[key] = claim
        environment = installation.config["environment"]
        for stack in installation.config["stacks"] or ():
            for arn in (stack["arn"], *stack["nested_arns"]):
                self._stacks[place, arn] = environment
                self._stacks[place, _stack_name(arn)] = environment

    def incomplete(self, account: str, region: str) -> Gap | None:
        """None if every installation in the account and Region is known in full; else the gap that says why not."""
        return self._snapshot.complete(_KIND, account, region) or self._gaps.get((account, region))

    def recognise(self, fact: Fact) -> Recognised | None:
        """What FormKiQ says of a resource; None when it does not know it. Tags that could not be read say nothing."""
        claim = self._claims.get((fact.kind, fact.account, fact.region, _known_as(fact)))
        if claim:
            why = f"the FormKiQ installation {claim.environment!r} names it in {claim.where}"
            return Recognised(_application(claim.environment), why, claim.data_type, why)
        return _its_own(fact) or self._owned(fact) or _marked(fact)

    def _owned(self, fact: Fact) -> Recognised | None:
        """What the installations' stacks say of a resource."""
        for stack, why in owners(fact):
            environment = self._stacks.get(((fact.account, fact.region), stack))
            if environment is not None:
                return Recognised(_application(environment), why, *_held(fact))
        return None


def _held(fact: Fact) -> tuple[str | None, str]:
    """The type of the data in what a stack of FormKiQ's owns, and what says so."""
    if fact.kind == FILES:
        return "search_index", "FormKiQ keeps its search index in file systems"
    logical = (fact.tags or {}).get(LOGICAL_TAG, "")
    if data_type := _LOGICAL_IDS.get((fact.kind, logical)):
        return data_type, f"FormKiQ's {logical} holds {data_type}"
    named = by_name(fact)
    return (named.data_type, named.why) if named else (None, "")


def _application(environment: str | None) -> str:
    return f"FormKiQ {environment}" if environment else "FormKiQ"


def _known_as(fact: Fact) -> str:
    """How parameters and outputs name a resource."""
    return fact.id.rpartition("/")[2] if fact.kind == POOL else fact.name


def _stack_name(arn: str) -> str:
    return arn.partition(":stack/")[2].partition("/")[0]


def _claims(installation: Fact) -> Iterator[tuple[tuple[str, str, str, str], _Claim]]:
    """What an installation names, in its own account and Region: elsewhere the same name is another resource."""
    environment = installation.config["environment"]
    parameters = (
        (kind, name, data_type, f"its parameter {parameter}")
        for parameter, name in installation.config["resources"].items()
        for start, kind, data_type in _PARAMETERS
        if parameter.startswith(start)
    )
    outputs = (
        (kind, stack["outputs"][output], data_type, f"its stack's output {output}")
        for stack in installation.config["stacks"] or ()
        for output, kind, data_type in _OUTPUTS
        if output in stack["outputs"]
    )
    for kind, name, data_type, where in chain(parameters, outputs):
        yield (kind, installation.account, installation.region, name), _Claim(environment, where, data_type)


def _demand(claim: _Claim) -> int:
    return [data_type for _, _, data_type in _PARAMETERS].index(claim.data_type)


def _its_own(fact: Fact) -> Recognised | None:
    """What is said of the facts about FormKiQ itself."""
    if fact.kind not in {_KIND, _SITE}:
        return None
    environment, site = fact.config.get("environment"), fact.config.get("site_id")
    known = environment if isinstance(environment, str) else None
    why = f"it is a {fact.kind}"
    return Recognised(_application(known), why, None, "", site if isinstance(site, str) else None)


def _marked(fact: Fact) -> Recognised | None:
    """What tags and names say."""
    tags = fact.tags or {}
    named = by_name(fact)
    environment = named.environment if named else None
    if tags.get("Application") == "FormKiQ":
        why = "tag Application='FormKiQ' says so"
        if tagged := tags.get("AppEnvironment"):
            why = f"tags Application='FormKiQ' and AppEnvironment={tagged!r} say so"
            environment = tagged
    elif named:
        why = f"FormKiQ gives names like {fact.name!r}"
    else:
        return None
    data_type, why_data_type = (named.data_type, named.why) if named else (None, "")
    return Recognised(_application(environment), why, data_type, why_data_type)
