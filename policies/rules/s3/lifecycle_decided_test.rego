package rules.s3.lifecycle_decided_test

import data.rules.s3.lifecycle_decided as rule
import data.testing.documents
import data.testing.s3_bucket

test_a_rule_for_every_region_decides if {
	rule.compliant with input as s3_bucket.bucket
	document := s3_bucket.retained([{}, s3_bucket.below("temp/", {"rules": ["keep-a-year", "temp"]})])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_no_configuration_fails_and_says_so if {
	document := documents.configured(_undecided, {"lifecycle": {"configured": false, "rules": []}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no lifecycle configuration: retention is undecided, and the cost of old versions has no bound",
		"at": "/config/lifecycle/configured",
		"expected": true,
		"actual": false,
	}}
}

test_rules_that_decide_nothing_fail_and_say_so if {
	document := documents.configured(_undecided, {"lifecycle": {"rules": [object.union(
		documents.lifecycle_rule,
		{"enabled": false},
	)]}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "nothing decides how long objects stay, or their versions (0 of 1 rules are enabled)",
		"at": "/links/retention/regions/0/rules",
		"expected": "an enabled rule that expires or moves objects or noncurrent versions",
		"actual": [],
	}}
}

test_rules_for_a_part_leave_the_rest_undecided_and_say_so if {
	document := s3_bucket.retained([{"rules": []}, s3_bucket.below("temp/", {"rules": ["temp"]})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.message | some finding in found} == {concat("", [
		"nothing decides how long objects that no other rule is about stay, or their versions ",
		"(1 of 1 rules are enabled)",
	])}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(s3_bucket.bucket, {"lifecycle": null})
	not rule.compliant with input as documents.configured(s3_bucket.bucket, {"lifecycle": {"configured": null}})
	not rule.compliant with input as documents.linked(s3_bucket.bucket, {"retention": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)

_undecided := s3_bucket.retained([{"rules": []}])
