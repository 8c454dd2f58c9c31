package rules.cognito.export_whole_test

import data.rules.cognito.export_whole as rule
import data.testing.cognito_user_pool
import data.testing.documents

test_an_export_of_everything_is_compliant if {
	rule.compliant with input as cognito_user_pool.document
	rule.findings == set() with input as cognito_user_pool.document
	rule.unknown == set() with input as cognito_user_pool.document
}

test_each_part_that_is_left_out_fails_and_is_named if {
	every part in [
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
	] {
		document := cognito_user_pool.exported({"contains": _without({part})})
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		finding.message == sprintf("the export 'formkiq-prod-users' leaves out %v", [part])
		finding.expected == [part]
	}
}

test_what_the_pool_does_not_have_need_not_be_exported if {
	bare := documents.configured(cognito_user_pool.exported({"contains": ["password_policy", "pool_configuration"]}), {
		"clients": [],
		"groups": [],
		"identity_providers": [],
		"domains": [],
		"triggers": [],
		"attributes": [object.union(cognito_user_pool.attribute, {"custom": false})],
		"mfa": "OFF",
	})
	rule.compliant with input as bare
	every part in [
		{"clients": [cognito_user_pool.client]},
		{"groups": [cognito_user_pool.group]},
		{"identity_providers": [cognito_user_pool.provider]},
		{"domains": [cognito_user_pool.domain]},
		{"triggers": [cognito_user_pool.trigger]},
		{"attributes": [cognito_user_pool.attribute]},
		{"mfa": "OPTIONAL"},
	] {
		not rule.compliant with input as documents.configured(bare, part)
	}
}

test_a_list_of_users_alone_fails_and_says_so if {
	document := cognito_user_pool.exported({"contains": ["users"]})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	endswith(finding.message, "identity_providers: a list of users alone brings back no pool")
}

test_an_export_is_current_until_the_pool_or_a_part_changes if {
	every changes in [
		{"modified_at": "2026-03-15T00:00:00Z"},
		{"clients": [_changed(cognito_user_pool.client, "2026-03-15T00:00:00Z")]},
	] {
		rule.compliant with input as documents.configured(cognito_user_pool.document, changes)
	}
	every changes in [
		{"modified_at": "2026-03-15T00:00:01Z"},
		{"clients": [_changed(cognito_user_pool.client, "2026-03-15T00:00:01Z")]},
		{"groups": [_changed(cognito_user_pool.group, "2026-03-15T00:00:01Z")]},
		{"identity_providers": [_changed(cognito_user_pool.provider, "2026-03-15T00:00:01Z")]},
	] {
		document := documents.configured(cognito_user_pool.document, changes)
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": concat("", [
				"the export 'formkiq-prod-users' is of 2026-03-15T00:00:00Z; ",
				"the pool was changed on 2026-03-15T00:00:01Z",
			]),
			"at": "/links/evidence",
			"expected": "2026-03-15T00:00:01Z or later",
			"actual": "2026-03-15T00:00:00Z",
		}}
	}
}

test_an_export_holds_for_its_days if {
	pool := documents.configured(cognito_user_pool.document, {"modified_at": "2025-01-01T00:00:00Z"})
	quiet := documents.configured(pool, {"clients": [], "groups": [], "identity_providers": []})
	rule.compliant with input as _dated(quiet, "2025-12-29T12:00:00Z")
	not rule.compliant with input as _dated(quiet, "2025-12-29T11:59:59Z")
}

test_no_export_fails_and_says_so if {
	document := documents.linked(cognito_user_pool.document, {"evidence": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.message | some finding in found} == {"no export with the topic identity_export is recorded"}
}

test_what_aws_does_not_date_may_be_newer if {
	undated := {"clients": [_changed(cognito_user_pool.client, null)]}
	document := documents.configured(cognito_user_pool.document, undated)
	stale := documents.configured(document, {"modified_at": "2026-03-15T00:00:01Z"})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
	rule.unknown == set() with input as stale
	count(rule.findings) == 1 with input as stale
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(cognito_user_pool.document, {"evidence": null})
	every name in ["clients", "groups", "identity_providers", "modified_at"] {
		not rule.compliant with input as documents.configured(cognito_user_pool.document, {name: null})
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cognito_user_pool.document)
}

_dated(document, dated_at) := documents.linked(
	document,
	{"evidence": [object.union(cognito_user_pool.export, {"dated_at": dated_at})]},
)

_without(parts) := [part | some part in cognito_user_pool.contains_all; not part in parts]

_changed(part, modified_at) := object.union(part, {"modified_at": modified_at})
