# METADATA
# title: An export of the user pool is whole and current
# description: >-
#   Cognito has no backup: what a deleted pool was, only an export tells. A record with the topic identity_export says
#   what one holds: the pool's configuration, its password and MFA policy, and, as far as the pool has them, app
#   clients, groups and who belongs to them, custom attributes, domain and hosted UI, Lambda triggers, SAML and OIDC
#   providers. It is current when it was taken after the pool, its clients, groups and providers were last changed. A
#   list of users alone is no export: what they had is gone with it, and passwords and MFA, which AWS hands out to
#   nobody, and the secrets of clients, of which a new one gets others, come back from nowhere anyway
#   (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-import-users.html).
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cognito.user_pool"]
# custom:
#   id: COG-001
#   severity: high
#   kind: cognito.user_pool
#   needs:
#     - /config/attributes
#     - /config/clients
#     - /config/domains
#     - /config/groups
#     - /config/identity_providers
#     - /config/mfa
#     - /config/modified_at
#     - /config/triggers
#     - /links/evidence
#   part_suffices: [/links/evidence]
#   requires: [identity_export_days]
#   covers: [64, 65, 66, 67, 68, 69, 70, 71, 72]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.1"]
#     nist_csf_2: [PR.DS-11]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Export what `aws cognito-idp describe-user-pool`, `list-user-pool-clients`, `list-groups`, `list-users-in-group`
#     and `list-identity-providers` tell of {name}, keep it outside the account, and record it:
#     `safehold evidence new export`, with the topic identity_export and what it contains.
package rules.cognito.export_whole

import data.lib.exports
import data.lib.moments

compliant if {
	some record in exports.held(input.links.evidence, "identity_export", _asked)
	_whole(record)
	_current(record)
}

# An export that is older than a change is stale, whatever is not known of the others.
unknown contains "AWS does not say when a client, group or provider of the pool was last changed" if {
	_undated
	some record in exports.held(input.links.evidence, "identity_export", _asked)
	_whole(record)
	every change in _changes {
		_not_after(change, record)
	}
}

findings contains finding if some finding in exports.absent(input.links.evidence, "identity_export", _asked)

findings contains {
	"message": sprintf("the export '%v' leaves out %v%v", [record.name, concat(", ", missing), _users_alone(record)]),
	"at": "/links/evidence",
	"expected": missing,
	"actual": record.contains,
} if {
	some record in exports.held(input.links.evidence, "identity_export", _asked)
	missing := [part | some part in _parts; not _settled(part, record)]
	count(missing) > 0
}

findings contains {
	"message": sprintf("the export '%v' is of %v; the pool was changed on %v", [record.name, record.dated_at, latest]),
	"at": "/links/evidence",
	"expected": sprintf("%v or later", [latest]),
	"actual": record.dated_at,
} if {
	some record in exports.held(input.links.evidence, "identity_export", _asked)
	latest := max([change | some change in _changes; is_string(change)])
	moments.seconds_between(record.dated_at, latest) > 0
}

_asked := {"days": input.requires.identity_export_days, "taken_at": input.taken_at, "as_of": input.as_of}

_parts := [
	"pool_configuration",
	"password_policy",
	"mfa",
	"app_clients",
	"groups",
	"group_membership",
	"custom_attributes",
	"domain",
	"hosted_ui",
	"lambda_triggers",
	"identity_providers",
]

_whole(record) if {
	every part in _parts {
		_settled(part, record)
	}
}

# What the pool does not have need not be exported.
_settled(part, record) if part in record.contains

_settled("mfa", _) if input.config.mfa == "OFF"

_settled("app_clients", _) if input.config.clients == []

_settled(part, _) if {
	part in {"group_membership", "groups"}
	input.config.groups == []
}

_settled("custom_attributes", _) if {
	is_array(input.config.attributes)
	every attribute in input.config.attributes {
		attribute.custom == false
	}
}

_settled(part, _) if {
	part in {"domain", "hosted_ui"}
	input.config.domains == []
}

_settled("lambda_triggers", _) if input.config.triggers == []

_settled("identity_providers", _) if input.config.identity_providers == []

_current(record) if {
	exports.taken_after(record, input.config.modified_at)
	every parts in _lists {
		is_array(parts)
		every part in parts {
			exports.taken_after(record, part.modified_at)
		}
	}
}

# What has a moment of change of its own.
_lists := [input.config.clients, input.config.groups, input.config.identity_providers]

# When the pool and its parts were changed; null: AWS does not say it of one.
_changes contains input.config.modified_at

_changes contains part.modified_at if {
	some parts in _lists
	is_array(parts)
	some part in parts
}

_undated if {
	some change in _changes
	is_null(change)
}

_not_after(change, _) if is_null(change)

_not_after(change, record) if exports.taken_after(record, change)

_users_alone(record) := ": a list of users alone brings back no pool" if record.contains == ["users"]

else := ""
