from __future__ import annotations

from typing import Any

import pytest
from support.cognito_answers import RICH, THREE, client, cognito, group, provider
from support.stubbed_aws import DENIED, Answer, Refusal, pages

from scanner.collectors.cognito import POOL

pytestmark = pytest.mark.usefixtures("aws_environment")

GONE = Refusal("ResourceNotFoundException")
SLOW = Refusal("TooManyRequestsException", "Rate exceeded")


def test_clients_of_three_pages_in_one_order() -> None:
    ids = [f"{number:03}c" for number in range(130)]
    listed = [client(name)["listed"] for name in reversed(ids)]
    listing = list(pages("UserPoolClients", "NextToken", listed[:60], listed[60:120], listed[120:]))
    ran = cognito(ListUserPoolClients=listing)
    assert [row["id"] for row in ran.one(POOL).config["clients"]] == ids
    assert {asked["MaxResults"] for asked in ran.parameters("cognito-idp:ListUserPoolClients")} == {60}


def test_groups_that_are_not_all_known_are_not_known() -> None:
    first, _ = pages("Groups", "NextToken", [group("Admins")], [])
    fact = cognito(ListGroups=[first, SLOW]).one(POOL)
    assert fact.config["groups"] is None
    (gap,) = fact.gaps
    assert gap.detail == "partial, after 1 pages: TooManyRequestsException: Rate exceeded"


@pytest.mark.parametrize(
    ("operation", "field", "asked"),
    [
        ("DescribeUserPoolClient", "clients", "ClientId"),
        ("DescribeIdentityProvider", "identity_providers", "ProviderName"),
    ],
)
def test_a_part_that_cannot_be_read_stays_as_listed(operation: str, field: str, asked: str) -> None:
    parts = {name: {**client(name), **provider(name)}[operation] for name in "abc"}

    def answer(parameters: dict[str, Any]) -> Answer:
        name = parameters[asked]
        return SLOW if name in "ac" else parts[name]

    fact = cognito(**THREE, **{operation: answer}).one(POOL)
    first, second, third = fact.config[field]
    assert [row["name"] for row in (first, second, third)] == ["a", "b", "c"]
    unknown = {name for name in first if first[name] is None}
    assert unknown == {name for name in third if third[name] is None} > {name for name in second if not second[name]}
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        (f"/config/{field}", f"cognito-idp:{operation}", "throttled")
    ]


@pytest.mark.parametrize("operation", ["DescribeUserPoolClient", "DescribeIdentityProvider"])
def test_nobody_who_is_denied_is_asked_again(operation: str) -> None:
    ran = cognito(**THREE, **{operation: DENIED})
    assert len(ran.parameters(f"cognito-idp:{operation}")) == 1
    (gap,) = ran.one(POOL).gaps
    assert gap.reason == "access_denied"
    assert len(ran.one(POOL).config["clients"]) == len(ran.one(POOL).config["identity_providers"]) == 3


def test_parts_that_vanished_are_dropped() -> None:
    fact = cognito(**RICH | {"DescribeUserPoolClient": GONE, "DescribeIdentityProvider": GONE}).one(POOL)
    assert (fact.config["clients"], fact.config["identity_providers"], fact.gaps) == ([], [], ())


def test_a_domain_of_which_nothing_is_told() -> None:
    fact = cognito(**RICH | {"DescribeUserPoolDomain": {"DomainDescription": {}}}).one(POOL)
    assert [(row["name"], row["custom"], row["status"]) for row in fact.config["domains"]] == [
        ("docs", False, None),
        ("auth.example.com", True, None),
    ]
    assert [(gap.path, gap.detail) for gap in fact.gaps] == [
        ("/config/domains", "malformed answer: nothing is told of the domain")
    ]
