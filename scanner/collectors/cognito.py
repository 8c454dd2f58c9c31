"""Cognito: user pools with their app clients, groups, identity providers and domains.

Cognito has no backup: what an export of a pool has to hold, and since when, is told by the pool and by its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors import cognito_parts as parts
from scanner.collectors.base import Collector, Draft, Section, Unit, misread
from scanner.collectors.listings import Shared, shared, whole
from scanner.collectors.shapes import MALFORMED, text
from scanner.model import Fact, Gap, GapReason, Json

POOL = "cognito.user_pool"

_GONE = ("ResourceNotFoundException",)


def _operation(name: str) -> Operation:
    return Operation("cognito-idp", name)


LIST_POOLS = Listing(_operation("ListUserPools"), "UserPools", ("MaxResults", 60))
LIST_CLIENTS = Listing(_operation("ListUserPoolClients"), "UserPoolClients", ("MaxResults", 60))
LIST_GROUPS = Listing(_operation("ListGroups"), "Groups", ("Limit", 60))
LIST_PROVIDERS = Listing(_operation("ListIdentityProviders"), "Providers", ("MaxResults", 60))
DESCRIBE_POOL = _operation("DescribeUserPool")

POOL_SECTIONS = (
    Section(
        DESCRIBE_POOL,
        (
            "tier",
            "estimated_user_count",
            "username_attributes",
            "alias_attributes",
            "auto_verified_attributes",
            "case_sensitive_usernames",
            "admin_creates_users_only",
            "email_sending_account",
            "sms_role_arn",
            "threat_protection",
            "domain_prefix",
            "custom_domain",
        ),
        parts.settings,
    ),
    Section(DESCRIBE_POOL, ("deletion_protection", "encryption"), parts.protection),
    Section(DESCRIBE_POOL, ("mfa", "first_factors", "password_policy", "account_recovery"), parts.sign_in),
    Section(DESCRIBE_POOL, ("attributes",), parts.attributes),
    Section(DESCRIBE_POOL, ("triggers", "sender_key_arn"), parts.triggers),
)
"""All told by one answer; what cannot be read of it leaves the rest as it is."""

GET_MFA = Section(_operation("GetUserPoolMfaConfig"), ("mfa_methods",), parts.mfa_methods, detail=True)
GROUPS = Section(LIST_GROUPS.operation, ("groups",), parts.groups, detail=True)
CLIENTS = Section(LIST_CLIENTS.operation, ("clients",), parts.clients, detail=True)
PROVIDERS = Section(LIST_PROVIDERS.operation, ("identity_providers",), parts.providers, detail=True)
DOMAINS = Section(DESCRIBE_POOL, ("domains",), parts.domains, detail=True)


@dataclass(frozen=True, slots=True)
class Part:
    """A call that tells the rest of each row of a field. asked: its parameter, and the row's field that is it."""

    field: str
    operation: Operation
    asked: tuple[str, str]
    normalize: Callable[[Raw], Mapping[str, Json]]


CLIENT = Part("clients", _operation("DescribeUserPoolClient"), ("ClientId", "id"), parts.client)
PROVIDER = Part("identity_providers", _operation("DescribeIdentityProvider"), ("ProviderName", "name"), parts.provider)
DOMAIN = Part("domains", _operation("DescribeUserPoolDomain"), ("Domain", "name"), parts.domain)


_LISTED = ("Id", "Name", "CreationDate", "LastModifiedDate", "ReplicaRegions")


def pools(unit: Unit) -> Shared[Raw]:
    """The pools of the unit's Region, with _LISTED of what is told of each."""
    return shared(unit, LIST_POOLS, lambda pool: {name: pool[name] for name in _LISTED if name in pool})


def groups(unit: Unit, pool_id: str) -> Shared[dict[str, Json]]:
    """The groups of a pool, as facts have them."""
    return shared(unit, LIST_GROUPS, parts.group, UserPoolId=pool_id)


def _complete(unit: Unit, draft: Draft, part: Part, **parameters: str) -> None:
    """Asks for the rest of each row of a field. One that is gone is dropped; one that cannot be read stays as listed.

    A pool has up to thousands of clients. Whoever may not read one may not read the others, so nobody is asked again,
    and all that fail alike leave one gap.
    """
    parameter, key = part.asked
    rows: list[Json] = []
    failures: dict[Failure, None] = {}
    denied: Failure | None = None
    for row in draft.config[part.field] or ():
        answer = denied or unit.call(part.operation, **parameters, **{parameter: row[key]})
        if not isinstance(answer, Failure):
            try:
                rows.append(row | part.normalize(answer))
            except MALFORMED as error:
                answer = misread(part.operation, error)
        if not isinstance(answer, Failure):
            continue
        if answer.code in _GONE:
            unit.lost()
            continue
        rows.append(row)
        failures[answer] = None
        denied = answer if answer.reason is GapReason.ACCESS_DENIED else None
    if draft.config[part.field] is not None:
        draft.config[part.field] = rows
    draft.gaps += [why.gap(f"/config/{part.field}") for why in failures]


def _describe(unit: Unit, pool: Raw) -> Fact:
    pool_id = text(pool["Id"])
    draft = Draft(unit, POOL, unit.arn("cognito-idp", f"userpool/{pool_id}"), pool["Name"], _GONE)
    draft.config |= parts.listed(pool)
    answer = unit.call(DESCRIBE_POOL, UserPoolId=pool_id)
    for section in POOL_SECTIONS:
        draft.take(section, answer)
    draft.read(GET_MFA, UserPoolId=pool_id)
    if unit.options.details:
        draft.take(DOMAINS, answer)
        listed = groups(unit, pool_id)
        draft.take(GROUPS, listed.failure or {LIST_GROUPS.items: listed.known})
        for section, listing in ((CLIENTS, LIST_CLIENTS), (PROVIDERS, LIST_PROVIDERS)):
            draft.take(section, whole(unit, listing, UserPoolId=pool_id))
        _complete(unit, draft, CLIENT, UserPoolId=pool_id)
        _complete(unit, draft, PROVIDER, UserPoolId=pool_id)
        _complete(unit, draft, DOMAIN)
    else:
        for section in (DOMAINS, GROUPS, CLIENTS, PROVIDERS):
            draft.read(section)
    return draft.fact(_tags(answer))


def _tags(answer: Raw | Failure) -> tuple[Mapping[str, str] | None, tuple[Gap, ...]]:
    """The pool's tags, which DescribeUserPool tells."""
    if not isinstance(answer, Failure):
        try:
            tags = answer["UserPool"].get("UserPoolTags", {})
            return {text(key): text(value) for key, value in tags.items()}, ()
        except MALFORMED as error:
            answer = misread(DESCRIBE_POOL, error)
    return None, (answer.gap("/tags"),)


def _collect(unit: Unit) -> Iterator[Fact]:
    listed = pools(unit)
    if listed.failure:
        unit.incomplete(listed.failure.gap(POOL))
    return unit.described(POOL, LIST_POOLS.operation, listed.known, partial(_describe, unit))


COGNITO = Collector(
    name="cognito",
    kinds=(POOL,),
    operations=(
        *(listing.operation for listing in (LIST_POOLS, LIST_CLIENTS, LIST_GROUPS, LIST_PROVIDERS)),
        DESCRIBE_POOL,
        GET_MFA.operation,
        *(part.operation for part in (CLIENT, PROVIDER, DOMAIN)),
    ),
    collect=_collect,
    calls_each={POOL: 7},  # and one for each app client and identity provider
)
