package rules.s3.versioning_enabled_test

import data.rules.s3.versioning_enabled as rule
import data.testing.documents

test_enabled_is_compliant if {
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
}

test_suspended_fails_and_says_so if {
	document := _bucket("Suspended")
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"versioning is suspended: what is overwritten or deleted from now on is lost, older versions stay; ",
			"tier enterprise requires versioning",
		]),
		"at": "/config/versioning/status",
		"expected": "Enabled",
		"actual": "Suspended",
	}}
}

test_never_enabled_fails_and_says_so if {
	document := _bucket("Disabled")
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.actual == "Disabled"
	contains(finding.message, "an overwrite or a deletion is final")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"versioning": null})
	not rule.compliant with input as _bucket(null)
}

test_mfa_delete_is_no_versioning if {
	document := documents.configured(documents.bucket, {"versioning": {"status": "Suspended", "mfa_delete": true}})
	not rule.compliant with input as document
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_bucket(status) := documents.configured(documents.bucket, {"versioning": {"status": status}})
