from __future__ import annotations

from typing import Any

import pytest
from support.cognito_answers import ARN, BARE, LAMBDA, POOL_ID, RICH, SECRETS, THREE, cognito, pool
from support.collected import AT
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, Refusal, pages

from scanner.collectors.cognito import COGNITO, POOL

pytestmark = pytest.mark.usefixtures("aws_environment")

GONE = Refusal("ResourceNotFoundException")
SLOW = Refusal("TooManyRequestsException", "Rate exceeded")
DETAILS = {"mfa_methods", "clients", "groups", "identity_providers", "domains"}
LISTED = {"pool_id", "created_at", "modified_at", "replica_regions"}


def test_a_pool_of_which_aws_tells_everything() -> None:
    ran = cognito(**RICH)
    fact = ran.one(POOL)
    assert (fact.id, fact.name, fact.account, fact.region) == (ARN, "documents", ACCOUNT, REGION)
    assert (fact.tags, fact.gaps) == ({"Application": "FormKiQ"}, ())
    assert fact.config == {
        "pool_id": POOL_ID,
        "created_at": AT,
        "modified_at": AT,
        "replica_regions": ["eu-central-1", "us-east-1"],
        "tier": "PLUS",
        "estimated_user_count": 41,
        "username_attributes": ["email"],
        "alias_attributes": ["phone_number", "preferred_username"],
        "auto_verified_attributes": ["email"],
        "case_sensitive_usernames": False,
        "admin_creates_users_only": True,
        "email_sending_account": "DEVELOPER",
        "sms_role_arn": f"arn:aws:iam::{ACCOUNT}:role/sms",
        "threat_protection": "ENFORCED",
        "domain_prefix": "docs",
        "custom_domain": "auth.example.com",
        "deletion_protection": True,
        "encryption": {"type": "CUSTOMER_MANAGED_KEY", "key_arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"},
        "mfa": "OPTIONAL",
        "mfa_methods": ["EMAIL", "SMS", "SOFTWARE_TOKEN", "WEB_AUTHN"],
        "first_factors": ["PASSWORD", "WEB_AUTHN"],
        "password_policy": {
            "minimum_length": 12,
            "requires_uppercase": True,
            "requires_lowercase": True,
            "requires_numbers": False,
            "requires_symbols": False,
            "history_size": 5,
            "temporary_password_days": 7,
        },
        "account_recovery": ["verified_phone_number", "verified_email"],
        "attributes": [
            {"name": "custom:site", "type": "String", "custom": True, "required": False, "mutable": True},
            {"name": "dev:custom:old", "type": "Number", "custom": True, "required": None, "mutable": None},
            {"name": "email", "type": "String", "custom": False, "required": True, "mutable": True},
        ],
        "triggers": [
            {"trigger": "CustomMessage", "function_arn": f"{LAMBDA}:message", "event_version": None},
            {"trigger": "CustomSMSSender", "function_arn": f"{LAMBDA}:sms", "event_version": "V1_0"},
        ],
        "sender_key_arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/codes",
        "clients": [
            {
                "id": "1abc",
                "name": "web",
                "type": "REGULAR",
                "created_at": AT,
                "modified_at": AT,
                "has_secret": True,
                "auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
                "oauth_flows": ["code"],
                "oauth_scopes": ["email", "openid"],
                "identity_providers": ["COGNITO", "Okta"],
                "callback_url_count": 2,
                "logout_url_count": 1,
            }
        ],
        "groups": [
            {
                "name": "Admins",
                "precedence": 0,
                "role_arn": f"arn:aws:iam::{ACCOUNT}:role/admins",
                "created_at": AT,
                "modified_at": AT,
            },
            {"name": "default", "precedence": None, "role_arn": None, "created_at": None, "modified_at": None},
        ],
        "identity_providers": [
            {
                "name": "Okta",
                "type": "OIDC",
                "created_at": AT,
                "modified_at": AT,
                "mapped_attributes": ["email", "username"],
                "detail_names": ["client_id", "client_secret", "oidc_issuer"],
            }
        ],
        "domains": [
            {
                "name": "docs",
                "custom": False,
                "status": "ACTIVE",
                "certificate_arn": None,
                "managed_login_version": 2,
                "failover_region": None,
            },
            {
                "name": "auth.example.com",
                "custom": True,
                "status": "UPDATING",
                "certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/c",
                "managed_login_version": None,
                "failover_region": "us-east-1",
            },
        ],
    }
    assert ran.coverage.gaps == ()


def test_no_secret_and_no_way_to_reach_a_person_is_kept() -> None:
    fact = cognito(**RICH).one(POOL)
    assert [secret for secret in SECRETS if secret in str(fact)] == []
    assert [secret for secret in SECRETS if secret not in str(RICH)] == []


def test_a_pool_of_which_aws_tells_least() -> None:
    fact = cognito().one(POOL)
    assert fact.config == BARE
    assert (fact.id, fact.tags, fact.gaps) == (ARN, {}, ())


def test_what_a_pool_costs() -> None:
    assert len(cognito(ListUserPools={"UserPools": []}).asked) == COGNITO.idle_calls
    ran = cognito(**RICH)
    beside = len(ran.one(POOL).config["clients"]) + len(ran.one(POOL).config["identity_providers"])
    assert len(ran.asked) == 1 + COGNITO.calls_each[POOL] + beside


