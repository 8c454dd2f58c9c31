"""What Cognito answers: a pool of which nothing is set, and one of which everything is."""

from __future__ import annotations

from typing import Any

from support.collected import AT, THEN
from support.stubbed_aws import ACCOUNT, REGION, Ran, run

from scanner.collectors.cognito import COGNITO
from scanner.collectors.options import Options

POOL_ID = "eu-west-1_AbCdEf"
ARN = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{POOL_ID}"
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
_TIMES = {"CreationDate": THEN, "LastModifiedDate": THEN}

SECRETS = ("hunter2", "@example.com", "https://", "shared-external-id", "Welcome")
"""Parts of what RICH tells that no fact may hold."""


def pool(**changes: Any) -> dict[str, Any]:
    """An entry of ListUserPools."""
    return {"Id": POOL_ID, "Name": "documents", **_TIMES} | changes


def group(name: str, **changes: Any) -> dict[str, Any]:
    """An entry of ListGroups."""
    return {"GroupName": name, "UserPoolId": POOL_ID} | changes


def client(client_id: str, **changes: Any) -> dict[str, Any]:
    """An app client, as it is listed, and as it is described."""
    listed = {"ClientId": client_id, "UserPoolId": POOL_ID, "ClientName": client_id}
    told = {**listed, **_TIMES, "ClientType": "REGULAR", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]} | changes
    return {"listed": listed, "DescribeUserPoolClient": {"UserPoolClient": told}}


def provider(name: str, **changes: Any) -> dict[str, Any]:
    """An identity provider, as it is listed, and as it is described."""
    listed = {"ProviderName": name, "ProviderType": "OIDC", **_TIMES}
    told = {**listed, "UserPoolId": POOL_ID, "AttributeMapping": {"email": "mail"}} | changes
    return {"listed": listed, "DescribeIdentityProvider": {"IdentityProvider": told}}


THREE: dict[str, Any] = {
    "ListUserPoolClients": {"UserPoolClients": [client(name)["listed"] for name in ("a", "b", "c")]},
    "ListIdentityProviders": {"Providers": [provider(name)["listed"] for name in ("a", "b", "c")]},
}
"""Listings of three parts each."""


def cognito(**changes: Any) -> Ran:
    """One pool, of which nothing is set, but for the changes; their keys are operations of Cognito, and "details"."""
    checked, options = changes.pop("checked", True), Options(details=changes.pop("details", True))
    answers: dict[str, Any] = {
        "ListUserPools": {"UserPools": [pool()]},
        "DescribeUserPool": {"UserPool": {}},
        "GetUserPoolMfaConfig": {"MfaConfiguration": "OFF"},
        "ListUserPoolClients": {"UserPoolClients": []},
        "ListGroups": {"Groups": []},
        "ListIdentityProviders": {"Providers": []},
        "DescribeUserPoolClient": lambda asked: client(asked["ClientId"])["DescribeUserPoolClient"],
        "DescribeIdentityProvider": lambda asked: provider(asked["ProviderName"])["DescribeIdentityProvider"],
    }
    asked = {f"cognito-idp:{name}": answer for name, answer in (answers | changes).items()}
    return run(COGNITO, asked, checked=checked, options=options)


BARE: dict[str, Any] = {
    "pool_id": POOL_ID,
    "created_at": AT,
    "modified_at": AT,
    **dict.fromkeys(("replica_regions", "tier", "estimated_user_count", "case_sensitive_usernames")),
    **dict.fromkeys(("admin_creates_users_only", "email_sending_account", "sms_role_arn", "threat_protection")),
    **dict.fromkeys(("domain_prefix", "custom_domain", "deletion_protection", "encryption", "mfa", "first_factors")),
    **dict.fromkeys(("password_policy", "account_recovery", "sender_key_arn")),
    **{name: [] for name in ("username_attributes", "alias_attributes", "auto_verified_attributes", "mfa_methods")},
    **{name: [] for name in ("attributes", "triggers", "clients", "groups", "identity_providers", "domains")},
}
"""The configuration of a pool of which AWS tells nothing."""

