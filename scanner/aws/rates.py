"""How often AWS lets an operation be called, where AWS says so."""

from __future__ import annotations

from collections.abc import Mapping

TOLD_BY_MODELS: Mapping[str, float] = {
    "dynamodb:DescribeContinuousBackups": 10,
    "dynamodb:ListBackups": 5,
    "sns:ListSubscriptions": 30,
    "sns:ListTopics": 30,
}
"""Calls a second for an account and Region, as the documentation in botocore's service models tells them."""

# A quota of a category of operations is shared by those of it that a scan calls.
# https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html: UserPoolRead 15, UserPoolClientRead 15 and 5
# for a pool, UserPoolResourceRead 20 and 5 for a pool; what is read of one pool is read in turn.
_COGNITO: Mapping[str, float] = {
    "cognito-idp:ListUserPools": 5,
    "cognito-idp:DescribeUserPool": 10,
    "cognito-idp:ListUserPoolClients": 5,
    "cognito-idp:DescribeUserPoolClient": 5,
    "cognito-idp:ListGroups": 5,
    "cognito-idp:ListIdentityProviders": 5,
    "cognito-idp:DescribeIdentityProvider": 5,
    "cognito-idp:DescribeUserPoolDomain": 5,
    "cognito-idp:GetUserPoolMfaConfig": 5,
}

# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: 50 of everything but PutEvents.
_EVENTS: Mapping[str, float] = {"events:ListRules": 50, "events:ListTargetsByRule": 50}

DOCUMENTED: Mapping[str, float] = {**TOLD_BY_MODELS, **_COGNITO, **_EVENTS}
"""All of them."""