def test_the_core_facts_take_one_call() -> None:
    ran = cognito(details=False, **RICH)
    fact = ran.one(POOL)
    assert {(gap.path, gap.reason) for gap in fact.gaps} == {(f"/config/{name}", "not_collected") for name in DETAILS}
    assert {fact.config[name] for name in DETAILS} == {None}
    assert fact.config["custom_domain"] == "auth.example.com"
    assert ran.coverage.calls == {"cognito-idp:DescribeUserPool": 1, "cognito-idp:ListUserPools": 1}


def test_pools_of_three_pages() -> None:
    listed = [pool(Id=f"eu-west-1_{number:03}", Name=f"pool {number}") for number in range(130)]
    ran = cognito(ListUserPools=list(pages("UserPools", "NextToken", listed[:60], listed[60:120], listed[120:])))
    assert [fact.name for fact in ran.facts] == [entry["Name"] for entry in listed]
    assert [set(asked) for asked in ran.parameters("cognito-idp:ListUserPools")] == [
        {"MaxResults"},
        {"MaxResults", "NextToken"},
        {"MaxResults", "NextToken"},
    ]


def test_a_pool_that_may_not_be_described_is_kept_with_its_gaps() -> None:
    fact = cognito(**RICH | {"DescribeUserPool": DENIED}).one(POOL)
    paths = {gap.path for gap in fact.gaps if gap.operation == "cognito-idp:DescribeUserPool"}
    told = LISTED | DETAILS - {"domains"}
    assert paths == {f"/config/{name}" for name in fact.config.keys() - told} | {"/tags"}
    assert (fact.tags, fact.config["modified_at"], len(fact.config["clients"])) == (None, AT, 1)
    assert {gap.reason for gap in fact.gaps} == {"access_denied"}


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("ListUserPoolClients", "clients"),
        ("ListGroups", "groups"),
        ("ListIdentityProviders", "identity_providers"),
        ("GetUserPoolMfaConfig", "mfa_methods"),
    ],
)
@pytest.mark.parametrize(("refusal", "reason"), [(DENIED, "access_denied"), (SLOW, "throttled")])
def test_a_call_that_fails_leaves_its_field_unknown(operation: str, field: str, refusal: Refusal, reason: str) -> None:
    ran = cognito(**RICH | {operation: refusal})
    fact = ran.one(POOL)
    assert fact.config[field] is None
    assert [(gap.path, gap.operation, gap.reason) for gap in fact.gaps] == [
        (f"/config/{field}", f"cognito-idp:{operation}", reason)
    ]
    assert ran.coverage.gaps == ()


@pytest.mark.parametrize(
    "operation",
    ["DescribeUserPool", "GetUserPoolMfaConfig", "ListGroups", "ListUserPoolClients", "ListIdentityProviders"],
)
def test_a_pool_that_vanished_is_dropped_and_counted(operation: str) -> None:
    ran = cognito(**{operation: GONE})
    assert (ran.facts, ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())


def test_a_listing_that_fails_leaves_the_kind_incomplete() -> None:
    ran = cognito(ListUserPools=Refusal("NotAuthorizedException", "no"))
    assert ran.gaps(POOL) == [("cognito-idp:ListUserPools", "access_denied", "NotAuthorizedException: no")]


@pytest.mark.parametrize("entry", [{"Name": "x"}, {"Id": "x"}, pool(CreationDate="hunter2"), None])
def test_a_malformed_entry_leaves_the_kind_incomplete(entry: Any) -> None:
    ran = cognito(ListUserPools={"UserPools": [entry, pool()]}, checked=False)
    assert [fact.id for fact in ran.facts] == [ARN]
    ((operation, reason, _),) = ran.gaps(POOL)
    assert (operation, reason) == ("cognito-idp:ListUserPools", "error")


@pytest.mark.parametrize(
    ("operation", "answer", "fields"),
    [
        ("DescribeUserPool", {"UserPool": {"DeletionProtection": "HALF"}}, {"deletion_protection", "encryption"}),
        ("DescribeUserPool", {"UserPool": {"SchemaAttributes": [{}]}}, {"attributes"}),
        ("DescribeUserPool", {"UserPool": {"LambdaConfig": {"New": {}}}}, {"triggers", "sender_key_arn"}),
        ("GetUserPoolMfaConfig", {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": None}, {"mfa_methods"}),
        ("GetUserPoolMfaConfig", {}, {"mfa_methods"}),
        ("ListGroups", {"Groups": [{}]}, {"groups"}),
        ("ListGroups", {}, {"groups"}),
        ("ListUserPoolClients", {"UserPoolClients": ["x"]}, {"clients"}),
        ("ListIdentityProviders", {"Providers": [{"ProviderName": "x"}]}, {"identity_providers"}),
        ("DescribeUserPoolClient", {}, {"clients"}),
        ("DescribeIdentityProvider", {"IdentityProvider": None}, {"identity_providers"}),
    ],
)
def test_an_answer_that_is_not_whole_is_a_gap_and_leaves_the_rest(
    operation: str, answer: Answer, fields: set[str]
) -> None:
    fact = cognito(checked=False, **THREE | {operation: answer}).one(POOL)
    assert {(gap.path, gap.reason) for gap in fact.gaps} == {(f"/config/{field}", "error") for field in fields}


def test_an_answer_without_the_pool_is_a_gap_on_all_that_it_tells() -> None:
    fact = cognito(checked=False, DescribeUserPool={}).one(POOL)
    assert (fact.tags, fact.config["mfa"], fact.config["domains"], fact.config["groups"]) == (None, None, None, [])
    assert {"/tags", "/config/mfa", "/config/domains"} < {gap.path for gap in fact.gaps}
