# METADATA
# title: A user pool for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change one thing in it.
package testing.cognito_user_pool

import data.testing.documents

# The pool with something else in the record of its export.
exported(changes) := documents.linked(document, {"evidence": [object.union(export, changes)]})

document := {
	"kind": "cognito.user_pool",
	"id": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_A1b2C3d4E",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "formkiq-prod-prod",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {
		"evidence": [export],
		"exported": [location],
		"stack": object.union(documents.owning_stack, {
			"logical_id": "CognitoUserPool",
			"type": "AWS::Cognito::UserPool",
		}),
	}),
	"profile": object.union(documents.profile, {"data_type": "identity"}),
	"requires": {
		"identity_export_days": 92,
		"identity_review_days": 92,
		"exports_stored": true,
		"deletion_protection": true,
		"user_pool_mfa": "ON",
		"stack_retains": true,
	},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# The record of an export of all that the pool has.
export := {
	"name": "formkiq-prod-users",
	"type": "export",
	"topic": "identity_export",
	"dated_at": "2026-03-15T00:00:00Z",
	"expires_at": null,
	"environment": null,
	"result": null,
	"measured_rto_seconds": null,
	"measured_rpo_seconds": null,
	"checked": [],
	"contains": contains_all,
	"restore_jobs": [],
	"owner": "platform team",
	"approved_by": ["head of platform"],
	"verified": true,
	"sites": [],
}

contains_all := [
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
	"users",
]

location := {
	"bucket": "platform-exports-111122223333",
	"prefix": "pools/111122223333/eu-central-1/formkiq-prod-prod/",
	"subject_root_arn": null,
	"subject_updated_at": "2026-02-01T10:00:00Z",
	"object_count": 12,
	"newest_at": "2026-03-15T02:00:00Z",
	"newest_bytes": 48213,
	"newest_before_update_at": "2026-01-15T02:00:00Z",
}

_config := {
	"pool_id": "eu-central-1_A1b2C3d4E",
	"created_at": "2024-05-02T08:00:00Z",
	"modified_at": "2026-02-01T10:00:00Z",
	"replica_regions": null,
	"tier": "ESSENTIALS",
	"estimated_user_count": 1200,
	"username_attributes": ["email"],
	"alias_attributes": [],
	"auto_verified_attributes": ["email"],
	"case_sensitive_usernames": false,
	"admin_creates_users_only": true,
	"email_sending_account": "DEVELOPER",
	"sms_role_arn": null,
	"threat_protection": "ENFORCED",
	"domain_prefix": "formkiq-prod",
	"custom_domain": null,
	"deletion_protection": true,
	"encryption": {"type": "AWS_OWNED_KEY", "key_arn": null},
	"mfa": "ON",
	"mfa_methods": ["SOFTWARE_TOKEN"],
	"first_factors": ["PASSWORD"],
	"password_policy": _password_policy,
	"account_recovery": ["verified_email"],
	"attributes": [attribute],
	"triggers": [trigger],
	"sender_key_arn": null,
	"clients": [client],
	"groups": [group],
	"identity_providers": [provider],
	"domains": [domain],
}

_password_policy := {
	"minimum_length": 14,
	"requires_uppercase": true,
	"requires_lowercase": true,
	"requires_numbers": true,
	"requires_symbols": true,
	"history_size": 5,
	"temporary_password_days": 7,
}

attribute := {"name": "custom:shop", "type": "String", "custom": true, "required": false, "mutable": true}

trigger := {
	"trigger": "CustomMessage",
	"function_arn": "arn:aws:lambda:eu-central-1:111122223333:function:formkiq-prod-message",
	"event_version": null,
}

client := {
	"id": "1a2b3c4d5e6f7g8h9i0j",
	"name": "console",
	"type": "REGULAR",
	"created_at": "2024-05-02T08:00:00Z",
	"modified_at": "2026-02-02T10:00:00Z",
	"has_secret": false,
	"auth_flows": ["ALLOW_USER_SRP_AUTH"],
	"oauth_flows": ["code"],
	"oauth_scopes": ["openid"],
	"identity_providers": ["COGNITO"],
	"callback_url_count": 1,
	"logout_url_count": 1,
}

group := {
	"name": "Admins",
	"precedence": 1,
	"role_arn": null,
	"created_at": "2024-05-02T08:00:00Z",
	"modified_at": "2024-05-02T08:00:00Z",
}

provider := {
	"name": "Staff",
	"type": "SAML",
	"created_at": "2024-05-02T08:00:00Z",
	"modified_at": "2026-02-03T10:00:00Z",
	"mapped_attributes": ["email"],
	"detail_names": ["MetadataURL"],
}

domain := {
	"name": "formkiq-prod",
	"custom": false,
	"status": "ACTIVE",
	"certificate_arn": null,
	"managed_login_version": 2,
	"failover_region": null,
}
