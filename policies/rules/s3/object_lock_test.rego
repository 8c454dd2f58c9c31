package rules.s3.object_lock_test

import data.rules.s3.object_lock as rule
import data.testing.documents

test_exactly_the_required_mode_and_days_are_compliant if {
	document := _bucket({"mode": "COMPLIANCE", "default_retention_days": 90})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_stricter_mode_is_compliant if {
	rule.compliant with input as documents.promised(_bucket({}), {"object_lock_mode": "GOVERNANCE"})
}

test_one_day_short_fails_and_says_so if {
	document := _bucket({"default_retention_days": 89})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "Object Lock holds new versions for 89 days; tier enterprise requires 90 days",
		"at": "/config/object_lock/default_retention_days",
		"expected": 90,
		"actual": 89,
	}}
}

test_a_weaker_mode_fails_and_says_so if {
	document := _bucket({"mode": "GOVERNANCE"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"Object Lock is in GOVERNANCE mode, which s3:BypassGovernanceRetention undoes; ",
			"tier enterprise requires COMPLIANCE",
		]),
		"at": "/config/object_lock/mode",
		"expected": "COMPLIANCE",
		"actual": "GOVERNANCE",
	}}
}

test_off_fails_and_says_so if {
	document := _bucket({"enabled": false, "mode": null, "default_retention_days": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "Object Lock is off; tier enterprise requires COMPLIANCE mode for 90 days",
		"at": "/config/object_lock/enabled",
		"expected": true,
		"actual": false,
	}}
}

test_no_default_fails_and_says_so if {
	document := _bucket({"mode": null, "default_retention_days": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/object_lock/mode"
	contains(finding.message, "locks nothing by itself")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"object_lock": null})
	not rule.compliant with input as _bucket({"mode": null})
	not rule.compliant with input as _bucket({"default_retention_days": null})
	not rule.compliant with input as _bucket({"default_retention_days": "365"})
	not rule.compliant with input as _bucket({"enabled": false})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.bucket)
	not rule.compliant with input as documents.promised(documents.unpromised(_bucket({})), {"object_lock_days": 90})
}

_bucket(lock) := documents.configured(documents.bucket, {"object_lock": lock})
