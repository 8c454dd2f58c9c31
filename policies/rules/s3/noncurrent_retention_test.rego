package rules.s3.noncurrent_retention_test

import data.rules.s3.noncurrent_retention as rule
import data.testing.documents

test_exactly_the_required_days_are_compliant if {
	document := _bucket([{"noncurrent_days": 365}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := _bucket([{"noncurrent_days": 364}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"lifecycle rule 'keep-a-year' (every object) deletes noncurrent versions after 364 days; ",
			"tier enterprise requires 365 days",
		]),
		"at": "/config/lifecycle/rules/0/noncurrent_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_each_rule_that_is_too_short_is_named if {
	filter := {"prefix": "tempfiles/", "tags": {"class": "temp"}, "size_greater_than_bytes": 1024}
	document := _bucket([
		{"noncurrent_days": 365},
		{"id": "temp", "filter": filter, "noncurrent_days": 1, "newer_noncurrent_versions": 3},
		{"id": "old", "noncurrent_days": 30},
	])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {
		"/config/lifecycle/rules/1/noncurrent_days",
		"/config/lifecycle/rules/2/noncurrent_days",
	}
	some finding in found
	finding.message == concat("", [
		"lifecycle rule 'temp' (larger than 1024 bytes, prefix 'tempfiles/', tag class=temp) deletes noncurrent ",
		"versions after 1 day (the newest 3 stay however old); tier enterprise requires 365 days",
	])
}

test_keeping_some_versions_is_no_retention if {
	not rule.compliant with input as _bucket([{"noncurrent_days": 30, "newer_noncurrent_versions": 100}])
	not rule.compliant with input as _bucket([{"noncurrent_days": null, "newer_noncurrent_versions": 100}])
}

test_nothing_that_deletes_versions_is_compliant if {
	rule.compliant with input as _bucket([{"noncurrent_days": null}])
	rule.compliant with input as _bucket([])
	rule.compliant with input as documents.configured(documents.bucket, {"lifecycle": {"configured": false, "rules": []}})
}

test_a_disabled_rule_does_nothing if rule.compliant with input as _bucket([{"enabled": false, "noncurrent_days": 1}])

test_a_suspended_bucket_fails_and_says_so if {
	document := documents.configured(documents.bucket, {"versioning": {"status": "Suspended"}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"versioning is suspended, so each overwrite replaces the null version for good; ",
			"tier enterprise requires noncurrent versions to stay 365 days",
		]),
		"at": "/config/versioning/status",
		"expected": "Enabled",
		"actual": "Suspended",
	}}
}

test_an_unversioned_bucket_fails_even_without_lifecycle if {
	document := documents.configured(_bucket([]), {"versioning": {"status": "Disabled"}})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.actual == "Disabled"
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"lifecycle": null})
	not rule.compliant with input as documents.configured(documents.bucket, {"versioning": null})
	not rule.compliant with input as _bucket([{"enabled": null, "noncurrent_days": 1}])
	not rule.compliant with input as _bucket([{"noncurrent_days": "400"}])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.bucket)
	not rule.compliant with input as documents.unpromised(_bucket([]))
}

_bucket(rules) := documents.configured(documents.bucket, {"lifecycle": {"rules": [lifecycle_rule |
	some changes in rules
	lifecycle_rule := object.union(documents.lifecycle_rule, changes)
]}})
