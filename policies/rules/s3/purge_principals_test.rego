package rules.s3.purge_principals_test

import data.rules.s3.purge_principals as rule
import data.testing.documents

test_no_policy_and_other_actions_are_compliant if {
	every allowed in [[], [_allowance({"action": "s3:PutReplicationConfiguration", "other_account": true})]] {
		rule.compliant with input as _bucket("nobody", {"allowed": allowed}, _unlocked)
	}
}

test_somebody_of_the_own_account_may_where_the_tier_allows_it if {
	rule.compliant with input as _bucket("own_account", {"allowed": [_allowance({})]}, _unlocked)
	not rule.compliant with input as _bucket("nobody", {"allowed": [_allowance({})]}, _unlocked)
}

test_another_account_fails_and_says_so if {
	document := _bucket("own_account", {"allowed": [_foreign]}, _unlocked)
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == set()
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the bucket policy allows s3:DeleteObjectVersion to 999988887777, and nothing makes that harmless; ",
			"tier enterprise allows it to own account",
		]),
		"at": "/config/policy/allowed/0",
		"expected": "own_account",
		"actual": ["999988887777"],
	}}
}

test_every_way_to_purge_counts if {
	every action in [
		"s3:BypassGovernanceRetention",
		"s3:DeleteObjectVersion",
		"s3:PutBucketVersioning",
		"s3:PutLifecycleConfiguration",
	] {
		allowed := [object.union(_foreign, {"action": action})]
		not rule.compliant with input as _bucket("own_account", {"allowed": allowed}, _unlocked)
		rule.compliant with input as _bucket("nobody", {"allowed": allowed}, _locked("COMPLIANCE"))
		denied := {"allowed": allowed, "denied_to_everyone": [action]}
		rule.compliant with input as _bucket("nobody", denied, _unlocked)
	}
}

test_governance_mode_falls_to_who_may_bypass_it if {
	lock := _locked("GOVERNANCE")
	rule.compliant with input as _bucket("nobody", {"allowed": [_foreign]}, lock)
	bypass := object.union(_foreign, {"action": "s3:BypassGovernanceRetention"})
	not rule.compliant with input as _bucket("nobody", {"allowed": [bypass]}, lock)
}

test_a_lock_without_default_retention_only_keeps_versioning_on if {
	lock := {"enabled": true, "mode": null, "default_retention_days": null}
	suspending := object.union(_foreign, {"action": "s3:PutBucketVersioning"})
	rule.compliant with input as _bucket("nobody", {"allowed": [suspending]}, lock)
	not rule.compliant with input as _bucket("nobody", {"allowed": [_foreign]}, lock)
}

test_mfa_delete_leaves_only_the_bypass if {
	guard := {"versioning": {"mfa_delete": true}}
	document := _bucket("nobody", {"allowed": [_foreign]}, _unlocked)
	rule.compliant with input as documents.configured(document, guard)
	bypass := object.union(_foreign, {"action": "s3:BypassGovernanceRetention"})
	not rule.compliant with input as documents.configured(_bucket("nobody", {"allowed": [bypass]}, _unlocked), guard)
}

test_what_is_allowed_under_conditions_is_unknown if {
	document := _bucket("own_account", {"allowed": [object.union(_foreign, {"conditional": true})]}, _unlocked)
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == {concat(" ", [
		"whether s3:DeleteObjectVersion of 999988887777 reaches who may not purge is not known:",
		"only under conditions, or for a part of the objects",
	])}
}

test_names_that_tell_no_account_are_unknown_where_it_matters if {
	allowed := [_allowance({"principals": ["config.amazonaws.com"], "other_account": null})]
	some reason in rule.unknown with input as _bucket("own_account", {"allowed": allowed}, _unlocked)
	contains(reason, "the names of the principals do not tell their account")
	unsure := rule.unknown with input as _bucket("nobody", {"allowed": allowed}, _unlocked)
	unsure == set()
}

test_a_doubt_hides_no_failure if {
	allowed := [_foreign, object.union(_foreign, {"conditional": true})]
	unsure := rule.unknown with input as _bucket("own_account", {"allowed": allowed}, _unlocked)
	unsure == set()
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"policy": null})
	not rule.compliant with input as _bucket("nobody", {"allowed": [_allowance({"action": null})]}, _unlocked)
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_bucket("nobody", {}, _unlocked))
}

_allowance(changes) := object.union(
	{
		"action": "s3:DeleteObjectVersion",
		"principals": ["arn:aws:iam::111122223333:role/purger"],
		"conditional": false,
		"other_account": false,
	},
	changes,
)

_foreign := _allowance({"principals": ["999988887777"], "other_account": true})

_unlocked := {"enabled": false, "mode": null, "default_retention_days": null}

_locked(mode) := {"enabled": true, "mode": mode, "default_retention_days": 90}

_bucket(allowed_to, policy, lock) := documents.promised(
	documents.configured(documents.bucket, {
		"policy": object.union({"denied_to_everyone": [], "denied_conditionally": []}, policy),
		"object_lock": lock,
	}),
	{"purge_allowed_to": allowed_to},
)
