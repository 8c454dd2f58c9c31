package rules.cognito.deletion_protection_test

import data.rules.cognito.deletion_protection as rule
import data.testing.cognito_user_pool
import data.testing.documents

test_deletion_protection_is_compliant if {
	rule.compliant with input as cognito_user_pool.document
	rule.findings == set() with input as cognito_user_pool.document
}

test_a_pool_without_it_fails_and_says_so if {
	document := documents.configured(cognito_user_pool.document, {"deletion_protection": false})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "deletion protection is off: one call deletes the pool with all its users for good",
		"at": "/config/deletion_protection",
		"expected": true,
		"actual": false,
	}}
}

test_unknown_proves_nothing_and_says_so if {
	document := documents.configured(cognito_user_pool.document, {"deletion_protection": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "AWS does not say")
}

test_another_type_proves_nothing if {
	not rule.compliant with input as documents.configured(
		cognito_user_pool.document,
		{"deletion_protection": "ACTIVE"},
	)
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cognito_user_pool.document)
}