_POOL = {
    "Id": POOL_ID,
    "Name": "documents",
    "Arn": ARN,
    **_TIMES,
    "UserPoolTier": "PLUS",
    "EstimatedNumberOfUsers": 41,
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": False,
            "RequireSymbols": False,
            "PasswordHistorySize": 5,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["WEB_AUTHN", "PASSWORD"]},
    },
    "DeletionProtection": "ACTIVE",
    "KeyConfiguration": {
        "KeyType": "CUSTOMER_MANAGED_KEY",
        "KmsKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
    },
    "LambdaConfig": {
        "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}:sms"},
        "KMSKeyID": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/codes",
        "CustomMessage": f"{LAMBDA}:message",
    },
    "SchemaAttributes": [
        {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
        {"Name": "custom:site", "AttributeDataType": "String", "Required": False, "Mutable": True},
        {"Name": "dev:custom:old", "AttributeDataType": "Number"},
    ],
    "UsernameAttributes": ["email"],
    "AliasAttributes": ["preferred_username", "phone_number"],
    "AutoVerifiedAttributes": ["email"],
    "MfaConfiguration": "OPTIONAL",
    "EmailConfiguration": {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/docs@example.com",
        "From": "docs@example.com",
        "ReplyToEmailAddress": "help@example.com",
    },
    "SmsConfiguration": {
        "SnsCallerArn": f"arn:aws:iam::{ACCOUNT}:role/sms",
        "ExternalId": "shared-external-id",
    },
    "UserPoolTags": {"Application": "FormKiQ"},
    "Domain": "docs",
    "CustomDomain": "auth.example.com",
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {"EmailMessage": "Welcome {username}, your password is {####}"},
    },
    "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    "UsernameConfiguration": {"CaseSensitive": False},
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 2, "Name": "verified_email"},
            {"Priority": 1, "Name": "verified_phone_number"},
        ]
    },
}
_CLIENT = client(
    "1abc",
    ClientName="web",
    ClientSecret="hunter2" * 4,
    ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    SupportedIdentityProviders=["Okta", "COGNITO"],
    CallbackURLs=["https://docs.example.com/?token=hunter2", "https://docs.example.com/b"],
    LogoutURLs=["https://docs.example.com/c"],
    AllowedOAuthFlows=["code"],
    AllowedOAuthScopes=["openid", "email"],
)
_PROVIDER = provider(
    "Okta",
    ProviderDetails={"client_id": "c", "client_secret": "hunter2", "oidc_issuer": "https://okta.example.com"},
    AttributeMapping={"username": "sub", "email": "https://okta.example.com/claims/email"},
    IdpIdentifiers=["okta.example.com"],
)
_DOMAINS: dict[str, Any] = {
    "docs": {"Domain": "docs", "UserPoolId": POOL_ID, "Status": "ACTIVE", "ManagedLoginVersion": 2},
    "auth.example.com": {
        "Domain": "auth.example.com",
        "UserPoolId": POOL_ID,
        "Status": "UPDATING",
        "CustomDomainConfig": {"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/c"},
        "Routing": {"Failover": {"SecondaryRegion": "us-east-1", "PrimaryRoute53HealthCheckId": "h"}},
    },
}

RICH: dict[str, Any] = {
    "ListUserPools": {"UserPools": [pool(ReplicaRegions=["us-east-1", "eu-central-1"])]},
    "DescribeUserPool": {"UserPool": _POOL},
    "GetUserPoolMfaConfig": {
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Welcome {####}"},
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "EmailMfaConfiguration": {"Message": "Welcome {####}", "Subject": "Welcome"},
        "WebAuthnConfiguration": {"RelyingPartyId": "auth.example.com"},
    },
    "ListUserPoolClients": {"UserPoolClients": [_CLIENT["listed"] | {"ClientName": "web"}]},
    "ListGroups": {
        "Groups": [
            group("default", Description="ask help@example.com"),
            group("Admins", Precedence=0, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/admins", **_TIMES),
        ]
    },
    "ListIdentityProviders": {"Providers": [_PROVIDER["listed"]]},
    "DescribeUserPoolClient": _CLIENT["DescribeUserPoolClient"],
    "DescribeIdentityProvider": _PROVIDER["DescribeIdentityProvider"],
    "DescribeUserPoolDomain": lambda asked: {"DomainDescription": _DOMAINS[asked["Domain"]]},
}
"""Answers that tell of a pool all that is asked, and more that must not be kept."""
