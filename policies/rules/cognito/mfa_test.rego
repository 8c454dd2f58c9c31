package rules.cognito.mfa_test

import data.rules.cognito.mfa as rule
import data.testing.cognito_user_pool
import data.testing.documents

test_as_much_as_required_is_compliant if {
	every case in [["ON", "ON"], ["ON", "OPTIONAL"], ["OPTIONAL", "OPTIONAL"]] {
		rule.compliant with input as _pool(case[0], case[1])
	}
}

test_less_fails_and_says_so if {
	document := _pool("OPTIONAL", "ON")
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "MFA is OPTIONAL; tier enterprise requires ON",
		"at": "/config/mfa",
		"expected": "ON",
		"actual": "OPTIONAL",
	}}
}

test_mfa_that_is_off_fails_whatever_is_required if {
	every least in ["ON", "OPTIONAL"] {
		not rule.compliant with input as _pool("OFF", least)
	}
}

test_unknown_proves_nothing_and_says_so if {
	document := _pool(null, "OPTIONAL")
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "AWS does not say")
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cognito_user_pool.document)
}

_pool(mfa, least) := documents.promised(
	documents.configured(cognito_user_pool.document, {"mfa": mfa}),
	{"user_pool_mfa": least},
)
