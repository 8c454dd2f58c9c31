package rules.s3.lifecycle_decided_test

import data.rules.s3.lifecycle_decided as rule
import data.testing.documents

test_one_rule_that_decides_is_enough if {
	every decision in [
		{"noncurrent_days": 90},
		{"expiration_days": 2555},
		{"expiration_date": "2040-01-01T00:00:00Z"},
		{"transitions": [{"days": 90, "date": null, "storage_class": "GLACIER_IR"}]},
		{"noncurrent_transitions": [{
			"noncurrent_days": 30,
			"newer_noncurrent_versions": null,
			"storage_class": "GLACIER_IR",
		}]},
	] {
		document := _bucket([object.union(_tidying, decision)])
		rule.compliant with input as document
		rule.findings == set() with input as document
		not rule.compliant with input as _bucket([object.union_n([_tidying, decision, {"enabled": false}])])
	}
}

test_no_configuration_fails_and_says_so if {
	document := documents.configured(documents.bucket, {"lifecycle": {"configured": false, "rules": []}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no lifecycle configuration: retention is undecided, and the cost of old versions has no bound",
		"at": "/config/lifecycle/configured",
		"expected": true,
		"actual": false,
	}}
}

test_disabled_rules_decide_nothing if {
	document := _bucket([{"enabled": false, "noncurrent_days": 90}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the lifecycle configuration decides nothing about objects or their versions (0 of 1 rules enabled)",
		"at": "/config/lifecycle/rules",
		"expected": "an enabled rule that expires or moves objects or noncurrent versions",
		"actual": [{"id": "keep-a-year", "enabled": false}],
	}}
}

test_tidying_up_decides_nothing if {
	document := _bucket([_tidying])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "1 of 1 rules enabled")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"lifecycle": null})
	not rule.compliant with input as documents.configured(documents.bucket, {"lifecycle": {"configured": null}})
	not rule.compliant with input as _bucket([{"enabled": null}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_tidying := {"noncurrent_days": null, "expired_object_delete_marker": true, "abort_incomplete_multipart_days": 7}

_bucket(rules) := documents.configured(documents.bucket, {"lifecycle": {"rules": [lifecycle_rule |
	some changes in rules
	lifecycle_rule := object.union(documents.lifecycle_rule, changes)
]}})
