package rules.s3.version_deletion_guarded_test

import data.rules.s3.version_deletion_guarded as rule
import data.testing.documents

test_a_lock_of_one_day_is_enough if {
	every mode in ["GOVERNANCE", "COMPLIANCE"] {
		document := _bucket({"enabled": true, "mode": mode, "default_retention_days": 1}, _silent)
		rule.compliant with input as document
		rule.findings == set() with input as document
	}
}

test_a_denial_for_everyone_is_enough if rule.compliant with input as _bucket(_unlocked, _denying)

test_neither_fails_and_says_so if {
	document := _bucket(_unlocked, _silent)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"there is no bucket policy, and Object Lock does not hold versions by default: ",
			"whoever has s3:DeleteObjectVersion can purge them",
		]),
		"at": "/config/policy/denied_to_everyone",
		"expected": "s3:DeleteObjectVersion denied to everyone, or an Object Lock default retention",
		"actual": [],
	}}
}

test_a_denial_for_some_is_none_and_says_so if {
	document := _bucket(_unlocked, {
		"exists": true,
		"denied_to_everyone": ["s3:DeleteBucket"],
		"denied_conditionally": ["s3:DeleteObjectVersion"],
	})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "the bucket policy denies it only under conditions, to some, or for some objects")
}

test_a_denial_of_something_else_is_none if {
	document := _bucket(_unlocked, {"exists": true, "denied_to_everyone": ["s3:DeleteObject"]})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "the bucket policy does not deny it")
	finding.actual == ["s3:DeleteObject"]
}

test_a_policy_that_is_not_there_denies_nothing if {
	not rule.compliant with input as _bucket(_unlocked, object.union(_denying, {"exists": false}))
}

test_a_lock_without_default_holds_nothing if {
	every lock in [
		{"enabled": true, "mode": null, "default_retention_days": null},
		{"enabled": true, "mode": "COMPLIANCE", "default_retention_days": null},
		{"enabled": true, "mode": "COMPLIANCE", "default_retention_days": 0},
		{"enabled": true, "mode": "COMPLIANCE", "default_retention_days": "30"},
		{"enabled": true, "mode": null, "default_retention_days": 30},
		{"enabled": false, "mode": "COMPLIANCE", "default_retention_days": 30},
	] {
		not rule.compliant with input as _bucket(lock, _silent)
	}
}

test_mfa_delete_guards_versions if {
	document := _bucket(_unlocked, _silent)
	rule.compliant with input as documents.configured(document, {"versioning": {"mfa_delete": true}})
	every versioning in [{"mfa_delete": null}, {"mfa_delete": true, "status": "Suspended"}] {
		not rule.compliant with input as documents.configured(document, {"versioning": versioning})
	}
}

test_unknown_proves_nothing if not rule.compliant with input as _bucket(null, null)

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_bucket(lock, policy) := documents.configured(documents.bucket, {"object_lock": lock, "policy": policy})

_unlocked := {"enabled": false, "mode": null, "default_retention_days": null}

_silent := {"exists": false, "denied_to_everyone": [], "denied_conditionally": []}

_denying := {"exists": true, "denied_to_everyone": ["s3:DeleteObjectVersion"]}
