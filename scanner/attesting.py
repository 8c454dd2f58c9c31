"""Templates of evidence: what a person has to write about a topic, with what is theirs to fill in left blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import orjson

from scanner.errors import UsageError

TYPES: Final = ("restore_test", "export", "decision", "approval")


@dataclass(frozen=True, slots=True)
class Topic:
    """What evidence can be about.

    about: one sentence, without its full stop. types: those of its records, the usual one first. statements: of the
    catalogue that it is evidence for. days: how old it may be by default; None: no age is asked of it. checked,
    contains: what its rules look for. environment: where it has to be done.
    """

    about: str
    types: tuple[str, ...]
    statements: tuple[int, ...]
    days: int | None = None
    checked: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    environment: str | None = None


_YEAR, _QUARTER = 366, 92

_PLAN: Final = ("decision", "approval")
_TEST: Final = ("restore_test",)
_IDENTITIES: Final = (
    "pool_configuration",
    "app_clients",
    "groups",
    "group_membership",
    "custom_attributes",
    "domain",
    "hosted_ui",
    "lambda_triggers",
    "identity_providers",
    "password_policy",
    "mfa",
)
_STACK: Final = ("template", "parameters", "outputs", "nested_stacks", "module_configuration", "previous_version")

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "objectives": Topic("RTO and RPO are decided", _PLAN, (1, 2), _YEAR),
        "retention": Topic("how long each type of data is kept is decided", _PLAN, (3,), _YEAR),
        "residency": Topic("allowed Regions, accounts and residency are decided", _PLAN, (4,), _YEAR),
        "ownership": Topic("who owns recovery and who approves it is named", _PLAN, (5,), _YEAR),
        "test_cadence": Topic("how often recovery is tested is decided", _PLAN, (6,), _YEAR),
        "legal_hold": Topic("what must be held for legal reasons is decided", _PLAN, (28,), _YEAR),
        "purge": Topic("who may purge, and when, is decided", _PLAN, (29,), _YEAR),
        "region_cutover": Topic("the cutover to the recovery Region is planned", _PLAN, (38,), _YEAR),
        "search_recovery": Topic("whether search comes back from a snapshot or by reindexing is decided", _PLAN, (39,)),
        "queued_actions": Topic(
            "what becomes of actions in flight, and of failed ones, is decided", _PLAN, (79,), _YEAR
        ),
        "incident_evidence": Topic("what logs have to prove after an incident is decided", _PLAN, (77,), _YEAR),
        "recovery_checks": Topic("the pipeline includes recovery checks", _PLAN, (93,), _YEAR),
        "runbook": Topic(
            "there is a runbook of the full recovery",
            _PLAN,
            (94,),
            _YEAR,
            contains=("domain", "certificates", "network"),
        ),
        "integrations": Topic("what downstream systems do after a recovery is decided", _PLAN, (95,), _YEAR),
        "critical_sites": Topic("business-critical sites are listed", _PLAN, (96,), _YEAR),
        "site_repair": Topic("there is a procedure to repair a single site", _PLAN, (97,), _YEAR),
        "site_export": Topic("how a single site is exported is decided", (*_PLAN, "export"), (98,), _YEAR),
        "table_restore": Topic(
            "a table was restored and its records sampled", _TEST, (80, 87, 100), _QUARTER, checked=("records",)
        ),
        "object_restore": Topic(
            "an object's version was recovered and its checksum verified",
            _TEST,
            (81, 87, 100),
            _QUARTER,
            checked=("checksums",),
        ),
        "soft_delete_restore": Topic(
            "a soft-deleted document was restored", _TEST, (82, 87, 100), _QUARTER, checked=("documents",)
        ),
        "search_restore": Topic(
            "a search index was restored or rebuilt", _TEST, (83, 87), _QUARTER, checked=("search_results",)
        ),
        "full_drill": Topic(
            "the whole application was recovered",
            _TEST,
            (86, 87, 100),
            _QUARTER,
            checked=("application",),
            environment="test",
        ),
        "region_drill": Topic(
            "the application was recovered in another Region", _TEST, (87, 89), _YEAR, checked=("application",)
        ),
        "identity_provider": Topic(
            "people can sign in after the identity provider was set up anew",
            _TEST,
            (73,),
            _YEAR,
            checked=("sign_in",),
            contains=("identity_providers",),
        ),
        "stack_export": Topic(
            "a stack's template, parameters and outputs are exported", ("export", "approval"), (60, 84), contains=_STACK
        ),
        "identity_export": Topic(
            "what a user pool is made of is exported", ("export", "approval"), (64, 85), contains=_IDENTITIES
        ),
        "table_cutover": Topic(
            "a restored table went live", ("approval", "decision", "restore_test"), (11,), checked=("records",)
        ),
        "index_cutover": Topic(
            "a restored index went live", ("approval", "decision", "restore_test"), (46,), checked=("search_results",)
        ),
        "replica_validation": Topic("a replica was compared with its source", _TEST, (20,), checked=("records",)),
        "production_readiness": Topic(
            "recovery was validated in test before production", ("approval",), (88,), _YEAR, environment="test"
        ),
    }
)
"""Every topic of schemas/evidence.json."""

USUAL: Final = MappingProxyType(
    {
        "restore_test": "full_drill",
        "export": "stack_export",
        "decision": "objectives",
        "approval": "production_readiness",
    }
)
"""The topic of a type where none is asked for."""

_MEASURED: Final = frozenset(name for name, topic in TOPICS.items() if 87 in topic.statements)  # noqa: PLR2004 - the catalogue's
"""Tests of which rules want to know how long they took and how much was lost."""


def template(kind: str, topic: str | None, application: str | None) -> str:
    """A record of evidence as YAML, which the schema takes once its blanks are filled in.

    kind: one of TYPES. topic: None for the usual one of that type. application: None leaves it blank.

    Raises:
        UsageError: there are no records of that type about the topic.
    """
    name = topic or USUAL[kind]
    asked = TOPICS[name]
    if kind not in asked.types:
        fit = " or ".join(each.replace("_", "-") for each in asked.types)
        raise UsageError(f"a record about {name} is no {kind.replace('_', '-')}; make a {fit}")
    return "\n".join([*_head(name, asked), *_body(kind, name, asked, application)]) + "\n"


def _head(name: str, topic: Topic) -> Iterator[str]:
    statements = ", ".join(map(str, topic.statements))
    age = f"; by default it may be {topic.days} days old" if topic.days else ""
    yield f"# Evidence that {topic.about} (topic {name})."
    yield f"# For statement {statements} of the catalogue{age}."
    yield "# Fill in what is blank, take out what does not apply, then run: safehold evidence check FILE"


def _body(kind: str, name: str, topic: Topic, application: str | None) -> Iterator[str]:
    slug = re.sub(r"[^a-z0-9]+", "-", (application or "").lower()).strip("-")
    yield f"name: {'-'.join(part for part in (slug, name.replace('_', '-')) if part)[:90]}  # of its own: add the date"
    yield f"type: {kind}"
    yield f"topic: {name}"
    yield "date:  # when it was done or decided, such as 2026-03-31"
    yield "# expires_at:  # until when it can be relied on; by default the tier's cadence says so"
    yield "scope:  # all that is given must hold"
    yield f"  applications: [{_text(application)}]  # as the tag or safehold.yaml calls it"
    yield "  # resources: []  # ARNs in full"
    yield "  # sites: []"
    yield "  # tiers: []"
    if kind == "restore_test":
        yield from _tested(name, topic)
    elif topic.environment:
        yield f"environment: {topic.environment}"
    if kind in _PLAN:
        yield "statement:  # what was decided or approved, in a sentence or two"
    if topic.contains:
        yield f"contains: [{', '.join(topic.contains)}]  # take out what it does not hold"
    elif kind == "export":
        yield "contains: []  # what it holds; blank is refused"
    yield "owner:  # who answers for it"
    yield f"{'' if kind in _PLAN else '# '}approved_by: []  # who approved it; blank is refused"
    yield "# artefact:  # what proves it; sha256sum FILE prints the hash"
    yield "#   path:  # a file beside this one, or `uri: s3://…` for what lies elsewhere"
    yield "#   sha256:"


def _text(application: str | None) -> str:
    """The application in quotes, which JSON and YAML share; nothing where it is left blank."""
    return orjson.dumps(application).decode() if application else ""


def _tested(name: str, topic: Topic) -> Iterator[str]:
    yield f"environment: {topic.environment or 'test'}  # test or production"
    yield "method:  # how it was done"
    yield "result:  # passed, partial or failed"
    if name in _MEASURED:
        yield "measured_rto_seconds:  # from the loss until it was there again"
        yield "measured_rpo_seconds:  # how much of the latest data was lost"
    yield f"checked: [{', '.join(topic.checked)}]  # what was looked at in what came back"
    yield "# restore_jobs: []  # ids of AWS Backup's restore jobs, which must agree"
