"""The compliant facts of stacks, parameters and user pools; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, BUCKET_ARN, REGION, ROLE_ARN, TABLE_ARN, make_fact

from scanner.model import Fact, Json


def _owned(logical_id: str, sort: str, physical_id: str) -> dict[str, Json]:
    return {
        "logical_id": logical_id,
        "type": sort,
        "physical_id": physical_id,
        "status": "UPDATE_COMPLETE",
        "drift_status": "IN_SYNC",
    }


def _declared(logical_id: str, sort: str) -> dict[str, Json]:
    return {"logical_id": logical_id, "type": sort, "deletion_policy": "Retain", "update_replace_policy": "Retain"}


def stack(**overrides: Any) -> Fact:
    name = overrides.get("name", "shop")
    config = {
        "status": "UPDATE_COMPLETE",
        "created_at": "2024-05-01T08:00:00Z",
        "updated_at": "2026-02-01T10:00:00Z",
        "parent_id": None,
        "root_id": None,
        "termination_protection": True,
        "drift": {"status": "IN_SYNC", "checked_at": "2026-02-28T03:00:00Z"},
        "parameters": ["DatabasePassword", "Environment"],
        "masked_parameters": ["DatabasePassword"],
        "outputs": ["ContentBucket", "OrdersTable"],
        "capabilities": ["CAPABILITY_NAMED_IAM"],
        "notification_topic_count": 1,
        "role_arn": ROLE_ARN,
        "resources": [
            _owned("ContentBucket", "AWS::S3::Bucket", BUCKET_ARN.rpartition(":")[2]),
            _owned("OrdersTable", "AWS::DynamoDB::Table", TABLE_ARN.rpartition("/")[2]),
        ],
        "template": {"format": "yaml", "sha256": "1" * 64},
        "template_resources": [
            _declared("ContentBucket", "AWS::S3::Bucket"),
            _declared("OrdersTable", "AWS::DynamoDB::Table"),
        ],
    }
    arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/1a2b"
    return make_fact("cloudformation.stack", arn, name, config, overrides, tags={"safehold:tier": "enterprise"})


def parameter(**overrides: Any) -> Fact:
    name = overrides.get("name", "/shop/prod/orders-table")
    config = {
        "type": "String",
        "tier": "Standard",
        "data_type": "text",
        "version": 3,
        "modified_at": "2026-02-01T10:00:00Z",
        "key_id": None,
        "policies": [],
    }
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{name.removeprefix('/')}"
    return make_fact("ssm.parameter", arn, name, config, overrides)


def user_pool(**overrides: Any) -> Fact:
    name, pool_id = overrides.get("name", "customers"), f"{REGION}_A1b2C3d4E"
    made: dict[str, Json] = {"created_at": "2024-05-01T08:00:00Z", "modified_at": "2026-02-01T10:00:00Z"}
    config = {
        "pool_id": pool_id,
        **made,
        "replica_regions": None,
        "tier": "ESSENTIALS",
        "estimated_user_count": 1200,
        "username_attributes": ["email"],
        "alias_attributes": [],
        "auto_verified_attributes": ["email"],
        "case_sensitive_usernames": False,
        "admin_creates_users_only": False,
        "email_sending_account": "DEVELOPER",
        "sms_role_arn": None,
        "threat_protection": "ENFORCED",
        "domain_prefix": "orders-customers",
        "custom_domain": None,
        "deletion_protection": True,
        "encryption": {"type": "AWS_OWNED_KEY", "key_arn": None},
        "mfa": "ON",
        "mfa_methods": ["SOFTWARE_TOKEN"],
        "first_factors": ["PASSWORD"],
        "password_policy": {
            "minimum_length": 14,
            "requires_uppercase": True,
            "requires_lowercase": True,
            "requires_numbers": True,
            "requires_symbols": True,
            "history_size": 5,
            "temporary_password_days": 7,
        },
        "account_recovery": ["verified_email"],
        "attributes": [
            {"name": "custom:shop", "type": "String", "custom": True, "required": False, "mutable": True},
            {"name": "email", "type": "String", "custom": False, "required": True, "mutable": True},
        ],
        "triggers": [
            {
                "trigger": "PostConfirmation",
                "function_arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:welcome",
                "event_version": None,
            }
        ],
        "sender_key_arn": None,
        "clients": [
            {
                "id": "1a2b3c4d5e6f7g8h9i0j",
                "name": "web",
                "type": "REGULAR",
                **made,
                "has_secret": False,
                "auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
                "oauth_flows": ["code"],
                "oauth_scopes": ["openid"],
                "identity_providers": ["COGNITO", "Staff"],
                "callback_url_count": 1,
                "logout_url_count": 1,
            }
        ],
        "groups": [{"name": "Admins", "precedence": 1, "role_arn": None, **made}],
        "identity_providers": [
            {"name": "Staff", "type": "SAML", **made, "mapped_attributes": ["email"], "detail_names": ["MetadataURL"]}
        ],
        "domains": [
            {
                "name": "orders-customers",
                "custom": False,
                "status": "ACTIVE",
                "certificate_arn": None,
                "managed_login_version": 2,
                "failover_region": None,
            }
        ],
    }
    arn = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool_id}"
    return make_fact("cognito.user_pool", arn, name, config, overrides, tags={"safehold:tier": "enterprise"})
