"""What Cognito tells of a user pool and its parts, as facts have it: names, times, kinds, counts.

Never a client's secret, never the value of an identity provider's detail (a secret of the provider's may be among
them), never a URL, an e-mail address or a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scanner.aws.caller import Raw
from scanner.collectors.shapes import either, moment
from scanner.model import Json


def listed(pool: Raw) -> dict[str, Json]:
    """What ListUserPools tells of a pool."""
    regions = pool.get("ReplicaRegions")
    return {
        "pool_id": pool["Id"],
        **_times(pool),
        "replica_regions": None if regions is None else sorted(regions),
    }


def settings(answer: Raw) -> dict[str, Json]:
    """The settings that DescribeUserPool tells plainly."""
    pool = answer["UserPool"]
    return {
        "tier": pool.get("UserPoolTier"),
        "estimated_user_count": pool.get("EstimatedNumberOfUsers"),
        "username_attributes": _names(pool.get("UsernameAttributes")),
        "alias_attributes": _names(pool.get("AliasAttributes")),
        "auto_verified_attributes": _names(pool.get("AutoVerifiedAttributes")),
        "case_sensitive_usernames": pool.get("UsernameConfiguration", {}).get("CaseSensitive"),
        "admin_creates_users_only": pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly"),
        "email_sending_account": pool.get("EmailConfiguration", {}).get("EmailSendingAccount"),
        "sms_role_arn": pool.get("SmsConfiguration", {}).get("SnsCallerArn"),
        "threat_protection": pool.get("UserPoolAddOns", {}).get("AdvancedSecurityMode"),
        "domain_prefix": pool.get("Domain"),
        "custom_domain": pool.get("CustomDomain"),
    }


def protection(answer: Raw) -> dict[str, Json]:
    """What keeps a pool from being deleted, and the key that its data is encrypted with."""
    pool = answer["UserPool"]
    state, key = pool.get("DeletionProtection"), pool.get("KeyConfiguration")
    return {
        "deletion_protection": None if state is None else either(state, ("ACTIVE",), ("INACTIVE",)),
        "encryption": None if key is None else {"type": key.get("KeyType"), "key_arn": key.get("KmsKeyArn")},
    }


def sign_in(answer: Raw) -> dict[str, Json]:
    """How users prove who they are, and how they get back in, the first way first."""
    pool = answer["UserPool"]
    policies = pool.get("Policies", {})
    password = policies.get("PasswordPolicy")
    factors = policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors")
    recovery = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms")
    return {
        "mfa": pool.get("MfaConfiguration"),
        "first_factors": None if factors is None else sorted(factors),
        "password_policy": None if password is None else _password_policy(password),
        "account_recovery": None if recovery is None else [way["Name"] for way in sorted(recovery, key=_priority)],
    }


def _password_policy(policy: Raw) -> dict[str, Json]:
    return {
        "minimum_length": policy.get("MinimumLength"),
        "requires_uppercase": policy.get("RequireUppercase"),
        "requires_lowercase": policy.get("RequireLowercase"),
        "requires_numbers": policy.get("RequireNumbers"),
        "requires_symbols": policy.get("RequireSymbols"),
        "history_size": policy.get("PasswordHistorySize"),
        "temporary_password_days": policy.get("TemporaryPasswordValidityDays"),
    }


def _priority(way: Raw) -> int:
    return int(way["Priority"])


def attributes(answer: Raw) -> dict[str, Json]:
    """The attributes that a user may have: AWS puts "custom:" or "dev:" before the names of those it did not define."""
    rows = [
        {
            "name": attribute["Name"],
            "type": attribute.get("AttributeDataType"),
            "custom": attribute["Name"].startswith(("custom:", "dev:")),
            "required": attribute.get("Required"),
            "mutable": attribute.get("Mutable"),
        }
        for attribute in answer["UserPool"].get("SchemaAttributes", [])
    ]
    return {"attributes": sorted(rows, key=_name)}


def triggers(answer: Raw) -> dict[str, Json]:
    """The Lambda functions that Cognito calls: each is told as an ARN, or as an ARN with the version of its event."""
    functions = dict(answer["UserPool"].get("LambdaConfig", {}))
    key = functions.pop("KMSKeyID", None)
    rows = []
    for trigger, function in sorted(functions.items()):
        arn, version = (function, None) if isinstance(function, str) else _versioned(function)
        rows.append({"trigger": trigger, "function_arn": arn, "event_version": version})
    return {"triggers": rows, "sender_key_arn": key}


def _versioned(function: Mapping[str, str]) -> tuple[str, str]:
    return function["LambdaArn"], function["LambdaVersion"]


def mfa_methods(answer: Raw) -> dict[str, Json]:
    """The second factors that GetUserPoolMfaConfig has a configuration of; it leaves out those that are not there."""
    answer["MfaConfiguration"]  # always there: without it the answer is not whole
    methods = {
        "EMAIL": "EmailMfaConfiguration" in answer,
        "SMS": "SmsMfaConfiguration" in answer,
        "SOFTWARE_TOKEN": answer.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False),
        "WEB_AUTHN": "WebAuthnConfiguration" in answer,
    }
    return {"mfa_methods": [method for method, configured in methods.items() if configured]}


_OF_A_CLIENT = (
    "type",
    "created_at",
    "modified_at",
    "has_secret",
    "auth_flows",
    "oauth_flows",
    "oauth_scopes",
    "identity_providers",
    "callback_url_count",
    "logout_url_count",
)


def clients(answer: Raw) -> dict[str, Json]:
    """What ListUserPoolClients tells of app clients; the rest is not known yet."""
    rows = [
        {"id": client["ClientId"], "name": client.get("ClientName"), **dict.fromkeys(_OF_A_CLIENT)}
        for client in answer["UserPoolClients"]
    ]
    return {"clients": sorted(rows, key=lambda row: str(row["id"]))}


def client(answer: Raw) -> dict[str, Json]:
    """What DescribeUserPoolClient tells beside that: of its secret, only whether there is one."""
    told = answer["UserPoolClient"]
    return {
        "type": told.get("ClientType"),
        **_times(told),
        "has_secret": "ClientSecret" in told,
        "auth_flows": _names(told.get("ExplicitAuthFlows")),
        "oauth_flows": _names(told.get("AllowedOAuthFlows")),
        "oauth_scopes": _names(told.get("AllowedOAuthScopes")),
        "identity_providers": _names(told.get("SupportedIdentityProviders")),
        "callback_url_count": len(told.get("CallbackURLs", [])),
        "logout_url_count": len(told.get("LogoutURLs", [])),
    }


def group(told: Raw) -> dict[str, Json]:
    """What ListGroups tells of a group."""
    return {
        "name": told["GroupName"],
        "precedence": told.get("Precedence"),
        "role_arn": told.get("RoleArn"),
        **_times(told),
    }


def groups(answer: Raw) -> dict[str, Json]:
    """All groups, as `group` tells of each."""
    return {"groups": sorted(answer["Groups"], key=_name)}


def providers(answer: Raw) -> dict[str, Json]:
    """What ListIdentityProviders tells; the rest is not known yet."""
    rows = [
        {
            "name": provider["ProviderName"],
            "type": provider["ProviderType"],
            **_times(provider),
            "mapped_attributes": None,
            "detail_names": None,
        }
        for provider in answer["Providers"]
    ]
    return {"identity_providers": sorted(rows, key=_name)}


def provider(answer: Raw) -> dict[str, Json]:
    """What DescribeIdentityProvider tells beside that: names, no values."""
    told = answer["IdentityProvider"]
    return {
        "mapped_attributes": _names(told.get("AttributeMapping")),
        "detail_names": _names(told.get("ProviderDetails")),
    }


_OF_A_DOMAIN = ("status", "certificate_arn", "managed_login_version", "failover_region")


def domains(answer: Raw) -> dict[str, Json]:
    """The domains that DescribeUserPool tells, a prefix of Cognito's and a custom one; the rest is not known yet."""
    pool = answer["UserPool"]
    told = {"Domain": False, "CustomDomain": True}
    return {
        "domains": [
            {"name": pool[field], "custom": custom, **dict.fromkeys(_OF_A_DOMAIN)}
            for field, custom in told.items()
            if pool.get(field)
        ]
    }


def domain(answer: Raw) -> dict[str, Json]:
    """What DescribeUserPoolDomain tells beside that.

    Raises:
        ValueError: it answers without the domain, as it does for one that it does not find.
    """
    told = answer["DomainDescription"]
    if "Domain" not in told:
        raise ValueError("nothing is told of the domain")
    return {
        "status": told.get("Status"),
        "certificate_arn": told.get("CustomDomainConfig", {}).get("CertificateArn"),
        "managed_login_version": told.get("ManagedLoginVersion"),
        "failover_region": told.get("Routing", {}).get("Failover", {}).get("SecondaryRegion"),
    }


def _names(told: Iterable[str] | None) -> list[str]:
    """In one order, whatever AWS's is: theirs means nothing. Where it has none, it leaves the list out."""
    return sorted(told or ())


def _times(told: Raw) -> dict[str, Json]:
    return {"created_at": moment(told.get("CreationDate")), "modified_at": moment(told.get("LastModifiedDate"))}


def _name(row: Mapping[str, Json]) -> str:
    return str(row["name"])
